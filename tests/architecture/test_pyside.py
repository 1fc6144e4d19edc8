"""PySide6 must not eat references of None and True, as 6.12.0 does before Python 3.12.

There the interpreter aborts after a few thousand Qt calls, often only at exit.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QElapsedTimer, QObject, Signal

ROUNDS = 2000
# Other code may take or give back a few references meanwhile; a defect costs one per call.
TOLERATED = 100


class Bell(QObject):
    rung = Signal()


def lost_references(constant: object, call: Callable[[], object]) -> int:
    call()
    before = sys.getrefcount(constant)
    for _ in range(ROUNDS):
        call()
    return before - sys.getrefcount(constant)


def connect_and_disconnect(bell: Bell) -> None:
    def nothing() -> None: ...

    bell.rung.connect(nothing)
    bell.rung.emit()
    bell.rung.disconnect(nothing)


@pytest.mark.parametrize("constant", [None, True, False])
def test_qt_calls_lose_no_reference(constant: object) -> None:
    timer, bell = QElapsedTimer(), Bell()

    assert abs(lost_references(constant, timer.start)) < TOLERATED
    assert abs(lost_references(constant, bell.rung.emit)) < TOLERATED
    assert abs(lost_references(constant, lambda: connect_and_disconnect(bell))) < TOLERATED

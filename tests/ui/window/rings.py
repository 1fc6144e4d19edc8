"""Whether the focus is seen: what a part looks like with it and without it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.kit.keys import press
from tests.ui.window.audit import LONGEST_CYCLE, called
from ui.theme import look

# The ring of a tick, the smallest of all.
LEAST_RING_PX = 80


def rings_unseen(window: QWidget) -> Iterator[str]:
    """Press Tab until it comes round; yield what shows no ring when it is reached.

    The focus comes back to where it was.
    """
    started = QApplication.focusWidget()
    if started is None:
        return
    lit: dict[QWidget, QImage] = {}
    here = started
    while here not in lit and len(lit) < LONGEST_CYCLE:
        lit[here] = _picture(here)
        press(here, Qt.Key.Key_Tab, "\t")
        here = QApplication.focusWidget() or started
    for part, with_focus in lit.items():
        if not part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            # A page without a control to stand on hears its keys itself.
            continue
        part.clearFocus()
        yield from _unlit(part, with_focus, _picture(part))
    started.setFocus(Qt.FocusReason.TabFocusReason)


def _picture(part: QWidget) -> QImage:
    picture = part.grab().toImage()
    return picture.convertToFormat(QImage.Format.Format_RGB32)


def _unlit(part: QWidget, with_focus: QImage, without: QImage) -> Iterator[str]:
    ring = min(LEAST_RING_PX, (with_focus.width() + with_focus.height()) // 2)
    if _count(with_focus) - _count(without) < ring:
        yield f"no ring: {called(part)}"


def _count(picture: QImage) -> int:
    """Return how many pixels have the colour of the focus."""
    wanted = QColor(look().colour("focus")).rgb() & 0xFFFFFF
    pixels = memoryview(picture.constBits()).cast("I")
    return sum(pixel & 0xFFFFFF == wanted for pixel in pixels)

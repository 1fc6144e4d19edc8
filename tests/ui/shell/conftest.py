"""Windows on real desks; every one of them is closed with its lanes, and its thread ran no SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from desk_app.domain.languages import Language
from desk_app.store.opening import OpenStore
from tests.builders import opened_store
from tests.sql_guard import no_sql_on_this_thread
from tests.ui.shell.desk_window import DeskWindow, open_desk_window
from ui.theme import Look
from ui.views.case_page import CasePage

Open = Callable[..., DeskWindow]


@pytest.fixture(params=list(Language), ids=str)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@pytest.fixture
def open_desk(qtbot: QtBot, kit: Look, tmp_path: Path) -> Iterator[Open]:
    with ExitStack() as stack:

        def open_(opened: OpenStore | None = None, **choices) -> DeskWindow:
            home = tmp_path / "home"
            opened = opened or opened_store(home)
            stack.callback(opened.close)
            choices.setdefault("make_counter_page", CasePage)
            shown = open_desk_window(qtbot, opened, home, **choices)
            stack.callback(_end, shown)
            return shown

        yield open_


def _end(shown: DeskWindow) -> None:
    """Close the window and delete it: one left over would be restyled by every test to come."""
    shown.window.close()
    shown.window.run.shutdown()
    shown.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def signed_in(open_desk: Open) -> Callable[..., DeskWindow]:
    def sign_in(**choices) -> DeskWindow:
        desk = open_desk(**choices)
        desk.sign_in()
        return desk

    return sign_in


@pytest.fixture
def no_sql() -> Iterator[Callable[[], None]]:
    """Call it once the desk is set up: from then on the interface thread runs no SQL."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(no_sql_on_this_thread()) and None

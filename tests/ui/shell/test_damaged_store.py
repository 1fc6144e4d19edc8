"""Damage nobody has met yet is told after sign-in; what is readable can be worked with."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest
from PySide6.QtCore import Qt

from desk_app.store import engine as sql
from desk_app.store.opening import database_path, open_store
from tests.builders import KEY, opened_store
from tests.ui.shell.desk_window import PASSWORD, texts
from ui.presenters.workbench import Lane

PAGE = 4096


@pytest.fixture
def damaged(tmp_path):
    """A store with one bad page that neither sign-in nor intake reads."""
    home = tmp_path / "home"
    opened_store(home).close()
    path = database_path(home)
    with closing(sql.connect(path, KEY)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'cases_by_certificate'"
        ).fetchone()
    content = bytearray(path.read_bytes())
    content[(root - 1) * PAGE + 200] ^= 1
    path.write_bytes(content)
    return open_store(home, KEY)


def told(language):
    return texts().get("notice.store_damaged", language)


def test_damage_is_told_and_the_work_goes_on(signed_in, damaged, language):
    desk = signed_in(opened=damaged, language=language)

    assert desk.part("frame.banner").text() == told(language)
    assert desk.part("frame.banner").isVisible()
    desk.key(Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    assert desk.page_name == "case_page"
    assert desk.window.workspace.home.counter is not None


def test_damage_is_told_again_to_who_comes_in(signed_in, damaged, language):
    desk = signed_in(opened=damaged, language=language)
    desk.key(Qt.Key.Key_Escape)
    assert not desk.part("frame.banner").isVisible()

    desk.key(Qt.Key.Key_F12)
    desk.settle()
    assert not desk.window.frame.has_banner()
    desk.type(PASSWORD)
    desk.key(Qt.Key.Key_Return)
    desk.settle()

    assert desk.part("frame.banner").text() == told(language)
    assert desk.part("frame.banner").isVisible()


def test_a_whole_store_is_looked_through_and_nothing_is_said(signed_in, language):
    desk = signed_in(language=language)

    assert not desk.window.frame.has_banner()


def test_a_desk_locked_on_the_way_lets_go_and_goes_on_when_it_is_unlocked(
    open_desk, damaged, language
):
    desk = open_desk(opened=damaged, language=language)
    gate = threading.Event()
    desk.window.run.submit(Lane.PRINT, gate.wait, on_done=lambda _: None, on_failed=lambda _: None)
    desk.type(PASSWORD)
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: desk.page_name == "idle")
    desk.key(Qt.Key.Key_F12)
    gate.set()
    desk.settle()
    assert not desk.window.frame.has_banner()

    desk.type(PASSWORD)
    desk.key(Qt.Key.Key_Return)
    desk.settle()

    assert desk.part("frame.banner").text() == told(language)

"""Esc leads out of everything that opens, back to the field, and takes no typed text with it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desk_app.domain.cases import Step
from desk_app.domain.vocabulary import DeskKind
from tests.ui.case.counter import CTRL, ENTER, SHIFT
from tests.ui.case.test_application import at_application, emptied, focus_on
from tests.ui.case.test_other_ends import called
from tests.ui.case.test_refusal_panel import refusing
from tests.ui.shell.test_done_and_hand_over import begin_hand_over, issue, to_be_handed_over
from tests.ui.window.walks import waiting

NONE = Qt.KeyboardModifier.NoModifier
PANELS = {
    "help": (Qt.Key.Key_F1, NONE),
    "search": (Qt.Key.Key_Space, CTRL),
    "ticket": (Qt.Key.Key_F2, SHIFT),
    "password": (Qt.Key.Key_F12, SHIFT),
    "hold": (Qt.Key.Key_F9, NONE),
    "not_come": (Qt.Key.Key_F9, SHIFT),
    "withdrawal": (Qt.Key.Key_F9, CTRL),
}
PAGES = {
    "list.ready": ((Qt.Key.Key_PageDown, CTRL),),
    "list.held": ((Qt.Key.Key_PageDown, CTRL), (Qt.Key.Key_PageDown, CTRL)),
    "outbox": ((Qt.Key.Key_F10, NONE),),
}


def half_typed(clerk) -> None:
    """Leave the cursor in the middle of a word of the application."""
    emptied(clerk, "job")
    clerk.data("Аспаз")
    clerk.press(Qt.Key.Key_Left)
    clerk.press(Qt.Key.Key_Left)


def state(clerk) -> tuple[str, str, int, str]:
    field = QApplication.focusWidget()
    return field.objectName(), field.text(), field.cursorPosition(), clerk.desk.page_name


def test_out_of_every_panel_back_to_the_word(at_counter, language):
    clerk = at_application(at_counter, language=language)
    half_typed(clerk)
    before = state(clerk)
    assert before[:3] == ("job", "Аспаз", 3)

    for name, (key, held) in PANELS.items():
        clerk.press(key, held)
        assert clerk.desk.window.panels.has_open(), name
        clerk.desk.type("Ә")
        clerk.press(Qt.Key.Key_Escape)
        assert not clerk.desk.window.panels.has_open(), name
        assert state(clerk) == before, name


def test_out_of_every_list_back_to_the_word(at_counter, language):
    clerk = at_application(at_counter, language=language)
    half_typed(clerk)
    before = state(clerk)

    for name, keys in PAGES.items():
        for key, held in keys:
            clerk.press(key, held)
        assert clerk.desk.page_name == name
        clerk.press(Qt.Key.Key_Escape)
        assert state(clerk) == before, name

    clerk.desk.type("х")
    clerk.page.flush()
    clerk.settle()
    assert clerk.stored().form.answers["job"] == "Аспхаз"


@pytest.mark.parametrize("name", PAGES)
def test_out_of_every_list_to_the_idle_screen(open_desk, language, name):
    desk = open_desk(language=language)
    desk.sign_in()
    for key, held in PAGES[name]:
        desk.key(key, held)
        desk.settle()
    assert desk.page_name == name

    desk.key(Qt.Key.Key_Escape)

    assert desk.page_name == "idle"
    assert desk.window.frame.rail.tab() == "queue"


def test_in_a_field_it_changes_nothing(at_counter, language):
    clerk = called(at_counter, language=language)
    clerk.data("82011")
    clerk.press(Qt.Key.Key_Escape)
    assert state(clerk)[:2] == ("iin", clerk.page.identity.iin.text())
    assert clerk.page.identity.iin.value() == "82011"
    assert clerk.page.presenter.step is Step.IDENTITY


def test_out_of_an_open_list_of_values_with_the_value_kept(at_counter, language):
    clerk = at_application(at_counter, language=language)
    focus_on(clerk, "education")
    before = clerk.desk.focus().value()

    clerk.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert clerk.desk.focus().is_open()
    clerk.press(Qt.Key.Key_Escape)

    assert clerk.focus == "education"
    assert not clerk.desk.focus().is_open()
    assert clerk.desk.focus().value() == before
    assert clerk.page.presenter.step is Step.APPLICATION


def test_out_of_the_whole_preview_with_the_fact_kept(at_counter, language):
    clerk = refusing(at_counter, language)
    clerk.press(ENTER)
    clerk.data("Құжаттағы күн")
    clerk.press(Qt.Key.Key_Escape)
    assert clerk.focus == "fact"

    clerk.press(Qt.Key.Key_F8)
    assert clerk.page.result.main.isHidden()
    clerk.press(Qt.Key.Key_Escape)

    assert not clerk.page.result.main.isHidden()
    assert clerk.page.presenter.step is Step.RESULT
    assert clerk.page.result.presenter.choice.fact == "Құжаттағы күн"


def test_out_of_a_hand_over_which_waits_with_its_receipt(open_desk, language):
    desk = open_desk(kind=DeskKind.PROVIDER, language=language)
    desk.sign_in()
    begin_hand_over(desk, to_be_handed_over(desk))
    desk.key(Qt.Key.Key_Tab)
    desk.type("T-0201")

    desk.key(Qt.Key.Key_Escape)
    desk.settle()

    assert desk.page_name == "hand_over"
    assert desk.part("hand_over.receipt").text() == "T-0201"


def test_on_the_done_screen_the_visit_stays_to_be_ended(open_desk, language):
    desk = open_desk(language=language)
    desk.sign_in()
    issue(desk)
    assert desk.page_name == "done"

    desk.key(Qt.Key.Key_Escape)

    assert desk.page_name == "done"


def test_a_banner_goes_first(open_desk, language):
    desk = open_desk(language=language)
    desk.sign_in()
    desk.key(Qt.Key.Key_F2)
    desk.settle()
    assert desk.window.frame.has_banner()

    desk.key(Qt.Key.Key_Escape)

    assert not desk.window.frame.has_banner()
    assert desk.page_name == "idle"


def test_the_password_half_typed_stays(open_desk, language):
    desk = open_desk(language=language)
    desk.type("half")
    desk.key(Qt.Key.Key_Escape)
    assert desk.part("sign_in.password").text() == "half"

    desk.part("sign_in.password").clear()
    desk.sign_in()
    waiting(desk, 5)
    desk.key(Qt.Key.Key_F12)
    desk.settle()
    desk.type("half")
    desk.key(Qt.Key.Key_Escape)

    assert desk.page_name == "lock"
    assert desk.part("lock.password").text() == "half"

"""The language switched in the middle of a word: the next letter goes where it would have gone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from desk_app.domain.cases import Step
from desk_app.domain.vocabulary import DeskKind, Outcome
from tests.builders import iins
from tests.ui.case.counter import ALT, CTRL, ENTER, SHIFT, person
from tests.ui.case.test_application import at_application, emptied, focus_on
from tests.ui.case.test_other_ends import called, identify
from tests.ui.case.test_refusal_panel import refusing
from tests.ui.shell.test_done_and_hand_over import begin_hand_over, to_be_handed_over


def text_and_cursor() -> tuple[object, str, int]:
    field = QApplication.focusWidget()
    if isinstance(field, QPlainTextEdit):
        return field, field.toPlainText(), field.textCursor().position()
    return field, field.text(), field.cursorPosition()


def check_in_the_middle(desk, letter: str) -> None:
    """With the cursor two letters from the end, switch there and back; type one more letter."""
    for _ in range(2):
        desk.key(Qt.Key.Key_Left)
    start = text_and_cursor()
    _, text, place = start
    assert text[place:].strip()
    for _ in range(2):
        language = desk.window.language
        desk.key(Qt.Key.Key_F12, CTRL)
        desk.settle()
        assert desk.window.language is not language
        assert text_and_cursor() == start
    desk.type(letter)
    desk.settle()
    # Digits stand in groups, whose blanks move.
    expected = f"{text[:place]}{letter}{text[place:]}".replace(" ", "")
    assert text_and_cursor()[1].replace(" ", "") == expected


def test_in_the_number_of_the_first_step(at_counter, language):
    clerk = called(at_counter, language=language, offline=True)
    clerk.data("82011639")

    check_in_the_middle(clerk.desk, "5")


def test_in_a_name_entered_by_hand(at_counter, language):
    clerk = called(at_counter, language=language, offline=True)
    clerk.data(iins()[0].digits)
    assert clerk.focus == "surname", clerk.focus
    clerk.data("Сынақова")

    check_in_the_middle(clerk.desk, "н")


def test_on_a_document_of_the_second_step(at_counter, language):
    clerk = called(at_counter, language=language)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F3)
    clerk.press(Qt.Key.Key_Up)
    focused, page = clerk.focus, clerk.page.documents.preview.page()

    clerk.press(Qt.Key.Key_F12, CTRL)

    assert (clerk.focus, clerk.page.documents.preview.page()) == (focused, page)
    assert clerk.page.presenter.step is Step.DOCUMENTS


@pytest.mark.parametrize(
    ("code", "typed", "letter"), [("job", "Аспаз", "х"), ("phone", "70100000", "5")]
)
def test_in_a_field_of_the_third_step(at_counter, language, code, typed, letter):
    clerk = at_application(at_counter, language=language)
    emptied(clerk, code)
    clerk.data(typed)

    check_in_the_middle(clerk.desk, letter)


def test_in_a_list_of_values_that_is_open(at_counter, language):
    clerk = at_application(at_counter, language=language)
    focus_on(clerk, "education")
    clerk.press(Qt.Key.Key_Down, ALT)
    field = clerk.desk.focus()
    chosen = field.value()

    clerk.press(Qt.Key.Key_F12, CTRL)

    assert clerk.desk.focus() is field
    assert field.value() == chosen


def test_in_the_fact_of_a_refusal(at_counter, language):
    clerk = refusing(at_counter, language)
    clerk.press(ENTER)
    clerk.data("Күні түзетілген")

    check_in_the_middle(clerk.desk, "-")
    assert clerk.page.result.presenter.outcome is Outcome.REFUSE
    assert clerk.page.result.presenter.choice.fact == "Күні түзетілг-ен"


@pytest.mark.parametrize("panel", ["search", "ticket", "password", "help"])
def test_in_what_lies_over_the_window(open_desk, language, panel):
    desk = open_desk(language=language)
    desk.sign_in()
    keys = {
        "search": (Qt.Key.Key_Space, CTRL),
        "ticket": (Qt.Key.Key_F2, SHIFT),
        "password": (Qt.Key.Key_F12, SHIFT),
        "help": (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
    }
    desk.key(*keys[panel])
    desk.type("Абвгд")

    check_in_the_middle(desk, "е")
    assert desk.window.panels.has_open()


def test_in_the_receipt_of_a_hand_over(open_desk, language):
    desk = open_desk(kind=DeskKind.PROVIDER, language=language)
    desk.sign_in()
    begin_hand_over(desk, to_be_handed_over(desk))
    desk.key(Qt.Key.Key_Tab)
    desk.type("T-0201")

    check_in_the_middle(desk, "5")


def test_in_the_password_before_sign_in_and_over_the_lock(open_desk, language):
    desk = open_desk(language=language)
    desk.type("correct")
    check_in_the_middle(desk, "x")
    desk.part("sign_in.password").clear()
    desk.sign_in()
    desk.key(Qt.Key.Key_F12)
    desk.settle()
    desk.type("correct")

    check_in_the_middle(desk, "x")

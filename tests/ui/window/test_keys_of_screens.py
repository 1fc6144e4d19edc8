"""The help names the keys of the screen; a key without a use there says so and changes nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desk_app.domain.cases import Step
from desk_app.domain.vocabulary import DeskKind
from tests.ui.case.counter import ALT, CTRL, ENTER, SHIFT
from tests.ui.case.test_other_ends import called, ended
from tests.ui.case.test_result import at_result, incoming
from tests.ui.shell.desk_window import texts
from tests.ui.shell.test_done_and_hand_over import begin_hand_over, to_be_handed_over
from tests.ui.shell.test_lists import rows
from tests.ui.window.walks import waiting
from ui.keys import BINDINGS, Action, Binding

# These belong to the text under the cursor and to the window before they belong to a screen.
OF_THE_WIDGET = frozenset({Action.ESCAPE, Action.UNDO})


HELD = {"Ctrl": CTRL, "Shift": SHIFT, "Alt": ALT}
NONE = Qt.KeyboardModifier.NoModifier
KEYS = {"PgDown": Qt.Key.Key_PageDown, "PgUp": Qt.Key.Key_PageUp}


def press(desk, binding: Binding) -> None:
    held, _, name = binding.keys[0].rpartition("+")
    key = KEYS.get(name) or getattr(Qt.Key, f"Key_{name}")
    desk.key(key, HELD.get(held, NONE))
    desk.settle()


def listed(desk) -> list[str]:
    """Return the keys that the help names here."""
    desk.key(Qt.Key.Key_F1)
    keys = [key for key, _ in rows(desk, "help.keys")]
    desk.key(Qt.Key.Key_Escape)
    return keys


def check_others(desk) -> None:
    """Press every key that the help does not name: each says so, and nothing else happens."""
    window, known = desk.window, listed(desk)
    others = [b for b in BINDINGS if b.shown not in known and b.action not in OF_THE_WIDGET]
    assert others
    for binding in others:
        page, focused = desk.page_name, QApplication.focusWidget()
        counter = window.workspace.home.counter
        window.frame.toast.dismiss()

        press(desk, binding)

        words = texts().get(f"action.{binding.action}", window.language)
        said = window.frame.toast.text()
        assert not window.frame.toast.isHidden(), (page, binding)
        assert words in said, (page, binding, said)
        assert f"({binding.shown})" in said
        assert (desk.page_name, QApplication.focusWidget()) == (page, focused), binding
        assert window.workspace.home.counter == counter
        assert not window.panels.has_open()


def test_on_the_screens_between_two_visitors(open_desk, language):
    desk = open_desk(language=language)
    desk.sign_in()
    waiting(desk, 5)
    check_others(desk)
    desk.key(Qt.Key.Key_PageDown, CTRL)
    desk.settle()
    check_others(desk)
    desk.key(Qt.Key.Key_F10)
    desk.settle()
    check_others(desk)


def test_on_the_hand_over_of_a_result(open_desk, language):
    desk = open_desk(kind=DeskKind.PROVIDER, language=language)
    desk.sign_in()
    begin_hand_over(desk, to_be_handed_over(desk))
    assert desk.page_name == "hand_over"

    check_others(desk)


def test_on_every_step_and_after_it(at_counter, language):
    clerk = called(at_counter, language=language)
    desk, presenter = clerk.desk, clerk.page.presenter
    check_others(desk)
    at_result(clerk, language)
    check_others(desk)
    for step in (Step.APPLICATION, Step.DOCUMENTS):
        clerk.press(Qt.Key.Key_Left, ALT)
        assert presenter.step is step
        check_others(desk)
    clerk.press(Qt.Key.Key_Right, ALT)
    clerk.press(Qt.Key.Key_Right, ALT)
    clerk.press(Qt.Key.Key_F3)
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)
    assert ended(clerk).papers
    check_others(desk)


def test_on_a_case_that_came_in(at_counter, language):
    clerk, _ = incoming(at_counter, language)
    clerk.desk.window.workspace.home.open_case(clerk.case.application_id)
    clerk.settle()

    for step in (Step.RESULT, Step.APPLICATION, Step.DOCUMENTS, Step.IDENTITY):
        clerk.page.presenter.ask_for(step)
        clerk.settle()
        check_others(clerk.desk)


def test_before_sign_in_and_while_locked_the_help_names_what_works(open_desk, language):
    desk = open_desk(language=language)
    window_keys = {"F1", "F11", "Shift+F12", "Ctrl+F12"}
    assert {key for key in listed(desk) if "F" in key} == window_keys

    desk.sign_in()
    desk.key(Qt.Key.Key_F12)
    desk.settle()

    assert {key for key in listed(desk) if "F" in key} == window_keys


def test_a_step_that_is_not_finished_says_why_it_cannot_be_gone_past(at_counter, language):
    clerk = called(at_counter, language=language)

    clerk.press(Qt.Key.Key_Right, ALT)

    assert clerk.page.presenter.step is Step.IDENTITY
    assert clerk.page.identity.summary.lines()


def test_calling_again_says_what_became_of_it(at_counter, language):
    clerk = called(at_counter, language=language)

    clerk.press(Qt.Key.Key_F2, CTRL)

    assert "А-" in clerk.desk.window.frame.toast.text()
    assert "Shift+F9" in listed(clerk.desk)
    clerk.press(Qt.Key.Key_F9, SHIFT)
    assert clerk.desk.window.workspace.absent.isVisible()

from PySide6.QtCore import Qt

from tests.builders import ADMINISTRATOR, OPERATOR, SUPERVISOR
from tests.ui.shell.desk_window import texts
from tests.ui.shell.test_sign_in import words_on


def sign_in_as(open_desk, operator, language):
    shown = open_desk(language=language, unlock=lambda *_: shown.desk.as_operator(operator))
    shown.sign_in()
    return shown


def test_an_administrator_is_told_that_the_rules_are_out_of_date(open_desk, language):
    desk = sign_in_as(open_desk, ADMINISTRATOR, language)

    words = words_on(desk.window)
    expired = texts().get("standing.pack_expired", language, pack="KZ-LIR-2020", date="30.06.2023")
    assert expired in words
    assert desk.desk.pack.replaced_note.text(language) in words


def test_an_operator_is_told_nothing(open_desk, language):
    desk = sign_in_as(open_desk, OPERATOR, language)

    assert not desk.window.frame.has_banner()


def test_who_may_not_serve_sees_the_day_and_calls_nobody(open_desk, language):
    desk = sign_in_as(open_desk, SUPERVISOR, language)

    assert texts().get("standing.no_counter", language) in words_on(desk.window)
    assert texts().get("idle.empty", language) in words_on(desk.window)

    desk.key(Qt.Key.Key_F2)
    desk.settle()
    assert desk.window.workspace.home.counter is None
    assert texts().get("error.access.not_allowed", language) in words_on(desk.window)

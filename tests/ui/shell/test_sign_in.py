import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desk_app.domain.cases import CaseState
from desk_app.domain.languages import Language
from desk_app.services import queue
from desk_app.store.device_secret import keystores
from desk_app.store.keys import Cost
from desk_app.store.operator_keys import make_operator_keys
from tests.builders import KEY, OPERATOR, journal, stored
from tests.ui.shell.desk_window import PASSWORD, SECOND, DeskWindow, texts

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def words_on(window: QWidget) -> str:
    """Return every text that can be read on the window now."""
    shown = [part for part in window.findChildren(QWidget) if part.isVisible()]
    labels = [part.text() for part in shown if isinstance(part, QLabel | QLineEdit)]
    return " ".join([*labels, *(part.accessibleName() for part in shown)])


def test_the_password_opens_the_idle_screen(open_desk, language):
    desk = open_desk(language=language)

    desk.sign_in()

    assert desk.page_name == "idle"
    assert OPERATOR.name in words_on(desk.window)
    assert texts().get("idle.empty", language) in words_on(desk.window)


def test_a_wrong_password_is_told_under_the_field_with_the_tries_left(open_desk, language):
    desk = open_desk(language=language)

    desk.type("wrong")
    desk.key(Qt.Key.Key_Return)
    desk.settle()

    assert texts().get("sign_in.wrong", language, n=4) in words_on(desk.window)
    assert desk.page_name == "sign_in"
    assert desk.focus().objectName() == "sign_in.password"


def test_the_language_changes_before_sign_in_and_what_was_typed_stays(open_desk):
    desk = open_desk(language=Language.KK)
    desk.type("corr")

    desk.key(Qt.Key.Key_F12, CTRL)
    desk.type(PASSWORD[4:])
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: desk.window.workspace is not None)

    assert desk.window.windowTitle() == texts().get("app.title", Language.RU)


def test_growing_waits_are_counted_down_in_words(qtbot, open_desk, tmp_path, language):
    keys = make_operator_keys(
        tmp_path / "keys",
        KEY,
        login=OPERATOR.login,
        password=PASSWORD,
        places=keystores(tmp_path / "keys")[1:],
        cost=Cost(memory_kib=64, passes=1, lanes=1),
    )

    def unlock(login: str, password: str):
        keys.unlock(login, password, now=shown.clock.moment())
        return shown.desk

    shown: DeskWindow = open_desk(language=language, unlock=unlock)
    for _ in range(5):
        shown.type("wrong")
        shown.key(Qt.Key.Key_Return)
        shown.settle()

    assert texts().get("sign_in.wait", language, time="1:00") in words_on(shown.window)

    for _ in range(15):
        shown.window.tick()
    assert texts().get("sign_in.wait", language, time="0:45") in words_on(shown.window)

    shown.clock.pass_time(seconds=61)
    for _ in range(45):
        shown.window.tick()
    shown.sign_in()
    assert shown.page_name == "idle"


def test_the_lock_takes_every_person_off_the_screen_and_the_timer_goes_on(signed_in, language):
    desk = signed_in(language=language)
    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    desk.clock.pass_time(minutes=3)

    desk.key(Qt.Key.Key_F12)

    assert desk.page_name == "lock"
    assert not desk.window.frame.rail.isVisible()
    timer = desk.part("lock.timer")
    assert timer.isVisible()
    assert timer.reading().elapsed_seconds == 180
    desk.clock.pass_time(seconds=2)
    desk.window.tick()
    assert timer.reading().elapsed_seconds == 182


def test_the_same_operator_comes_back_to_the_case(signed_in):
    desk = signed_in()
    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    page = desk.page
    desk.key(Qt.Key.Key_F12)

    desk.type(PASSWORD)
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: desk.page is page)

    assert desk.window.frame.rail.isVisible()


def test_the_journal_tells_of_the_lock(signed_in):
    desk = signed_in()

    desk.key(Qt.Key.Key_F12)
    desk.settle()

    assert journal(desk.desk)[-1] == "desk.locked"


def test_no_key_reaches_the_desk_while_it_is_locked(signed_in):
    desk = signed_in()
    desk.key(Qt.Key.Key_F12)

    for key in (Qt.Key.Key_F2, Qt.Key.Key_F10, Qt.Key.Key_Escape):
        desk.key(key)
    desk.key(Qt.Key.Key_Space, CTRL)

    assert desk.page_name == "lock"
    assert queue.open_visit(desk=desk.desk) is None


def test_another_operator_comes_in_and_the_case_is_held_in_the_first_ones_name(signed_in):
    desk = signed_in()
    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    case = desk.window.workspace.home.counter.case
    desk.key(Qt.Key.Key_F12)

    desk.part("lock.operator").set_value(SECOND.login)
    desk.type(PASSWORD)
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: desk.page_name == "idle")
    desk.settle()

    held = stored(desk.desk, case.application_id)
    assert (held.state, held.operator, held.held_reason) == (
        CaseState.HELD,
        OPERATOR.login,
        "other_operator",
    )
    assert desk.window.bench.desk.operator == SECOND


@pytest.mark.parametrize(("minutes", "page"), [(4.9, "idle"), (5.0, "lock")])
def test_the_desk_locks_itself_when_nobody_types(signed_in, minutes, page):
    desk = signed_in()
    desk.window.tick()

    desk.clock.pass_time(minutes=minutes)
    desk.window.tick()

    assert desk.page_name == page


def test_a_key_puts_the_lock_off(signed_in):
    desk = signed_in()
    desk.window.tick()
    desk.clock.pass_time(minutes=4)
    desk.key(Qt.Key.Key_Escape)
    desk.window.tick()

    desk.clock.pass_time(minutes=4)
    desk.window.tick()

    assert desk.page_name == "idle"

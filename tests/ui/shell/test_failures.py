import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from tests.ui.kit.keys import press
from tests.ui.shell.desk_window import texts
from tests.ui.shell.test_sign_in import words_on
from ui.error_dialogs import REPORTS, ErrorReporter, report_of

NAME = "Сынақова"
ENTER = Qt.Key.Key_Return


def broken(name):
    person = {"surname": name}
    raise ValueError(f"cannot serve {person}")


@pytest.fixture
def reporting(signed_in, tmp_path, language):
    desk = signed_in(language=language)
    window = desk.window
    reporter = ErrorReporter(home=tmp_path, say=window.say, window=window, recover=window.recover)
    reporter.install()
    yield desk
    reporter.remove()


def caught():
    with pytest.raises(ValueError, match="cannot serve") as failed:
        broken(NAME)
    return failed.value


def test_a_bug_is_told_once_and_honestly_and_the_desk_goes_on(reporting, language, tmp_path):
    error = caught()

    sys.excepthook(type(error), error, error.__traceback__)
    sys.excepthook(type(error), error, error.__traceback__)
    reporting.until(lambda: len(list((tmp_path / REPORTS).glob("*.txt"))) == 2)

    assert texts().get("failure.title", language) in words_on(reporting.window)
    assert len([w for w in reporting.window.findChildren(QDialog) if w.isVisible()]) == 1
    press(reporting.part("error.go_on"), ENTER)
    reporting.until(reporting.window.isActiveWindow)
    reporting.key(Qt.Key.Key_F10)
    reporting.settle()
    assert reporting.page_name == "outbox"


def test_a_job_that_breaks_leaves_the_next_key_working(reporting, tmp_path):
    home = reporting.window.workspace.home
    home._act(lambda: broken(NAME), lambda _: None)
    reporting.until(lambda: bool(list((tmp_path / REPORTS).glob("*.txt"))))
    press(reporting.part("error.go_on"), ENTER)
    reporting.until(reporting.window.isActiveWindow)

    reporting.key(Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    reporting.key(ENTER)
    reporting.settle()

    assert home.counter is not None


def test_an_exchange_that_breaks_does_not_end_the_exchanges(reporting, tmp_path):
    link, bench = reporting.window.workspace.link, reporting.window.bench
    whole = bench.exchange
    bench.exchange = lambda: broken(NAME)
    reporting.key(Qt.Key.Key_F5)
    reporting.until(lambda: bool(list((tmp_path / REPORTS).glob("*.txt"))))
    press(reporting.part("error.go_on"), ENTER)
    reporting.until(reporting.window.isActiveWindow)
    before = link.link.down_since
    bench.exchange = whole

    reporting.clock.pass_time(minutes=3)
    reporting.key(Qt.Key.Key_F5)
    reporting.settle()

    assert link.link.total is None
    assert before is not None
    assert link.link.failure == "registry.unreachable"


def test_a_sign_in_that_breaks_can_be_tried_again(open_desk, tmp_path):
    tries = []

    def unlock(login, password):
        tries.append(login)
        if len(tries) == 1:
            broken(NAME)
        return desk.desk

    desk = open_desk(unlock=unlock)
    window = desk.window
    reporter = ErrorReporter(home=tmp_path, say=window.say, window=window, recover=window.recover)
    reporter.install()
    desk.type("x")
    desk.key(ENTER)
    desk.until(lambda: bool(list((tmp_path / REPORTS).glob("*.txt"))))
    reporter.remove()
    press(desk.part("error.go_on"), ENTER)
    desk.until(window.isActiveWindow)

    desk.sign_in()

    assert desk.page_name == "idle"


def test_the_report_names_places_and_no_person():
    report = report_of(caught())

    assert "ValueError" in report
    assert "test_failures.py" in report
    assert NAME not in report


def test_an_interrupt_from_the_terminal_still_ends_the_program(reporting, tmp_path):
    before = []
    reporter = ErrorReporter(home=tmp_path, say=str, window=reporting.window, recover=lambda: None)
    reporter._before = lambda *error: before.append(error[0])

    reporter.take(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert before == [KeyboardInterrupt]

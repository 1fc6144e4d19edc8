"""A bug in the middle of a case: the draft is on the disk, one honest dialog, the case goes on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from desk_app.domain.cases import Step
from tests.ui.case.counter import CTRL, ENTER
from tests.ui.case.test_application import at_application, focus_on
from tests.ui.kit.keys import press
from ui.error_dialogs import REPORTS, ErrorReporter

PLANTED = "Ұңғымабаев"


@pytest.fixture
def reporting(at_counter, tmp_path):
    clerk = at_application(at_counter)
    window = clerk.desk.window
    reporter = ErrorReporter(home=tmp_path, say=window.say, window=window, recover=window.recover)
    yield clerk, reporter
    reporter.remove()


def broken():
    raise ValueError(f"cannot serve {PLANTED}")


def test_a_bug_in_a_slot_saves_the_draft_and_lets_the_case_go_on(reporting, tmp_path):
    clerk, reporter = reporting
    window = clerk.desk.window
    # In the test itself: the hook of the test's own phase would stand before one of the set-up.
    reporter.install()
    focus_on(clerk, "job")
    clerk.desk.type(PLANTED)
    clerk.page.presenter._is_moving = True

    # Two slots fail, as one bug mostly does.
    QTimer.singleShot(0, window, broken)
    QTimer.singleShot(0, window, broken)
    clerk.desk.until(lambda: len(list((tmp_path / REPORTS).glob("*.txt"))) == 2)
    clerk.settle()

    shown = [w for w in window.findChildren(QDialog) if w.isVisible()]
    reports = [file.read_text(encoding="utf-8") for file in (tmp_path / REPORTS).glob("*.txt")]
    assert len(shown) == 1
    assert all("ValueError" in text and PLANTED not in text for text in reports)
    assert clerk.stored().form.answers["job"].endswith(PLANTED)

    press(clerk.desk.part("error.go_on"), ENTER)
    clerk.desk.until(window.isActiveWindow)
    shown[0].deleteLater()
    QApplication.processEvents()
    focus_on(clerk, "job")
    clerk.desk.key(ENTER, CTRL)
    clerk.settle()
    assert clerk.page.presenter.step is Step.APPLICATION
    assert clerk.page.application.summary.isVisible()

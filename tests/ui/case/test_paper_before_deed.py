"""Nothing is issued that was not shown before: the last key waits for the paper, and says so."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from desk_app.domain.cases import CaseState, Step
from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import DeskKind
from desk_app.errors import DeviceError, StoreError
from desk_app.printing.render import preview_pages
from tests.builders import APPROVER, stored
from tests.ui.case.counter import ALT, CTRL, ENTER, SHIFT, person
from tests.ui.case.test_other_ends import called, ended, identify
from tests.ui.case.test_result import at_result
from tests.ui.kit.keys import press
from ui.error_dialogs import REPORTS, ErrorReporter


class Pictures:
    """Makes the pictures of papers as the desk does, and notes of which bytes; may be held up."""

    def __init__(self) -> None:
        self.of: list[bytes] = []
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.failure: Exception | None = None

    def __call__(self, content: bytes, dpi: int):
        assert self.may_go_on.wait(60)
        failure, self.failure = self.failure, None
        if failure is not None:
            raise failure
        self.of.append(content)
        return preview_pages(content, dpi)


def watched_pictures(clerk) -> Pictures:
    clerk.page.bench.preview_paper = pictures = Pictures()
    return pictures


def signed(at_counter, language):
    """Stand on the last step with all that an acceptance needs, its paper not yet drawn."""
    clerk = called(at_counter, language=language)
    at_result(clerk, language)
    pictures = watched_pictures(clerk)
    clerk.press(Qt.Key.Key_F3)
    clerk.seconds(1)
    return clerk, pictures


def is_busy(clerk) -> bool:
    return clerk.page.main.accessibleName() == clerk.page.bench.say("case.busy")


def issued_bytes(clerk) -> bytes:
    case = ended(clerk)
    return clerk.desk.desk.scans.get(case.papers[-1].sha256)


def test_the_last_key_waits_for_the_paper_and_says_so(at_counter, language):
    clerk, pictures = signed(at_counter, language)
    clerk.seconds(90)
    pictures.may_go_on.clear()

    clerk.desk.key(ENTER, CTRL)
    clerk.desk.until(lambda: is_busy(clerk))
    assert clerk.stored().state is CaseState.DRAFT

    pictures.may_go_on.set()
    clerk.settle()
    assert pictures.of[-1] == issued_bytes(clerk)


def test_a_paper_shown_minutes_ago_is_shown_anew_before_it_is_issued(at_counter):
    clerk, pictures = signed(at_counter, Language.KK)
    before = len(pictures.of)
    clerk.seconds(180)

    clerk.press(ENTER, CTRL)

    assert len(pictures.of) == before + 1
    assert pictures.of[-1] == issued_bytes(clerk)


def test_a_paper_that_is_still_the_same_is_not_drawn_twice(at_counter):
    clerk, pictures = signed(at_counter, Language.KK)
    before = len(pictures.of)

    clerk.press(ENTER, CTRL)

    assert len(pictures.of) == before
    assert pictures.of[-1] == issued_bytes(clerk)


def redirecting(at_counter, language):
    """Stand in the last field of a memo, with the place typed and no paper drawn of it."""
    clerk = called(at_counter, language=language)
    identify(clerk, person())
    pictures = watched_pictures(clerk)
    clerk.press(Qt.Key.Key_F7)
    clerk.page.result.outcomes.focus_chosen()
    clerk.press(Qt.Key.Key_Down)
    clerk.press(ENTER)
    clerk.press(Qt.Key.Key_Down)
    clerk.press(Qt.Key.Key_End)
    for _ in range(2):
        clerk.press(Qt.Key.Key_Up)
    clerk.press(ENTER)
    assert clerk.focus == "return_place"
    clerk.seconds(1)
    clerk.data("Үлгі орталығы")
    return clerk, pictures


def test_what_was_typed_last_is_on_the_paper_shown_before_it_is_issued(at_counter):
    clerk, pictures = redirecting(at_counter, Language.KK)

    clerk.press(ENTER, CTRL)

    assert ended(clerk).decision.return_place == "Үлгі орталығы"
    assert pictures.of[-1] == issued_bytes(clerk)


def test_the_paper_follows_what_is_typed_without_another_key(at_counter):
    clerk, _ = redirecting(at_counter, Language.KK)

    clerk.desk.until(lambda: clerk.page.result.preview.page_count() == 1)

    assert clerk.focus == "return_place"
    assert clerk.stored().state is CaseState.DRAFT


def test_typing_on_takes_the_last_key_back(at_counter):
    clerk, pictures = redirecting(at_counter, Language.KK)
    pictures.may_go_on.clear()
    clerk.desk.key(ENTER, CTRL)
    clerk.desk.until(lambda: is_busy(clerk))

    clerk.desk.type("я")
    assert not is_busy(clerk)
    pictures.may_go_on.set()
    clerk.settle()

    assert clerk.stored().state is CaseState.DRAFT
    clerk.press(ENTER, CTRL)
    assert ended(clerk).decision.return_place == "Үлгі орталығыя"


def test_leaving_the_step_takes_the_last_key_back(at_counter):
    clerk, pictures = redirecting(at_counter, Language.KK)
    pictures.may_go_on.clear()
    clerk.desk.key(ENTER, CTRL)
    clerk.desk.until(lambda: is_busy(clerk))

    clerk.desk.key(Qt.Key.Key_Left, ALT)
    clerk.desk.until(lambda: clerk.page.presenter.step is Step.APPLICATION)
    pictures.may_go_on.set()
    clerk.settle()

    assert clerk.stored().state is CaseState.DRAFT
    assert not is_busy(clerk)


def test_a_language_switch_meanwhile_loses_nothing(at_counter, language):
    clerk, pictures = redirecting(at_counter, language)
    pictures.may_go_on.clear()
    clerk.desk.key(ENTER, CTRL)
    clerk.desk.until(lambda: is_busy(clerk))

    clerk.desk.key(Qt.Key.Key_F12, CTRL)
    pictures.may_go_on.set()
    clerk.settle()

    assert ended(clerk).state is CaseState.RETURNED


def test_without_a_picture_nothing_is_issued_and_the_next_key_tries_again(at_counter, language):
    clerk, pictures = signed(at_counter, language)
    clerk.seconds(90)
    pictures.failure = DeviceError("print.offline")

    clerk.press(ENTER, CTRL)

    assert clerk.stored().state is CaseState.DRAFT
    why = clerk.page.file.error_words(DeviceError("print.offline"))
    assert clerk.page.result.summary.lines() == [why]
    assert clerk.page.result.preview.empty_text() == why

    clerk.press(ENTER, CTRL)
    assert pictures.of[-1] == issued_bytes(clerk)


def test_a_store_that_cannot_be_read_says_so_and_the_next_key_acts(at_counter):
    clerk, _ = signed(at_counter, Language.KK)
    bench = clerk.page.bench
    bench.desk = replace(bench.desk, store=BrokenOnce(bench.desk.store))

    clerk.press(ENTER, CTRL)

    assert clerk.stored().state is CaseState.DRAFT
    assert clerk.page.result.summary.lines()
    clerk.press(ENTER, CTRL)
    assert ended(clerk).state is CaseState.ACCEPTED


class BrokenOnce:
    """A store whose disk fails at the first read."""

    def __init__(self, store) -> None:
        self._store = store
        self._is_broken = True

    def reading(self):
        if self._is_broken:
            self._is_broken = False
            raise StoreError("store.disk_full")
        return self._store.reading()

    def unit(self):
        return self._store.unit()


@pytest.mark.parametrize("key", ["deed", "scan"])
def test_a_bug_in_a_job_leaves_no_key_dead(at_counter, tmp_path, key):
    clerk, pictures = signed(at_counter, Language.KK)
    window = clerk.desk.window
    reporter = ErrorReporter(home=tmp_path, say=window.say, window=window, recover=window.recover)
    reporter.install()
    rows, able = clerk.page.result.signed.presenter, clerk.page.bench.scanners
    if key == "deed":
        clerk.seconds(90)
        pictures.failure = ValueError("planted")
        clerk.desk.key(ENTER, CTRL)
    else:
        clerk.page.bench.scanners = Buggy()
        clerk.page.result.signed.focus_chosen()
        clerk.desk.key(Qt.Key.Key_F3, SHIFT)
    clerk.desk.until(lambda: bool(list((tmp_path / REPORTS).glob("*.txt"))))
    reporter.remove()
    clerk.page.bench.scanners = able
    (shown,) = (w for w in window.findChildren(QDialog) if w.isVisible())
    press(clerk.desk.part("error.go_on"), ENTER)
    clerk.desk.until(window.isActiveWindow)
    shown.deleteLater()
    QApplication.processEvents()

    assert not rows.is_scanning
    assert not is_busy(clerk)
    clerk.press(ENTER, CTRL)
    assert ended(clerk).state is CaseState.ACCEPTED


class Buggy:
    """Scanners whose listing breaks."""

    def scanners(self):
        raise ValueError("planted")


def test_the_approver_reads_the_answer_before_it_goes_out(at_counter):
    clerk = called(at_counter, kind=DeskKind.PROVIDER)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F7)
    clerk.press(ENTER)
    clerk.data("Құжаттағы күн түзетілген")
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)
    sent = ended(clerk)
    clerk.page.bench.desk = clerk.desk.desk.as_operator(APPROVER)
    pictures = watched_pictures(clerk)
    clerk.page.open_case(sent, None)
    clerk.desk.window.frame.show_page(clerk.page)
    clerk.seconds(70)

    clerk.press(ENTER, CTRL)

    refused = stored(clerk.desk.desk, sent.application_id)
    assert refused.state is CaseState.REFUSED
    assert pictures.of[-1] == clerk.desk.desk.scans.get(refused.papers[-1].sha256)

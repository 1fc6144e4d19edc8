"""Refusals, returns, holds and approval through key events only, within their budgets (§9)."""

import pytest
from PySide6.QtCore import Qt

from desk_app.domain.cases import CaseState, Step
from desk_app.domain.service_time import IntervalKind
from desk_app.domain.vocabulary import DeskKind, Outcome, PaperKind
from tests.builders import stored, ticket, wait_in_queue
from tests.ui.case.counter import CTRL, ENTER, person


def called(at_counter, **choices):
    clerk = at_counter(**choices)
    wait_in_queue(clerk.desk.desk, ticket())
    clerk.call()
    return clerk


def identify(clerk, somebody):
    clerk.data(somebody.iin.digits)
    clerk.data(somebody.document_number[-4:])
    clerk.press(ENTER)


def ended(clerk):
    done = clerk.desk.window.workspace.done.presenter.case
    assert done is not None, (clerk.page.result.summary.lines(), clerk.log)
    return stored(clerk.desk.desk, done.application_id)


def test_acceptance_is_refused_within_ten_presses(at_counter, language):
    clerk = called(at_counter, language=language)
    identify(clerk, person())

    clerk.press(Qt.Key.Key_F7)
    assert clerk.page.result.presenter.outcome is Outcome.REFUSE_ACCEPTANCE
    clerk.press(Qt.Key.Key_Space)
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)

    case = ended(clerk)
    assert case.state is CaseState.ACCEPTANCE_REFUSED
    assert case.decision.missing == ("application",)
    assert clerk.presses <= 10, clerk.log


def test_a_visitor_is_sent_elsewhere_with_a_memo(at_counter, language):
    clerk = called(at_counter, language=language)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F7)
    clerk.page.result.outcomes.focus_chosen()

    clerk.press(Qt.Key.Key_Down)
    clerk.press(ENTER)
    assert clerk.focus == "return_reason"
    clerk.press(Qt.Key.Key_Down)
    clerk.press(Qt.Key.Key_End)
    for _ in range(2):
        clerk.press(Qt.Key.Key_Up)
    clerk.press(ENTER)
    assert clerk.focus == "return_place"
    clerk.data("Үлгі орталығы 厨")
    clerk.press(ENTER, CTRL)
    assert clerk.focus == "return_place"
    assert "U+53A8" in clerk.page.result.summary.lines()[0]
    clerk.press(Qt.Key.Key_Backspace)
    clerk.press(Qt.Key.Key_Backspace)
    clerk.press(ENTER)
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)

    case = ended(clerk)
    assert case.state is CaseState.RETURNED
    assert case.decision.return_place == "Үлгі орталығы"
    assert [p.kind for p in case.papers] == [PaperKind.MEMO]


def test_a_refusal_takes_at_most_twenty_presses_and_waits_for_approval(at_counter, language):
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    identify(clerk, person())

    clerk.press(Qt.Key.Key_F7)
    assert clerk.page.result.presenter.outcome is Outcome.REFUSE
    assert clerk.page.result.presenter.choice.ground == ""
    assert clerk.focus == "ground.G1"
    clerk.press(ENTER)
    assert clerk.focus == "fact"
    clerk.data("Құжаттағы күн түзетілген")
    clerk.press(ENTER)
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)

    case = ended(clerk)
    assert case.state is CaseState.AWAITING_APPROVAL
    assert case.decision.fact == "Құжаттағы күн түзетілген"
    assert case.papers == ()
    assert clerk.presses <= 20, clerk.log


def test_nothing_is_issued_in_the_first_moment_of_the_step(at_counter):
    clerk = called(at_counter)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F7)
    clerk.press(Qt.Key.Key_Space)

    clerk.press(ENTER, CTRL)

    assert clerk.stored().state is CaseState.DRAFT


@pytest.mark.parametrize("key", [ENTER, Qt.Key.Key_Space])
def test_neither_enter_nor_space_on_the_last_button_issues_anything(at_counter, key):
    clerk = called(at_counter)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F7)
    clerk.press(Qt.Key.Key_Space)
    clerk.seconds(1)
    clerk.page.main.setFocus()

    clerk.press(key)

    assert clerk.stored().state is CaseState.DRAFT


def test_no_clerk_gives_the_reasons_of_the_program(at_counter):
    clerk = called(at_counter)
    own = {code for code, _ in clerk.page.presenter.hold_reasons()}

    assert own == {"applicant_absent", "missing_document", "system", "consultation"}


def test_a_case_is_put_aside_in_two_presses_and_taken_up_in_four(at_counter, language):
    clerk = called(at_counter, language=language)
    identify(clerk, person())
    case_id = clerk.case.application_id

    clerk.presses = 0
    clerk.press(Qt.Key.Key_F9)
    clerk.press(ENTER)
    assert clerk.presses == 2
    held = stored(clerk.desk.desk, case_id)
    assert held.state is CaseState.HELD
    assert held.held_reason == "applicant_absent"

    clerk.presses = 0
    clerk.press(Qt.Key.Key_PageDown, CTRL)
    clerk.press(Qt.Key.Key_PageDown, CTRL)
    clerk.press(ENTER)
    assert clerk.presses <= 4
    assert stored(clerk.desk.desk, case_id).state is CaseState.DRAFT
    assert clerk.shown_page is clerk.page
    assert clerk.page.presenter.step is Step.DOCUMENTS


def test_a_broken_scanner_is_told_and_recorded(at_counter, language):
    clerk = called(at_counter, language=language)
    identify(clerk, person())
    clerk.desk.window.workspace.case_page.bench.scanners = NoScanners()

    clerk.press(Qt.Key.Key_F3)

    row = clerk.page.documents.rows.presenter.rows()[0]
    assert row.failure
    assert IntervalKind.SCANNER in {i.kind for i in clerk.page.file.visit.intervals}
    assert clerk.focus == "document.employment"


class NoScanners:
    """A desk to which no scanner is connected."""

    def scanners(self):
        return ()

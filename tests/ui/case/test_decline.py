"""A prepared refusal goes back with its reason, and the specialist reads it on the case."""

from PySide6.QtCore import Qt

from desk_app.domain.cases import CaseState
from desk_app.domain.vocabulary import DeskKind
from tests.builders import APPROVER, SPECIALIST, stored
from tests.ui.case.counter import CTRL, ENTER, person
from tests.ui.case.test_other_ends import called, ended, identify
from tests.ui.shell.test_sign_in import words_on

REASON = "Факт дәлелденбеген"


def prepared(at_counter, language):
    """Have a refusal prepared, and the approver before it with returning chosen."""
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F7)
    clerk.press(ENTER)
    clerk.data("Құжаттағы күн түзетілген")
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)
    sent = ended(clerk)
    show_to(clerk, APPROVER, sent)
    clerk.press(Qt.Key.Key_Down)
    return clerk, sent


def show_to(clerk, operator, case):
    clerk.page.bench.desk = clerk.desk.desk.as_operator(operator)
    clerk.page.open_case(stored(clerk.desk.desk, case.application_id), None)
    clerk.desk.window.frame.show_page(clerk.page)
    clerk.settle()
    clerk.seconds(1)


def test_a_refusal_does_not_go_back_without_a_reason(at_counter, language):
    clerk, sent = prepared(at_counter, language)

    clerk.press(ENTER, CTRL)

    assert stored(clerk.desk.desk, sent.application_id).state is CaseState.AWAITING_APPROVAL
    assert clerk.focus == "decline_reason"
    assert clerk.page.file.code_words("approval.reason", {}) in words_on(clerk.page)


def test_the_specialist_reads_on_the_case_why_the_refusal_came_back(at_counter, language):
    clerk, sent = prepared(at_counter, language)
    clerk.press(ENTER)
    assert clerk.focus == "decline_reason"
    clerk.data(REASON)
    clerk.press(ENTER, CTRL)
    declined = stored(clerk.desk.desk, sent.application_id)
    assert declined.decision.declined_reason == REASON

    show_to(clerk, SPECIALIST, sent)

    expected = clerk.page.bench.texts.get("result.declined", language, reason=REASON)
    assert clerk.page.result.notice.isVisible()
    assert clerk.page.result.notice.text() == expected

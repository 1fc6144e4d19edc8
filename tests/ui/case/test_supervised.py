"""A temporary foreigner at the career centre: a registration is proposed and approved by keys."""

from dataclasses import replace

from PySide6.QtCore import Qt

from desk_app.domain.cases import CaseState
from desk_app.domain.vocabulary import CheckValue, DeskKind, Outcome, PaperKind
from tests.builders import APPROVER, saved, stored
from tests.ui.case.counter import CTRL, ENTER, person
from tests.ui.case.test_other_ends import called, ended
from tests.ui.case.test_result import at_result
from tests.ui.shell.test_sign_in import words_on

WHY = "Отбасымен тұрақты тұрады"


def answered(clerk, code, value):
    """Have the state database answer otherwise, as it does of whom the law does not name."""
    case, visit = clerk.stored(), clerk.page.file.visit
    check = replace(case.check(code), value=value)
    others = tuple(known for known in case.checks if known.code != code)
    changed = saved(clerk.desk.desk, replace(case, checks=(*others, check)))
    clerk.page.open_case(changed, visit)
    clerk.settle()


def at_proposal(at_counter, language):
    """Have the registration of a temporary foreigner chosen, its application signed."""
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    at_result(clerk, language, person())
    clerk.press(Qt.Key.Key_Space)
    answered(clerk, "permanent_residence", CheckValue.NO)
    assert clerk.page.result.presenter.outcome is Outcome.REFUSE
    clerk.page.result.outcomes.focus_chosen()
    clerk.press(Qt.Key.Key_Up)
    assert clerk.page.result.presenter.outcome is Outcome.REGISTER
    return clerk


def test_a_registration_is_proposed_with_its_reason(at_counter, language):
    clerk = at_proposal(at_counter, language)
    pack = clerk.page.file.pack
    assert clerk.page.main.text() == pack.procedure.approval_action.text(language)
    assert clerk.page.result.preview.page_count() == 1
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)
    assert clerk.stored().state is CaseState.DRAFT
    assert clerk.focus == "proposal"
    needed = clerk.page.bench.texts.get("problem.registration.reason", language)
    assert needed in " ".join(clerk.page.result.summary.lines())

    clerk.data(WHY)
    clerk.press(ENTER, CTRL)

    case = ended(clerk)
    assert (case.state, case.decision.outcome) == (CaseState.AWAITING_APPROVAL, Outcome.REGISTER)
    assert case.decision.fact == WHY
    assert case.papers[-1].kind is PaperKind.APPLICATION


def test_the_head_reads_the_reason_and_registers(at_counter, language):
    clerk = at_proposal(at_counter, language)
    clerk.press(ENTER)
    assert clerk.focus == "proposal"
    clerk.data(WHY)
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)
    sent = ended(clerk)
    page = clerk.page
    page.open_case(sent, None)
    clerk.desk.window.frame.show_page(page)
    clerk.settle()
    awaits = page.bench.texts.get("result.proposal_awaits", language)
    assert awaits in words_on(clerk.desk.window)
    assert page.main.isHidden()

    page.bench.desk = clerk.desk.desk.as_operator(APPROVER)
    page.open_case(sent, None)
    clerk.settle()
    titles = [card.title for card in page.result.presenter.cards()]
    assert page.bench.texts.get("result.proposal_approve", language) in titles
    assert WHY in [value for _, value in page.result.presenter.summary()]
    assert not page.result.presenter.action().is_refusal
    assert page.result.preview.page_count() == 1
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)

    done = stored(clerk.desk.desk, sent.application_id)
    assert (done.state, done.decision.approved_by) == (CaseState.REGISTERED, APPROVER.login)
    assert PaperKind.CERTIFICATE in {paper.kind for paper in done.papers}

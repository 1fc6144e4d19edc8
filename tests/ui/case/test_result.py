"""Step 4 at the career centre: register, refuse, approve; cases that came in; the paper shown."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt

from desk_app.domain.cases import CaseOrigin, CaseState, Step
from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import DeskKind, Outcome, PaperKind, RequestedStatus
from desk_app.services import queue
from registry.seeding.people import Story
from tests.builders import (
    APPROVER,
    filled,
    iins,
    saved,
    stored,
    take_numbers_away,
)
from tests.sql_guard import no_sql_on_this_thread
from tests.ui.case.counter import CTRL, ENTER, person
from tests.ui.case.test_other_ends import called, ended, identify
from tests.ui.case.test_standard_case import fill_seven_fields
from tests.ui.shell.test_sign_in import words_on
from ui.presenters.case_summary import prepared_refusal


def at_result(clerk, language, somebody=None):
    identify(clerk, somebody or person())
    clerk.press(Qt.Key.Key_F4)
    clerk.press(Qt.Key.Key_F4)
    clerk.press(ENTER)
    fill_seven_fields(clerk, language)
    clerk.press(Qt.Key.Key_Space)
    clerk.press(ENTER, CTRL)
    assert clerk.page.presenter.step is Step.RESULT, clerk.page.application.summary.lines()


def test_the_career_centre_registers_and_gives_a_certificate(at_counter, language):
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)

    with no_sql_on_this_thread():
        at_result(clerk, language)
        assert clerk.focus == "document.application"
        clerk.press(Qt.Key.Key_Space)
        assert clerk.page.result.presenter.outcome is Outcome.REGISTER
        assert clerk.page.result.preview.page_count() == 1
        clerk.seconds(1)
        clerk.press(ENTER, CTRL)

    case = ended(clerk)
    assert case.certificate_number
    assert PaperKind.CERTIFICATE in {p.kind for p in case.papers}


def test_without_a_number_the_certificate_waits_and_the_screen_says_so(at_counter, language):
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    take_numbers_away(clerk.desk.desk)
    at_result(clerk, language)
    clerk.press(Qt.Key.Key_Space)

    note = clerk.page.result.number_note
    assert note.text() == clerk.page.bench.texts.get("result.certificate_waits", language)
    assert clerk.page.result.preview.page_count() == 0
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)

    case = ended(clerk)
    assert case.state is CaseState.REGISTERED
    assert PaperKind.CERTIFICATE not in {p.kind for p in case.papers}


def test_a_prepared_refusal_is_approved_by_a_second_person(at_counter, language):
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F7)
    clerk.press(ENTER)
    clerk.data("Құжаттағы күн түзетілген")
    clerk.press(ENTER)
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)
    sent = ended(clerk)
    assert sent.state is CaseState.AWAITING_APPROVAL
    title = {Language.KK: "Бекітуді күтуде", Language.RU: "Ждёт утверждения"}
    assert title[language] in words_on(clerk.desk.window)

    own = clerk.page
    own.open_case(sent, None)
    clerk.settle()
    assert not own.result.presenter.may_approve
    assert own.main.isHidden()

    clerk.page.bench.desk = clerk.desk.desk.as_operator(APPROVER)
    own.open_case(sent, None)
    clerk.settle()
    assert own.result.presenter.may_approve
    assert clerk.desk.desk.operator.name in [value for _, value in prepared_refusal(own.file)]
    clerk.desk.clock.pass_time(seconds=1)
    clerk.desk.window.frame.show_page(own)
    clerk.press(ENTER, CTRL)

    refused = stored(clerk.desk.desk, sent.application_id)
    assert refused.state is CaseState.REFUSED
    assert refused.decision.approved_by == APPROVER.login


def test_an_employed_person_may_ask_for_work_but_is_refused_as_unemployed(at_counter, language):
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    identify(clerk, person(Story.EMPLOYED))
    presenter = clerk.page.result.presenter

    job_seeker = presenter.grounds(RequestedStatus.JOB_SEEKER)
    unemployed = presenter.grounds(RequestedStatus.UNEMPLOYED)

    reasons = {r.code for item in unemployed for r in item.sub_reasons}
    assert "U2" in reasons
    assert "U2" not in {r.code for item in job_seeker for r in item.sub_reasons}


def test_what_nobody_knows_supports_no_refusal_and_is_named(at_counter, language):
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    identify(clerk, person(Story.PARTLY_UNKNOWN))
    presenter = clerk.page.result.presenter
    presenter.choose_status(RequestedStatus.UNEMPLOYED)
    clerk.settle()

    words = presenter.unknown_reasons()
    titles = {rule.code: clerk.page.file.words(rule.title) for rule in clerk.page.file.pack.checks}
    assert titles["labour_contract"] in words
    assert "U2" not in {listed.code for listed in presenter.sub_reasons()}


def test_an_obstacle_is_explained_and_leads_to_its_step(at_counter, language):
    clerk = called(at_counter, language=language)
    identify(clerk, person())
    clerk.page.result.presenter.want(Outcome.ACCEPT)
    clerk.page.presenter.go_to(Step.RESULT)
    clerk.settle()
    clerk.seconds(1)

    clerk.press(ENTER, CTRL)

    summary = clerk.page.result.summary
    assert summary.lines()
    assert clerk.stored().state is CaseState.DRAFT
    summary.field_requested.emit("employment")
    clerk.settle()
    assert clerk.page.presenter.step is Step.DOCUMENTS
    assert clerk.focus == "document.employment"


def incoming(at_counter, language, **choices):
    """Open a case that came in from another desk."""
    clerk = at_counter(language=language, kind=DeskKind.PROVIDER, **choices)
    desk = clerk.desk.desk
    case = filled(desk, iins()[5])
    came = saved(
        desk,
        replace(
            case,
            state=CaseState.ACCEPTED,
            origin=CaseOrigin.REGISTRY,
            visit_id=None,
            number="0101-03-2026-000777-00",
            accepted_at=desk.clock.now() - timedelta(hours=1),
            due_on=desk.today() + timedelta(days=1),
        ),
    )
    with desk.store.unit() as unit:
        visit = unit.visits.open()
        unit.visits.save(replace(visit, application_id=None))
    queue.finish_visit(visit.visit_id, desk=desk)
    clerk.page.open_case(came, None)
    clerk.desk.window.frame.show_page(clerk.page)
    clerk.settle()
    return clerk, came


def test_an_incoming_case_is_read_and_decided(at_counter, language):
    clerk, came = incoming(at_counter, language)

    assert clerk.page.presenter.step is Step.RESULT
    assert clerk.page.header.deadline.isVisible()
    assert not clerk.page.header.timer.isVisible()
    clerk.page.presenter.ask_for(Step.APPLICATION)
    assert clerk.page.application.grid.fields["job"].editor.isReadOnly()
    clerk.page.presenter.ask_for(Step.RESULT)
    clerk.desk.clock.pass_time(seconds=1)
    clerk.press(ENTER, CTRL)

    assert stored(clerk.desk.desk, came.application_id).state in {
        CaseState.REGISTERED,
        CaseState.HANDED_OVER,
    }


def test_the_paper_is_shown_large_and_small_again(at_counter):
    clerk = called(at_counter)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F7)

    clerk.press(Qt.Key.Key_F8)
    assert not clerk.page.result.main.isVisible()
    clerk.press(Qt.Key.Key_F8)

    assert clerk.page.result.main.isVisible()

"""The outcomes: each in one transaction, none mixed with another, numbers never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from desk_app.domain.cases import CaseState, PrintState
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.numbers import NumberBlock, parse_number
from desk_app.domain.refusals import RefusalRequest
from desk_app.domain.vocabulary import CheckValue, Outcome, PaperKind, RequestedStatus
from desk_app.errors import AccessError, InputError, RuleError
from desk_app.services import decisions, intake, issuing, lists, queue, withdrawing
from desk_app.services.paper_contents import acceptance_refusal_paper
from tests.builders import (
    APPROVER,
    CENTRE,
    SPECIALIST,
    accepted,
    draft,
    fill,
    filled,
    identify,
    iins,
    journal,
    messages,
    packs,
    saved,
    stored,
    take_numbers_away,
    ticket,
    wait_in_queue,
)

IIN, OTHER = iins()[:2]
UNEMPLOYED, SEEKER = RequestedStatus.UNEMPLOYED, RequestedStatus.JOB_SEEKER
ON_PAPERS = RefusalRequest(
    SEEKER, "G1", "мөр сәйкес емес", source="document", source_detail="еңбек кітапшасы"
)


def refused(code: str):
    return pytest.raises(RuleError, match=code.replace(".", r"\."))


def test_acceptance_gives_number_deadline_receipt_and_stamps(corporation):
    wait_in_queue(corporation, ticket())
    visit = queue.call_next(desk=corporation)
    case = intake.open_case(visit.visit_id, desk=corporation)
    identify(corporation, case, IIN)
    fill(corporation, case.application_id)
    corporation.clock.pass_time(minutes=5)

    done = decisions.accept(case.application_id, desk=corporation, link_is_up=True)

    assert (done.state, done.accepted_at) == (CaseState.ACCEPTED, corporation.clock.now())
    assert done.due_on == date(2026, 11, 24)
    assert str(parse_number(done.number)) == done.number
    (receipt,) = done.papers
    assert (receipt.kind, receipt.number) == (PaperKind.RECEIPT, done.number)
    assert done.stamps.t0_ticket < done.stamps.t1_called <= done.stamps.t2_identified
    assert done.stamps.t3_signed < done.stamps.t4_decided == corporation.clock.now()
    assert done.stamps.t5_paper_out is None
    assert messages(corporation, done.application_id) == ["case_accepted"]
    assert journal(corporation, done.application_id)[-1] == "case.accepted"
    with corporation.store.reading() as unit:
        last = list(unit.audit.entries())[-1].event
    assert last.details == {"number": done.number}
    assert done == stored(corporation, done.application_id)


@pytest.mark.parametrize("with_numbers", [False, True])
def test_offline_or_without_numbers_the_receipt_is_temporary_and_finds_the_case(
    corporation, with_numbers
):
    if not with_numbers:
        take_numbers_away(corporation)
    done = accepted(corporation, IIN, link_is_up=not with_numbers)

    assert done.number == ""
    assert done.temporary_number.startswith("T-0101-03-000001")
    assert done.papers[0].number == done.temporary_number
    saved(corporation, replace(done, number="0101-03-2026-000042-17"))
    with corporation.store.reading() as unit:
        for number in (done.temporary_number, "0101-03-2026-000042-17"):
            assert unit.cases.by_number(number).application_id == done.application_id


def test_numbers_follow_each_other_and_are_never_given_twice(corporation):
    first = accepted(corporation, IIN)
    queue.finish_visit(first.visit_id, desk=corporation)
    second = accepted(corporation, OTHER)

    assert [parse_number(c.number).serial for c in (first, second)] == [1, 2]


@pytest.mark.parametrize("code", ["application", "identity"])
def test_nothing_incomplete_is_accepted(corporation, code):
    case = filled(corporation, IIN)
    intake.mark_document(case.application_id, code, DocumentStatus.ABSENT, desk=corporation)

    with refused("outcome.obstacle"):
        decisions.accept(case.application_id, desk=corporation, link_is_up=True)
    assert stored(corporation, case.application_id).state is CaseState.DRAFT


def test_the_outcomes_of_another_desk_are_not_to_be_had(corporation, centre):
    here, there = filled(corporation, IIN), filled(centre, IIN)
    decider = corporation.as_operator(APPROVER)

    with refused("outcome.not_at_this_desk"):
        decisions.accept(there.application_id, desk=centre, link_is_up=True)
    with refused("outcome.not_at_this_desk"):
        decisions.refuse_acceptance(there.application_id, desk=centre, missing=("application",))
    with refused("outcome.not_at_this_desk"):
        decisions.register(here.application_id, desk=decider)
    with refused("outcome.not_at_this_desk"):
        decisions.refuse(here.application_id, ON_PAPERS, desk=decider)
    with refused("outcome.not_at_this_desk"):
        decisions.approve(here.application_id, desk=decider)


def test_a_refusal_to_accept_names_what_is_missing_and_what_expired(corporation):
    case = draft(corporation)
    identify(corporation, case, IIN)
    intake.mark_document(
        case.application_id, "application", DocumentStatus.ABSENT, desk=corporation
    )

    done = decisions.refuse_acceptance(case.application_id, desk=corporation, expired=("identity",))

    assert (done.state, done.number) == (CaseState.ACCEPTANCE_REFUSED, "")
    assert (done.decision.missing, done.decision.expired) == (("application",), ("identity",))
    assert [p.kind for p in done.papers] == [PaperKind.ACCEPTANCE_REFUSAL]
    assert messages(corporation, case.application_id) == ["acceptance_refused"]


def test_a_refusal_to_accept_stands_on_mandatory_documents_that_are_not_there(corporation):
    case = filled(corporation, IIN)

    with refused("acceptance.nothing_missing"):
        decisions.refuse_acceptance(case.application_id, desk=corporation)
    for code, error in (
        ("employment", "acceptance.not_mandatory"),
        ("identity", "acceptance.document_present"),
    ):
        with pytest.raises(InputError) as wrong:
            decisions.refuse_acceptance(case.application_id, desk=corporation, missing=(code,))
        assert (wrong.value.code, wrong.value.field) == (error, code)


def test_a_refusal_to_accept_is_made_out_to_somebody(corporation):
    case = draft(corporation)

    with pytest.raises(InputError) as wrong:
        decisions.refuse_acceptance(case.application_id, desk=corporation, missing=("identity",))
    assert (wrong.value.code, wrong.value.field) == ("acceptance.nameless", "surname")

    identify(corporation, case, IIN, is_online=False)
    done = decisions.refuse_acceptance(
        case.application_id, desk=corporation, missing=("application",)
    )
    assert done.state is CaseState.ACCEPTANCE_REFUSED


def test_a_refused_consent_leads_to_a_refusal_to_accept_at_the_state_corporation(corporation):
    case = draft(corporation)
    identify(corporation, case, IIN)
    fill(corporation, case.application_id, consents={"secrets": False})

    with refused("outcome.obstacle"):
        decisions.accept(case.application_id, desk=corporation, link_is_up=True)
    done = decisions.refuse_acceptance(case.application_id, desk=corporation)

    assert done.decision.missing == ("application",)
    paper = acceptance_refusal_paper(done, desk=corporation)
    assert "согласия" in paper.missing[0].ru


def test_a_refused_consent_is_a_ground_at_the_career_centre(centre):
    case = draft(centre)
    identify(centre, case, IIN)
    fill(centre, case.application_id, consents={"personal_data": False})
    request = RefusalRequest(SEEKER, "G3", "келісім бермеді", source="statement")

    with refused("outcome.obstacle"):
        decisions.register(case.application_id, desk=centre)
    sent = decisions.refuse(case.application_id, request, desk=centre)

    assert sent.state is CaseState.AWAITING_APPROVAL


def test_publication_may_be_refused_and_the_case_goes_on(corporation):
    case = draft(corporation)
    identify(corporation, case, IIN)
    fill(corporation, case.application_id, consents={"publication": False})

    done = decisions.accept(case.application_id, desk=corporation, link_is_up=True)

    assert done.state is CaseState.ACCEPTED


def test_a_return_is_no_refusal(corporation):
    case = draft(corporation)
    identify(corporation, case, IIN)

    done = decisions.return_case(
        case.application_id, "other_district", desk=corporation, place=" Үлгі ауданы "
    )

    assert (done.state, done.decision.return_place) == (CaseState.RETURNED, "Үлгі ауданы")
    assert [p.kind for p in done.papers] == [PaperKind.MEMO]
    assert done.decision.ground == ""
    assert messages(corporation, case.application_id) == ["case_returned"]


def test_a_return_needs_its_reason_and_its_place(corporation):
    case = draft(corporation)

    for reason, field in (("no_such", "return_reason"), ("other_service", "return_place")):
        with pytest.raises(InputError) as wrong:
            decisions.return_case(case.application_id, reason, desk=corporation, place=" ")
        assert wrong.value.field == field


def test_a_place_no_paper_can_show_is_told_at_its_field(corporation):
    case = draft(corporation)

    with pytest.raises(InputError, match=r"field\.unprintable") as wrong:
        decisions.return_case(
            case.application_id, "other_district", desk=corporation, place="Үлгі 厨"
        )

    assert wrong.value.field == "return_place"


def test_an_expired_document_sends_the_visitor_back_only_where_acceptance_is_not_refused(
    corporation, centre
):
    here = draft(centre)
    identify(centre, here, IIN)
    returned = decisions.return_case(here.application_id, "identity_expired", desk=centre)
    assert returned.state is CaseState.RETURNED
    there = draft(corporation)
    identify(corporation, there, IIN)

    with pytest.raises(InputError, match=r"return\.reason"):
        decisions.return_case(there.application_id, "identity_expired", desk=corporation)


def test_what_was_accepted_is_returned_by_those_who_decide_at_the_career_centre(
    corporation, centre
):
    here = accepted(corporation, IIN)
    there = saved(centre, replace(here, visit_id=None))

    with pytest.raises(AccessError):
        decisions.return_case(here.application_id, "complete_data", desk=corporation)
    with refused("outcome.obstacle"):
        decider = corporation.as_operator(SPECIALIST)
        decisions.return_case(here.application_id, "complete_data", desk=decider)
    done = decisions.return_case(there.application_id, "complete_data", desk=centre)
    assert done.state is CaseState.RETURNED


def test_the_memo_of_an_accepted_application_is_given_at_the_counter_that_took_it(
    corporation, centre, printer
):
    here = accepted(corporation, IIN)
    queue.finish_visit(here.visit_id, desk=corporation)
    there = saved(centre, replace(here, visit_id=None, papers=(), decision_office=CENTRE.code))
    done = decisions.return_case(there.application_id, "complete_data", desk=centre)

    assert issuing.print_list(desk=centre) == ()
    waiting = replace(done.papers[-1], print_state=PrintState.WAITING)
    corporation.scans.put(centre.scans.get(waiting.sha256))
    back = saved(
        corporation,
        replace(done, visit_id=here.visit_id, papers=(*here.papers, waiting)),
    )
    assert [s.application_id for s in lists.ready(desk=corporation)] == [here.application_id]
    visit = queue.take_for_hand_over(here.application_id, desk=corporation)
    issuing.print_paper(here.application_id, waiting.paper_id, desk=corporation, printer=printer)
    assert queue.open_visit(desk=corporation) == visit
    handed = decisions.hand_over(here.application_id, back.number, desk=corporation)

    assert (handed.state, handed.stamps.t6_handed_over) == (
        CaseState.RETURNED,
        corporation.clock.now(),
    )
    assert lists.ready(desk=corporation) == ()
    with refused("hand_over.already"):
        decisions.hand_over(here.application_id, back.number, desk=corporation)


def test_a_memo_given_at_once_is_not_handed_over_again(corporation):
    case = draft(corporation)
    identify(corporation, case, IIN)
    done = decisions.return_case(case.application_id, "complete_data", desk=corporation)

    assert lists.ready(desk=corporation) == ()
    with pytest.raises((RuleError, InputError)):
        decisions.hand_over(case.application_id, done.number, desk=corporation)


def test_registration_gives_a_numbered_certificate(centre):
    case = filled(centre, IIN)

    done = decisions.register(case.application_id, desk=centre)

    assert (done.state, done.number) == (CaseState.REGISTERED, done.certificate_number)
    assert done.accepted_at == centre.clock.now()
    assert [(p.kind, p.number) for p in done.papers] == [
        (PaperKind.CERTIFICATE, done.certificate_number)
    ]
    assert messages(centre, case.application_id) == ["case_registered"]


def test_a_case_from_the_state_corporation_keeps_its_number_deadline_and_stamps(
    corporation, centre
):
    case = accepted(corporation, IIN)
    arrived = saved(centre, replace(case, visit_id=None))
    centre.clock.pass_time(minutes=300)

    done = decisions.register(arrived.application_id, desk=centre)

    assert (done.number, done.due_on, done.accepted_at) == (
        case.number,
        case.due_on,
        case.accepted_at,
    )
    assert done.certificate_number.startswith("0201-03-2026-")
    assert done.stamps == case.stamps


def test_without_numbers_people_are_registered_and_certificates_wait(centre):
    take_numbers_away(centre)
    case = filled(centre, IIN)
    waiting = decisions.register(case.application_id, desk=centre)
    queue.finish_visit(case.visit_id, desk=centre)

    assert (waiting.state, waiting.papers) == (CaseState.REGISTERED, ())
    assert decisions.issue_waiting(desk=centre) == ()
    with pytest.raises(RuleError, match=r"hand_over\.no_result"):
        queue.take_for_hand_over(case.application_id, desk=centre)

    centre.clock.pass_time(minutes=60 * 24 * 40)
    with centre.store.unit() as unit:
        unit.numbers.save_block(NumberBlock.leased(7, 7))
    (issued,) = decisions.issue_waiting(desk=centre)

    number = parse_number(issued.certificate_number)
    assert (number.serial, number.year) == (7, 2027)
    assert issued.papers[-1].kind is PaperKind.CERTIFICATE
    assert messages(centre, case.application_id) == [
        "case_registered",
        "visit_closed",
        "case_ready",
    ]
    assert decisions.issue_waiting(desk=centre) == ()


def test_issuing_what_waits_burns_no_number_on_what_was_issued_meanwhile(centre):
    case = filled(centre, IIN)
    done = decisions.register(case.application_id, desk=centre)

    assert decisions._issue_one(done.application_id, centre) is None
    with centre.store.reading() as unit:
        assert unit.numbers.block().next == 2


def test_another_workplace_of_the_office_leaves_the_certificate_to_the_one_that_decided(centre):
    take_numbers_away(centre)
    case = filled(centre, IIN)
    decisions.register(case.application_id, desk=centre)
    with centre.store.unit() as unit:
        unit.numbers.save_block(NumberBlock.leased(7, 7))

    assert decisions.issue_waiting(desk=replace(centre, workplace="04")) == ()
    assert len(decisions.issue_waiting(desk=centre)) == 1


@pytest.mark.parametrize("is_delivered", [False, True])
def test_a_withdrawal_is_no_refusal_and_travels_if_the_registry_knows_the_case(
    corporation, is_delivered
):
    case = accepted(corporation, IIN) if is_delivered else draft(corporation)

    done = withdrawing.withdraw(case.application_id, desk=corporation.as_operator(SPECIALIST))

    assert done.state is CaseState.WITHDRAWN
    kinds = messages(corporation, case.application_id)
    told = ["case_accepted", "case_withdrawn", "visit_closed"]
    assert kinds == (told if is_delivered else [])
    assert PaperKind.REFUSAL not in {p.kind for p in done.papers}


def result_of(corporation, centre):
    """Return a case decided at the centre, back where it was taken in."""
    case = accepted(corporation, IIN)
    queue.finish_visit(case.visit_id, desk=corporation)
    arrived = saved(centre, replace(case, visit_id=None))
    decided = decisions.register(arrived.application_id, desk=centre)
    back = stored(corporation, case.application_id)
    return saved(
        corporation,
        replace(
            back,
            state=CaseState.READY,
            certificate_number=decided.certificate_number,
            papers=(*back.papers, decided.papers[-1]),
        ),
    )


@pytest.mark.parametrize(
    ("end", "waits"), [(queue.not_come, []), (queue.put_back, ["А-048"])], ids=["gone", "back"]
)
def test_whoever_came_for_a_result_without_a_document_goes_and_the_result_waits_on(
    corporation, centre, end, waits
):
    case = result_of(corporation, centre)
    wait_in_queue(corporation, ticket())
    queue.call_next(desk=corporation)
    visit = queue.take_for_hand_over(case.application_id, desk=corporation)

    end(visit.visit_id, desk=corporation)

    assert queue.open_visit(desk=corporation) is None
    assert [t.number for t in queue.waiting(desk=corporation)] == waits
    assert [s.application_id for s in lists.ready(desk=corporation)] == [case.application_id]
    assert stored(corporation, case.application_id).state is CaseState.READY


@pytest.mark.parametrize(
    "as_typed",
    [
        lambda case: case.number,
        lambda case: case.certificate_number.lower(),
        lambda case: f" {case.number.replace('-', '–')} ",
    ],
)
def test_a_result_is_handed_over_against_any_of_its_numbers(corporation, centre, as_typed):
    case = result_of(corporation, centre)

    done = decisions.hand_over(case.application_id, as_typed(case), desk=corporation)

    assert done.state is CaseState.HANDED_OVER
    assert done.stamps.t6_handed_over == corporation.clock.now()
    assert messages(corporation, case.application_id)[-1] == "case_handed_over"
    with refused("hand_over.already"):
        queue.take_for_hand_over(case.application_id, desk=corporation)


def test_a_result_is_handed_over_to_whom_the_document_names(corporation, centre):
    case = result_of(corporation, centre)

    with pytest.raises(InputError) as wrong:
        decisions.hand_over(case.application_id, case.number, desk=corporation, document_seen=False)
    assert (wrong.value.code, wrong.value.field) == ("hand_over.document", "document_seen")
    decisions.hand_over(case.application_id, case.number, desk=corporation)
    assert journal(corporation, case.application_id)[-2:] == [
        "identity.seen",
        "case.handed_over",
    ]


def test_a_case_that_came_since_the_question_bars_the_outcome(corporation):
    case = filled(corporation, IIN)
    assert case.check("active_application").value is CheckValue.NO
    saved(
        corporation,
        replace(case, application_id=UUID(int=77), state=CaseState.ACCEPTED, visit_id=None),
    )

    with refused("outcome.obstacle"):
        decisions.accept(case.application_id, desk=corporation, link_is_up=True)
    saved(
        corporation,
        replace(case, application_id=UUID(int=77), state=CaseState.WITHDRAWN, visit_id=None),
    )
    assert decisions.accept(case.application_id, desk=corporation, link_is_up=True).number


@pytest.mark.parametrize("number", ["", "T-0101-03-000001-00", "0101-03-2026-000042-17"])
def test_a_strangers_receipt_hands_nothing_over(corporation, centre, number):
    case = result_of(corporation, centre)

    with pytest.raises(InputError) as wrong:
        decisions.hand_over(case.application_id, number, desk=corporation)

    assert (wrong.value.code, wrong.value.field) == ("hand_over.receipt", "receipt_number")


def test_nothing_is_handed_over_that_is_not_there(corporation, centre):
    case = result_of(corporation, centre)
    saved(corporation, replace(case, papers=()))

    with refused("hand_over.no_result"):
        decisions.hand_over(case.application_id, case.number, desk=corporation)
    saved(corporation, replace(case, state=CaseState.ACCEPTED))
    with refused("hand_over.no_result"):
        decisions.hand_over(case.application_id, case.number, desk=corporation)


def test_the_providers_visitor_leaves_with_the_result(centre, printer):
    case = filled(centre, IIN)
    done = decisions.register(case.application_id, desk=centre)
    centre.clock.pass_time(minutes=1)

    issuing.print_paper(case.application_id, done.papers[-1].paper_id, desk=centre, printer=printer)

    left = stored(centre, case.application_id)
    assert (left.state, left.stamps.t6_handed_over) == (
        CaseState.HANDED_OVER,
        centre.clock.now(),
    )
    assert queue.open_visit(desk=centre) is None
    assert messages(centre, case.application_id) == [
        "case_registered",
        "case_handed_over",
        "visit_closed",
    ]


def test_the_outcomes_offered_say_what_stands_against_each(corporation):
    case = draft(corporation)

    offered = decisions.offers(case, desk=corporation)

    assert [o.rule.code for o in offered] == [
        Outcome.ACCEPT,
        Outcome.REFUSE_ACCEPTANCE,
        Outcome.RETURN_OR_REDIRECT,
    ]
    assert [o.is_open for o in offered] == [False, False, True]


def test_after_hours_counts_as_the_next_working_day_only_where_the_pack_says_so(corporation):
    evening = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    case = draft(corporation)
    assert decisions.due_date(case, evening, desk=corporation) == date(2026, 11, 24)

    pack = corporation.pack
    shifted = replace(pack, norms=replace(pack.norms, after_hours_shift=True))
    desk = replace(corporation, packs={**packs(), corporation.pack_id: shifted})
    assert decisions.due_date(case, evening, desk=desk) == date(2026, 11, 25)

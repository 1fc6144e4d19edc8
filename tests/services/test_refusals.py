"""Reasoned refusals: their evidence, the second person, and who decided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_app.domain.cases import CaseOrigin, CaseState
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.refusals import RefusalRequest
from desk_app.domain.vocabulary import CheckValue, DeskKind, Outcome, PaperKind, RequestedStatus
from desk_app.errors import AccessError, InputError, RuleError
from desk_app.services import decisions, intake, queue
from desk_app.services.paper_contents import refusal_paper
from tests.builders import (
    APPROVER,
    SPECIALIST,
    accepted,
    draft,
    filled,
    iins,
    messages,
    saved,
    stored,
    take_numbers_away,
)

IIN = iins()[0]
UNEMPLOYED, SEEKER = RequestedStatus.UNEMPLOYED, RequestedStatus.JOB_SEEKER
ON_CONTRACT = RefusalRequest(UNEMPLOYED, "G2", "еңбек шарты бар", "U2")
ON_PAPERS = RefusalRequest(
    SEEKER, "G1", "мөр сәйкес емес", source="document", source_detail="еңбек кітапшасы"
)


def refused(code: str):
    return pytest.raises(RuleError, match=code.replace(".", r"\."))


def unbarred(desk, approval: bool):
    """Return the desk with a pack that asks for approval or does not."""
    pack = desk.pack
    rules = tuple(
        replace(rule, approval_required=approval) if rule.code is Outcome.REFUSE else rule
        for rule in pack.outcomes[DeskKind.PROVIDER]
    )
    changed = replace(pack, outcomes={**pack.outcomes, DeskKind.PROVIDER: rules})
    return replace(desk, packs={**desk.packs, desk.pack_id: changed})


@pytest.mark.parametrize("field", ["fact", "source_detail", "remedy"])
def test_a_text_no_paper_can_show_is_told_at_its_field(centre, field):
    case = filled(centre, IIN)

    with pytest.raises(InputError, match=r"field\.unprintable") as wrong:
        decisions.refuse(case.application_id, replace(ON_PAPERS, **{field: "厨"}), desk=centre)

    assert wrong.value.field == field


def working(centre, **checks):
    return filled(centre, IIN, status=UNEMPLOYED, labour_contract=CheckValue.YES, **checks)


@pytest.mark.parametrize("approval", [False, True])
def test_a_refusal_is_issued_at_once_or_goes_to_a_second_person(centre, approval):
    desk = unbarred(centre, approval)
    case = working(desk)

    done = decisions.refuse(case.application_id, ON_CONTRACT, desk=desk)

    assert done.decision.source == "labour_contract"
    assert done.decision.queried_at == case.check("labour_contract").queried_at
    if approval:
        assert (done.state, done.papers) == (CaseState.AWAITING_APPROVAL, ())
        assert messages(desk, case.application_id) == ["refusal_prepared"]
    else:
        assert done.state is CaseState.REFUSED
        assert done.papers[-1].kind is PaperKind.REFUSAL
        assert messages(desk, case.application_id) == ["case_refused"]


def test_what_is_only_practice_always_needs_a_second_person(centre):
    desk = unbarred(centre, approval=False)
    case = filled(desk, IIN, status=UNEMPLOYED)
    request = RefusalRequest(UNEMPLOYED, "G2", "күндізгі бөлім студенті", "U7", "document")

    sent = decisions.refuse(case.application_id, request, desk=desk)

    assert sent.state is CaseState.AWAITING_APPROVAL


def test_a_refusal_on_a_check_that_requires_a_decision_goes_to_a_second_person(centre):
    desk = unbarred(centre, approval=False)
    case = filled(desk, IIN, permanent_residence=CheckValue.NO)
    request = RefusalRequest(SEEKER, "G1", "тұрақты тұрмайды", source="permanent_residence")

    sent = decisions.refuse(case.application_id, request, desk=desk)

    assert sent.state is CaseState.AWAITING_APPROVAL


def test_a_prepared_refusal_is_approved_by_somebody_else(centre):
    case = working(centre)
    decisions.refuse(case.application_id, ON_CONTRACT, desk=centre)
    centre.clock.pass_time(minutes=20)

    done = decisions.approve(case.application_id, desk=centre.as_operator(APPROVER))

    assert (done.state, done.decision.decided_by) == (CaseState.REFUSED, SPECIALIST.login)
    assert (done.decision.approved_by, done.decision.approved_at) == (
        APPROVER.login,
        centre.clock.now(),
    )
    assert done.stamps.t4_decided == centre.clock.now()
    assert messages(centre, case.application_id) == ["refusal_prepared", "case_refused"]


def test_nobody_approves_their_own_refusal(centre):
    approver = centre.as_operator(APPROVER)
    case = working(approver)
    decisions.refuse(case.application_id, ON_CONTRACT, desk=approver)

    with refused("approval.own_decision"):
        decisions.approve(case.application_id, desk=approver)
    with pytest.raises(AccessError):
        decisions.approve(case.application_id, desk=centre)
    second = centre.as_operator(replace(APPROVER, login="second"))
    assert decisions.approve(case.application_id, desk=second).state is CaseState.REFUSED


def test_nothing_is_approved_that_was_not_prepared_or_holds_no_more(centre):
    approver = centre.as_operator(APPROVER)
    case = working(centre)
    with refused("case.deed_not_allowed"):
        decisions.approve(case.application_id, desk=approver)
    sent = decisions.refuse(case.application_id, ON_CONTRACT, desk=centre)
    checks = tuple(replace(c, value=CheckValue.UNKNOWN) for c in sent.checks)
    saved(centre, replace(sent, checks=checks))

    with refused("refusal.ground_not_usable"):
        decisions.approve(case.application_id, desk=approver)


@pytest.mark.parametrize("has_left", [False, True])
def test_a_declined_refusal_of_a_draft_is_a_draft_again_with_the_reason(centre, has_left):
    case = working(centre)
    intake.mark_document(case.application_id, "education", DocumentStatus.UNSETTLED, desk=centre)
    decisions.refuse(case.application_id, ON_CONTRACT, desk=centre)
    if has_left:
        queue.finish_visit(case.visit_id, desk=centre)

    back = decisions.decline(
        case.application_id, desk=centre.as_operator(APPROVER), reason=" факт анық емес "
    )

    assert (back.decision.ground, back.decision.declined_reason) == ("", "факт анық емес")
    assert (back.state, back.held_reason) == (
        (CaseState.HELD, "declined") if has_left else (CaseState.DRAFT, "")
    )
    assert "declined" in {reason.code for reason in centre.pack.hold_reasons}
    if has_left:
        intake.resume(case.application_id, desk=centre)
    with refused("outcome.obstacle"):
        decisions.register(case.application_id, desk=centre)
    again = decisions.refuse(case.application_id, ON_CONTRACT, desk=centre)
    assert again.state is CaseState.AWAITING_APPROVAL
    assert again.accepted_at == back.accepted_at
    told = ["refusal_prepared", "refusal_declined", "refusal_prepared"]
    assert [kind for kind in messages(centre, case.application_id) if kind in told] == told


def test_a_walk_in_whose_refusal_was_declined_is_decided_where_it_was_opened(centre):
    case = working(centre)
    intake.mark_document(case.application_id, "education", DocumentStatus.UNSETTLED, desk=centre)
    decisions.refuse(case.application_id, ON_CONTRACT, desk=centre)
    other = replace(centre, workplace="04")
    queue.finish_visit(case.visit_id, desk=centre)
    sent = stored(centre, case.application_id)
    saved(centre, replace(sent, origin=CaseOrigin.REGISTRY, visit_id=None))

    back = decisions.decline(case.application_id, desk=other.as_operator(APPROVER))

    assert back.state is CaseState.ACCEPTED
    for offer in decisions.offers(back, desk=other):
        assert [o.code for o in offer.obstacles] == ["refusal.at_its_desk"]
    with refused("outcome.obstacle"):
        decisions.return_case(case.application_id, "complete_data", desk=other)
    (register, *_) = decisions.offers(back, desk=centre)
    assert "document.unsettled" in {o.code for o in register.obstacles}


def test_a_declined_refusal_of_an_accepted_case_is_decided_anew(corporation, centre):
    case = accepted(corporation, IIN)
    arrived = saved(centre, replace(case, visit_id=None, papers=()))
    decisions.refuse(arrived.application_id, ON_PAPERS, desk=centre)

    back = decisions.decline(arrived.application_id, desk=centre.as_operator(APPROVER))

    assert back.state is CaseState.ACCEPTED
    assert decisions.register(back.application_id, desk=centre).state is CaseState.REGISTERED


def test_the_executor_is_who_decided_and_not_who_approved(centre):
    case = working(centre)
    sent = decisions.refuse(case.application_id, ON_CONTRACT, desk=centre)
    approver = centre.as_operator(APPROVER)

    assert refusal_paper(sent, desk=approver).executor.name == SPECIALIST.name
    done = decisions.approve(case.application_id, desk=approver)
    assert refusal_paper(done, desk=approver).executor.name == SPECIALIST.name


def test_who_works_is_registered_as_a_job_seeker_whatever_the_ground(centre):
    case = filled(centre, IIN, labour_contract=CheckValue.YES)
    request = RefusalRequest(SEEKER, "G1", "жұмыс істейді", source="labour_contract")

    with refused("refusal.source_not_for_ground"):
        decisions.refuse(case.application_id, request, desk=centre)
    with pytest.raises(InputError, match=r"refusal\.source"):
        decisions.refuse(
            case.application_id, replace(request, source="ұсынылған құжат"), desk=centre
        )
    assert decisions.register(case.application_id, desk=centre).state is CaseState.REGISTERED


def test_a_check_that_no_longer_bars_carries_no_approval(centre):
    case = filled(centre, IIN, status=UNEMPLOYED, labour_contract=CheckValue.YES)
    request = RefusalRequest(UNEMPLOYED, "G1", "жұмыс істейді", source="labour_contract")
    sent = decisions.refuse(case.application_id, request, desk=centre)
    checks = tuple(
        replace(c, value=CheckValue.NO) if c.code == "labour_contract" else c for c in sent.checks
    )
    saved(centre, replace(sent, checks=checks))

    with refused("refusal.source_not_for_ground"):
        decisions.approve(case.application_id, desk=centre.as_operator(APPROVER))


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_refusal_names_its_source_in_the_papers_language(centre, language):
    desk = unbarred(centre, approval=False)
    case = filled(desk, IIN)
    done = decisions.refuse(case.application_id, ON_PAPERS, desk=desk)

    (ground,) = refusal_paper(done, desk=desk).grounds

    kind = {"kk": "ұсынылған құжат", "ru": "представленный документ"}[language]
    assert getattr(ground.source, language) == f"{kind}: еңбек кітапшасы"


def test_the_barred_status_is_refused_and_never_the_certificate_asked_for(centre):
    case = filled(centre, IIN, labour_contract=CheckValue.YES)

    with refused("refusal.not_the_status_asked"):
        decisions.refuse(case.application_id, ON_CONTRACT, desk=centre)
    assert decisions.register(case.application_id, desk=centre).state is CaseState.REGISTERED


def test_nobody_is_refused_before_being_identified(centre):
    case = draft(centre)

    with refused("outcome.obstacle"):
        decisions.refuse(case.application_id, ON_PAPERS, desk=centre)


def test_a_refusal_without_any_number_waits_for_one(centre):
    desk = unbarred(centre, approval=False)
    take_numbers_away(desk)
    case = working(desk)

    with refused("numbers.exhausted"):
        decisions.refuse(case.application_id, ON_CONTRACT, desk=desk)
    assert stored(desk, case.application_id).state is CaseState.DRAFT
    numbered = saved(desk, replace(case, state=CaseState.ACCEPTED, number="0101-03-2026-000042-17"))
    done = decisions.refuse(numbered.application_id, ON_CONTRACT, desk=desk)
    assert done.certificate_number == done.number == "0101-03-2026-000042-17"

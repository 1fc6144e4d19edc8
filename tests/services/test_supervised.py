"""Whom only a supervisor lets in: a registration is proposed, and approved or declined."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_app.domain.cases import CaseState
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.vocabulary import CheckValue, Outcome, PaperKind, RequestedStatus
from desk_app.errors import AccessError, InputError, RuleError
from desk_app.services import decisions, intake, previews
from tests.builders import (
    APPROVER,
    OPERATOR,
    SPECIALIST,
    SUPERVISOR,
    filled,
    iins,
    journal,
    messages,
    saved,
    stored,
    take_numbers_away,
)

IIN = iins()[0]
WHY = "босқын куәлігі бар, отбасымен тұрақты тұрады"


def temporary(desk, **checks):
    """Return a whole draft of somebody whom the law does not name and does not exclude."""
    return filled(desk, IIN, permanent_residence=CheckValue.NO, **checks)


def proposed(desk, **checks):
    case = temporary(desk, **checks)
    return decisions.register(case.application_id, desk=desk, reason=f" {WHY} ")


def test_a_specialist_proposes_and_a_second_person_registers(centre):
    sent = proposed(centre)

    assert (sent.state, sent.papers, sent.certificate_number) == (
        CaseState.AWAITING_APPROVAL,
        (),
        "",
    )
    assert (sent.decision.outcome, sent.decision.fact) == (Outcome.REGISTER, WHY)
    assert sent.due_on is not None
    centre.clock.pass_time(minutes=20)

    done = decisions.approve(sent.application_id, desk=centre.as_operator(APPROVER))

    assert done.state is CaseState.REGISTERED
    assert done.papers[-1].kind is PaperKind.CERTIFICATE
    decision = done.decision
    assert (decision.decided_by, decision.approved_by) == (SPECIALIST.login, APPROVER.login)
    assert (decision.fact, done.stamps.t4_decided) == (WHY, centre.clock.now())
    assert messages(centre, sent.application_id) == ["refusal_prepared", "case_registered"]
    assert "registration.sent_for_approval" in journal(centre, sent.application_id)


def test_the_certificate_is_shown_before_it_is_approved(centre):
    case = temporary(centre)
    assert previews.preview_certificate(case.application_id, desk=centre)
    sent = decisions.register(case.application_id, desk=centre, reason=WHY)

    paper = previews.preview_approval(sent.application_id, desk=centre.as_operator(APPROVER))

    assert paper.title == previews_title(centre)
    assert stored(centre, sent.application_id).state is CaseState.AWAITING_APPROVAL


def previews_title(desk):
    return desk.pack.papers.titles[PaperKind.CERTIFICATE]


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_proposed_without_a_reason(centre, reason):
    case = temporary(centre)

    with pytest.raises(InputError, match=r"registration\.reason"):
        decisions.register(case.application_id, desk=centre, reason=reason)
    assert stored(centre, case.application_id).state is CaseState.DRAFT


def test_what_else_stands_against_a_registration_stands_against_its_proposal(centre):
    case = temporary(centre, labour_contract=CheckValue.YES)
    intake.ask_for(case.application_id, RequestedStatus.UNEMPLOYED, desk=centre)

    with pytest.raises(RuleError, match=r"outcome\.obstacle"):
        decisions.register(case.application_id, desk=centre, reason=WHY)
    intake.ask_for(case.application_id, RequestedStatus.JOB_SEEKER, desk=centre)
    intake.mark_document(case.application_id, "education", DocumentStatus.UNSETTLED, desk=centre)
    with pytest.raises(RuleError, match=r"outcome\.obstacle"):
        decisions.register(case.application_id, desk=centre, reason=WHY)


@pytest.mark.parametrize("operator", [OPERATOR, SPECIALIST, SUPERVISOR])
def test_only_an_approver_decides_on_a_proposal(centre, operator):
    sent = proposed(centre)

    with pytest.raises(AccessError):
        decisions.approve(sent.application_id, desk=centre.as_operator(operator))
    with pytest.raises(AccessError):
        decisions.decline(sent.application_id, desk=centre.as_operator(operator))


@pytest.mark.parametrize("operator", [OPERATOR, SUPERVISOR])
def test_only_who_decides_proposes(centre, operator):
    case = temporary(centre)

    with pytest.raises(AccessError):
        decisions.register(case.application_id, desk=centre.as_operator(operator), reason=WHY)


def test_nobody_approves_their_own_proposal(centre):
    approver = centre.as_operator(APPROVER)
    sent = proposed(approver)

    with pytest.raises(RuleError, match=r"approval\.own_decision"):
        decisions.approve(sent.application_id, desk=approver)
    second = centre.as_operator(replace(APPROVER, login="second"))
    assert decisions.approve(sent.application_id, desk=second).state is CaseState.REGISTERED


def test_what_waits_is_not_registered_by_another_door(centre):
    sent = proposed(centre)

    for desk in (centre, centre.as_operator(APPROVER)):
        with pytest.raises(RuleError, match=r"outcome\.obstacle"):
            decisions.register(sent.application_id, desk=desk, reason=WHY)


def test_a_double_that_came_meanwhile_keeps_the_proposal_from_being_approved(centre):
    sent = proposed(centre)
    active = replace(sent.check("active_application"), value=CheckValue.YES)
    others = tuple(c for c in sent.checks if c.code != active.code)
    saved(centre, replace(sent, checks=(*others, active)))

    with pytest.raises(RuleError, match=r"outcome\.obstacle"):
        decisions.approve(sent.application_id, desk=centre.as_operator(APPROVER))


def test_a_declined_proposal_is_a_draft_again(centre):
    sent = proposed(centre)

    back = decisions.decline(
        sent.application_id, desk=centre.as_operator(APPROVER), reason="құжаты жоқ"
    )

    assert (back.state, back.decision.declined_reason) == (CaseState.DRAFT, "құжаты жоқ")
    assert back.decision.outcome is None
    assert "registration.declined" in journal(centre, sent.application_id)


def test_an_approved_registration_waits_for_a_number_where_there_is_none(centre):
    sent = proposed(centre)
    take_numbers_away(centre)

    done = decisions.approve(sent.application_id, desk=centre.as_operator(APPROVER))

    assert (done.state, done.certificate_number) == (CaseState.REGISTERED, "")

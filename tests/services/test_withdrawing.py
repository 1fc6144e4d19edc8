"""A case whose visitor left is closed without an outcome; nothing of it stays open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_app.domain.cases import CaseState, Decision
from desk_app.domain.operators import Permission
from desk_app.domain.service_time import VisitEnd
from desk_app.domain.vocabulary import RequestedStatus
from desk_app.errors import AccessError, InputError, RuleError
from desk_app.services import decisions, export, intake, lists, queue, withdrawing
from desk_app.services.withdrawing import Withdrawal, withdraw
from tests.builders import (
    OPERATOR,
    SPECIALIST,
    SUPERVISOR,
    accepted,
    draft,
    filled,
    identify,
    iins,
    journal,
    messages,
    packs,
    saved,
    stored,
    ticket,
    wait_in_queue,
)
from tests.services.test_supervised import proposed

IIN, OTHER = iins()[:2]


def visit_of(desk, case):
    with desk.store.reading() as unit:
        return unit.visits.get(case.visit_id)


def exported(desk):
    today = desk.today()
    table = export.export_visits(today, today, desk=desk.as_operator(SUPERVISOR))
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def test_a_begun_case_at_the_counter_ends_with_its_visit(corporation):
    wait_in_queue(corporation, ticket())
    visit = queue.call_next(desk=corporation)
    case = intake.open_case(visit.visit_id, desk=corporation)
    identify(corporation, case, IIN)
    corporation.clock.pass_time(minutes=5)

    done = withdraw(case.application_id, desk=corporation)

    assert (done.state, done.papers) == (CaseState.WITHDRAWN, ())
    assert visit_of(corporation, case).end is VisitEnd.LEFT
    assert queue.open_visit(desk=corporation) is None
    assert messages(corporation, case.application_id) == []
    assert journal(corporation, case.application_id)[-2:] == ["case.withdrawn", "visit.left"]
    day = queue.day(desk=corporation)
    assert (day.figures.served, day.figures.known_waits, day.waiting) == (0, 0, 0)
    with pytest.raises(RuleError, match=r"queue\.empty"):
        queue.call_next(desk=corporation)


@pytest.mark.parametrize("reason", ["applicant_absent", "system"])
def test_a_held_case_leaves_the_list_and_no_minute_of_its_waiting(corporation, reason):
    case = filled(corporation, IIN)
    corporation.clock.pass_time(minutes=5)
    intake.hold(case.application_id, reason, desk=corporation)
    corporation.clock.pass_time(minutes=600)

    withdraw(case.application_id, desk=corporation, reason=Withdrawal.OWN_WISH)

    assert lists.held(desk=corporation) == ()
    (row,) = exported(corporation)
    assert (row["end"], row["gross_seconds"], row["net_seconds"]) == ("left", "300", "300")
    assert row["hold_seconds"] == "0"


def test_whoever_sits_at_the_counter_stays_when_a_held_case_is_closed(corporation):
    case = filled(corporation, IIN)
    intake.hold(case.application_id, "system", desk=corporation)
    other = draft(corporation)

    withdraw(case.application_id, desk=corporation)

    assert queue.open_visit(desk=corporation).visit_id == other.visit_id
    assert stored(corporation, other.application_id).state is CaseState.DRAFT


def test_a_case_the_registry_knows_is_withdrawn_there_too(centre):
    case = filled(centre, IIN, status=RequestedStatus.UNEMPLOYED)
    whole = accepted_elsewhere(centre, case)

    withdraw(whole.application_id, desk=centre, reason="U10")

    assert messages(centre, case.application_id)[-1] == "visit_closed"
    assert "case_withdrawn" in messages(centre, case.application_id)


def accepted_elsewhere(desk, case):
    with desk.store.unit() as unit:
        came = replace(
            unit.cases.get(case.application_id),
            state=CaseState.ACCEPTED,
            accepted_at=desk.clock.now(),
        )
        unit.cases.save(came)
    return came


def test_a_case_that_has_no_visit_here_is_withdrawn_too(centre):
    case = filled(centre, IIN)
    came = saved(centre, replace(accepted_elsewhere(centre, case), visit_id=None))

    with pytest.raises(InputError, match=r"withdrawal\.reason"):
        withdraw(came.application_id, desk=centre, reason=Withdrawal.LEFT)
    done = withdraw(came.application_id, desk=centre, reason=Withdrawal.OWN_WISH)

    assert done.state is CaseState.WITHDRAWN
    assert queue.open_visit(desk=centre).is_open


def came_from_elsewhere(desk):
    case = filled(desk, IIN)
    return saved(desk, replace(accepted_elsewhere(desk, case), visit_id=None))


@pytest.mark.parametrize("come_by", [came_from_elsewhere, proposed])
def test_what_was_accepted_is_closed_by_those_who_decide(centre, come_by):
    case = come_by(centre)
    operator = centre.as_operator(OPERATOR)
    before = stored(centre, case.application_id), journal(centre)

    for deed in (withdraw, withdrawing.offered):
        with pytest.raises(AccessError) as refused:
            deed(case.application_id, desk=operator)
        assert refused.value.params["permission"] == Permission.DECIDE
    assert (stored(centre, case.application_id), journal(centre)) == before
    assert not withdrawing.may_withdraw(case, operator.operator)
    assert withdrawing.may_withdraw(case, centre.operator)


def test_what_went_back_to_the_workplace_beside_is_closed_there(centre):
    case = came_from_elsewhere(centre)
    beside = replace(centre, workplace="04")

    for deed in (withdraw, withdrawing.offered):
        with pytest.raises(RuleError, match=r"withdrawal\.at_its_desk"):
            deed(case.application_id, desk=beside)

    assert stored(centre, case.application_id).state is CaseState.ACCEPTED


def test_a_draft_is_closed_by_whoever_serves(centre):
    case = filled(centre, IIN)

    assert withdrawing.may_withdraw(case, OPERATOR)
    assert not withdrawing.may_withdraw(case, SUPERVISOR)
    assert withdraw(case.application_id, desk=centre.as_operator(OPERATOR)).papers == ()


def test_nobody_closes_what_is_decided(centre):
    case = filled(centre, IIN)
    done = decisions.register(case.application_id, desk=centre)

    assert not withdrawing.may_withdraw(done, SPECIALIST)


def test_a_proposal_nobody_approved_is_no_decision_of_a_closed_case(centre):
    sent = proposed(centre)
    assert sent.decision != Decision()

    done = withdraw(sent.application_id, desk=centre)

    assert done.decision == Decision()
    assert "case_withdrawn" in messages(centre, sent.application_id)


@pytest.mark.parametrize("is_here", [True, False])
def test_only_a_visitor_who_is_here_can_leave(centre, is_here):
    case = filled(centre, IIN, status=RequestedStatus.UNEMPLOYED)
    if not is_here:
        with centre.store.unit() as unit:
            unit.visits.save(replace(unit.visits.get(case.visit_id), application_id=None))

    shown, reasons = withdrawing.offered(case.application_id, desk=centre)

    assert shown == stored(centre, case.application_id)
    assert reasons == ((Withdrawal.LEFT,) if is_here else ()) + (Withdrawal.OWN_WISH, "U10")


@pytest.mark.parametrize("pack_id", sorted(packs()))
def test_the_wish_the_field_lists_among_refusals_is_a_withdrawal(centre, pack_id):
    case = filled(centre, IIN)
    pack = packs()[pack_id]
    unemployed = replace(case, requested_status=RequestedStatus.UNEMPLOYED)

    def reasons(of):
        return withdrawing.reasons_for(of, pack, has_visit=True)

    assert reasons(unemployed) == (*Withdrawal, "U10")
    assert reasons(case) == tuple(Withdrawal)


@pytest.mark.parametrize("reason", ["", "U2", "U10", "system"])
def test_nothing_else_is_a_reason(centre, reason):
    case = filled(centre, IIN)

    with pytest.raises(InputError, match=r"withdrawal\.reason"):
        withdraw(case.application_id, desk=centre, reason=reason)
    assert stored(centre, case.application_id).state is CaseState.DRAFT


def test_what_is_decided_is_not_withdrawn(corporation, centre):
    case = filled(centre, IIN)
    decisions.register(case.application_id, desk=centre)

    with pytest.raises(RuleError, match=r"case\.deed_not_allowed"):
        withdraw(case.application_id, desk=centre)
    taken_in = accepted(corporation, OTHER)
    decider = corporation.as_operator(SPECIALIST)
    assert withdraw(taken_in.application_id, desk=decider).state is CaseState.WITHDRAWN

"""A held case: the counter is free, its clock goes as the pack says, and it comes back whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_app.domain.cases import CaseState, Step
from desk_app.domain.service_time import Span, VisitEnd, finish, serve_time
from desk_app.errors import RuleError
from desk_app.services import intake, queue, withdrawing
from desk_app.services.withdrawing import Withdrawal
from tests.builders import (
    OPERATOR,
    accepted,
    draft,
    filled,
    identify,
    iins,
    saved,
    stored,
    ticket,
    wait_in_queue,
)

IIN, OTHER = iins()[:2]


def visit_of(desk, case):
    with desk.store.reading() as unit:
        return unit.visits.get(case.visit_id)


def held(desk, reason="applicant_absent"):
    case = filled(desk, IIN)
    intake.go_to(case.application_id, Step.APPLICATION, desk=desk)
    return intake.hold(case.application_id, reason, desk=desk)


@pytest.mark.parametrize(("reason", "net"), [("applicant_absent", 120), ("missing_document", 420)])
def test_only_an_absent_applicant_stops_the_clock(corporation, reason, net):
    case = filled(corporation, IIN)
    corporation.clock.pass_time(minutes=1)
    intake.hold(case.application_id, reason, desk=corporation)
    corporation.clock.pass_time(minutes=5)
    resumed = intake.resume(case.application_id, desk=corporation)
    corporation.clock.pass_time(minutes=1)

    serve = serve_time(visit_of(corporation, resumed), corporation.clock.moment())

    assert (serve.gross, serve.net) == (Span(420), Span(net))


def test_a_held_case_frees_the_counter_and_says_why_and_since_when(corporation):
    case = held(corporation)

    assert (case.state, case.held_reason) == (CaseState.HELD, "applicant_absent")
    assert case.held_at == corporation.clock.now()
    assert queue.open_visit(desk=corporation) is None
    other = draft(corporation)
    assert queue.open_visit(desk=corporation).visit_id == other.visit_id


def test_a_held_case_comes_back_with_step_fields_and_visit(corporation):
    case = held(corporation)
    other = corporation.as_operator(replace(OPERATOR, login="other"))

    resumed = intake.resume(case.application_id, desk=other)

    assert (resumed.state, resumed.held_reason, resumed.held_at) == (CaseState.DRAFT, "", None)
    assert (resumed.step, resumed.form) == (Step.APPLICATION, case.form)
    assert (resumed.visit_id, resumed.operator) == (case.visit_id, "other")
    assert queue.open_visit(desk=corporation).visit_id == case.visit_id


def test_a_visitor_who_comes_back_by_a_new_ticket_is_served_in_the_new_visit(corporation):
    case = held(corporation)
    corporation.clock.pass_time(minutes=90)
    wait_in_queue(corporation, ticket())
    visit = queue.call_next(desk=corporation)
    intake.open_case(visit.visit_id, desk=corporation)

    resumed = intake.resume(case.application_id, desk=corporation)

    assert resumed.visit_id == visit.visit_id
    assert queue.open_visit(desk=corporation).application_id == case.application_id
    assert visit_of(corporation, case).end is VisitEnd.LEFT
    assert queue.day(desk=corporation).figures.served == 0


def test_what_came_back_after_its_visit_is_taken_up_with_whoever_sits_here(corporation):
    case = held(corporation)
    served = finish(visit_of(corporation, case), corporation.clock.moment(), VisitEnd.SERVED)
    with corporation.store.unit() as unit:
        unit.visits.save(served)
    wait_in_queue(corporation, ticket())
    visit = queue.call_next(desk=corporation)
    intake.open_case(visit.visit_id, desk=corporation)

    resumed = intake.resume(case.application_id, desk=corporation)

    assert resumed.visit_id == visit.visit_id
    assert visit_of(corporation, case).end is VisitEnd.SERVED


def test_nothing_is_taken_up_over_another_case(corporation):
    case = held(corporation)
    other = identify(corporation, draft(corporation), OTHER)

    with pytest.raises(RuleError, match=r"visit\.still_open"):
        intake.resume(case.application_id, desk=corporation)
    assert stored(corporation, other.application_id).state is CaseState.DRAFT


def test_a_case_whose_visit_is_over_is_taken_up_in_a_new_one(corporation):
    case = held(corporation)
    saved(corporation, replace(case, visit_id=None))

    resumed = intake.resume(case.application_id, desk=corporation)

    assert resumed.visit_id not in {None, case.visit_id}
    assert queue.open_visit(desk=corporation).visit_id == resumed.visit_id


def test_a_held_case_without_a_visit_is_taken_up_by_whoever_sits_here(corporation):
    case = saved(corporation, replace(held(corporation), visit_id=None))
    visit = queue.take_without_ticket(desk=corporation)

    assert intake.resume(case.application_id, desk=corporation).visit_id == visit.visit_id


def test_a_draft_without_a_visit_is_held_all_the_same(corporation):
    case = saved(corporation, replace(draft(corporation), visit_id=None))

    held_case = intake.hold(case.application_id, "system", desk=corporation)

    assert held_case.state is CaseState.HELD


def test_a_held_case_that_is_withdrawn_leaves_no_minutes(corporation):
    case = held(corporation, "missing_document")
    corporation.clock.pass_time(minutes=300)

    withdrawn = withdrawing.withdraw(case.application_id, desk=corporation)

    assert (withdrawn.state, withdrawn.held_reason) == (CaseState.WITHDRAWN, "")
    assert visit_of(corporation, case).end is VisitEnd.LEFT
    assert queue.day(desk=corporation).figures.served == 0


def test_a_visitor_whose_case_was_closed_while_held_leaves_once(corporation):
    case = held(corporation)
    with corporation.store.unit() as unit:
        visit = unit.visits.get(case.visit_id)
        closed = replace(visit, finished=corporation.clock.moment(), end=VisitEnd.SERVED)
        unit.visits.save(closed)

    withdrawing.withdraw(case.application_id, desk=corporation, reason=Withdrawal.OWN_WISH)

    assert visit_of(corporation, case).end is VisitEnd.SERVED


def test_reasons_come_from_the_pack_and_only_a_draft_is_held(corporation):
    case = draft(corporation)
    with pytest.raises(RuleError, match=r"hold\.unknown_reason"):
        intake.hold(case.application_id, "lunch", desk=corporation)
    with pytest.raises(RuleError, match=r"case\.deed_not_allowed"):
        intake.resume(case.application_id, desk=corporation)
    queue.finish_visit(case.visit_id, desk=corporation)
    done = accepted(corporation, IIN)
    with pytest.raises(RuleError, match=r"case\.deed_not_allowed"):
        intake.hold(done.application_id, "system", desk=corporation)

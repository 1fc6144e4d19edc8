"""A case put aside and taken up again; its visit waits for it with the clock as the pack says."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from desk_app.domain.cases import Case, CaseState, Deed, do
from desk_app.domain.operators import Permission
from desk_app.domain.service_time import (
    IntervalKind,
    Visit,
    VisitEnd,
    begin_interval,
    end_interval,
    leave,
)
from desk_app.errors import RuleError
from desk_app.ports.store import UnitOfWork
from desk_app.services.desk import Desk, allow, note_deed
from desk_app.services.queue import give_up_untouched


def hold(application_id: UUID, reason: str, *, desk: Desk) -> Case:
    """Put the draft aside with a reason; its visit stays open and the counter is free.

    Raises:
        RuleError: `hold.unknown_reason`, or `case.deed_not_allowed` once it left the draft.
    """
    allow(desk, Permission.SERVE)
    now = desk.clock.moment()
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        rule = next((r for r in desk.pack_of(case).hold_reasons if r.code == reason), None)
        if rule is None:
            raise RuleError("hold.unknown_reason", reason=reason)
        held = replace(do(case, Deed.HOLD), held_reason=reason, held_at=now.wall_at)
        unit.cases.save(held)
        if case.visit_id is not None:
            visit = unit.visits.get(case.visit_id)
            unit.visits.save(
                begin_interval(visit, IntervalKind.HOLD, reason, now, stops_clock=rule.stops_clock)
            )
        note_deed(unit, desk, "case.held", application_id, {"reason": reason})
    return held


def resume(application_id: UUID, *, desk: Desk) -> Case:
    """Take a held case up again; its hold interval ends, its clock goes on.

    A visitor who took a new ticket to come back is served in that new visit.

    Raises:
        RuleError: `visit.still_open` while another case is at the counter, or
            `case.deed_not_allowed` where the case is not held.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        taken_up = replace(
            do(case, Deed.RESUME), held_reason="", held_at=None, operator=desk.operator.login
        )
        visit = _visit_of(unit, case, desk)
        unit.visits.save(visit)
        resumed = replace(taken_up, visit_id=visit.visit_id)
        unit.cases.save(resumed)
        note_deed(unit, desk, "case.resumed", application_id)
    return resumed


def _visit_of(unit: UnitOfWork, case: Case, desk: Desk) -> Visit:
    """Return the visit the case goes on in: the one at the counter, its own, or a new one."""
    now = desk.clock.moment()
    own = unit.visits.get(case.visit_id) if case.visit_id is not None else None
    at_counter = unit.visits.open()
    if at_counter is not None:
        give_up_untouched(unit, desk, at_counter)
        leave_held_visit(unit, case, desk)
        return replace(at_counter, application_id=case.application_id)
    if own is not None and own.is_open:
        return end_interval(own, IntervalKind.HOLD, now)
    return Visit(
        visit_id=desk.ids.new(),
        office_code=desk.office.code,
        workplace=desk.workplace,
        operator=desk.operator.login,
        called=now,
        application_id=case.application_id,
    )


def leave_held_visit(unit: UnitOfWork, case: Case, desk: Desk) -> None:
    """Close the visit of a case whose visitor left while it was held; it counts nowhere."""
    if case.state is not CaseState.HELD or case.visit_id is None:
        return
    visit = unit.visits.get(case.visit_id)
    if visit.is_open:
        unit.visits.save(leave(visit, desk.clock.moment()))
        note_deed(unit, desk, f"visit.{VisitEnd.LEFT}", case.application_id)

"""The queue of people: call, take without a ticket, put back, finish; each visit has its clocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from desk_app.domain.cases import Case, CaseState
from desk_app.domain.operators import Permission
from desk_app.domain.outbox import MessageKind
from desk_app.domain.service_time import (
    DayFigures,
    IntervalKind,
    Ticket,
    TicketSource,
    Visit,
    VisitEnd,
    VisitPurpose,
    begin_interval,
    day_figures,
    end_interval,
    finish,
)
from desk_app.errors import InputError, RuleError
from desk_app.ports.store import UnitOfWork
from desk_app.services.desk import Desk, allow, enqueue, local_time, note_deed


def waiting(*, desk: Desk) -> tuple[Ticket, ...]:
    """Return the waiting tickets as last heard, priority first, then the longest wait."""
    with desk.store.unit() as unit:
        return tuple(unit.tickets.waiting())


def call_next(*, desk: Desk) -> Visit:
    """Call the first waiting ticket: WAIT stops, SERVE starts.

    Raises:
        RuleError: `queue.empty`, or `visit.still_open` while somebody is being served.
    """
    with desk.store.unit() as unit:
        _require_no_open_visit(unit)
        tickets = unit.tickets.waiting()
        if not tickets:
            raise RuleError("queue.empty")
        return _begin(unit, desk, tickets[0])


def call_ticket(ticket_id: str, *, desk: Desk) -> Visit:
    """Call a chosen ticket out of order; the journal says so."""
    with desk.store.unit() as unit:
        _require_no_open_visit(unit)
        chosen = next((t for t in unit.tickets.waiting() if t.ticket_id == ticket_id), None)
        if chosen is None:
            raise RuleError("queue.ticket_gone")
        return _begin(unit, desk, chosen)


def take_without_ticket(
    *, desk: Desk, purpose: VisitPurpose = VisitPurpose.INTAKE, application_id: UUID | None = None
) -> Visit:
    """Serve a walk-in; the wait is unknown and stays out of the 30-minute share."""
    with desk.store.unit() as unit:
        _require_no_open_visit(unit)
        return _begin(unit, desk, None, purpose=purpose, application_id=application_id)


def take_typed_ticket(number: str, issued_local: str, *, desk: Desk) -> Visit:
    """Serve a ticket whose number and time the clerk read from paper.

    Args:
        number: As printed on the ticket.
        issued_local: Local time of today, HH:mm.
        desk: This desk.

    Raises:
        InputError: `ticket.number` or `ticket.time`.
    """
    ticket = _typed_ticket(number, issued_local, desk)
    with desk.store.unit() as unit:
        _require_no_open_visit(unit)
        return _begin(unit, desk, ticket)


def _typed_ticket(number: str, issued_local: str, desk: Desk) -> Ticket:
    cleaned = " ".join(number.split())
    if not cleaned or len(cleaned) > 20:
        raise InputError("ticket.number", field="ticket_number")
    now = local_time(desk.clock.now())
    try:
        clock_time = datetime.strptime(issued_local.strip(), "%H:%M").time()  # noqa: DTZ007
    except ValueError:
        raise InputError("ticket.time", field="ticket_time") from None
    issued_at = datetime.combine(now.date(), clock_time, now.tzinfo)
    if issued_at > now + timedelta(minutes=1):
        raise InputError("ticket.time_in_future", field="ticket_time")
    return Ticket(str(desk.ids.new()), cleaned, issued_at, TicketSource.TYPED)


def _require_no_open_visit(unit: UnitOfWork) -> None:
    if unit.visits.open() is not None:
        raise RuleError("visit.still_open")


def _begin(
    unit: UnitOfWork,
    desk: Desk,
    ticket: Ticket | None,
    *,
    purpose: VisitPurpose = VisitPurpose.INTAKE,
    application_id: UUID | None = None,
) -> Visit:
    allow(desk, Permission.SERVE)
    visit = Visit(
        visit_id=desk.ids.new(),
        office_code=desk.office.code,
        workplace=desk.workplace,
        operator=desk.operator.login,
        called=desk.clock.moment(),
        ticket=ticket,
        purpose=purpose,
        application_id=application_id,
    )
    if ticket is not None:
        unit.tickets.take(ticket.ticket_id)
    unit.visits.save(visit)
    note_deed(unit, desk, "visit.called", application_id)
    return visit


def open_visit(*, desk: Desk) -> Visit | None:
    """Return the visit being served here, as after a restart."""
    with desk.store.unit() as unit:
        return unit.visits.open()


def not_come(visit_id: UUID, *, desk: Desk) -> Visit:
    """End a visit whose visitor did not come; it leaves no minutes behind."""
    return _end(visit_id, VisitEnd.NO_SHOW, desk)


def put_back(visit_id: UUID, *, desk: Desk) -> Visit:
    """Put the called ticket back with its original time; the call leaves no minutes behind."""
    return _end(visit_id, VisitEnd.PUT_BACK, desk)


def finish_visit(visit_id: UUID, *, desk: Desk) -> Visit:
    """Close a served visit without calling the next one; a closed one stays as it was."""
    return _end(visit_id, VisitEnd.SERVED, desk)


def _end(visit_id: UUID, end: VisitEnd, desk: Desk) -> Visit:
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        visit = unit.visits.get(visit_id)
        if not visit.is_open:
            return visit
        if end is not VisitEnd.SERVED:
            _require_nothing_entered(unit, visit)
        closed = finish(visit, desk.clock.moment(), end)
        if end is VisitEnd.PUT_BACK and visit.ticket is not None:
            unit.tickets.put(visit.ticket)
        save_closed_visit(unit, desk, closed)
    return closed


def save_closed_visit(unit: UnitOfWork, desk: Desk, closed: Visit) -> None:
    """Save a visit that ended; the clocks of a delivered case travel to the registry."""
    unit.visits.save(closed)
    end = closed.end or VisitEnd.SERVED
    note_deed(unit, desk, f"visit.{end}", closed.application_id)
    if closed.application_id is None or not unit.cases.exists(closed.application_id):
        return
    case = unit.cases.get(closed.application_id)
    if case.revision:
        enqueue(unit, desk, case, MessageKind.VISIT_CLOSED, visit=closed)


def _require_nothing_entered(unit: UnitOfWork, visit: Visit) -> None:
    if visit.application_id is None or not unit.cases.exists(visit.application_id):
        return
    case = unit.cases.get(visit.application_id)
    if case.applicant.iin is not None or case.state is not CaseState.DRAFT:
        raise RuleError("visit.case_begun")


def interrupt(
    visit_id: UUID, kind: IntervalKind, *, desk: Desk, reason: str = "", stops_clock: bool = False
) -> Visit:
    """Record the beginning of an interruption; nothing is subtracted silently."""
    now = desk.clock.moment()
    return _change(
        visit_id, lambda v: begin_interval(v, kind, reason, now, stops_clock=stops_clock), desk
    )


def end_interruption(visit_id: UUID, kind: IntervalKind, *, desk: Desk) -> Visit:
    """Record the end of every open interruption of a kind."""
    now = desk.clock.moment()
    return _change(visit_id, lambda visit: end_interval(visit, kind, now), desk)


def explain_overrun(visit_id: UUID, reason: str, *, desk: Desk) -> Visit:
    """Keep the reason of an overrun, asked once, afterwards.

    Raises:
        RuleError: `overrun.unknown_reason`.
    """
    if reason not in {item.code for item in desk.pack.overrun_reasons}:
        raise RuleError("overrun.unknown_reason", reason=reason)
    return _change(visit_id, lambda visit: replace(visit, overrun_reason=reason), desk)


def rate(visit_id: UUID, rating: int, *, desk: Desk) -> Visit:
    """Keep the applicant's rating, 1 (very bad) to 5 (very good)."""
    if not 1 <= rating <= 5:
        raise InputError("rating.range", field="rating")
    return _change(visit_id, lambda visit: replace(visit, rating=rating), desk)


def _change(visit_id: UUID, change: Callable[[Visit], Visit], desk: Desk) -> Visit:
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        visit = unit.visits.get(visit_id)
        changed = change(visit)
        if changed != visit:
            unit.visits.save(changed)
    return changed


@dataclass(frozen=True, slots=True)
class Day:
    """The day at this desk so far."""

    figures: DayFigures
    waiting: int
    longest_wait_seconds: float | None


def day(*, desk: Desk) -> Day:
    """Return the day's own figures and the queue's length."""
    start = local_time(desk.clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    with desk.store.unit() as unit:
        visits = unit.visits.called_between(start, start + timedelta(days=1))
        tickets = unit.tickets.waiting()
    norms = desk.pack.norms
    figures = day_figures(
        visits, wait_norm_seconds=norms.wait_seconds, serve_norm_seconds=norms.serve_seconds
    )
    waits = [(desk.clock.now() - ticket.issued_at).total_seconds() for ticket in tickets]
    return Day(figures, len(tickets), max(waits, default=None))


def case_of(visit: Visit, *, desk: Desk) -> Case | None:
    """Return the case the visit belongs to, if one was opened."""
    if visit.application_id is None:
        return None
    with desk.store.unit() as unit:
        return unit.cases.get(visit.application_id)

"""The queue of people: call, take without a ticket, put back, finish; each visit has its clocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from desk_app.domain.cases import OPEN_STATES, Case, CaseState, is_untouched
from desk_app.domain.operators import Permission
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
    serve_time,
)
from desk_app.errors import InputError, RuleError
from desk_app.ports.store import UnitOfWork
from desk_app.services import tickets
from desk_app.services.closing import case_of_visit, close_visit, require_result, tell_again
from desk_app.services.desk import Desk, allow, allow_any, local_time, note_deed

_LONGEST_TICKET_NUMBER = 20


def waiting(*, desk: Desk) -> tuple[Ticket, ...]:
    """Return the waiting tickets as last heard, priority first, then the longest wait."""
    allow_any(desk, Permission.SERVE, Permission.SEE_FIGURES)
    with desk.store.reading() as unit:
        return tuple(unit.tickets.waiting())


def call_next(*, desk: Desk) -> Visit:
    """Call the first waiting ticket: WAIT stops, SERVE starts.

    Raises:
        RuleError: `queue.empty`, or `visit.still_open` while somebody is being served.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        _require_no_open_visit(unit)
        waits = unit.tickets.waiting()
        if not waits:
            raise RuleError("queue.empty")
        return _begin(unit, desk, waits[0])


def call_ticket(ticket_id: str, *, desk: Desk) -> Visit:
    """Call a chosen ticket out of order; the journal says so.

    Raises:
        RuleError: `queue.ticket_gone`, or `visit.still_open`.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        _require_no_open_visit(unit)
        waits = unit.tickets.waiting()
        chosen = next((t for t in waits if t.ticket_id == ticket_id), None)
        if chosen is None:
            raise RuleError("queue.ticket_gone")
        if chosen != waits[0]:
            note_deed(unit, desk, "visit.out_of_order", None, {"ticket": ticket_id})
        return _begin(unit, desk, chosen)


def take_without_ticket(
    *, desk: Desk, purpose: VisitPurpose = VisitPurpose.INTAKE, application_id: UUID | None = None
) -> Visit:
    """Serve a walk-in; the wait is unknown and stays out of the 30-minute share."""
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        _require_no_open_visit(unit)
        return _begin(unit, desk, None, purpose=purpose, application_id=application_id)


def take_typed_ticket(number: str, issued_local: str, *, desk: Desk) -> Visit:
    """Serve a ticket whose number and time the clerk read from paper.

    Where a ticket of that number waits on the list, it is that one which is served.

    Args:
        number: As printed on the ticket.
        issued_local: Local time of today, HH:mm.
        desk: This desk.

    Raises:
        InputError: `ticket.number`, `ticket.time` or `ticket.time_in_future`.
    """
    allow(desk, Permission.SERVE)
    ticket = _ticket_by_hand(number, issued_local, TicketSource.TYPED, desk)
    with desk.store.unit() as unit:
        _require_no_open_visit(unit)
        return _begin(unit, desk, tickets.waiting_twin(unit, ticket.number) or ticket)


def add_local_ticket(
    number: str, issued_local: str, *, desk: Desk, priority: bool = False
) -> Ticket:
    """Put a ticket on this desk's own list, where there is no link or no queue system.

    Args:
        number: As the visitor holds it.
        issued_local: Local time of today, HH:mm.
        desk: This desk.
        priority: Whether the visitor is served out of turn.

    Raises:
        InputError: As for `take_typed_ticket`, or `ticket.waits_already`, field `ticket_number`.
    """
    allow(desk, Permission.SERVE)
    ticket = _ticket_by_hand(number, issued_local, TicketSource.LOCAL, desk)
    with desk.store.unit() as unit:
        if tickets.waiting_twin(unit, ticket.number) is not None:
            raise InputError("ticket.waits_already", field="ticket_number")
        unit.tickets.put(replace(ticket, priority=priority))
        tickets.hear(unit, desk.clock.moment())
        note_deed(unit, desk, "ticket.added", details={"ticket": ticket.ticket_id})
    return replace(ticket, priority=priority)


def _ticket_by_hand(number: str, issued_local: str, source: TicketSource, desk: Desk) -> Ticket:
    cleaned = " ".join(number.split())
    if not cleaned or len(cleaned) > _LONGEST_TICKET_NUMBER:
        raise InputError("ticket.number", field="ticket_number")
    now = local_time(desk.clock.now())
    try:
        clock_time = datetime.strptime(issued_local.strip(), "%H:%M").time()  # noqa: DTZ007
    except ValueError:
        raise InputError("ticket.time", field="ticket_time") from None
    issued_at = datetime.combine(now.date(), clock_time, now.tzinfo).astimezone(UTC)
    if issued_at > now + timedelta(minutes=1):
        raise InputError("ticket.time_in_future", field="ticket_time")
    return Ticket(str(desk.ids.new()), cleaned, issued_at, source)


def take_for_hand_over(application_id: UUID, *, desk: Desk) -> Visit:
    """Return a visit, with a clock of its own, in which the case's result is handed over.

    Whoever sits at the counter with nothing entered yet is the one who came for it; otherwise a
    visitor without a ticket is taken.

    Raises:
        RuleError: `hand_over.no_result` while there is nothing to hand over, `hand_over.already`
            once it was, or `visit.still_open` while another case is at the counter.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        require_result(unit.cases.get(application_id))
        visit = unit.visits.open()
        purpose = VisitPurpose.HAND_OVER
        if visit is None:
            return _begin(unit, desk, None, purpose=purpose, application_id=application_id)
        if visit.application_id == application_id and visit.purpose is purpose:
            return visit
        give_up_untouched(unit, desk, visit)
        given = replace(visit, purpose=purpose, application_id=application_id)
        unit.visits.save(given)
        note_deed(unit, desk, "visit.hand_over", application_id)
    return given


def give_up_untouched(unit: UnitOfWork, desk: Desk, visit: Visit) -> None:
    """Withdraw the empty draft of a visit that turns out to be about another case.

    Raises:
        RuleError: `visit.still_open` where something was entered already.
    """
    case = case_of_visit(unit, visit)
    if case is None:
        return
    if not is_untouched(case):
        raise RuleError("visit.still_open")
    unit.cases.save(replace(case, state=CaseState.WITHDRAWN, visit_id=None))
    note_deed(unit, desk, "case.withdrawn", case.application_id, {"entered": "nothing"})


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
    if ticket is not None:
        ticket = tickets.with_heard(unit, ticket)
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
    """Return the visit at the counter, as after a restart; held ones are not at the counter."""
    allow(desk, Permission.SERVE)
    with desk.store.reading() as unit:
        return unit.visits.open()


def not_come(visit_id: UUID, *, desk: Desk) -> Visit:
    """End a visit whose visitor did not come; it leaves no minutes behind.

    Raises:
        RuleError: `visit.case_begun` once something was entered.
    """
    return _end(visit_id, VisitEnd.NO_SHOW, desk)


def put_back(visit_id: UUID, *, desk: Desk) -> Visit:
    """Put the called ticket back with its original time; the call leaves no minutes behind.

    Raises:
        RuleError: `visit.case_begun` once something was entered, `visit.no_ticket` for a walk-in.
    """
    return _end(visit_id, VisitEnd.PUT_BACK, desk)


def finish_visit(visit_id: UUID, *, desk: Desk) -> Visit:
    """Close a served visit without calling the next one; a closed one stays as it was.

    Raises:
        RuleError: `visit.case_open` while its case is a draft with something in it, or held.
    """
    return _end(visit_id, VisitEnd.SERVED, desk)


def _end(visit_id: UUID, end: VisitEnd, desk: Desk) -> Visit:
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        visit = unit.visits.get(visit_id)
        if not visit.is_open:
            return visit
        _require_may_end(case_of_visit(unit, visit), visit, end)
        closed = finish(visit, desk.clock.moment(), end)
        if end is VisitEnd.PUT_BACK and visit.ticket is not None:
            unit.tickets.put(visit.ticket)
        close_visit(unit, desk, closed)
    return closed


def _require_may_end(case: Case | None, visit: Visit, end: VisitEnd) -> None:
    if end is VisitEnd.PUT_BACK and visit.ticket is None:
        raise RuleError("visit.no_ticket")
    # A hand-over enters nothing: whoever came without a document goes, and the result waits on.
    if case is None or is_untouched(case) or visit.purpose is VisitPurpose.HAND_OVER:
        return
    if end is not VisitEnd.SERVED:
        raise RuleError("visit.case_begun")
    if case.state in OPEN_STATES:
        raise RuleError("visit.case_open")


def interrupt(visit_id: UUID, kind: IntervalKind, *, desk: Desk, reason: str = "") -> Visit:
    """Record the beginning of an outage; it is shown beside the clock, which goes on.

    A visitor who is away is a hold, with a reason of the rule pack.

    Raises:
        RuleError: `interruption.is_hold`.
    """
    if kind is IntervalKind.HOLD:
        raise RuleError("interruption.is_hold")
    now = desk.clock.moment()
    return _change(
        visit_id,
        lambda v: begin_interval(v, kind, reason, now, stops_clock=False),
        desk,
        "visit.interrupted",
        {"kind": kind.value, "reason": reason},
    )


def end_interruption(visit_id: UUID, kind: IntervalKind, *, desk: Desk) -> Visit:
    """Record the end of every open outage of a kind.

    Raises:
        RuleError: `interruption.is_hold`: a hold ends when the case is taken up again.
    """
    if kind is IntervalKind.HOLD:
        raise RuleError("interruption.is_hold")
    now = desk.clock.moment()
    return _change(
        visit_id,
        lambda visit: end_interval(visit, kind, now),
        desk,
        "visit.interruption_ended",
        {"kind": kind.value},
    )


def explain_overrun(visit_id: UUID, reason: str, *, desk: Desk) -> Visit:
    """Keep the reason of an overrun, asked once, afterwards.

    Raises:
        RuleError: `overrun.unknown_reason` where the pack of the visit's case has no such reason,
            `overrun.none` while the norm holds, `overrun.explained` where another was given.
    """
    allow(desk, Permission.SERVE)
    with desk.store.reading() as unit:
        case = case_of_visit(unit, unit.visits.get(visit_id))
    pack = desk.pack_of(case) if case is not None else desk.pack
    if reason not in {item.code for item in pack.overrun_reasons}:
        raise RuleError("overrun.unknown_reason", reason=reason)
    now, norm_seconds = desk.clock.moment(), pack.norms.serve_seconds

    def explained(visit: Visit) -> Visit:
        if int(serve_time(visit, now).net.seconds) <= norm_seconds:
            raise RuleError("overrun.none")
        if visit.overrun_reason not in {"", reason}:
            raise RuleError("overrun.explained")
        return replace(visit, overrun_reason=reason)

    return _change(visit_id, explained, desk, "visit.overrun_explained", {"reason": reason})


def rate(visit_id: UUID, rating: int, *, desk: Desk) -> Visit:
    """Keep the applicant's rating, 1 (very bad) to 5 (very good).

    Raises:
        InputError: `rating.range`.
    """
    if not 1 <= rating <= 5:
        raise InputError("rating.range", field="rating")
    return _change(
        visit_id,
        lambda visit: replace(visit, rating=rating),
        desk,
        "visit.rated",
        {"rating": str(rating)},
    )


def _change(
    visit_id: UUID,
    change: Callable[[Visit], Visit],
    desk: Desk,
    deed: str,
    details: Mapping[str, str],
) -> Visit:
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        visit = unit.visits.get(visit_id)
        changed = change(visit)
        if changed != visit:
            unit.visits.save(changed)
            note_deed(unit, desk, deed, visit.application_id, details)
            tell_again(unit, desk, changed)
    return changed


@dataclass(frozen=True, slots=True)
class Day:
    """The day at this desk so far."""

    figures: DayFigures
    waiting: int
    longest_wait_seconds: float | None


def day(*, desk: Desk) -> Day:
    """Return the day's own figures and the queue's length."""
    allow_any(desk, Permission.SERVE, Permission.SEE_FIGURES)
    now = desk.clock.now()
    start = local_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
    with desk.store.reading() as unit:
        visits = unit.visits.called_between(start, start + timedelta(days=1))
        waiting_now = unit.tickets.waiting()
    norms = desk.pack.norms
    figures = day_figures(
        visits, wait_norm_seconds=norms.wait_seconds, serve_norm_seconds=norms.serve_seconds
    )
    waits = [max(0.0, (now - ticket.issued_at).total_seconds()) for ticket in waiting_now]
    return Day(figures, len(waiting_now), max(waits, default=None))

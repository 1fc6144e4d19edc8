"""The lists beside the case: incoming, ready, held, unsent, and cases found by words or number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from desk_app.domain.audit import AuditEvent
from desk_app.domain.cases import Case, CaseState
from desk_app.domain.iin import Iin
from desk_app.domain.numbers import parse_number
from desk_app.domain.operators import Permission
from desk_app.domain.outbox import OutboxMessage, OutboxState
from desk_app.domain.working_days import due_at, working_time_left
from desk_app.errors import InputError, RuleError
from desk_app.ports.store import CaseSummary
from desk_app.services.desk import Desk, allow, allow_any

_DIGITS_OF_IIN = 12


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases each list holds, and the outbox in figures."""

    incoming: int
    ready: int
    held: int
    outbox: OutboxState
    oldest_undelivered_at: datetime | None


def counts(*, desk: Desk) -> Counts:
    """Return the figures of the rail and the status bar, all of one state of the store."""
    allow_any(desk, Permission.SERVE, Permission.SEE_FIGURES)
    with desk.store.reading() as unit:
        accepted = unit.cases.in_states(CaseState.ACCEPTED)
        awaiting = unit.cases.in_states(CaseState.AWAITING_APPROVAL)
        undelivered = [s.accepted_at for s in accepted if s.accepted_at and not s.delivered_at]
        return Counts(
            incoming=len(accepted) + len(awaiting),
            ready=len(unit.cases.to_hand_over(desk.office.code)),
            held=len(unit.cases.in_states(CaseState.HELD)),
            outbox=unit.outbox.state(),
            oldest_undelivered_at=min(undelivered, default=None),
        )


def outbox_state(*, desk: Desk) -> OutboxState:
    """Return the outbox in figures."""
    allow_any(desk, Permission.SERVE, Permission.SEE_FIGURES)
    with desk.store.reading() as unit:
        return unit.outbox.state()


def incoming(*, desk: Desk) -> tuple[Case, ...]:
    """Return cases that wait for a decision here, the nearest deadline first."""
    allow(desk, Permission.SERVE)
    states = (CaseState.ACCEPTED, CaseState.AWAITING_APPROVAL)
    with desk.store.reading() as unit:
        summaries = unit.cases.in_states(*states)
        cases = [unit.cases.get(s.application_id) for s in summaries]
    return tuple(sorted(cases, key=lambda c: (c.due_on is None, c.due_on, c.opened_at)))


def time_left(case: Case, *, desk: Desk) -> timedelta | None:
    """Return the working time left until a case's deadline, or None where it is not known."""
    if case.due_on is None:
        return None
    try:
        return working_time_left(
            desk.clock.now(), due_at(case.due_on), desk.office.opening_hours, desk.calendar
        )
    except RuleError:
        return None


def ready(*, desk: Desk) -> tuple[CaseSummary, ...]:
    """Return cases whose result waits at this counter, oldest first."""
    allow(desk, Permission.SERVE)
    with desk.store.reading() as unit:
        return tuple(unit.cases.to_hand_over(desk.office.code))


def held(*, desk: Desk) -> tuple[CaseSummary, ...]:
    """Return cases put aside, oldest first, each with its operator by name."""
    allow(desk, Permission.SERVE)
    with desk.store.reading() as unit:
        names = {operator.login: operator.name for operator in unit.operators.all()}
        cases = unit.cases.in_states(CaseState.HELD)
    return tuple(replace(s, operator=names.get(s.operator, s.operator)) for s in cases)


def undelivered(*, desk: Desk) -> tuple[CaseSummary, ...]:
    """Return accepted cases that the registry has not got yet, oldest first."""
    allow(desk, Permission.SERVE)
    with desk.store.reading() as unit:
        accepted = unit.cases.in_states(CaseState.ACCEPTED)
        return tuple(s for s in accepted if s.delivered_at is None)


@dataclass(frozen=True, slots=True)
class Unsent:
    """An event on its way, with the number of its case as people know it."""

    message: OutboxMessage
    number: str


def unsent(*, desk: Desk) -> tuple[Unsent, ...]:
    """Return what the registry has not acknowledged, oldest first."""
    allow_any(desk, Permission.SERVE, Permission.SEE_FIGURES)
    with desk.store.reading() as unit:
        messages: Sequence[OutboxMessage] = unit.outbox.unsent()
        known = [m for m in messages if unit.cases.exists(m.application_id)]
        numbers = {m.application_id: _number(unit.cases.get(m.application_id)) for m in known}
    return tuple(Unsent(m, numbers.get(m.application_id, "")) for m in messages)


def _number(case: Case) -> str:
    return case.number or case.temporary_number or case.certificate_number


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change from the registry that is kept aside.

    Attributes:
        reason: A `kept_aside.Reason`: that it stands against work done here, or why it is not used.
    """

    application_id: UUID
    number: str
    at: datetime
    is_readable: bool
    reason: str = ""


_UNREADABLE = "exchange.unreadable"
_CONFLICTS = frozenset({"exchange.conflict", _UNREADABLE})
_REREAD = "exchange.reread"


def conflicts(*, desk: Desk) -> tuple[Conflict, ...]:
    """Return the changes kept aside for the clerk, as the journal tells them, oldest first."""
    allow_any(desk, Permission.SERVE, Permission.SEE_FIGURES)
    with desk.store.reading() as unit:
        events = _waiting_changes([entry.event for entry in unit.audit.entries()])
        found = []
        for event in events:
            if event.application_id is None:
                continue
            has_case = unit.cases.exists(event.application_id)
            number = _number(unit.cases.get(event.application_id)) if has_case else ""
            readable = event.kind == "exchange.conflict"
            reason = event.details.get("reason", "")
            found.append(Conflict(event.application_id, number, event.at, readable, reason))
    return tuple(found)


def _waiting_changes(events: Sequence[AuditEvent]) -> list[AuditEvent]:
    """Leave out what an updated program could read after all."""
    read_since = {_change_of(event) for event in events if event.kind == _REREAD}
    kept = (event for event in events if event.kind in _CONFLICTS)
    return [e for e in kept if e.kind != _UNREADABLE or _change_of(e) not in read_since]


def _change_of(event: AuditEvent) -> tuple[UUID | None, str]:
    return event.application_id, event.details.get("revision", "")


def search(words: str, *, desk: Desk, limit: int = 20) -> tuple[CaseSummary, ...]:
    """Return cases on this PC by IIN, number or the beginnings of words, newest first."""
    allow(desk, Permission.SERVE)
    cleaned = " ".join(words.split())
    if not cleaned:
        return ()
    iin = _as_iin(cleaned)
    with desk.store.reading() as unit:
        if iin is not None:
            return tuple(unit.cases.by_iin(iin))[:limit]
        numbered = unit.cases.by_number(_as_number(cleaned))
        return (numbered,) if numbered else tuple(unit.cases.search(cleaned, limit=limit))


def _as_number(words: str) -> str:
    """Return a number with its look-alike letters and dashes put right, as a reader types them."""
    try:
        return str(parse_number(words))
    except InputError:
        return words.upper()


def _as_iin(words: str) -> Iin | None:
    digits = words.replace(" ", "")
    if len(digits) != _DIGITS_OF_IIN or not digits.isdigit():
        return None
    try:
        return Iin.parse(digits)
    except InputError:
        return None


def case(application_id: UUID, *, desk: Desk) -> Case:
    """Return a case as it stands now."""
    allow(desk, Permission.SERVE)
    with desk.store.reading() as unit:
        return unit.cases.get(application_id)

"""The registry's queue and number blocks: what this desk called, who waits, serials to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid5

import msgspec

from desk_app.domain.audit import AuditEvent
from desk_app.domain.numbers import NumberBlock
from desk_app.domain.operators import Permission
from desk_app.domain.service_time import Ticket, TicketSource, Visit, VisitEnd
from desk_app.errors import ExchangeError
from desk_app.ports.clock import Clock, Ids
from desk_app.ports.registry import RegistryGateway
from desk_app.ports.store import Store, UnitOfWork
from desk_app.services import tickets
from desk_app.services.desk import Desk, allow
from desk_app.services.incoming import REGISTRY_OPERATOR

_TOLD = "queue.told"
_GONE = "queue.gone"
_LEASE_REQUEST = "numbers.lease_request"
_TICKET_GONE = "ticket_gone"
_LOOK_BACK = timedelta(hours=24)
_AHEAD = timedelta(hours=24)


def refresh_tickets(*, store: Store, registry: RegistryGateway, clock: Clock) -> int:
    """Tell the queue what was called here, fetch who waits, and return how many.

    Raises:
        ExchangeError: The registry cannot be asked; the list here stays as it was last heard.
    """
    _tell_calls(store, registry, clock)
    waiting = _tell_twins(store, registry, clock, registry.waiting_tickets())
    with store.unit() as unit:
        # Somebody may have been called while the registry answered.
        visits = _all_visits(unit, clock)
        called = {v.ticket.ticket_id for v in visits if v.ticket and _keeps(v)}
        unit.tickets.replace_all(tickets.without(waiting, called))
        tickets.drop_own_twins(unit)
        tickets.hear(unit, clock.moment())
        return len(unit.tickets.waiting())


def _tell_calls(store: Store, registry: RegistryGateway, clock: Clock) -> None:
    with store.reading() as unit:
        visits = _visits(unit, clock)
        told = _told(unit)
    done = {name for name in told if name in {n for v in visits for n in _deed_names(v)}}
    gone = set()
    try:
        for visit in visits:
            for name in _deed_names(visit):
                if name not in done:
                    if _tell(registry, visit, name) == _TICKET_GONE:
                        gone.add(str(visit.visit_id))
                    done.add(name)
    finally:
        if done != told:
            with store.unit() as unit:
                _put_names(unit, _TOLD, done)
                if gone:
                    _put_names(unit, _GONE, gone)


def _tell_twins(
    store: Store, registry: RegistryGateway, clock: Clock, waiting: Sequence[Ticket]
) -> Sequence[Ticket]:
    """Call the waiting tickets whose holders were served here by a number read from paper.

    Returns those that still wait.
    """
    with store.reading() as unit:
        visits = [visit for visit in _all_visits(unit, clock) if _keeps(visit)]
    served = set()
    for ticket in waiting:
        visit = tickets.served_twin(ticket, visits)
        if visit is not None:
            twin = replace(visit, ticket=ticket)
            for name in _deed_names(twin):
                _tell(registry, twin, name)
            served.add(ticket.ticket_id)
    return tickets.without(waiting, served)


def _visits(unit: UnitOfWork, clock: Clock) -> Sequence[Visit]:
    """Return the visits of the last day whose tickets are the registry's, in order of the call."""
    visits = _all_visits(unit, clock)
    return [v for v in visits if v.ticket and v.ticket.source is TicketSource.REGISTRY]


def _all_visits(unit: UnitOfWork, clock: Clock) -> Sequence[Visit]:
    now = clock.now()
    return unit.visits.called_between(now - _LOOK_BACK, now + _AHEAD)


def _told(unit: UnitOfWork) -> set[str]:
    return _names(unit, _TOLD)


def _names(unit: UnitOfWork, note: str) -> set[str]:
    return set(msgspec.json.decode(unit.notes.get(note) or "[]", type=list[str]))


def _put_names(unit: UnitOfWork, note: str, names: set[str]) -> None:
    unit.notes.put(note, msgspec.json.encode(sorted(names)).decode())


def called_elsewhere(*, desk: Desk) -> Visit | None:
    """Return the visit at the counter if another desk had called its ticket before, else None."""
    allow(desk, Permission.SERVE)
    with desk.store.reading() as unit:
        visit = unit.visits.open()
        is_gone = visit is not None and str(visit.visit_id) in _names(unit, _GONE)
    return visit if is_gone else None


def _keeps(visit: Visit) -> bool:
    return visit.end is not VisitEnd.PUT_BACK


def _deed_names(visit: Visit) -> tuple[str, ...]:
    called = f"{visit.visit_id}:called"
    if visit.end in {VisitEnd.PUT_BACK, VisitEnd.NO_SHOW}:
        return (called, f"{visit.visit_id}:{visit.end.value}")
    return (called,)


def _tell(registry: RegistryGateway, visit: Visit, name: str) -> str:
    """Tell one deed, and return why the queue refused it, or nothing.

    The request's identity follows from the deed, so telling twice is harmless.
    """
    ticket_id = visit.ticket.ticket_id if visit.ticket else ""
    request_id = uuid5(visit.visit_id, name)
    try:
        if name.endswith(":called"):
            registry.call_ticket(ticket_id, request_id)
        else:
            registry.return_ticket(ticket_id, request_id, no_show=visit.end is VisitEnd.NO_SHOW)
    except ExchangeError as error:
        # Another desk called the same ticket while the link was down, or the queue is of
        # another day: the visit here has happened all the same.
        if error.code != "registry.refused":
            raise
        return str(error.params.get("reason", ""))
    return ""


def lease_numbers_if_needed(
    *, store: Store, registry: RegistryGateway, ids: Ids, clock: Clock | None = None
) -> bool:
    """Lease a block where there is none or less than half is left; True where one came.

    With a clock the journal says which block came and when.

    Raises:
        ExchangeError: The registry cannot be asked, or offers serials that are leased already.
    """
    with store.unit() as unit:
        if not _needs_numbers(unit.numbers.block()):
            return False
        # Written down first: asked again after a lost answer, the same request gets the same.
        request_id = UUID(unit.notes.get(_LEASE_REQUEST) or str(ids.new()))
        unit.notes.put(_LEASE_REQUEST, str(request_id))
    leased = registry.lease_block(request_id)
    with store.unit() as unit:
        unit.notes.put(_LEASE_REQUEST, "")
        block = _joined(unit.numbers.block(), leased)
        if block is not None:
            unit.numbers.save_block(block)
            if clock is not None:
                details = {"first": str(leased.first), "last": str(leased.last)}
                event = AuditEvent(clock.now(), REGISTRY_OPERATOR, "numbers.leased", None, details)
                unit.audit.append(event)
    if block is None:
        raise ExchangeError("registry.nonsense", reason="block")
    return True


def _needs_numbers(block: NumberBlock | None) -> bool:
    return block is None or block.left * 2 < block.last + 1 - block.first


def _joined(block: NumberBlock | None, leased: NumberBlock) -> NumberBlock | None:
    """Return one block of what is left and what came, or None where the two overlap.

    Blocks of a workplace follow each other. Where they do not, another store leased in between,
    and the rest of the old block is given up: a gap in the numbers is legal, a double is not.
    """
    if block is None:
        return leased
    if leased.first <= block.last:
        return None
    if leased.first == block.last + 1:
        return NumberBlock(block.next, leased.last, block.next) if block.left else leased
    return leased

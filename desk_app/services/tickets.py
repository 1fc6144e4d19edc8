"""Tickets as they are heard of: when each first stood on the list, and which are one and the same.

A ticket's time comes from another clock. The wait since it was heard is measured by this machine's
own counter, which nobody can set; what lies before is the ticket's word alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import msgspec

from desk_app.domain.service_time import Moment, Ticket, TicketSource, Visit
from desk_app.domain.tickets import same_number
from desk_app.ports.store import UnitOfWork

_HEARD = "queue.heard"
# The minute printed on paper is cut off, and the clerk may read a digit's neighbour.
_SAME_TIME = timedelta(minutes=10)
_heard = msgspec.json.Decoder(dict[str, Moment])


def hear(unit: UnitOfWork, now: Moment) -> None:
    """Keep when each waiting ticket was first heard of; those that left are forgotten."""
    known = _known(unit)
    heard = {t.ticket_id: known.get(t.ticket_id, now) for t in unit.tickets.waiting()}
    if heard != known:
        unit.notes.put(_HEARD, msgspec.json.encode(heard).decode())


def with_heard(unit: UnitOfWork, ticket: Ticket) -> Ticket:
    """Return a ticket with the moment it was first heard of, if that is known."""
    return replace(ticket, heard=_known(unit).get(ticket.ticket_id, ticket.heard))


def _known(unit: UnitOfWork) -> dict[str, Moment]:
    return _heard.decode(unit.notes.get(_HEARD) or "{}")


def waiting_twin(unit: UnitOfWork, number: str) -> Ticket | None:
    """Return the waiting ticket of that number; the registry's goes before this desk's own."""
    twins = [t for t in unit.tickets.waiting() if same_number(t.number, number)]
    return min(twins, key=lambda t: t.source is not TicketSource.REGISTRY, default=None)


def drop_own_twins(unit: UnitOfWork) -> None:
    """Take tickets kept here off the list where the registry's own stands on it too."""
    waiting = unit.tickets.waiting()
    official = [t.number for t in waiting if t.source is TicketSource.REGISTRY]
    for ticket in waiting:
        is_own = ticket.source is not TicketSource.REGISTRY
        if is_own and any(same_number(ticket.number, number) for number in official):
            unit.tickets.take(ticket.ticket_id)


def served_twin(ticket: Ticket, visits: Iterable[Visit]) -> Visit | None:
    """Return the visit in which the holder of a registry's ticket was served by its number."""
    return next((v for v in visits if v.ticket and _is_twin(v.ticket, ticket)), None)


def _is_twin(own: Ticket, official: Ticket) -> bool:
    is_own = own.source is not TicketSource.REGISTRY
    is_close = abs(own.issued_at - official.issued_at) <= _SAME_TIME
    return is_own and is_close and same_number(own.number, official.number)


def without(tickets: Sequence[Ticket], ticket_ids: set[str]) -> list[Ticket]:
    """Return the tickets that are not among those identities."""
    return [ticket for ticket in tickets if ticket.ticket_id not in ticket_ids]

"""Visits and waiting tickets in the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, select

from desk_app.domain.service_time import Ticket, TicketSource, Visit
from desk_app.errors import StoreError
from desk_app.store.payloads import decode_visit, encode
from desk_app.store.rows import TicketRow, VisitRow, table_of, upsert

_VISITS = table_of(VisitRow)
_TICKETS = table_of(TicketRow)
_SAVE_VISIT = upsert(_VISITS)
_PUT_TICKET = upsert(_TICKETS)


class SqlVisits:
    """The `Visits` port over an open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, visit: Visit) -> None:
        values = {
            "visit_id": visit.visit_id,
            "called_at": visit.called.wall_at,
            "is_open": visit.is_open,
            "payload": encode(visit),
        }
        self._connection.execute(_SAVE_VISIT, values)

    def get(self, visit_id: UUID) -> Visit:
        query = select(VisitRow.payload).where(VisitRow.visit_id == visit_id)
        payload = self._connection.execute(query).scalar_one_or_none()
        if payload is None:
            raise StoreError("visit.not_found")
        return decode_visit(payload)

    def open(self) -> Visit | None:
        query = select(VisitRow.payload).where(VisitRow.is_open).order_by(VisitRow.called_at.desc())
        # A held visit is open too, but its visitor is not at the counter.
        visits = map(decode_visit, self._connection.execute(query).scalars())
        return next((visit for visit in visits if visit.is_at_counter), None)

    def called_between(self, start: datetime, end: datetime) -> Sequence[Visit]:
        query = (
            select(VisitRow.payload)
            .where(VisitRow.called_at >= start, VisitRow.called_at < end)
            .order_by(VisitRow.called_at)
        )
        return [decode_visit(payload) for payload in self._connection.execute(query).scalars()]


class SqlTickets:
    """The `Tickets` port over an open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def waiting(self) -> Sequence[Ticket]:
        query = select(_TICKETS).order_by(
            TicketRow.priority.desc(), TicketRow.issued_at, TicketRow.ticket_id
        )
        return [_ticket(row) for row in self._connection.execute(query)]

    def put(self, ticket: Ticket) -> None:
        self._put_all([ticket])

    def take(self, ticket_id: str) -> None:
        self._connection.execute(delete(TicketRow).where(TicketRow.ticket_id == ticket_id))

    def replace_all(self, tickets: Sequence[Ticket]) -> None:
        heard = TicketRow.source == TicketSource.REGISTRY.value
        self._connection.execute(delete(TicketRow).where(heard))
        self._put_all(tickets)

    def _put_all(self, tickets: Iterable[Ticket]) -> None:
        for ticket in tickets:
            self._connection.execute(_PUT_TICKET, _ticket_columns(ticket))


def _ticket_columns(ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket_id": ticket.ticket_id,
        "number": ticket.number,
        "issued_at": ticket.issued_at,
        "source": ticket.source.value,
        "label": ticket.label,
        "priority": ticket.priority,
    }


def _ticket(row: Row[Any]) -> Ticket:
    return Ticket(
        ticket_id=row.ticket_id,
        number=row.number,
        issued_at=row.issued_at,
        source=TicketSource(row.source),
        label=row.label,
        priority=row.priority,
    )

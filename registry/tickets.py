"""The queue of people of each office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.wire import TicketRecord, TicketRequest
from registry.database import Database
from registry.desks import CallingDesk
from registry.problems import RequestRefusedError
from registry.rows import TicketRequestRow, TicketRow


class TicketState(StrEnum):
    """Where a ticket is; a closed one is not come or served."""

    WAITING = "waiting"
    CALLED = "called"
    CLOSED = "closed"


def waiting(*, desk: CallingDesk, database: Database) -> Sequence[TicketRecord]:
    """Return the office's waiting tickets, priority first, then the longest wait."""
    query = (
        select(TicketRow)
        .where(TicketRow.office_code == desk.office_code)
        .where(TicketRow.state == TicketState.WAITING.value)
        .order_by(TicketRow.priority.desc(), TicketRow.issued_at, TicketRow.ticket_id)
    )
    with database.reading() as session:
        rows = session.scalars(query).all()
    return tuple(
        TicketRecord(
            ticket_id=row.ticket_id,
            number=row.number,
            issued_at=row.issued_at,
            label=row.label,
            priority=row.priority,
        )
        for row in rows
    )


def call(ticket_id: str, request: TicketRequest, *, desk: CallingDesk, database: Database) -> None:
    """Mark a ticket as called at this desk.

    Raises:
        RequestRefusedError: 404 `ticket_unknown`, or 409 `ticket_gone` where another desk has it.
    """

    def take(ticket: TicketRow) -> None:
        is_mine = ticket.workplace == desk.workplace
        if ticket.state != TicketState.WAITING.value and not is_mine:
            raise RequestRefusedError(409, "ticket_gone")
        ticket.state = TicketState.CALLED.value
        ticket.workplace = desk.workplace

    database.write(lambda session: _once(session, ticket_id, request, desk, take))


def put_back(
    ticket_id: str, request: TicketRequest, *, desk: CallingDesk, database: Database
) -> None:
    """Put a ticket called here back with its original time, or close it as not come.

    Raises:
        RequestRefusedError: 404 `ticket_unknown`, or 409 `ticket_gone` where another desk has it.
    """

    def give_up(ticket: TicketRow) -> None:
        if ticket.workplace not in {"", desk.workplace}:
            raise RequestRefusedError(409, "ticket_gone")
        ticket.state = (TicketState.CLOSED if request.no_show else TicketState.WAITING).value
        ticket.workplace = ""

    database.write(lambda session: _once(session, ticket_id, request, desk, give_up))


def _once(
    session: Session,
    ticket_id: str,
    request: TicketRequest,
    desk: CallingDesk,
    change: Callable[[TicketRow], None],
) -> None:
    ticket = session.get(TicketRow, ticket_id, with_for_update=True)
    if ticket is None or ticket.office_code != desk.office_code:
        raise RequestRefusedError(404, "ticket_unknown")
    if session.get(TicketRequestRow, request.request_id) is not None:
        return
    change(ticket)
    session.add(TicketRequestRow(request_id=request.request_id, ticket_id=ticket_id))

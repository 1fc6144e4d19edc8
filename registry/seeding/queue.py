"""A queue of invented tickets for an office's day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.domain.working_days import KZ_ZONE
from registry.rows import TicketRow
from registry.seeding.people import InventedPerson
from registry.tickets import TicketState

_FIRST_NUMBER = 41
_LONGEST_WAIT = timedelta(minutes=26)
_BETWEEN = timedelta(minutes=3, seconds=40)
_PRIORITY_PLACE = 3


def fill_queue(
    session: Session, office_code: str, people: Sequence[InventedPerson], now: datetime
) -> None:
    """Give each person a ticket of today, the first one the longest wait; older ones are closed."""
    day = now.astimezone(KZ_ZONE).date()
    _close_other_days(session, office_code, f"{office_code}-{day:%Y%m%d}-")
    for place, person in enumerate(people):
        ticket_id = f"{office_code}-{day:%Y%m%d}-{_FIRST_NUMBER + place:03d}"
        if session.get(TicketRow, ticket_id) is None:
            session.add(_ticket(ticket_id, office_code, place, person, now))


def _close_other_days(session: Session, office_code: str, today: str) -> None:
    query = select(TicketRow).where(
        TicketRow.office_code == office_code,
        TicketRow.state == TicketState.WAITING.value,
        TicketRow.ticket_id.not_like(f"{today}%"),
    )
    for ticket in session.scalars(query):
        ticket.state = TicketState.CLOSED.value


def _ticket(
    ticket_id: str, office_code: str, place: int, person: InventedPerson, now: datetime
) -> TicketRow:
    return TicketRow(
        ticket_id=ticket_id,
        office_code=office_code,
        number=f"А-{_FIRST_NUMBER + place:03d}",
        issued_at=now - _LONGEST_WAIT + place * _BETWEEN,
        label=f"{person.surname} {person.given_name[0]}.",
        priority=place == _PRIORITY_PLACE,
        state=TicketState.WAITING.value,
        workplace="",
    )

"""The rows of the store as typed classes; nothing outside this package sees them.

The tables themselves are made by `migrations.py`; a test holds the two together.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from desk_app.store.column_types import UtcDateTime, UuidBytes


class Row(DeclarativeBase):
    """A row of any table."""

    type_annotation_map = {datetime: UtcDateTime, UUID: UuidBytes}  # noqa: RUF012


def table_of(row: type[Row]) -> Table:
    """Return the table of a row class, for statements that are built once and run often."""
    table = row.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{row.__name__} has no table of its own")
    return table


def upsert(table: Table) -> Insert:
    """Return the statement that inserts a row or replaces the one of the same key."""
    statement = insert(table)
    changed = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=table.primary_key.columns, set_=changed)


class CaseRow(Row):
    """A case: its whole value, and what lists and searches need of it.

    Attributes:
        row_id: Microseconds of `opened_at`, made unique; row order is the order of time, so that
            the newest matches of a search come first without sorting.
        words: What the search index holds of the case.
    """

    __tablename__ = "cases"

    row_id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[UUID]
    state: Mapped[str]
    number: Mapped[str]
    temporary_number: Mapped[str]
    certificate_number: Mapped[str]
    full_name: Mapped[str]
    iin: Mapped[str | None]
    opened_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    held_reason: Mapped[str]
    held_at: Mapped[datetime | None]
    operator: Mapped[str]
    delivered_at: Mapped[datetime | None]
    words: Mapped[str]
    payload: Mapped[bytes]
    has_unprinted_papers: Mapped[bool]
    hand_over_office: Mapped[str]


class VisitRow(Row):
    """A visit; `is_open` finds the one being served."""

    __tablename__ = "visits"

    visit_id: Mapped[UUID] = mapped_column(primary_key=True)
    called_at: Mapped[datetime]
    is_open: Mapped[bool]
    payload: Mapped[bytes]


class TicketRow(Row):
    """A waiting ticket."""

    __tablename__ = "tickets"

    ticket_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]
    issued_at: Mapped[datetime]
    source: Mapped[str]
    label: Mapped[str]
    priority: Mapped[bool]


class OutboxRow(Row):
    """An event for the registry with its sending history."""

    __tablename__ = "outbox"

    device_sequence: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[UUID]
    application_id: Mapped[UUID]
    sequence: Mapped[int]
    kind: Mapped[str]
    payload: Mapped[bytes]
    files: Mapped[bytes]
    created_at: Mapped[datetime]
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime | None]
    last_error: Mapped[str]
    sent_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    parked_reason: Mapped[str]


class AuditRow(Row):
    """An entry of the chained journal."""

    __tablename__ = "audit"

    sequence: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    operator: Mapped[str]
    kind: Mapped[str]
    application_id: Mapped[UUID | None]
    details: Mapped[bytes]
    previous_hash: Mapped[str]
    entry_hash: Mapped[str]


class OperatorRow(Row):
    """An operator known on this PC."""

    __tablename__ = "operators"

    login: Mapped[str] = mapped_column(primary_key=True)
    payload: Mapped[bytes]


class CounterRow(Row):
    """A counter of the desk's own, for example of temporary numbers."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class NoteRow(Row):
    """A small named text."""

    __tablename__ = "notes"

    name: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]

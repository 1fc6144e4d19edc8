"""Typed rows of the registry's tables; they never leave this package."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """Aware instants, stored and returned in UTC; a naive one is refused.

    SQLite drops the offset of a time, so it must be in UTC before it is written.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC, or raise ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """The parent of every table."""

    type_annotation_map = {datetime: UtcDateTime, date: Date, UUID: Uuid, bytes: LargeBinary}  # noqa: RUF012 - SQLAlchemy's own declaration


class FactRow(Row):
    """A fact about this registry itself: its epoch."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    text: Mapped[str] = mapped_column(String(200))


class OfficeRow(Row):
    """A public office and the career centre that decides what it accepts."""

    __tablename__ = "offices"

    office_code: Mapped[str] = mapped_column(String(8), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    name_kk: Mapped[str] = mapped_column(String(300))
    name_ru: Mapped[str] = mapped_column(String(300))
    decision_office: Mapped[str] = mapped_column(String(8))


class PersonRow(Row):
    """A person of the state database of persons."""

    __tablename__ = "people"

    iin: Mapped[str] = mapped_column(String(12), primary_key=True)
    surname: Mapped[str] = mapped_column(String(120))
    given_name: Mapped[str] = mapped_column(String(120))
    patronymic: Mapped[str] = mapped_column(String(120))
    birth_date: Mapped[date]
    sex: Mapped[str] = mapped_column(String(6))
    citizenship: Mapped[str] = mapped_column(String(3))
    document_kind: Mapped[str] = mapped_column(String(40))
    document_number: Mapped[str] = mapped_column(String(40))
    document_issued_by: Mapped[str] = mapped_column(String(200))
    document_issued_on: Mapped[date | None]
    document_valid_until: Mapped[date | None]
    prefill: Mapped[dict[str, str]] = mapped_column(JSON)


class CheckRow(Row):
    """What another state system answers about a person, and since when it is so, if it tells."""

    __tablename__ = "checks"

    iin: Mapped[str] = mapped_column(String(12), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(String(300))
    since_on: Mapped[date | None]


class CaseRow(Row):
    """Where a case stands after the events received so far.

    `revision` counts those events. `is_routed` is set once the case was accepted or decided: from
    then its events go to both ends of the chain. A stamp is the latest that any event named, so
    that the order of arrival does not matter.
    """

    __tablename__ = "cases"
    __table_args__ = (Index("cases_by_iin", "iin"),)

    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    iin: Mapped[str | None] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(40), unique=True)
    certificate_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    outcome: Mapped[str] = mapped_column(String(20))
    office_code: Mapped[str] = mapped_column(String(8))
    intake_office: Mapped[str] = mapped_column(String(8))
    decision_office: Mapped[str] = mapped_column(String(8))
    is_routed: Mapped[bool] = mapped_column(Boolean)
    opened_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    t0_ticket: Mapped[datetime | None]
    t1_called: Mapped[datetime | None]
    t2_identified: Mapped[datetime | None]
    t3_signed: Mapped[datetime | None]
    t4_decided: Mapped[datetime | None]
    t5_paper_out: Mapped[datetime | None]
    t6_handed_over: Mapped[datetime | None]


class MessageRow(Row):
    """A message as it was received, with the answer it was given."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("application_id", "revision", name="messages_by_revision"),
        Index("messages_by_device", "office_code", "workplace", "device_sequence"),
    )

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("cases.application_id"))
    revision: Mapped[int]
    sequence: Mapped[int]
    device_sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(24))
    office_code: Mapped[str] = mapped_column(String(8))
    workplace: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    received_at: Mapped[datetime]
    body_sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes]
    files: Mapped[list[str]] = mapped_column(JSON)
    number: Mapped[str] = mapped_column(String(40))


class CounterRow(Row):
    """A named counter: the head of a feed, the last number given, the blocks leased.

    Its lock is held until the transaction ends, so what it counts has no gaps and appears in the
    order of the commits.
    """

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[int]


class ChangeRow(Row):
    """A message's place in the feed of an office."""

    __tablename__ = "changes"

    office_code: Mapped[str] = mapped_column(String(8), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.message_id"))


class BlockRow(Row):
    """A block of serials leased to a workplace.

    Blocks of a workplace lie side by side by their ordinal, so two can never overlap.
    """

    __tablename__ = "blocks"

    office_code: Mapped[str] = mapped_column(String(8), primary_key=True)
    workplace: Mapped[str] = mapped_column(String(8), primary_key=True)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    first: Mapped[int]
    last: Mapped[int]
    request_id: Mapped[UUID] = mapped_column(unique=True)
    leased_at: Mapped[datetime]


class TicketRow(Row):
    """A ticket of an office's queue."""

    __tablename__ = "tickets"
    __table_args__ = (Index("tickets_by_office", "office_code", "state", "issued_at"),)

    ticket_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    office_code: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column(String(20))
    issued_at: Mapped[datetime]
    label: Mapped[str] = mapped_column(String(120))
    priority: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(8))
    workplace: Mapped[str] = mapped_column(String(8))


class TicketRequestRow(Row):
    """A request about a ticket that was carried out; the same one is not done again."""

    __tablename__ = "ticket_requests"

    request_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.ticket_id"))

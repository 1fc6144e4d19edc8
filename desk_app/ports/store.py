"""The local store: one unit of work is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

from desk_app.domain.audit import AuditEntry, AuditEvent
from desk_app.domain.cases import Case, CaseState
from desk_app.domain.iin import Iin
from desk_app.domain.numbers import NumberBlock
from desk_app.domain.operators import Operator
from desk_app.domain.outbox import MessageKind, OutboxMessage, OutboxState
from desk_app.domain.service_time import Ticket, Visit


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A row of a list of cases; the IIN is shown masked."""

    application_id: UUID
    state: CaseState
    number: str
    temporary_number: str
    certificate_number: str
    full_name: str
    iin: Iin | None
    opened_at: datetime
    accepted_at: datetime | None
    due_on: date | None
    held_reason: str
    held_at: datetime | None
    operator: str
    delivered_at: datetime | None


class Cases(Protocol):
    """Cases by identity, number, person and words."""

    def get(self, application_id: UUID) -> Case:
        """Return a case, or raise StoreError `case.not_found`."""

    def save(self, case: Case) -> None:
        """Insert or replace a case and its search words."""

    def exists(self, application_id: UUID) -> bool:
        """Return whether the store has the case."""

    def all_ids(self) -> Sequence[UUID]:
        """Return the identity of every case, oldest first."""

    def by_number(self, number: str) -> CaseSummary | None:
        """Return the case that carries a permanent, temporary or certificate number."""

    def by_iin(self, iin: Iin) -> Sequence[CaseSummary]:
        """Return a person's cases, newest first."""

    def in_states(self, *states: CaseState, limit: int = 500) -> Sequence[CaseSummary]:
        """Return cases in any of the states, oldest first."""

    def with_unprinted_papers(self, *, limit: int = 500) -> Sequence[Case]:
        """Return cases with papers that wait for a printer, oldest first."""

    def to_hand_over(self, office_code: str, *, limit: int = 500) -> Sequence[CaseSummary]:
        """Return cases whose result waits at an office's counter, oldest first."""

    def search(self, words: str, *, limit: int = 20) -> Sequence[CaseSummary]:
        """Return cases whose folded name, IIN or number starts with every word, newest first."""


class Visits(Protocol):
    """Visits with their clocks."""

    def save(self, visit: Visit) -> None:
        """Insert or replace a visit."""

    def get(self, visit_id: UUID) -> Visit:
        """Return a visit, or raise StoreError `visit.not_found`."""

    def open(self) -> Visit | None:
        """Return the visit at the counter (open and not held), if any."""

    def called_between(self, start: datetime, end: datetime) -> Sequence[Visit]:
        """Return visits called in [start, end), in order of the call."""


class Tickets(Protocol):
    """The local list of people waiting, used where there is no queue system or no link."""

    def waiting(self) -> Sequence[Ticket]:
        """Return waiting tickets, priority first, then longest wait."""

    def put(self, ticket: Ticket) -> None:
        """Add a ticket, or put a called one back with its original time."""

    def take(self, ticket_id: str) -> None:
        """Remove a ticket that was called."""

    def replace_all(self, tickets: Sequence[Ticket]) -> None:
        """Make the registry's waiting tickets those last heard; local and typed ones stay."""


class Outbox(Protocol):
    """Events waiting to be sent."""

    def add(
        self,
        *,
        message_id: UUID,
        application_id: UUID,
        sequence: int,
        kind: MessageKind,
        payload: bytes,
        files: tuple[str, ...],
        created_at: datetime,
    ) -> OutboxMessage:
        """Append an event; the store gives it the next device sequence."""

    def due(self, now: datetime, *, limit: int = 50) -> Sequence[OutboxMessage]:
        """Return the first unsent, unparked event of each case whose time has come, in order."""

    def update(self, message: OutboxMessage) -> None:
        """Write the sending history of an event; its payload never changes."""

    def unsent(self, *, limit: int = 500) -> Sequence[OutboxMessage]:
        """Return every event not yet acknowledged, oldest first."""

    def state(self) -> OutboxState:
        """Return the outbox in figures."""


class Audit(Protocol):
    """The chained journal."""

    def append(self, event: AuditEvent) -> AuditEntry:
        """Chain an event to the journal."""

    def entries(self) -> Iterator[AuditEntry]:
        """Yield the journal from its start."""


class Operators(Protocol):
    """Operators known on this PC."""

    def get(self, login: str) -> Operator:
        """Return an operator, or raise AccessError `access.unknown_operator`."""

    def save(self, operator: Operator) -> None:
        """Insert or replace an operator."""

    def all(self) -> Sequence[Operator]:
        """Return every operator by login."""


class Numbers(Protocol):
    """The workplace's leased block and the desk's own counters."""

    def block(self) -> NumberBlock | None:
        """Return the leased block, or None before the first lease."""

    def save_block(self, block: NumberBlock) -> None:
        """Store the block as it stands after a number was taken."""

    def next_temporary(self) -> int:
        """Return the next serial of temporary numbers; the first is 1."""


class Notes(Protocol):
    """Small named texts of the store: the exchange cursor, drafts, the last sign-in."""

    def get(self, name: str) -> str | None:
        """Return a note, or None."""

    def put(self, name: str, text: str) -> None:
        """Write a note."""


class UnitOfWork(Protocol):
    """One transaction: leaving it normally commits, leaving it by an error undoes all of it."""

    cases: Cases
    visits: Visits
    tickets: Tickets
    outbox: Outbox
    audit: Audit
    operators: Operators
    numbers: Numbers
    notes: Notes

    def __enter__(self) -> Self:
        """Begin; the write lock is taken at once."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Commit durably, or roll back on an error."""


class Store(Protocol):
    """An open store; hands out units of work."""

    def unit(self) -> UnitOfWork:
        """Return a new unit of work; `store.in_use` where another window holds the store."""

    def reading(self) -> UnitOfWork:
        """Return a unit that sees one state of the store, waits for no writer and cannot write."""

    def parts(self) -> tuple[str, ...]:
        """Return the names of what `is_damaged` looks at one by one."""

    def is_damaged(self, part: str, *, is_stopped: Callable[[], bool]) -> bool:
        """Return whether a part does not read as it was written; blocks no writer.

        Once `is_stopped` holds the rest is not read, and the answer is False.
        """


class Scans(Protocol):
    """Encrypted, content-addressed files: pages, papers and the values on them."""

    def put(self, content: bytes) -> str:
        """Store bytes durably and return their SHA-256 hex digest; the same bytes once."""

    def get(self, sha256: str) -> bytes:
        """Return the bytes, or raise StoreError `scan.not_found` / `scan.damaged`."""

    def has(self, sha256: str) -> bool:
        """Return whether the bytes are here."""

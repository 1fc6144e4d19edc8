"""Units of work over the engine: one transaction each."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from desk_app.errors import StoreError
from desk_app.ports.store import (
    Audit,
    Cases,
    Notes,
    Numbers,
    Operators,
    Outbox,
    Tickets,
    UnitOfWork,
    Visits,
)
from desk_app.store import wholeness
from desk_app.store.cases import SqlCases
from desk_app.store.outbox import SqlOutbox
from desk_app.store.queue import SqlTickets, SqlVisits
from desk_app.store.records import SqlAudit, SqlNotes, SqlNumbers, SqlOperators


class SqlUnitOfWork:
    """One transaction, used once; its repositories exist between entering and leaving."""

    cases: Cases
    visits: Visits
    tickets: Tickets
    outbox: Outbox
    audit: Audit
    operators: Operators
    numbers: Numbers
    notes: Notes

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        connection = self._engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        self._give_repositories(connection)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        # Closing what was not committed rolls it back, after an error of the commit too.
        with connection:
            if kind is None:
                # An error that was swallowed on the way has taken the transaction with it.
                if connection.invalidated:
                    raise StoreError("store.corrupt")
                connection.commit()

    def _give_repositories(self, connection: Connection) -> None:
        self.cases = SqlCases(connection)
        self.visits = SqlVisits(connection)
        self.tickets = SqlTickets(connection)
        self.outbox = SqlOutbox(connection)
        self.audit = SqlAudit(connection)
        self.operators = SqlOperators(connection)
        self.numbers = SqlNumbers(connection)
        self.notes = SqlNotes(connection)


class SqlStore:
    """The `Store` port over two engines: one that writes, one that reads beside it."""

    def __init__(self, reader: Engine, writer: Engine | None) -> None:
        self._reader = reader
        self._writer = writer

    def unit(self) -> UnitOfWork:
        """Return a transaction that may write.

        Raises:
            StoreError: `store.in_use` where the store was opened for reading only.
        """
        if self._writer is None:
            raise StoreError("store.in_use")
        return SqlUnitOfWork(self._writer)

    def reading(self) -> UnitOfWork:
        """Return a transaction that sees one state of the store and waits for no writer."""
        return SqlUnitOfWork(self._reader)

    def parts(self) -> tuple[str, ...]:
        """Return the names of what `is_damaged` looks at one by one."""
        return wholeness.parts(self._reader)

    def is_damaged(self, part: str, *, is_stopped: Callable[[], bool]) -> bool:
        """Return whether a part does not read as it was written; False where it was stopped."""
        return wholeness.is_damaged(self._reader, part, is_stopped)

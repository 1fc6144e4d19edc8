"""The journal and the small records of the store: operators, numbers, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.sqlite import insert

from desk_app.domain.audit import AuditEntry, AuditEvent, chain
from desk_app.domain.numbers import NumberBlock
from desk_app.domain.operators import Operator
from desk_app.errors import AccessError
from desk_app.store.payloads import decode_details, decode_operator, encode
from desk_app.store.rows import (
    AuditRow,
    CounterRow,
    NoteRow,
    OperatorRow,
    table_of,
    upsert,
)

_BLOCK_NOTE = "number block"
_TEMPORARY_COUNTER = "temporary number"
_AUDIT = table_of(AuditRow)
_LAST_ENTRY = select(_AUDIT).order_by(AuditRow.sequence.desc()).limit(1)
# Ten years of a desk are two million entries; they are read in pieces.
_ALL_ENTRIES = select(_AUDIT).order_by(AuditRow.sequence).execution_options(yield_per=1000)
_APPEND = insert(_AUDIT)
_SAVE_OPERATOR = upsert(table_of(OperatorRow))
_PUT_NOTE = upsert(table_of(NoteRow))


class SqlAudit:
    """The `Audit` port over an open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, event: AuditEvent) -> AuditEntry:
        # The digest covers the written instant; it comes back in UTC, so it goes in as UTC.
        in_utc = replace(event, at=event.at.astimezone(UTC))
        entry = chain(in_utc, after=self._last())
        self._connection.execute(_APPEND, _audit_columns(entry))
        return entry

    def entries(self) -> Iterator[AuditEntry]:
        for row in self._connection.execute(_ALL_ENTRIES):
            yield _entry(row)

    def _last(self) -> AuditEntry | None:
        row = self._connection.execute(_LAST_ENTRY).one_or_none()
        return _entry(row) if row is not None else None


def _audit_columns(entry: AuditEntry) -> dict[str, Any]:
    event = entry.event
    return {
        "sequence": entry.sequence,
        "at": event.at,
        "operator": event.operator,
        "kind": event.kind,
        "application_id": event.application_id,
        "details": encode(event.details),
        "previous_hash": entry.previous_hash,
        "entry_hash": entry.entry_hash,
    }


def _entry(row: Row[Any]) -> AuditEntry:
    details = decode_details(row.details)
    event = AuditEvent(row.at, row.operator, row.kind, row.application_id, details)
    return AuditEntry(row.sequence, event, row.previous_hash, row.entry_hash)


class SqlOperators:
    """The `Operators` port over an open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, login: str) -> Operator:
        query = select(OperatorRow.payload).where(OperatorRow.login == login)
        payload = self._connection.execute(query).scalar_one_or_none()
        if payload is None:
            raise AccessError("access.unknown_operator")
        return decode_operator(payload)

    def save(self, operator: Operator) -> None:
        values = {"login": operator.login, "payload": encode(operator)}
        self._connection.execute(_SAVE_OPERATOR, values)

    def all(self) -> Sequence[Operator]:
        query = select(OperatorRow.payload).order_by(OperatorRow.login)
        return [decode_operator(payload) for payload in self._connection.execute(query).scalars()]


class SqlNotes:
    """The `Notes` port over an open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> str | None:
        query = select(NoteRow.text).where(NoteRow.name == name)
        return self._connection.execute(query).scalar_one_or_none()

    def put(self, name: str, text: str) -> None:
        self._connection.execute(_PUT_NOTE, {"name": name, "text": text})


class SqlNumbers:
    """The `Numbers` port over an open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._notes = SqlNotes(connection)

    def block(self) -> NumberBlock | None:
        text = self._notes.get(_BLOCK_NOTE)
        return msgspec.json.decode(text, type=NumberBlock) if text is not None else None

    def save_block(self, block: NumberBlock) -> None:
        self._notes.put(_BLOCK_NOTE, msgspec.json.encode(block).decode())

    def next_temporary(self) -> int:
        return self._connection.execute(
            insert(CounterRow)
            .values(name=_TEMPORARY_COUNTER, value=1)
            .on_conflict_do_update(
                index_elements=[CounterRow.name], set_={"value": CounterRow.value + 1}
            )
            .returning(CounterRow.value)
        ).scalar_one()

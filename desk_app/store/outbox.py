"""Events for the registry in the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from desk_app.domain.outbox import MessageKind, OutboxMessage, OutboxState
from desk_app.store.payloads import decode_texts, encode
from desk_app.store.rows import OutboxRow, table_of

_EARLIER = aliased(OutboxRow)
# A case's events go one after another: one that waits or is parked holds the later ones back.
_IS_FIRST_OF_ITS_CASE = ~exists().where(
    _EARLIER.application_id == OutboxRow.application_id,
    _EARLIER.sequence < OutboxRow.sequence,
    _EARLIER.acknowledged_at.is_(None),
)
_UNSENT = OutboxRow.acknowledged_at.is_(None)
_OUTBOX = table_of(OutboxRow)
_ADD = insert(_OUTBOX)
_CHANGE = update(_OUTBOX).where(_OUTBOX.c.message_id == bindparam("changed_id"))


class SqlOutbox:
    """The `Outbox` port over an open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

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
        values = {
            "message_id": message_id,
            "application_id": application_id,
            "sequence": sequence,
            "kind": kind.value,
            "payload": payload,
            "files": encode(files),
            "created_at": created_at,
            "attempts": 0,
            "last_error": "",
            "parked_reason": "",
        }
        result = self._connection.execute(_ADD, values)
        (device_sequence,) = result.inserted_primary_key or (0,)
        return OutboxMessage(
            message_id=message_id,
            application_id=application_id,
            sequence=sequence,
            device_sequence=device_sequence,
            kind=kind,
            payload=payload,
            files=files,
            created_at=created_at,
        )

    def due(self, now: datetime, *, limit: int = 50) -> Sequence[OutboxMessage]:
        time_has_come = or_(OutboxRow.next_attempt_at.is_(None), OutboxRow.next_attempt_at <= now)
        unparked = OutboxRow.parked_reason == ""
        return self._messages(
            _UNSENT & unparked & time_has_come & _IS_FIRST_OF_ITS_CASE, limit=limit
        )

    def update(self, message: OutboxMessage) -> None:
        values = {
            "changed_id": message.message_id,
            "attempts": message.attempts,
            "next_attempt_at": message.next_attempt_at,
            "last_error": message.last_error,
            "sent_at": message.sent_at,
            "acknowledged_at": message.acknowledged_at,
            "parked_reason": message.parked_reason,
        }
        self._connection.execute(_CHANGE, values)

    def unsent(self, *, limit: int = 500) -> Sequence[OutboxMessage]:
        return self._messages(_UNSENT, limit=limit)

    def state(self) -> OutboxState:
        parked = func.count().filter(OutboxRow.parked_reason != "")
        query = select(func.count(), parked, func.min(OutboxRow.created_at)).where(_UNSENT)
        unsent, parked_count, oldest_at = self._connection.execute(query).one()
        return OutboxState(unsent - parked_count, parked_count, oldest_at)

    def _messages(self, condition: ColumnElement[bool], *, limit: int) -> list[OutboxMessage]:
        query = select(_OUTBOX).where(condition).order_by(OutboxRow.device_sequence).limit(limit)
        return [_message(row) for row in self._connection.execute(query)]


def _message(row: Row[Any]) -> OutboxMessage:
    columns = row._asdict()
    columns["kind"] = MessageKind(row.kind)
    columns["files"] = decode_texts(row.files)
    return OutboxMessage(**columns)

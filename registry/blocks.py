"""Blocks of serials leased to workplaces; two never overlap."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.domain.numbers import LAST_SERIAL
from desk_app.wire import BlockRecord
from registry.counters import next_value
from registry.database import Database
from registry.desks import CallingDesk
from registry.problems import RequestRefusedError
from registry.rows import BlockRow

# 72 hours of a saturated desk are 72 certificates; the next block is asked for at half.
BLOCK_LENGTH = 200


def lease(request_id: UUID, *, desk: CallingDesk, database: Database, now: datetime) -> BlockRecord:
    """Return the block this request was given, or the workplace's next one.

    Raises:
        RequestRefusedError: 409 `request_conflict` (another workplace made this request) or
            `serials_exhausted`.
    """
    return database.write(lambda session: _lease_once(session, request_id, desk, now))


def _lease_once(
    session: Session, request_id: UUID, desk: CallingDesk, now: datetime
) -> BlockRecord:
    leased = session.scalars(select(BlockRow).where(BlockRow.request_id == request_id)).first()
    if leased is None:
        leased = _next_block(session, request_id, desk, now)
        session.add(leased)
    elif (leased.office_code, leased.workplace) != (desk.office_code, desk.workplace):
        raise RequestRefusedError(409, "request_conflict")
    return BlockRecord(first=leased.first, last=leased.last, request_id=request_id)


def _next_block(session: Session, request_id: UUID, desk: CallingDesk, now: datetime) -> BlockRow:
    ordinal = next_value(session, f"blocks/{desk.office_code}/{desk.workplace}")
    last = ordinal * BLOCK_LENGTH
    if last > LAST_SERIAL:
        raise RequestRefusedError(409, "serials_exhausted")
    return BlockRow(
        office_code=desk.office_code,
        workplace=desk.workplace,
        ordinal=ordinal,
        first=last - BLOCK_LENGTH + 1,
        last=last,
        request_id=request_id,
        leased_at=now,
    )

"""Column types: SQLite knows integers, texts and bytes; the rows know instants and identities."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(instant: datetime) -> int:
    """Return whole microseconds since 1970 in UTC.

    Raises:
        ValueError: The instant is naive; SQLite would forget what it meant.
    """
    if instant.utcoffset() is None:
        raise ValueError("a naive datetime has no place in the store")
    return (instant - _EPOCH) // _MICROSECOND


def from_microseconds(microseconds: int) -> datetime:
    """Return the aware UTC instant."""
    return _EPOCH + microseconds * _MICROSECOND


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept as microseconds since 1970 so that order and offset survive."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return what is stored."""
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        return None if value is None else from_microseconds(value)


class UuidBytes(TypeDecorator[UUID]):
    """An identity in its sixteen bytes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        """Return what is stored."""
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> UUID | None:
        """Return the identity."""
        return None if value is None else UUID(bytes=bytes(value))

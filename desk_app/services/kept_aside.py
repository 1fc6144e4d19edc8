"""Changes from the registry that could not be applied: kept whole until they can be."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from desk_app.ports.store import UnitOfWork
from desk_app.wire import Change

_INDEX = "exchange.aside"


class Reason(StrEnum):
    """Why a change is kept aside.

    The body cannot be read; it tells of a state its deed does not lead to; this desk lacks the
    rule pack; its number is none; it stands against what was done here; or the result that was
    handed over here had been handed over elsewhere before.
    """

    UNREADABLE = "unreadable"
    STATE = "state"
    PACK = "pack"
    NUMBER = "number"
    CONFLICT = "conflict"
    HANDED_OVER = "handed_over"


_CONFLICTS = frozenset({Reason.CONFLICT, Reason.HANDED_OVER})


class KeptAside(msgspec.Struct, frozen=True, kw_only=True):
    """A change that waits, by the case and the revision it made.

    Attributes:
        office_code: This desk's office, as the registry addressed the change.
    """

    application_id: UUID
    revision: int
    reason: Reason
    office_code: str
    at: datetime

    @property
    def is_conflict(self) -> bool:
        """Whether a person must look at it: reading it again would say the same."""
        return self.reason in _CONFLICTS

    @property
    def note(self) -> str:
        """The name of the note that holds the change."""
        kind = Reason.CONFLICT if self.is_conflict else Reason.UNREADABLE
        return f"exchange.{kind}.{self.application_id}.{self.revision}"


def keep(unit: UnitOfWork, change: Change, item: KeptAside) -> None:
    """Keep a change whole; the same one again is kept once."""
    others = [other for other in kept(unit) if not _is_same(other, item)]
    _put_index(unit, [*others, item])
    unit.notes.put(item.note, msgspec.json.encode(change).decode("utf-8", "replace"))


def kept(unit: UnitOfWork) -> tuple[KeptAside, ...]:
    """Return what waits, in the order in which it came."""
    return msgspec.json.decode(unit.notes.get(_INDEX) or "[]", type=tuple[KeptAside, ...])


def unread(unit: UnitOfWork) -> tuple[tuple[KeptAside, Change], ...]:
    """Return the changes that may be readable after an update, each case's in order."""
    waiting = [item for item in kept(unit) if not item.is_conflict]
    return tuple((item, _change(unit, item)) for item in waiting)


def settle(unit: UnitOfWork, item: KeptAside) -> None:
    """Forget a change that was applied after all."""
    _put_index(unit, [other for other in kept(unit) if not _is_same(other, item)])
    unit.notes.put(item.note, "")


def _change(unit: UnitOfWork, item: KeptAside) -> Change:
    return msgspec.json.decode(unit.notes.get(item.note) or "", type=Change)


def _is_same(item: KeptAside, other: KeptAside) -> bool:
    return item.note == other.note


def _put_index(unit: UnitOfWork, items: list[KeptAside]) -> None:
    unit.notes.put(_INDEX, msgspec.json.encode(items).decode())

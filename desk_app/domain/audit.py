"""The audit journal: entries chained by hash, so that nothing older can be rewritten unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

GENESIS_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What somebody did; `details` carry codes and ids, never names or IINs."""

    at: datetime
    operator: str
    kind: str
    application_id: UUID | None
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An event with its place in the chain."""

    sequence: int
    event: AuditEvent
    previous_hash: str
    entry_hash: str


def chain(event: AuditEvent, *, after: AuditEntry | None) -> AuditEntry:
    """Return the entry that follows `after` (None starts the chain)."""
    sequence = after.sequence + 1 if after else 1
    previous_hash = after.entry_hash if after else GENESIS_HASH
    return AuditEntry(sequence, event, previous_hash, _digest(sequence, event, previous_hash))


def first_broken(entries: Iterable[AuditEntry]) -> int | None:
    """Return the sequence of the first entry that does not fit the chain, or None."""
    expected_sequence, previous_hash = 1, GENESIS_HASH
    for entry in entries:
        fits = entry.sequence == expected_sequence and entry.previous_hash == previous_hash
        if not fits or entry.entry_hash != _digest(entry.sequence, entry.event, previous_hash):
            return expected_sequence
        expected_sequence, previous_hash = expected_sequence + 1, entry.entry_hash
    return None


def _digest(sequence: int, event: AuditEvent, previous_hash: str) -> str:
    content = [
        sequence,
        event.at.isoformat(),
        event.operator,
        event.kind,
        str(event.application_id or ""),
        sorted(event.details.items()),
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous_hash}{text}".encode()).hexdigest()

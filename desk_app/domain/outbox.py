"""What waits to be sent to the registry: immutable events with their sending history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class MessageKind(StrEnum):
    """What a message tells the registry; each carries the whole case as it was then."""

    CASE_ACCEPTED = "case_accepted"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    CASE_RETURNED = "case_returned"
    REFUSAL_PREPARED = "refusal_prepared"
    REFUSAL_DECLINED = "refusal_declined"
    CASE_REGISTERED = "case_registered"
    CASE_REFUSED = "case_refused"
    CASE_READY = "case_ready"
    CASE_HANDED_OVER = "case_handed_over"
    CASE_WITHDRAWN = "case_withdrawn"
    VISIT_CLOSED = "visit_closed"


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """One event on its way.

    Attributes:
        message_id: UUIDv7, the idempotency key.
        sequence: 1, 2, 3 … within the case; order holds per case.
        device_sequence: 1, 2, 3 … within the store; finds gaps and clones.
        payload: Encoded body, fixed when the event happened.
        files: SHA-256 digests of the scans that must be there before the message.
        parked_reason: Why it is not tried again by itself; empty otherwise.
    """

    message_id: UUID
    application_id: UUID
    sequence: int
    device_sequence: int
    kind: MessageKind
    payload: bytes
    files: tuple[str, ...]
    created_at: datetime
    attempts: int = 0
    next_attempt_at: datetime | None = None
    last_error: str = ""
    sent_at: datetime | None = None
    acknowledged_at: datetime | None = None
    parked_reason: str = ""


@dataclass(frozen=True, slots=True)
class OutboxState:
    """The outbox in figures, for the status bar."""

    pending: int
    parked: int
    oldest_at: datetime | None


FIRST_RETRY_SECONDS = 2.0
LONGEST_RETRY_SECONDS = 300.0
LONGEST_WISH_SECONDS = 3600.0


def next_attempt(
    attempts: int, now: datetime, *, jitter: float, retry_after_seconds: float | None = None
) -> datetime:
    """Return when to try again: exponential with jitter, or as the registry asked.

    Args:
        attempts: Failed attempts so far, at least 1.
        now: Aware UTC.
        jitter: Uniform in [0, 1).
        retry_after_seconds: The registry's own wish, if any; at most an hour is granted.
    """
    if retry_after_seconds is not None:
        return now + timedelta(seconds=min(LONGEST_WISH_SECONDS, max(0.0, retry_after_seconds)))
    ceiling = min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** min(attempts, 16))
    return now + timedelta(seconds=ceiling * (0.5 + jitter / 2))

"""The central registry as the desk sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from desk_app.domain.iin import Iin
from desk_app.domain.numbers import NumberBlock
from desk_app.domain.outbox import OutboxMessage
from desk_app.domain.service_time import Ticket
from desk_app.wire import ChangesPage, CheckAnswer, KnownCase, MessageReceipt, PersonRecord


class RegistryGateway(Protocol):
    """Calls block with short time-outs and raise ExchangeError.

    Codes: `registry.unreachable` (no way to it), `registry.silent` (it does not answer in time or
    answers 5xx), `registry.nonsense` (the answer cannot be used), `registry.refused` (permanent
    refusal, with its reason), `registry.busy` (with `retry_after_seconds`).
    """

    def health(self) -> None:
        """Return if the registry answers."""

    def person(self, iin: Iin) -> PersonRecord | None:
        """Return what the state database knows of a person, or None if it knows nobody."""

    def checks(self, iin: Iin) -> Sequence[CheckAnswer]:
        """Return the automatic checks of a person with system and time."""

    def known_cases(self, iin: Iin) -> Sequence[KnownCase]:
        """Return the person's cases at any desk or portal, newest first."""

    def missing_files(self, sha256s: Sequence[str]) -> Sequence[str]:
        """Return those digests whose files the registry lacks."""

    def put_file(self, sha256: str, content: bytes) -> None:
        """Send a scan; success means it is durable there."""

    def file(self, sha256: str) -> bytes:
        """Return a scan, verified by its digest."""

    def send(self, message: OutboxMessage) -> MessageReceipt:
        """Deliver an event; the same event again is answered the same way."""

    def changes(self, cursor: str) -> ChangesPage:
        """Return what happened after the cursor to cases of this office ("" is the start)."""

    def waiting_tickets(self) -> Sequence[Ticket]:
        """Return this office's waiting tickets."""

    def call_ticket(self, ticket_id: str, request_id: UUID) -> None:
        """Tell the queue that a ticket was called here; repeating is harmless."""

    def return_ticket(self, ticket_id: str, request_id: UUID, *, no_show: bool) -> None:
        """Put a called ticket back with its original time, or close it as not come."""

    def lease_block(self, request_id: UUID) -> NumberBlock:
        """Return a block of serials for this workplace; the same request gives the same block."""

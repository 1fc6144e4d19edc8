"""The registry of a window, whose sign-in page must not wait for what it takes to talk to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from desk_app.domain.iin import Iin
    from desk_app.domain.numbers import NumberBlock
    from desk_app.domain.outbox import OutboxMessage
    from desk_app.domain.service_time import Ticket
    from desk_app.sync.registry_client import RegistryClient
    from desk_app.wire import ChangesPage, CheckAnswer, KnownCase, MessageReceipt, PersonRecord


class LateRegistry:
    """The `RegistryGateway` port; its client is made at the first call, on the caller's lane."""

    def __init__(self, make: Callable[[], RegistryClient]) -> None:
        self._make = make
        self._made: RegistryClient | None = None
        self._lock = threading.Lock()

    @property
    def _client(self) -> RegistryClient:
        return self.load()

    def load(self) -> RegistryClient:
        """Make the client, if nobody has yet; blocks."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def close(self) -> None:
        """Close the connections, if there were any."""
        if self._made is not None:
            self._made.close()

    def health(self) -> None:
        self._client.health()

    def person(self, iin: Iin) -> PersonRecord | None:
        return self._client.person(iin)

    def checks(self, iin: Iin) -> Sequence[CheckAnswer]:
        return self._client.checks(iin)

    def known_cases(self, iin: Iin) -> Sequence[KnownCase]:
        return self._client.known_cases(iin)

    def missing_files(self, sha256s: Sequence[str]) -> Sequence[str]:
        return self._client.missing_files(sha256s)

    def put_file(self, sha256: str, content: bytes) -> None:
        self._client.put_file(sha256, content)

    def file(self, sha256: str) -> bytes:
        return self._client.file(sha256)

    def send(self, message: OutboxMessage) -> MessageReceipt:
        return self._client.send(message)

    def changes(self, cursor: str) -> ChangesPage:
        return self._client.changes(cursor)

    def waiting_tickets(self) -> Sequence[Ticket]:
        return self._client.waiting_tickets()

    def call_ticket(self, ticket_id: str, request_id: UUID) -> None:
        self._client.call_ticket(ticket_id, request_id)

    def return_ticket(self, ticket_id: str, request_id: UUID, *, no_show: bool) -> None:
        self._client.return_ticket(ticket_id, request_id, no_show=no_show)

    def lease_block(self, request_id: UUID) -> NumberBlock:
        return self._client.lease_block(request_id)

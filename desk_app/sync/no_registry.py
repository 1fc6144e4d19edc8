"""A desk that was given no registry: every question is answered as without a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from desk_app.errors import ExchangeError

if TYPE_CHECKING:
    from uuid import UUID

    from desk_app.domain.iin import Iin
    from desk_app.domain.numbers import NumberBlock
    from desk_app.domain.outbox import OutboxMessage
    from desk_app.domain.service_time import Ticket
    from desk_app.wire import ChangesPage, CheckAnswer, KnownCase, MessageReceipt, PersonRecord


def _unreachable() -> NoReturn:
    raise ExchangeError("registry.unreachable")


class NoRegistry:
    """The `RegistryGateway` port of a desk whose settings name no address."""

    def load(self) -> None:
        """There is nothing to load."""

    def close(self) -> None:
        """There is nothing to close."""

    def health(self) -> None:
        """Raise `registry.unreachable`, as every call here does."""
        _unreachable()

    def person(self, iin: Iin) -> PersonRecord | None:
        _unreachable()

    def checks(self, iin: Iin) -> Sequence[CheckAnswer]:
        _unreachable()

    def known_cases(self, iin: Iin) -> Sequence[KnownCase]:
        _unreachable()

    def missing_files(self, sha256s: Sequence[str]) -> Sequence[str]:
        _unreachable()

    def put_file(self, sha256: str, content: bytes) -> None:
        _unreachable()

    def file(self, sha256: str) -> bytes:
        _unreachable()

    def send(self, message: OutboxMessage) -> MessageReceipt:
        _unreachable()

    def changes(self, cursor: str) -> ChangesPage:
        _unreachable()

    def waiting_tickets(self) -> Sequence[Ticket]:
        _unreachable()

    def call_ticket(self, ticket_id: str, request_id: UUID) -> None:
        _unreachable()

    def return_ticket(self, ticket_id: str, request_id: UUID, *, no_show: bool) -> None:
        _unreachable()

    def lease_block(self, request_id: UUID) -> NumberBlock:
        _unreachable()

"""The central registry over HTTP."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote
from uuid import UUID

import msgspec

from desk_app.domain.iin import Iin
from desk_app.domain.numbers import NumberBlock
from desk_app.domain.outbox import OutboxMessage
from desk_app.domain.service_time import Ticket, TicketSource
from desk_app.errors import ExchangeError
from desk_app.sync.registry_address import checked_url, trust_only
from desk_app.wire import (
    MAX_FILE_BYTES,
    MAX_MESSAGE_BYTES,
    BlockRecord,
    ChangesPage,
    CheckAnswer,
    FileReceipt,
    FilesAnswer,
    FilesQuestion,
    HealthReport,
    KnownCase,
    LeaseRequest,
    MessageEnvelope,
    MessageReceipt,
    PersonRecord,
    RefusalBody,
    TicketRecord,
    TicketRequest,
)

if TYPE_CHECKING:
    import httpx2

_Answer = TypeVar("_Answer")

MAX_IN_FLIGHT = 4
DEFAULT_RETRY_AFTER_SECONDS = 30
LONGEST_RETRY_AFTER_SECONDS = 3600
# Shorter than the registry's own five: a connection it closes just now would look like a lost way.
_KEEP_ALIVE_SECONDS = 3.0
_PAGE_BYTES = 64 * MAX_MESSAGE_BYTES
_BUSY = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long a call may take, in seconds.

    Attributes:
        connect: Until there is a connection.
        step: Between two pieces of data.
        whole: For an answer in full, however slowly it drips.
    """

    connect: float = 3.0
    step: float = 10.0
    whole: float = 60.0


class RegistryClient:
    """The `RegistryGateway` port over HTTP; safe to share between threads.

    Proxies of the environment are not used and redirects are not followed: a login page of a
    network must never be taken for the registry.

    Args:
        url: Address of the registry, http or https.
        office_code: Code of this desk's office.
        workplace: Code of this workplace.
        token: The bearer token the registry knows its desks by; empty sends none.
        limits: Time limits of a call.
        ca_file: Certificates (PEM) of the one authority that is trusted; None trusts those the
            system trusts.

    Raises:
        InputError: Field `registry`: `registry.url` for what is no such address,
            `registry.ca_file` for a file without certificates.
    """

    def __init__(
        self,
        url: str,
        *,
        office_code: str,
        workplace: str,
        token: str = "",
        limits: TimeLimits | None = None,
        ca_file: Path | None = None,
    ) -> None:
        # A tenth of a second that a desk without a link need not pay at its start.
        import httpx2

        self._limits = limits or TimeLimits()
        self._office_code = office_code
        self._workplace = workplace
        authorization = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx2.Client(
            base_url=checked_url(url),
            headers={"X-Office": office_code, "X-Workplace": workplace, **authorization},
            timeout=httpx2.Timeout(self._limits.step, connect=self._limits.connect),
            limits=httpx2.Limits(
                max_connections=MAX_IN_FLIGHT, keepalive_expiry=_KEEP_ALIVE_SECONDS
            ),
            follow_redirects=False,
            trust_env=False,
            verify=True if ca_file is None else trust_only(ca_file),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def health(self) -> None:
        """Return if the registry answers."""
        report = _decoded(self._get("/health"), HealthReport)
        if report.status != "ok":
            raise ExchangeError("registry.silent", reason=report.status)

    def person(self, iin: Iin) -> PersonRecord | None:
        """Return what the state database knows of a person, or None if it knows nobody."""
        try:
            record = _decoded(self._get(f"/v1/persons/{iin.digits}"), PersonRecord)
        except ExchangeError as error:
            if error.params.get("reason") == "person_unknown":
                return None
            raise
        if record.iin != iin.digits:
            raise _nonsense("person")
        return record

    def checks(self, iin: Iin) -> Sequence[CheckAnswer]:
        """Return the automatic checks of a person with system and time."""
        answer = self._get(f"/v1/persons/{iin.digits}/checks")
        checks = _decoded(answer, tuple[CheckAnswer, ...])
        if len({check.code for check in checks}) != len(checks):
            raise _nonsense("checks")
        return checks

    def known_cases(self, iin: Iin) -> Sequence[KnownCase]:
        """Return the person's cases at any desk or portal, newest first."""
        return _decoded(self._get(f"/v1/persons/{iin.digits}/cases"), tuple[KnownCase, ...])

    def missing_files(self, sha256s: Sequence[str]) -> Sequence[str]:
        """Return those digests whose files the registry lacks."""
        answer = self._post("/v1/files/missing", FilesQuestion(sha256s=tuple(sha256s)))
        missing = _decoded(answer, FilesAnswer).missing
        if not set(missing) <= set(sha256s):
            raise _nonsense("files")
        return missing

    def put_file(self, sha256: str, content: bytes) -> None:
        """Send a scan; success means it is durable there."""
        receipt = _decoded(self._call("PUT", f"/v1/files/{sha256}", content), FileReceipt)
        if (receipt.sha256, receipt.size_bytes) != (sha256, len(content)):
            raise _nonsense("echo")

    def file(self, sha256: str) -> bytes:
        """Return a scan, verified by its digest."""
        content = self._get(f"/v1/files/{sha256}", limit_bytes=MAX_FILE_BYTES)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _nonsense("digest")
        return content

    def send(self, message: OutboxMessage) -> MessageReceipt:
        """Deliver an event; the same event again is answered the same way."""
        envelope = self._envelope(message)
        receipt = _decoded(self._post("/v1/messages", envelope), MessageReceipt)
        echo = (receipt.message_id, receipt.body_sha256)
        if echo != (envelope.message_id, envelope.body_sha256) or not receipt.number:
            raise _nonsense("echo")
        return receipt

    def changes(self, cursor: str) -> ChangesPage:
        """Return what happened after the cursor to cases of this office ("" is the start)."""
        path = f"/v1/changes?after={quote(cursor, safe='')}"
        page = _decoded(self._get(path, limit_bytes=_PAGE_BYTES), ChangesPage)
        if page.has_more and page.cursor == cursor:
            raise _nonsense("cursor")
        return page

    def waiting_tickets(self) -> Sequence[Ticket]:
        """Return this office's waiting tickets."""
        records = _decoded(self._get("/v1/tickets"), tuple[TicketRecord, ...])
        return tuple(_ticket(record) for record in records)

    def call_ticket(self, ticket_id: str, request_id: UUID) -> None:
        """Tell the queue that a ticket was called here; repeating is harmless."""
        request = TicketRequest(request_id=request_id)
        self._tell(f"/v1/tickets/{quote(ticket_id, safe='')}/call", request)

    def return_ticket(self, ticket_id: str, request_id: UUID, *, no_show: bool) -> None:
        """Put a called ticket back with its original time, or close it as not come."""
        request = TicketRequest(request_id=request_id, no_show=no_show)
        self._tell(f"/v1/tickets/{quote(ticket_id, safe='')}/return", request)

    def lease_block(self, request_id: UUID) -> NumberBlock:
        """Return a block of serials for this workplace; the same request gives the same block."""
        answer = self._post("/v1/blocks", LeaseRequest(request_id=request_id))
        block = _decoded(answer, BlockRecord)
        if block.request_id != request_id:
            raise _nonsense("echo")
        try:
            return NumberBlock.leased(block.first, block.last)
        except ValueError:
            raise _nonsense("block") from None

    def _envelope(self, message: OutboxMessage) -> MessageEnvelope:
        return MessageEnvelope(
            message_id=message.message_id,
            application_id=message.application_id,
            sequence=message.sequence,
            device_sequence=message.device_sequence,
            kind=message.kind,
            workplace=self._workplace,
            office_code=self._office_code,
            created_at=message.created_at,
            body_sha256=hashlib.sha256(message.payload).hexdigest(),
            body=msgspec.Raw(message.payload),
            files=message.files,
        )

    def _get(self, path: str, *, limit_bytes: int = MAX_MESSAGE_BYTES) -> bytes:
        return self._call("GET", path, None, limit_bytes=limit_bytes)

    def _post(self, path: str, value: object) -> bytes:
        return self._call("POST", path, msgspec.json.encode(value))

    def _tell(self, path: str, value: object) -> None:
        # The registry says nothing here; a login page of a network does.
        if self._post(path, value):
            raise _nonsense("answer")

    def _call(
        self, method: str, path: str, content: bytes | None, *, limit_bytes: int = MAX_MESSAGE_BYTES
    ) -> bytes:
        import httpx2

        try:
            with self._client.stream(method, path, content=content) as response:
                answer = _read(response, limit_bytes, time.monotonic() + self._limits.whole)
        except httpx2.ConnectTimeout:
            raise ExchangeError("registry.unreachable", reason="ConnectTimeout") from None
        except httpx2.TimeoutException as error:
            raise ExchangeError("registry.silent", reason=type(error).__name__) from None
        except httpx2.HTTPError as error:
            # Its text may quote the address asked for, and that an IIN.
            raise ExchangeError("registry.unreachable", reason=type(error).__name__) from None
        _require_success(response, answer)
        return answer


def _read(response: httpx2.Response, limit_bytes: int, deadline: float) -> bytes:
    pieces: list[bytes] = []
    size_bytes = 0
    for piece in response.iter_bytes():
        size_bytes += len(piece)
        if size_bytes > limit_bytes:
            raise _nonsense("size")
        if time.monotonic() > deadline:
            raise ExchangeError("registry.silent", reason="slow")
        pieces.append(piece)
    return b"".join(pieces)


def _require_success(response: httpx2.Response, answer: bytes) -> None:
    status = response.status_code
    if 200 <= status < 300:
        return
    if status in _BUSY:
        seconds = _retry_after_seconds(response.headers, datetime.now(UTC))
        raise ExchangeError("registry.busy", retry_after_seconds=seconds)
    if status >= 500:
        raise ExchangeError("registry.silent", reason=f"status {status}")
    if status < 400:
        raise _nonsense("redirect")
    raise _refused(answer)


def _refused(answer: bytes) -> ExchangeError:
    try:
        body = msgspec.json.decode(answer, type=RefusalBody)
    except msgspec.DecodeError:
        return _nonsense("refusal")
    expected = {} if body.expected is None else {"expected": body.expected}
    return ExchangeError("registry.refused", reason=body.code, **expected)


def _retry_after_seconds(headers: Mapping[str, str], now: datetime) -> int:
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        seconds = int(text[:9])
    else:
        try:
            seconds = round((parsedate_to_datetime(text) - now).total_seconds())
        except (TypeError, ValueError):
            seconds = DEFAULT_RETRY_AFTER_SECONDS
    return max(1, min(seconds, LONGEST_RETRY_AFTER_SECONDS))


def _decoded(answer: bytes, kind: type[_Answer]) -> _Answer:
    try:
        return msgspec.json.decode(answer, type=kind)
    except msgspec.DecodeError:
        raise _nonsense("answer") from None


def _nonsense(reason: str) -> ExchangeError:
    return ExchangeError("registry.nonsense", reason=reason)


def _ticket(record: TicketRecord) -> Ticket:
    return Ticket(
        ticket_id=record.ticket_id,
        number=record.number,
        issued_at=record.issued_at,
        source=TicketSource.REGISTRY,
        label=record.label,
        priority=record.priority,
    )

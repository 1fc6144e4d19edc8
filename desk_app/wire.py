"""The language between desk and registry: versioned structs, encoded as JSON.

A case travels as the domain value itself (frozen dataclasses with defaults): a newer desk's extra
fields are ignored by an older reader, an older desk's missing ones take their defaults.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated
from uuid import UUID

import msgspec

from desk_app.domain.cases import Case, CaseState
from desk_app.domain.iin import Sex
from desk_app.domain.outbox import MessageKind
from desk_app.domain.service_time import Visit
from desk_app.domain.vocabulary import CheckValue
from desk_app.errors import KnownError

SCHEMA = 1
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
MAX_MESSAGE_BYTES = 1024 * 1024
MAX_FILE_BYTES = 25 * 1024 * 1024


class CaseEvent(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a message: what happened, the case as it was then, and its visit."""

    schema: int = SCHEMA
    kind: MessageKind
    case: Case
    visit: Visit | None = None


class MessageEnvelope(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it is posted; `body` is the event's exact bytes, hashed as they are."""

    message_id: UUID
    application_id: UUID
    sequence: Count
    device_sequence: Count
    kind: MessageKind
    workplace: str
    office_code: str
    created_at: Instant
    body_sha256: str
    body: msgspec.Raw
    files: tuple[str, ...] = ()


class MessageReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """The registry's answer: it echoes id and digest, and gives the permanent number.

    Attributes:
        known: This message was received before; the answer is the stored one.
        revision: The case's count of events with this one; at least the message's sequence.
    """

    message_id: UUID
    body_sha256: str
    known: bool = False
    number: str = ""
    revision: int = 0


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Something another desk or the portal did to a case of this office.

    Attributes:
        sequence: Place in the feed of this office.
        kind: A `MessageKind`, or one of a newer program: what it says is then kept aside.
        number: The case's permanent number; the body is older than it.
        intake_office / decision_office: Both ends of the chain as the registry routes them.
    """

    sequence: int
    application_id: UUID
    revision: int
    kind: str
    body: msgspec.Raw
    files: tuple[str, ...] = ()
    number: str = ""
    intake_office: str = ""
    decision_office: str = ""


class ChangesPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of changes; save `cursor` in the transaction that applies them.

    Attributes:
        office_code: The office whose feed this is.
    """

    epoch: str
    cursor: str
    changes: tuple[Change, ...]
    has_more: bool = False
    office_code: str = ""


class PersonRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What the state database of persons knows.

    Attributes:
        prefill: Field code of the application's form to text.
    """

    iin: str
    surname: str
    given_name: str
    patronymic: str = ""
    birth_date: date
    sex: Sex
    citizenship: str = "KAZ"
    document_kind: str = ""
    document_number: str = ""
    document_issued_by: str = ""
    document_issued_on: date | None = None
    document_valid_until: date | None = None
    prefill: Mapping[str, str] = {}


class CheckAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One automatic check's answer.

    Attributes:
        since_on: The day from which it is so; None where the system does not tell.
    """

    code: str
    value: CheckValue
    source: str
    queried_at: Instant
    detail: str = ""
    since_on: date | None = None


class KnownCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case of the same person, wherever it was opened."""

    application_id: UUID
    number: str
    state: str
    channel: str
    office_code: str
    accepted_at: Instant | None = None


class TicketRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A waiting ticket of an office's queue."""

    ticket_id: str
    number: str
    issued_at: Instant
    label: str = ""
    priority: bool = False


class BlockRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A leased block of serials, both ends included, with the request it answers."""

    first: int
    last: int
    request_id: UUID | None = None


class LeaseRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A wish for a block; the same request is answered by the same block."""

    request_id: UUID


class TicketRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A deed done to a ticket; the same request is done once.

    Attributes:
        no_show: On a return: close the ticket as not come instead of putting it back.
    """

    request_id: UUID
    no_show: bool = False


class FilesQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which of these files are missing?"""

    sha256s: tuple[str, ...]


class FilesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The digests of the files the registry lacks."""

    missing: tuple[str, ...]


class FileReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """The file is durable under this digest."""

    sha256: str
    size_bytes: int


class HealthReport(msgspec.Struct, frozen=True, kw_only=True):
    """The registry answers and its database does."""

    status: str
    schema: int
    epoch: str


class RefusalBody(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why the registry does not do what was asked.

    Attributes:
        code: Stable name of the reason.
        expected: The sequence a message would have to carry.
        missing_files: Digests of files that must come first.
    """

    code: str
    expected: int | None = None
    missing_files: tuple[str, ...] = ()


_event_encoder = msgspec.json.Encoder(order="deterministic")
_event_decoder = msgspec.json.Decoder(CaseEvent)
_case_decoder = msgspec.json.Decoder(Case)


# In which state a case can be after what a message tells; a closed visit tells of none.
_TOLD_STATES: Mapping[MessageKind, frozenset[CaseState]] = {
    MessageKind.CASE_ACCEPTED: frozenset({CaseState.ACCEPTED}),
    MessageKind.ACCEPTANCE_REFUSED: frozenset({CaseState.ACCEPTANCE_REFUSED}),
    MessageKind.CASE_RETURNED: frozenset({CaseState.RETURNED}),
    MessageKind.REFUSAL_PREPARED: frozenset({CaseState.AWAITING_APPROVAL}),
    MessageKind.REFUSAL_DECLINED: frozenset({CaseState.ACCEPTED}),
    MessageKind.CASE_REGISTERED: frozenset({CaseState.REGISTERED}),
    MessageKind.CASE_REFUSED: frozenset({CaseState.REFUSED}),
    MessageKind.CASE_READY: frozenset({CaseState.REGISTERED, CaseState.READY}),
    # The memo of a returned case is handed over too.
    MessageKind.CASE_HANDED_OVER: frozenset({CaseState.HANDED_OVER, CaseState.RETURNED}),
    MessageKind.CASE_WITHDRAWN: frozenset({CaseState.WITHDRAWN}),
}


def encode_event(event: CaseEvent) -> bytes:
    """Return the event's bytes; the same event always gives the same bytes."""
    return _event_encoder.encode(event)


def decode_event(body: bytes | msgspec.Raw) -> CaseEvent:
    """Return the event, or raise msgspec.ValidationError naming the place.

    Instants that no store takes are refused as well: without a zone, or beyond the years of UTC.
    """
    try:
        event = _event_decoder.decode(body)
        for instant in (*_instants(event.case), *_instants(event.visit)):
            _require_utc(instant)
    except KnownError as error:
        # Values that refuse to exist, such as an IIN with a wrong check digit.
        raise msgspec.ValidationError(error.code) from None
    except (OverflowError, RecursionError) as error:
        raise msgspec.ValidationError(type(error).__name__) from None
    return event


def is_as_told(event: CaseEvent) -> bool:
    """Whether the case is in a state that what happened can leave it in."""
    states = _TOLD_STATES.get(event.kind)
    return states is None or event.case.state in states


@cache
def reader_mark() -> str:
    """Return a mark of what this program can read: it changes whenever more can be read."""
    schema = msgspec.json.encode(msgspec.json.schema(CaseEvent), order="deterministic")
    return hashlib.sha256(schema).hexdigest()


def _require_utc(instant: datetime) -> None:
    if instant.tzinfo is None:
        raise msgspec.ValidationError("an instant without a zone")
    instant.astimezone(UTC)


def _instants(value: object) -> Iterator[datetime]:
    if isinstance(value, datetime):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _instants(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in _field_names(type(value)):
            yield from _instants(getattr(value, name))


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def encode_case(case: Case) -> bytes:
    """Return the case's bytes."""
    return _event_encoder.encode(case)


def decode_case(body: bytes) -> Case:
    """Return the case, or raise msgspec.ValidationError naming the place."""
    return _case_decoder.decode(body)

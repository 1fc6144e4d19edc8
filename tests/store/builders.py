"""Invented values for the store: one of each by name, and any of them by strategy."""

from __future__ import annotations

import dataclasses
import enum
import types
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

from hypothesis import strategies as st

from desk_app.domain.applicants import Applicant, PersonName
from desk_app.domain.audit import AuditEvent
from desk_app.domain.cases import Case
from desk_app.domain.iin import Iin, Sex, compose_iin
from desk_app.domain.outbox import MessageKind
from desk_app.domain.service_time import Moment, Ticket, TicketSource, Visit
from desk_app.domain.vocabulary import Channel

NOON = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
IINS = tuple(
    iin
    for serial in range(9900, 9920)
    if (iin := compose_iin(date(1991, 4, 17), Sex.FEMALE, serial)) is not None
)


class UndoneError(Exception):
    """A deed that failed inside its unit of work."""


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def invented_case(
    *,
    surname: str = "Сынақова",
    given_name: str = "Үлгі",
    patronymic: str = "",
    iin: Iin | None = None,
    opened_at: datetime = NOON,
    **fields: Any,
) -> Case:
    applicant = Applicant(iin=iin, name=PersonName(surname, given_name, patronymic))
    return Case(
        application_id=uuid4(),
        pack_id="KZ-LIR-2020",
        channel=Channel.STATE_CORPORATION,
        office_code="0101",
        workplace="03",
        operator="operator",
        opened_at=opened_at,
        applicant=applicant,
        **fields,
    )


def invented_visit(*, called_at: datetime = NOON, **fields: Any) -> Visit:
    called = Moment(called_at, 100.0, "boot")
    return Visit(uuid4(), "0101", "03", "operator", called, **fields)


def invented_ticket(
    ticket_id: str,
    *,
    issued_at: datetime = NOON,
    source: TicketSource = TicketSource.LOCAL,
    priority: bool = False,
) -> Ticket:
    return Ticket(ticket_id, f"А-{ticket_id}", issued_at, source, priority=priority)


def audit_event(kind: str = "case_opened", *, at: datetime = NOON) -> AuditEvent:
    return AuditEvent(at, "operator", kind, uuid4(), {"field": "value"})


def event_of(application_id: UUID, sequence: int, **fields: Any) -> dict[str, Any]:
    return {
        "message_id": uuid4(),
        "application_id": application_id,
        "sequence": sequence,
        "kind": MessageKind.CASE_ACCEPTED,
        "payload": b'{"schema":1}',
        "files": ("ab" * 32,),
        "created_at": NOON,
        **fields,
    }


_LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=12),
    bool: st.booleans(),
    int: st.integers(0, 2**40),
    float: st.floats(0, 1e9),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    UUID: st.uuids(),
    Iin: st.sampled_from(IINS),
}


def any_value(kind: Any) -> st.SearchStrategy[Any]:
    """Return any value of an annotated type: the domain's own dataclasses say what is possible."""
    if kind in _LEAVES:
        return _LEAVES[kind]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return st.sampled_from(kind)
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        fields = {field.name: any_value(hints[field.name]) for field in dataclasses.fields(kind)}
        return st.builds(kind, **fields)
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return st.one_of(*(any_value(part) for part in reversed(parts)))
    if kind is type(None):
        return st.none()
    if origin is tuple:
        return st.lists(any_value(parts[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(any_value(parts[0]), any_value(parts[1]), max_size=2)
    raise TypeError(f"no strategy for {kind}")

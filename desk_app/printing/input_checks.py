"""What a paper described from outside must hold: all its fields, real numbers, days in order.

The desk's own papers are made of values checked when they were typed; what a command is given was
checked by nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from desk_app.domain.iin import Iin
from desk_app.domain.numbers import CaseNumber, TemporaryNumber, parse_number
from desk_app.domain.papers import (
    AcceptanceRefusalPaper,
    ApplicationPaper,
    CertificatePaper,
    MemoPaper,
    Paper,
    ReceiptPaper,
    RefusalPaper,
)
from desk_app.domain.working_days import KZ_ZONE
from desk_app.errors import InputError

_EARLIEST_BIRTH = date(1900, 1, 1)
_OWN = (CaseNumber,)
_ANY = (CaseNumber, TemporaryNumber)
Days = tuple[str, date | datetime | None]


def missing_fields(hint: Any, raw: object, way: str = "") -> Iterator[str]:  # noqa: ANN401
    """Yield every required field that JSON lacks for a type, such as `letterhead.office`."""
    if get_origin(hint) in {Union, UnionType}:
        for each in get_args(hint):
            if is_dataclass(each):
                yield from missing_fields(each, raw, way)
    elif get_origin(hint) is tuple and isinstance(raw, list):
        for position, entry in enumerate(raw):
            yield from missing_fields(get_args(hint)[0], entry, f"{way}[{position}]")
    elif is_dataclass(hint) and isinstance(raw, dict):
        hints = get_type_hints(hint)
        for part in fields(hint):
            place = f"{way}.{part.name}" if way else part.name
            if part.name in raw:
                yield from missing_fields(hints[part.name], raw[part.name], place)
            elif _is_required(part):
                yield place


def _is_required(part: Field[Any]) -> bool:
    return part.default is MISSING and part.default_factory is MISSING


def doubts(paper: Paper) -> Iterator[InputError]:
    """Yield what is wrong with a paper's numbers and days, each by its field."""
    match paper:
        case ApplicationPaper():
            yield from _wrong_number("number", paper.number, _ANY)
        case ReceiptPaper():
            kinds = (TemporaryNumber,) if paper.number_is_temporary else _OWN
            yield from _wrong_number("number", paper.number, kinds)
            accepted = ("accepted_at", paper.accepted_at)
            yield from _out_of_order(accepted, ("result_on", paper.result_on))
        case AcceptanceRefusalPaper():
            for position, document in enumerate(paper.expired):
                ended = (f"expired[{position}].expired_on", document.expired_on)
                yield from _out_of_order(ended, ("composed_on", paper.composed_on))
        case CertificatePaper():
            yield from _wrong_number("number", paper.number, _OWN)
            yield from _wrong_iin("iin", paper.iin)
            yield from _wrong_birth(paper)
            issued = ("issued_at", paper.issued_at)
            yield from _out_of_order(("registered_on", paper.registered_on), issued)
        case RefusalPaper():
            yield from _doubts_of_refusal(paper)
        case MemoPaper():
            return


def _doubts_of_refusal(paper: RefusalPaper) -> Iterator[InputError]:
    yield from _wrong_number("number", paper.number, _ANY)
    yield from _wrong_number("application_number", paper.application_number, _ANY)
    yield from _wrong_iin("addressee_iin", paper.addressee_iin)
    issued = ("issued_at", paper.issued_at)
    yield from _out_of_order(("application_date", paper.application_date), issued)
    for position, ground in enumerate(paper.grounds):
        yield from _out_of_order((f"grounds[{position}].queried_at", ground.queried_at), issued)


def _wrong_number(
    field: str, number: str | None, kinds: tuple[type[CaseNumber | TemporaryNumber], ...]
) -> Iterator[InputError]:
    # One that is missing where it must not be is told with the paper's other gaps.
    if number is None or not number.strip():
        return
    try:
        parsed = parse_number(number)
    except InputError as error:
        yield InputError(error.code, field=field)
        return
    if not isinstance(parsed, kinds) or str(parsed) != number:
        yield InputError("number.form", field=field)


def _wrong_iin(field: str, iin: str | None) -> Iterator[InputError]:
    try:
        if iin is not None:
            Iin.parse(iin)
    except InputError as error:
        yield InputError(error.code, field=field, **error.params)


def _wrong_birth(paper: CertificatePaper) -> Iterator[InputError]:
    if paper.birth_date < _EARLIEST_BIRTH:
        yield InputError("field.not_a_date", field="birth_date")
    born = ("birth_date", paper.birth_date)
    yield from _out_of_order(born, ("registered_on", paper.registered_on))


def _out_of_order(earlier: Days, later: Days) -> Iterator[InputError]:
    (field, day), (other, bound) = earlier, later
    if day is not None and bound is not None and _local_day(day) > _local_day(bound):
        yield InputError("paper.out_of_order", field=field, other=other)


def _local_day(value: date | datetime) -> date:
    if not isinstance(value, datetime):
        return value
    # An instant without its zone is told for itself.
    return value.astimezone(KZ_ZONE).date() if value.tzinfo else value.date()

"""A paper's values from JSON, as the command takes them."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

import msgspec

from desk_app.domain.papers import PAPER_TYPES, Paper
from desk_app.domain.vocabulary import PaperKind
from desk_app.errors import InputError
from desk_app.printing.input_checks import missing_fields

_MISSING = re.compile(r"missing required field `(?P<name>\w+)`")
_PLACE = re.compile(r" - at `\$\.?(?P<place>[^`]*)`$")


def read_paper(kind: PaperKind, source: bytes) -> Paper:
    """Return the paper that JSON describes.

    Raises:
        InputError: Not JSON, a field of the wrong kind, missing, or not known to this form.
    """
    raw = _decoded(source)
    try:
        paper: Paper = msgspec.convert(raw, PAPER_TYPES[kind])
    except msgspec.ValidationError as error:
        raise _named(str(error)) from error
    _refuse_unknown(raw, paper, "")
    return paper


def find_gaps(kind: PaperKind, source: bytes) -> tuple[InputError, ...]:
    """Return every required field that JSON lacks, each by its name.

    Raises:
        InputError: Not JSON.
    """
    lacking = missing_fields(PAPER_TYPES[kind], _decoded(source))
    return tuple(InputError("paper.field_missing", field=field) for field in lacking)


def _decoded(source: bytes) -> object:
    try:
        return msgspec.json.decode(source)
    except msgspec.DecodeError as error:
        raise InputError("paper.not_json", field="") from error


def _named(message: str) -> InputError:
    """Return the error of the library with its field as we name fields."""
    place = _PLACE.search(message)
    field = place["place"] if place else ""
    if missing := _MISSING.search(message):
        name = missing["name"]
        return InputError("paper.field_missing", field=f"{field}.{name}" if field else name)
    return InputError("paper.wrong_value", field=field)


def _refuse_unknown(raw: object, value: object, field: str) -> None:
    """Refuse fields that would be dropped in silence, such as a misspelt optional one."""
    if isinstance(raw, dict) and is_dataclass(value):
        known = {part.name for part in fields(value)}
        for name, inner in raw.items():
            way = f"{field}.{name}" if field else str(name)
            if name not in known:
                raise InputError("paper.field_unknown", field=way)
            _refuse_unknown(inner, getattr(value, name), way)
    elif isinstance(raw, list) and isinstance(value, tuple):
        for position, (inner, entry) in enumerate(zip(raw, value, strict=True)):
            _refuse_unknown(inner, entry, f"{field}[{position}]")

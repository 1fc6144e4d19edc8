"""Whether a paper's values can be printed at all: every one is looked at before any is drawn."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import datetime

from desk_app.domain.papers import (
    AcceptanceRefusalPaper,
    CertificatePaper,
    Paper,
    barcode_number,
)
from desk_app.errors import InputError
from desk_app.printing.blocks import printable
from desk_app.printing.marks import Fonts, code128_modules, missing_characters
from desk_app.printing.pieces import WIDEST_CODE_MODULES

# Far above any legal name or ground; a text beyond it is a mistake and would fill pages.
LONGEST_TEXT = 4000
LONGEST_LIST = 200


def find_problems(paper: Paper, fonts: Fonts) -> tuple[InputError, ...]:
    """Return what is wrong with a paper's values, by field: `sections[0].title.kk`."""
    return tuple(_problems(paper, fonts))


def _problems(paper: Paper, fonts: Fonts) -> Iterator[InputError]:
    if isinstance(paper, CertificatePaper) and not paper.number.strip():
        yield InputError("paper.number_missing", field="number")
        paper = dataclasses.replace(paper, number="0")
    if isinstance(paper, AcceptanceRefusalPaper) and not (paper.missing or paper.expired):
        yield InputError("paper.nothing_missing", field="missing")
    for field, value in _values(paper, ""):
        yield from _problems_of(value, field, fonts)
    if number := barcode_number(paper):
        yield from _unprintable_number(number)


def _values(value: object, field: str) -> Iterator[tuple[str, object]]:
    """Walk through everything a paper holds, with the way to it."""
    if dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            way = f"{field}.{part.name}" if field else part.name
            yield from _values(getattr(value, part.name), way)
    elif isinstance(value, tuple):
        yield field, value
        for position, entry in enumerate(value):
            yield from _values(entry, f"{field}[{position}]")
    else:
        yield field, value


def _problems_of(value: object, field: str, fonts: Fonts) -> Iterator[InputError]:
    match value:
        case str():
            yield from _problems_of_text(printable(value), field, fonts)
        case tuple() if len(value) > LONGEST_LIST:
            yield InputError("paper.too_many", field=field, limit=LONGEST_LIST)
        case datetime() if value.tzinfo is None:
            yield InputError("paper.time_without_zone", field=field)
        case int() if value < 0:
            yield InputError("paper.not_positive", field=field)


def _problems_of_text(text: str, field: str, fonts: Fonts) -> Iterator[InputError]:
    if not text:
        yield InputError("paper.empty", field=field)
    if len(text) > LONGEST_TEXT:
        yield InputError("paper.too_long", field=field, limit=LONGEST_TEXT)
    for character in missing_characters(text.replace("\n", " "), fonts):
        yield InputError("paper.unknown_character", field=field, character=character)


def _unprintable_number(number: str) -> Iterator[InputError]:
    try:
        code128_modules(number, field="number", widest=WIDEST_CODE_MODULES)
    except InputError as error:
        yield error

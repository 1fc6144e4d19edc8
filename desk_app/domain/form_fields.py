"""The application's fields: what is asked, and whether an answer will do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from desk_app.domain.languages import Bilingual, Language
from desk_app.domain.names import normalise_email, normalise_name, normalise_phone
from desk_app.domain.paper_alphabet import require_printable
from desk_app.domain.vocabulary import Provenance
from desk_app.errors import InputError


class FieldKind(StrEnum):
    """How a field is typed and checked."""

    TEXT = "text"
    LONG_TEXT = "longtext"
    NAME = "name"
    DIGITS = "digits"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    CHOICE = "choice"
    MULTI_CHOICE = "multichoice"
    MONEY = "money"
    YEARS = "years"
    ADDRESS = "address"


class FieldRule(StrEnum):
    """What an answer must be beyond its kind."""

    NOT_IN_FUTURE = "not_in_future"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a list; its code is stored, its words are shown and printed."""

    code: str
    kk: str
    ru: str

    def text(self, language: Language) -> str:
        """Return the words in one language."""
        return self.kk if language is Language.KK else self.ru


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of the application.

    `main_position` is the field's place among those of the standard case: 0 is the address,
    which the registry fills, 1 to 7 are typed; None stands behind "more". `instead` names
    fields one of which may be answered in place of a required one. `columns` is the width on
    a grid of twelve. What is `prefilled` the registry may answer under the same code.
    """

    code: str
    label: Bilingual
    section: str
    kind: FieldKind
    provenance: Provenance
    required: bool = False
    instead: tuple[str, ...] = ()
    values: tuple[Choice, ...] = ()
    max_length: int = 200
    maximum: int | None = None
    columns: int = 6
    main_position: int | None = None
    prefilled: bool = False
    rule: FieldRule | None = None


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A group of fields under one heading."""

    code: str
    title: Bilingual


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A table of the form (work history, education): fields repeated per row."""

    code: str
    label: Bilingual
    section: str
    max_rows: int
    provenance: Provenance
    fields: tuple[FieldSpec, ...]


@dataclass(frozen=True, slots=True)
class FormCatalogue:
    """All fields and tables of the application form."""

    sections: tuple[SectionSpec, ...]
    fields: tuple[FieldSpec, ...]
    rows: tuple[RowSpec, ...]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """An answer that will not do: the field, a stable code and values for its text.

    `field` is a field's code, or `work_history[0].position` for a field of a row.
    """

    field: str
    code: str
    params: tuple[tuple[str, str | int], ...] = ()


Answers = Mapping[str, str]
Rows = Mapping[str, Sequence[Answers]]


def validate(spec: FieldSpec, text: str, today: date) -> str:
    """Return the answer as it is stored: cleaned, dates in ISO form, codes in list order.

    An empty answer is returned as it is; whether one may be empty is the form's question.

    Raises:
        InputError: The answer will not do; `field` is the field's code.
    """
    cleaned = " ".join(text.split()) if spec.kind is not FieldKind.LONG_TEXT else text.strip()
    if not cleaned:
        return ""
    if len(cleaned) > spec.max_length:
        raise InputError(
            "field.too_long", field=spec.code, length=len(cleaned), limit=spec.max_length
        )
    answer = _CLEANERS[spec.kind](spec, cleaned, today)
    # Told here, at the field: on the step of the result it would be told of a whole paper.
    require_printable(answer, field=spec.code)
    return answer


def _as_text(spec: FieldSpec, text: str, _today: date) -> str:
    if any(unicodedata.category(letter) == "Cc" and letter != "\n" for letter in text):
        raise InputError("field.control_characters", field=spec.code)
    return text


def _as_name(spec: FieldSpec, text: str, _today: date) -> str:
    return normalise_name(text, field=spec.code)


def _as_phone(spec: FieldSpec, text: str, _today: date) -> str:
    return normalise_phone(text, field=spec.code)


def _as_email(spec: FieldSpec, text: str, _today: date) -> str:
    return normalise_email(text, field=spec.code)


def _as_digits(spec: FieldSpec, text: str, _today: date) -> str:
    digits = text.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        raise InputError("field.not_digits", field=spec.code)
    return digits


def _as_number(spec: FieldSpec, text: str, today: date) -> str:
    number = int(_as_digits(spec, text, today))
    if spec.maximum is not None and number > spec.maximum:
        raise InputError("field.too_much", field=spec.code, limit=spec.maximum)
    return str(number)


def _as_date(spec: FieldSpec, text: str, today: date) -> str:
    day = _read_date(text)
    if day is None or day.year < _EARLIEST_YEAR:
        raise InputError("field.not_a_date", field=spec.code)
    if spec.rule is FieldRule.NOT_IN_FUTURE and day > today:
        raise InputError("field.in_future", field=spec.code)
    return day.isoformat()


def _read_date(text: str) -> date | None:
    """Return the day typed as 31.12.2026, 31122026 or 2026-12-31."""
    for pattern, order in _DATE_FORMS:
        if found := pattern.fullmatch(text):
            year, month, day = (int(found[part]) for part in order)
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None


def _as_choice(spec: FieldSpec, text: str, _today: date) -> str:
    if text not in {choice.code for choice in spec.values}:
        raise InputError("field.not_in_list", field=spec.code)
    return text


def _as_choices(spec: FieldSpec, text: str, today: date) -> str:
    chosen = {_as_choice(spec, code.strip(), today) for code in text.split(",")}
    return ",".join(choice.code for choice in spec.values if choice.code in chosen)


def validate_form(
    catalogue: FormCatalogue, answers: Answers, rows: Rows, today: date
) -> tuple[FieldProblem, ...]:
    """Return every problem of a filled form, in the order of its fields; empty when it will do."""
    return (
        *_field_problems(catalogue.fields, answers, today, ""),
        *_row_problems(catalogue, rows, today),
        *_cross_problems(answers, rows),
    )


def _field_problems(
    specs: Sequence[FieldSpec], answers: Answers, today: date, prefix: str
) -> Iterator[FieldProblem]:
    for spec in specs:
        try:
            cleaned = validate(spec, answers.get(spec.code, ""), today)
        except InputError as error:
            yield FieldProblem(prefix + spec.code, error.code, tuple(sorted(error.params.items())))
        else:
            others = (answers.get(code, "").strip() for code in spec.instead)
            if spec.required and not cleaned and not any(others):
                yield FieldProblem(prefix + spec.code, "field.required")


def _row_problems(catalogue: FormCatalogue, rows: Rows, today: date) -> Iterator[FieldProblem]:
    for spec in catalogue.rows:
        filled = rows.get(spec.code, ())
        if len(filled) > spec.max_rows:
            yield FieldProblem(spec.code, "rows.too_many", (("limit", spec.max_rows),))
        for index, row in enumerate(filled):
            prefix = f"{spec.code}[{index}]."
            yield from _field_problems(spec.fields, row, today, prefix)
            yield from _backward_period(row, prefix)


def _backward_period(row: Answers, prefix: str) -> Iterator[FieldProblem]:
    begun, ended = _read_date(row.get("from", "")), _read_date(row.get("to", ""))
    if begun is not None and ended is not None and ended < begun:
        yield FieldProblem(prefix + "to", "field.before_its_start")


def _cross_problems(answers: Answers, rows: Rows) -> Iterator[FieldProblem]:
    least, most = _whole(answers.get("pay_min", "")), _whole(answers.get("pay_max", ""))
    if least is not None and most is not None and least > most:
        yield FieldProblem("pay_max", "field.below_minimum")
    total, wanted = _whole(answers.get("experience", "")), _whole(answers.get("experience_wanted"))
    if total is not None and wanted is not None and wanted > total:
        yield FieldProblem("experience_wanted", "field.above_total")
    if total and not answers.get("last_employer", "").strip() and not rows.get("work_history"):
        yield FieldProblem("last_employer", "field.workplace_required")


def _whole(text: str | None) -> int | None:
    digits = (text or "").replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() else None


_EARLIEST_YEAR: Final = 1900
_DATE_FORMS: Final = (
    (re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})", re.ASCII), (3, 2, 1)),
    (re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII), (3, 2, 1)),
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII), (1, 2, 3)),
)
_CLEANERS: Final[Mapping[FieldKind, Callable[[FieldSpec, str, date], str]]] = {
    FieldKind.TEXT: _as_text,
    FieldKind.LONG_TEXT: _as_text,
    FieldKind.NAME: _as_name,
    FieldKind.ADDRESS: _as_text,
    FieldKind.DIGITS: _as_digits,
    FieldKind.PHONE: _as_phone,
    FieldKind.EMAIL: _as_email,
    FieldKind.DATE: _as_date,
    FieldKind.CHOICE: _as_choice,
    FieldKind.MULTI_CHOICE: _as_choices,
    FieldKind.MONEY: _as_number,
    FieldKind.YEARS: _as_number,
}

"""Dates as people read and type them, and ages."""

from __future__ import annotations

import re
from datetime import date

from desk_app.domain.languages import Language
from desk_app.errors import InputError

_KAZAKH_MONTHS = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
    "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
)  # fmt: skip
_RUSSIAN_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_TYPED_DATE = re.compile(r"([0-9]{2})([. /-]?)([0-9]{2})\2([0-9]{4})")


def short_date(day: date) -> str:
    """Return a date as the screen shows it, for example 05.03.2026."""
    return f"{day:%d.%m}.{day.year:04d}"


def long_date(day: date, language: Language) -> str:
    """Return a date as papers spell it out."""
    if language is Language.KK:
        return f"{day.year} жылғы {day.day} {_KAZAKH_MONTHS[day.month - 1]}"
    return f"{day.day} {_RUSSIAN_MONTHS[day.month - 1]} {day.year} года"


def parse_date(text: str, *, field: str) -> date:
    """Return a typed date: day, month and year of four digits, with dots or without.

    Raises:
        InputError: `date.form`, or `date.impossible` for a day that does not exist.
    """
    typed = _TYPED_DATE.fullmatch(text.strip())
    if typed is None:
        raise InputError("date.form", field=field)
    day, _, month, year = typed.groups()
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise InputError("date.impossible", field=field) from None


def age_on(birth_date: date, day: date) -> int:
    """Return the full years of age on a day; 0 before the birth.

    A person born on 29 February comes of age on 1 March of a common year.
    """
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    years = day.year - birth_date.year - (not had_birthday)
    return max(years, 0)

"""Dates as people read them, and ages."""

from __future__ import annotations

from datetime import date

from desk_app.domain.languages import Language

_KAZAKH_MONTHS = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
    "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
)  # fmt: skip
_RUSSIAN_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


def short_date(day: date) -> str:
    """Return a date as the screen shows it, for example 05.03.2026."""
    return f"{day:%d.%m}.{day.year:04d}"


def long_date(day: date, language: Language) -> str:
    """Return a date as papers spell it out."""
    if language is Language.KK:
        return f"{day.year} жылғы {day.day} {_KAZAKH_MONTHS[day.month - 1]}"
    return f"{day.day} {_RUSSIAN_MONTHS[day.month - 1]} {day.year} года"


def age_on(birth_date: date, day: date) -> int:
    """Return the full years of age on a day; 0 before the birth.

    A person born on 29 February comes of age on 1 March of a common year.
    """
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    years = day.year - birth_date.year - (not had_birthday)
    return max(years, 0)

"""A paper's voice: its wording and values in one language, or in both one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from desk_app.domain.dates import long_date, short_date
from desk_app.domain.languages import Bilingual, Language
from desk_app.domain.vocabulary import PaperKind
from desk_app.domain.working_days import KZ_ZONE
from desk_app.printing.blocks import printable
from desk_app.printing.texts import Templates

Value = str | int | Bilingual | date | datetime


@dataclass(frozen=True, slots=True)
class Voice:
    """What a layout speaks with; it never joins words itself."""

    templates: Templates
    kind: PaperKind
    languages: tuple[Language, ...]

    def say(self, key: str, **values: Value) -> str:
        """Return a sentence of the templates with its values, a line per language."""
        return _lines(self._sentence(key, language, values) for language in self.languages)

    def value(self, value: Value) -> str:
        """Return a value as printed, once where both languages write it alike."""
        return _lines(spoken(value, language) for language in self.languages)

    def long_date(self, day: date) -> str:
        """Return a date with the month as a word."""
        return _lines(long_date(day, language) for language in self.languages)

    def one_by_one(self) -> tuple[Voice, ...]:
        """Return a voice for each language."""
        return tuple(replace(self, languages=(language,)) for language in self.languages)

    def both(self) -> Voice:
        """Return the voice that speaks both languages."""
        return replace(self, languages=tuple(Language))

    def _sentence(self, key: str, language: Language, values: dict[str, Value]) -> str:
        texts = {name: spoken(value, language) for name, value in values.items()}
        return self.templates.say(self.kind, key, language, texts)


def spoken(value: Value, language: Language) -> str:
    """Return a value as it is printed in one language; instants in Kazakhstan's time."""
    match value:
        case Bilingual():
            return printable(value.text(language))
        case datetime():
            local = value.astimezone(KZ_ZONE)
            return day_and_time(local.date(), local.time())
        case date():
            return short_date(value)
        case str():
            return printable(value)
        case _:
            return str(value)


def day_and_time(day: date, moment: time | None) -> str:
    """Return a day and, where there is one, the time of day."""
    return f"{short_date(day)}, {moment:%H:%M}" if moment else short_date(day)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(texts))

"""The two languages of the service, and texts that exist in both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A language of screen or paper."""

    KK = "kk"
    RU = "ru"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Kazakh and in Russian; neither is a translation of lesser rank."""

    kk: str
    ru: str

    def text(self, language: Language) -> str:
        """Return the text in one language."""
        return self.kk if language is Language.KK else self.ru

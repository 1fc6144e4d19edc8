"""The application's fields: what is asked, and whether an answer will do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desk_app.domain.languages import Bilingual, Language
from desk_app.domain.vocabulary import Provenance


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
    MOBILE = "mobile"


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

    `main_position` is the field's place (1 to 7) among the fields of the standard case, None
    for the rest, which stand behind "more". `columns` is the width on a grid of twelve.
    `prefill` names what the registry answers with.
    """

    code: str
    label: Bilingual
    section: str
    kind: FieldKind
    provenance: Provenance
    required: bool = False
    values: tuple[Choice, ...] = ()
    max_length: int = 200
    columns: int = 6
    main_position: int | None = None
    prefill: str | None = None
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
    """An answer that will not do: the field, a stable code and values for its text."""

    field: str
    code: str
    params: tuple[tuple[str, str | int], ...] = ()

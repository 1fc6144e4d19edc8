"""Two sources of one person: what the shown document says holds, the registry fills the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from desk_app.domain.applicants import (
    Applicant,
    IdentityDocument,
    IinSource,
    PersonName,
    RegistryPerson,
)

Value = TypeVar("Value")

PARTS = (
    "surname",
    "given_name",
    "patronymic",
    "birth_date",
    "sex",
    "citizenship",
    "document_kind",
    "document_number",
    "issued_by",
    "issued_on",
    "valid_until",
    "app_code",
)


def said_by_document(applicant: Applicant, *parts: str) -> Applicant:
    """Return the applicant with parts marked as said by the document, also where it says none."""
    said = {*applicant.from_document, *parts}
    return replace(applicant, from_document=tuple(part for part in PARTS if part in said))


def changed_parts(before: Applicant, after: Applicant) -> tuple[str, ...]:
    """Return the parts of which a later state says something else; saying nothing is no change."""
    old, new = _values(before), _values(after)
    return tuple(part for part in PARTS if new[part] and old[part] != new[part])


def _values(applicant: Applicant) -> Mapping[str, object]:
    name, document = applicant.name, applicant.document
    person = (name.surname, name.given_name, name.patronymic)
    own = (applicant.birth_date, applicant.sex, applicant.citizenship)
    paper = (document.kind, document.number, document.issued_by, document.issued_on)
    values = (*person, *own, *paper, document.valid_until, document.app_code)
    return dict(zip(PARTS, values, strict=True))


@dataclass(frozen=True, slots=True)
class _Holder:
    applicant: Applicant

    def held(self, part: str, own: Value, theirs: Value) -> Value:
        """Return the document's own value where it said the part, else the registry's."""
        return own if part in self.applicant.from_document else theirs


def completed(applicant: Applicant) -> Applicant:
    """Return the applicant with what the document did not say filled in by the registry."""
    known = applicant.registry_person
    if known is None:
        return applicant
    held, own = _Holder(applicant).held, applicant.name
    return replace(
        applicant,
        name=PersonName(
            surname=held("surname", own.surname, known.name.surname),
            given_name=held("given_name", own.given_name, known.name.given_name),
            patronymic=held("patronymic", own.patronymic, known.name.patronymic),
        ),
        birth_date=held("birth_date", applicant.birth_date, known.birth_date),
        sex=held("sex", applicant.sex, known.sex),
        citizenship=held("citizenship", applicant.citizenship, known.citizenship),
        document=_completed_document(applicant, known),
    )


def _completed_document(applicant: Applicant, known: RegistryPerson) -> IdentityDocument:
    held, own = _Holder(applicant).held, applicant.document
    # Days and issuer of another document say nothing of this one.
    theirs = known.document if is_same_document(applicant, known) else IdentityDocument(own.kind)
    return replace(
        own,
        kind=held("document_kind", own.kind, theirs.kind),
        number=held("document_number", own.number, theirs.number),
        issued_by=held("issued_by", own.issued_by, theirs.issued_by),
        issued_on=held("issued_on", own.issued_on, theirs.issued_on),
        valid_until=held("valid_until", own.valid_until, theirs.valid_until),
    )


def with_iin(applicant: Applicant, fresh: Applicant) -> Applicant:
    """Return somebody entered without an IIN now that there is one; what was said stays.

    Args:
        applicant: As entered so far.
        fresh: What the IIN alone says.
    """
    held = _Holder(applicant).held
    return replace(
        applicant,
        iin=fresh.iin,
        iin_source=fresh.iin_source,
        birth_date=held("birth_date", applicant.birth_date, fresh.birth_date),
        sex=held("sex", applicant.sex, fresh.sex),
        is_confirmed=False,
    )


def registry_number(applicant: Applicant) -> str:
    """Return the number of the document that the registry knows, or an empty text."""
    known = applicant.registry_person
    return known.document.number if known is not None else ""


def is_same_document(applicant: Applicant, known: RegistryPerson) -> bool:
    """Whether the shown document may be the one that the registry knows."""
    said, number = applicant.from_document, applicant.document.number
    is_other = "document_number" in said and number not in {"", known.document.number}
    return _has_comparable_kind(applicant, known) and not is_other


def _has_comparable_kind(applicant: Applicant, known: RegistryPerson) -> bool:
    """Whether the shown document is of the kind that the registry knows, or shows one in an app."""
    shown = applicant.document
    is_said = "document_kind" in applicant.from_document and bool(shown.kind)
    return not is_said or shown.seen_in_app or known.document.kind in {"", shown.kind}


def is_other_number(applicant: Applicant) -> bool:
    """Whether the document says another number than the registry knows, and that matters.

    A document of another kind has another number anyway; after a typed IIN it still confirms
    nothing.
    """
    known, number = applicant.registry_person, applicant.document.number
    if known is None or "document_number" not in applicant.from_document:
        return False
    if not (number and known.document.number) or number == known.document.number:
        return False
    is_doubtful = applicant.iin_source is IinSource.TYPED and not applicant.second_datum_matched
    return _has_comparable_kind(applicant, known) or is_doubtful


def with_number_compared(applicant: Applicant) -> Applicant:
    """Return the applicant with a number from the document compared with the registry's, if any."""
    known = registry_number(applicant)
    is_said = "document_number" in applicant.from_document and bool(applicant.document.number)
    if not (known and is_said):
        return applicant
    return replace(applicant, second_datum_matched=applicant.document.number == known)

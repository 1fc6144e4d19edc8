"""Is this the right person: second datum, differences between IIN and document, representative."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desk_app.domain.applicants import Applicant, IinSource, RepresentativeBasis
from desk_app.domain.dates import age_on
from desk_app.domain.rule_packs import IdentityDocumentKind, RulePack

SECOND_DATUM_DIGITS = 4


class Difference(StrEnum):
    """Where the IIN's own digits and the document disagree; asks for a reason, never bars.

    A seventh digit of 0 says neither century nor sex: there the two cannot be compared.
    """

    BIRTH_DATE = "birth_date"
    SEX = "sex"
    UNUSUAL_DIGIT = "unusual_digit"


@dataclass(frozen=True, slots=True)
class Expiry:
    """Whether the shown document is still valid on a day."""

    is_expired: bool
    valid_until: date | None


def differences(applicant: Applicant) -> tuple[Difference, ...]:
    """Return where IIN digits and the applicant's data disagree (thousands of IINs do)."""
    iin = applicant.iin
    if iin is None:
        return ()
    found = []
    if iin.birth_date and applicant.birth_date and iin.birth_date != applicant.birth_date:
        found.append(Difference.BIRTH_DATE)
    if iin.sex and applicant.sex and iin.sex is not applicant.sex:
        found.append(Difference.SEX)
    if iin.birth_date is None:
        found.append(Difference.UNUSUAL_DIGIT)
    return tuple(found)


def needs_second_datum(applicant: Applicant) -> bool:
    """Whether the IIN was typed and nothing from the document has confirmed it yet.

    The 11th digit is not protected by the check digit: a valid IIN is not the right person.
    """
    return applicant.iin_source is IinSource.TYPED and not applicant.second_datum_matched


def second_datum_matches(typed: str, document_number: str) -> bool:
    """Return whether typed digits end the document's number (four digits or the whole number)."""
    digits = "".join(c for c in typed if c.isascii() and c.isdigit())
    known = "".join(c for c in document_number if c.isascii() and c.isdigit())
    return len(digits) >= SECOND_DATUM_DIGITS and bool(known) and known.endswith(digits)


def document_kind(applicant: Applicant, pack: RulePack) -> IdentityDocumentKind | None:
    """Return the pack's kind of the shown document, or None where it is not chosen yet."""
    return next((k for k in pack.identity_documents if k.code == applicant.document.kind), None)


def expiry(applicant: Applicant, on: date) -> Expiry:
    """Return whether the shown document has expired by a day; no date means no expiry."""
    valid_until = applicant.document.valid_until
    return Expiry(valid_until is not None and valid_until < on, valid_until)


def has_number_form(applicant: Applicant, pack: RulePack) -> bool:
    """Return whether the document's number looks like one of its kind; unknown kinds may differ."""
    kind = document_kind(applicant, pack)
    number = applicant.document.number
    return kind is None or re.fullmatch(kind.number_pattern, number) is not None


def is_under_age(applicant: Applicant, pack: RulePack, on: date) -> bool:
    """Whether the applicant has not reached the pack's working age."""
    born = applicant.birth_date
    return born is not None and age_on(born, on) < pack.procedure.working_age_years


def needs_representative(applicant: Applicant, pack: RulePack, on: date) -> bool:
    """Whether somebody must act for the applicant and nobody who may is named yet.

    For a minor it is the legal representative; nobody else's power of attorney will do.
    """
    kind = document_kind(applicant, pack)
    representative = applicant.representative
    if is_under_age(applicant, pack, on):
        legal = RepresentativeBasis.LEGAL_REPRESENTATIVE
        return representative is None or representative.basis is not legal
    return kind is not None and kind.needs_representative and representative is None


def is_representative_known(applicant: Applicant) -> bool:
    """Whether a named representative is named in full, with the paper a trustee acts on."""
    representative = applicant.representative
    if representative is None:
        return True
    has_name = bool(representative.name.surname and representative.name.given_name)
    by_law = representative.basis is RepresentativeBasis.LEGAL_REPRESENTATIVE
    return has_name and (by_law or bool(representative.basis_document.strip()))

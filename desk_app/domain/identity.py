"""Is this the right person: second datum, differences between IIN and document, representative."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from desk_app.domain.applicants import (
    Applicant,
    IinSource,
    PersonName,
    RegistryPerson,
    RepresentativeBasis,
)
from desk_app.domain.dates import age_on
from desk_app.domain.identity_sources import (
    changed_parts,
    completed,
    is_other_number,
    is_same_document,
    registry_number,
    said_by_document,
    with_number_compared,
)
from desk_app.domain.paper_alphabet import require_printable
from desk_app.domain.rule_packs import IdentityDocumentKind, RulePack
from desk_app.errors import InputError

SECOND_DATUM_DIGITS = 4
EARLIEST_YEAR = 1900
_PAST_DAYS = frozenset({"birth_date", "issued_on"})


class Difference(StrEnum):
    """Where IIN, document and registry disagree; asks for a reason, never bars.

    A seventh digit of 0 says neither century nor sex: there the two cannot be compared. What
    begins with `registry` is a disagreement between the document and the registry.
    """

    BIRTH_DATE = "birth_date"
    SEX = "sex"
    UNUSUAL_DIGIT = "unusual_digit"
    REGISTRY_NAME = "registry_name"
    REGISTRY_BIRTH_DATE = "registry_birth_date"
    REGISTRY_SEX = "registry_sex"
    REGISTRY_CITIZENSHIP = "registry_citizenship"
    REGISTRY_NUMBER = "registry_number"
    REGISTRY_TERM = "registry_term"


@dataclass(frozen=True, slots=True)
class Expiry:
    """Whether the shown document is still valid on a day."""

    is_expired: bool
    valid_until: date | None


def differences(applicant: Applicant) -> tuple[Difference, ...]:
    """Return where IIN, applicant's data and registry disagree (thousands of IINs do)."""
    known = applicant.registry_person
    with_registry = () if known is None else tuple(_against_registry(applicant, known))
    return (*_against_iin(applicant), *with_registry)


def told_differences(applicant: Applicant, pack: RulePack) -> tuple[Difference, ...]:
    """Return the differences to be explained now; a number half typed differs from any other."""
    found = differences(applicant)
    if has_number_form(applicant, pack):
        return found
    return tuple(what for what in found if what is not Difference.REGISTRY_NUMBER)


def _against_iin(applicant: Applicant) -> Iterator[Difference]:
    iin = applicant.iin
    if iin is None:
        return
    if _differ(iin.birth_date, applicant.birth_date):
        yield Difference.BIRTH_DATE
    if _differ(iin.sex, applicant.sex):
        yield Difference.SEX
    if iin.birth_date is None:
        yield Difference.UNUSUAL_DIGIT


def _against_registry(applicant: Applicant, known: RegistryPerson) -> Iterator[Difference]:
    if _is_other_name(applicant.name, known.name):
        yield Difference.REGISTRY_NAME
    if _differ(applicant.birth_date, known.birth_date):
        yield Difference.REGISTRY_BIRTH_DATE
    if _differ(applicant.sex, known.sex):
        yield Difference.REGISTRY_SEX
    if _differ(applicant.citizenship, known.citizenship):
        yield Difference.REGISTRY_CITIZENSHIP
    if is_other_number(applicant):
        yield Difference.REGISTRY_NUMBER
    shown, theirs = applicant.document, known.document
    days = ((shown.issued_on, theirs.issued_on), (shown.valid_until, theirs.valid_until))
    if is_same_document(applicant, known) and any(_differ(*pair) for pair in days):
        yield Difference.REGISTRY_TERM


def _differ(one: object, other: object) -> bool:
    """Whether two sources that both say something say different things."""
    return bool(one) and bool(other) and one != other


def _is_other_name(name: PersonName, known: PersonName) -> bool:
    parts = (
        (name.surname, known.surname),
        (name.given_name, known.given_name),
        (name.patronymic, known.patronymic),
    )
    return any(_differ(one.casefold(), other.casefold()) for one, other in parts)


def entered(before: Applicant, after: Applicant) -> Applicant:
    """Return an applicant as the clerk left it: what changed came from the document.

    A changed person has to be confirmed again; the reason given for a difference covers no other.
    """
    marked = said_by_document(after, *changed_parts(before, after))
    whole = with_number_compared(completed(marked))
    kept = replace(whole, is_confirmed=before.is_confirmed, from_document=before.from_document)
    if kept == before:
        return whole
    is_new_reason = after.mismatch_reason != before.mismatch_reason
    changed = replace(whole, is_confirmed=False)
    return changed if is_new_reason else _without_worn_reason(before, changed)


def heard(applicant: Applicant, known: RegistryPerson) -> Applicant:
    """Return the applicant after the registry's answer.

    What the clerk has confirmed is not filled up any more, only compared. Digits that nobody could
    compare before prove nothing against the number that is known now.
    """
    told = replace(applicant, registry_person=known)
    if not applicant.is_confirmed:
        is_news = known.document.number not in {"", registry_number(applicant)}
        matched = applicant.second_datum_matched and not is_news
        told = completed(replace(told, second_datum_matched=matched))
    return _without_worn_reason(applicant, with_number_compared(told))


def _without_worn_reason(before: Applicant, after: Applicant) -> Applicant:
    is_covered = set(differences(after)) <= set(differences(before))
    return after if is_covered else replace(after, mismatch_reason="")


def needs_second_datum(applicant: Applicant) -> bool:
    """Whether the IIN was typed and nothing from the document has confirmed it yet.

    The 11th digit is not protected by the check digit: a valid IIN is not the right person. Where
    the document says another number than the registry, the reason for that is asked instead.
    """
    is_given = applicant.second_datum_matched or _stands_alone(applicant)
    is_typed = applicant.iin_source is IinSource.TYPED
    return is_typed and not is_given and not is_other_number(applicant)


def _stands_alone(applicant: Applicant) -> bool:
    """Whether the document said its number or code and no source knows one to compare with."""
    shown = applicant.document
    number = shown.number if "document_number" in applicant.from_document else ""
    return bool(number or shown.app_code) and not registry_number(applicant)


def is_unconfirmed(applicant: Applicant) -> bool:
    """Whether a typed IIN rests on the clerk's entry of the document alone.

    The registry knows no number to compare with: no independent source has confirmed it.
    """
    is_typed = applicant.iin_source is IinSource.TYPED
    return is_typed and not needs_second_datum(applicant) and not registry_number(applicant)


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


def unfit_parts(applicant: Applicant, today: date) -> tuple[InputError, ...]:
    """Return what is wrong with days and letters, each with its field, in the form's order."""
    return (*_unfit_texts(applicant), *_unfit_days(applicant, today))


def _unfit_texts(applicant: Applicant) -> Iterator[InputError]:
    name, document = applicant.name, applicant.document
    texts = {
        "surname": name.surname,
        "given_name": name.given_name,
        "patronymic": name.patronymic,
        "document_number": document.number,
        "issued_by": document.issued_by,
    }
    if (deputy := applicant.representative) is not None:
        texts |= {
            "representative_document": deputy.basis_document,
            "representative_surname": deputy.name.surname,
            "representative_given_name": deputy.name.given_name,
            "representative_patronymic": deputy.name.patronymic,
        }
    for field, text in texts.items():
        try:
            require_printable(text, field=field)
        except InputError as error:
            yield error


def _unfit_days(applicant: Applicant, today: date) -> Iterator[InputError]:
    document = applicant.document
    days = {
        "birth_date": applicant.birth_date,
        "issued_on": document.issued_on,
        "valid_until": document.valid_until,
    }
    for field, day in days.items():
        try:
            require_day(day, field=field, today=today)
        except InputError as error:
            yield error
    begun, ended = document.issued_on, document.valid_until
    if begun is not None and ended is not None and ended < begun:
        yield InputError("field.before_its_start", field="valid_until")


def require_day(day: date | None, *, field: str, today: date) -> None:
    """Refuse a day that no visitor's document can say.

    Raises:
        InputError: `field.not_a_date` before 1900 (a year of two digits, too), `field.in_future`
            for a birth or an issue that is still to come.
    """
    if day is None:
        return
    if day.year < EARLIEST_YEAR:
        raise InputError("field.not_a_date", field=field)
    if field in _PAST_DAYS and day > today:
        raise InputError("field.in_future", field=field)


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

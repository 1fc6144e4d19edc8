"""Who sits at the counter: the second datum, differences, and who may speak for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desk_app.domain.applicants import (
    Applicant,
    IdentityDocument,
    IinSource,
    PersonName,
    Representative,
    RepresentativeBasis,
)
from desk_app.domain.identity import (
    Difference,
    differences,
    document_kind,
    expiry,
    has_number_form,
    is_representative_known,
    is_under_age,
    needs_representative,
    needs_second_datum,
    second_datum_matches,
)
from desk_app.domain.iin import Iin, Sex, check_digit
from tests.builders import BORN, PACK, by_hand, iins, packs

TODAY = date(2026, 11, 23)
RULES = packs()[PACK]
WOMAN = by_hand(iins()[0])
MOTHER = Representative(
    PersonName("Сынақова", "Ана"), RepresentativeBasis.LEGAL_REPRESENTATIVE, "туу туралы куәлік"
)
TRUSTEE = replace(MOTHER, basis=RepresentativeBasis.POWER_OF_ATTORNEY, basis_document="№ 5")


def test_iin_and_document_that_agree_differ_in_nothing():
    assert differences(WOMAN) == ()
    assert differences(by_hand(None)) == ()


def test_a_seventh_digit_that_says_nothing_asks_for_a_look_at_the_document():
    unusual = by_hand(Iin.parse(unusual_iin()))

    assert differences(replace(unusual, birth_date=BORN)) == (Difference.UNUSUAL_DIGIT,)


def unusual_iin() -> str:
    """Return an invented number whose seventh digit is 0."""
    stems = (f"9104170{serial}" for serial in range(9900, 10000))
    digits = ((stem, check_digit(stem)) for stem in stems)
    return next(f"{stem}{last}" for stem, last in digits if last is not None)


def test_each_difference_between_iin_and_document_is_named():
    changed = replace(WOMAN, birth_date=date(1991, 4, 18), sex=Sex.MALE)

    assert differences(changed) == (Difference.BIRTH_DATE, Difference.SEX)
    assert differences(replace(WOMAN, birth_date=None, sex=None)) == ()


@pytest.mark.parametrize("source", IinSource)
def test_only_a_typed_iin_needs_a_second_datum(source):
    applicant = replace(WOMAN, iin_source=source)

    assert needs_second_datum(applicant) is (source is IinSource.TYPED)
    assert not needs_second_datum(replace(applicant, second_datum_matched=True))


@pytest.mark.parametrize(
    ("typed", "matches"),
    [
        ("5678", True),
        ("012345678", True),
        (" 56 78 ", True),
        ("678", False),
        ("1234", False),
        ("", False),
        ("5678x", True),
        ("٥٦٧٨", False),
    ],
)
def test_four_digits_of_the_document_or_its_whole_number_confirm(typed, matches):
    assert second_datum_matches(typed, "012345678") is matches
    assert not second_datum_matches(typed, "")


def test_a_document_without_a_date_never_expires():
    assert not expiry(replace(WOMAN, document=IdentityDocument("id_card")), TODAY).is_expired


def test_a_document_is_good_on_its_last_day():
    last = replace(WOMAN, document=IdentityDocument("id_card", valid_until=TODAY))

    assert not expiry(last, TODAY).is_expired
    assert expiry(last, date(2026, 11, 24)).is_expired


@pytest.mark.parametrize(
    ("kind", "number", "fits"),
    [
        ("id_card", "012345678", True),
        ("id_card", "1234", False),
        ("passport", "N12345678", True),
        ("", "anything", True),
    ],
)
def test_a_number_has_the_form_of_its_kind_of_document(kind, number, fits):
    shown = replace(WOMAN, document=IdentityDocument(kind, number))

    assert has_number_form(shown, RULES) is fits
    assert (document_kind(shown, RULES) is None) is not kind


def child(**fields) -> Applicant:
    return replace(WOMAN, birth_date=date(2010, 11, 24), **fields)


def test_sixteen_is_reached_on_the_birthday():
    assert is_under_age(child(), RULES, TODAY)
    assert not is_under_age(child(), RULES, date(2026, 11, 24))
    assert not is_under_age(replace(WOMAN, birth_date=None), RULES, TODAY)
    assert BORN.year < 2010


def test_a_minor_is_spoken_for_by_a_legal_representative_alone():
    assert needs_representative(child(), RULES, TODAY)
    assert needs_representative(child(representative=TRUSTEE), RULES, TODAY)
    assert not needs_representative(child(representative=MOTHER), RULES, TODAY)


def test_a_birth_certificate_asks_for_a_representative_whatever_the_age():
    shown = replace(WOMAN, document=IdentityDocument("birth_certificate", "АА-1234"))

    assert needs_representative(shown, RULES, TODAY)
    assert not needs_representative(replace(shown, representative=TRUSTEE), RULES, TODAY)
    assert not needs_representative(WOMAN, RULES, TODAY)


def test_a_representative_is_named_in_full_and_a_trustee_shows_the_power_of_attorney():
    assert is_representative_known(WOMAN)
    assert is_representative_known(replace(WOMAN, representative=TRUSTEE))
    assert is_representative_known(
        replace(WOMAN, representative=replace(MOTHER, basis_document=""))
    )
    nameless = replace(MOTHER, name=PersonName("Сынақова"))
    assert not is_representative_known(replace(WOMAN, representative=nameless))
    without_paper = replace(TRUSTEE, basis_document=" ")
    assert not is_representative_known(replace(WOMAN, representative=without_paper))

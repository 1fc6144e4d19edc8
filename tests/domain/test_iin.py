"""The IIN's algorithm; vectors of the years 1880 and 2096-2099 belong to no living person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.iin import (
    Iin,
    IinReason,
    IinWarning,
    Sex,
    Verdict,
    check_digit,
    compose_iin,
    examine,
)
from desk_app.errors import InputError

TODAY = date(2026, 11, 23)
elevens = st.text("0123456789", min_size=11, max_size=11)


@pytest.mark.parametrize(
    ("digits", "birth_date", "sex"),
    [
        ("991231543218", date(2099, 12, 31), Sex.MALE),
        ("960229543219", date(2096, 2, 29), Sex.MALE),
        ("991231500600", date(2099, 12, 31), Sex.MALE),
        ("800101143215", date(1880, 1, 1), Sex.MALE),
        ("991231544905", date(2099, 12, 31), Sex.MALE),
        ("000229543309", date(2000, 2, 29), Sex.MALE),
        ("880412401006", date(1988, 4, 12), Sex.FEMALE),
    ],
)
def test_valid_numbers_state_birth_date_and_sex(digits, birth_date, sex):
    examined = examine(digits, TODAY)

    assert examined.verdict is Verdict.VALID
    assert examined.reasons == ()
    assert (examined.birth_date, examined.sex) == (birth_date, sex)
    assert examined.iin == Iin(digits)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("991231543219", ["check_digit"]),
        ("990231543215", ["birth_date"]),
        ("991331543211", ["birth_date"]),
        ("991200543219", ["birth_date"]),
        ("000229343217", ["birth_date"]),
        ("991231743210", ["century"]),
        ("991231943213", ["century"]),
        ("99123154321", ["length"]),
        ("9912315432180", ["length"]),
        ("", ["length"]),
        ("٩91231543218", ["not_digits"]),
        ("99123154321O", ["not_digits"]),
        ("9912315432-1-8", ["length", "not_digits"]),
        ("991331743210", ["century", "birth_date", "check_digit"]),
        ("991331043210", ["birth_date", "check_digit"]),
    ],
)
def test_every_reason_against_a_number_is_listed(text, reasons):
    examined = examine(text, TODAY)

    assert examined.verdict is Verdict.INVALID
    assert list(examined.reasons) == reasons
    assert (examined.iin, examined.birth_date, examined.sex) == (None, None, None)
    assert examined.warnings == ()


@pytest.mark.parametrize("last", "0123456789")
def test_a_number_whose_both_passes_give_ten_is_not_issuable(last):
    assert examine(f"99123150077{last}", TODAY).reasons == (IinReason.NOT_ISSUABLE,)


def test_an_unusual_century_digit_warns_and_states_nothing():
    examined = examine("991231043216", TODAY)

    assert examined.verdict is Verdict.VALID
    assert examined.warnings == (IinWarning.UNUSUAL_CENTURY_DIGIT,)
    assert (examined.birth_date, examined.sex) == (None, None)


def test_a_birth_date_is_in_the_future_until_its_day():
    digits = "991231543218"

    assert examine(digits, date(2099, 12, 30)).warnings == (IinWarning.BIRTH_DATE_IN_FUTURE,)
    assert examine(digits, date(2099, 12, 31)).warnings == ()


def test_a_number_is_shown_in_groups_and_masked_in_lists():
    iin = Iin.parse("991231543218")

    assert iin.grouped() == "991231 543218"
    assert iin.masked() == "991231 ••••18"


@pytest.mark.parametrize("text", [" 991231 543218\n", "991231\u00a0543218"])
def test_blanks_around_and_between_the_groups_are_no_part_of_the_number(text):
    assert Iin.parse(text) == Iin("991231543218")
    assert examine(text, TODAY).text == "991231543218"


def test_refusal_names_the_field_the_reason_and_the_digits_given():
    with pytest.raises(InputError) as refusal:
        Iin.parse("9912 3154")

    assert (refusal.value.code, refusal.value.field) == ("iin.length", "iin")
    assert refusal.value.params == {"n": 8}


def test_only_ascii_digits_count_as_entered():
    with pytest.raises(InputError) as refusal:
        Iin.parse("Айгүл 2٩")

    assert refusal.value.params == {"n": 1}


def test_no_number_is_made_unless_it_holds():
    with pytest.raises(InputError, match=r"iin\.check_digit"):
        Iin("991231543219")


def test_a_number_does_not_show_itself_in_logs():
    iin = Iin("991231543218")

    assert "543218" not in f"{iin} {iin!r}"


@given(elevens)
def test_at_most_one_last_digit_fits_any_eleven(first_eleven):
    reasons = [examine(f"{first_eleven}{last}", TODAY).reasons for last in range(10)]

    fitting = [r for r in reasons if not {IinReason.CHECK_DIGIT, IinReason.NOT_ISSUABLE} & set(r)]
    assert len(fitting) == (0 if check_digit(first_eleven) is None else 1)


@given(st.text(max_size=14))
def test_any_text_gets_a_verdict_with_reasons_or_a_number(text):
    examined = examine(text, TODAY)

    assert (examined.iin is None) == bool(examined.reasons)


@given(
    st.dates(date(1800, 1, 1), date(2099, 12, 31)),
    st.sampled_from(Sex),
    st.integers(0, 9999),
)
def test_a_composed_number_says_what_it_was_made_of(birth_date, sex, serial):
    iin = compose_iin(birth_date, sex, serial)

    if iin is not None:
        assert (iin.birth_date, iin.sex) == (birth_date, sex)
        assert iin.digits[7:11] == f"{serial:04d}"


def test_no_number_is_composed_from_a_serial_that_cannot_be_issued():
    assert compose_iin(date(2099, 12, 31), Sex.MALE, 77) is None
    assert compose_iin(date(2099, 12, 31), Sex.MALE, 4321) == Iin("991231543218")


@given(elevens, st.integers(0, 9))
def test_the_eleventh_digit_is_not_protected_by_the_first_pass(first_eleven, other):
    changed = f"{first_eleven[:10]}{other}"
    first_pass = sum(int(d) * w for d, w in zip(first_eleven, range(1, 12), strict=True)) % 11

    if first_pass != 10:
        assert check_digit(changed) == check_digit(first_eleven) == first_pass

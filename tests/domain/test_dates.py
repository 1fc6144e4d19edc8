from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.dates import age_on, long_date, parse_date, short_date
from desk_app.domain.languages import Language
from desk_app.errors import InputError


def test_a_date_is_spelt_out_in_both_languages():
    assert long_date(date(2026, 3, 5), Language.KK) == "2026 жылғы 5 наурыз"
    assert long_date(date(2026, 3, 5), Language.RU) == "5 марта 2026 года"


@pytest.mark.parametrize("language", Language)
def test_every_month_has_its_own_name(language):
    names = {long_date(date(2026, month, 1), language) for month in range(1, 13)}

    assert len(names) == 12


def test_a_date_on_screen_has_a_year_of_four_digits():
    assert short_date(date(2026, 3, 5)) == "05.03.2026"
    assert short_date(date(880, 3, 5)) == "05.03.0880"


@pytest.mark.parametrize("text", ["05.03.2026", " 05032026 ", "05/03/2026", "05-03-2026"])
def test_a_date_may_be_typed_with_dots_or_without(text):
    assert parse_date(text, field="issued_on") == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date.form"),
        ("5.3.2026", "date.form"),
        ("05.03.26", "date.form"),
        ("05.03-2026", "date.form"),
        ("٠٥.٠٣.٢٠٢٦", "date.form"),
        ("31.02.2026", "date.impossible"),
        ("29.02.1900", "date.impossible"),
        ("01.01.0000", "date.impossible"),
    ],
)
def test_what_is_no_date_is_refused_with_its_field(text, code):
    with pytest.raises(InputError) as refusal:
        parse_date(text, field="issued_on")

    assert (refusal.value.code, refusal.value.field) == (code, "issued_on")


@given(st.dates())
def test_a_date_as_shown_can_be_typed_back(day):
    assert parse_date(short_date(day), field="any") == day


@pytest.mark.parametrize(
    ("birth_date", "age"),
    [
        (date(2010, 11, 23), 16),
        (date(2010, 11, 24), 15),
        (date(2026, 11, 23), 0),
        (date(2099, 12, 31), 0),
    ],
)
def test_age_counts_full_years(birth_date, age):
    assert age_on(birth_date, date(2026, 11, 23)) == age


def test_who_was_born_on_a_leap_day_comes_of_age_in_march():
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18

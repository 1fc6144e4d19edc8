from datetime import date

import pytest

from desk_app.domain.dates import age_on, long_date, short_date
from desk_app.domain.languages import Language


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

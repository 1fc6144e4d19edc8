from datetime import date, datetime, timedelta

import holidays
import pytest

from desk_app.domain.working_days import KZ_ZONE, TermStart, due_on, is_working_day
from desk_app.packs import load_calendar
from tests.packs.folders import CALENDAR

SHIPPED = load_calendar(CALENDAR)


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_every_day_of_the_year_agrees_with_the_holidays_library(year):
    library = holidays.country_holidays("KZ", years=year)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    of_the_year = [day for day in days if day.year == year]

    ours = [day for day in of_the_year if is_working_day(day, SHIPPED)]
    theirs = [day for day in of_the_year if library.is_working_day(day)]

    assert ours == theirs


VECTORS = [
    ("2026-11-23", "2026-11-24"),
    ("2026-12-15", "2026-12-17"),
    ("2026-12-31", "2027-01-05"),
    ("2027-01-06", "2027-01-08"),
    ("2027-03-12", "2027-03-16"),
    ("2026-08-28", "2026-08-31"),
    ("2025-01-02", "2025-01-05"),
]


@pytest.mark.parametrize(("accepted", "due"), VECTORS)
def test_the_term_of_one_working_day_ends_on_the_published_day(accepted, due):
    accepted_at = datetime.fromisoformat(f"{accepted}T10:00").replace(tzinfo=KZ_ZONE)

    assert due_on(accepted_at, 1, TermStart.NEXT_WORKING_DAY, SHIPPED) == date.fromisoformat(due)


def test_2026_has_247_working_days():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]

    assert sum(is_working_day(day, SHIPPED) for day in days) == 247

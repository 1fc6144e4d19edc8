"""Terms in working days; the calendar holds the days off of 2025 to 2027 that the vectors meet."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.working_days import (
    KZ_ZONE,
    Calendar,
    CalendarEndsError,
    OpenSpan,
    TermStart,
    due_at,
    due_on,
    is_working_day,
    nth_working_day,
    working_time_left,
)
from desk_app.errors import RuleError

CALENDAR = Calendar(
    days_off=frozenset(
        {
            date(2025, 1, 1),
            date(2025, 1, 2),
            date(2025, 1, 3),
            date(2025, 1, 7),
            date(2026, 12, 16),
            date(2027, 1, 1),
            date(2027, 1, 2),
            date(2027, 1, 4),
            date(2027, 1, 7),
            date(2027, 3, 15),
        }
    ),
    worked_weekends=frozenset({date(2025, 1, 5)}),
    covers_from=date(2025, 1, 1),
    covers_to=date(2027, 12, 31),
)
WITH_LUNCH = (OpenSpan(time(9), time(13)), OpenSpan(time(14, 30), time(18, 30)))


def at(day, *, hour=10, minute=0):
    return datetime.combine(day, time(hour, minute), KZ_ZONE)


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        (date(2026, 11, 23), date(2026, 11, 24)),
        (date(2026, 12, 15), date(2026, 12, 17)),
        (date(2026, 12, 31), date(2027, 1, 5)),
        (date(2027, 1, 6), date(2027, 1, 8)),
        (date(2027, 3, 12), date(2027, 3, 16)),
        (date(2026, 8, 28), date(2026, 8, 31)),
        (date(2025, 1, 2), date(2025, 1, 5)),
    ],
)
def test_one_working_day_ends_on_the_next_worked_day(accepted, due):
    assert due_on(at(accepted), 1, TermStart.NEXT_WORKING_DAY, CALENDAR) == due


def test_three_working_days_with_the_day_of_registration_end_two_days_later():
    registered_at = at(date(2026, 11, 23))

    assert due_on(registered_at, 3, TermStart.ACCEPTANCE_DAY, CALENDAR) == date(2026, 11, 25)


@pytest.mark.parametrize("term_start", TermStart)
def test_an_application_of_a_saturday_is_due_on_monday(term_start):
    assert due_on(at(date(2026, 11, 21)), 1, term_start, CALENDAR) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("accepted_at", "due"),
    [
        (datetime(2026, 11, 23, 18, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 23, 19, 0, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 24, 3, 0, tzinfo=timezone(timedelta(hours=9))), date(2026, 11, 24)),
    ],
)
def test_the_day_of_acceptance_is_the_local_one(accepted_at, due):
    assert due_on(accepted_at, 1, TermStart.NEXT_WORKING_DAY, CALENDAR) == due


@pytest.mark.parametrize(
    ("accepted_at", "due"),
    [
        (at(date(2026, 11, 23), hour=17, minute=59), date(2026, 11, 24)),
        (at(date(2026, 11, 23), hour=18), date(2026, 11, 25)),
        (at(date(2026, 11, 21)), date(2026, 11, 24)),
    ],
)
def test_with_the_after_hours_shift_a_late_application_counts_as_of_the_next_day(accepted_at, due):
    shifted = due_on(accepted_at, 1, TermStart.NEXT_WORKING_DAY, CALENDAR, closes_at=time(18))

    assert shifted == due


def test_a_naive_instant_of_acceptance_is_refused():
    naive = datetime(2026, 11, 23, 10)  # noqa: DTZ001  # the fault under test

    with pytest.raises(ValueError, match="aware"):
        due_on(naive, 1, TermStart.NEXT_WORKING_DAY, CALENDAR)


@pytest.mark.parametrize("accepted", [date(2027, 12, 31), date(2028, 2, 1)])
def test_a_term_beyond_the_calendar_says_where_it_ends(accepted):
    with pytest.raises(CalendarEndsError) as refusal:
        due_on(at(accepted), 1, TermStart.NEXT_WORKING_DAY, CALENDAR)

    assert isinstance(refusal.value, RuleError)
    assert refusal.value.code == "calendar.ends"
    assert refusal.value.params == {"day": (accepted + timedelta(days=1)).isoformat()}


def test_days_before_the_calendar_are_not_guessed():
    with pytest.raises(CalendarEndsError):
        is_working_day(date(2024, 12, 31), CALENDAR)


def test_the_term_ends_with_the_last_second_of_the_local_day():
    instant = due_at(date(2026, 11, 24))

    assert instant.isoformat() == "2026-11-24T23:59:59+05:00"
    assert instant == datetime(2026, 11, 24, 18, 59, 59, tzinfo=UTC)


@given(st.dates(date(2025, 1, 1), date(2027, 11, 30)), st.integers(1, 10))
def test_a_term_ends_on_a_worked_day_with_as_many_worked_days_up_to_it(start, count):
    end = nth_working_day(start, count, CALENDAR)

    span = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    assert is_working_day(end, CALENDAR)
    assert sum(is_working_day(day, CALENDAR) for day in span) == count


@given(st.integers(0, 25_000))
def test_a_later_acceptance_is_never_due_earlier(hours):
    accepted_at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    later_at = accepted_at + timedelta(hours=7)

    first = due_on(accepted_at, 1, TermStart.NEXT_WORKING_DAY, CALENDAR)
    assert first > accepted_at.astimezone(KZ_ZONE).date()
    assert first <= due_on(later_at, 1, TermStart.NEXT_WORKING_DAY, CALENDAR)


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (at(date(2026, 11, 23), hour=10), 7 + 8),
        (at(date(2026, 11, 23), hour=13, minute=30), 4 + 8),
        (at(date(2026, 11, 23), hour=20), 8),
        (at(date(2026, 11, 24), hour=17, minute=30), 1),
        (at(date(2026, 11, 24), hour=19), 0),
        (at(date(2026, 11, 25), hour=9), 0),
        (at(date(2026, 11, 21), hour=9), 8 + 8),
        (datetime(2026, 11, 23, 6, 0, tzinfo=UTC), 6 + 8),
    ],
)
def test_only_the_open_hours_of_working_days_are_left(now, hours):
    left = working_time_left(now, due_at(date(2026, 11, 24)), WITH_LUNCH, CALENDAR)

    assert left == timedelta(hours=hours)


def test_no_hours_are_left_on_days_off():
    left = working_time_left(
        at(date(2027, 1, 1), hour=0), due_at(date(2027, 1, 4)), WITH_LUNCH, CALENDAR
    )

    assert left == timedelta()

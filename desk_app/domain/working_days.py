"""Working days and the legal term counted in them, in the one time zone of Kazakhstan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from desk_app.errors import RuleError

# One zone since 1 March 2024; pinned, so that no zone table of a machine can move a deadline.
KZ_ZONE = timezone(timedelta(hours=5))
_END_OF_DAY = time(23, 59, 59)
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class CalendarEndsError(RuleError):
    """The calendar says nothing about a day that is asked for (code `calendar.ends`)."""

    def __init__(self, day: date) -> None:
        super().__init__("calendar.ends", day=day.isoformat())


class TermStart(StrEnum):
    """Which day is the first of a term."""

    ACCEPTANCE_DAY = "acceptance_day"
    NEXT_WORKING_DAY = "next_working_day"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and worked weekends, with the span they are known for (both ends inside)."""

    days_off: frozenset[date]
    worked_weekends: frozenset[date]
    covers_from: date
    covers_to: date


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """A stretch of a working day in local time, without its breaks."""

    opens_at: time
    closes_at: time


OpeningHours = tuple[OpenSpan, ...]


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Return whether a day is worked.

    Raises:
        CalendarEndsError: The calendar does not cover the day.
    """
    if not calendar.covers_from <= day <= calendar.covers_to:
        raise CalendarEndsError(day)
    if day in calendar.days_off:
        return False
    return day.weekday() < _SATURDAY or day in calendar.worked_weekends


def due_on(
    accepted_at: datetime,
    term_working_days: int,
    term_start: TermStart,
    calendar: Calendar,
    *,
    closes_at: time | None = None,
) -> date:
    """Return the last day of a term.

    Args:
        accepted_at: Aware instant of acceptance.
        term_working_days: At least 1.
        term_start: Whether the day of acceptance counts, if it is worked.
        calendar: The calendar of the rule pack.
        closes_at: Where a pack has the after-hours shift on: acceptance from this local time on
            counts as accepted on the next working day.

    Raises:
        CalendarEndsError: The calendar does not reach the deadline.
    """
    if accepted_at.tzinfo is None:
        raise ValueError("a term needs an aware instant of acceptance")
    accepted = accepted_at.astimezone(KZ_ZONE)
    start = accepted.date()
    if closes_at is not None and not _is_open(accepted, calendar, closes_at):
        start = next(_working_days_from(start + _ONE_DAY, calendar))
    if term_start is TermStart.NEXT_WORKING_DAY:
        start += _ONE_DAY
    return nth_working_day(start, term_working_days, calendar)


def nth_working_day(start: date, count: int, calendar: Calendar) -> date:
    """Return the last of so many working days, counted from a day on, itself included.

    Raises:
        CalendarEndsError: The calendar does not reach that day.
    """
    days = _working_days_from(start, calendar)
    return [next(days) for _ in range(count)][-1]


def due_at(due: date) -> datetime:
    """Return the last second of a due date, in local time (+05:00)."""
    return datetime.combine(due, _END_OF_DAY, KZ_ZONE)


def working_time_left(
    now: datetime, due: datetime, opening_hours: OpeningHours, calendar: Calendar
) -> timedelta:
    """Return how long the office is still open before a deadline; zero once it is over.

    Args:
        now: Aware instant.
        due: Aware instant of the deadline.
        opening_hours: Of each working day, breaks left out.
        calendar: Says which days are worked.

    Raises:
        CalendarEndsError: The calendar does not reach the deadline.
    """
    days = [day for day in _days(now, due) if is_working_day(day, calendar)]
    return sum(
        (_overlap(span, day, now, due) for day in days for span in opening_hours), timedelta()
    )


def _is_open(accepted: datetime, calendar: Calendar, closes_at: time) -> bool:
    return is_working_day(accepted.date(), calendar) and accepted.time() < closes_at


def _working_days_from(day: date, calendar: Calendar) -> Iterator[date]:
    while True:
        if is_working_day(day, calendar):
            yield day
        day += _ONE_DAY


def _days(start: datetime, end: datetime) -> Iterator[date]:
    day = start.astimezone(KZ_ZONE).date()
    while day <= end.astimezone(KZ_ZONE).date():
        yield day
        day += _ONE_DAY


def _overlap(span: OpenSpan, day: date, start: datetime, end: datetime) -> timedelta:
    opens = max(datetime.combine(day, span.opens_at, KZ_ZONE), start)
    closes = min(datetime.combine(day, span.closes_at, KZ_ZONE), end)
    return max(closes - opens, timedelta())

"""Times, dates and lengths of time as the screen words them (ui.md §7.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from desk_app.domain.working_days import KZ_ZONE

Say = Callable[..., str]
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
DASH = "—"


def minutes_and_seconds(seconds: float) -> str:
    """Return a length as `m:ss`, whole seconds, never negative."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02}"


def clock_time(instant: datetime) -> str:
    """Return the local time as `HH:mm`."""
    return instant.astimezone(KZ_ZONE).strftime("%H:%M")


def day(when: date) -> str:
    """Return a date as `dd.MM.yyyy`."""
    return when.strftime("%d.%m.%Y")


def local_day(instant: datetime) -> str:
    """Return the local date of an instant."""
    return day(instant.astimezone(KZ_ZONE).date())


def day_and_time(instant: datetime | None) -> str:
    """Return a local date with its time, or a dash where nobody knows."""
    return f"{local_day(instant)} {clock_time(instant)}" if instant else DASH


def sentence_start(words: str) -> str:
    """Return words as they begin a sentence."""
    return words[:1].upper() + words[1:]


def percent(part: int, whole: int) -> str:
    """Return a share as whole percent, rounded down so that 100 % means all."""
    return f"{part * 100 // whole if whole else 0}{_NO_BREAK_SPACE}%"


def length(seconds: float, say: Say) -> str:
    """Return a length in the largest units that matter: minutes, hours and minutes, or days."""
    minutes = max(0, int(seconds)) // 60
    if minutes < 60:
        return say("length.minutes", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return say("length.hours", hours=hours, minutes=minutes)
    return say("length.days", days=hours // 24, hours=hours % 24)

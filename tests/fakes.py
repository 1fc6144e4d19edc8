"""Time and identities that a test sets by hand; nothing else is replaced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from desk_app.domain.service_time import Moment

MORNING = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


class FakeClock:
    """A clock whose wall, counter and boot are set apart from each other.

    Args:
        wall_at: Where it begins.
        tick_seconds: How far each look at it moves it on.
    """

    def __init__(self, wall_at: datetime = MORNING, *, tick_seconds: float = 0.0) -> None:
        self.wall_at = wall_at
        self.tick_seconds = tick_seconds
        self.counter_seconds = 1000.0
        self.boot_id = "boot-1"

    def now(self) -> datetime:
        self.pass_time(seconds=self.tick_seconds)
        return self.wall_at

    def moment(self) -> Moment:
        self.pass_time(seconds=self.tick_seconds)
        return Moment(self.wall_at, self.counter_seconds, self.boot_id)

    def pass_time(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass, asleep or awake."""
        passed = timedelta(minutes=minutes, seconds=seconds)
        self.wall_at += passed
        self.counter_seconds += passed.total_seconds()

    def set_wall(self, *, minutes: float) -> None:
        """Let somebody change the wall clock."""
        self.wall_at += timedelta(minutes=minutes)

    def restart(self, boot_id: str = "boot-2") -> None:
        """Let the machine start anew: the counter begins from nothing."""
        self.boot_id, self.counter_seconds = boot_id, 5.0


class FakeIds:
    """Identities 1, 2, 3 … in the form of UUIDv7."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> UUID:
        self._last += 1
        return UUID(int=0x7 << 76 | 0b10 << 62 | self._last)

    def chance(self) -> float:
        return 0.5

"""The machine's clocks and identities, for the ports of time and chance.

They are made before the sign-in page stands; what they give is loaded when it is first asked for.
"""

from __future__ import annotations

import ctypes
import random
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from desk_app.domain.service_time import Moment

_chance = random.SystemRandom()
_LINUX_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_WINDOWS_BOOT_KEY = (
    r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"
)


@dataclass(frozen=True, slots=True)
class SystemClock:
    """Wall time, and a counter that runs through suspend and that nobody can set."""

    counter_seconds: Callable[[], float]
    boot_id: str

    def now(self) -> datetime:
        """Return aware UTC wall time."""
        return datetime.now(UTC)

    def moment(self) -> Moment:
        """Return all clocks read together."""
        from desk_app.domain.service_time import Moment

        return Moment(self.now(), self.counter_seconds(), self.boot_id)


def system_clock() -> SystemClock:
    """Return the clock of this machine."""
    if sys.platform == "win32":
        return windows_clock(ctypes.windll.kernel32.GetTickCount64, _windows_boot_count)
    return linux_clock(_LINUX_BOOT_ID)


if sys.platform == "win32":

    def _windows_boot_count() -> int:
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _WINDOWS_BOOT_KEY) as key:
            value, _ = winreg.QueryValueEx(key, "BootId")
        return int(value)


def linux_clock(boot_id_file: Path) -> SystemClock:
    """Return a clock on CLOCK_BOOTTIME, which suspend does not stop."""
    boot_id = boot_id_file.read_text(encoding="ascii").strip()
    return SystemClock(lambda: time.clock_gettime(time.CLOCK_BOOTTIME), boot_id)


def windows_clock(tick_count_ms: Callable[[], int], boot_count: Callable[[], int]) -> SystemClock:
    """Return a clock on GetTickCount64, which runs through sleep and hibernation."""
    return SystemClock(lambda: tick_count_ms() / 1000, f"windows-{boot_count()}")


class SystemIds:
    """UUIDv7 (RFC 9562) that rise within the program whatever the wall clock does."""

    def __init__(self, unix_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000) -> None:
        self._unix_ms = unix_ms
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> UUID:
        """Return a new UUIDv7."""
        from uuid import UUID

        with self._lock:
            # 48 bits of milliseconds and 12 bits that count on within one.
            started = self._unix_ms() << 12 | _chance.getrandbits(11)
            self._last = max(self._last + 1, started)
            stamp = self._last
        high, low = stamp >> 12, stamp & 0xFFF
        return UUID(int=high << 80 | 0x7 << 76 | low << 64 | 0b10 << 62 | _chance.getrandbits(62))

    def chance(self) -> float:
        """Return a number in [0, 1)."""
        return _chance.random()

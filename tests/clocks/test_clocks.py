"""The machine's own clocks and identities."""

from __future__ import annotations

import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from desk_app.clocks import SystemIds, linux_clock, system_clock, windows_clock
from desk_app.domain.service_time import elapsed


def test_wall_time_is_aware_utc():
    now = system_clock().now()

    assert now.utcoffset() == timedelta(0)
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_counter_only_goes_forward_within_one_boot():
    clock = system_clock()
    moments = [clock.moment() for _ in range(50)]

    for earlier, later in pairwise(moments):
        assert elapsed(earlier, later).is_accurate
    assert len({moment.boot_id for moment in moments}) == 1


if sys.platform == "linux":

    def test_linux_counts_through_suspend_and_names_its_boot(tmp_path: Path):
        boot_id = tmp_path / "boot_id"
        boot_id.write_text("0a1b\n", encoding="ascii")

        moment = linux_clock(boot_id).moment()

        assert moment.boot_id == "0a1b"
        assert abs(moment.counter_seconds - time.clock_gettime(time.CLOCK_BOOTTIME)) < 5


def test_windows_counts_milliseconds_and_starts():
    moment = windows_clock(lambda: 86_400_250, lambda: 41).moment()

    assert (moment.counter_seconds, moment.boot_id) == (86_400.25, "windows-41")


def test_an_identity_is_a_uuid_of_version_7_that_tells_its_time():
    made = SystemIds(lambda: 1_764_000_000_123).new()

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == 1_764_000_000_123


def test_identities_rise_even_while_the_wall_clock_stands_or_falls():
    times = iter([5000, 5000, 4000, *[5000] * 5000])
    ids = SystemIds(lambda: next(times))

    made = [ids.new() for _ in range(5003)]

    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert all(each.version == 7 for each in made)


def test_identities_of_several_threads_never_meet():
    ids, made = SystemIds(), []
    threads = [
        threading.Thread(target=lambda: made.extend(ids.new() for _ in range(500)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 2000


def test_chance_lies_between_nothing_and_one():
    ids = SystemIds()

    assert all(0 <= ids.chance() < 1 for _ in range(100))

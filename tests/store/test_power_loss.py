"""A power cut at any moment loses nothing that was acknowledged and damages nothing."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from desk_app.commands import stress
from desk_app.errors import StoreError
from tests.store.power_loss import Disk, Event, record

_SHARES = (0.0, 0.5, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was wrong with the disks that power cuts left."""

    damaged: int
    lost: int


def recorded(folder: Path, strace: str, *, runs: int, cases: int) -> list[Event]:
    """Return the calls of several runs of the writer over one store."""
    home = folder / "home"
    command = [sys.executable, "-m", "desk_app", "stress", "write", str(home), str(cases)]
    events: list[Event] = []
    for _ in range(runs):
        events += record([*command, "--scans", "1"], home, folder / "calls", strace)
    return events


def acknowledged(events: Sequence[Event]) -> set[UUID]:
    """Return the cases that the writer said were durable."""
    said = b"".join(event.data for event in events if event.kind == "said").decode()
    return {UUID(line.removeprefix("ACK ")) for line in said.splitlines()}


def cut_power(events: list[Event], folder: Path, *, times: int, seed: int) -> Findings:
    """Open the disk that each of many power cuts left, and count what is wrong."""
    chance = random.Random(seed)
    damaged = lost = 0
    for _ in range(times):
        before = events[: chance.randint(1, len(events))]
        shutil.rmtree(folder / "left", ignore_errors=True)
        Disk(folder, before).leave(folder / "left", chance, chance.choice(_SHARES))
        home = folder / "left" / "home"
        home.mkdir(exist_ok=True)
        try:
            whole = set(stress.whole_cases(home))
        except StoreError:
            damaged += 1
        else:
            lost += bool(acknowledged(before) - whole)
    return Findings(damaged, lost)


def without_syncs(events: list[Event], part: str) -> list[Event]:
    """Return the run as if a disk, or a careless program, left out some syncs."""
    return [event for event in events if not (event.kind == "sync" and part in event.path)]


@pytest.fixture(scope="module")
def events(
    tmp_path_factory: pytest.TempPathFactory, system_program: Callable[[str], str]
) -> tuple[list[Event], Path]:
    folder = tmp_path_factory.mktemp("power")
    return recorded(folder, system_program("strace"), runs=2, cases=5), folder


def test_the_whole_run_leaves_every_case(events) -> None:
    calls, folder = events

    Disk(folder, calls).leave(folder / "all", random.Random(0), 0.0)

    assert set(stress.whole_cases(folder / "all" / "home")) == acknowledged(calls)
    assert len(acknowledged(calls)) == 10


def test_no_power_cut_loses_or_damages(events) -> None:
    calls, folder = events

    assert cut_power(calls, folder, times=200, seed=20261125) == Findings(damaged=0, lost=0)


@pytest.mark.parametrize("part", ["desk.db-wal", "scans"])
def test_a_missing_sync_would_be_found(events, part: str) -> None:
    calls, folder = events

    findings = cut_power(without_syncs(calls, part), folder, times=40, seed=20261125)

    assert findings.lost + findings.damaged > 0


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_two_thousand_power_cuts_lose_and_damage_nothing(
    tmp_path: Path, system_program: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    calls = recorded(tmp_path, system_program("strace"), runs=3, cases=40)
    seed = random.SystemRandom().randrange(2**32)

    findings = cut_power(calls, tmp_path, times=2000, seed=seed)

    with capsys.disabled():
        cases = len(acknowledged(calls))
        sys.stdout.write(f"2000 cuts in {len(calls)} calls, {cases} cases, {findings}, {seed}\n")
    assert findings == Findings(damaged=0, lost=0)

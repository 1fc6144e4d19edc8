"""A writer killed at any moment loses nothing it acknowledged and damages nothing."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sys
from pathlib import Path
from uuid import UUID

import pytest

from desk_app.commands import stress
from tests.store import writers

# Where a process can be forked the libraries are loaded once, so that 200 deaths stay cheap.
_START = "spawn" if sys.platform == "win32" else "forkserver"
_DEATHS_PER_STORE = 10
# A life lasts until some cases are sealed, however busy the machine is meanwhile.
_FIRST_LIFE_SECONDS = 3.0 if sys.platform == "win32" else 0.15
_CASES_IN_A_LONG_LIFE = 3
_LONGER, _SHORTER = 1.2, 0.7


def life_and_death(folder: Path, life_seconds: float) -> set[UUID]:
    """Return what one writer acknowledged before it was killed in the middle of its work."""
    processes = multiprocessing.get_context(_START)
    receiver, sender = processes.Pipe(duplex=False)
    writer = processes.Process(target=writers.seal_cases, args=(folder, sender), daemon=True)
    writer.start()
    sender.close()
    writer.join(life_seconds)
    assert writer.exitcode is None, "the writer ended by itself"
    writer.kill()
    writer.join()
    with receiver, os.fdopen(receiver.fileno(), "r", closefd=False) as lines:
        # A last line without its end was never said.
        said = lines.read().split("\n")[:-1]
    return {UUID(line.removeprefix("ACK ")) for line in said}


def survive(deaths: int, folder: Path, seed: int) -> int:
    """Kill a writer again and again; return how many cases were acknowledged in all."""
    multiprocessing.get_context(_START).set_forkserver_preload([writers.__name__])
    chance = random.Random(seed)
    acknowledged: set[UUID] = set()
    total, longest_seconds = 0, _FIRST_LIFE_SECONDS
    for number in range(deaths):
        if number % _DEATHS_PER_STORE == 0:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            acknowledged = set()
        said = life_and_death(folder, chance.uniform(0, longest_seconds))
        acknowledged |= said
        total += len(said)
        if not said:
            longest_seconds *= _LONGER
        elif len(said) > _CASES_IN_A_LONG_LIFE:
            longest_seconds *= _SHORTER
        whole = set(stress.whole_cases(folder))
        assert acknowledged - whole == set(), f"lost after death {number}, seed {seed}"
    return total


def test_two_hundred_deaths_lose_nothing_acknowledged(tmp_path: Path) -> None:
    assert survive(200, tmp_path / "home", seed=20261125) > 100


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_two_thousand_deaths_lose_nothing_acknowledged(tmp_path: Path, capsys) -> None:
    seed = random.SystemRandom().randrange(2**32)

    acknowledged = survive(2000, tmp_path / "home", seed)

    with capsys.disabled():
        sys.stdout.write(f"2000 deaths, {acknowledged} acknowledged, 0 lost, seed {seed}\n")
    assert acknowledged > 1000

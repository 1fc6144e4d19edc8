"""A step of the schema that is cut short leaves the old store or the new one, whole."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from tests.store import old_stores
from tests.store.builders import invented_case
from tests.store.old_stores import FIRST, NEWEST, look, make_old_store
from tests.store.power_loss import Disk, record

_START = "spawn" if sys.platform == "win32" else "forkserver"
_KILLS, _CUTS = 25, 150


def test_a_store_of_the_first_schema_is_taken_over_whole(tmp_path: Path) -> None:
    made = make_old_store(tmp_path / "home", 5)

    left = look(tmp_path / "home")

    assert (left.version, left.whole) == (FIRST, made)
    assert look(tmp_path / "home").version == NEWEST


def test_a_kill_at_any_moment_leaves_the_old_store_or_the_new(tmp_path: Path) -> None:
    made = make_old_store(tmp_path / "old", 40)
    processes = multiprocessing.get_context(_START)
    processes.set_forkserver_preload([old_stores.__name__])
    chance = random.Random(20261125)
    whole_seconds, killed = _seconds_of_a_step(tmp_path, processes), 0
    for _ in range(_KILLS):
        home = _fresh(tmp_path)
        mover = processes.Process(target=old_stores.move, args=(home,), daemon=True)
        mover.start()
        mover.join(chance.uniform(0, whole_seconds))
        killed += mover.is_alive()
        mover.kill()
        mover.join()

        assert not [path for path in home.rglob("*") if _shows_a_name(path)]
        left = look(home)
        assert left.version in {FIRST, NEWEST}
        assert left.whole == made
    assert killed > 0


def _shows_a_name(path: Path) -> bool:
    surname = invented_case().applicant.name.surname
    return path.is_file() and surname.encode() in path.read_bytes()


def _fresh(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(tmp_path / "old", home)
    return home


def _seconds_of_a_step(tmp_path: Path, processes: multiprocessing.context.BaseContext) -> float:
    started = time.perf_counter()
    mover = processes.Process(target=old_stores.move, args=(_fresh(tmp_path),))
    mover.start()
    mover.join()
    assert mover.exitcode == 0
    return time.perf_counter() - started


def test_a_power_cut_at_any_moment_leaves_the_old_store_or_the_new(
    tmp_path: Path, system_program: Callable[[str], str]
) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "tests.store.old_stores", str(home), "4"]
    events = record(command, home, tmp_path / "calls", system_program("strace"))
    made_at, moved_at = [at for at, event in enumerate(events) if event.kind == "said"]
    said = events[made_at].data.decode().splitlines()
    made = {UUID(line.removeprefix("MADE ")) for line in said}
    chance = random.Random(20261125)
    versions: set[int] = set()
    anywhere = (chance.randint(made_at + 1, len(events)) for _ in range(_CUTS))
    for cut in (made_at + 1, *anywhere, len(events)):
        shutil.rmtree(tmp_path / "left", ignore_errors=True)
        Disk(tmp_path, events[:cut]).leave(
            tmp_path / "left", chance, chance.choice((0.0, 0.5, 0.9, 1.0))
        )

        left = look(tmp_path / "left" / "home")
        assert left.whole == made
        assert left.version in ({FIRST, NEWEST} if cut <= moved_at else {NEWEST})
        versions.add(left.version)
    assert versions == {FIRST, NEWEST}


def test_a_disk_that_fills_up_on_the_way_leaves_the_old_store(
    tmp_path: Path, system_program: Callable[[str], str]
) -> None:
    # The disk exists for the child only and goes with it.
    own_disks = [system_program("unshare"), "--mount"]
    own_disks += [] if os.geteuid() == 0 else ["--map-root-user"]
    mover = [sys.executable, "-m", "tests.store.full_disk_step", str(tmp_path)]
    disk = 'mount -t tmpfs -o size=12m tmpfs "$0" && exec "$@"'

    run = subprocess.run(
        [*own_disks, "sh", "-c", disk, str(tmp_path), *mover],
        check=True,
        capture_output=True,
        text=True,
    )

    seen = json.loads(run.stdout)
    assert set(seen["refusals"]) == {"store.disk_full"}
    assert len(seen["refusals"]) > 5
    assert seen["versions"] == [FIRST]
    assert seen["torn"] == []
    assert (seen["lost"], seen["at_last"]) == (0, NEWEST)
    assert run.stderr == ""

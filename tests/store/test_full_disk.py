"""A full disk is said as such; nothing acknowledged is lost and work goes on with room again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.mark.parametrize("megabytes", [6, 7])
def test_a_full_disk_loses_nothing(
    tmp_path: Path, system_program: Callable[[str], str], megabytes: int
) -> None:
    # The disk exists for the child only and goes with it.
    own_disks = [system_program("unshare"), "--mount"]
    own_disks += [] if os.geteuid() == 0 else ["--map-root-user"]
    writer = [sys.executable, "-m", "tests.store.full_disk", str(tmp_path)]
    disk = f'mount -t tmpfs -o size={megabytes}m tmpfs "$0" && exec "$@"'

    run = subprocess.run(
        [*own_disks, "sh", "-c", disk, str(tmp_path), *writer],
        check=True,
        capture_output=True,
        text=True,
    )

    seen = json.loads(run.stdout)
    assert seen["refusals"] == ["store.disk_full", "store.disk_full"]
    assert seen["lost"] == 0
    assert seen["acknowledged"] > 10
    assert run.stderr == ""

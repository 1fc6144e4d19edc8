"""A disk that fills up under the real window: it is told, nothing is left or lost, and goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desk_app.domain.vocabulary import DeskKind

WORDS = {"kk": "Сақталмады: дискіде орын жоқ", "ru": "Не сохранено: нет места на диске"}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_full_disk_is_told_blocks_the_step_and_loses_nothing(
    tmp_path: Path, system_program: Callable[[str], str], language: str
) -> None:
    home = tmp_path / DeskKind.STATE_CORPORATION
    home.mkdir()
    # The disk exists for the child only and goes with it.
    own_disks = [system_program("unshare"), "--mount"]
    own_disks += [] if os.geteuid() == 0 else ["--map-root-user"]
    player = [sys.executable, "-m", "tests.end_to_end.full_disk_player", str(tmp_path), language]
    disk = 'mount -t tmpfs -o size=16m tmpfs "$0" && exec "$@"'

    run = subprocess.run(
        [*own_disks, "sh", "-c", disk, str(home), *player],
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )

    assert run.returncode == 0, run.stderr
    seen = json.loads(run.stdout)
    assert seen["told"] == seen["still_told"] == WORDS[language]
    assert seen["step_when_full"] == "application"
    assert seen["text_when_full"].endswith("Есепші көмекшісі")
    assert seen["stored_when_full"] != seen["text_when_full"]
    assert seen["stored_at_last"] == seen["text_at_last"] == seen["text_when_full"]

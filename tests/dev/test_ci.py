"""The gate's script: every part runs, and one failure is enough to fail."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import dev


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with the gate's script and, in place of dev.py, a program that fails as told."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(dev.ROOT / ".ci" / "run", tmp_path / ".ci")
    (tmp_path / "dev.py").write_text(
        "import pathlib, sys\n"
        "print('called', sys.argv[1], flush=True)\n"
        "sys.exit(sys.argv[1] in pathlib.Path('fails').read_text().split())\n",
        "utf-8",
    )
    return tmp_path


def run_gate(house: Path, *fails: str) -> subprocess.CompletedProcess[str]:
    (house / "fails").write_text(" ".join(fails), "utf-8")
    return subprocess.run([house / ".ci" / "run"], cwd="/", capture_output=True, text=True)


def test_the_gate_passes_when_every_part_does(house: Path) -> None:
    result = run_gate(house)

    assert result.returncode == 0
    assert [line for line in result.stdout.splitlines() if line.startswith("called")] == [
        "called test",
        "called check",
        "called build",
    ]


@pytest.mark.parametrize("part", ["test", "check", "build"])
def test_one_failed_part_fails_the_gate_after_the_others_ran(house: Path, part: str) -> None:
    result = run_gate(house, part)

    assert result.returncode == 1
    assert result.stdout.count("called") == 3
    assert "FAILED, status 1" in result.stdout

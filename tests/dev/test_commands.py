"""What dev.py's commands call."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev


@pytest.mark.parametrize(
    ("platform", "environ", "display"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_a_display_is_told_by_platform_and_variables(
    platform: str, environ: dict[str, str], display: bool
) -> None:
    assert dev.has_display(platform, environ) is display


def test_run_opens_the_demo_office_on_a_display() -> None:
    assert dev.run_words(["--home", "here"], has_screen=True) == ["--demo", "--home", "here"]


def test_run_plays_the_standard_case_without_a_display() -> None:
    words = dev.run_words(["--language", "kk"], has_screen=False)

    assert words == ["play", "standard", "--output", "out", "--language", "kk"]


@pytest.mark.parametrize("words", [[], ["no-such-command"]])
def test_wrong_usage_shows_the_commands_and_ends_with_2(words: list[str]) -> None:
    result = subprocess.run([sys.executable, dev.__file__, *words], capture_output=True, text=True)

    assert result.returncode == dev.WRONG_USAGE
    assert all(f"dev.py {name}" in result.stderr for name in dev.COMMANDS)
    assert result.stdout == ""


def test_a_gate_that_does_not_exist_is_wrong_usage() -> None:
    assert dev.check(["lint", "no-such-gate"]) == dev.WRONG_USAGE


def test_a_failed_gate_fails_the_check_after_the_others_ran(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "GATES", {"first": lambda: 1, "second": lambda: 0})

    assert dev.check([]) == 1
    told = capsys.readouterr().err
    assert "gate: second" in told
    assert told.endswith("gates failed: first\n")


def test_the_ci_runs_every_gate() -> None:
    script = (dev.ROOT / ".ci" / "run").read_text("utf-8")
    named = set(script.split())

    assert set(dev.GATES) - {"tests"} <= named
    assert "python3 dev.py test\n" in script


def test_the_self_test_finds_no_python_and_no_checkout(tmp_path: Path) -> None:
    environ = dev.self_test_environment(
        {**os.environ, "PYTHONPATH": str(dev.ROOT), "LANG": "C.UTF-8"}, tmp_path
    )

    assert shutil.which("python3", path=environ["PATH"]) is None
    assert not [name for name in environ if name.startswith(("PYTHON", "VIRTUAL_ENV", "CI"))]
    assert str(dev.ROOT) not in environ.values()

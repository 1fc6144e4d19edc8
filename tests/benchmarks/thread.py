"""The longest block of the interface thread in a whole case, with everything going on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.measures import Row

_MOST_P99_MS, _MOST_MS = 50.0, 100.0
_SIGN_IN = frozenset({"sign-in", "idle"})


def measure(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Play whole cases at the devices' own pace, each in a process of its own."""
    for scenario in ("standard",) if quick else ("standard", "certificate", "offline"):
        report = _play(scenario, folder / scenario)
        p99, longest = float(report["p99_block_ms"]), float(report["longest_block_ms"])
        yield Row(
            f"interface thread, {scenario}: 99 of 100 beats late by no more than",
            f"{p99:.1f} ms", "–", None, "≤ 50 ms", p99 <= _MOST_P99_MS,
        )  # fmt: skip
        yield Row(
            f"interface thread, {scenario}: longest block",
            f"{longest:.1f} ms", "–", None, "≤ 100 ms", longest <= _MOST_MS,
        )  # fmt: skip
        # Once a day and no part of a case: the desk is loaded and built.
        at_start = max(s["longest_block_ms"] for s in report["steps"] if s["name"] in _SIGN_IN)
        yield Row(
            f"interface thread, {scenario}: longest block while signing in",
            f"{at_start:.1f} ms", "–", None, "≤ 100 ms", at_start <= _MOST_MS,
        )  # fmt: skip


def _play(scenario: str, output: Path) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-m", "desk_app", "play", scenario, "--output", str(output), "--json"],
        capture_output=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    if ran.returncode:
        raise AssertionError(ran.stderr.decode())
    report: dict[str, Any] = json.loads(ran.stdout)
    return report

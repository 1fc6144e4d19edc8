"""Memory when idle and after many cases through one window, against an empty PySide6 window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measures import Row

_MOST_IDLE_MIB, _MOST_LATER_MIB = 250.0, 350.0
# Growth between the middle and the end of the cases that counts as a trend.
_MOST_TREND = 1.05


def measure(_: Path, *, quick: bool) -> Iterator[Row]:
    """Play case after case in one window; the password's own memory is given back by then."""
    count = 20 if quick else 200
    empty = _samples("tests.benchmarks.start_probe", "empty")[-1]
    samples = _samples("tests.benchmarks.memory_probe", str(count))
    idle, *after = samples
    yield _row("memory when idle, signed in", idle, empty, _MOST_IDLE_MIB)
    yield _row(f"memory after {count} cases", after[-1], empty, _MOST_LATER_MIB)
    quarter = max(1, len(after) // 4)
    middle = statistics.median(after[len(after) // 2 - quarter // 2 :][:quarter])
    growth = statistics.median(after[-quarter:]) / middle
    yield Row(
        "memory, last quarter against the middle", f"{after[-1]:.0f} MiB", f"{middle:.0f} MiB",
        growth, f"≤ {_MOST_TREND:g} × (no trend)", growth <= _MOST_TREND,
    )  # fmt: skip


def _row(what: str, mib: float, empty: float, most: float) -> Row:
    return Row(
        what, f"{mib:.0f} MiB", f"{empty:.0f} MiB", mib / empty, f"≤ {most:.0f} MiB", mib <= most
    )


def _samples(module: str, *words: str) -> list[float]:
    ran = subprocess.run(
        [sys.executable, "-m", module, *words],
        capture_output=True, text=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    if ran.returncode:
        raise AssertionError(ran.stderr)
    lines = [line.split() for line in ran.stdout.splitlines()]
    return [int(words[1]) / 1024 for words in lines if words and words[0] == "ready"]

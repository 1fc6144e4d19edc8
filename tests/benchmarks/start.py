"""From the start of the process to the sign-in page, against an empty PySide6 window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from desk_app.settings import settings_file
from tests.benchmarks.measures import Row, compared, milliseconds, take_turns
from tests.benchmarks.saving import desk_in

_MOST_SECONDS = 1.5


def measure(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure warm starts; the first one of each is not counted.

    Warm means that Python has its compiled modules, as after any first start: they are kept in a
    folder of this run, whatever the environment says about writing them.
    """
    home = folder / "home"
    with desk_in(home):
        pass
    # An office's own desk has a registry, and no devices that draw their papers themselves.
    settings = settings_file(home)
    own = settings.read_text("utf-8").replace("simulated = true", "")
    settings.write_text(f'{own}\n[registry]\nurl = "http://127.0.0.1:9"\n', "utf-8")
    rounds = 5 if quick else 15
    compiled = folder / "compiled"
    ours, theirs = take_turns(
        lambda: _start(compiled, "desk", str(home)),
        lambda: _start(compiled, "empty"),
        rounds=rounds,
        warm_up=1,
    )
    yield compared("start to the sign-in page, warm", ours, theirs, most=2.5)
    median = statistics.median(ours)
    yield Row(
        "the same, by the clock", milliseconds(median), "–", None, "≤ 1.5 s",
        median <= _MOST_SECONDS,
    )  # fmt: skip


def _start(compiled: Path, *words: str) -> float:
    """Return the seconds until the process says that its picture stands."""
    environ = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    started = perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.start_probe", *words],
        stdout=subprocess.PIPE, text=True, env=environ,
    ) as process:  # fmt: skip
        line = process.stdout.readline() if process.stdout else ""
        seconds = perf_counter() - started
        process.communicate()
    if not line.startswith("ready"):
        raise AssertionError(f"{words[0]} did not start")
    return seconds

"""The plug: starts the clerk of `plug_player` in a process of its own, ends it, and looks again."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60
# The product's promise: so much of what was typed may be gone.
LOSS_SECONDS = 1.0
_START_LASTS_SECONDS = 2.5
_WORK_LASTS_SECONDS = 4.5
_SENDING_LASTS_SECONDS = 0.4

Line = dict[str, Any]


@dataclass(slots=True)
class Life:
    """What one process told until its plug was pulled.

    Attributes:
        killed_at: By the clock of its lines.
    """

    lines: list[Line] = field(default_factory=list)
    killed_at: float = 0.0

    def last(self, kind: str) -> Line | None:
        """Return the last line of a kind."""
        return next((line for line in reversed(self.lines) if line["kind"] == kind), None)

    def of(self, kind: str) -> list[Line]:
        """Return all lines of a kind."""
        return [line for line in self.lines if line["kind"] == kind]

    def current(self, name: str) -> Iterator[Any]:
        """Yield what stood on the screen at some time within the last second of the life."""
        shown = [line for line in self.lines if line["kind"] in {"restored", "screen"}]
        ends = [line["at"] for line in shown[1:]] + [self.killed_at]
        for line, end in zip(shown, ends, strict=True):
            if end >= self.killed_at - LOSS_SECONDS:
                yield line[name]


class Running:
    """A clerk at work in a process of its own."""

    def __init__(self, folder: Path, *words: str) -> None:
        temporary = folder / "tmp"
        temporary.mkdir(exist_ok=True)
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(temporary)}
        self._told: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.life = Life()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.plug_player", str(folder), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=environment,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def until(self, is_so: Callable[[Line], bool]) -> Line:
        """Return the first line that is so; a process that ends before is a failure."""
        while True:
            text = self._told.get(timeout=PATIENCE_SECONDS)
            if not text.endswith("\n"):
                _, error = self.process.communicate()
                raise AssertionError(f"the clerk ended: {error}\nafter: {self.life.lines[-12:]}")
            line = json.loads(text)
            self.life.lines.append(line)
            if is_so(line):
                return dict(line)

    def kill_after(self, seconds: float) -> Life:
        """Pull the plug after so long, and return all that was told."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.life.killed_at = time.monotonic()
            self.process.kill()
        self.process.wait()
        self._reader.join()
        while not self._told.empty():
            text = self._told.get()
            if text.endswith("\n"):
                self.life.lines.append(json.loads(text))
        assert self.process.stderr is not None
        assert self.life.killed_at, f"the clerk ended: {self.process.stderr.read()}"
        self.process.stderr.close()
        return self.life

    def join(self) -> None:
        """Let go of a process that ended by itself."""
        self._reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as told:
            for text in told:
                self._told.put(text)
        self._told.put("")


def is_restored(line: Line) -> bool:
    """Whether the desk stands."""
    return bool(line["kind"] == "restored")


def is_accepted(line: Line) -> bool:
    """Whether an application was just accepted: its messages are about to be sent."""
    return bool(line["kind"] == "stored" and line["state"] == "accepted")


def pull(folder: Path, number: int, chance: Random) -> Life:
    """Let a clerk work until its plug is pulled: at its start, at work, or while it sends."""
    running = Running(folder)
    if number % 8 == 3:
        return running.kill_after(chance.uniform(0.2, _START_LASTS_SECONDS))
    running.until(is_restored)
    if number % 4 == 2:
        running.until(is_accepted)
        return running.kill_after(chance.uniform(0, _SENDING_LASTS_SECONDS))
    return running.kill_after(chance.uniform(0.3, _WORK_LASTS_SECONDS))

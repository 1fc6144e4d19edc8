"""What a measurement gives, and how subject and baseline take turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes:
        subject: Text of the measured figure.
        baseline: Text of the figure measured beside it in the same run, if there is one.
        ratio: Subject to baseline.
        target: What is aimed at, in words.
        holds: Whether the aim is reached.
    """

    what: str
    subject: str
    baseline: str
    ratio: float | None
    target: str
    holds: bool


def seconds_of(deed: Callable[[], object]) -> float:
    """Return how long a deed takes."""
    started = time.perf_counter()
    deed()
    return time.perf_counter() - started


def take_turns(
    subject: Callable[[], float], baseline: Callable[[], float], *, rounds: int, warm_up: int = 2
) -> tuple[list[float], list[float]]:
    """Return the figures of both, round by round, so that a busy machine slows both alike."""
    for _ in range(warm_up):
        subject()
        baseline()
    pairs = [(subject(), baseline()) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def milliseconds(seconds: float) -> str:
    """Return a length for the table."""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def compared(
    what: str, subject: list[float], baseline: list[float], *, most: float, target: str = ""
) -> Row:
    """Return the row of two lists of lengths, by their medians."""
    ours, theirs = statistics.median(subject), statistics.median(baseline)
    ratio = ours / theirs
    aim = target or f"≤ {most:g} ×"
    return Row(what, milliseconds(ours), milliseconds(theirs), ratio, aim, ratio <= most)

"""Prints the table: `python -m tests.benchmarks [--quick] [--only NAME …]`."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measures import Row

NAMES = ("start", "thread", "saving", "search", "certificate", "memory")
_HEAD = ("what", "measured", "baseline", "ratio", "target", "")


def main(words: list[str]) -> int:
    """Run the measurements one after another, each row printed as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller stores")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    options = parser.parse_args(words)
    _print(_HEAD)
    _print(("---",) * len(_HEAD))
    for name in options.only:
        module = importlib.import_module(f"tests.benchmarks.{name}")
        with tempfile.TemporaryDirectory() as folder:
            for row in module.measure(Path(folder), quick=options.quick):
                _print(_cells(row))
    return 0


def _cells(row: Row) -> tuple[str, ...]:
    ratio = f"{row.ratio:.2f} ×" if row.ratio is not None else "–"
    verdict = "reached" if row.holds else "missed"
    return row.what, row.subject, row.baseline, ratio, row.target, verdict


def _print(cells: tuple[str, ...]) -> None:
    print("| " + " | ".join(cells) + " |", flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The files under version control, which is what the rules of the house are about."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tracked_files(*patterns: str) -> list[Path]:
    """Return the tracked files that still exist, by Git's own patterns."""
    listing = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    paths = (ROOT / name for name in listing.split("\0") if name)
    return [path for path in paths if path.is_file()]


def texts(*patterns: str) -> dict[str, str]:
    """Return the tracked text files by name; pictures, fonts and sealed data are left out."""
    found = {}
    for path in tracked_files(*patterns):
        with suppress(UnicodeDecodeError):
            found[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
    return found

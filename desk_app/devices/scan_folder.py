"""Where raw pages lie while they are taken: a private folder each scan, gone with it.

The pages are a person's papers in the clear; a killed program leaves them for the next start.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "scan-"
_log = logging.getLogger("desk_app.devices")


@contextmanager
def private_folder(work_folder: Path) -> Iterator[Path]:
    """Give a folder that nobody else reads, and remove it with all that is in it."""
    work_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=work_folder))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(work_folder: Path) -> None:
    """Remove what a killed program left; for the one program that scans there, before it scans.

    What cannot be removed is logged and tried again at the next start: it keeps nobody from work.
    """
    left = [folder for folder in _scans_in(work_folder) if not _is_removed(folder)]
    if left:
        _log.warning("pages of a killed scan cannot be removed: %d", len(left))


def _scans_in(work_folder: Path) -> list[Path]:
    try:
        return list(work_folder.glob(f"{_PREFIX}*"))
    except OSError:
        return []


def _is_removed(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()

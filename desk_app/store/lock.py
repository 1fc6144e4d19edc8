"""One program per store: a lock of the operating system, gone with its process."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desk_app.errors import StoreError
from desk_app.store.durable import disk_errors

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _wait_for(descriptor: int) -> None:
        # Windows tries ten times, a second apart, and then gives up.
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _wait_for(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


class StoreLock:
    """The lock while it is held."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let another program have the store."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def try_lock(path: Path) -> StoreLock | None:
    """Return the lock, or None while another program (or this one) holds it."""
    descriptor = _opened(path)
    try:
        _take(descriptor)
    except OSError:
        os.close(descriptor)
        return None
    return StoreLock(descriptor)


def lock(path: Path) -> StoreLock:
    """Return the lock.

    Raises:
        StoreError: `store.in_use`.
    """
    held = try_lock(path)
    if held is None:
        raise StoreError("store.in_use")
    return held


def waited_lock(path: Path) -> StoreLock:
    """Return the lock as soon as whoever holds it for a moment lets it go."""
    descriptor = _opened(path)
    with disk_errors():
        _wait_for(descriptor)
    return StoreLock(descriptor)


def _opened(path: Path) -> int:
    with disk_errors():
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

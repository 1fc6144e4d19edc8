"""Writing files so that a power cut leaves the old content or the new one, never a part."""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from desk_app.errors import StoreError

_log = logging.getLogger("desk_app.store")


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn failures of the disk into errors with a cause the clerk can act on.

    Raises:
        StoreError: `store.disk_full` or `store.io`.
    """
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise StoreError("store.disk_full" if full else "store.io") from error


def make_folder(folder: Path) -> None:
    """Make a folder of mode 0700, and what is missing above it, durably."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def write_file(path: Path, content: bytes) -> None:
    """Create a file of mode 0600 with its bytes on the disk; its name is not yet durable."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, content: bytes) -> None:
    """Put bytes under a name durably, in the place of what was there before."""
    replace_files((path,), content)


def replace_files(paths: Sequence[Path], content: bytes) -> None:
    """Put the same bytes under several names durably; what the first cannot take leaves all.

    Once the first name has them the change holds: a later name that cannot take them keeps what it
    had, which is only logged. Whoever reads several copies takes the newest and mends the others.
    """
    written = [(path.with_name(f"{path.name}.new"), path) for path in paths]
    (first, first_path), *others = written
    try:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)
            write_file(temporary, content)
        move_into(first, first_path)
    except OSError:
        _drop(temporary for temporary, _ in written)
        raise
    for temporary, path in others:
        _move_copy(temporary, path)


def _move_copy(temporary: Path, path: Path) -> None:
    try:
        move_into(temporary, path)
    except OSError as error:
        _log.warning("%s keeps its older content: %s", path.name, type(error).__name__)
        _drop((temporary,))


def _drop(temporaries: Iterable[Path]) -> None:
    for temporary in temporaries:
        with suppress(OSError):
            temporary.unlink()


def move_into(temporary: Path, path: Path) -> None:
    """Give a written file its name durably."""
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows offers no such call and needs none on NTFS."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_BINARY = getattr(os, "O_BINARY", 0)

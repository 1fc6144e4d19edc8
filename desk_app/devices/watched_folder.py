"""A folder that a scanner or a phone's cable writes into, read without ever taking half a file.

Polled, because change notices do not come from network shares. A file counts as finished when its
size and time stood still *and* it reads to its end: scanners pause longer between two pages than
any waiting time that a clerk would bear.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desk_app.devices.pages import LIMITS, import_pages
from desk_app.domain.devices import Arrival, BadFile, PageImage
from desk_app.errors import DeviceError, InputError

_NOT_DOCUMENTS = {"thumbs.db", "desktop.ini", "ehthumbs.db"}
_UNFINISHED_ENDINGS = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".lock")
# What no further byte will mend; anything else may be a file still being written.
_FINAL_CODES = {
    "file.too_large",
    "file.too_many_pages",
    "file.too_many_pixels",
    "file.encrypted",
    "file.heic",
}
# Windows translates line ends unless told not to, and knows no symbolic links to refuse.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

_Signature = tuple[int, int, int]


@dataclass(slots=True)
class _Watched:
    signature: _Signature
    still_since_seconds: float
    is_settled: bool = False
    error: InputError | None = None


@dataclass(frozen=True, slots=True)
class _Taken:
    intake_id: str
    version: int
    page_hashes: tuple[str, ...]
    at_seconds: float


class WatchedFolder:
    """One folder under watch; all calls come from one lane.

    Args:
        folder: Where files appear.
        read: Turns a file's bytes into pages; given a process pool, it runs there.
        settle_seconds: How long size and time must stand still; shares need about 3.
        patience_seconds: How long an unreadable file may stand still before it is called bad.
        memory_seconds: How long a name that comes back with more pages is the same document.
    """

    def __init__(
        self,
        folder: Path,
        *,
        read: Callable[[bytes], tuple[PageImage, ...]] = import_pages,
        settle_seconds: float = 3.0,
        patience_seconds: float = 60.0,
        memory_seconds: float = 600.0,
    ) -> None:
        self._folder = folder
        self._read = read
        self._settle_seconds = settle_seconds
        self._patience_seconds = patience_seconds
        self._memory_seconds = memory_seconds
        self._watched: dict[str, _Watched] = {}
        self._taken: dict[str, _Taken] = {}

    def poll(self, now_seconds: float) -> Iterator[Arrival | BadFile]:
        """Yield what became whole or proved bad since the last call.

        Lazy: each file is read when the one before it has been dealt with.

        Args:
            now_seconds: A clock that only runs forward.

        Raises:
            DeviceError: `folder.unreachable`.
        """
        present = self._present()
        self._follow_renames(present)
        self._forget(present, now_seconds)
        for name, signature in present.items():
            found = self._look(name, signature, now_seconds)
            if found:
                yield found

    def holds(self, arrival: Arrival) -> bool:
        """Return whether the file is there as it was read; somebody may have taken it out."""
        try:
            return _signature((self._folder / arrival.name).lstat()) == arrival.signature
        except OSError:
            return False

    def acknowledge(self, arrival: Arrival) -> bool:
        """Remove the file, now that the store holds its pages; return whether it was removed.

        A file that changed meanwhile stays: it is the next version.
        """
        path = self._folder / arrival.name
        try:
            if _signature(path.lstat()) != arrival.signature:
                return False
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _unreachable(error) from error
        self._watched.pop(arrival.name, None)
        return True

    def _present(self) -> dict[str, _Signature]:
        try:
            with os.scandir(self._folder) as entries:
                found = {
                    entry.name: _signature(entry.stat(follow_symlinks=False))
                    for entry in entries
                    if _may_be_document(entry.name) and entry.is_file(follow_symlinks=False)
                }
        except OSError as error:
            raise _unreachable(error) from error
        return dict(sorted(found.items(), key=lambda item: (item[1][1], item[0])))

    def _follow_renames(self, present: dict[str, _Signature]) -> None:
        """Keep what is known of a file under its new name, so that it is not taken twice."""
        vanished = {
            watched.signature: name
            for name, watched in self._watched.items()
            if name not in present
        }
        for name, signature in present.items():
            old = vanished.get(signature)
            if old and name not in self._watched:
                self._watched[name] = self._watched.pop(old)
                if old in self._taken:
                    self._taken[name] = self._taken.pop(old)

    def _forget(self, present: dict[str, _Signature], now_seconds: float) -> None:
        for name in self._watched.keys() - present.keys():
            del self._watched[name]
        oldest = now_seconds - self._memory_seconds
        for name, taken in list(self._taken.items()):
            if taken.at_seconds < oldest and name not in present:
                del self._taken[name]

    def _look(
        self, name: str, signature: _Signature, now_seconds: float
    ) -> Arrival | BadFile | None:
        watched = self._watched.get(name)
        if watched is None or watched.signature != signature:
            self._watched[name] = _Watched(signature, now_seconds)
            return None
        still_seconds = now_seconds - watched.still_since_seconds
        if watched.is_settled or still_seconds < self._settle_seconds:
            return None
        if watched.error is None:
            return self._take(name, watched, now_seconds)
        return self._give_up(name, watched) if still_seconds >= self._patience_seconds else None

    def _take(self, name: str, watched: _Watched, now_seconds: float) -> Arrival | BadFile | None:
        try:
            content = _content(self._folder / name, watched.signature)
            if content is None:
                return None
            pages = self._read(content)
        except InputError as error:
            watched.error = error
            return self._give_up(name, watched) if error.code in _FINAL_CODES else None
        watched.is_settled = True
        taken = self._version(name, content, pages, now_seconds)
        self._taken[name] = taken
        return Arrival(taken.intake_id, taken.version, pages, name, watched.signature)

    def _give_up(self, name: str, watched: _Watched) -> BadFile | None:
        watched.is_settled = True
        error = watched.error
        return BadFile(error.code, error.params, name) if error else None

    def _version(
        self, name: str, content: bytes, pages: tuple[PageImage, ...], now_seconds: float
    ) -> _Taken:
        """Return what this file is: a document of its own, or one already taken that grew.

        Scanners use a name again for the next visitor, so the name alone proves nothing; the
        same first pages do.
        """
        hashes = tuple(page.sha256 for page in pages)
        before = self._taken.get(name)
        if before and hashes[: len(before.page_hashes)] == before.page_hashes:
            return _Taken(before.intake_id, before.version + 1, hashes, now_seconds)
        return _Taken(hashlib.sha256(content).hexdigest(), 1, hashes, now_seconds)


def _may_be_document(name: str) -> bool:
    lower = name.casefold()
    return not (
        lower.startswith((".", "~"))
        or lower in _NOT_DOCUMENTS
        or lower.endswith(_UNFINISHED_ENDINGS)
    )


def _signature(found: os.stat_result) -> _Signature:
    return found.st_size, found.st_mtime_ns, found.st_ino


def _content(path: Path, signature: _Signature) -> bytes | None:
    """Return the file's bytes, None while somebody else still has his hands on it.

    Raises:
        InputError: `file.too_large`, found without reading.
    """
    if signature[0] > LIMITS.size_bytes:
        limit_mb = LIMITS.size_bytes // (1024 * 1024)
        raise InputError("file.too_large", field="file", limit_mb=limit_mb)
    try:
        with os.fdopen(os.open(path, _OPEN_FLAGS), "rb") as file:
            content = file.read(LIMITS.size_bytes + 1)
            found = os.fstat(file.fileno())
    except OSError:
        return None  # locked by the scanner, or gone between two looks
    is_same = stat.S_ISREG(found.st_mode) and _signature(found) == signature
    return content if is_same and len(content) == signature[0] else None


def _unreachable(error: OSError) -> DeviceError:
    return DeviceError("folder.unreachable", detail=type(error).__name__)

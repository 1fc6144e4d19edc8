"""Scans and papers in a folder, each named by the SHA-256 of its bytes."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from registry.problems import RequestRefusedError

_DIGEST = re.compile(r"[0-9a-f]{64}")


class FileFolder:
    """A folder of files that are whole and durable, or not there at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for torn in folder.glob("*.part"):
            torn.unlink(missing_ok=True)

    def put(self, sha256: str, content: bytes) -> None:
        """Store bytes durably under their digest.

        Raises:
            RequestRefusedError: 422 `file_digest` where the bytes have another digest.
        """
        path = self._path(sha256)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise RequestRefusedError(422, "file_digest")
        if path.exists():
            return
        path.parent.mkdir(exist_ok=True)
        part = self._folder / f"{uuid4().hex}.part"
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
        _sync_folder(self._folder)

    def get(self, sha256: str) -> bytes:
        """Return the bytes, verified.

        Raises:
            RequestRefusedError: 404 `file_unknown`, or 410 `file_damaged`.
        """
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError:
            raise RequestRefusedError(404, "file_unknown") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise RequestRefusedError(410, "file_damaged")
        return content

    def missing(self, sha256s: Iterable[str]) -> tuple[str, ...]:
        """Return those digests that have no file, each once, in order."""
        return tuple(s for s in dict.fromkeys(sha256s) if not self._path(s).exists())

    def _path(self, sha256: str) -> Path:
        if not _DIGEST.fullmatch(sha256):
            raise RequestRefusedError(422, "file_name")
        return self._folder / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    # Without this a power cut can lose the name of a file whose bytes are safe. Windows has no
    # such call: there the rename itself is journalled.
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

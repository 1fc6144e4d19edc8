"""The key file on the disk: two copies, each under its own digest; the newest whole one holds.

Without this file nobody opens the store, with the recovery key neither; so damage to one copy must
not matter, and an older copy must not let anybody back in. Loads nothing heavy: the sign-in page
asks for it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desk_app.errors import StoreError
from desk_app.store.durable import disk_errors, replace_files

KEY_FILE = "keys.json"
KEY_COPY = "keys.copy.json"
FORMAT = 2
# The first form had neither a copy nor a digest.
_FIRST_FORMAT = 1
_DIGEST = b',"sha256":"%s"}'
_DIGEST_BYTES = len(_DIGEST % bytes(64))


class _Head(msgspec.Struct, frozen=True):
    format: int
    generation: int = 0


_head = msgspec.json.Decoder(_Head)


@dataclass(frozen=True, slots=True)
class _Copy:
    content: bytes
    head: _Head

    @property
    def age(self) -> tuple[int, int]:
        return self.head.format, self.head.generation


def read_newest(home: Path) -> bytes:
    """Return the content of the newest whole copy.

    Raises:
        StoreError: With no whole one `keys.missing`, `keys.damaged` or `store.io`;
            `keys.newer` for that of a newer program.
    """
    copies: list[_Copy] = []
    faults: list[StoreError] = []
    for path in _paths(home):
        try:
            copies.append(_read(path))
        except StoreError as error:
            faults.append(error)
    if not copies:
        raise min(faults, key=lambda fault: _GRAVEST_FIRST.index(fault.code))
    newest = max(copies, key=lambda copy: copy.age)
    if newest.head.format > FORMAT:
        raise StoreError("keys.newer", found=newest.head.format, known=FORMAT)
    return newest.content


# One copy missing beside a damaged one is damage: the folder is the right one.
_GRAVEST_FIRST = ("keys.damaged", "store.io", "keys.missing")


def are_alike(home: Path) -> bool:
    """Return whether both copies are whole and the same."""
    try:
        first, second = (_read(path) for path in _paths(home))
    except StoreError:
        return False
    return first == second


def write_both(home: Path, content: bytes) -> None:
    """Put a JSON object in place of both copies, durably; a full disk changes neither.

    Where only the first copy can be replaced the change holds: that copy is the newer one.
    """
    digest = hashlib.sha256(content[:-1]).hexdigest().encode()
    with disk_errors():
        replace_files(_paths(home), content[:-1] + _DIGEST % digest)


def _paths(home: Path) -> tuple[Path, Path]:
    return home / KEY_FILE, home / KEY_COPY


def _read(path: Path) -> _Copy:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise StoreError("keys.missing") from None
    except OSError as error:
        raise StoreError("store.io") from error
    try:
        head = _head.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise StoreError("keys.damaged") from None
    if not (_is_of_first_form(content, head) or _has_its_digest(content)):
        raise StoreError("keys.damaged")
    return _Copy(content, head)


def _is_of_first_form(content: bytes, head: _Head) -> bool:
    return head.format == _FIRST_FORMAT and b'"sha256"' not in content


def _has_its_digest(content: bytes) -> bool:
    body, end = content[:-_DIGEST_BYTES], content[-_DIGEST_BYTES:]
    return end == _DIGEST % hashlib.sha256(body).hexdigest().encode()

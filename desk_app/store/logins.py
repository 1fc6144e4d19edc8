"""What the sign-in page asks of a home folder before anything is opened; loads nothing heavy."""

from __future__ import annotations

from pathlib import Path

import msgspec

from desk_app.errors import StoreError
from desk_app.store.key_copies import read_newest

STORE_FOLDER = "store"


class _Wrap(msgspec.Struct):
    login: str


class _File(msgspec.Struct):
    wraps: tuple[_Wrap, ...]


def has_store(home: Path) -> bool:
    """Return whether a store was made under the folder."""
    return (home / STORE_FOLDER).is_dir()


def read_logins(home: Path) -> tuple[str, ...]:
    """Return who can sign in, in the order of their names.

    Raises:
        StoreError: As for `read_newest`.
    """
    try:
        file = msgspec.json.decode(read_newest(home), type=_File)
    except msgspec.MsgspecError:
        raise StoreError("keys.damaged") from None
    return tuple(sorted(wrap.login for wrap in file.wraps))

"""The engine: SQLAlchemy over SQLCipher with a raw key, and the meaning of SQLite's result codes.

One SQLite library per file: only sqlcipher3 ever opens a store (two copies of SQLite in one process
break each other's POSIX locks).
"""

from __future__ import annotations

import hashlib
import hmac
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

import sqlcipher3.dbapi2
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool

from desk_app.errors import StoreError

# sqlcipher3 ships no annotations.
DbApiConnection: TypeAlias = Any

KEY_BYTES = 32
_SALT_BYTES = 16
_PAGE_BYTES = 4096
_PLAIN_HEADER = b"SQLite format 3\x00"
_BUSY_TIMEOUT_MS = 5_000
# The index of the write-ahead log grows by 32 KiB; twice that, for what goes on beside.
_INDEX_ROOM_BYTES = 64 * 1024
_PRAGMAS = (
    "foreign_keys = ON",
    f"busy_timeout = {_BUSY_TIMEOUT_MS}",
    "journal_mode = WAL",
    # NORMAL loses acknowledged commits at a power cut.
    "synchronous = FULL",
    "temp_store = MEMORY",
    "secure_delete = ON",
    "cache_size = -8000",
    # A log that grew in a burst gives its room back.
    "journal_size_limit = 16777216",
)
_BUSY, _LOCKED, _READ_ONLY, _IO, _CORRUPT, _FULL, _CANNOT_OPEN, _NOT_A_DATABASE = (
    5, 6, 8, 10, 11, 13, 14, 26,
)  # fmt: skip
_CODES = {
    _BUSY: "store.busy",
    _LOCKED: "store.busy",
    _READ_ONLY: "store.read_only",
    _IO: "store.io",
    _CORRUPT: "store.corrupt",
    _FULL: "store.disk_full",
    _CANNOT_OPEN: "store.cannot_open",
    _NOT_A_DATABASE: "store.corrupt",
}


def store_id(key: bytes) -> str:
    """Return the store's public identity, the salt at the head of its file.

    It follows from the random key one way, so a file tells whether it belongs to a key before
    anything is decrypted: a wrong key and a damaged file do not look alike.
    """
    return hmac.digest(key, b"desk-app store id", hashlib.sha256)[:_SALT_BYTES].hex()


def create_database(path: Path, key: bytes) -> None:
    """Make an empty encrypted database file.

    Raises:
        StoreError: The disk is full or cannot be written.
    """
    connection = _raw_connection(path, f"{key.hex()}{store_id(key)}", mode="rwc")
    with database_errors(path), closing(connection):
        connection.execute("PRAGMA user_version = 0")
        connection.execute("CREATE TABLE made (at)")
        connection.execute("DROP TABLE made")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    require_encrypted(path)


def open_writer(path: Path, key: bytes) -> Engine:
    """Return an engine whose transactions are durable and begin with the write lock.

    Raises:
        StoreError: `store.missing`, `store.empty`, `store.foreign` (not a store),
            `store.wrong_key`, `store.corrupt` or another code of the disk.
    """
    # SQLite's own deferred BEGIN takes the write lock late, when it can only fail.
    return _engine(path, key, pragmas=(), begin="BEGIN IMMEDIATE")


def open_reader(path: Path, key: bytes) -> Engine:
    """Return an engine whose transactions see one state and cannot write.

    Raises:
        StoreError: As for `open_writer`.
    """
    return _engine(path, key, pragmas=("query_only = ON",), begin="BEGIN")


def _engine(path: Path, key: bytes, *, pragmas: Sequence[str], begin: str) -> Engine:
    _require_own(path, key)
    engine = create_engine(
        "sqlite://",
        module=sqlcipher3.dbapi2,
        creator=lambda: connect(path, key, pragmas=pragmas),
        poolclass=QueuePool,
        # The lanes that use a store: db, lookup and exchange; the last one used is the warm one.
        pool_size=3,
        pool_use_lifo=True,
        # Errors quote the statement; its values would be personal data.
        hide_parameters=True,
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    event.listen(engine, "handle_error", _raise_known)
    return engine


def connect(path: Path, key: bytes, *, pragmas: Sequence[str] = ()) -> DbApiConnection:
    """Return a keyed DB-API connection in autocommit mode.

    Raises:
        StoreError: As the result code says.
    """
    return _raw_connection(path, key.hex(), mode="rw", pragmas=pragmas)


def require_encrypted(path: Path) -> None:
    """Make sure that the file is not a plain one.

    Raises:
        StoreError: `store.foreign`.
    """
    if _head(path).startswith(_PLAIN_HEADER):
        raise StoreError("store.foreign")


@contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Turn failures of a bare connection into errors with a cause the clerk can act on.

    Raises:
        StoreError: As the result code says; what is our own mistake goes through as it is.
    """
    try:
        yield
    except sqlcipher3.dbapi2.DatabaseError as error:
        known = known_error(error)
        if known is None:
            raise
        # Where the index of the log finds no room SQLite tells of an I/O error, and no more.
        if known.code == "store.io" and not _has_room(path.parent):
            known = StoreError("store.disk_full")
        raise known from error


def _has_room(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free >= _INDEX_ROOM_BYTES
    except OSError:
        # It may be gone altogether, and then room is not what is missing.
        return True


def raise_fault_of_copying(result_code: int, *_: int) -> None:
    """Watch a backup step by step: the error it raises at last carries no result code.

    Raises:
        StoreError: As the result code says, but for a busy source: that one is tried again.
    """
    code = _CODES.get(result_code & 0xFF)
    if code is not None and code != "store.busy":
        raise StoreError(code)


def known_error(error: BaseException) -> StoreError | None:
    """Return what a result code means to the clerk, or None where the mistake is ours."""
    result_code = getattr(error, "sqlite_errorcode", None)
    # The low byte is the primary code, the rest says where it happened.
    code = _CODES.get(result_code & 0xFF) if isinstance(result_code, int) else None
    return StoreError(code) if code else None


def require_file(path: Path) -> None:
    """Make sure, without a key, that a file may be a store.

    Raises:
        StoreError: `store.missing`, `store.empty`, `store.foreign`, `store.corrupt` for a head
            that is gone, or `store.cannot_open`.
    """
    if not path.is_file():
        raise StoreError("store.missing")
    require_encrypted(path)
    if not any(_head(path)):
        # No key makes such a head: the disk lost what was written, all of it or the beginning.
        raise StoreError("store.corrupt" if path.stat().st_size else "store.empty")


def _require_own(path: Path, key: bytes) -> None:
    if len(key) != KEY_BYTES:
        raise ValueError("a store key has 32 bytes")
    require_file(path)
    if _head(path).hex() != store_id(key):
        raise StoreError(_stranger(path, key))


def _stranger(path: Path, key: bytes) -> str:
    """Return what a file is that does not begin with the identity of a key's store."""
    if _has_page_of(path, key):
        return "store.corrupt"
    is_paged = path.stat().st_size % _PAGE_BYTES == 0
    return "store.wrong_key" if is_paged else "store.foreign"


def _has_page_of(path: Path, key: bytes) -> bool:
    """Tell whether any page was written under a key, whatever became of the file's head."""
    connection = _bare_connection(path, f"{key.hex()}{store_id(key)}", mode="ro")
    with database_errors(path), closing(connection):
        bad_pages = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    return len(bad_pages) < path.stat().st_size // _PAGE_BYTES


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_SALT_BYTES)
    except OSError as error:
        raise StoreError("store.cannot_open") from error


def _raw_connection(
    path: Path, key_text: str, *, mode: str, pragmas: Sequence[str] = ()
) -> DbApiConnection:
    connection = _bare_connection(path, key_text, mode=mode)
    with database_errors(path):
        for pragma in (*_PRAGMAS, *pragmas):
            connection.execute(f"PRAGMA {pragma}")
    return connection


def _bare_connection(path: Path, key_text: str, *, mode: str) -> DbApiConnection:
    """Return a keyed connection that has not looked into the file yet."""
    with database_errors(path):
        connection = sqlcipher3.dbapi2.connect(
            f"file:{quote(str(path))}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        # SQLCipher writes to standard error on every bad page; the result code says it already.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key_text}'\"")
    return connection


def _raise_known(context: ExceptionContext) -> None:
    known = known_error(context.original_exception)
    if known is not None:
        # After one bad page a connection takes every other page for bad, too: the next deed
        # gets a new one, and what is readable stays so.
        context.is_disconnect = known.code == "store.corrupt"
        context.invalidate_pool_on_disconnect = False
        raise known from context.original_exception

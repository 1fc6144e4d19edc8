"""Making and opening a store: the database, the scans and the lock under one folder.

home/
├── lock          held by the one program that writes
└── store/        appears whole, by one rename
    ├── desk.db   SQLCipher
    ├── scans/    encrypted files
    └── backups/  encrypted copies from before a change of the schema
"""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from desk_app.errors import StoreError
from desk_app.store import engine as sql
from desk_app.store.attachments import ScanFiles, make_scan_folder
from desk_app.store.durable import disk_errors, make_folder, sync_folder
from desk_app.store.lock import StoreLock, lock
from desk_app.store.logins import STORE_FOLDER, has_store
from desk_app.store.migrations import migrate, require_current
from desk_app.store.unit import SqlStore
from desk_app.store.wholeness import Damage, damaged_pages, damaged_parts, is_whole

_DATABASE = "desk.db"
_SCANS = "scans"
_BACKUPS = "backups"
_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class OpenStore:
    """An open store; close it when the operator's program ends."""

    store: SqlStore
    scans: ScanFiles
    engines: tuple[Engine, ...]
    lock: StoreLock | None

    def require_whole(self) -> None:
        """Read every page and hold tables and indexes against each other; for the one writer.

        Raises:
            StoreError: `store.corrupt` wherever a bit is not as it was written.
        """
        *_, writer = self.engines
        with writer.connect() as connection:
            if not is_whole(connection.connection.driver_connection):
                raise StoreError("store.corrupt")

    def damage(self) -> Damage:
        """Return what is not as it was written; beside the writer only the parts are known.

        Raises:
            StoreError: The store cannot be read, for another reason than damage.
        """
        reader, *writers = self.engines
        pages = tuple(page for writer in writers for page in damaged_pages(writer))
        return Damage(damaged_parts(reader), pages)

    def close(self) -> None:
        """Close the files, then let another program have them."""
        for engine in self.engines:
            engine.dispose()
        if self.lock is not None:
            self.lock.release()


def database_path(home: Path) -> Path:
    """Return where the database of a home folder lies."""
    return home / STORE_FOLDER / _DATABASE


def lock_path(home: Path) -> Path:
    """Return the file whose lock means that a program has the store."""
    return home / _LOCK


def new_store_key() -> bytes:
    """Return a random key for a new store."""
    return secrets.token_bytes(sql.KEY_BYTES)


def create_store(home: Path, key: bytes) -> OpenStore:
    """Make a store and open it; a crash on the way leaves none.

    Raises:
        StoreError: `store.exists`, `store.in_use`, or the disk failed.
    """
    with disk_errors():
        make_folder(home)
    held = lock(lock_path(home))
    try:
        _require_none(home)
        with disk_errors():
            _make(home, key)
        return _open_for_writing(home, key, held)
    except BaseException:
        held.release()
        raise


def open_store(home: Path, key: bytes) -> OpenStore:
    """Open a store for the one program that writes; bring its schema up to date.

    Raises:
        StoreError: `store.missing`, `store.in_use`, `store.wrong_key`, `store.foreign`,
            `store.corrupt`, `store.newer_schema`, or the disk failed.
    """
    if not has_store(home):
        raise StoreError("store.missing")
    held = lock(lock_path(home))
    try:
        return _open_for_writing(home, key, held)
    except BaseException:
        held.release()
        raise


def open_store_for_reading(home: Path, key: bytes) -> OpenStore:
    """Open a store beside the program that writes; `unit()` raises `store.in_use`.

    Raises:
        StoreError: As for `open_store`, and `store.older_schema`.
    """
    reader = sql.open_reader(database_path(home), key)
    scans = ScanFiles(home / STORE_FOLDER / _SCANS, key)
    opened = OpenStore(SqlStore(reader, None), scans, (reader,), None)
    try:
        require_current(reader)
    except BaseException:
        opened.close()
        raise
    return opened


def require_whole(home: Path, key: bytes) -> None:
    """Read every page of a store and hold its tables and indexes against each other.

    Raises:
        StoreError: `store.corrupt` wherever a bit is not as it was written, or as `open_store`.
    """
    opened = open_store(home, key)
    try:
        opened.require_whole()
    finally:
        opened.close()


def _open_for_writing(home: Path, key: bytes, held: StoreLock) -> OpenStore:
    folder, database = home / STORE_FOLDER, database_path(home)
    scans = ScanFiles(folder / _SCANS, key)
    reader, writer = sql.open_reader(database, key), sql.open_writer(database, key)
    opened = OpenStore(SqlStore(reader, writer), scans, (reader, writer), held)
    try:
        # First, because a step of the schema may put files there.
        scans.remove_torn()
        migrate(writer, database, key, backups=folder / _BACKUPS, scans=scans)
    except BaseException:
        opened.close()
        raise
    return opened


def _require_none(home: Path) -> None:
    if has_store(home):
        raise StoreError("store.exists")


def _make(home: Path, key: bytes) -> None:
    unfinished = home / f"{STORE_FOLDER}.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    make_scan_folder(unfinished / _SCANS)
    database = unfinished / _DATABASE
    sql.create_database(database, key)
    engine = sql.open_writer(database, key)
    scans = ScanFiles(unfinished / _SCANS, key)
    migrate(engine, database, key, backups=unfinished / _BACKUPS, scans=scans)
    engine.dispose()
    sync_folder(unfinished)
    unfinished.replace(home / STORE_FOLDER)
    sync_folder(home)

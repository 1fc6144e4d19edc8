"""Whether a store is as it was written: part by part beside those who work, or every page at once.

A part is a table with its indexes. Reading it reads every page that it uses, and each page carries
its own digest, so one flipped bit is noticed; what lies in the other parts stays readable.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine

from desk_app.store import engine as sql

# The list of all tables: where it does not read, nothing does.
SCHEMA = "sqlite_schema"
# A store that does not even open, and why.
DAMAGE_CODES = frozenset({"store.corrupt", "store.empty"})
_FAULTS = frozenset({"store.corrupt", "store.io"})
_INTERRUPTED = 9
_PAGE_NUMBER = re.compile(r"\bpage (\d+)")
# Some fifty pages.
_STEPS_BETWEEN_LOOKS = 4_000


@dataclass(frozen=True, slots=True)
class Damage:
    """What of a store is not as it was written.

    Attributes:
        parts: Names of tables; `sqlite_schema` is the list of them.
        pages: Numbers of pages; empty where the store was looked at beside its writer.
    """

    parts: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts or self.pages)


def parts(engine: Engine) -> tuple[str, ...]:
    """Return the names of what `is_damaged` looks at one by one.

    Raises:
        StoreError: The store cannot be asked, for another reason than damage.
    """
    with engine.connect() as connection:
        try:
            found = (
                _driver(connection)
                .execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rootpage")
                .fetchall()
            )
        except sqlcipher3.dbapi2.DatabaseError as error:
            _require_fault(error)
            found = []
    return (SCHEMA, *(name for (name,) in found))


def is_damaged(engine: Engine, part: str, is_stopped: Callable[[], bool]) -> bool:
    """Return whether a part does not read as it was written; blocks no writer.

    Args:
        engine: Of the store; a reader's will do.
        part: One of `parts`.
        is_stopped: Asked on the way; once it holds, the rest is not read and the answer is False.

    Raises:
        StoreError: The part cannot be read, for another reason than damage.
    """
    if is_stopped():
        return False
    name = part.replace("'", "''")
    with engine.connect() as connection:
        driver = _driver(connection)
        driver.set_progress_handler(is_stopped, _STEPS_BETWEEN_LOOKS)
        try:
            found = driver.execute(f"PRAGMA quick_check('{name}')").fetchall()
        except sqlcipher3.dbapi2.DatabaseError as error:
            if error.sqlite_errorcode == _INTERRUPTED:
                return False
            _require_fault(error)
            found = None
        finally:
            driver.set_progress_handler(None, 0)
        is_whole_part: bool = found == [("ok",)]
        if not is_whole_part:
            # After one bad page a connection takes every other page for bad, too.
            connection.invalidate()
        return not is_whole_part


def damaged_parts(engine: Engine) -> tuple[str, ...]:
    """Return every part that does not read as it was written.

    Raises:
        StoreError: The store cannot be read, for another reason than damage.
    """
    return tuple(part for part in parts(engine) if is_damaged(engine, part, lambda: False))


def damaged_pages(engine: Engine) -> tuple[int, ...]:
    """Return every page of the file that is not as it was written; for the one writer.

    Raises:
        StoreError: The store cannot be read, for another reason than damage.
    """
    with engine.connect() as connection:
        driver = _driver(connection)
        try:
            return bad_pages(driver)
        except sqlcipher3.dbapi2.DatabaseError as error:
            # The log does not go into a file whose first page is broken.
            _require_fault(error)
            return _bad_in_file(driver)


def bad_pages(connection: sql.DbApiConnection) -> tuple[int, ...]:
    """Return the pages whose digest does not fit, once the log is in the file."""
    # The check of the pages looks at the file alone. A power cut may leave a page torn there while
    # the log beside it has it whole, so the log goes into the file first.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return _bad_in_file(connection)


def is_whole(connection: sql.DbApiConnection) -> bool:
    """Return whether every page of a database decrypts and the tables hold together."""
    return not bad_pages(connection) and (
        connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    )


def _driver(connection: Connection) -> sql.DbApiConnection:
    return connection.connection.driver_connection


def _bad_in_file(connection: sql.DbApiConnection) -> tuple[int, ...]:
    told = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    return tuple(int(found[1]) for (text,) in told if (found := _PAGE_NUMBER.search(text)))


def _require_fault(error: BaseException) -> None:
    """Raise what is no damage as what it is."""
    known = sql.known_error(error)
    if known is None:
        raise error
    if known.code not in _FAULTS:
        raise known from error

"""The registry's database: SQLite in a file by default, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

_Result = TypeVar("_Result")

_BUSY_TIMEOUT_MS = 30_000
# A second try sees what the winner of the race committed; a third one has never been needed.
_TRIES = 5
_READING = "registry_reading"


class Database:
    """An open database whose schema is the newest.

    Args:
        url: `sqlite:///file` or `postgresql://user@host/name`.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(_with_driver(make_url(url)))
        self._reader = self._engine.execution_options(**{_READING: True})
        with self._engine.begin() as connection:
            _migrate(connection)

    def write(self, work: Callable[[Session], _Result]) -> _Result:
        """Return what `work` returns, its changes committed as one.

        Two requests that race for the same row make one of them fail; it is done again and
        then finds what the other one left.
        """
        for _ in range(_TRIES - 1):
            try:
                return self._write_once(work)
            except IntegrityError:
                continue
            except OperationalError as error:
                if not _is_lost_race(error):
                    raise
        return self._write_once(work)

    def _write_once(self, work: Callable[[Session], _Result]) -> _Result:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            return work(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Hand out a session for reading only; it waits for no writer."""
        with Session(self._reader) as session:
            yield session

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _with_driver(url: URL) -> URL:
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # Parameters are personal data; they must not reach a log through an error.
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own record
    # The driver's own transactions leave out changes of the schema; ours are begun by hand.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    is_reading = connection.get_execution_options().get(_READING)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def _is_lost_race(error: OperationalError) -> bool:
    # PostgreSQL: serialization_failure and deadlock_detected.
    return getattr(error.orig, "sqlstate", None) in {"40001", "40P01"}


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

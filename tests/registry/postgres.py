"""A real PostgreSQL that the tests start in a folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

_TABLES = """
    SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'facts')
"""


class PostgresServer:
    """A running server that is reached through a socket file in its folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def another(self) -> str:
        """Return the address of a new database of this server, without any table."""
        name = f"other{next(self._numbers)}"
        with psycopg.connect(
            host=str(self._folder), user="postgres", autocommit=True
        ) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def empty(self) -> None:
        """Empty every table but those that say which schema and which registry this is."""
        with psycopg.connect(
            host=str(self._folder), user="postgres", autocommit=True
        ) as connection:
            names = [name for (name,) in connection.execute(_TABLES)]
            if names:
                connection.execute(f"TRUNCATE {', '.join(names)} CASCADE")


@contextmanager
def running_postgres(find: Callable[[str], str]) -> Iterator[PostgresServer]:
    """Start a server, and stop it at the end.

    PostgreSQL refuses to run as root, so root hands over to the user that its package makes.
    """
    initdb, postgres = find("initdb"), find("postgres")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    as_user: dict[str, Any] = {"cwd": folder}
    if sys.platform != "win32" and os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user |= {"user": "postgres", "group": "postgres", "extra_groups": []}
    try:
        _run([initdb, "-D", "data", "-U", "postgres", "-A", "trust", "--no-sync"], as_user)
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
        # The tests prove what is committed, not what survives a power cut of this machine.
        with _server([postgres, "-D", "data", *options, "-c", "fsync=off"], as_user):
            yield PostgresServer(folder)
    finally:
        shutil.rmtree(folder)


def _run(command: list[str], as_user: dict[str, Any]) -> None:
    subprocess.run(command, check=True, capture_output=True, **as_user)


@contextmanager
def _server(command: list[str], as_user: dict[str, Any]) -> Iterator[None]:
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **as_user) as process:
        assert process.stderr is not None
        started = any("ready to accept connections" in line for line in process.stderr)
        assert started, "PostgreSQL did not start"
        try:
            yield
        finally:
            # SIGINT is PostgreSQL's fast shutdown; what it says is read so that it cannot block.
            process.send_signal(2)
            process.communicate(timeout=30)

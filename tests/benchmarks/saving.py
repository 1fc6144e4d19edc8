"""Saving a step durably, against the same rows by plain sqlite3 with WAL and FULL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from desk_app import bootstrap
from desk_app.domain.cases import Step
from desk_app.domain.operators import Operator
from desk_app.domain.vocabulary import Role
from desk_app.resource_paths import shipped_folder
from desk_app.services import intake, queue
from desk_app.services.desk import Desk
from desk_app.settings import load_settings, settings_file
from desk_app.store.keys import Cost
from desk_app.texts import load_texts
from tests.benchmarks.measures import Row, compared, seconds_of, take_turns
from tests.commands.conftest import OFFICE

_CLERK = Operator("clerk", "Ахметова Д. С.", frozenset({Role.SPECIALIST}))
_PASSWORD = "жарық таң 7"
_CHEAP = Cost(memory_kib=8192, passes=1, lanes=1)
_WRITES = ("INSERT", "UPDATE", "DELETE")
_MADE = """SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL
    AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'case_words_%' ORDER BY type = 'table' DESC"""
_Written = list[tuple[str, Any]]


def measure(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure the keeping of one answer, and the leaving of a step."""
    rounds = 50 if quick else 300
    with desk_in(folder / "home") as desk:
        visit = queue.take_without_ticket(desk=desk)
        application_id = intake.open_case(visit.visit_id, desk=desk).application_id
        plain = _plain_database(desk, folder / "plain.db")
        texts = iter(range(10**9))

        def answer() -> object:
            text = f"Үлгі бухгалтер {next(texts)}"
            return intake.answer_field(application_id, "job", text, desk=desk)

        yield _saved("one answer kept durably", answer, plain, rounds)
        steps = iter((Step.DOCUMENTS, Step.APPLICATION) * (rounds + 2))

        def leave() -> object:
            return intake.go_to(application_id, next(steps), desk=desk)

        yield _saved("a step left, durably", leave, plain, rounds)
        plain.close()


def _saved(what: str, deed: Any, plain: sqlite3.Connection, rounds: int) -> Row:
    """Let the desk save, then give the very same rows to plain SQLite, in turns."""
    written: _Written = []

    def subject() -> float:
        written.clear()
        with _recorded(written):
            return seconds_of(deed)

    ours, theirs = take_turns(subject, lambda: _replay(plain, written), rounds=rounds)
    return compared(what, ours, theirs, most=4)


@contextmanager
def _recorded(written: _Written) -> Iterator[None]:
    def keep(_c: Any, _cur: Any, statement: str, parameters: Any, _ctx: Any, _many: bool) -> None:
        if statement.lstrip().upper().startswith(_WRITES):
            written.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


def _replay(plain: sqlite3.Connection, written: _Written) -> float:
    changed = plain.total_changes

    def deed() -> None:
        plain.execute("BEGIN IMMEDIATE")
        for statement, parameters in written:
            plain.execute(statement, parameters)
        plain.execute("COMMIT")

    seconds = seconds_of(deed)
    if plain.total_changes - changed < len(written) or not written:
        raise AssertionError("the baseline did not write the same rows")
    return seconds


def _plain_database(desk: Desk, path: Path) -> sqlite3.Connection:
    """Return an unencrypted database with the desk's tables and all of its rows so far."""
    plain = sqlite3.connect(path, isolation_level=None)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("PRAGMA synchronous = FULL")
    with desk.store.reading() as unit:
        connection = unit.cases._connection
        made = list(connection.exec_driver_sql(_MADE))
        for _, _, statement in made:
            # Python's own SQLite may be older than this option, which saves nothing here.
            plain.execute(statement.replace("contentless_delete = 1,", ""))
        for name in [name for kind, name, _ in made if kind == "table" and name != "case_words"]:
            for row in connection.exec_driver_sql(f"SELECT * FROM {name}"):
                plain.execute(f"INSERT INTO {name} VALUES ({','.join('?' * len(row))})", tuple(row))
    return plain


@contextmanager
def desk_in(home: Path) -> Iterator[Desk]:
    """Open a new workplace with one specialist signed in."""
    home.mkdir(parents=True)
    settings_file(home).write_text(OFFICE, encoding="utf-8")
    settings = load_settings(home)
    bootstrap.set_up(settings, {_CLERK: _PASSWORD}, cost=_CHEAP)
    texts = load_texts(shipped_folder("resources") / "texts")
    premises = bootstrap.prepare(settings, texts, cost=_CHEAP)
    try:
        yield premises.unlock(_CLERK.login, _PASSWORD)
    finally:
        premises.close()

"""Stores of the first schema, whole and of any size, and what takes them to today's.

python -m tests.store.old_stores FOLDER CASES
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from desk_app.commands import stress
from desk_app.domain.cases import CaseState, IssuedPaper, with_paper
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import PaperKind
from desk_app.store import engine as sql
from desk_app.store.attachments import ScanFiles, make_scan_folder
from desk_app.store.durable import replace_file
from desk_app.store.migrations import MIGRATIONS, schema_version
from desk_app.store.opening import database_path
from desk_app.store.unit import SqlUnitOfWork
from tests.store.builders import NOON, audit_event, invented_case, minutes

FIRST, NEWEST = 1, len(MIGRATIONS)
_KEY = bytes.fromhex("5a" * 32)
_PAPER_BYTES = 20_000
_SECOND_SCHEMA = 2
_BACK_TO_THE_FIRST = (
    "DROP INDEX cases_unprinted",
    "DROP INDEX cases_to_hand_over",
    "ALTER TABLE cases DROP COLUMN has_unprinted_papers",
    "ALTER TABLE cases DROP COLUMN hand_over_office",
    f"PRAGMA user_version = {FIRST}",
)


def make_old_store(home: Path, cases: int) -> set[UUID]:
    """Make a store of the first schema, with papers in their table, for `stress` to open."""
    database = database_path(home)
    make_scan_folder(database.parent / "scans")
    replace_file(home / "stress.key", _KEY)
    sql.create_database(database, _KEY)
    engine = sql.open_writer(database, _KEY)
    scans = ScanFiles(database.parent / "scans", _KEY)
    with engine.begin() as connection:
        for step in MIGRATIONS[:_SECOND_SCHEMA]:
            step(connection, scans)
    papers: list[tuple[bytes, bytes, bytes]] = []
    made: set[UUID] = set()
    with SqlUnitOfWork(engine) as unit:
        for number in range(cases):
            content = os.urandom(_PAPER_BYTES)
            sha256 = hashlib.sha256(content).hexdigest()
            paper = IssuedPaper(uuid4(), PaperKind.RECEIPT, PaperLanguage.KK, "", sha256, NOON)
            opened_at = NOON + minutes(number)
            case = invented_case(state=CaseState.ACCEPTED, opened_at=opened_at)
            unit.cases.save(with_paper(case, paper))
            unit.audit.append(audit_event("case.accepted"))
            papers.append((paper.paper_id.bytes, case.application_id.bytes, content))
            made.add(case.application_id)
    with engine.begin() as connection:
        for row in papers:
            connection.exec_driver_sql("INSERT INTO papers VALUES (?, ?, ?)", row)
        for statement in _BACK_TO_THE_FIRST:
            connection.exec_driver_sql(statement)
    engine.dispose()
    return made


@dataclass(frozen=True, slots=True)
class Left:
    """What an interrupted step left: which schema, and which cases are whole after opening."""

    version: int
    whole: set[UUID]


def look(home: Path) -> Left:
    """Return the schema as it lies there, then finish the step and look for harm.

    Raises:
        StoreError: Something is damaged.
    """
    return Left(version_of(home), set(stress.whole_cases(home)))


def version_of(home: Path) -> int:
    """Return the schema's version without changing it."""
    engine = sql.open_reader(database_path(home), _KEY)
    try:
        with engine.connect() as connection:
            return schema_version(connection)
    finally:
        engine.dispose()


def move(home: Path) -> None:
    """Take a store to today's schema, as opening it does."""
    stress.open_stress_store(home).close()


def main(home: Path, cases: int) -> None:
    """Make an old store and take it to today's schema; says when each is durable."""
    lines = "".join(f"MADE {made}\n" for made in make_old_store(home, cases))
    os.write(sys.stdout.fileno(), lines.encode())
    move(home)
    os.write(sys.stdout.fileno(), b"MOVED\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

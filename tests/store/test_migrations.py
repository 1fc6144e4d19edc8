"""The schema moves forward in one step or not at all, with a copy from before."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, inspect

from desk_app.domain.audit import first_broken
from desk_app.domain.cases import CaseState
from desk_app.errors import StoreError
from desk_app.ports.store import Scans
from desk_app.store import engine as sql
from desk_app.store.migrations import (
    MIGRATIONS,
    copy_database,
    migrate,
    require_current,
    schema_version,
)
from desk_app.store.opening import OpenStore, database_path, open_store
from desk_app.store.rows import Row
from tests.store.builders import invented_case
from tests.store.freeze_store import FROZEN_KEY, PAGE, PAPER

DATA = Path(__file__).parent.parent / "data"
VERSIONS = range(1, len(MIGRATIONS) + 1)


class BrokenStepError(Exception):
    """A migration that fails half-way."""


def add_column(connection: Connection, _: Scans) -> None:
    connection.exec_driver_sql("ALTER TABLE notes ADD COLUMN age INTEGER")
    connection.exec_driver_sql("CREATE TABLE extra (x)")


def fail(connection: Connection, _: Scans) -> None:
    connection.exec_driver_sql("DROP TABLE notes")
    raise BrokenStepError


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


@pytest.fixture
def database(opened: OpenStore, home: Path) -> Path:
    with opened.store.unit() as unit:
        unit.cases.save(invented_case())
        unit.notes.put("name", "text")
    opened.close()
    return database_path(home)


def test_the_tables_hold_what_the_rows_say(opened: OpenStore) -> None:
    reader, _ = opened.engines
    for table in Row.metadata.sorted_tables:
        stored = {column["name"]: column for column in inspect(reader).get_columns(table.name)}

        assert list(stored) == [column.name for column in table.columns]
        assert all(
            stored[c.name]["nullable"] == c.nullable for c in table.columns if not c.primary_key
        )


def test_a_step_forward_leaves_a_copy_from_before(opened, database, key, tmp_path) -> None:
    engine, backups = sql.open_writer(database, key), tmp_path / "backups"

    migrate(
        engine,
        database,
        key,
        backups=backups,
        scans=opened.scans,
        migrations=(*MIGRATIONS, add_column),
    )

    with engine.connect() as connection:
        assert schema_version(connection) == len(MIGRATIONS) + 1
    assert "extra" in tables(engine)
    (copy,) = backups.iterdir()
    before = sql.open_reader(copy, key)
    assert "extra" not in tables(before)
    with before.connect() as connection:
        assert connection.exec_driver_sql("SELECT text FROM notes").scalar_one() == "text"
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one() == 1
    before.dispose()
    engine.dispose()


def test_a_step_that_fails_leaves_nothing(opened, database, key, tmp_path) -> None:
    engine = sql.open_writer(database, key)
    steps = (*MIGRATIONS, add_column, fail)

    with pytest.raises(BrokenStepError):
        migrate(
            engine,
            database,
            key,
            backups=tmp_path / "backups",
            scans=opened.scans,
            migrations=steps,
        )

    assert "extra" not in tables(engine)
    with engine.connect() as connection:
        assert schema_version(connection) == len(MIGRATIONS)
        assert connection.exec_driver_sql("SELECT text FROM notes").scalar_one() == "text"
    engine.dispose()


def test_a_schema_of_today_is_left_alone(opened, database, key, tmp_path) -> None:
    engine = sql.open_writer(database, key)

    migrate(engine, database, key, backups=tmp_path / "backups", scans=opened.scans)

    assert not (tmp_path / "backups").exists()
    engine.dispose()


def test_a_newer_schema_is_refused_and_an_older_one_not_read(database, key, home) -> None:
    engine = sql.open_writer(database, key)
    with pytest.raises(StoreError, match=r"store\.older_schema"):
        require_current(engine, (*MIGRATIONS, add_column))
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 99")
    engine.dispose()

    with pytest.raises(StoreError, match=r"store\.newer_schema") as refusal:
        open_store(home, key)

    assert refusal.value.params == {"found": 99, "known": len(MIGRATIONS)}


def test_a_damaged_store_is_not_taken_forward(opened, database, key, tmp_path) -> None:
    content = bytearray(database.read_bytes())
    content[-2000] ^= 1
    database.write_bytes(content)
    engine = sql.open_writer(database, key)

    with pytest.raises(StoreError, match=r"store\.backup_damaged"):
        migrate(
            engine,
            database,
            key,
            backups=tmp_path / "b",
            scans=opened.scans,
            migrations=(*MIGRATIONS, add_column),
        )

    assert not list((tmp_path / "b").iterdir())
    engine.dispose()


def test_a_copy_is_encrypted_and_replaces_an_older_one(database, key, tmp_path) -> None:
    copy = tmp_path / "copies" / "copy.db"

    for _ in range(2):
        copy_database(database, key, copy)

    sql.require_encrypted(copy)
    assert [path.name for path in copy.parent.iterdir()] == ["copy.db"]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_store_of_every_version_still_opens(tmp_path: Path, version: int) -> None:
    home = tmp_path / "home"
    shutil.copytree(DATA / f"store-v{version}", home)

    opened = open_store(home, FROZEN_KEY)

    with opened.store.reading() as unit:
        (summary,) = unit.cases.search("мұрағат")
        case = unit.cases.get(summary.application_id)
        (message,) = unit.outbox.unsent()
        assert first_broken(unit.audit.entries()) is None
        assert len(list(unit.audit.entries())) == 2
        assert [operator.login for operator in unit.operators.all()] == ["operator"]
        assert unit.visits.get(case.visit_id).application_id == case.application_id
        assert [ticket.number for ticket in unit.tickets.waiting()] == ["А-048"]
        block = unit.numbers.block()
        assert block is not None
        assert block.left == 199
    assert case.state is CaseState.ACCEPTED
    assert message.application_id == case.application_id
    assert opened.scans.get(message.files[0]) == PAGE
    opened.close()


def test_what_waits_at_the_first_version_is_found_after_the_step(tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(DATA / "store-v1", home)

    opened = open_store(home, FROZEN_KEY)

    with opened.store.reading() as unit:
        (waiting,) = unit.cases.with_unprinted_papers()
        assert waiting.number == "0101-03-2026-000001-00"
        assert unit.cases.to_hand_over("0101") == []
    assert back_filled(opened) == [(1, "")]
    opened.close()


def test_the_store_of_the_second_version_has_its_lists_without_a_step(tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(DATA / "store-v2", home)

    opened = open_store(home, FROZEN_KEY)

    with opened.store.reading() as unit:
        (waiting,) = unit.cases.with_unprinted_papers()
        (ready,) = unit.cases.to_hand_over("0101")
    assert (waiting.number, ready.number) == ("0101-03-2026-000001-00", "0101-03-2026-000002-00")
    assert back_filled(opened) == [(1, ""), (0, "0101")]
    opened.close()


def back_filled(opened: OpenStore) -> list[tuple[int, str]]:
    """Return the columns of the second version as they lie in the file."""
    query = "SELECT has_unprinted_papers, hand_over_office FROM cases ORDER BY row_id"
    with opened.engines[0].connect() as connection:
        return [(row[0], row[1]) for row in connection.exec_driver_sql(query)]


@pytest.mark.parametrize("version", VERSIONS)
def test_papers_lie_among_the_files_and_in_no_table(tmp_path: Path, version: int) -> None:
    home = tmp_path / "home"
    shutil.copytree(DATA / f"store-v{version}", home)

    opened = open_store(home, FROZEN_KEY)

    assert "papers" not in tables(opened.engines[0])
    assert opened.scans.get(hashlib.sha256(PAPER).hexdigest()) == PAPER
    opened.close()
    has_copy = (database_path(home).parent / "backups").exists()
    assert has_copy == (version < len(MIGRATIONS))

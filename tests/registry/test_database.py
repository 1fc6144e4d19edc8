"""The registry's database: its schema, its transactions, its lost races."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from registry import migrations
from registry.database import Database
from registry.rows import CheckRow, CounterRow, FactRow, Row, TicketRow
from tests.registry.builders import NOW, an_iin
from tests.registry.postgres import PostgresServer

# As a registry of the first schema writes it, which knows no newer columns.
OLDER_ANSWER = text(
    "INSERT INTO checks (iin, code, value, source, detail)"
    " VALUES (:iin, :code, :value, :source, '')"
)


@pytest.fixture
def database(database_url: str):
    opened = Database(database_url)
    yield opened
    opened.close()


def facts(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return {row.name: row.text for row in session.query(FactRow)}


def test_the_migrations_make_what_the_rows_describe(database: Database) -> None:
    with database.reading() as session:
        context = MigrationContext.configure(session.connection())
        differences = compare_metadata(context, Row.metadata)

    assert differences == []


def an_answer(value: str) -> dict[str, str]:
    return {"iin": an_iin().digits, "code": "c", "value": value, "source": "s"}


@pytest.fixture
def older_url(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a registry of the first schema has left a check's answer."""
    if database_url.startswith("postgresql"):
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.another()
    else:
        url = f"sqlite:///{tmp_path / 'older.db'}"
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(OLDER_ANSWER, an_answer("yes"))
    engine.dispose()
    return url


def test_what_the_first_schema_stored_is_kept(older_url: str) -> None:
    opened = Database(older_url)
    with opened.reading() as session:
        row = session.get_one(CheckRow, (an_iin().digits, "c"))
    opened.close()

    assert (row.value, row.source, row.since_on) == ("yes", "s", None)


def test_a_registry_of_the_first_schema_goes_on_beside_this_one(database: Database) -> None:
    database.write(lambda session: session.execute(OLDER_ANSWER, an_answer("no")))

    with database.reading() as session:
        assert session.get_one(CheckRow, (an_iin().digits, "c")).since_on is None


def test_opening_again_changes_nothing(database: Database, database_url: str) -> None:
    before = facts(database)
    again = Database(database_url)

    assert facts(again) == before
    assert len(before["epoch"]) == 32
    again.close()


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def fail(session: Session) -> None:
        session.add(CounterRow(name="x", value=1))
        session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.write(fail)

    with database.reading() as session:
        assert session.get(CounterRow, "x") is None


def test_work_that_loses_a_race_is_done_again(database: Database) -> None:
    tries: list[int] = []

    def insert_what_another_inserts(session: Session) -> int:
        tries.append(1)
        if session.get(CounterRow, "x") is None:
            database.write(lambda other: other.merge(CounterRow(name="y", value=1)))
            raise IntegrityError("insert", {}, Exception())
        return len(tries)

    with pytest.raises(IntegrityError):
        database.write(lambda _: (_ for _ in ()).throw(IntegrityError("i", {}, Exception())))
    database.write(lambda session: session.add(CounterRow(name="x", value=1)))
    assert database.write(insert_what_another_inserts) == 1


def test_a_deadlock_is_tried_again_and_another_failure_is_not(database: Database) -> None:
    class DeadlockError(Exception):
        sqlstate = "40P01"

    causes: list[Exception] = [DeadlockError(), DeadlockError(), Exception("disk")]
    seen: list[Exception] = []

    def fail(_session: Session) -> None:
        seen.append(causes[len(seen)])
        raise OperationalError("statement", {}, seen[-1])

    with pytest.raises(OperationalError):
        database.write(fail)

    assert seen == causes


def a_ticket(issued_at: datetime) -> TicketRow:
    return TicketRow(
        ticket_id=str(uuid4()),
        office_code="SC01",
        number="1",
        issued_at=issued_at,
        label="",
        priority=False,
        state="waiting",
        workplace="",
    )


def test_an_instant_comes_back_in_utc(database: Database) -> None:
    ticket = a_ticket(NOW.astimezone(timezone(timedelta(hours=5))))
    database.write(lambda session: session.add(ticket))

    with database.reading() as session:
        read = session.get_one(TicketRow, ticket.ticket_id).issued_at
    assert (read, read.utcoffset()) == (NOW, timedelta(0))


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError):
        database.write(lambda session: session.add(a_ticket(datetime(2026, 3, 2))))  # noqa: DTZ001


def test_an_error_does_not_quote_what_was_written(database: Database) -> None:
    row = CounterRow(name="Сынақова", value=1)
    database.write(lambda session: session.add(row))

    with pytest.raises(IntegrityError) as raised:
        database.write(lambda session: session.add(CounterRow(name="Сынақова", value=2)))

    assert "parameters hidden" in str(raised.value)


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    def read_meanwhile(session: Session) -> str:
        session.add(CounterRow(name="x", value=1))
        session.flush()
        return facts(database)["epoch"]

    assert database.write(read_meanwhile) == facts(database)["epoch"]

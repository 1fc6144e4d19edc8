"""The registry's database: its schema, its transactions, its lost races."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from registry.database import Database
from registry.rows import CounterRow, FactRow, Row, TicketRow
from tests.registry.builders import NOW


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

"""One unit is one transaction: all of it, durable, or nothing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from desk_app.domain.cases import Case
from desk_app.errors import StoreError
from desk_app.ports.store import UnitOfWork
from desk_app.store import engine as sql
from desk_app.store.column_types import to_microseconds
from desk_app.store.opening import OpenStore, create_store, database_path, open_store
from tests.sql_guard import no_sql_on_this_thread
from tests.store.builders import UndoneError, audit_event, event_of, invented_case, invented_visit


def accept(unit: UnitOfWork, case: Case) -> None:
    """Do what an accepted case does: state, number, event and journal together."""
    unit.cases.save(case)
    unit.visits.save(invented_visit(application_id=case.application_id))
    unit.numbers.next_temporary()
    unit.outbox.add(**event_of(case.application_id, 1))
    unit.audit.append(audit_event("case_accepted"))


def traces(opened: OpenStore, application_id: UUID) -> tuple[bool, int, int]:
    """Return whether the case is there, and how many events and entries."""
    with opened.store.reading() as unit:
        exists = unit.cases.exists(application_id)
        events, entries = len(unit.outbox.unsent()), len(list(unit.audit.entries()))
    return exists, events, entries


def test_a_failure_at_any_statement_leaves_nothing(opened: OpenStore) -> None:
    case = invented_case()
    _, writer = opened.engines
    countdown = 0

    def fail_at_the_end(*_: object) -> None:
        nonlocal countdown
        countdown -= 1
        if countdown < 0:
            raise UndoneError

    event.listen(writer, "before_cursor_execute", fail_at_the_end)
    failures = 0
    while True:
        countdown = failures
        try:
            with opened.store.unit() as unit:
                accept(unit, case)
        except UndoneError:
            failures += 1
            assert traces(opened, case.application_id) == (False, 0, 0)
        else:
            break

    # BEGIN, case with words, visit, counter, event, journal: each of them failed once.
    assert failures >= 10
    assert traces(opened, case.application_id) == (True, 1, 1)


def test_an_error_of_the_deed_undoes_all_of_it(opened: OpenStore) -> None:
    case = invented_case()

    with suppress(UndoneError), opened.store.unit() as unit:
        accept(unit, case)
        raise UndoneError

    assert traces(opened, case.application_id) == (False, 0, 0)


def test_a_finished_unit_is_there_after_opening_again(opened: OpenStore, home, key) -> None:
    case = invented_case()
    with opened.store.unit() as unit:
        accept(unit, case)
    opened.close()

    again = open_store(home, key)

    assert traces(again, case.application_id) == (True, 1, 1)
    again.close()


def test_a_reader_sees_the_state_before_an_unfinished_write(opened: OpenStore) -> None:
    case = invented_case()

    with opened.store.unit() as writing:
        writing.cases.save(case)
        with opened.store.reading() as unit:
            assert not unit.cases.exists(case.application_id)

    with opened.store.reading() as unit:
        assert unit.cases.exists(case.application_id)


def test_a_reading_unit_cannot_write(opened: OpenStore) -> None:
    with pytest.raises(StoreError, match=r"store\.read_only"), opened.store.reading() as unit:
        unit.notes.put("name", "text")


def test_two_lanes_write_one_after_the_other(opened: OpenStore) -> None:
    def count_up(_: int) -> None:
        with opened.store.unit() as unit:
            unit.notes.put("count", str(int(unit.notes.get("count") or 0) + 1))
            unit.audit.append(audit_event())

    with ThreadPoolExecutor(4) as lanes:
        list(lanes.map(count_up, range(40)))

    with opened.store.reading() as unit:
        assert unit.notes.get("count") == "40"
        assert [entry.sequence for entry in unit.audit.entries()] == list(range(1, 41))


def test_a_naive_instant_is_refused(opened: OpenStore) -> None:
    naive = datetime(2026, 3, 2, 12)  # noqa: DTZ001

    with pytest.raises(ValueError, match="naive"):
        to_microseconds(naive)
    with pytest.raises(Exception, match="naive"), opened.store.unit() as unit:
        unit.cases.save(invented_case(opened_at=naive))
    with pytest.raises(Exception, match="naive"), opened.store.unit() as unit:
        unit.outbox.add(**event_of(uuid4(), 1, created_at=naive))


def test_what_the_store_says_of_a_failed_statement_holds_no_values(opened: OpenStore) -> None:
    case = invented_case(surname="Құпиясова")
    _, writer = opened.engines
    with writer.begin() as connection:
        connection.exec_driver_sql("DROP TABLE cases")

    with pytest.raises(Exception, match="no such table") as failure, opened.store.unit() as unit:
        unit.cases.save(case)

    assert "Құпиясова" not in str(failure.value)


def test_the_guard_finds_sql_on_its_thread_and_lets_other_threads_work(opened: OpenStore) -> None:
    def look() -> None:
        with opened.store.reading() as unit:
            unit.notes.get("name")

    with no_sql_on_this_thread():
        lane = threading.Thread(target=look)
        lane.start()
        lane.join()
    with pytest.raises(AssertionError), no_sql_on_this_thread():
        look()


def test_a_store_is_made_once(opened: OpenStore, home, key) -> None:
    opened.close()

    with pytest.raises(StoreError, match=r"store\.exists"):
        create_store(home, key)


def test_a_store_somebody_else_is_writing_is_busy(opened: OpenStore, home, key) -> None:
    other = sql.connect(database_path(home), key, pragmas=("busy_timeout = 1",))

    with opened.store.unit(), pytest.raises(Exception, match="locked") as refusal:
        other.execute("BEGIN IMMEDIATE")

    known = sql.known_error(refusal.value)
    assert known is not None
    assert known.code == "store.busy"
    assert sql.known_error(ValueError("ours")) is None
    other.close()

"""Events wait in order, one case's after another, and keep their content."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from desk_app.domain.outbox import OutboxMessage, OutboxState
from desk_app.store.opening import OpenStore
from tests.store.builders import NOON, UndoneError, event_of, minutes


def add(opened: OpenStore, application_id: UUID, sequence: int, **fields) -> OutboxMessage:
    with opened.store.unit() as unit:
        return unit.outbox.add(**event_of(application_id, sequence, **fields))


def change(opened: OpenStore, message: OutboxMessage, **fields) -> None:
    with opened.store.unit() as unit:
        unit.outbox.update(replace(message, **fields))


def due(opened: OpenStore, now: datetime = NOON) -> list[OutboxMessage]:
    with opened.store.reading() as unit:
        return list(unit.outbox.due(now))


def test_events_get_device_sequences_without_gaps(opened: OpenStore) -> None:
    first = add(opened, uuid4(), 1)
    with suppress(UndoneError), opened.store.unit() as unit:
        unit.outbox.add(**event_of(uuid4(), 1))
        raise UndoneError
    second = add(opened, uuid4(), 1)

    assert [first.device_sequence, second.device_sequence] == [1, 2]
    assert due(opened) == [first, second]


def test_a_case_sends_one_event_after_another(opened: OpenStore) -> None:
    case, other = uuid4(), uuid4()
    first, later, others = add(opened, case, 1), add(opened, case, 2), add(opened, other, 1)

    assert due(opened) == [first, others]

    change(opened, first, acknowledged_at=NOON)

    assert due(opened) == [later, others]


def test_an_event_waits_until_its_time(opened: OpenStore) -> None:
    waiting = add(opened, uuid4(), 1)
    change(opened, waiting, attempts=1, next_attempt_at=NOON + minutes(2), last_error="offline")

    assert due(opened, NOON + minutes(1)) == []
    (again,) = due(opened, NOON + minutes(2))
    assert (again.attempts, again.last_error) == (1, "offline")


def test_a_parked_event_holds_back_its_case_and_no_other(opened: OpenStore) -> None:
    case = uuid4()
    parked, _ = add(opened, case, 1), add(opened, case, 2)
    free = add(opened, uuid4(), 1)

    change(opened, parked, parked_reason="refused")

    assert due(opened) == [free]


def test_the_figures_count_what_waits_and_what_is_parked(opened: OpenStore) -> None:
    case = uuid4()
    sent = add(opened, uuid4(), 1, created_at=NOON - minutes(9))
    parked = add(opened, case, 1, created_at=NOON - minutes(5))
    add(opened, case, 2)
    change(opened, sent, acknowledged_at=NOON)
    change(opened, parked, parked_reason="refused")
    change(opened, add(opened, uuid4(), 1), parked_reason="refused")

    with opened.store.reading() as unit:
        state = unit.outbox.state()
        assert (state.pending, state.parked, type(state.parked)) == (1, 2, int)
        assert state.oldest_at == NOON - minutes(5)
        assert [m.sequence for m in unit.outbox.unsent()] == [1, 2, 1]
        assert len(unit.outbox.unsent(limit=1)) == 1


def test_an_empty_outbox_has_no_oldest(opened: OpenStore) -> None:
    with opened.store.reading() as unit:
        assert unit.outbox.state() == OutboxState(pending=0, parked=0, oldest_at=None)


def test_a_change_touches_the_sending_history_only(opened: OpenStore) -> None:
    message = add(opened, uuid4(), 1)

    change(opened, message, payload=b"forged", files=(), sent_at=NOON)

    assert due(opened) == [replace(message, sent_at=NOON)]


@pytest.mark.parametrize(
    ("column", "value"), [("payload", "x'00'"), ("files", "x'00'"), ("sequence", 7)]
)
def test_not_even_sql_changes_an_event(opened: OpenStore, column: str, value: object) -> None:
    add(opened, uuid4(), 1)
    _, writer = opened.engines

    with pytest.raises(IntegrityError, match="never changes"), writer.begin() as connection:
        connection.exec_driver_sql(f"UPDATE outbox SET {column} = {value}")


def test_the_same_event_is_not_added_twice(opened: OpenStore) -> None:
    message = add(opened, uuid4(), 1)

    with pytest.raises(IntegrityError):
        add(opened, message.application_id, 1)
    with pytest.raises(IntegrityError):
        add(opened, uuid4(), 1, message_id=message.message_id)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["done", "later", "parked", "new"]))))
def test_what_is_due_is_always_the_first_unacknowledged_event_of_a_case(
    opened: OpenStore, events: list[tuple[int, str]]
) -> None:
    cases = [uuid4() for _ in range(4)]
    expected: dict[UUID, UUID | None] = {}
    with opened.store.unit() as unit:
        for position, (index, fate) in enumerate(events):
            message = unit.outbox.add(**event_of(cases[index], position))
            acknowledged = NOON if fate == "done" else None
            wait = NOON + minutes(1) if fate == "later" else None
            reason = "refused" if fate == "parked" else ""
            unit.outbox.update(
                replace(
                    message,
                    acknowledged_at=acknowledged,
                    next_attempt_at=wait,
                    parked_reason=reason,
                )
            )
            if fate != "done":
                sendable = message.message_id if fate == "new" else None
                expected.setdefault(cases[index], sendable)

        ids = {m.message_id for m in unit.outbox.due(NOON) if m.application_id in cases}

    assert ids == {message_id for message_id in expected.values() if message_id}

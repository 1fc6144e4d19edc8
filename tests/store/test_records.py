"""Visits, tickets, journal, operators, numbers and notes keep what they are given."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta, timezone
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy.exc import IntegrityError

from desk_app.domain.audit import AuditEvent, first_broken
from desk_app.domain.numbers import NumberBlock
from desk_app.domain.operators import Operator
from desk_app.domain.service_time import Moment, TicketSource, Visit, VisitEnd, finish
from desk_app.domain.vocabulary import Role
from desk_app.errors import AccessError, StoreError
from desk_app.store.opening import OpenStore
from tests.store.builders import (
    NOON,
    UndoneError,
    any_value,
    audit_event,
    invented_ticket,
    invented_visit,
    minutes,
)

ANY = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ANY
@given(visit=any_value(Visit))
def test_any_visit_comes_back_as_it_was_saved(opened: OpenStore, visit: Visit) -> None:
    with opened.store.unit() as unit:
        unit.visits.save(visit)

    with opened.store.reading() as unit:
        assert unit.visits.get(visit.visit_id) == visit


def test_the_visit_being_served_is_the_open_one(opened: OpenStore) -> None:
    visit = invented_visit()
    with opened.store.unit() as unit:
        assert unit.visits.open() is None
        unit.visits.save(visit)
        assert unit.visits.open() == visit

        unit.visits.save(finish(visit, Moment(NOON, 200.0, "boot"), VisitEnd.SERVED))
        assert unit.visits.open() is None


def test_visits_of_a_time_come_in_order_of_the_call(opened: OpenStore) -> None:
    visits = [invented_visit(called_at=NOON + minutes(n)) for n in range(4)]
    with opened.store.unit() as unit:
        for visit in reversed(visits):
            unit.visits.save(visit)

        assert unit.visits.called_between(NOON + minutes(1), NOON + minutes(3)) == visits[1:3]


def test_a_visit_the_store_does_not_have_is_named_as_missing(opened: OpenStore) -> None:
    with (
        opened.store.reading() as unit,
        pytest.raises(StoreError, match=r"visit\.not_found"),
    ):
        unit.visits.get(uuid4())


def test_tickets_wait_priority_first_then_by_their_own_time(opened: OpenStore) -> None:
    late = invented_ticket("1", issued_at=NOON + minutes(5))
    early = invented_ticket("2", issued_at=NOON)
    urgent = invented_ticket("3", issued_at=NOON + minutes(9), priority=True)
    with opened.store.unit() as unit:
        for ticket in (late, early, urgent):
            unit.tickets.put(ticket)

        assert unit.tickets.waiting() == [urgent, early, late]

        unit.tickets.take("2")
        assert unit.tickets.waiting() == [urgent, late]

        unit.tickets.put(early)
        assert unit.tickets.waiting() == [urgent, early, late]


def test_the_registry_replaces_its_own_tickets_only(opened: OpenStore) -> None:
    typed = invented_ticket("1", source=TicketSource.TYPED)
    gone = invented_ticket("2", source=TicketSource.REGISTRY)
    heard = invented_ticket("3", source=TicketSource.REGISTRY)
    with opened.store.unit() as unit:
        unit.tickets.put(typed)
        unit.tickets.replace_all([gone])

        unit.tickets.replace_all([heard])

        assert unit.tickets.waiting() == [typed, heard]


def test_the_journal_is_one_chain_across_transactions(opened: OpenStore) -> None:
    written = []
    for number in range(3):
        with opened.store.unit() as unit:
            written.append(unit.audit.append(audit_event(f"deed_{number}")))

    with opened.store.reading() as unit:
        entries = list(unit.audit.entries())

    assert entries == written
    assert first_broken(entries) is None


@ANY
@given(event=any_value(AuditEvent))
def test_any_event_fits_the_chain_when_read_back(opened: OpenStore, event: AuditEvent) -> None:
    in_almaty = replace(event, at=NOON.astimezone(timezone(timedelta(hours=5))))
    with opened.store.unit() as unit:
        unit.audit.append(event)
        unit.audit.append(in_almaty)

    with opened.store.reading() as unit:
        assert first_broken(unit.audit.entries()) is None


@pytest.mark.parametrize("statement", ["UPDATE audit SET operator = 'x'", "DELETE FROM audit"])
def test_not_even_sql_changes_the_journal(opened: OpenStore, statement: str) -> None:
    with opened.store.unit() as unit:
        unit.audit.append(audit_event())
    _, writer = opened.engines

    with pytest.raises(IntegrityError, match="never"), writer.begin() as connection:
        connection.exec_driver_sql(statement)


def test_operators_are_kept_by_login(opened: OpenStore) -> None:
    second = Operator("zere", "Ойдан Зере", frozenset({Role.APPROVER, Role.SUPERVISOR}))
    first = Operator("aigul", "Ойдан Айгүл", frozenset({Role.OPERATOR}), phone="+7 700 000 0000")
    with opened.store.unit() as unit:
        unit.operators.save(second)
        unit.operators.save(first)
        unit.operators.save(replace(first, is_active=False))

        assert unit.operators.get("aigul") == replace(first, is_active=False)
        assert unit.operators.all() == [replace(first, is_active=False), second]
        with pytest.raises(AccessError, match=r"access\.unknown_operator"):
            unit.operators.get("nobody")


def test_the_block_of_numbers_stays_as_it_was_left(opened: OpenStore) -> None:
    with opened.store.unit() as unit:
        assert unit.numbers.block() is None
        _, left = NumberBlock.leased(1, 200).take()
        unit.numbers.save_block(left)
        assert unit.numbers.block() == left


def test_temporary_serials_count_up_and_survive_an_undone_deed(opened: OpenStore) -> None:
    with opened.store.unit() as unit:
        assert [unit.numbers.next_temporary(), unit.numbers.next_temporary()] == [1, 2]
    with suppress(UndoneError), opened.store.unit() as unit:
        assert unit.numbers.next_temporary() == 3
        raise UndoneError
    with opened.store.unit() as unit:
        assert unit.numbers.next_temporary() == 3


def test_notes_keep_the_last_text(opened: OpenStore) -> None:
    with opened.store.unit() as unit:
        assert unit.notes.get("cursor") is None
        unit.notes.put("cursor", "1")
        unit.notes.put("cursor", "2")
        assert unit.notes.get("cursor") == "2"

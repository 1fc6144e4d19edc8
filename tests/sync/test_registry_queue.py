"""The registry's queue and number blocks as a desk uses them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from desk_app.domain.numbers import NumberBlock
from desk_app.domain.service_time import Ticket, TicketSource, Visit, VisitEnd, finish
from desk_app.errors import ExchangeError
from desk_app.services.registry_queue import lease_numbers_if_needed, refresh_tickets
from desk_app.services.tickets import with_heard
from registry.database import Database
from registry.rows import TicketRow
from registry.tickets import TicketState
from tests.sync.desks import NOWHERE, CounterDesk
from tests.sync.links import RegistryProcess, http_answer, scripted_server

DeskAt = Callable[..., CounterDesk]


@pytest.fixture
def tickets(registry: RegistryProcess, offices: tuple[str, str], intake: CounterDesk) -> list[str]:
    """Three tickets that wait at the intake office."""
    ids = [f"{offices[0]}-{number}" for number in range(1, 4)]
    rows = [
        TicketRow(
            ticket_id=ticket_id,
            office_code=offices[0],
            number=f"А-00{place}",
            issued_at=intake.clock.now() - timedelta(minutes=20 - place),
            label="",
            priority=False,
            state=TicketState.WAITING.value,
            workplace="",
        )
        for place, ticket_id in enumerate(ids)
    ]
    database = Database(f"sqlite:///{registry._folder / 'registry.db'}")
    database.write(lambda session: session.add_all(rows))
    database.close()
    return ids


def refresh(desk: CounterDesk) -> int:
    return refresh_tickets(store=desk.opened.store, registry=desk.registry, clock=desk.clock)


def lease(desk: CounterDesk) -> bool:
    return lease_numbers_if_needed(store=desk.opened.store, registry=desk.registry, ids=desk.ids)


def waiting(desk: CounterDesk) -> list[str]:
    with desk.opened.store.reading() as unit:
        return [ticket.ticket_id for ticket in unit.tickets.waiting()]


def call(desk: CounterDesk, ticket_id: str) -> Visit:
    """Call a ticket as the desk does: it leaves the list here at once."""
    with desk.opened.store.unit() as unit:
        ticket = next(t for t in unit.tickets.waiting() if t.ticket_id == ticket_id)
        visit = Visit(
            uuid4(), desk.office_code, desk.workplace, "operator", desk.clock.moment(), ticket
        )
        unit.tickets.take(ticket_id)
        unit.visits.save(visit)
    return visit


def end(desk: CounterDesk, visit: Visit, how: VisitEnd) -> None:
    with desk.opened.store.unit() as unit:
        unit.visits.save(finish(visit, desk.clock.moment(), how))
        if how is VisitEnd.PUT_BACK and visit.ticket is not None:
            unit.tickets.put(visit.ticket)


def block(desk: CounterDesk) -> NumberBlock | None:
    with desk.opened.store.reading() as unit:
        return unit.numbers.block()


def set_block(desk: CounterDesk, held: NumberBlock) -> None:
    with desk.opened.store.unit() as unit:
        unit.numbers.save_block(held)


# --- tickets ---------------------------------------------------------------------------------


def test_the_registrys_queue_is_seen_here(intake: CounterDesk, tickets: list[str]) -> None:
    assert refresh(intake) == 3
    assert waiting(intake) == tickets


def test_a_ticket_called_here_is_gone_for_everybody(
    desk_at: DeskAt, intake: CounterDesk, tickets: list[str]
) -> None:
    second = desk_at(intake.office_code, "02")
    refresh(intake)
    call(intake, tickets[0])

    refresh(intake)
    refresh(second)

    assert waiting(intake) == waiting(second) == tickets[1:]


def test_a_ticket_served_by_its_number_is_called_at_the_registry_afterwards(
    desk_at: DeskAt, intake: CounterDesk, tickets: list[str]
) -> None:
    second = desk_at(intake.office_code, "02")
    issued_at = intake.clock.now() - timedelta(minutes=21)
    typed = Ticket(str(uuid4()), "а 000", issued_at, TicketSource.TYPED)
    with intake.opened.store.unit() as unit:
        unit.tickets.put(typed)
    call(intake, typed.ticket_id)

    refresh(intake)
    refresh(second)

    assert waiting(intake) == waiting(second) == tickets[1:]


def test_the_registrys_ticket_takes_the_place_of_the_same_one_kept_here(
    intake: CounterDesk, tickets: list[str]
) -> None:
    own = Ticket("own", "А-001", intake.clock.now(), TicketSource.LOCAL)
    other = Ticket("other", "Б-001", intake.clock.now(), TicketSource.LOCAL)
    with intake.opened.store.unit() as unit:
        unit.tickets.put(own)
        unit.tickets.put(other)

    refresh(intake)

    assert waiting(intake) == [*tickets, "other"]


def test_when_a_ticket_was_first_heard_of_is_kept(intake: CounterDesk, tickets: list[str]) -> None:
    refresh(intake)
    heard = intake.clock.moment()
    intake.clock.pass_time(minutes=2)
    refresh(intake)

    with intake.opened.store.reading() as unit:
        known = [with_heard(unit, ticket).heard for ticket in unit.tickets.waiting()]
    assert known == [heard] * 3


def test_a_call_made_without_a_link_is_told_later(
    desk_at: DeskAt, intake: CounterDesk, tickets: list[str]
) -> None:
    second = desk_at(intake.office_code, "02")
    refresh(intake)
    good = intake.url
    intake.reconnect(NOWHERE)
    call(intake, tickets[0])
    with pytest.raises(ExchangeError):
        refresh(intake)
    refresh(second)
    assert waiting(second) == tickets

    intake.reconnect(good)
    refresh(intake)
    refresh(second)

    assert waiting(second) == waiting(intake) == tickets[1:]


def test_a_ticket_put_back_waits_again_with_its_time_and_one_not_come_does_not(
    desk_at: DeskAt, intake: CounterDesk, tickets: list[str]
) -> None:
    second = desk_at(intake.office_code, "02")
    refresh(intake)
    back, gone = call(intake, tickets[0]), call(intake, tickets[1])
    refresh(intake)
    end(intake, back, VisitEnd.PUT_BACK)
    end(intake, gone, VisitEnd.NO_SHOW)

    refresh(intake)
    refresh(second)

    assert waiting(intake) == waiting(second) == [tickets[0], tickets[2]]
    with second.opened.store.reading() as unit:
        assert back.ticket is not None
        assert unit.tickets.waiting()[0].issued_at == back.ticket.issued_at


def test_a_ticket_put_back_can_be_called_again(intake: CounterDesk, tickets: list[str]) -> None:
    refresh(intake)
    end(intake, call(intake, tickets[0]), VisitEnd.PUT_BACK)
    refresh(intake)
    end(intake, call(intake, tickets[0]), VisitEnd.SERVED)

    refresh(intake)

    assert waiting(intake) == tickets[1:]


def test_a_ticket_that_two_desks_called_is_served_at_both_and_blocks_nothing(
    desk_at: DeskAt, intake: CounterDesk, tickets: list[str]
) -> None:
    second = desk_at(intake.office_code, "02")
    for desk in (intake, second):
        refresh(desk)
        call(desk, tickets[0])
    for desk in (intake, second):
        refresh(desk)

    assert waiting(intake) == waiting(second) == tickets[1:]


def test_what_was_told_is_not_told_again_and_not_remembered_for_ever(
    intake: CounterDesk, tickets: list[str]
) -> None:
    refresh(intake)
    call(intake, tickets[0])
    refresh(intake)
    with intake.opened.store.reading() as unit:
        told = unit.notes.get("queue.told")
    assert told is not None
    assert ":called" in told

    intake.clock.pass_time(minutes=60 * 30)
    refresh(intake)

    with intake.opened.store.reading() as unit:
        assert unit.notes.get("queue.told") == "[]"


def test_tickets_of_the_desks_own_list_stay(intake: CounterDesk, tickets: list[str]) -> None:
    own = Ticket("own", "Б-001", intake.clock.now(), TicketSource.LOCAL)
    with intake.opened.store.unit() as unit:
        unit.tickets.put(own)

    assert refresh(intake) == 4
    assert "own" in waiting(intake)


# --- number blocks ---------------------------------------------------------------------------


def test_a_desk_without_numbers_leases_a_block(intake: CounterDesk) -> None:
    assert lease(intake)
    assert block(intake) == NumberBlock(1, 200, 1)
    assert not lease(intake)


def test_the_journal_says_which_block_came_and_when(intake: CounterDesk) -> None:
    lease_numbers_if_needed(
        store=intake.opened.store, registry=intake.registry, ids=intake.ids, clock=intake.clock
    )

    held = block(intake)
    assert held is not None
    with intake.opened.store.reading() as unit:
        (event,) = [entry.event for entry in unit.audit.entries()]
    assert (event.kind, event.at) == ("numbers.leased", intake.clock.now())
    assert event.details == {"first": str(held.first), "last": str(held.last)}


def test_below_half_the_next_block_is_joined_to_what_is_left(intake: CounterDesk) -> None:
    lease(intake)
    set_block(intake, NumberBlock(1, 200, 101))
    assert not lease(intake)
    set_block(intake, NumberBlock(1, 200, 102))

    assert lease(intake)

    assert block(intake) == NumberBlock(102, 400, 102)


def test_an_empty_block_is_replaced_by_the_next(intake: CounterDesk) -> None:
    lease(intake)
    set_block(intake, NumberBlock(1, 200, 201))

    assert lease(intake)

    assert block(intake) == NumberBlock(201, 400, 201)


def test_where_another_store_leased_in_between_the_rest_is_given_up(
    tmp_path: Path, intake: CounterDesk
) -> None:
    lease(intake)
    with CounterDesk(tmp_path / "other", intake.url, intake.office_code) as other:
        lease(other)
    set_block(intake, NumberBlock(1, 200, 150))

    assert lease(intake)

    assert block(intake) == NumberBlock(401, 600, 401)


def test_without_a_link_the_block_stays_and_the_same_request_is_made_later(
    intake: CounterDesk,
) -> None:
    good = intake.url
    intake.reconnect(NOWHERE)
    with pytest.raises(ExchangeError):
        lease(intake)
    with intake.opened.store.reading() as unit:
        wish = unit.notes.get("numbers.lease_request")
    assert wish
    # The registry heard the request, but its answer was lost.
    intake.reconnect(good)
    heard = intake.registry.lease_block(UUID(wish))

    assert lease(intake)

    assert block(intake) == heard


def test_serials_that_were_leased_already_are_never_taken(
    tmp_path: Path, offices: tuple[str, str]
) -> None:
    def first_block_again(head: bytes) -> bytes:
        return http_answer("200 OK", b'{"first":1,"last":200,"request_id":"%s"}' % wish[0])

    wish = [b""]
    with (
        scripted_server(first_block_again) as url,
        CounterDesk(tmp_path / "desk", url, offices[0]) as desk,
    ):
        held = NumberBlock(1, 200, 150)
        set_block(desk, held)
        with desk.opened.store.unit() as unit:
            request_id = uuid4()
            wish[0] = str(request_id).encode()
            unit.notes.put("numbers.lease_request", str(request_id))

        with pytest.raises(ExchangeError) as raised:
            lease(desk)

        assert raised.value.params == {"reason": "block"}
        assert block(desk) == held
        with desk.opened.store.reading() as unit:
            assert unit.notes.get("numbers.lease_request") == ""


def test_visits_without_a_ticket_of_the_registry_are_not_told(intake: CounterDesk) -> None:
    visit = Visit(uuid4(), intake.office_code, "01", "operator", intake.clock.moment())
    typed = Ticket("typed", "1", intake.clock.now(), TicketSource.TYPED)
    with intake.opened.store.unit() as unit:
        unit.visits.save(finish(visit, intake.clock.moment(), VisitEnd.SERVED))
        unit.visits.save(replace(visit, visit_id=uuid4(), ticket=typed))

    refresh(intake)

    with intake.opened.store.reading() as unit:
        assert unit.notes.get("queue.told") is None

"""The counter with a real registry behind it: its queue, and its link lost and back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from desk_app.clocks import SystemIds
from desk_app.domain.service_time import IntervalKind, TicketSource
from desk_app.services import queue
from desk_app.services.registry_queue import refresh_tickets
from desk_app.sync.embedded_registry import EmbeddedRegistry, seed_registry, start_registry
from desk_app.sync.registry_client import RegistryClient
from tests.builders import accepted, desk_of, iins, opened_store, stored
from tests.ui.shell.desk_window import texts
from tests.ui.shell.test_counter import served, visits
from tests.ui.shell.test_lists import rows
from tests.ui.shell.test_sign_in import words_on
from ui.presenters.link import EXCHANGE_EVERY_SECONDS
from ui.presenters.link_state import LinkState

TOKEN = "a token of the tests"
SHIFT = Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return


@pytest.fixture
def registry(tmp_path) -> Iterator[EmbeddedRegistry]:
    folder = tmp_path / "registry"
    seed_registry(folder, people=5)
    running = start_registry(folder, token=TOKEN)
    yield running
    running.stop()


@pytest.fixture
def client(registry) -> Iterator[RegistryClient]:
    client = RegistryClient(registry.url, token=TOKEN, office_code="SC01", workplace="07")
    yield client
    client.close()


def test_the_queue_comes_from_the_registry_and_hears_of_the_call(signed_in, client, language):
    desk = signed_in(registry=client, language=language)
    first, *others = client.waiting_tickets()

    desk.key(Qt.Key.Key_F2)
    desk.settle()
    desk.key(Qt.Key.Key_F5)
    desk.settle()

    assert served(desk).visit.ticket.number == first.number
    assert served(desk).visit.ticket.source is TicketSource.REGISTRY
    assert [t.number for t in client.waiting_tickets()] == [t.number for t in others]
    assert texts().get("link.online", language) in words_on(desk.window)


def test_one_put_back_waits_at_the_registry_again_with_the_same_time(signed_in, client):
    desk = signed_in(registry=client)
    before = client.waiting_tickets()
    desk.key(Qt.Key.Key_F2)
    desk.settle()
    desk.key(Qt.Key.Key_F9, SHIFT)
    desk.key(Qt.Key.Key_Down)
    desk.key(ENTER)
    desk.settle()

    desk.key(Qt.Key.Key_F5)
    desk.settle()

    assert client.waiting_tickets() == before


@pytest.fixture
def other_desk(registry, tmp_path) -> Iterator[Callable[[], None]]:
    """Let the desk beside this one call the next of the same queue."""
    opened = opened_store(tmp_path / "other")
    client = RegistryClient(registry.url, token=TOKEN, office_code="SC01", workplace="08")
    # No two desks ever make the same identity.
    desk = replace(desk_of(opened), ids=SystemIds())

    def hear() -> None:
        refresh_tickets(store=desk.store, registry=client, clock=desk.clock)

    def call() -> None:
        hear()
        queue.call_next(desk=desk)
        hear()

    yield call
    client.close()
    opened.close()


def test_a_ticket_that_another_desk_took_is_told_and_can_be_put_back(
    signed_in, client, other_desk, language
):
    desk = signed_in(registry=client, language=language)
    first, second, *_ = client.waiting_tickets()
    other_desk()

    desk.key(Qt.Key.Key_F2)
    desk.settle()

    told = texts().get("error.queue.called_elsewhere", language, ticket=first.number)
    assert desk.part("frame.banner").text() == told
    assert desk.part("frame.banner").isVisible()
    desk.key(Qt.Key.Key_F9, SHIFT)
    desk.key(Qt.Key.Key_Down)
    desk.key(ENTER)
    desk.settle()
    assert served(desk) is None
    desk.key(Qt.Key.Key_F5)
    desk.settle()
    desk.key(Qt.Key.Key_F2)
    desk.settle()
    assert served(desk).visit.ticket.number == second.number
    assert not desk.part("frame.banner").isVisible()


def test_a_call_again_reaches_the_queue(signed_in, client, language):
    desk = signed_in(registry=client, language=language)
    desk.key(Qt.Key.Key_F2)
    desk.settle()

    desk.key(Qt.Key.Key_F2, Qt.KeyboardModifier.ControlModifier)
    desk.settle()

    number = served(desk).visit.ticket.number
    expected = texts().get("notice.called_again", language, ticket=number)
    assert desk.part("frame.toast").text() == expected


def test_a_link_lost_in_the_middle_is_told_recorded_and_drained(
    signed_in, registry, client, language, tmp_path
):
    desk = signed_in(registry=client, language=language)
    link = desk.window.workspace.link
    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.key(ENTER)
    desk.settle()

    registry.stop()
    desk.key(Qt.Key.Key_F5)
    desk.settle()

    assert link.link.state is LinkState.OFFLINE
    assert texts().get("link.offline", language) in words_on(desk.window)
    (visit,) = visits(desk)
    assert [(i.kind, i.ended is None) for i in visit.intervals] == [(IntervalKind.LINK, True)]
    assert not desk.window.bench.link_is_up

    port = int(registry.url.rpartition(":")[2])
    again = start_registry(tmp_path / "registry", token=TOKEN, port=port)
    try:
        desk.clock.pass_time(minutes=4)
        desk.key(Qt.Key.Key_F5)
        desk.settle()
    finally:
        again.stop()

    assert link.link.state is LinkState.ONLINE
    (visit,) = visits(desk)
    (interval,) = visit.intervals
    assert interval.ended.wall_at - interval.started.wall_at == timedelta(minutes=4)


def test_an_event_the_registry_refused_is_explained_and_sent_again(signed_in, client, language):
    desk = signed_in(registry=client, language=language)
    case = accepted(desk.desk, iins()[0], link_is_up=False)
    with desk.desk.store.unit() as unit:
        for message in unit.outbox.unsent():
            unit.outbox.update(replace(message, parked_reason="token"))
    desk.key(Qt.Key.Key_F5)
    desk.settle()
    assert stored(desk.desk, case.application_id).delivered_at is None

    desk.key(Qt.Key.Key_F10)
    desk.settle()
    (row,) = rows(desk, "outbox.table")
    why = texts().get("refused.token", language)
    assert row[4] == texts().get("outbox.parked", language, reason=why)
    desk.key(Qt.Key.Key_F5)
    desk.settle()

    assert rows(desk, "outbox.table") == []
    assert stored(desk.desk, case.application_id).delivered_at is not None


def test_what_was_accepted_offline_goes_out_when_somebody_asks(signed_in, client):
    desk = signed_in(registry=client)
    case = accepted(desk.desk, iins()[0], link_is_up=False)

    desk.key(Qt.Key.Key_F10)
    desk.settle()
    assert rows(desk, "outbox.table")
    desk.key(Qt.Key.Key_F5)
    desk.settle()

    assert rows(desk, "outbox.table") == []
    assert stored(desk.desk, case.application_id).delivered_at is not None


def in_its_pause(desk):
    """Accept a case whose event the registry did not answer: it waits out its pause."""
    case = accepted(desk.desk, iins()[0], link_is_up=False)
    later = desk.clock.now() + timedelta(minutes=10)
    with desk.desk.store.unit() as unit:
        for message in unit.outbox.unsent():
            unit.outbox.update(
                replace(message, attempts=3, last_error="registry.silent", next_attempt_at=later)
            )
    return case


def let_the_timer_exchange(desk):
    before = desk.window.workspace.link.link.last_exchange_at
    desk.clock.pass_time(seconds=EXCHANGE_EVERY_SECONDS)
    for _ in range(EXCHANGE_EVERY_SECONDS):
        desk.window.tick()
    desk.settle()
    assert desk.window.workspace.link.link.last_exchange_at > before


def test_the_timer_lets_an_event_wait_out_its_pause_and_a_key_does_not(signed_in, client):
    desk = signed_in(registry=client)
    case = in_its_pause(desk)

    let_the_timer_exchange(desk)
    assert stored(desk.desk, case.application_id).delivered_at is None

    desk.key(Qt.Key.Key_F5)
    desk.settle()
    assert stored(desk.desk, case.application_id).delivered_at is not None


def test_the_outbox_sends_what_waits_out_its_pause_and_says_why_it_waited(
    signed_in, client, language
):
    desk = signed_in(registry=client, language=language)
    case = in_its_pause(desk)
    desk.key(Qt.Key.Key_F10)
    desk.settle()
    (row,) = rows(desk, "outbox.table")
    assert row[4] == texts().get("outbox.silent", language)

    desk.key(Qt.Key.Key_Return)
    desk.settle()

    assert rows(desk, "outbox.table") == []
    assert stored(desk.desk, case.application_id).delivered_at is not None


def test_a_wish_to_send_now_is_kept_while_an_ordinary_exchange_runs(signed_in, client):
    desk = signed_in(registry=client)
    case = in_its_pause(desk)
    link = desk.window.workspace.link

    link.exchange()
    desk.key(Qt.Key.Key_F5)
    link.exchange()
    desk.settle()

    assert stored(desk.desk, case.application_id).delivered_at is not None

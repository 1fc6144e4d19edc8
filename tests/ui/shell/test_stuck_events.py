"""What the registry did not take, and what stands against work done here: told and put right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt

from desk_app.clocks import SystemIds
from desk_app.domain.cases import Case, CaseState
from desk_app.domain.vocabulary import DeskKind
from desk_app.services import decisions, lists, queue
from desk_app.services.desk import Desk
from desk_app.services.exchange import ExchangeReport, exchange_once
from desk_app.store.opening import OpenStore
from desk_app.sync.embedded_registry import EmbeddedRegistry, start_registry
from desk_app.sync.registry_client import RegistryClient
from tests.builders import CENTRE, CORPORATION, accepted, desk_of, iins, opened_store, stored
from tests.ui.shell.desk_window import DeskWindow, texts
from tests.ui.shell.test_lists import next_tab, rows
from tests.ui.shell.test_sign_in import words_on
from ui.presenters.link_state import LinkState

TOKEN = "a token of the tests"
ENTER = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[EmbeddedRegistry]:
    running = start_registry(tmp_path / "registry", token=TOKEN)
    yield running
    running.stop()


def client_of(registry: EmbeddedRegistry, office_code: str, workplace: str) -> RegistryClient:
    return RegistryClient(registry.url, token=TOKEN, office_code=office_code, workplace=workplace)


@pytest.fixture
def client(registry: EmbeddedRegistry) -> Iterator[RegistryClient]:
    """The way to the registry of the desk in the window."""
    with closing(client_of(registry, CORPORATION.code, "03")) as client:
        yield client


def asked(desk: DeskWindow, key: Qt.Key) -> None:
    desk.key(key)
    desk.settle()


def link(desk: DeskWindow) -> LinkState:
    return desk.window.workspace.link.link.state


# --- what the registry refuses ---


@dataclass
class Hidden:
    """Scans that are gone from the store's folder until they are put back."""

    kept: dict[Path, bytes]

    def put_back(self) -> None:
        for file, content in self.kept.items():
            file.write_bytes(content)


def hide_scans(home: Path) -> Hidden:
    kept = {f: f.read_bytes() for f in (home / "store" / "scans").iterdir() if f.is_file()}
    for file in kept:
        file.unlink()
    assert kept
    return Hidden(kept)


def test_an_event_without_its_page_says_so_and_goes_out_once_the_page_is_back(
    signed_in, client, language, tmp_path
):
    desk = signed_in(registry=client, language=language)
    case = accepted(desk.desk, iins()[0], link_is_up=False)
    hidden = hide_scans(tmp_path / "home")

    asked(desk, Qt.Key.Key_F5)

    assert link(desk) is LinkState.REJECTED
    assert texts().get("link.rejected", language, n=1) in words_on(desk.window)
    asked(desk, Qt.Key.Key_F10)
    (row,) = rows(desk, "outbox.table")
    why = texts().get("refused.scan.not_found", language)
    assert row[0] == case.temporary_number
    assert row[1] == texts().get("message.case_accepted", language)
    assert row[4] == texts().get("outbox.parked", language, reason=why)

    asked(desk, ENTER)
    assert [row[3] for row in rows(desk, "outbox.table")] == ["2"]
    hidden.put_back()
    asked(desk, ENTER)

    assert rows(desk, "outbox.table") == []
    assert stored(desk.desk, case.application_id).delivered_at is not None
    assert link(desk) is LinkState.ONLINE


def test_an_event_that_came_second_says_what_to_do_and_the_others_go_on(
    signed_in, registry, client, language
):
    desk = signed_in(registry=client, language=language)
    case = accepted(desk.desk, iins()[0], link_is_up=False)
    with desk.desk.store.reading() as unit:
        (message,) = unit.outbox.unsent()
    queue.finish_visit(case.visit_id, desk=desk.desk)
    with closing(client_of(registry, CORPORATION.code, "09")) as other:
        other.send(replace(message, message_id=uuid4(), files=()))

    asked(desk, Qt.Key.Key_F10)
    asked(desk, Qt.Key.Key_F5)
    good = accepted(desk.desk, iins()[1], link_is_up=False)
    asked(desk, ENTER)

    row, closed_visit = rows(desk, "outbox.table")
    assert closed_visit[4] == texts().get("outbox.waits", language)
    why = texts().get("refused.expected", language)
    assert row[4] == texts().get("outbox.parked", language, reason=why)
    assert stored(desk.desk, good.application_id).delivered_at is not None
    assert stored(desk.desk, case.application_id).delivered_at is None


# --- two workplaces and one result ---


@dataclass
class Beside:
    """Another workplace with a store of its own, without a window."""

    desk: Desk
    registry: RegistryClient

    def exchange(self) -> ExchangeReport:
        return exchange_once(
            store=self.desk.store,
            scans=self.desk.scans,
            registry=self.registry,
            clock=self.desk.clock,
            ids=self.desk.ids,
        )

    def hand_over(self, application_id: UUID) -> None:
        case = lists.case(application_id, desk=self.desk)
        decisions.hand_over(application_id, case.number, desk=self.desk)
        assert self.exchange().failure == ""


@pytest.fixture
def beside(registry: EmbeddedRegistry, tmp_path: Path) -> Iterator[Callable[..., Beside]]:
    with ExitStack() as stack:

        def open_desk(kind: DeskKind, workplace: str) -> Beside:
            opened: OpenStore = opened_store(tmp_path / f"{kind}-{workplace}")
            stack.callback(opened.close)
            office = CENTRE if kind is DeskKind.PROVIDER else CORPORATION
            way = stack.enter_context(closing(client_of(registry, office.code, workplace)))
            # No two desks ever make the same identity.
            return Beside(replace(desk_of(opened, kind), ids=SystemIds()), way)

        yield open_desk


@pytest.fixture
def ready(beside) -> Callable[[DeskWindow], tuple[Case, Beside]]:
    """Bring a result to the desk in the window and to the workplace beside it."""
    centre = beside(DeskKind.PROVIDER, "03")
    other = beside(DeskKind.STATE_CORPORATION, "04")

    def bring(desk: DeskWindow) -> tuple[Case, Beside]:
        case = accepted(desk.desk, iins()[0])
        queue.finish_visit(case.visit_id, desk=desk.desk)
        asked(desk, Qt.Key.Key_F5)
        centre.exchange()
        decisions.register(case.application_id, desk=centre.desk)
        centre.exchange()
        asked(desk, Qt.Key.Key_F5)
        other.exchange()
        back = stored(desk.desk, case.application_id)
        assert back.state is CaseState.READY
        return back, other

    return bring


def open_ready(desk: DeskWindow) -> None:
    next_tab(desk)
    assert len(rows(desk, "list.ready.table")) == 1
    asked(desk, ENTER)
    assert desk.page_name == "hand_over"


def hand_over(desk: DeskWindow, case: Case) -> None:
    desk.key(Qt.Key.Key_Space)
    desk.key(Qt.Key.Key_Tab)
    desk.type(case.number)
    desk.key(ENTER, CTRL)
    desk.settle()


def test_a_result_given_at_two_workplaces_is_told_at_the_second(signed_in, client, ready, language):
    desk = signed_in(registry=client, language=language)
    case, other = ready(desk)
    open_ready(desk)
    other.hand_over(case.application_id)

    hand_over(desk, case)
    asked(desk, Qt.Key.Key_F5)

    assert link(desk) is LinkState.CONFLICT
    assert texts().get("link.conflict", language, n=1) in words_on(desk.window)
    asked(desk, Qt.Key.Key_F10)
    (row,) = rows(desk, "outbox.conflicts")
    assert row[:2] == [case.number, texts().get("conflict.handed_over", language)]
    assert rows(desk, "outbox.table") == []
    asked(desk, Qt.Key.Key_F5)
    assert link(desk) is LinkState.ONLINE


def test_a_result_the_workplace_beside_gave_is_neither_listed_nor_printed_again(
    signed_in, client, ready, language, tmp_path
):
    desk = signed_in(registry=client, language=language)
    case, other = ready(desk)
    open_ready(desk)
    other.hand_over(case.application_id)
    asked(desk, Qt.Key.Key_F5)

    hand_over(desk, case)

    assert texts().get("error.hand_over.already", language) in words_on(desk.window)
    assert list((tmp_path / "home" / "printed").glob("*.pdf")) == []
    next_tab(desk)
    assert rows(desk, "list.ready.table") == []
    # Nobody is kept at the counter by it.
    desk.key(Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    asked(desk, ENTER)
    assert queue.open_visit(desk=desk.desk) is None
    assert desk.page_name == "idle"

"""Windows with the real case page, a real store and a real registry; keys are their only input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from desk_app.domain.languages import Language
from desk_app.sync.embedded_registry import EmbeddedRegistry, seed_registry, start_registry
from desk_app.sync.registry_client import RegistryClient
from tests.builders import opened_store
from tests.ui.case.counter import CaseDesk
from tests.ui.shell.desk_window import open_desk_window
from ui.theme import Look
from ui.views.case_page import CasePage

TOKEN = "a token of the tests"
PEOPLE = 40


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRegistry]:
    folder = tmp_path_factory.mktemp("registry")
    seed_registry(folder, people=PEOPLE)
    running = start_registry(folder, token=TOKEN)
    yield running
    running.stop()


@pytest.fixture(params=list(Language), ids=str)
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


Open = Callable[..., CaseDesk]


@pytest.fixture
def at_counter(
    qtbot: QtBot, kit: Look, tmp_path: Path, registry: EmbeddedRegistry
) -> Iterator[Open]:
    """Open a signed-in desk; `offline=True` leaves the registry out of reach."""
    with ExitStack() as stack:

        def open_(*, offline: bool = False, **choices) -> CaseDesk:
            home = tmp_path / "home"
            opened = opened_store(home)
            stack.callback(opened.close)
            client = None
            if not offline:
                client = RegistryClient(
                    registry.url, token=TOKEN, office_code="SC01", workplace="07"
                )
                stack.callback(client.close)
            shown = open_desk_window(
                qtbot, opened, home, make_counter_page=CasePage, registry=client, **choices
            )
            stack.callback(_end, shown)
            shown.sign_in()
            return CaseDesk(shown, choices.get("language", Language.KK))

        yield open_


def _end(shown) -> None:
    """Close the window and delete it: one left over would be restyled by every test to come."""
    shown.window.close()
    shown.window.run.shutdown()
    shown.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

"""A window on a real desk: store, services, simulated devices; keys are its only input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk_app.bootstrap import exchange_all
from desk_app.devices.demo_papers import load_papers
from desk_app.devices.page_process import FilePages, InThisProcess
from desk_app.devices.simulated import SimulatedPrinter, SimulatedScanner
from desk_app.domain.languages import Language
from desk_app.domain.operators import Operator
from desk_app.domain.vocabulary import DeskKind
from desk_app.errors import AccessError
from desk_app.ports.devices import ArrivalFolder
from desk_app.ports.registry import RegistryGateway
from desk_app.printing.render import preview_pages
from desk_app.resource_paths import shipped_folder
from desk_app.services.desk import Desk
from desk_app.settings import Settings, load_settings, settings_file
from desk_app.store.opening import OpenStore
from desk_app.sync.registry_client import RegistryClient
from desk_app.texts import Texts, load_texts
from tests.builders import OPERATOR, SPECIALIST, desk_of
from tests.fakes import FakeClock
from tests.ui.kit.keys import press
from ui.executor import Executor
from ui.main_window import MainWindow
from ui.views.page import Page
from ui.window_start import WindowStart
from ui.window_state import WindowState

PASSWORD = "correct horse"
NOWHERE = "http://127.0.0.1:9"
SECOND = Operator("second", "Екінші Оператор", frozenset(OPERATOR.roles))


def texts() -> Texts:
    return load_texts(shipped_folder("resources") / "texts")


SETTINGS = """
workplace = "7"
[office]
code = "0101"
kind = "state_corporation"
name = { kk = "-", ru = "-" }
agency = { kk = "-", ru = "-" }
address = { kk = "-", ru = "-" }
phone = "+77000000000"
decision_office = "0201"
decision_office_name = { kk = "-", ru = "-" }
[devices]
simulated = true
"""


def settings_of(home: Path, desk: Desk, language: Language) -> Settings:
    """Return settings as a file gives them, at the desk's office."""
    home.mkdir(parents=True, exist_ok=True)
    settings_file(home).write_text(SETTINGS, encoding="utf-8")
    settings = load_settings(home)
    return replace(settings, office=desk.office, pack_id=desk.pack_id, language=language)


def door(desk: Desk, operators: Mapping[str, Operator]) -> Callable[[str, str], Desk]:
    def unlock(login: str, password: str) -> Desk:
        if password != PASSWORD:
            raise AccessError("access.wrong_password", attempts_left=4, seconds=0)
        return desk.as_operator(operators[login])

    return unlock


def closed_drawer(login: str, old: str, new: str) -> None:
    """Change no password: the door of these desks has one for all."""
    raise AccessError("access.unknown_operator")


@dataclass
class DeskWindow:
    """A window with the means to press its keys and to wait for its lanes."""

    qtbot: QtBot
    window: MainWindow
    desk: Desk
    clock: FakeClock
    printer: SimulatedPrinter

    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier):
        return press(self.focus(), key, modifiers=modifiers)

    def type(self, text: str) -> None:
        for character in text:
            press(self.focus(), Qt.Key.Key_unknown, character)

    def sign_in(self, password: str = PASSWORD) -> None:
        self.type(password)
        self.key(Qt.Key.Key_Return)
        self.until(lambda: self.window.workspace is not None)
        self.settle()

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition)

    def settle(self) -> None:
        """Wait until every lane has done what it was asked, and what followed from it."""
        self.qtbot.waitUntil(self._is_quiet)

    def _is_quiet(self) -> bool:
        return self.window.run.is_idle()

    @property
    def page(self) -> Page | None:
        return self.window.frame.page()

    @property
    def page_name(self) -> str:
        return self.page.objectName() if self.page else ""

    def part(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found


def open_desk_window(
    qtbot: QtBot,
    opened: OpenStore,
    home: Path,
    *,
    kind: DeskKind = DeskKind.STATE_CORPORATION,
    language: Language = Language.KK,
    registry: RegistryGateway | None = None,
    unlock: Callable[[str, str], Desk] | None = None,
    make_counter_page=None,
    size: tuple[int, int] = (1440, 900),
    is_demo: bool = False,
    watched: ArrivalFolder | None = None,
    change_password: Callable[[str, str, str], None] | None = None,
) -> DeskWindow:
    clock = FakeClock()
    desk = desk_of(opened, kind, clock=clock)
    resources = shipped_folder("resources")
    printer = SimulatedPrinter(home / "printed", seconds_per_paper=0)
    scanner = SimulatedScanner(
        load_papers(resources / "demo" / "papers.toml"),
        fonts=resources / "fonts",
        seconds_per_page=0,
    )
    registry = registry or RegistryClient(NOWHERE, office_code=desk.office.code, workplace="7")
    own = SPECIALIST if kind is DeskKind.PROVIDER else OPERATOR
    operators = {own.login: own, SECOND.login: SECOND}
    start = WindowStart(
        settings=settings_of(home, desk, language),
        texts=texts(),
        operators=tuple((o.login, o.name) for o in operators.values()),
        unlock=unlock or door(desk, operators),
        change_password=change_password or closed_drawer,
        registry=registry,
        scanners=scanner,
        printer=printer,
        files=FilePages(InThisProcess()),
        exchange=lambda desk, run: exchange_all(desk, registry, run),
        preview_paper=preview_pages,
        watched=watched,
        demo_hint=(own.login, PASSWORD),
        is_demo=is_demo,
    )
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    state = WindowState(is_maximized=False, size_px=size)
    window = MainWindow(app, start, Executor(), make_counter_page, state)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    return DeskWindow(qtbot, window, desk, clock, printer)

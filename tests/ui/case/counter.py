"""A clerk at the keyboard: presses are counted, what belongs to the applicant is data."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from desk_app.domain.cases import Case
from desk_app.domain.languages import Language
from registry.seeding.people import InventedPerson, Story, invented_people
from tests.builders import stored
from tests.ui.shell.desk_window import DeskWindow
from ui.views.case_page import CasePage

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return
SECONDS_PER_KEY = 0.12
KAZAKH_ROW = str.maketrans("1234567890", '"әіңғ,.үұқ')


def person(story: Story = Story.JOBLESS, *, skip: int = 0) -> InventedPerson:
    """Return a seeded person with a story."""
    found = (p for p in invented_people() if p.story is story)
    for _ in range(skip):
        next(found)
    return next(found)


@dataclass
class CaseDesk:
    """A desk with the case page, and the clerk's hands."""

    desk: DeskWindow
    language: Language
    presses: int = 0
    data_keys: int = 0
    log: list[str] = field(default_factory=list)

    @property
    def page(self) -> CasePage:
        page = self.desk.window.workspace.case_page
        assert isinstance(page, CasePage)
        return page

    @property
    def shown_page(self) -> object:
        return self.desk.page

    @property
    def case(self) -> Case:
        return self.page.file.case

    def stored(self) -> Case:
        return stored(self.desk.desk, self.case.application_id)

    @property
    def focus(self) -> str:
        return self.desk.focus().objectName()

    def press(self, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key beyond data and let everything that follows happen."""
        self.presses += 1
        self.log.append(f"{self.focus}: {key.name}")
        self._take_time()
        self.desk.key(key, modifiers)
        self.settle()
        assert QApplication.activeModalWidget() is None
        assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]

    def data(self, text: str) -> None:
        """Type what belongs to the applicant."""
        self.data_keys += len(text)
        for character in text:
            self._take_time()
            self.desk.type(character)
        self.settle()

    def _take_time(self) -> None:
        # Keys that come at once would be a reader's.
        self.desk.clock.pass_time(seconds=SECONDS_PER_KEY)

    def settle(self) -> None:
        QApplication.processEvents()
        self.desk.settle()

    def seconds(self, count: float) -> None:
        """Let time pass, with the window's tick each second."""
        self.desk.clock.pass_time(seconds=count)
        self.desk.window.tick()
        self.settle()

    def call(self) -> None:
        """Call who waits: F2."""
        self.press(Qt.Key.Key_F2)
        assert self.shown_page is self.page

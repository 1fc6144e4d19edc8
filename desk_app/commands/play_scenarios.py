"""What is played: the deeds of a clerk as keys, and the scenarios made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desk_app.commands.player import Player
from desk_app.commands.stage import Acts, Applicant
from desk_app.domain.cases import Case, Step
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.vocabulary import DeskKind
from desk_app.services.desk import Desk
from ui.main_window import MainWindow
from ui.presenters.case_file import CaseFile
from ui.views.case_page import CasePage
from ui.workspace import Workspace

_SETTLED = frozenset({DocumentStatus.SCANNED, DocumentStatus.SEEN, DocumentStatus.ABSENT})


@dataclass(slots=True)
class Clerk:
    """A clerk at one window, with an applicant in front of them."""

    player: Player
    window: MainWindow
    desk: Desk
    who: Applicant

    # --- what the clerk sees ---

    @property
    def _space(self) -> Workspace:
        if self.window.workspace is None:
            raise RuntimeError("nobody has signed in")
        return self.window.workspace

    @property
    def _page(self) -> CasePage:
        page = self._space.case_page
        if not isinstance(page, CasePage):
            raise TypeError("another page serves the cases")
        return page

    @property
    def _file(self) -> CaseFile:
        return self._page.file

    @property
    def case(self) -> Case:
        """The case at the counter."""
        return self._file.case

    def is_on_page(self, name: str) -> bool:
        """Whether a page is shown."""
        page = self.window.frame.page()
        return page is not None and page.objectName() == name

    def is_on_step(self, step: Step) -> bool:
        """Whether a step of the case is shown."""
        return self._file.is_open and self._page.presenter.step is step

    def has_focus(self, name: str) -> bool:
        """Whether the focus is on a control."""
        focused = QApplication.focusWidget()
        return focused is not None and focused.objectName() == name

    def has_settled(self, code: str) -> bool:
        """Whether a document is scanned, seen or absent."""
        return self.case.document(code).status in _SETTLED

    @contextmanager
    def step(self, name: str) -> Iterator[Player]:
        """Do a step of the play."""
        with self.player.step(name, self.window):
            yield self.player

    # --- what the clerk does ---

    def call_next(self) -> None:
        """Call the next ticket."""
        with self.step("call") as player:
            player.wait(lambda: self.is_on_page("idle") and self._space.home.waiting_count > 0)
            player.press(Qt.Key.Key_F2)
            player.wait(lambda: self.is_on_step(Step.IDENTITY) and self.has_focus("iin"))

    def identify(self) -> None:
        """Type the number and the last digits of the document, and confirm the person."""
        with self.step("identify") as player:
            player.type(self.who.iin)
            player.wait(lambda: self.has_focus("document_digits"))
            player.type(self.who.digits)
            player.wait(lambda: self.has_focus("confirm"))
            player.enter()
            player.wait(lambda: self.is_on_step(Step.DOCUMENTS))

    def scan_documents(self) -> None:
        """Scan the employment document; there is none of education."""
        with self.step("documents") as player:
            player.press(Qt.Key.Key_F3)
            player.wait(lambda: self.has_settled("employment") and self._is_quiet())
            player.press(Qt.Key.Key_F4)
            player.wait(lambda: self.has_settled("education"))
            player.enter()
            player.wait(lambda: self.is_on_step(Step.APPLICATION))

    def _is_quiet(self) -> bool:
        return not self._page.documents.rows.presenter.is_scanning

    def fill_application(self) -> None:
        """Answer the form, take the consents and let the application be printed."""
        with self.step("application") as player:
            self._answer_fields(player)
            player.press(Qt.Key.Key_Space)
            player.wait(self._page.application.presenter.has_all_consents)
            player.go_on()
            player.wait(lambda: self.is_on_step(Step.RESULT))

    def _answer_fields(self, player: Player) -> None:
        fields = [spec.code for spec in self._page.application.presenter.main_fields()]
        for code in fields:
            if not self.has_focus(code):
                continue
            if not self.case.form.answers.get(code):
                player.type(self.who.answers[code])
            player.enter()

    def issue(self) -> None:
        """Scan the signed application and issue the outcome that is chosen already."""
        with self.step("result") as player:
            player.wait(lambda: not self._page.application.presenter.is_printing)
            player.press(Qt.Key.Key_F3)
            player.wait(lambda: self.has_settled("application"))
            player.wait(self._page.presenter.may_issue)
            player.go_on()
            player.wait(lambda: self.is_on_page("done"))

    def finish(self) -> UUID:
        """Wait for the paper, close the visit and let everything be sent; return whose case."""
        with self.step("done") as player:
            done = self._space.done.presenter
            player.wait(lambda: done.is_settled)
            case = done.case
            if case is None:
                raise RuntimeError("the done page shows no case")
            player.go_on()
            player.wait(lambda: self.is_on_page("idle"))
            player.wait(lambda: self._space.link.link.pending == 0)
        return case.application_id


def _intake(clerk: Clerk) -> None:
    clerk.call_next()
    clerk.identify()
    clerk.scan_documents()
    clerk.fill_application()


@contextmanager
def _clerk_at(acts: Acts, kind: DeskKind) -> Iterator[Clerk]:
    with acts.window_at(kind) as (player, window, desk):
        yield Clerk(player, window, desk, acts.who)


def _standard(acts: Acts) -> None:
    """From the ticket to the receipt at the State Corporation."""
    _whole_case(acts, DeskKind.STATE_CORPORATION)


def _certificate(acts: Acts) -> None:
    """From the ticket to the certificate at the career centre."""
    _whole_case(acts, DeskKind.PROVIDER)


def _whole_case(acts: Acts, kind: DeskKind) -> None:
    with _clerk_at(acts, kind) as clerk:
        _intake(clerk)
        clerk.issue()
        acts.stage.note_outcome(clerk.finish(), clerk.desk)


SCENARIOS: dict[str, Callable[[Acts], None]] = {
    "standard": _standard,
    "certificate": _certificate,
}

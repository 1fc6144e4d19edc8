"""What is played: the deeds of a clerk as keys, and the scenarios made of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from desk_app.commands.player import Player
from desk_app.commands.stage import Acts, Applicant, Scenario, Stage, applicant
from desk_app.domain.cases import Case, Step
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.rules import find_sub_reason
from desk_app.domain.vocabulary import DeskKind, Outcome, RequestedStatus
from desk_app.errors import RuleError
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

    def take_without_ticket(self) -> None:
        """Take a visitor whom no queue knows."""
        with self.step("take") as player:
            player.wait(lambda: self.is_on_page("idle"))
            player.press(Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
            player.wait(lambda: self._is_in(self._space.ticket))
            player.enter()
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
            rows = self._page.documents.rows.presenter
            player.wait(lambda: self.has_settled("employment") and not rows.is_scanning)
            player.press(Qt.Key.Key_F4)
            player.wait(lambda: self.has_settled("education"))
            player.enter()
            player.wait(lambda: self.is_on_step(Step.APPLICATION))

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

    def scan_signed(self) -> None:
        """Scan the application that the applicant has signed."""
        with self.step("signed") as player:
            player.wait(lambda: not self._page.application.presenter.is_printing)
            player.press(Qt.Key.Key_F3)
            rows = self._page.result.signed.presenter
            player.wait(lambda: self.has_settled("application") and not rows.is_scanning)
            player.wait(lambda: not self._page.result.presenter.is_drawing)

    def issue(self) -> None:
        """Issue the outcome that is chosen, with the last step's own key."""
        with self.step("result") as player:
            player.wait(self._page.presenter.takes_last_key)
            player.go_on()
            player.wait(lambda: self.is_on_page("done"))

    def finish(self, *, is_online: bool = True) -> UUID:
        """Wait for the paper, close the visit and let everything be sent; return whose case."""
        with self.step("done") as player:
            done = self._space.done.presenter
            player.wait(lambda: done.is_settled)
            case = done.case
            if case is None:
                raise RuntimeError("the done page shows no case")
            player.go_on()
            player.wait(lambda: self.is_on_page("idle"))
            if is_online:
                player.wait(lambda: self._space.link.link.pending == 0)
        return case.application_id

    # --- the other ways of a case ---

    def wait_for_queue(self) -> None:
        """See the queue once."""
        with self.step("queue") as player:
            player.wait(lambda: self._space.home.waiting_count > 0)

    def identify_by_hand(self) -> None:
        """Type the number and, as the registry does not answer, the person."""
        with self.step("identify") as player:
            player.type(self.who.iin)
            player.wait(lambda: self.has_focus("surname"))
            for _ in range(2 * len(self._page.identity.form.fields)):
                self._answer_by_hand(player)
            player.wait(lambda: self.has_focus("confirm"))
            player.enter()
            player.wait(lambda: self.is_on_step(Step.DOCUMENTS))

    def _answer_by_hand(self, player: Player) -> None:
        fields = self._page.identity.form.fields
        code = next((name for name, f in fields.items() if self._is_in(f.editor)), "")
        if not code:
            return
        if not fields[code].editor.value():
            player.type(self.who.person.get(code) or self.who.answers.get(code, ""))
        player.enter()

    def _is_in(self, widget: QWidget) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and (focused is widget or widget.isAncestorOf(focused))

    def ask_for_the_other_status(self) -> None:
        """Choose the second status of the form."""
        with self.step("status") as player:
            player.press(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
            player.wait(lambda: self.case.requested_status is RequestedStatus.UNEMPLOYED)

    def refuse(self) -> None:
        """Refuse on a legal ground that a check has shown, with one sentence of fact."""
        with self.step("refusal") as player:
            player.press(Qt.Key.Key_F7)
            player.wait(lambda: self._page.result.presenter.outcome is Outcome.REFUSE)
            player.enter()
            player.wait(lambda: self.has_focus("fact"))
            self._check_ground()
            player.type(self.who.answers["fact"])
            player.wait(lambda: self._page.result.preview.page_count() > 0)
        self.issue()

    def _check_ground(self) -> None:
        """See that the ground is what a check has shown: the fact is written for that check."""
        chosen = self._page.result.presenter.choice.sub_reason
        reason = find_sub_reason(self._file.pack, chosen)
        if reason is None or reason.check is None:
            raise RuleError("play.stuck", step="refusal")

    def refuse_to_accept(self) -> None:
        """Put the application on the list of what is missing."""
        with self.step("missing") as player:
            player.press(Qt.Key.Key_F7)
            player.wait(lambda: self.has_focus("fault.application.missing"))
            player.press(Qt.Key.Key_Space)
            player.wait(lambda: bool(self._page.result.presenter.choice.missing))

    def redirect(self) -> None:
        """Choose the last outcome, why, and where the person is to go."""
        with self.step("redirect") as player:
            player.press(Qt.Key.Key_F7)
            player.wait(lambda: self.is_on_step(Step.RESULT))
            while not self._is_in(self._page.result.outcomes):
                player.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
            player.press(Qt.Key.Key_Down)
            player.wait(lambda: self._page.result.presenter.outcome is Outcome.RETURN_OR_REDIRECT)
            player.enter()
            player.wait(lambda: self.has_focus("return_reason"))
            player.type(self.who.answers["return_reason"])
            player.enter()
            player.wait(lambda: self.has_focus("return_place"))
            player.type(self.who.answers["return_place"])
            player.enter()

    def hold(self) -> None:
        """Put the case aside for the first reason."""
        with self.step("hold") as player:
            player.press(Qt.Key.Key_F9)
            player.wait(lambda: self._is_in(self._page.hold_panel))
            player.enter()
            player.wait(lambda: self.is_on_page("idle"))

    def open_listed(self, name: str, application_id: UUID | None = None) -> None:
        """Exchange, then open a case of a list: a certain one, or the one on top."""
        table = self._space.lists[name].panel.table
        with self.step(name) as player:
            self._exchange(player)
            while not self.is_on_page(f"list.{name}"):
                player.press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
            player.wait(lambda: bool(table.chosen_key()) and self._is_in(table))
            wanted = str(application_id) if application_id else table.chosen_key()
            while table.chosen_key() != wanted:
                before = table.chosen_key()
                player.press(Qt.Key.Key_Down)
                if table.chosen_key() == before:
                    raise RuleError("play.stuck", step=name)
            player.enter()
            player.wait(lambda: self.is_on_page("case_page") or self.is_on_page("hand_over"))

    def _exchange(self, player: Player) -> None:
        before = self._space.link.link.last_exchange_at
        player.press(Qt.Key.Key_F5)
        player.wait(lambda: self._has_exchanged_since(before))

    def _has_exchanged_since(self, before: datetime | None) -> bool:
        link = self._space.link.link
        return link.total is None and link.last_exchange_at not in {None, before}

    def hand_over(self, application_id: UUID) -> None:
        """See the identity document, read the receipt, and give the result into the hand."""
        with self.desk.store.reading() as unit:
            number = unit.cases.get(application_id).number
        with self.step("hand-over") as player:
            player.press(Qt.Key.Key_Space)
            player.press(Qt.Key.Key_Tab)
            player.wait(lambda: self.has_focus("hand_over.receipt"))
            player.type(number)
            player.go_on()
            player.wait(lambda: self.is_on_page("done"))

    def exchange(self) -> None:
        """Exchange now, and wait until nothing is left to send."""
        with self.step("exchange") as player:
            self._exchange(player)
            player.wait(lambda: self._space.link.link.pending == 0)


def _intake(clerk: Clerk) -> None:
    clerk.call_next()
    clerk.identify()
    clerk.scan_documents()
    clerk.fill_application()


@contextmanager
def _clerk_at(acts: Acts, kind: DeskKind, login: str | None = None) -> Iterator[Clerk]:
    with acts.window_at(kind, login) as (player, window, desk):
        yield Clerk(player, window, desk, acts.who)


def _whole_case(acts: Acts, kind: DeskKind) -> UUID:
    with _clerk_at(acts, kind) as clerk:
        _intake(clerk)
        clerk.scan_signed()
        clerk.issue()
        application_id = clerk.finish()
        acts.stage.note_outcome(application_id, clerk.desk)
    return application_id


def _standard(acts: Acts) -> None:
    """From the ticket to the receipt at the State Corporation."""
    _whole_case(acts, DeskKind.STATE_CORPORATION)


def _certificate(acts: Acts) -> None:
    """From the ticket to the certificate at the career centre."""
    _whole_case(acts, DeskKind.PROVIDER)


def _refusal(acts: Acts) -> None:
    """An employed person asks to be unemployed: one prepares the refusal, another approves it."""
    with _clerk_at(acts, DeskKind.PROVIDER) as clerk:
        clerk.call_next()
        clerk.identify()
        clerk.scan_documents()
        clerk.ask_for_the_other_status()
        clerk.fill_application()
        clerk.scan_signed()
        clerk.refuse()
        application_id = clerk.finish()
    with _clerk_at(acts, DeskKind.PROVIDER, "approver") as clerk:
        clerk.open_listed("incoming", application_id)
        clerk.issue()
        acts.stage.note_outcome(clerk.finish(), clerk.desk)


def _refuse_to_accept(acts: Acts) -> None:
    """The applicant has no application to hand in."""
    with _clerk_at(acts, DeskKind.STATE_CORPORATION) as clerk:
        clerk.call_next()
        clerk.identify()
        clerk.refuse_to_accept()
        clerk.issue()
        acts.stage.note_outcome(clerk.finish(), clerk.desk)


def _redirect(acts: Acts) -> None:
    """The applicant is registered in another place and is told where to go."""
    with _clerk_at(acts, DeskKind.STATE_CORPORATION) as clerk:
        clerk.call_next()
        clerk.identify()
        clerk.redirect()
        clerk.issue()
        acts.stage.note_outcome(clerk.finish(), clerk.desk)


def _offline(acts: Acts) -> None:
    """The link is lost before the person is known, and comes back after the receipt."""
    with _clerk_at(acts, DeskKind.STATE_CORPORATION) as clerk:
        clerk.wait_for_queue()
        acts.stop_registry()
        clerk.call_next()
        clerk.identify_by_hand()
        clerk.scan_documents()
        clerk.fill_application()
        clerk.scan_signed()
        clerk.issue()
        application_id = clerk.finish(is_online=False)
        acts.start_registry_again()
        clerk.exchange()
        acts.stage.note_outcome(application_id, clerk.desk)


def _hold_and_resume(acts: Acts) -> None:
    """The applicant steps aside for a paper; the case waits and goes on where it was."""
    with _clerk_at(acts, DeskKind.STATE_CORPORATION) as clerk:
        clerk.call_next()
        clerk.identify()
        clerk.hold()
        clerk.open_listed("held")
        clerk.scan_documents()
        clerk.fill_application()
        clerk.scan_signed()
        clerk.issue()
        acts.stage.note_outcome(clerk.finish(), clerk.desk)


def _hand_over(acts: Acts) -> None:
    """Accepted at one desk, decided at another, and given into the hand at the first."""
    application_id = _whole_case(acts, DeskKind.STATE_CORPORATION)
    with _clerk_at(acts, DeskKind.PROVIDER) as clerk:
        clerk.open_listed("incoming", application_id)
        clerk.issue()
        clerk.finish()
    with _clerk_at(acts, DeskKind.STATE_CORPORATION) as clerk:
        clerk.open_listed("ready", application_id)
        clerk.hand_over(application_id)
        acts.stage.note_outcome(clerk.finish(), clerk.desk)


SCENARIOS: dict[str, Scenario] = {
    "standard": _standard,
    "certificate": _certificate,
    "refusal": _refusal,
    "refuse-to-accept": _refuse_to_accept,
    "redirect": _redirect,
    "offline": _offline,
    "hold-and-resume": _hold_and_resume,
    "hand-over": _hand_over,
}


def play_on(stage: Stage, name: str) -> dict[str, Any]:
    """Play a scenario and return its report.

    Raises:
        RuleError: `play.stuck`.
    """
    stage.play(SCENARIOS[name], applicant(name, stage.language))
    return stage.report(name)

"""A clerk whose plug may be pulled: plays cases by keys at the real window and tells what is so.

python -m tests.end_to_end.plug_player FOLDER

FOLDER holds a demo office; with the word `send` the clerk only exchanges and leaves. Standard
output is one JSON object a line, each on its way before the next key: `restored` once the desk
stands, `screen` after each key, `stored` after each save. The clerk goes on from wherever the desk
stands, and has no end of applicants.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from desk_app.commands.journal import journal_report
from desk_app.commands.play_scenarios import Clerk
from desk_app.commands.player import Player
from desk_app.commands.stage import Acts, Applicant, Stage, applicant
from desk_app.commands.window import only_window
from desk_app.domain.cases import Case, CaseState, Step
from desk_app.domain.languages import Language
from desk_app.domain.service_time import Visit, serve_time
from desk_app.domain.vocabulary import DeskKind
from desk_app.errors import KnownError
from desk_app.logs import log_folder, start_logging
from desk_app.resource_paths import shipped_folder
from desk_app.services.desk import Desk
from desk_app.texts import load_texts

# Whose cases go the standard way.
PEOPLE = ("standard", "certificate", "hand-over", "hold-and-resume", "redirect")
TALE = {
    "job": "Ұңғыма жөндеу шебері Қорқытбай",
    "last_employer": "«Ңқұрылыс-Өрлеу» серіктестігі",
}
TEXTS = load_texts(shipped_folder("resources") / "texts")


def tell(kind: str, **values: Any) -> None:
    """Say a line that outlives this process."""
    line = json.dumps({"kind": kind, "at": time.monotonic(), **values}, ensure_ascii=False)
    os.write(1, f"{line}\n".encode())


class Watcher(QObject):
    """Tells of the screen after every key."""

    def __init__(self, look: Callable[[], dict[str, Any]]) -> None:
        super().__init__()
        self._look = look

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look when a key is let go: what it did is done."""
        if event.type() == QEvent.Type.KeyRelease and isinstance(watched, QWidget):
            tell("screen", **self._look())
        return False


@dataclass(slots=True)
class UntiringClerk:
    """Goes on with whatever stands at the counter."""

    clerk: Clerk
    _watcher: Watcher | None = field(default=None)

    # --- what is seen ---

    def screen(self) -> dict[str, Any]:
        """Return step, focus and texts as they stand on the screen."""
        focused = QApplication.focusWidget()
        values: dict[str, Any] = {"focus": focused.objectName() if focused else ""}
        page = self.clerk._page
        if not (page.file.is_open and self.clerk.is_on_page("case_page")):
            return {**values, "case": "", "step": "", "texts": {}, "visit": "", "called": 0.0}
        texts = {"iin": page.identity.iin.value()}
        if page.application.grid is not None:
            grid = page.application.grid
            texts |= {code: grid.value(code) for code in grid.specs}
        texts["document_digits"] = page.identity.digits.value()
        visit = page.file.visit
        return {
            **values,
            "case": str(page.file.case.application_id),
            "step": page.presenter.step.value,
            "texts": texts,
            "visit": str(visit.visit_id) if visit else "",
            "called": visit.called.counter_seconds if visit else 0.0,
        }

    def tell_restored(self) -> None:
        """Say how the desk stands after its start."""
        page, desk = self.clerk._page, self.clerk.desk
        with desk.store.reading() as unit:
            journal = journal_report(unit.audit.entries())
            visit = unit.visits.open()
            cases = {str(i): _case_values(unit.cases.get(i)) for i in unit.cases.all_ids()}
            for case_id in unit.cases.all_ids():
                for document in unit.cases.get(case_id).documents:
                    for each in document.pages:
                        desk.scans.get(each.sha256)
        tell(
            "restored",
            **self.screen(),
            banner=page.restored.isVisible(),
            open_visit=_visit_values(visit, self),
            journal=journal,
            cases=cases,
        )

    def follow(self) -> None:
        """Tell of every save and every key from now on."""
        case_file = self.clerk._page.file

        def stored() -> None:
            if case_file.is_open and case_file.failure is None:
                tell("stored", **_case_values(case_file.case))

        case_file.follow(stored)
        self._watcher = Watcher(self.screen)
        self.clerk.player.app.installEventFilter(self._watcher)

    # --- what is done ---

    def work(self) -> None:
        """Serve, without an end."""
        while True:
            if self.clerk.is_on_page("idle"):
                self._next_applicant()
                self.clerk.call_next()
            elif self.clerk.is_on_page("done"):
                self.clerk.finish()
            else:
                self._go_on_with_case()

    def serve_until(self, step: Step) -> None:
        """Serve the next applicant until a step is shown."""
        self._next_applicant()
        self.clerk.call_next()
        while not self.clerk.is_on_step(step):
            self._go_on_with_case()

    def _next_applicant(self) -> None:
        with self.clerk.desk.store.reading() as unit:
            served = len(unit.cases.all_ids())
        self.clerk.who = talkative(served)

    def choose_applicant(self) -> None:
        """Remember who sits at the counter."""
        with self.clerk.desk.store.reading() as unit:
            served = len(unit.cases.all_ids())
        self.clerk.who = talkative(max(0, served - 1))

    def _go_on_with_case(self) -> None:
        {
            Step.IDENTITY: self._identify,
            Step.DOCUMENTS: self._scan,
            Step.APPLICATION: self._fill,
            Step.RESULT: self._issue,
        }[self.clerk._page.presenter.step]()

    def _identify(self) -> None:
        clerk, page = self.clerk, self.clerk._page
        with clerk.step("identify") as player:
            if clerk.has_focus("iin"):
                player.type(clerk.who.iin.removeprefix(page.identity.iin.value()))
            player.wait(lambda: clerk.has_focus("document_digits") or clerk.has_focus("confirm"))
            if clerk.has_focus("document_digits"):
                player.type(clerk.who.digits.removeprefix(page.identity.digits.value()))
                player.wait(lambda: clerk.has_focus("confirm"))
            player.enter()
            player.wait(lambda: clerk.is_on_step(Step.DOCUMENTS))

    def _scan(self) -> None:
        clerk = self.clerk
        with clerk.step("documents") as player:
            rows = clerk._page.documents.rows.presenter
            if not clerk.has_settled("employment"):
                player.press(Qt.Key.Key_F3)
                player.wait(lambda: clerk.has_settled("employment") and not rows.is_scanning)
            if not clerk.has_settled("education"):
                player.press(Qt.Key.Key_F4)
                player.wait(lambda: clerk.has_settled("education"))
            player.go_on()
            player.wait(lambda: clerk.is_on_step(Step.APPLICATION))

    def _fill(self) -> None:
        clerk, application = self.clerk, self.clerk._page.application
        with clerk.step("application") as player:
            for code in [spec.code for spec in application.presenter.main_fields()]:
                if clerk.has_focus(code) and application.grid is not None:
                    player.type(_rest(clerk.who, code, application.grid.value(code)))
                    player.enter()
            if not application.presenter.has_all_consents():
                application_focus = clerk.has_focus("consent")
                while not application_focus:
                    player.press(Qt.Key.Key_Tab)
                    application_focus = clerk.has_focus("consent")
                player.press(Qt.Key.Key_Space)
                player.wait(application.presenter.has_all_consents)
            player.go_on()
            player.wait(lambda: clerk.is_on_step(Step.RESULT))

    def _issue(self) -> None:
        if not self.clerk.has_settled("application"):
            self.clerk.scan_signed()
        self.clerk.issue()


@contextmanager
def clerk_at(acts: Acts) -> Iterator[tuple[Player, UntiringClerk]]:
    """Sign a clerk in at the State Corporation's desk; the desk stands as it was left."""
    with acts.window_at(DeskKind.STATE_CORPORATION) as (player, window, desk):
        clerk = UntiringClerk(Clerk(player, window, desk, acts.who))
        with player.step("start", window):
            player.wait(window.run.is_idle)
        clerk.choose_applicant()
        yield player, clerk


def talkative(number: int) -> Applicant:
    """Return an applicant of the demo's registry who has much to say."""
    who = applicant(PEOPLE[number % len(PEOPLE)], Language.KK)
    return replace(who, answers={**who.answers, **TALE})


def _rest(who: Applicant, code: str, there: str) -> str:
    """Return what is still to be typed; a choice that stands is whole."""
    whole = who.answers[code]
    return whole.removeprefix(there) if whole.startswith(there) else ""


def _case_values(case: Case) -> dict[str, Any]:
    iin = case.applicant.iin
    return {
        "case": str(case.application_id),
        "step": case.step.value,
        "state": case.state.value,
        "iin": iin.digits if iin else "",
        "is_confirmed": case.applicant.is_confirmed,
        "answers": dict(case.form.answers),
        "consents": sorted(c.code for c in case.consents if c.given),
        "pages": {d.code: [page.sha256 for page in d.pages] for d in case.documents},
        "papers": sorted(paper.sha256 for paper in case.papers),
        "number": case.number,
        "is_draft": case.state is CaseState.DRAFT,
    }


def _unsent(desk: Desk) -> list[str]:
    with desk.store.reading() as unit:
        return [str(message.message_id) for message in unit.outbox.unsent()]


def _visit_values(visit: Visit | None, clerk: UntiringClerk) -> dict[str, Any] | None:
    if visit is None:
        return None
    serve = serve_time(visit, clerk.clerk.desk.clock.moment())
    return {
        "id": str(visit.visit_id),
        "gross_seconds": serve.gross.seconds,
        "is_accurate": serve.gross.is_accurate,
    }


def main(folder: Path, *, only_sends: bool) -> None:
    """Sign in, tell how the desk stands, and work until somebody ends the process."""
    who = talkative(0)
    stage = Stage(folder, None, Language.KK, TEXTS, is_instant=True)

    def play(acts: Acts) -> None:
        with clerk_at(acts) as (_, clerk):
            clerk.tell_restored()
            if only_sends:
                clerk.clerk.exchange()
                tell("sent", unsent=_unsent(clerk.clerk.desk))
            else:
                clerk.follow()
                try:
                    clerk.work()
                except KnownError:
                    lookup = clerk.clerk._page.identity.presenter.lookup_state()
                    tell("stuck", **clerk.screen(), lookup=str(lookup))
                    raise

    with only_window(folder / DeskKind.STATE_CORPORATION.value):
        start_logging(log_folder(folder / DeskKind.STATE_CORPORATION.value))
        stage.play(play, who)


if __name__ == "__main__":
    main(Path(sys.argv[1]), only_sends="send" in sys.argv[2:])

"""The stage of a play: an office of its own, its windows one after another, and the report."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QApplication

from desk_app import bootstrap
from desk_app.commands.demo_office import DemoOffice, demo_office
from desk_app.commands.player import Alarm, Player, Pulse, StepRecord, Witness
from desk_app.domain.cases import Case
from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import DeskKind
from desk_app.resource_paths import shipped_folder
from desk_app.services import issuing
from desk_app.services.desk import Desk
from desk_app.sync.embedded_registry import start_registry
from desk_app.texts import Texts
from ui.main_window import MainWindow
from ui.start import close_window, open_window
from ui.theme import apply_theme
from ui.window_state import WindowState

PICTURE_PX = (1440, 900)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who comes to the counter: data that is typed, not chosen by the program.

    Attributes:
        digits: The last ones of the identity document's number.
        person: What is typed of the document where the registry does not answer.
        answers: What is answered, by field.
    """

    iin: str
    digits: str
    person: dict[str, str]
    answers: dict[str, str]


@dataclass(slots=True)
class Outcome:
    """How the case of a play stands at its end."""

    application_id: str = ""
    state: str = ""
    is_synced: bool = False
    papers: list[str] = field(default_factory=list)


class Stage:
    """One play: the office under a folder, what was done and what came of it.

    Args:
        folder: For the office; it is gone after the play.
        output: Where pictures and papers go; None leaves none.
        is_instant: Simulated devices take no time.
    """

    def __init__(
        self,
        folder: Path,
        output: Path | None,
        language: Language,
        texts: Texts,
        *,
        is_instant: bool = False,
    ) -> None:
        running = QApplication.instance()
        self.app = running if isinstance(running, QApplication) else QApplication(["desk-app"])
        apply_theme(self.app)
        self.folder = folder
        self.output = output
        self.language = language
        self.texts = texts
        self.is_instant = is_instant
        self.pulse = Pulse()
        self.steps: list[StepRecord] = []
        self.outcome = Outcome()
        self.mouse_events = 0
        self.dialogs = 0

    # --- the play ---

    def play(self, scenario: Scenario, who: Applicant) -> None:
        """Open the office and play in it; the office's registry ends with the play.

        Raises:
            RuleError: `play.stuck`.
        """
        with demo_office(self.folder, self.texts) as office:
            acts = Acts(self, office, who)
            try:
                scenario(acts)
            finally:
                # A play may have put another registry in the place of the first.
                acts.stop_registry()

    def report(self, name: str) -> dict[str, Any]:
        """Return what is known of the play so far."""
        outcome = self.outcome
        return {
            "scenario": name,
            "language": self.language.value,
            "steps": [_step_values(step) for step in self.steps],
            "presses": sum(step.presses for step in self.steps),
            "data_presses": sum(step.data_presses for step in self.steps),
            "mouse_events": self.mouse_events,
            "dialogs": self.dialogs,
            "longest_block_ms": round(self.pulse.longest_ms, 1),
            "p99_block_ms": round(self.pulse.p99_ms, 1),
            "papers": outcome.papers,
            "pictures": [step.picture for step in self.steps if step.picture],
            "application_id": outcome.application_id,
            "state": outcome.state,
            "synced": outcome.is_synced,
        }

    # --- its end ---

    def note_outcome(self, application_id: UUID, desk: Desk) -> None:
        """Keep how the case stands at a desk, and its papers."""
        with desk.store.reading() as unit:
            case = unit.cases.get(application_id)
            waiting = {message.application_id for message in unit.outbox.unsent()}
        self.outcome.application_id = str(application_id)
        self.outcome.state = case.state.value
        self.outcome.is_synced = application_id not in waiting
        if self.output is not None:
            self.outcome.papers = list(_write_papers(case, desk, self.output))


def _step_values(step: StepRecord) -> dict[str, Any]:
    return {
        "name": step.name,
        "presses": step.presses,
        "data_presses": step.data_presses,
        "seconds": round(step.seconds, 3),
        "longest_block_ms": round(step.longest_block_ms, 1),
        "picture": step.picture,
    }


def _write_papers(case: Case, desk: Desk, output: Path) -> Iterator[str]:
    for number, paper in enumerate(case.papers, start=1):
        file = output / f"{number:02d}-{paper.kind.value}.pdf"
        file.write_bytes(issuing.paper_bytes(paper, desk=desk))
        yield str(file)


def applicant(name: str, language: Language) -> Applicant:
    """Return who comes to the counter in a scenario, and what they tell."""
    file = shipped_folder("resources") / "demo" / "play.toml"
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    person = told["people"][name]
    by_hand = {name: text for name, text in person.items() if name not in {"iin", "digits"}}
    return Applicant(person["iin"], person["digits"], by_hand, told["answers"][language.value])


class Acts:
    """The acts of one play in one office."""

    def __init__(self, stage: Stage, office: DemoOffice, who: Applicant) -> None:
        self.stage = stage
        self.office = office
        self.who = who

    @contextmanager
    def window_at(
        self, kind: DeskKind, login: str | None = None
    ) -> Iterator[tuple[Player, MainWindow, Desk]]:
        """Open a desk's window and sign in; the sign-in is no part of a case's presses."""
        stage, demo = self.stage, self.office.desk(kind)
        witness, alarm = Witness(stage.app), Alarm()
        player = Player(stage.app, stage.output, stage.pulse, witness, alarm, steps=stage.steps)
        with ExitStack() as stack:
            alarm.install()
            stack.callback(alarm.remove)
            start = stack.enter_context(
                bootstrap.window_start(
                    demo.premises,
                    demo_hint=(login or demo.login, demo.password),
                    is_instant=stage.is_instant,
                )
            )
            window = open_window(start, stage.app, state=_state(stage.language))
            stack.callback(close_window, window)
            stack.callback(self._note, witness)
            self._sign_in(player, window, demo.password)
            if window.bench is None:
                raise RuntimeError("signed in without a workbench")
            yield player, window, window.bench.desk
            alarm.check()

    def _sign_in(self, player: Player, window: MainWindow, password: str) -> None:
        beats = player.pulse.beats
        with player.step("sign-in", window):
            player.wait(lambda: QApplication.focusWidget() is not None)
            player.type(password)
        with player.step("idle", window):
            player.enter()
            player.wait(lambda: window.workspace is not None and window.run.is_idle())
        # A clerk signs in once a day: neither its presses nor its blocks belong to a case.
        for step in player.steps[-2:]:
            step.presses = step.data_presses = 0
        player.pulse.forget(beats)

    def _note(self, witness: Witness) -> None:
        self.stage.mouse_events += witness.mouse_events
        self.stage.dialogs += witness.dialogs
        witness.leave()

    def stop_registry(self) -> None:
        """Let the link be lost."""
        if self.office.registry is not None:
            self.office.registry.stop()

    def start_registry_again(self) -> None:
        """Bring the office's registry back at its old address after it was stopped."""
        folder, url = self.office.folder, self.office.registry_url
        port = int(url.rpartition(":")[2])
        token = (folder / "registry.token").read_text(encoding="utf-8").strip()
        self.office = DemoOffice(
            folder,
            url,
            start_registry(folder / "registry", token=token, port=port),
            self.office.texts,
        )


def _state(language: Language) -> WindowState:
    return WindowState(language, is_maximized=False, size_px=PICTURE_PX)


Scenario = Callable[[Acts], None]

"""The page that serves a case: header, steps, the step at work, and the row of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desk_app.domain.cases import Case, Step
from desk_app.domain.keyboard_wedge import WedgeRead
from desk_app.domain.service_time import Moment, Visit
from desk_app.domain.steps import Blocker
from desk_app.domain.vocabulary import Outcome
from desk_app.services.withdrawing import may_withdraw
from ui.keys import BY_ACTION, Action
from ui.presenters.case import CasePresenter, StepWords
from ui.presenters.case_file import CaseFile
from ui.presenters.result import REFUSALS
from ui.presenters.watching import Watching
from ui.presenters.workbench import Workbench
from ui.theme import follow_theme, look
from ui.views.application_step import ApplicationStep
from ui.views.autosave import Autosave
from ui.views.case_header import CaseHeader
from ui.views.document_rows import TAKE_KEY, DocumentRows
from ui.views.documents_step import DocumentsStep
from ui.views.hold_panel import HoldPanel
from ui.views.identity_step import IdentityStep
from ui.views.page import CounterPage
from ui.views.result_step import ResultStep
from ui.views.step import StepView, take_focus
from ui.widgets import steps_bar
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.chips import Tone
from ui.widgets.messages import Banner, Toast
from ui.widgets.notes import SavedNote
from ui.widgets.steps_bar import StepsBar, StepState

ROOM_FOR_STAMP_PX = 1040
# No field of a rule pack has such a name.
_PLACE = "@place"


class CasePage(CounterPage):
    """Serves one case at a time; `existing_requested(UUID)` asks for another case of the person."""

    existing_requested = Signal(object)
    answers_to = (
        Action.NEXT_STEP,
        Action.STEP_BACK,
        Action.STEP_FORWARD,
        Action.HOLD,
        Action.WITHDRAW,
        Action.REFUSE,
        Action.OTHER_STATUS,
        Action.SCAN,
        Action.RESCAN_PAGE,
        Action.ABSENT,
        Action.PREVIEW,
        Action.PRINT_APPLICATION,
        Action.UNDO,
        Action.CALL_AGAIN,
        Action.NOT_COME,
    )

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_page")
        self.bench = bench
        self.file = CaseFile(bench)
        self.autosave = Autosave(self)
        # Where the clerk was when the desk stopped; it is gone once they have moved on from there.
        self._place = self._place_kept = ""
        # Where the clerk left the step for a list or another pane: they come back to it.
        self._left_at = ""
        self._has_landed = False
        self.header = CaseHeader(bench.say)
        self.steps_bar = StepsBar("case.steps")
        self.restored = Banner("case.restored")
        self.steps: dict[Step, StepView] = {}
        self.body = QStackedWidget()
        self._parts = self._build_steps()
        self._build_actions()
        self._lay_out()
        self.presenter = CasePresenter(self.file, self)
        self.toast = Toast("case.toast", self)
        self.hold_panel = HoldPanel(bench.say, self)
        follow_theme(self._restyle)

    # --- what the window asks ---

    def build(self) -> Iterator[None]:
        return self._parts

    def open_case(self, case: Case, visit: Visit | None, *, is_restored: bool = False) -> None:
        for _ in self._parts:
            """Asked for before all steps were built: the rest is built at once."""
        self.close_case()
        self.watching.forget_failure()
        self.file.open(case, visit)
        for step in self.steps.values():
            step.case_opened()
            step.word_case()
        self._place_kept = case.unfinished.place
        words = self.bench.say("case.restored") if is_restored else ""
        self.restored.show_message(words, Tone.INFO, "history")
        self.presenter.open()
        self.header.tick(self.presenter, self.bench.desk.clock.moment())

    def actions_now(self) -> tuple[Action, ...]:
        if not self.file.is_open:
            return ()
        step, visit, result = self.presenter.step, self.file.visit, self.result.presenter
        may = {
            Action.NEXT_STEP: step is not Step.RESULT or not self.main.isHidden(),
            Action.STEP_BACK: step is not Step.IDENTITY,
            Action.STEP_FORWARD: step is not Step.RESULT,
            Action.HOLD: self.file.is_draft,
            Action.WITHDRAW: may_withdraw(self.file.case, self.bench.desk.operator),
            Action.REFUSE: not result.is_approval,
            Action.CALL_AGAIN: visit is not None and visit.ticket is not None,
            Action.NOT_COME: visit is not None,
        }
        own = self._step_view().actions_now()
        return tuple(action for action in self.answers_to if may.get(action, action in own))

    def keys_now(self) -> tuple[tuple[str, str], ...]:
        at_work = self._rows_at_work() if self.file.is_open else None
        takes = at_work is not None and self.watching.offered is not None
        arrived = ((TAKE_KEY, "key.take_arrived"),) if takes else ()
        leafs = self.file.is_open and self.presenter.step in {Step.DOCUMENTS, Step.RESULT}
        pages = (("PgUp PgDn", "key.pages"),) if leafs else ()
        return (*arrived, *pages, *self.more_keys)

    def close_case(self) -> None:
        self.autosave.forget()
        self.file.close()
        self.hold_panel.close_overlay()
        self.toast.dismiss()
        self.header.clear()
        for step in self.steps.values():
            step.case_closed()
        self.saved.set_saved("")

    def handle(self, action: Action) -> bool:
        if action in self.answers_to and action not in self.actions_now():
            return False
        if not self.file.is_open:
            return False
        if self._step_view().handle(action):
            return True
        deeds: dict[Action, Callable[[], object]] = {
            Action.NEXT_STEP: self._main_action,
            Action.STEP_BACK: self.presenter.back,
            Action.STEP_FORWARD: self._go_forward,
            Action.REFUSE: self._refuse,
            Action.HOLD: self._ask_hold,
            Action.WITHDRAW: self._ask_withdrawal,
        }
        if action not in deeds:
            return False
        deeds[action]()
        return True

    def retranslate(self) -> None:
        say = self.bench.say
        self.back.set_text(say("case.back"))
        self.hold.set_text(say("case.hold"))
        self.refuse.set_text(say("case.refuse"))
        self.steps_bar.set_name(say("case.steps"))
        for step in self.steps.values():
            step.retranslate()
        self.toast.dismiss()
        if self.file.is_open:
            for step in self.steps.values():
                step.reword_problems()
            self.hold_panel.retranslate(self.presenter.hold_reasons())
            self.show_case()
            self.header.tick(self.presenter, self.bench.desk.clock.moment())

    def focus_start(self) -> None:
        if not self.file.is_open:
            return
        step = self._step_view()
        self._has_landed = step.focus_place(self._place)
        if not (self._has_landed or step.focus_place(self._left_at)):
            step.focus_start()

    def tick(self, now: Moment) -> None:
        if self.file.is_open:
            self.header.tick(self.presenter, now)
            self.identity.tick()
            if self._rows_at_work() is not None:
                self.watching.tick()

    def take_scan(self, read: WedgeRead) -> bool:
        if not self.file.is_open or self.presenter.step is not Step.IDENTITY:
            return False
        return self.identity.take_scan(read)

    def flush(self) -> None:
        self.autosave.flush()

    def recover(self) -> None:
        """A bug broke off a job: save the draft, and let the next key act."""
        self.autosave.flush()
        self.presenter.recover()
        self.documents.rows.presenter.recover()
        self.application.presenter.recover()
        self.result.recover()

    # --- what the presenter tells ---

    def show_case(self) -> None:
        presenter = self.presenter
        self.header.show_case(presenter)
        self.steps_bar.set_steps([_bar_step(words) for words in presenter.steps()])
        # Steps out of sight are shown as the case stands when they are opened.
        sides = {Step.IDENTITY: self.identity.side, Step.APPLICATION: self.application.side}
        if side := sides.get(presenter.step):
            side.show_documents(presenter.documents())
            side.show_checks(presenter.checks())
        self._step_view().show_step()
        self._show_saved()
        self._show_actions()
        if self.file.is_open:
            self.case_changed.emit(self.file.case)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.file.is_open:
            self._show_saved()

    def _show_saved(self) -> None:
        is_narrow = self.width() < look().px(ROOM_FOR_STAMP_PX)
        words, failed = self.presenter.saved(is_short=is_narrow)
        if failed:
            self.saved.set_failed(words)
        else:
            self.saved.set_saved(words)

    def show_step(self, step: Step) -> None:
        self._place, self._place_kept, self._has_landed = self._place_kept, "", False
        self._left_at = ""
        if step is Step.RESULT:
            self.result.step_opened()
            if self.file.is_draft:
                self.application.presenter.print_if_changed()
                self._show_print("")
        else:
            self.result.step_left()
        # Filled before it is seen: what is shown is laid out once.
        self.show_case()
        self.body.setCurrentWidget(self.steps[step])
        if self.isVisible():
            self.focus_start()

    def has_unsaved(self) -> bool:
        is_stuck = self.autosave.has_unsaved()
        if is_stuck:
            self._step_view().say_aloud(self.saved.text())
        return is_stuck

    def show_problems(self, step: Step, problems: tuple[Blocker, ...]) -> None:
        self.steps[step].show_problems(problems)

    def case_held(self, case: Case) -> None:
        self.held.emit(case)

    # --- actions ---

    def _step_view(self) -> StepView:
        return self.steps[self.presenter.step]

    def _show_actions(self) -> None:
        say, step, editable = self.bench.say, self.presenter.step, self.file.is_draft
        self.back.setVisible(True)
        self.back.set_unavailable("" if step is not Step.IDENTITY else say("case.first_step"))
        self.hold.setVisible(editable)
        self.refuse.setVisible(not self.result.presenter.is_approval)
        if step is Step.RESULT:
            action = self.result.presenter.action()
            self.main.set_text(action.text)
            self.main.set_kind(ButtonKind.DANGER if action.is_refusal else ButtonKind.PRIMARY)
            hidden = self.result.presenter.is_approval and not self.result.presenter.may_approve
            self.main.setHidden(hidden)
        else:
            self.main.set_text(say(f"next.{step}"))
            self.main.set_kind(ButtonKind.PRIMARY)
            self.main.show()
        # Enter or Space on the button never issues a paper: only its own key does.
        self.main.set_keys_activate(step is not Step.RESULT)

    def _rows_at_work(self) -> DocumentRows | None:
        """Return the documents that can take pages now."""
        step = self.presenter.step
        shown = {Step.DOCUMENTS: self.documents.rows, Step.RESULT: self.result.signed}.get(step)
        return shown if shown is not None and shown.isVisible() and self.file.is_draft else None

    def _show_arrived(self, spoken: str) -> None:
        for rows in (self.documents.rows, self.result.signed):
            rows.show_arrived()
        at_work = self._rows_at_work() if self.file.is_open else None
        if spoken and at_work is not None:
            at_work.say_aloud(spoken)

    def _main_action(self) -> None:
        if self.presenter.step is not Step.RESULT:
            self._clear_problems()
            self.presenter.next_step()
        elif self.presenter.takes_last_key():
            self.autosave.flush()
            self.result.issue()

    def _go_forward(self) -> None:
        if not self.presenter.forward():
            self._main_action()

    def _clear_problems(self) -> None:
        self._step_view().summary.show_errors("", [])

    def _refuse(self) -> None:
        if not self.result.presenter.is_approval:
            self._go_to_outcome(REFUSALS[self.file.kind])

    def _go_to_outcome(self, outcome: Outcome) -> None:
        self.result.presenter.want(outcome)
        if self.presenter.go_to(Step.RESULT):
            self.result.focus_outcome()

    def _ask_hold(self) -> None:
        if self.file.is_draft:
            self.autosave.flush()
            self.hold_panel.ask(self.presenter.hold_reasons())

    def _ask_withdrawal(self) -> None:
        self.autosave.flush()
        self.withdrawal_wanted.emit(self.file.case)

    def _undo_offered(self, words: str) -> None:
        say = self.bench.say
        self.toast.show_message(words, say("case.undo"), BY_ACTION[Action.UNDO].shown)

    def _on_undo(self) -> None:
        self._step_view().handle(Action.UNDO)

    def _on_decided(self, case: Case) -> None:
        self.finished.emit(case, self.file.visit)

    def _on_busy(self, busy: bool) -> None:
        self.main.set_busy(self.bench.say("case.busy") if busy else "")

    def _on_print_wanted(self) -> None:
        self.application.presenter.print()
        self._show_print("")

    def _show_print(self, failure: str) -> None:
        printing = self.application.presenter.is_printing
        self.result.show_print(failure, is_printing=printing)

    def _on_printed(self, failure: str) -> None:
        self._show_print(failure)
        if not failure:
            self.result.say_aloud(self.bench.say("application.printed"))

    def _on_visit(self, visit: Visit) -> None:
        self.file.visit = visit
        self.visit_changed.emit(visit)

    def _on_existing(self, application_id: UUID) -> None:
        self.existing_requested.emit(application_id)

    def _on_obstacle(self, step: Step, place: str) -> None:
        if self.presenter.go_to(step):
            self.steps[step].go_to_field(place)

    def _on_focus(self, before: QWidget | None, focused: QWidget | None) -> None:
        if not self.file.is_open:
            return
        step = self._step_view()
        if before is not None and step.isAncestorOf(before) and not self._has(focused):
            self._left_at = step.place_of(before)
        if focused is None or not step.isAncestorOf(focused):
            return
        place = step.place()
        if self._has_landed and place != self._place:
            self._place = ""
        if self.file.is_draft:
            self.autosave.typed(_PLACE, lambda settled: self.file.keep_place(place, settled))

    def _has(self, part: QWidget | None) -> bool:
        return part is not None and self.isAncestorOf(part)

    # --- building ---

    def _build_steps(self) -> Iterator[None]:
        self.identity = IdentityStep(self.file, self.autosave)
        yield from self._with(Step.IDENTITY, self.identity)
        self.documents = DocumentsStep(self.file, self.autosave)
        yield from self._with(Step.DOCUMENTS, self.documents)
        self.application = ApplicationStep(self.file, self.autosave)
        yield from self._with(Step.APPLICATION, self.application)
        self.result = ResultStep(self.file, self.autosave)
        yield from self._with(Step.RESULT, self.result)
        self.watching = Watching(self.bench, self._show_arrived)
        for rows in (self.documents.rows, self.result.signed):
            rows.offer_from(self.watching)
        self._connect()

    def _with(self, step: Step, view: StepView) -> Iterator[None]:
        yield from view.build()
        self.steps[step] = view
        self.body.addWidget(view)
        view.retranslate()
        yield

    def _build_actions(self) -> None:
        keys = {action: BY_ACTION[action].shown for action in self.answers_to}
        self.back = Button("back", icon="chevron-left", key=keys[Action.STEP_BACK])
        self.hold = Button("hold", ButtonKind.QUIET, icon="pause", key=keys[Action.HOLD])
        self.refuse = Button("refuse", ButtonKind.QUIET, icon="ban", key=keys[Action.REFUSE])
        self.main = Button("next", ButtonKind.PRIMARY, key=keys[Action.NEXT_STEP])
        self.saved = SavedNote("saved")

    def _lay_out(self) -> None:
        actions = QHBoxLayout()
        for part in (self.back, self.hold, self.refuse):
            actions.addWidget(part)
        actions.addStretch(1)
        actions.addWidget(self.saved)
        actions.addSpacing(8)
        actions.addWidget(self.main)
        self._actions = actions
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.header)
        self._column.addWidget(self.restored)
        self._column.addWidget(self.steps_bar)
        self._column.addWidget(self.body, 1)
        self._column.addLayout(actions)

    def _connect(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        self.steps_bar.step_requested.connect(lambda key: self.presenter.ask_for(Step(key)))
        self.back.clicked.connect(self.presenter.back)
        self.hold.clicked.connect(self._ask_hold)
        self.refuse.clicked.connect(self._refuse)
        self.main.clicked.connect(self._main_action)
        self.hold_panel.chosen.connect(self.presenter.hold)
        self.hold_panel.withdrawal_wanted.connect(self._ask_withdrawal)
        self.toast.undo_requested.connect(self._on_undo)
        self.identity.done.connect(self._main_action)
        self.identity.existing_requested.connect(self._on_existing)
        self.documents.next_requested.connect(self._main_action)
        for rows in (self.documents.rows, self.result.signed):
            rows.undo_offered.connect(self._undo_offered)
            rows.visit_changed.connect(self._on_visit)
        self.application.main_action_wanted.connect(lambda: take_focus(self.main))
        self.application.outcome_requested.connect(self._go_to_outcome)
        self.application.printed.connect(self._on_printed)
        self.result.main_action_wanted.connect(lambda: take_focus(self.main))
        self.result.action_changed.connect(self._show_actions)
        self.result.busy_changed.connect(self._on_busy)
        self.result.decided_as.connect(self._on_decided)
        self.result.step_requested.connect(self._on_obstacle)
        self.result.print_requested.connect(self._on_print_wanted)

    def _restyle(self) -> None:
        gap, margin = look().px(look().density.gap), look().px(look().density.margin)
        self._column.setContentsMargins(margin, gap, margin, gap)
        self._column.setSpacing(gap)
        self._actions.setSpacing(look().px(8))


def _bar_step(words: StepWords) -> steps_bar.Step:
    state = StepState.CURRENT if words.is_current else StepState.AHEAD
    if words.is_done:
        state = StepState.DONE
    return steps_bar.Step(words.step.value, words.text, state, words.spoken, words.error_count)

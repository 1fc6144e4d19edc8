"""Step 4: the signed application, the outcomes, what each asks for, and its paper beforehand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout

from desk_app.domain.cases import Case
from desk_app.domain.rule_packs import Settling
from desk_app.domain.steps import Blocker
from desk_app.domain.vocabulary import Channel, Outcome
from ui.keys import BY_ACTION, Action
from ui.presenters.case_file import CaseFile
from ui.presenters.result import KEPT, Result
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.views.autosave import Autosave
from ui.views.document_rows import ACTIONS, DocumentRows
from ui.views.outcome_panels import PANELS, Panel
from ui.views.pictures import paper_picture
from ui.views.step import StepView
from ui.widgets.chips import Tone
from ui.widgets.labels import Label
from ui.widgets.messages import Banner
from ui.widgets.notes import SummaryGrid
from ui.widgets.page_preview import PagePreview
from ui.widgets.radio_cards import RadioCards

WIDE_SHARES, NARROW_SHARES = (55, 45), (60, 40)


class ResultStep(StepView):
    """The last step.

    Signals: `decided(Case)`, `action_changed()` when the last button has other words,
    `busy_changed(bool)`, `step_requested(Step)` from an obstacle of an earlier step, `ended()` by
    Enter after the last thing to enter, `print_requested()` for the application.
    """

    decided_as = Signal(object)
    action_changed = Signal()
    busy_changed = Signal(bool)
    step_requested = Signal(object, str)
    main_action_wanted = Signal()
    print_requested = Signal()

    def __init__(self, file: CaseFile, autosave: Autosave) -> None:
        super().__init__("result", file, autosave)
        self.presenter = Result(file, self, decode=paper_picture)
        self.preview = PagePreview("result.preview", with_tools=False)
        self.preview.set_key(BY_ACTION[Action.PREVIEW].shown)
        # The signed sheet has pages of its own, in sight only when somebody asks for them.
        self.sheet = PagePreview("result.sheet", with_tools=True)
        self.sheet.set_key(BY_ACTION[Action.PREVIEW].shown)
        self.signed = DocumentRows("result.signed", file, Settling.SIGNING, self.sheet, rests=True)
        self.outcomes = RadioCards("outcomes")
        self.older_note = Banner("result.older")
        self.print_note = Banner("result.print")
        self.number_note = Banner("result.number")
        self.notice = Banner("result.notice")
        self.grid = SummaryGrid("result.summary")
        self._summary_title = Label(Role.BODY_STRONG)
        self.panels: dict[str, Panel] = {
            code: panel(self.presenter) for code, panel in PANELS.items()
        }
        self._problems: dict[str, Blocker] = {}
        self._why_no_paper = ""
        self._build()
        self._connect()
        follow_theme(self._restyle)

    # --- what the page asks ---

    def show_step(self) -> None:
        self.show_result()

    def step_opened(self) -> None:
        """The step is shown anew: offer, preview and numbers as they are now."""
        self.summary.show_errors("", [])
        self.presenter.opened()

    def step_left(self) -> None:
        """Another step is shown: nothing is decided from there."""
        self.presenter.stop_waiting()

    def recover(self) -> None:
        """A bug broke off a job: let the next key act."""
        self.presenter.recover()
        self.signed.presenter.recover()

    def choice_changed(self) -> None:
        self.autosave.typed(KEPT, self.presenter.keep_choice)

    def focus_start(self) -> None:
        if self._asks_signature() and self.signed.focus_start():
            return
        self.outcomes.focus_chosen()

    def focus_outcome(self) -> None:
        """Put the focus on what the chosen outcome asks for, or on the outcome."""
        panel = self._panel()
        if panel is not None:
            panel.focus_first()
        else:
            self.outcomes.focus_chosen()

    def case_opened(self) -> None:
        self.presenter.begin()
        self.signed.presenter.begin()
        self.preview.set_pages([])
        self.print_note.show_message("", Tone.PLAIN)
        self.set_full_preview(full=False)

    def case_closed(self) -> None:
        self.presenter.begin()
        self.signed.case_closed()
        self.preview.set_pages([])
        self.grid.set_pairs([])

    def retranslate(self) -> None:
        say = self.file.bench.say
        self.main.set_texts(say("result.title"))
        self.outcomes.setAccessibleName(say("result.outcomes"))
        self._summary_title.setText(say("result.summary"))
        self.signed.retranslate()
        self.preview.set_empty_text(self._why_no_paper or say("result.preview_empty"))
        for panel in self.panels.values():
            panel.retranslate()
        if self.file.is_open and self.isVisible():
            self.show_result()
            self.presenter.draw_paper()
            self.busy_changed.emit(self.presenter.is_deciding)

    def actions_now(self) -> tuple[Action, ...]:
        signing = (*ACTIONS, Action.PRINT_APPLICATION) if self._asks_signature() else ()
        return (Action.PREVIEW, *signing)

    def handle(self, action: Action) -> bool:
        if action is Action.PREVIEW:
            self.set_full_preview(full=not self.main.isHidden())
            return True
        if action is Action.ESCAPE and self.main.isHidden():
            self.set_full_preview(full=False)
            return True
        if action is Action.PRINT_APPLICATION:
            self.print_requested.emit()
            return True
        return self._asks_signature() and self.signed.handle(action)

    def issue(self) -> None:
        """Do the deed that is chosen."""
        self.presenter.issue()

    def go_to_field(self, place: str) -> None:
        panel = self._panel()
        if panel is not None and panel.go_to(place):
            return
        problem = self._problems.get(place)
        codes = {rule.code for rule in self.signed.presenter.rules()}
        if place in codes and self._asks_signature():
            self.signed.choose(place)
        elif problem is not None:
            self.step_requested.emit(self.presenter.step_of(problem), place)

    def show_problems(self, problems: tuple[Blocker, ...]) -> None:
        self._problems = {problem.place: problem for problem in problems}
        lines = [(problem.place, self.line(problem)) for problem in problems]
        title = self.file.bench.say("result.obstacles_title", n=len(lines)) if lines else ""
        self.summary.show_errors(title, lines)
        panel = self._panel()
        for problem in problems:
            if panel is not None:
                panel.mark(problem.place, super().line(problem))
        if problems:
            self.say_aloud(title)
            self._go_to_first(problems[0].place)

    def line(self, problem: Blocker) -> str:
        return self.presenter.place_and_words(problem)

    def show_print(self, failure: str, *, is_printing: bool) -> None:
        """Say how the application for signing got on at the printer."""
        say = self.file.bench.say
        if is_printing:
            self.print_note.show_message(say("application.printing"), Tone.INFO, "printer")
        elif failure:
            words = say("application.not_printed", why=failure)
            self.print_note.show_message(words, Tone.WARN, "printer")
        else:
            self.print_note.show_message("", Tone.PLAIN)
        again = say("application.print_again") if failure and not is_printing else ""
        self.print_note.set_action(again, BY_ACTION[Action.PRINT_APPLICATION].shown)

    def set_full_preview(self, *, full: bool) -> None:
        """Show the paper, or the sheet whose row has the focus, in the whole step, or no longer."""
        shows_sheet = full and self.signed.has_focus() and self.sheet.page_count() > 0
        had_sheet = not self.sheet.isHidden()
        self.main.setHidden(full)
        self.preview.setHidden(shows_sheet)
        self.sheet.setHidden(not shows_sheet)
        if full:
            (self.sheet if shows_sheet else self.preview).setFocus()
        elif had_sheet:
            self.signed.focus_chosen()
        elif self.preview.has_focus():
            self.outcomes.focus_chosen()

    # --- what the presenter tells ---

    def show_result(self) -> None:
        if not self.file.is_open:
            return
        presenter = self.presenter
        cards = [(card.code, card.title, card.subtitle) for card in presenter.cards()]
        self.outcomes.set_options(cards, "↑ ↓")
        self.outcomes.set_value(presenter.choice.outcome)
        self.outcomes.setVisible(bool(cards))
        self.notice.show_message(
            presenter.notice(), Tone.WARN if presenter.was_declined else Tone.INFO
        )
        self.number_note.show_message(presenter.banner(), Tone.WARN, "cloud-off")
        self.signed.setVisible(self._asks_signature())
        if self._asks_signature():
            self.signed.show_documents()
        self._show_older()
        for code, panel in self.panels.items():
            chosen = code == presenter.choice.outcome and panel.is_needed()
            panel.setVisible(chosen)
            if chosen:
                panel.show_choice()
        shows_summary = presenter.outcome not in {Outcome.REFUSE, Outcome.RETURN_OR_REDIRECT}
        self.grid.setVisible(shows_summary)
        self._summary_title.setVisible(shows_summary)
        self.grid.set_pairs(presenter.summary())
        self._name_paper()
        self.action_changed.emit()

    def show_paper(self, pages: Sequence[object], why_not: str) -> None:
        self._why_no_paper = why_not
        self.preview.set_empty_text(why_not or self.file.bench.say("result.preview_empty"))
        self.preview.set_pages([page for page in pages if isinstance(page, QImage)])
        self._name_paper()

    def show_busy(self, *, busy: bool) -> None:
        self.busy_changed.emit(busy)

    def decided(self, case: Case) -> None:
        self.decided_as.emit(case)

    # --- how ---

    def _show_older(self) -> None:
        documents, say = self.signed.presenter, self.file.bench.say
        is_older = any(row.is_outdated for row in documents.rows()) and self._asks_signature()
        words = self.file.code_words("document.signed_text_older", {}) if is_older else ""
        self.older_note.show_message(words, Tone.WARN)
        again = say("application.print_again") if is_older else ""
        self.older_note.set_action(again, BY_ACTION[Action.PRINT_APPLICATION].shown)

    def _asks_signature(self) -> bool:
        file = self.file
        return file.is_open and file.is_draft and file.case.channel is not Channel.PORTAL

    def _panel(self) -> Panel | None:
        panel = self.panels.get(self.presenter.choice.outcome)
        return panel if panel is not None and panel.is_needed() else None

    def _go_to_first(self, place: str) -> None:
        panel = self._panel()
        codes = {rule.code for rule in self.signed.presenter.rules()}
        if panel is not None and panel.go_to(place):
            return
        if place in codes and self._asks_signature():
            self.signed.choose(place)

    def _name_paper(self) -> None:
        title, count = self.presenter.paper_title(), self.preview.page_count()
        if count > 1:
            page = self.preview.page() + 1
            title = self.file.bench.say("document.page_name", title=title, page=page, n=count)
        self.preview.set_texts(title)
        self.preview.set_page_name(title if count else f"{title}. {self._why_no_paper}")

    def _on_chosen(self, code: str) -> None:
        self.summary.show_errors("", [])
        self.presenter.choose_by_hand(code)

    def _after_outcome(self) -> None:
        panel = self._panel()
        if panel is not None:
            panel.focus_first()
        else:
            self.main_action_wanted.emit()

    def _after_signature(self) -> None:
        self.presenter.signed()
        self.outcomes.focus_chosen()

    def _build(self) -> None:
        panels = QVBoxLayout()
        for panel in self.panels.values():
            panels.addWidget(panel)
            panel.hide()
        body = self.main.body
        body.addWidget(self.notice)
        body.addWidget(self.outcomes)
        body.addLayout(panels)
        body.addWidget(self.number_note)
        body.addWidget(self.older_note)
        body.addWidget(self.signed)
        body.addWidget(self.print_note)
        body.addWidget(self._summary_title)
        body.addWidget(self.grid)
        body.addStretch(1)
        self.add_beside(self.preview)
        self.add_beside(self.sheet, 1)
        self.sheet.hide()

    def _connect(self) -> None:
        self.preview.page_changed.connect(lambda _: self._name_paper())
        self.outcomes.chosen.connect(self._on_chosen)
        self.outcomes.next_requested.connect(self._after_outcome)
        self.signed.settled.connect(self._after_signature)
        self.signed.next_requested.connect(self.outcomes.focus_chosen)
        for note in (self.older_note, self.print_note):
            note.action_requested.connect(self.print_requested)
        for panel in self.panels.values():
            panel.ended.connect(self.main_action_wanted)

    def _restyle(self) -> None:
        self.preview.setMinimumWidth(look().px(300))
        shares = WIDE_SHARES if look().density.shows_avatar else NARROW_SHARES
        for place, share in enumerate(shares):
            self._row.setStretch(place, share)

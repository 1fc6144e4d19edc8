"""Step 3: what the application says, the consents, its languages, and what is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.languages import Language
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.steps import Blocker
from desk_app.domain.vocabulary import RequestedStatus
from desk_app.errors import KnownError
from ui.keys import Action
from ui.presenters.application import Application
from ui.presenters.case_file import CaseFile
from ui.theme import follow_theme, look
from ui.tokens import COMFORTABLE, Role
from ui.views import consents_view
from ui.views.autosave import Autosave
from ui.views.consents_view import ConsentsView
from ui.views.form_fields import FieldGrid
from ui.views.form_view import FormView
from ui.views.side_cards import SideCards
from ui.views.step import StepView
from ui.widgets.choices import Segmented
from ui.widgets.labels import Divider, Label

# A lower step needs the room of the line for its fields.
ROOM_FOR_LINE_PX = 440


class ApplicationStep(StepView):
    """The third step.

    Signals: `main_action_wanted()` by Enter after the last field, `outcome_requested(Outcome)` from
    what a refused consent leads to, `printed(str)` with the failure's words or nothing.
    """

    main_action_wanted = Signal()
    outcome_requested = Signal(object)
    printed = Signal(str)

    def __init__(self, file: CaseFile, autosave: Autosave) -> None:
        super().__init__("application", file, autosave)
        self.presenter = Application(file, self)
        self.side = SideCards("application.side")
        self.form = FormView(file, autosave, self.presenter)
        self.form.ended.connect(self._after_last_field)
        self.consents = ConsentsView(file, self.presenter)
        self.consents.ended.connect(self.main_action_wanted)
        self.consents.outcome_requested.connect(self.outcome_requested)
        self._build()
        self.add_beside(self.side)
        follow_theme(self._restyle)

    # --- what the page asks ---

    def build(self) -> Iterator[None]:
        return self.form.build()

    @property
    def grid(self) -> FieldGrid | None:
        """The main fields."""
        return self.form.grid

    def case_opened(self) -> None:
        self.summary.show_errors("", [])
        self._follow_case()
        self.form.unfold(shown=False)
        self.consents.unfold(shown=False)
        self.presenter.opened()

    def case_closed(self) -> None:
        self.form.clear()
        self.consents.clear()

    def show_step(self) -> None:
        self.show_application()

    def focus_start(self) -> None:
        if self.form.focus_gap():
            return
        if self.presenter.has_all_consents():
            self.form.focus_first()
        else:
            self.consents.focus()

    def retranslate(self) -> None:
        say = self.file.bench.say
        self.main.set_texts(say("application.title"), self._subtitle())
        self.side.set_titles(say("case.documents"), say("case.checks"))
        self.form.retranslate()
        self.consents.retranslate()
        self._application_caption.setText(say("application.application_language"))
        self._result_caption.setText(say("application.result_language"))
        self.application_language.set_name(say("application.application_language"))
        self.result_language.set_name(say("application.result_language"))
        self.status.set_name(say("application.status"))
        self._set_language_options()
        self.word_case()
        if self.file.is_open:
            self.show_application()

    def word_case(self) -> None:
        self.form.word_sections()
        statuses = self.presenter.statuses()
        say = self.file.bench.say
        self.status.set_options([(s.value, say(f"status.{s}")) for s in statuses])
        self.status.setVisible(len(statuses) > 1)

    def actions_now(self) -> tuple[Action, ...]:
        has_other = self.file.is_draft and len(self.presenter.statuses()) > 1
        return (Action.OTHER_STATUS,) if has_other else ()

    def handle(self, action: Action) -> bool:
        if action is not Action.OTHER_STATUS:
            return False
        self.presenter.ask_for_the_other()
        return True

    def go_to_field(self, place: str) -> None:
        if place.startswith(consents_view.PLACE):
            self.consents.focus()
        else:
            self.form.go_to(place)

    def reveal(self, widget: QWidget) -> None:
        if self.form.rest.isAncestorOf(widget):
            self.form.unfold(shown=True)
        if self.consents.texts.isAncestorOf(widget):
            self.consents.unfold(shown=True)

    def mark_field(self, place: str, words: str) -> None:
        if place.startswith(consents_view.PLACE):
            self.consents.tick.set_invalid(True)
        else:
            self.form.mark(place, words)

    def line(self, problem: Blocker) -> str:
        words, place = super().line(problem), problem.place
        if place.startswith(consents_view.PLACE):
            return f"{self.consents.title(place.removeprefix(consents_view.PLACE))}: {words}"
        name = self.form.named(place)
        return f"{name}: {words}" if name else words

    # --- what the presenter tells ---

    def show_application(self) -> None:
        if not self.file.is_open or self.grid is None:
            return
        read_only = not self.file.is_draft
        self.form.show_answers(read_only=read_only)
        self._show_choices(read_only=read_only)
        self.consents.show_answers(read_only=read_only)

    def application_printed(self, failure: KnownError | None) -> None:
        self.printed.emit(self.file.error_words(failure) if failure else "")

    # --- how ---

    def _show_choices(self, *, read_only: bool) -> None:
        case = self.file.case
        self.status.set_value(case.requested_status.value)
        self.application_language.set_value(case.application_language.value)
        self.result_language.set_value(case.result_language.value)
        for switch in self._switches():
            switch.setEnabled(not read_only)

    def _switches(self) -> tuple[Segmented, ...]:
        return self.status, self.application_language, self.result_language

    def _subtitle(self) -> str:
        # On a low window the explanation is what may go first.
        is_low = look().density.field < COMFORTABLE.field
        return "" if is_low else self.file.bench.say("application.subtitle")

    def _follow_case(self) -> None:
        """Have the inputs that the rules of the case ask for."""
        if self.form.follow_pack():
            self.retranslate()
        if self.file.is_open:
            self.consents.follow_case()

    def _set_language_options(self) -> None:
        say = self.file.bench.say
        names = [(each.value, say(f"in_language.short_{each}")) for each in PaperLanguage]
        self.result_language.set_options(names)
        self.application_language.set_options(names[:2])

    def _after_last_field(self) -> None:
        if self.consents.tick.isChecked():
            self.main_action_wanted.emit()
        else:
            self.consents.focus()

    # --- building ---

    def _build(self) -> None:
        self._build_switches()
        body = self.main.body
        body.addLayout(self.form.main_place)
        body.addWidget(self.form.rest)
        body.addLayout(self._consent_row())
        body.addWidget(self.consents.texts)
        body.addWidget(self.consents.consequence)
        body.addStretch(1)

    def _build_switches(self) -> None:
        self.status = Segmented("requested_status")
        self.application_language = Segmented("application_language")
        self.result_language = Segmented("result_language")
        self._application_caption = Label(Role.BODY_MEDIUM, "text_2")
        self._result_caption = Label(Role.BODY_MEDIUM, "text_2")
        self.status.chosen.connect(lambda key: self.presenter.ask_for(RequestedStatus(key)))
        self.application_language.chosen.connect(
            lambda key: self.presenter.choose_application_language(Language(key))
        )
        self.result_language.chosen.connect(
            lambda key: self.presenter.choose_result_language(PaperLanguage(key))
        )
        self.main.title_row.addWidget(self.status)
        self.main.title_row.addWidget(self.form.toggle)

    def _consent_row(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self._line = Divider()
        column.addWidget(self._line)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.consents.tick, 1)
        first.addWidget(self.consents.toggle)
        second.addStretch(1)
        for caption, switch in (
            (self._application_caption, self.application_language),
            (self._result_caption, self.result_language),
        ):
            second.addWidget(caption)
            second.addWidget(switch)
        self._switch_row = second
        column.addLayout(first)
        column.addLayout(second)
        self._consent_rows = column
        return column

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._line.setVisible(self.height() >= look().px(ROOM_FOR_LINE_PX))

    def _restyle(self) -> None:
        px = look().px
        low_px = 26 if look().density.field < COMFORTABLE.field else 30
        for switch in self._switches():
            switch.set_height(low_px)
        for toggle in (self.form.toggle, self.consents.toggle):
            toggle.setFixedHeight(px(low_px))
        self._switch_row.setSpacing(px(10))
        self._consent_rows.setSpacing(px(3))
        self.form.restyle()
        self.consents.restyle()
        self.main.title_row.setSpacing(px(10))
        if self.main.title.text():
            self.main.set_texts(self.main.title.text(), self._subtitle())

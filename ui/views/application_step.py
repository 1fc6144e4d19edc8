"""Step 3: the seven fields of the standard case, everything else behind "more", consents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.form_fields import FieldSpec, RowSpec
from desk_app.domain.languages import Language
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.steps import Blocker
from desk_app.domain.vocabulary import Outcome, RequestedStatus
from desk_app.errors import KnownError
from ui.keys import Action
from ui.presenters.application import Application, ConsentWords
from ui.presenters.case_file import CaseFile
from ui.theme import follow_theme, look
from ui.tokens import COMFORTABLE, Role
from ui.views.autosave import Autosave
from ui.views.form_fields import FieldGrid, RowsEditor
from ui.views.side_cards import SideCards
from ui.views.step import StepView, take_focus
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.chips import Tone
from ui.widgets.choices import CheckBox, Segmented
from ui.widgets.labels import Label
from ui.widgets.messages import Banner

_ROW_PLACE = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


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
        self._main_place = QVBoxLayout()
        self._more_place = QVBoxLayout()
        self.grid: FieldGrid | None = None
        self.sections: dict[str, tuple[Label, FieldGrid, list[RowsEditor]]] = {}
        self._pack_id = ""
        self._more, self._consent_list = QWidget(), QWidget()
        self._consents: dict[str, _ConsentRow] = {}
        self._outcome: Outcome | None = None
        self._build()
        self.add_beside(self.side)
        self._follow_pack()
        follow_theme(self._restyle)

    # --- what the page asks ---

    def case_opened(self) -> None:
        self.summary.show_errors("", [])
        self._follow_pack()
        self._show_more(shown=False)
        self._show_consents(shown=False)
        self.presenter.opened()

    def case_closed(self) -> None:
        for grid in self._grids():
            grid.clear()
        for _, _, tables in self.sections.values():
            for table in tables:
                table.clear()
        self.consent.setChecked(False)
        self.consequence.show_message("", Tone.WARN)

    def show_step(self) -> None:
        self.show_application()

    def focus_start(self) -> None:
        if self.grid is None:
            return
        answers = self.presenter
        gaps = (
            spec.code
            for spec in self.grid.specs.values()
            if spec.required and not answers.shown(spec)
        )
        code = next(gaps, "")
        if code:
            self.grid.focus_field(code)
        elif not self.presenter.has_all_consents():
            take_focus(self.consent)
        else:
            self.grid.focus_field(next(iter(self.grid.specs)))

    def retranslate(self) -> None:
        say, language = self.file.bench.say, self.file.bench.language
        self.main.set_texts(say("application.title"), self._subtitle())
        self.side.set_titles(say("case.documents"), say("case.checks"))
        for grid in self._grids():
            grid.retranslate(say, language)
        for _, _, tables in self.sections.values():
            for table in tables:
                table.retranslate(say, language)
        self.consent.set_text(say("application.consent_all"))
        for caption, key in (
            (self._application_caption, "application.application_language"),
            (self._result_caption, "application.result_language"),
        ):
            caption.setText(say(key))
        self.status.set_name(say("application.status"))
        self.application_language.set_name(say("application.application_language"))
        self.result_language.set_name(say("application.result_language"))
        self._set_language_options()
        self._word_toggles()
        self.word_case()
        if self.file.is_open:
            self._word_consents()
            self.show_application()

    def handle(self, action: Action) -> bool:
        if action is not Action.OTHER_STATUS:
            return False
        self.presenter.ask_for_the_other()
        return True

    def go_to_field(self, place: str) -> None:
        if place.startswith("consent."):
            take_focus(self.consent)
            return
        found = _ROW_PLACE.fullmatch(place)
        if self.grid is not None and place in self.grid.specs:
            self.grid.focus_field(place)
            return
        self._show_more(shown=True)
        for _, grid, tables in self.sections.values():
            if place in grid.specs:
                grid.focus_field(place)
            for table in tables:
                if found and table.spec.code == found[1]:
                    table.focus_field(int(found[2]), found[3])
                elif table.spec.code == place:
                    take_focus(table.add)

    def reveal(self, widget: QWidget) -> None:
        if self._more.isAncestorOf(widget):
            self._show_more(shown=True)
        if self._consent_list.isAncestorOf(widget):
            self._show_consents(shown=True)

    def mark_field(self, place: str, words: str) -> None:
        if place.startswith("consent."):
            self.consent.set_invalid(True)
            return
        found = _ROW_PLACE.fullmatch(place)
        for grid in self._grids():
            if place in grid.fields:
                grid.fields[place].set_error(words)
        for _, _, tables in self.sections.values():
            for table in tables:
                if found and table.spec.code == found[1]:
                    table.set_error(int(found[2]), found[3], words)

    def line(self, problem: Blocker) -> str:
        words = super().line(problem)
        kind, _, code = problem.place.partition(".")
        if kind == "consent":
            title = next((c.title for c in self.presenter.consents() if c.code == code), "")
            return f"{title}: {words}"
        labels = {
            spec.code: self.file.words(spec.label)
            for grid in self._grids()
            for spec in grid.specs.values()
        }
        row = _ROW_PLACE.fullmatch(problem.place)
        if row:
            return self._row_line(row[1], int(row[2]), row[3], words)
        return f"{labels[problem.place]}: {words}" if problem.place in labels else words

    def _row_line(self, group: str, row: int, code: str, words: str) -> str:
        spec = next(r for r in self.file.pack.form.rows if r.code == group)
        label = next(self.file.words(f.label) for f in spec.fields if f.code == code)
        title = self.file.bench.say("application.row", title=self.file.words(spec.label), n=row + 1)
        return f"{title}, {label}: {words}"

    # --- what the presenter tells ---

    def show_application(self) -> None:
        if not self.file.is_open or self.grid is None:
            return
        read_only = not self.file.is_draft
        mark = self.file.bench.say("identity.from_registry")
        for grid in self._grids():
            for code, spec in grid.specs.items():
                from_registry = mark if self.presenter.is_from_registry(spec) else ""
                newer = self.autosave.holds(code)
                shown = self.presenter.shown(spec)
                grid.show_value(code, shown, is_newer_here=newer, mark=from_registry)
            grid.set_read_only(read_only)
        for _, _, tables in self.sections.values():
            for table in tables:
                if not self.autosave.holds(table.spec.code):
                    table.show_rows(self.presenter.rows(table.spec))
                table.set_read_only(read_only)
        self._show_choices(read_only=read_only)
        self._show_consent_state(read_only=read_only)

    def application_printed(self, failure: KnownError | None) -> None:
        self.printed.emit(self.file.error_words(failure) if failure else "")

    # --- showing ---

    def _show_choices(self, *, read_only: bool) -> None:
        case = self.file.case
        self.status.set_value(case.requested_status.value)
        self.application_language.set_value(case.application_language.value)
        self.result_language.set_value(case.result_language.value)
        for switch in (self.status, self.application_language, self.result_language):
            switch.setEnabled(not read_only)

    def _show_consent_state(self, *, read_only: bool) -> None:
        consents = self.presenter.consents()
        self.consent.setChecked(bool(consents) and self.presenter.has_all_consents())
        self.consent.setEnabled(not read_only)
        if all(consent.given is not None for consent in consents):
            self.consent.set_invalid(False)
        for consent in consents:
            row = self._consents.get(consent.code)
            if row is not None:
                row.show_consent(consent, read_only=read_only)
        self._show_consequences()

    def _show_consequences(self) -> None:
        found = self.presenter.consequences()
        words = " ".join(text for text, _ in found)
        self._outcome = next((outcome for _, outcome in found if outcome is not None), None)
        self.consequence.show_message(words, Tone.WARN if self._outcome else Tone.INFO)
        leads = self._outcome is not None and self.file.is_draft
        self.consequence.set_action(
            self.file.bench.say("application.go_to_outcome") if leads else ""
        )

    def _show_more(self, *, shown: bool) -> None:
        self._more.setVisible(shown)
        self._word_toggles()

    def _show_consents(self, *, shown: bool) -> None:
        self._consent_list.setVisible(shown)
        self._word_toggles()

    def _word_toggles(self) -> None:
        say = self.file.bench.say
        is_open = not self._more.isHidden()
        self.more.set_text(say("application.less" if is_open else "application.more"))
        self.more.set_icon("chevron-down" if is_open else "chevron-right")
        is_list = not self._consent_list.isHidden()
        n = len(self.presenter.consents()) if self.file.is_open else 0
        self.consents_toggle.set_text(say("application.consents_open", n=n))
        self.consents_toggle.set_icon("chevron-down" if is_list else "chevron-right")

    def _subtitle(self) -> str:
        # On a low window the explanation is what may go first.
        is_low = look().density.field < COMFORTABLE.field
        return "" if is_low else self.file.bench.say("application.subtitle")

    # --- the pack's fields ---

    def _follow_pack(self) -> None:
        """Make the inputs anew where the case follows other rules than the one before."""
        if self._pack_id != self.file.pack.pack_id:
            self._pack_id = self.file.pack.pack_id
            self._make_fields()
            self.retranslate()
        if self.file.is_open:
            self._rebuild_consents()

    def _make_fields(self) -> None:
        self._drop_fields()
        self.grid = self._grid_of("application.fields", self.presenter.main_fields())
        self.grid.ended.connect(self._after_last_field)
        self._main_place.addWidget(self.grid)
        for section in self.presenter.sections():
            title = Label(Role.BODY_STRONG)
            grid = self._grid_of(f"application.{section.code}", section.fields)
            tables = [self._table_of(spec) for spec in section.rows]
            self._more_place.addWidget(title)
            self._more_place.addWidget(grid)
            for table in tables:
                self._more_place.addWidget(table)
            self.sections[section.code] = (title, grid, tables)

    def _drop_fields(self) -> None:
        old: list[QWidget] = [self.grid] if self.grid is not None else []
        for title, grid, tables in self.sections.values():
            old += [title, grid, *tables]
        for widget in old:
            widget.hide()
            widget.deleteLater()
        self.sections = {}

    def _grid_of(self, name: str, specs: Sequence[FieldSpec]) -> FieldGrid:
        grid = FieldGrid(name, specs)
        grid.typed.connect(lambda code, text: self._on_typed(grid, code, text))
        grid.field_left.connect(lambda code: self._on_left(grid, code))
        return grid

    def _table_of(self, spec: RowSpec) -> RowsEditor:
        table = RowsEditor(spec)
        table.edited.connect(lambda: self._on_rows(table))
        table.row_left.connect(lambda: self.autosave.left(spec.code))
        return table

    def _rebuild_consents(self) -> None:
        codes = [consent.code for consent in self.presenter.consents()]
        if codes == list(self._consents):
            return
        for row in self._consents.values():
            row.hide()
            row.deleteLater()
        self._consents = {}
        for code in codes:
            row = _ConsentRow(code)
            row.answered.connect(lambda given, code=code: self.presenter.consent(code, given=given))
            self._consent_column.addWidget(row)
            self._consents[code] = row
        self._word_consents()

    def word_case(self) -> None:
        say = self.file.bench.say
        for section in self.presenter.sections():
            if section.code in self.sections:
                self.sections[section.code][0].setText(section.title)
        statuses = self.presenter.statuses()
        self.status.set_options([(s.value, say(f"status.{s}")) for s in statuses])
        self.status.setVisible(len(statuses) > 1)

    def _word_consents(self) -> None:
        say = self.file.bench.say
        given, refused = say("application.consent_given"), say("application.consent_refused")
        for consent in self.presenter.consents():
            if consent.code in self._consents:
                self._consents[consent.code].set_words(consent, given, refused)

    def _set_language_options(self) -> None:
        say = self.file.bench.say
        names = [(each.value, say(f"in_language.short_{each}")) for each in PaperLanguage]
        self.result_language.set_options(names)
        self.application_language.set_options(names[:2])

    def _grids(self) -> list[FieldGrid]:
        main = [self.grid] if self.grid is not None else []
        return main + [grid for _, grid, _ in self.sections.values()]

    # --- what the clerk does ---

    def _on_typed(self, grid: FieldGrid, code: str, text: str) -> None:
        if code in grid.fields:
            grid.fields[code].set_error("")
        spec = grid.specs[code]
        self.autosave.typed(code, lambda settled: self.presenter.answer(spec, text, settled))

    def _on_left(self, grid: FieldGrid, code: str) -> None:
        self.autosave.left(code)
        if self.file.is_open and self.file.is_draft and code in grid.fields:
            text = grid.value(code)
            grid.fields[code].set_error(
                self.presenter.error(grid.specs[code], text) if text else ""
            )

    def _on_rows(self, table: RowsEditor) -> None:
        spec = table.spec
        self.autosave.typed(
            spec.code, lambda settled: self.presenter.answer_rows(spec, table.values(), settled)
        )

    def _after_last_field(self) -> None:
        if self.consent.isChecked():
            self.main_action_wanted.emit()
        else:
            take_focus(self.consent)

    def _on_outcome(self) -> None:
        if self._outcome is not None:
            self.outcome_requested.emit(self._outcome)

    # --- building ---

    def _build(self) -> None:
        self.consent = CheckBox("consent")
        self.consent.clicked.connect(lambda ticked: self.presenter.consent_to_all(given=ticked))
        self.consent.next_requested.connect(self.main_action_wanted)
        self.consents_toggle = Button("consents", ButtonKind.QUIET)
        self.consents_toggle.clicked.connect(
            lambda: self._show_consents(shown=self._consent_list.isHidden())
        )
        self.more = Button("more", ButtonKind.QUIET)
        self.more.clicked.connect(lambda: self._show_more(shown=self._more.isHidden()))
        self._more.setLayout(self._more_place)
        self._consent_column = QVBoxLayout(self._consent_list)
        for layout in (self._more_place, self._consent_column):
            layout.setContentsMargins(0, 0, 0, 0)
        self.consequence = Banner("application.consequence")
        self.consequence.action_requested.connect(self._on_outcome)
        self._build_switches()
        body = self.main.body
        body.addLayout(self._main_place)
        body.addWidget(self._more)
        body.addLayout(self._consent_row())
        body.addWidget(self._consent_list)
        body.addWidget(self.consequence)
        body.addStretch(1)
        self._more.hide()
        self._consent_list.hide()

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
        self.main.title_row.addWidget(self.more)

    def _consent_row(self) -> QVBoxLayout:
        column = QVBoxLayout()
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.consent, 1)
        first.addWidget(self.consents_toggle)
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

    def _restyle(self) -> None:
        px, density = look().px, look().density
        switches = (self.status, self.application_language, self.result_language)
        for low in (*switches, self.more, self.consents_toggle):
            low.setFixedHeight(px(30))
        self._switch_row.setSpacing(px(10))
        self._consent_rows.setSpacing(px(4))
        self._more_place.setSpacing(px(density.row_gap))
        self._consent_column.setSpacing(px(density.row_gap))
        self.main.title_row.setSpacing(px(10))
        if self.main.title.text():
            self.main.set_texts(self.main.title.text(), self._subtitle())


class _ConsentRow(QWidget):
    """The text of a consent and the applicant's answer; `answered(bool)`."""

    answered = Signal(bool)

    def __init__(self, code: str) -> None:
        super().__init__()
        self.setObjectName(f"consent.{code}")
        self._title = Label(Role.BODY_MEDIUM, "text", wraps=True)
        self._text = Label(Role.HINT, "text_2", wraps=True)
        self._answer = Segmented(f"consent.{code}.answer")
        self._answer.chosen.connect(lambda key: self.answered.emit(key == "given"))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        row.addWidget(self._answer)

    def set_words(self, consent: ConsentWords, given: str, refused: str) -> None:
        """Set the text read out and the two answers."""
        self._title.setText(consent.title)
        self._text.setText(consent.text)
        self._answer.set_name(consent.title)
        self._answer.set_options([("given", given), ("refused", refused)])

    def show_consent(self, consent: ConsentWords, *, read_only: bool) -> None:
        """Show the answer so far."""
        if consent.given is not None:
            self._answer.set_value("given" if consent.given else "refused")
        self._answer.setEnabled(not read_only)

"""Step 1: the number, the person found, the form by hand, and the confirmation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.keyboard_wedge import WedgeRead
from desk_app.domain.names import search_key
from desk_app.domain.steps import Blocker
from ui.presenters.case_file import CaseFile
from ui.presenters.identity import Identity
from ui.presenters.identity_seen import IdentityWords, LookupState, Place
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.views.autosave import Autosave
from ui.views.identity_form import REQUIRED, PersonForm, RepresentativeForm
from ui.views.side_cards import SideCards
from ui.views.step import StepView, take_focus
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.chips import Tone
from ui.widgets.choice_input import ChoiceInput
from ui.widgets.choices import CheckBox
from ui.widgets.digits import IIN_FORMAT, numbered
from ui.widgets.fields import Field, StaticField
from ui.widgets.labels import Divider, Label
from ui.widgets.line_inputs import DigitInput
from ui.widgets.messages import Banner

IIN_WIDTH_PX = 336
DIGITS_WIDTH_PX = 284
_TONES = {
    LookupState.ASKING: (Tone.INFO, "search"),
    LookupState.SLOW: (Tone.WARN, "server-off"),
    LookupState.FOUND: (Tone.OK, ""),
    LookupState.NOT_FOUND: (Tone.WARN, ""),
    LookupState.LATER: (Tone.WARN, "clock"),
}


class IdentityStep(StepView):
    """The first step.

    Signals: `done()` when the person is confirmed, `existing_requested(UUID)`.
    """

    done = Signal()
    existing_requested = Signal(object)

    def __init__(self, file: CaseFile, autosave: Autosave) -> None:
        super().__init__("identity", file, autosave)
        self.presenter = Identity(file, self)
        self.side = SideCards("identity.side")
        self.side.documents.hide()
        self.add_beside(self.side)

    # --- what the page asks ---

    def build(self) -> Iterator[None]:
        self._build_number()
        self._build_messages()
        yield
        self._build_person()
        yield
        self._build_confirmation()
        self._connect()
        follow_theme(self._restyle)

    def show_step(self) -> None:
        self.show_identity()

    def focus_start(self) -> None:
        self._go(self.presenter.place())

    def case_opened(self) -> None:
        self.summary.show_errors("", [])
        self._clear_errors()
        self.digits.set_value(self.presenter.begun("document_digits"))
        self.presenter.opened()
        for code, words in self.presenter.form_errors.items():
            self._fields()[code].editor.set_value(self.presenter.begun(code))
            self.show_error(code, words)

    def case_closed(self) -> None:
        self.presenter.begin()
        self.iin.setText("")
        self.digits.setText("")
        self.reason.set_value("")
        self.confirm.setChecked(False)
        for form in (self.form, self.deputy):
            form.clear()
        self._clear_errors()
        self._show_facts(())
        self.looked.setText("")
        for banner in self._duplicates:
            banner.show_message("", Tone.WARN)

    def retranslate(self) -> None:
        say = self.file.bench.say
        self.main.set_texts(say("identity.title"), say("identity.subtitle"))
        self.iin_field.set_label(say("identity.iin"))
        self.digits_field.set_label(say("identity.digits"))
        self.reason_field.set_label(say("identity.reason"))
        self.reason.set_placeholder(say("application.choose"))
        self.confirm.set_text(say("identity.match"))
        self.by_hand.set_text(say("identity.by_hand"))
        self.with_deputy.set_text(say("identity.through_representative"))
        self.side.set_titles(say("case.documents"), say("case.checks"))
        self.form.retranslate(say)
        self.deputy.retranslate(say)

    def tick(self) -> None:
        """Count a second."""
        self.presenter.tick()

    def take_scan(self, read: WedgeRead) -> bool:
        """Take a card or document read by a reader."""
        return self.presenter.take_read(read)

    def go_to_field(self, place: str) -> None:
        place = self._own(place)
        if place == "representative":
            self._go(Place.REPRESENTATIVE)
        elif place == "document_digits":
            self._go_to_digits()
        elif place in self._targets():
            take_focus(self._targets()[place])
        elif place in self.form.fields:
            self.presenter.by_hand = True
            self.show_identity()
            take_focus(self.form.fields[place].editor)
        elif place in self.deputy.fields:
            take_focus(self.deputy.fields[place].editor)

    def _targets(self) -> Mapping[str, QWidget]:
        return {
            "iin": self.iin,
            "document_digits": self.digits,
            "mismatch_reason": self.reason,
            "confirm": self.confirm,
        }

    def mark_field(self, place: str, words: str) -> None:
        if place == "confirm":
            self.confirm.set_invalid(True)
        else:
            self.show_error(self._own(place), words)

    def _own(self, place: str) -> str:
        """Return where a problem is put right: by hand the whole number stands for its digits."""
        is_whole = place == "document_digits" and self.presenter.by_hand
        return "document_number" if is_whole else place

    def line(self, problem: Blocker) -> str:
        say, words = self.file.bench.say, super().line(problem)
        key = f"place.{problem.place}"
        return f"{say(key)}: {words}" if key in self.file.bench.texts else words

    # --- what the presenter tells ---

    def show_identity(self) -> None:
        words = self.presenter.words()
        editable = self.file.is_draft
        is_typing = self.iin.hasFocus() and self.iin.value() != words.iin and not words.iin
        if not (is_typing or self._is_begun_here()):
            self._set_iin(words.iin)
        self.iin_field.set_read_only(not editable)
        self.iin_field.set_hint(words.warning)
        self.digits_field.setVisible(words.asks_digits or words.digits_are_right)
        self.digits_field.set_read_only(words.digits_are_right or not editable)
        self._show_messages(words)
        self._show_facts(words.facts)
        self._show_forms(words)
        self.confirm.setEnabled(editable)
        self.confirm.setChecked(words.is_confirmed)

    def show_error(self, place: str, text: str) -> None:
        fields = self._fields()
        if place in fields:
            fields[place].set_error(text)

    def _fields(self) -> Mapping[str, Field]:
        return {
            "iin": self.iin_field,
            "document_digits": self.digits_field,
            "mismatch_reason": self.reason_field,
            **self.form.fields,
            **self.deputy.fields,
        }

    def go_on_at(self, place: Place) -> None:
        if self.isVisible() and self.has_focus() and not self._is_typing():
            self._go(place)

    def confirmed(self) -> None:
        self.show_identity()
        self.done.emit()

    # --- how ---

    def _is_typing(self) -> bool:
        """Whether the clerk is in the middle of a form: the focus is not taken from them."""
        fields = (*self.form.fields.values(), *self.deputy.fields.values())
        return any(field.editor.hasFocus() for field in fields)

    def _go(self, place: Place) -> None:
        match place:
            case Place.IIN:
                take_focus(self.iin)
            case Place.DIGITS:
                take_focus(self.digits)
            case Place.FORM:
                take_focus(self._first_gap(self.form.fields))
            case Place.REASON:
                take_focus(self.reason)
            case Place.REPRESENTATIVE:
                self.presenter.with_representative = True
                self.show_identity()
                take_focus(self._first_gap(self.deputy.fields))
            case Place.CONFIRM:
                take_focus(self.confirm)

    def _first_gap(self, fields: Mapping[str, Field]) -> QWidget:
        required = [field for name, field in fields.items() if name in REQUIRED]
        gaps = (field.editor for field in required if not field.editor.value())
        return next(gaps, next(iter(fields.values())).editor)

    def _set_iin(self, digits: str) -> None:
        self.iin.set_value(digits)

    def _show_messages(self, words: IdentityWords) -> None:
        tone, icon = _TONES.get(words.lookup, (Tone.PLAIN, ""))
        self.message.show_message(words.message, tone, icon)
        self.difference.show_message(words.difference, Tone.WARN)
        self.reason.set_options(words.reasons)
        self.reason_field.setVisible(bool(words.difference))
        if not self.reason.hasFocus():
            self.reason.set_value(words.reason)
        self.expired.show_message(words.expired, Tone.WARN)
        self.looked.setText(words.looked)
        self.looked.setVisible(bool(words.looked))
        self._show_duplicates(words)

    def _show_duplicates(self, words: IdentityWords) -> None:
        say = self.file.bench.say
        while len(self._duplicates) < len(words.duplicates):
            self._add_duplicate()
        for number, banner in enumerate(self._duplicates):
            if number >= len(words.duplicates):
                banner.show_message("", Tone.WARN)
                continue
            duplicate = words.duplicates[number]
            banner.show_message(duplicate.text, Tone.WARN)
            opens = duplicate.application_id is not None
            banner.set_action(say("identity.open_existing") if opens else "")
            self._existing[number] = duplicate.application_id

    def _add_duplicate(self) -> None:
        number = len(self._duplicates)
        banner = Banner(f"identity.duplicate{number}")
        banner.action_requested.connect(lambda: self._open_existing(number))
        self._duplicate_column.addWidget(banner)
        self._duplicates.append(banner)
        self._existing.append(None)

    def _open_existing(self, number: int) -> None:
        if self._existing[number] is not None:
            self.existing_requested.emit(self._existing[number])

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        self._facts_box.setVisible(bool(facts))
        for static, (caption, value) in zip(self._facts, facts, strict=False):
            static.set_texts(caption, value)
        if not facts:
            for static in self._facts:
                static.set_texts("", "")

    def _show_forms(self, words: IdentityWords) -> None:
        say, presenter = self.file.bench.say, self.presenter
        self.form.setVisible(words.is_by_hand)
        if not self.autosave.holds("document_kind"):
            self.form.ask_code(asked=words.asks_code)
        self.form.set_number_hint(words.number_hint)
        self.deputy.setVisible(words.wants_representative)
        self.deputy.set_hint(words.representative_hint)
        self.form.set_choices(
            presenter.document_kinds(), presenter.sexes(), presenter.citizenships()
        )
        self.deputy.set_choices(presenter.bases())
        for form in (self.form, self.deputy):
            form.show_values(words.form, self.autosave.holds)
            form.set_read_only(not self.file.is_draft)
        later = say("identity.later_mark") if words.lookup is LookupState.LATER else ""
        self.form.set_checked_later(later)
        self.by_hand.setVisible(self.file.is_draft and not words.is_by_hand)
        self.with_deputy.setVisible(self.file.is_draft and not words.wants_representative)

    def _clear_errors(self) -> None:
        self.confirm.set_invalid(False)
        for place in ("iin", "document_digits", "mismatch_reason"):
            self.show_error(place, "")
        for form in (self.form, self.deputy):
            for field in form.fields.values():
                field.set_error("")

    def _is_begun_here(self) -> bool:
        """Whether the store does not know yet how far the number was typed."""
        return self.autosave.holds("iin") and not self.iin.is_complete()

    def _on_iin(self, digits: str) -> None:
        is_whole = self.iin.is_complete()
        self._keep_begun("iin", "" if is_whole else digits)
        if is_whole:
            self.presenter.type_iin(digits)
        else:
            self.iin_field.set_error("")

    def _on_digits(self, digits: str) -> None:
        self._keep_begun("document_digits", "" if self.digits.is_complete() else digits)
        self.presenter.type_digits(digits)

    def _keep_begun(self, code: str, digits: str) -> None:
        self.autosave.typed(code, lambda settled: self.presenter.keep_digits(code, digits, settled))

    def _on_iin_left(self) -> None:
        if self.file.is_open and self.file.is_draft:
            self.presenter.check_iin(self.iin.value())

    def _on_iin_entered(self) -> None:
        if self.presenter.check_iin(self.iin.value()) is not None or not self.iin.value():
            self._go(self.presenter.place())

    def _on_digits_entered(self) -> None:
        if self.digits.isReadOnly():
            self._go(self.presenter.place())
        else:
            self.presenter.type_digits(self.digits.value())

    def _go_to_digits(self) -> None:
        # Digits that are right by now are not asked for again.
        if self.digits.isReadOnly():
            self._go(self.presenter.place())
        else:
            take_focus(self.digits)

    def _on_confirm(self) -> None:
        self.autosave.flush()
        self.presenter.confirm(self.reason.value())

    def _on_tick(self, checked: bool) -> None:
        if checked:
            self._on_confirm()

    def _on_typed(self, code: str, text: str) -> None:
        if code == "document_kind":
            # The next key may go to the code, before the store has told of the kind.
            self.form.ask_code(asked=self.presenter.is_shown_in_app(text))
        self.autosave.typed(code, lambda settled: self.presenter.enter(code, text, settled))

    # --- building ---

    def _build_number(self) -> None:
        self.iin = DigitInput("iin", IIN_FORMAT, role=Role.FIELD_IIN)
        self.iin_field = Field("identity.iin", self.iin)
        self.digits = DigitInput("document_digits", numbered(4), role=Role.FIELD_IIN)
        self.digits_field = Field("identity.digits", self.digits)
        row = QHBoxLayout()
        row.addWidget(self.iin_field)
        row.addWidget(self.digits_field)
        row.addStretch(1)
        self._number_row = row
        self.main.body.addLayout(row)

    def _build_messages(self) -> None:
        self.message = Banner("identity.message")
        self.looked = Label(Role.HINT, "muted", wraps=True)
        self.looked.setObjectName("identity.looked")
        self.expired = Banner("identity.expired")
        self.difference = Banner("identity.difference")
        self.reason = ChoiceInput("mismatch_reason", fold=search_key)
        self.reason_field = Field("identity.reason", self.reason)
        self._duplicates: list[Banner] = []
        self._existing: list[UUID | None] = []
        self._duplicate_column = QVBoxLayout()
        self.main.body.addWidget(self.message)
        self.main.body.addWidget(self.looked)
        self.main.body.addLayout(self._duplicate_column)
        self.main.body.addWidget(self.expired)
        self.main.body.addWidget(self.difference)
        self.main.body.addWidget(self.reason_field)

    def _build_person(self) -> None:
        self._facts = [StaticField(f"identity.fact{number}") for number in range(6)]
        self._facts_box = QWidget()
        grid = QGridLayout(self._facts_box)
        grid.setContentsMargins(0, 0, 0, 0)
        for number, static in enumerate(self._facts):
            # Values stand on one line, however many lines a caption takes.
            grid.addWidget(static, number // 3, number % 3, Qt.AlignmentFlag.AlignBottom)
            grid.setColumnStretch(number % 3, 1)
        self._facts_grid = grid
        self.form = PersonForm()
        self.deputy = RepresentativeForm()
        self.main.body.addWidget(self._facts_box)
        self.main.body.addWidget(self.form)
        self.main.body.addWidget(self.deputy)

    def _build_confirmation(self) -> None:
        self.confirm = CheckBox("confirm")
        self.by_hand = Button("identity.by_hand", ButtonKind.QUIET, icon="keyboard")
        self.with_deputy = Button("identity.with_deputy", ButtonKind.QUIET, icon="users")
        row = QHBoxLayout()
        row.addWidget(self.by_hand)
        row.addWidget(self.with_deputy)
        row.addStretch(1)
        self.main.body.addWidget(Divider())
        self.main.body.addWidget(self.confirm)
        self.main.body.addStretch(1)
        self.main.body.addLayout(row)

    def _connect(self) -> None:
        self.iin.edited.connect(self._on_iin)
        self.iin.left.connect(self._on_iin_left)
        self.iin.next_requested.connect(self._on_iin_entered)
        self.digits.edited.connect(self._on_digits)
        self.digits.next_requested.connect(self._on_digits_entered)
        self.reason.edited.connect(self.presenter.give_reason)
        self.reason.next_requested.connect(lambda: take_focus(self.confirm))
        self.confirm.clicked.connect(self._on_tick)
        self.confirm.next_requested.connect(self._on_confirm)
        self.by_hand.clicked.connect(self.presenter.enter_by_hand)
        self.with_deputy.clicked.connect(self.presenter.act_through_representative)
        for form in (self.form, self.deputy):
            form.typed.connect(self._on_typed)
            form.field_left.connect(self.autosave.left)
            form.ended.connect(self._go_after_form)

    def _go_after_form(self) -> None:
        self.autosave.flush()
        self.file.settle(lambda: self._go(self.presenter.place()))

    def _restyle(self) -> None:
        self._number_row.setSpacing(look().px(24))
        self.iin_field.setFixedWidth(look().px(IIN_WIDTH_PX))
        self.digits_field.setFixedWidth(look().px(DIGITS_WIDTH_PX))
        self._facts_grid.setHorizontalSpacing(look().px(24))
        self._facts_grid.setVerticalSpacing(look().px(look().density.row_gap))

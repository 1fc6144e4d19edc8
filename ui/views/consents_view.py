"""The consents of the application: one tick for all, each in full, and what follows."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.vocabulary import Outcome
from ui.presenters.application import Application, ConsentWords
from ui.presenters.case_file import CaseFile
from ui.theme import look
from ui.tokens import Role
from ui.views.step import take_focus
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.chips import Tone
from ui.widgets.choices import CheckBox, Segmented
from ui.widgets.labels import Label
from ui.widgets.messages import Banner

PLACE = "consent."


class ConsentsView(QObject):
    """The consents of a case.

    Signals: `ended()` by Enter on the tick, `outcome_requested(Outcome)` from what a refused one
    leads to.

    Attributes:
        tick: Given to all of them.
        toggle: Unfolds `texts`.
        texts: Each consent with its answer, folded at first.
        consequence: What a refused one leads to.
    """

    ended = Signal()
    outcome_requested = Signal(object)

    def __init__(self, file: CaseFile, presenter: Application) -> None:
        super().__init__()
        self._file = file
        self._presenter = presenter
        self.tick = CheckBox("consent")
        self.tick.clicked.connect(lambda ticked: presenter.consent_to_all(given=ticked))
        self.tick.next_requested.connect(self.ended)
        self.texts = QWidget()
        self.toggle = Button("consents", ButtonKind.QUIET)
        self.toggle.clicked.connect(lambda: self.unfold(shown=self.texts.isHidden()))
        self._column = QVBoxLayout(self.texts)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.consequence = Banner("application.consequence")
        self.consequence.action_requested.connect(self._on_outcome)
        self._rows: dict[str, _ConsentRow] = {}
        self._outcome: Outcome | None = None
        self.texts.hide()

    def follow_case(self) -> None:
        """Have a row for each consent that the case asks for."""
        codes = [consent.code for consent in self._presenter.consents()]
        if codes == list(self._rows):
            return
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows = {}
        for code in codes:
            row = _ConsentRow(code)
            row.answered.connect(
                lambda given, code=code: self._presenter.consent(code, given=given)
            )
            self._column.addWidget(row)
            self._rows[code] = row
        self._word_rows()

    def clear(self) -> None:
        """Forget the answers."""
        self.tick.setChecked(False)
        self.consequence.show_message("", Tone.WARN)

    def unfold(self, *, shown: bool) -> None:
        """Show each consent in full, or fold them again."""
        self.texts.setVisible(shown)
        self._word_toggle()

    def retranslate(self) -> None:
        """Show every word in the language in force."""
        self.tick.set_text(self._file.bench.say("application.consent_all"))
        self._word_toggle()
        if self._file.is_open:
            self._word_rows()

    def focus(self) -> None:
        """Put the focus on the tick."""
        take_focus(self.tick)

    def title(self, code: str) -> str:
        """Return what a consent is called, or nothing."""
        return next((c.title for c in self._presenter.consents() if c.code == code), "")

    def show_answers(self, *, read_only: bool) -> None:
        """Show what is answered, and what follows from it."""
        consents = self._presenter.consents()
        self.tick.setChecked(bool(consents) and self._presenter.has_all_consents())
        self.tick.setEnabled(not read_only)
        if all(consent.given is not None for consent in consents):
            self.tick.set_invalid(False)
        for consent in consents:
            row = self._rows.get(consent.code)
            if row is not None:
                row.show_consent(consent, read_only=read_only)
        self._show_consequences()

    def restyle(self) -> None:
        """Follow the look."""
        self._column.setSpacing(look().px(look().density.row_gap))

    def _show_consequences(self) -> None:
        found = self._presenter.consequences()
        words = " ".join(text for text, _ in found)
        self._outcome = next((outcome for _, outcome in found if outcome is not None), None)
        self.consequence.show_message(words, Tone.WARN if self._outcome else Tone.INFO)
        leads = self._outcome is not None and self._file.is_draft
        self.consequence.set_action(
            self._file.bench.say("application.go_to_outcome") if leads else ""
        )

    def _word_toggle(self) -> None:
        n = len(self._presenter.consents()) if self._file.is_open else 0
        self.toggle.set_text(self._file.bench.say("application.consents_open", n=n))
        self.toggle.set_icon("chevron-right" if self.texts.isHidden() else "chevron-down")

    def _word_rows(self) -> None:
        say = self._file.bench.say
        given, refused = say("application.consent_given"), say("application.consent_refused")
        for consent in self._presenter.consents():
            if consent.code in self._rows:
                self._rows[consent.code].set_words(consent, given, refused)

    def _on_outcome(self) -> None:
        if self._outcome is not None:
            self.outcome_requested.emit(self._outcome)


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

"""Why a case is closed without an outcome: one list, chosen by arrows, and closed by Enter."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.domain.cases import Case
from ui.presenters.withdrawal import first_reason, reason_words
from ui.presenters.workbench import Workbench
from ui.tokens import Role
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.labels import Label
from ui.widgets.overlay import Overlay
from ui.widgets.radio_cards import RadioCards


class WithdrawPanel(Overlay):
    """Asks for a reason of one case; `answered(Case, str)` by Enter, Esc leaves it open."""

    answered = Signal(object, str)

    def __init__(self, bench: Workbench, host: QWidget) -> None:
        super().__init__("withdrawal", host)
        self._bench = bench
        self._case: Case | None = None
        self._codes: tuple[str, ...] = ()
        self._title = Label(Role.CARD_TITLE, wraps=True)
        self._hint = Label(Role.HINT, "muted", wraps=True)
        self._reasons = RadioCards("withdrawal.reasons")
        self._reasons.next_requested.connect(self._take)
        self._take_button = Button("withdrawal.take", ButtonKind.PRIMARY, key="Enter")
        self._take_button.clicked.connect(self._take)
        self._cancel = Button("withdrawal.cancel", ButtonKind.QUIET, key="Esc")
        self._cancel.clicked.connect(self.close_overlay)
        buttons = QHBoxLayout()
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        buttons.addWidget(self._take_button)
        for part in (self._title, self._hint, self._reasons):
            self.body.addWidget(part)
        self.body.addLayout(buttons)

    def ask(self, case: Case, codes: tuple[str, ...]) -> None:
        """Show the reasons a case can be closed for; one is chosen if it was not accepted yet."""
        self._case, self._codes = case, codes
        self.retranslate()
        self._reasons.set_value(first_reason(case, codes))
        self.open_on(self._reasons.card(codes[0]))

    def close_overlay(self) -> None:
        self._case = None
        super().close_overlay()

    def retranslate(self) -> None:
        """Show every word in the language in force."""
        say = self._bench.say
        title = say("withdrawal.title")
        self.set_name(title)
        self._title.setText(title)
        self._hint.setText(say("withdrawal.hint"))
        self._reasons.setAccessibleName(title)
        self._take_button.set_text(say("withdrawal.take"))
        self._cancel.set_text(say("action.cancel"))
        if self._case is not None:
            words = reason_words(self._case, self._codes, self._bench)
            self._reasons.set_options(words, "↑ ↓")

    def _take(self) -> None:
        case, reason = self._case, self._reasons.value()
        if not reason:
            # The first Enter chooses, the second one closes the case.
            self._reasons.choose_focused()
            self._reasons.focus_chosen()
            return
        self.close_overlay()
        if case is not None:
            self.answered.emit(case, reason)

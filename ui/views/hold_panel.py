"""Why a case is put aside: one list, chosen by arrows and Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.presenters.words import Say
from ui.tokens import Role
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.labels import Label
from ui.widgets.overlay import Overlay
from ui.widgets.radio_cards import RadioCards


class HoldPanel(Overlay):
    """Asks for a reason; `chosen(str)` by Enter, Esc leaves.

    The last answer is another way: `withdrawal_wanted()`, to close the case without an outcome.
    """

    chosen = Signal(str)
    withdrawal_wanted = Signal()

    def __init__(self, say: Say, host: QWidget) -> None:
        super().__init__("hold", host)
        self._say = say
        self._title = Label(Role.CARD_TITLE, wraps=True)
        self._hint = Label(Role.HINT, "muted", wraps=True)
        self._reasons = RadioCards("hold.reasons")
        self._reasons.next_requested.connect(self._take)
        self._reasons.chosen.connect(self._word_button)
        self._take_button = Button("hold.take", ButtonKind.PRIMARY, icon="pause", key="Enter")
        self._take_button.clicked.connect(self._take)
        self._cancel = Button("hold.cancel", ButtonKind.QUIET, key="Esc")
        self._cancel.clicked.connect(self.close_overlay)
        buttons = QHBoxLayout()
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        buttons.addWidget(self._take_button)
        self.body.addWidget(self._title)
        self.body.addWidget(self._hint)
        self.body.addWidget(self._reasons)
        self.body.addLayout(buttons)

    def ask(self, reasons: Sequence[tuple[str, str]]) -> None:
        """Show the reasons with the first one chosen."""
        self.retranslate(reasons)
        self._reasons.set_value(reasons[0][0])
        self._word_button(reasons[0][0])
        self.open_on(self._reasons.card(reasons[0][0]))

    def retranslate(self, reasons: Sequence[tuple[str, str]]) -> None:
        """Show every word in the language in force."""
        self._title.setText(self._say("case.hold_title"))
        self._hint.setText(self._say("case.hold_sub"))
        self._cancel.set_text(self._say("action.cancel"))
        self.set_name(self._say("case.hold_title"))
        self._reasons.setAccessibleName(self._say("case.hold_title"))
        other_way = (
            _WITHDRAW,
            self._say("withdrawal.other_way"),
            self._say("withdrawal.other_way_line"),
        )
        held = [(code, text, "") for code, text in reasons]
        self._reasons.set_options([*held, other_way], "↑ ↓")
        self._word_button(self._reasons.value())

    def _word_button(self, reason: str) -> None:
        key = "action.withdraw" if reason == _WITHDRAW else "case.hold"
        self._take_button.set_text(self._say(key))

    def _take(self) -> None:
        reason = self._reasons.value()
        self.close_overlay()
        if reason == _WITHDRAW:
            self.withdrawal_wanted.emit()
        else:
            self.chosen.emit(reason)


# No hold reason of a pack has such a name.
_WITHDRAW = "@withdraw"

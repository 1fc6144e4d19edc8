"""The called visitor is not here: not come, or back into the queue with the original wait."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.presenters.words import Say
from ui.tokens import Role
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.labels import Label
from ui.widgets.overlay import Overlay
from ui.widgets.radio_cards import RadioCards

NOT_COME, PUT_BACK = "not_come", "put_back"


class NotComePanel(Overlay):
    """Two answers, chosen by arrows and taken by Enter; `answered(str)`."""

    answered = Signal(str)

    def __init__(self, say: Say, host: QWidget) -> None:
        super().__init__("not_come", host, width_px=520)
        self._say = say
        self._title = Label(Role.CARD_TITLE)
        self._cards = RadioCards("not_come.answers")
        self._cards.next_requested.connect(self._submit)
        self._take = Button("not_come.take", ButtonKind.PRIMARY, key="Enter")
        self._take.clicked.connect(self._submit)
        self._cancel = Button("not_come.cancel", ButtonKind.QUIET, key="Esc")
        self._cancel.clicked.connect(self.close_overlay)
        actions = QHBoxLayout()
        actions.addWidget(self._cancel)
        actions.addStretch(1)
        actions.addWidget(self._take)
        self.body.addWidget(self._title)
        self.body.addWidget(self._cards)
        self.body.addLayout(actions)

    def ask(self) -> None:
        """Open with the first answer chosen."""
        self.retranslate()
        self._cards.set_value(NOT_COME)
        self.open_on(self._cards.card(NOT_COME))

    def retranslate(self) -> None:
        """Show every word in the language in force."""
        say = self._say
        self.set_name(say("not_come.title"))
        self._title.setText(say("not_come.title"))
        self._cards.set_options(
            [(key, say(f"not_come.{key}"), say(f"not_come.{key}_line")) for key in _ANSWERS],
            "↑ ↓",
        )
        self._take.set_text(say("action.confirm"))
        self._cancel.set_text(say("action.cancel"))

    def _submit(self) -> None:
        answer = self._cards.value()
        self.close_overlay()
        self.answered.emit(answer)


_ANSWERS = (NOT_COME, PUT_BACK)

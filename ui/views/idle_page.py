"""No case open: the next visitor may be called, and the day's own figures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.keys import Action
from ui.presenters.counter_words import DayWords
from ui.theme import follow_theme, look
from ui.views.page import Page
from ui.widgets.cards import FigureCard
from ui.widgets.notes import EmptyState


class IdlePage(Page):
    """The idle screen; its keys are those of the window."""

    answers_to = (
        Action.CALL_NEXT,
        Action.TAKE_WITHOUT_TICKET,
        Action.SEARCH,
        Action.NEXT_TAB,
        Action.OUTBOX,
        Action.EXCHANGE,
    )

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("idle")
        # It hears keys where nothing else has the focus, and is no stop of Tab.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._state = EmptyState("idle.state", "ticket")
        self._cards = [FigureCard(f"idle.figure{number}") for number in (1, 2, 3)]
        self._row = QHBoxLayout()
        self._row.addStretch(1)
        for card in self._cards:
            self._row.addWidget(card)
        self._row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addStretch(2)
        self._column.addWidget(self._state)
        self._column.addLayout(self._row)
        self._column.addStretch(3)
        for part in (self._state, *self._cards):
            # Until the day is read there is nothing to show.
            part.hide()
        follow_theme(self._restyle)

    def show_day(self, words: DayWords) -> None:
        """Show the day so far."""
        self._state.set_texts(words.title, words.subtitle)
        self.setAccessibleName(words.title)
        for card, figure in zip(self._cards, words.figures, strict=True):
            card.set_figure(figure.figure, figure.words)
        for part in (self._state, *self._cards):
            part.show()

    def _restyle(self) -> None:
        self._row.setSpacing(look().px(16))
        self._column.setSpacing(look().px(34))

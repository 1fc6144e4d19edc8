"""What the registry has not got yet, and what stands against it: each in words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.keys import BY_ACTION, Action
from ui.presenters.lists import ListContent, OutboxContent
from ui.presenters.words import Say
from ui.theme import follow_theme, look
from ui.views.list_page import ListPanel
from ui.views.page import Page
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Card
from ui.widgets.chips import Tone
from ui.widgets.messages import Banner


class OutboxPage(Page):
    """Outbox, papers that wait for a printer, and conflicts.

    Signals: `exchange_requested(str)` by the button, F5 or Enter on an event, with the id of the
    event chosen or nothing; `paper_chosen(str)` with the application's id by Enter on a waiting
    paper; `left()` by Esc.
    """

    exchange_requested = Signal(str)
    paper_chosen = Signal(str)
    left = Signal()
    answers_to = (Action.EXCHANGE, Action.ESCAPE, Action.SEARCH)
    more_keys = (("↑ ↓", "key.rows"), ("Enter", "key.open"))

    def __init__(self, say: Say) -> None:
        super().__init__()
        self.setObjectName("outbox")
        self._say = say
        nothing = ListContent((), ())
        self._content = OutboxContent(nothing, nothing, nothing, "")
        self._panel = ListPanel("outbox.table", "circle-check", stretched_column=4, wraps=True)
        self._panel.opened.connect(self.exchange_requested)
        self._paper_panel = ListPanel("outbox.papers", "printer", stretched_column=3, wraps=True)
        self._paper_panel.opened.connect(self.paper_chosen)
        self._conflict_panel = ListPanel("outbox.conflicts", "circle-check", wraps=True)
        self._note = Banner("outbox.note")
        self._send = Button("outbox.send", icon="send", key=BY_ACTION[Action.EXCHANGE].shown)
        self._send.clicked.connect(self._send_now)
        self._close = Button("outbox.close", ButtonKind.QUIET, icon="x", key="Esc")
        self._close.clicked.connect(self.left)
        self._card = Card("outbox.card")
        self._paper_card = Card("outbox.paper_card")
        self._conflict_card = Card("outbox.conflict_card")
        self._lay_out()
        follow_theme(self._restyle)

    def show_outbox(self, content: OutboxContent) -> None:
        """Show what waits to be sent and printed, and changes kept aside."""
        self._content = content
        self.retranslate()

    def show_busy(self, *, busy: bool) -> None:
        """Show that an exchange runs."""
        self._send.set_busy(self._say("outbox.sending") if busy else "")

    def handle(self, action: Action) -> bool:
        deeds = {Action.ESCAPE: self.left.emit, Action.EXCHANGE: self._send_now}
        if action not in deeds:
            return False
        deeds[action]()
        return True

    def focus_start(self) -> None:
        (self._panel.table if self._panel.has_rows() else self._send).setFocus()

    def retranslate(self) -> None:
        say = self._say
        self._card.set_texts(say("outbox.title"), say("outbox.subtitle"))
        content = self._content
        self._panel.show_content(content.unsent, say("outbox.title"), say("outbox.empty"))
        self._paper_card.set_texts(say("print_list.title"), say("print_list.subtitle"))
        self._paper_panel.show_content(content.papers, say("print_list.title"), "")
        self._paper_card.setVisible(bool(content.papers.rows))
        self._conflict_card.set_texts(say("conflict.title"), say("conflict.subtitle"))
        self._conflict_panel.show_content(content.conflicts, say("conflict.title"), "")
        self._conflict_card.setVisible(bool(content.conflicts.rows))
        self._note.show_message(content.note, Tone.WARN, "clock")
        self._send.set_text(say("outbox.send"))
        self._close.set_text(say("action.close"))

    def _send_now(self) -> None:
        self.exchange_requested.emit(self._panel.table.chosen_key())

    def _lay_out(self) -> None:
        self._card.body.addWidget(self._note)
        self._card.body.addWidget(self._panel, 1)
        self._paper_card.body.addWidget(self._paper_panel, 1)
        self._conflict_card.body.addWidget(self._conflict_panel, 1)
        actions = QHBoxLayout()
        actions.addWidget(self._close)
        actions.addStretch(1)
        actions.addWidget(self._send)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._card, 3)
        self._column.addWidget(self._paper_card, 2)
        self._column.addWidget(self._conflict_card, 2)
        self._column.addLayout(actions)

    def _restyle(self) -> None:
        margin, gap = look().px(look().density.margin), look().px(look().density.gap)
        self._column.setContentsMargins(margin, gap, margin, gap)
        self._column.setSpacing(gap)

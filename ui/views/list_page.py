"""A list in the main area: incoming, ready, held; Enter opens a row."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from ui.keys import Action
from ui.presenters.lists import ListContent
from ui.presenters.words import Say
from ui.theme import follow_theme, look
from ui.views.page import Page
from ui.widgets.cards import Card
from ui.widgets.chips import Tone
from ui.widgets.list_table import Column, ListTable, TableRow
from ui.widgets.messages import Banner
from ui.widgets.notes import EmptyState
from ui.widgets.row_menu import Deed, show_row_menu


class ListPanel(QWidget):
    """A table of rows, or an icon and words where there are none.

    `opened(str)` carries the key of the row taken by Enter.
    """

    opened = Signal(str)

    def __init__(
        self, name: str, icon: str, *, stretched_column: int = 1, wraps: bool = False
    ) -> None:
        super().__init__()
        self._stretched_column = stretched_column
        self.table = ListTable(name, wraps=wraps)
        self.table.row_activated.connect(self.opened)
        self._empty = EmptyState(f"{name}.empty", icon)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.addStretch(2)
        column.addWidget(self._empty)
        column.addStretch(3)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(middle)

    def show_content(self, content: ListContent, name: str, empty: str) -> None:
        """Show other rows; a row chosen stays chosen."""
        self.table.set_name(name)
        self._empty.set_texts(empty)
        columns = [
            Column(heading, stretches=number == self._stretched_column)
            for number, heading in enumerate(content.headings)
        ]
        self.table.set_columns(columns)
        self.table.set_rows([TableRow(row.key, row.cells, row.spoken) for row in content.rows])
        self._stack.setCurrentIndex(0 if content.rows else 1)

    def has_rows(self) -> bool:
        """Return whether there is anything to open."""
        return self._stack.currentIndex() == 0


class ListPage(Page):
    """One list as a page.

    Args:
        key: `incoming`, `ready` or `held`; its words are `list.<key>.title` and so on.
        icon: For the empty list.
        say: Words a text key.
    """

    opened = Signal(str)
    withdrawal_wanted = Signal(str)
    answers_to = (
        Action.WITHDRAW,
        Action.CALL_NEXT,
        Action.NEXT_TAB,
        Action.PREVIOUS_TAB,
        Action.SEARCH,
        Action.EXCHANGE,
    )
    more_keys = (("↑ ↓", "key.rows"), ("Enter", "key.open"), ("Shift+F10", "key.menu"))

    def __init__(self, key: str, icon: str, say: Say, *, stretched_column: int = 1) -> None:
        super().__init__()
        self.setObjectName(f"list.{key}")
        # It hears keys where nothing else has the focus, and is no stop of Tab.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._key = key
        self._say = say
        self._content = ListContent((), ())
        self.panel = ListPanel(f"list.{key}.table", icon, stretched_column=stretched_column)
        self.panel.opened.connect(self.opened)
        self.panel.table.menu_requested.connect(self._open_menu)
        self._note = Banner(f"list.{key}.note")
        self._card = Card(f"list.{key}.card")
        self._card.body.addWidget(self._note)
        self._card.body.addWidget(self.panel, 1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._card)
        follow_theme(self._restyle)

    def actions_now(self) -> tuple[Action, ...]:
        unused = () if self._may_withdraw() else (Action.WITHDRAW,)
        return tuple(action for action in self.answers_to if action not in unused)

    def handle(self, action: Action) -> bool:
        if action is not Action.WITHDRAW or not self._may_withdraw():
            return False
        self.withdrawal_wanted.emit(self.panel.table.chosen_key())
        return True

    def _open_menu(self, key: str, spot: QPoint) -> None:
        deeds: list[Deed] = [(self._say("list.open"), lambda: self.opened.emit(key))]
        if self._may_withdraw():
            withdraw = self._say(f"action.{Action.WITHDRAW}")
            deeds.append((withdraw, lambda: self.withdrawal_wanted.emit(key)))
        show_row_menu(self.panel.table, spot, deeds)

    def _may_withdraw(self) -> bool:
        return self._key == "held" and bool(self.panel.table.chosen_key())

    def show_content(self, content: ListContent, note: str = "") -> None:
        """Show other rows, with a note above them where there is one."""
        self._content = content
        self._note.show_message(note, Tone.WARN, "clock")
        self.retranslate()

    def focus_start(self) -> None:
        (self.panel.table if self.panel.has_rows() else self).setFocus()

    def retranslate(self) -> None:
        title = self._say(f"list.{self._key}.title")
        self.setAccessibleName(title)
        self._card.set_texts(title, self._say(f"list.{self._key}.subtitle"))
        self.panel.show_content(self._content, title, self._say(f"list.{self._key}.empty"))

    def _restyle(self) -> None:
        margin, gap = look().px(look().density.margin), look().px(look().density.gap)
        self._column.setContentsMargins(margin, gap, margin, gap)

"""F1: every key of the current screen, searchable."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.presenters.help import HelpKey, matching
from ui.presenters.words import Say
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.fields import Field
from ui.widgets.labels import Label
from ui.widgets.line_inputs import TextInput
from ui.widgets.list_table import Column, ListTable, TableRow
from ui.widgets.overlay import Overlay


class HelpPanel(Overlay):
    """The keys that work now, and how the work goes in a few lines."""

    def __init__(self, say: Say, host: QWidget) -> None:
        super().__init__("help", host, width_px=680)
        self._say = say
        self._keys: tuple[HelpKey, ...] = ()
        self._title = Label(Role.CARD_TITLE)
        self._how = Label(Role.BODY, "text_2", wraps=True)
        self._search = TextInput("help.search")
        self._field = Field("help.search_field", self._search)
        self._table = ListTable("help.keys")
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._search.edited.connect(lambda _: self._show())
        self._search.next_requested.connect(self._table.setFocus)
        for part in (self._title, self._how, self._field):
            self.body.addWidget(part)
        self.body.addWidget(self._table, 1)
        follow_theme(self._tighten)

    def explain(self, keys: tuple[HelpKey, ...]) -> None:
        """Open with the keys of a screen."""
        self._keys = keys
        self._search.set_value("")
        self.retranslate()
        self.open_on(self._search)

    def set_keys(self, keys: tuple[HelpKey, ...]) -> None:
        """Show the same keys in another language."""
        self._keys = keys
        self.retranslate()

    def explained(self) -> tuple[HelpKey, ...]:
        """Return the keys that are explained."""
        return self._keys

    def retranslate(self) -> None:
        """Show every word in the language in force."""
        say = self._say
        self.set_name(say("help.title"))
        self._title.setText(say("help.title"))
        self._how.setText(say("help.how"))
        self._field.set_label(say("help.search"))
        self._table.set_name(say("help.keys"))
        self._table.set_columns(
            [Column(say("help.key")), Column(say("help.action"), stretches=True)]
        )
        self._show()

    def _show(self) -> None:
        found = matching(self._keys, self._search.value())
        self._table.set_rows(
            [TableRow(key.keys, (key.keys, key.words), f"{key.words}: {key.keys}") for key in found]
        )

    def _tighten(self) -> None:
        self._table.setMinimumHeight(look().px(360))

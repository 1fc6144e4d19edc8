"""The bar at the top: product and office, search, language, operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import DeskKind
from ui.keys import BY_ACTION, Action
from ui.presenters.words import Say
from ui.widgets.chips import Chip, Tone
from ui.widgets.choices import Segmented
from ui.widgets.top_bar import OperatorButton, SearchBox, TopBar

if TYPE_CHECKING:
    from desk_app.domain.offices import Office

LANGUAGES = ((Language.KK.value, "ҚАЗ"), (Language.RU.value, "РУС"))


class DeskTopBar(TopBar):
    """The top bar of this desk.

    Signals: `search_requested()`, `lock_requested()`, `language_chosen(str)`.

    Args:
        say: Words a text key.
        office: Where the desk stands; one of the State Corporation says whose it is.
        mark_key: Text key of the mark of a demo or training desk; empty at a real one.
    """

    search_requested = Signal()
    lock_requested = Signal()
    language_chosen = Signal(str)

    def __init__(self, say: Say, office: Office, *, mark_key: str) -> None:
        super().__init__("top")
        self._say = say
        self._place_of_work = office
        self._operator = ""
        self._mark_key = mark_key
        self._mark = Chip("top.mark")
        self._mark.setVisible(bool(mark_key))
        self._search = SearchBox("top.search", key=BY_ACTION[Action.SEARCH].shown)
        self._search.clicked.connect(self.search_requested)
        self._language = Segmented("top.language")
        self._language.set_options(LANGUAGES)
        self._language.chosen.connect(self.language_chosen)
        self._button = OperatorButton("top.operator", key=BY_ACTION[Action.LOCK].shown)
        self._button.clicked.connect(self.lock_requested)
        self.set_middle(_centred(self._search))
        for part in (self._mark, self._language, self._button):
            self.add_right(part)
        self.set_operator("")

    def set_operator(self, name: str) -> None:
        """Show who is signed in; nobody takes search and lock away."""
        self._operator = name
        self._search.setVisible(bool(name))
        self._button.setVisible(bool(name))
        self._button.set_texts(name, self._say("action.lock"))

    def show_language(self, language: Language) -> None:
        """Mark the language in force and word everything in it."""
        self._language.set_value(language.value)
        self._language.set_name(self._say("top.language"))
        self._search.set_text(self._say("top.search"))
        if self._mark_key:
            self._mark.set_state(self._say(self._mark_key), Tone.WARN, "info")
        self.set_texts(self._say("app.title"), self._office_words(language))
        self.set_operator(self._operator)

    def _office_words(self, language: Language) -> str:
        name = self._place_of_work.name.text(language)
        is_corporation = self._place_of_work.kind is DeskKind.STATE_CORPORATION
        return self._say("top.agency", office=name) if is_corporation else name


def _centred(part: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout()
    row.addWidget(part)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.addLayout(row)
    return box

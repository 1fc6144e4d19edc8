"""Search in its first form: cases on this PC by IIN, name or number (commands come later)."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desk_app.domain.keyboard_wedge import WedgeRead
from desk_app.errors import KnownError
from desk_app.ports.store import CaseSummary
from ui.presenters.lists import found_content
from ui.presenters.search import Search
from ui.presenters.words import Say
from ui.presenters.workbench import Workbench
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.views.list_page import ListPanel
from ui.widgets.labels import Label
from ui.widgets.line_inputs import TextInput
from ui.widgets.overlay import Overlay

TYPING_PAUSE_MS = 120


class SearchPanel(Overlay):
    """A line and what it finds; `chosen(str)` carries the application's id."""

    chosen = Signal(str)

    def __init__(self, bench: Workbench, say: Say, host: QWidget) -> None:
        super().__init__("search", host, width_px=760)
        self._bench = bench
        self._say = say
        self._found: tuple[CaseSummary, ...] = ()
        self._failure: KnownError | None = None
        self._search = Search(bench, self)
        self._line = _SearchLine("search.line")
        self._where = Label(Role.CAPTION, "muted", wraps=True)
        self._panel = ListPanel("search.found", "search", stretched_column=0)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._line.edited.connect(lambda _: self._pause.start())
        self._line.next_requested.connect(self._on_enter)
        self._line.down_requested.connect(self._panel.table.setFocus)
        self._panel.opened.connect(self._on_opened)
        self.body.addWidget(self._line)
        self.body.addWidget(self._panel, 1)
        self.body.addWidget(self._where)
        follow_theme(self._tighten)

    def ask(self) -> None:
        """Open empty."""
        self._line.set_value("")
        self._search.forget()
        self.show_found((), "")
        self.retranslate()
        self.open_on(self._line)

    def show_found(self, found: tuple[CaseSummary, ...], words: str) -> None:
        self._failure = None
        self._show(found, self._say("search.nothing" if words.strip() else "search.type"))

    def show_failure(self, error: KnownError) -> None:
        self._failure = error
        self._show((), self._bench.say_error(error))

    def _show(self, found: tuple[CaseSummary, ...], empty: str) -> None:
        self._found = found
        self._panel.show_content(
            found_content(self._bench, found), self._say("search.found"), empty
        )

    def retranslate(self) -> None:
        """Show every word in the language in force."""
        self.set_name(self._say("search.title"))
        self._line.setPlaceholderText(self._say("search.placeholder"))
        self._line.setAccessibleName(self._say("search.placeholder"))
        self._where.setText(self._say("search.where"))
        if self._failure is not None:
            self.show_failure(self._failure)
        else:
            self.show_found(self._found, self._line.value())

    def take_scan(self, read: WedgeRead) -> bool:
        """Look for the person or number that a reader typed."""
        words = read.iin.digits if read.iin else str(read.number or "")
        if not words:
            return False
        self._pause.stop()
        self._line.set_value(words)
        self._search.look_for(words, then=self._open_first)
        return True

    def _ask(self) -> None:
        self._search.look_for(self._line.value())

    def _on_enter(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._search.look_for(self._line.value(), then=self._open_first)
        else:
            self._open_first()

    def _open_first(self) -> None:
        if self._found:
            self._on_opened(self._panel.table.chosen_key() or str(self._found[0].application_id))

    def _on_opened(self, key: str) -> None:
        self.close_overlay()
        self._found = ()
        self.chosen.emit(key)

    def _tighten(self) -> None:
        self._panel.setMinimumHeight(look().px(300))


class _SearchLine(TextInput):
    down_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down_requested.emit()
        else:
            super().keyPressEvent(event)

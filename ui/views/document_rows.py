"""Rows of documents with their keys: scan, absent, seen; pages removed, moved, turned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.domain.rule_packs import Settling
from desk_app.domain.service_time import Visit
from ui.keys import BY_ACTION, Action
from ui.presenters.case_file import CaseFile
from ui.presenters.documents import Documents
from ui.presenters.documents_seen import RowWords, Undo
from ui.presenters.watching import Watching
from ui.theme import look
from ui.views.pictures import page_picture
from ui.views.side_cards import STATES, icon_of
from ui.views.step import take_focus
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.chips import Tone
from ui.widgets.documents import DocumentList, DocumentRow, DocumentState
from ui.widgets.messages import Banner
from ui.widgets.page_preview import ZOOM_STEP, PagePreview
from ui.widgets.row_menu import show_row_menu
from ui.widgets.speech import announce

SCAN, ABSENT, SEEN = "scan", "absent", "seen"
TAKE_KEY = "Insert"
ACTIONS = (Action.SCAN, Action.RESCAN_PAGE, Action.ABSENT, Action.UNDO)
_CONTROL = Qt.KeyboardModifier.ControlModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class DocumentRows(QWidget):
    """The documents that one step settles.

    Signals: `next_requested()` by Enter where everything is settled, `settled()` when nothing is
    left to settle, `undo_offered(str)`, `visit_changed(Visit)`.

    Args:
        name: Object name.
        file: The case.
        settled_by: The step that settles them.
        preview: Where their pages are shown.
        rests: No row stays chosen once nothing is left to settle.
    """

    next_requested = Signal()
    settled = Signal()
    undo_offered = Signal(str)
    visit_changed = Signal(object)

    def __init__(
        self,
        name: str,
        file: CaseFile,
        settled_by: Settling,
        preview: PagePreview,
        *,
        rests: bool = False,
    ) -> None:
        super().__init__()
        self._rests = rests
        self._shown_code = ""
        self.setObjectName(name)
        self.file = file
        self.preview = preview
        self.presenter = Documents(file, self, settled_by=settled_by, decode=page_picture)
        self.rows = DocumentList(f"{name}.rows")
        self._by_code: dict[str, DocumentRow] = {}
        self._still: dict[str, DocumentRow] = {}
        self._buttons: dict[tuple[str, str], Button] = {}
        self._watching: Watching | None = None
        self.arrived, self.unread = Banner(f"{name}.arrived"), Banner(f"{name}.unread")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.rows, self.arrived, self.unread):
            column.addWidget(part)
        self.setAcceptDrops(True)
        self._connect()

    # --- what the step asks ---

    def case_closed(self) -> None:
        """Forget the case: rows, pages and a running scan."""
        self.presenter.begin()
        self.rows.set_rows([])
        self._by_code, self._buttons, self._shown_code = {}, {}, ""
        self._still = {}
        self.preview.set_pages([])

    def focus_start(self) -> bool:
        """Put the focus on the first document not settled; False where there is none."""
        code = self.presenter.next_open()
        shown = list(self._by_code)
        if not code and shown and self.presenter.chosen not in shown:
            self.presenter.choose(shown[0])
            self._by_code[shown[0]].set_chosen(True)
        if code:
            self.choose(code)
        return bool(code)

    def choose(self, code: str) -> None:
        """Choose a row and put the focus on it."""
        if code in self._by_code:
            self.rows.choose(self._by_code[code].objectName())

    def focus_chosen(self) -> None:
        """Put the focus on the chosen row, or on the first one."""
        code = self.presenter.chosen if self.presenter.chosen in self._by_code else ""
        row = self._by_code.get(code) or next(iter(self._by_code.values()), None)
        if row is not None:
            take_focus(row)

    def handle(self, action: Action) -> bool:
        """Do what a key asks for."""
        deeds = {
            Action.SCAN: self.presenter.scan,
            Action.RESCAN_PAGE: self._rescan,
            Action.ABSENT: self.presenter.toggle_absent,
        }
        if action is Action.ESCAPE:
            return self.presenter.cancel()
        if action is Action.UNDO:
            return self.presenter.undo()
        if action not in deeds or not self._by_code:
            return False
        if self.presenter.chosen not in self._by_code:
            self.presenter.choose(next(iter(self._by_code)))
        deeds[action]()
        return True

    def add_files(self, paths: Sequence[Path]) -> None:
        """Add files to the chosen document."""
        self.presenter.add_files(paths)

    def offer_from(self, watching: Watching) -> None:
        """Offer what arrives in a watched folder to the documents of this list."""
        self._watching = watching

    def show_arrived(self) -> None:
        """Show what waits in the watched folder as it stands, and what of it cannot be read."""
        watching, say = self._watching, self.file.bench.say
        if watching is None:
            return
        may_take = self.file.is_open and self.file.is_draft
        self.arrived.show_message(watching.offer_words() if may_take else "", Tone.INFO, "inbox")
        self.arrived.set_action(say("watch.take"), TAKE_KEY)
        self.unread.show_message(watching.failure_words() if may_take else "", Tone.WARN)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._take_key(event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.file.is_open and self.file.is_draft:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.add_files(paths)
        event.acceptProposedAction()

    # --- what the presenter tells ---

    def show_documents(self) -> None:
        earlier, rows = self.presenter.settled_before(), self.presenter.rows()
        if [row.document.code for row in (*earlier, *rows)] != [*self._still, *self._by_code]:
            self._rebuild(earlier, rows)
        for words in earlier:
            _word_row(self._still[words.document.code], words)
        for row in rows:
            self._show_row(row)

    def show_pages(self, code: str, images: Sequence[object], page: int) -> None:
        pictures = [image for image in images if isinstance(image, QImage)]
        # What was scanned last stays in sight while the next document has no pages yet.
        if not pictures and self.preview.page_count() and code != self._shown_code:
            return
        self._shown_code = code
        self.preview.set_pages(pictures, page=page)
        self._name_preview()

    def go_on(self) -> None:
        if self._rests:
            self._let_go()
        if not self.isVisible():
            return
        code = self.presenter.next_open()
        if code:
            self.choose(code)
        elif self._rests:
            self.settled.emit()
        else:
            self.focus_chosen()
            self.settled.emit()

    def offer_undo(self, undo: Undo) -> None:
        self.undo_offered.emit(undo.words)

    def visit_changed_to(self, visit: Visit) -> None:
        """An outage of the scanner began or ended."""
        self.visit_changed.emit(visit)

    def say_aloud(self, text: str) -> None:
        announce(self, text)

    # --- how ---

    def _take_key(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~_KEYPAD
        page = self.preview.page()
        if modifiers == _CONTROL and event.key() in _MOVES:
            self.presenter.move_page(page, _MOVES[Qt.Key(event.key())])
            return True
        if modifiers:
            return False
        deeds: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Space: self.presenter.toggle_seen,
            Qt.Key.Key_Delete: lambda: self._on_removal(page),
            Qt.Key.Key_Insert: self._take_arrived,
            Qt.Key.Key_Plus: lambda: self.preview.zoom(ZOOM_STEP),
            Qt.Key.Key_Minus: lambda: self.preview.zoom(1 / ZOOM_STEP),
            Qt.Key.Key_Asterisk: self.preview.turn,
            Qt.Key.Key_PageDown: lambda: self.preview.show_page(page + 1),
            Qt.Key.Key_PageUp: lambda: self.preview.show_page(page - 1),
        }
        deed = deeds.get(Qt.Key(event.key()))
        if deed is None or event.isAutoRepeat():
            return False
        deed()
        return True

    def _let_go(self) -> None:
        """Show the rows at rest once the work on them is done."""
        if not self.presenter.next_open():
            for row in self._by_code.values():
                row.set_chosen(False)

    def _take_arrived(self) -> None:
        if self._watching is None or not self._by_code:
            return
        if self.presenter.chosen not in self._by_code:
            self.presenter.choose(next(iter(self._by_code)))
        self.presenter.take_arrived(self._watching)

    def has_focus(self) -> bool:
        """Whether a row, or the pages of one, has the focus."""
        focused = self.window().focusWidget()
        return focused is not None and (
            self.isAncestorOf(focused) or self.preview.isAncestorOf(focused)
        )

    def _rescan(self) -> None:
        self.presenter.scan_page_again(self.preview.page())

    def _rebuild(self, earlier: Sequence[RowWords], rows: Sequence[RowWords]) -> None:
        self._by_code, self._buttons = {}, {}
        self._still = {words.document.code: _still_row(words) for words in earlier}
        for words in rows:
            code = words.document.code
            row = DocumentRow(f"document.{code}", icon_of(code))
            if self._rests:
                row.set_icon("file-check")
                row.set_rest_key("" if words.may_be_seen else BY_ACTION[Action.SCAN].shown)
            for action, kind, key in (
                (SEEN, ButtonKind.DEFAULT, "Space"),
                (SCAN, ButtonKind.DEFAULT, BY_ACTION[Action.SCAN].shown),
                (ABSENT, ButtonKind.DEFAULT, BY_ACTION[Action.ABSENT].shown),
            ):
                # Where seeing is enough, scanning is rare: its key does without a button.
                if action == ABSENT or (action == SEEN) == words.may_be_seen:
                    self._buttons[code, action] = row.add_action(action, kind, key=key)
            row.menu_requested.connect(lambda spot, code=code: self._open_menu(code, spot))
            self._by_code[code] = row
        self.rows.set_rows([*self._still.values(), *self._by_code.values()])
        if self.presenter.chosen in self._by_code:
            self._by_code[self.presenter.chosen].set_chosen(True)

    def _open_menu(self, code: str, spot: QPoint) -> None:
        self.choose(code)
        buttons = [self._buttons.get((code, action)) for action in (SEEN, SCAN, ABSENT)]
        able = [button for button in buttons if button is not None and button.isEnabled()]
        show_row_menu(self, spot, [(button.accessibleName(), button.click) for button in able])

    def _show_row(self, words: RowWords) -> None:
        say, document = self.file.bench.say, words.document
        row = self._by_code[document.code]
        _word_row(row, words)
        labels = {
            SEEN: "document.see",
            SCAN: "document.scan",
            ABSENT: "document.is_there" if document.status == ABSENT else "document.none",
        }
        main = SEEN if words.may_be_seen else SCAN
        for action, key in labels.items():
            button = self._buttons.get((document.code, action))
            if button is None:
                continue
            button.set_text(say(key))
            is_main = action == main and not words.is_settled
            button.set_kind(ButtonKind.PRIMARY if is_main else ButtonKind.DEFAULT)
            button.setEnabled(self.file.is_draft and not self.presenter.is_scanning)

    def _name_preview(self) -> None:
        say = self.file.bench.say
        code = self._shown_code
        rows = {row.document.code: row.document.title for row in self.presenter.rows()}
        count = self.preview.page_count()
        if code not in rows or not count:
            self.preview.set_texts(say("document.preview"))
            self.preview.set_page_name(say("document.no_pages"))
            return
        title, page = rows[code], self.preview.page() + 1
        self.preview.set_texts(say("document.preview_of", page=page, n=count), title)
        self.preview.set_page_name(say("document.page_name", title=title, page=page, n=count))

    def retranslate(self) -> None:
        """Show every word in the language in force."""
        say = self.file.bench.say
        self.rows.setAccessibleName(say("document.list"))
        self.preview.set_empty_text(say("document.no_pages"))
        self.preview.set_tool_names(
            say("document.larger"), say("document.smaller"), say("document.turn")
        )
        if self.file.is_open:
            self.show_documents()
            self._name_preview()
        self.show_arrived()

    def set_room(self) -> None:
        """Decode pages as large as the preview is, three times for enlarging."""
        ratio = self.devicePixelRatioF()
        size = self.preview.size() * ratio * 2
        self.presenter.set_room(size.width(), size.height())

    def _connect(self) -> None:
        self.rows.row_chosen.connect(self._on_chosen)
        self.rows.action_requested.connect(self._on_action)
        self.rows.next_requested.connect(self._on_enter)
        self.arrived.action_requested.connect(self._take_arrived)
        self.preview.page_changed.connect(lambda _: self._name_preview())
        self.preview.turned.connect(lambda page, _: self._on_turned(page))
        self.preview.removal_requested.connect(self._on_removal)

    def _on_turned(self, page: int) -> None:
        self._work_on_shown()
        self.presenter.turn_page(page)

    def _on_removal(self, page: int) -> None:
        self._work_on_shown()
        self.presenter.remove_page(page)

    def _work_on_shown(self) -> None:
        """The deeds of the preview concern the document whose pages are in it."""
        if self._shown_code in self._by_code and self._shown_code != self.presenter.chosen:
            self.presenter.chosen = self._shown_code
            for code, row in self._by_code.items():
                row.set_chosen(code == self._shown_code)

    def _on_chosen(self, name: str) -> None:
        code = name.removeprefix("document.")
        self.set_room()
        self.presenter.choose(code)

    def _on_action(self, name: str, action: str) -> None:
        self._on_chosen(name)
        deeds = {
            SCAN: self.presenter.scan,
            ABSENT: self.presenter.toggle_absent,
            SEEN: self.presenter.toggle_seen,
        }
        deeds[action]()

    def _on_enter(self) -> None:
        code = self.presenter.next_open()
        if code and code != self.presenter.chosen:
            self.choose(code)
        else:
            self.next_requested.emit()


_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


def _still_row(words: RowWords) -> DocumentRow:
    code = words.document.code
    row = DocumentRow(f"document.{code}", icon_of(code))
    row.set_still()
    return row


def _word_row(row: DocumentRow, words: RowWords) -> None:
    row.set_texts(words.document.title, words.document.subtitle)
    row.set_state(_state(words), words.state)


def _state(words: RowWords) -> DocumentState:
    if words.is_scanning:
        return DocumentState.SCANNING
    is_wrong = words.failure or words.is_outdated
    return DocumentState.FAILED if is_wrong else STATES[words.document.status]


def preview_width_px() -> int:
    """Return how wide the preview of pages is in the density in force."""
    return look().px(408 if look().density.shows_avatar else 360)

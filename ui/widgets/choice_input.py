"""A list to choose from, picked by typing its first letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QObject,
    QPoint,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QStandardItem,
    QStandardItemModel,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QSizePolicy,
    QWidget,
)

from ui.icons import draw_icon
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.painting import draw_box, draw_elided, smooth_painter

if TYPE_CHECKING:
    from ui.widgets.choice_list import ChoiceList

ROWS_SHOWN = 8
TYPING_PAUSE_MS = 1500
KEY_ROLE = Qt.ItemDataRole.UserRole


class ChoiceInput(QComboBox):
    """A closed list of choices: letters open it and pick, Enter or Tab takes, Esc leaves.

    Signals: `edited(str)` with the key of the choice taken, `left()`, `next_requested()`.

    Args:
        name: Object name.
        fold: Makes two spellings equal for searching, for example without regard to case.
        parent: The owner.
    """

    edited = Signal(str)
    left = Signal()
    next_requested = Signal()

    def __init__(
        self,
        name: str,
        *,
        fold: Callable[[str], str] = str.casefold,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._fold = fold
        self._typed = ""
        self._invalid = False
        self._filled = False
        self._read_only = False
        self._placeholder = ""
        self._choices = QStandardItemModel(self)
        self.setModel(self._choices)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._made_list: ChoiceList | None = None
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.setInterval(TYPING_PAUSE_MS)
        self._forget.timeout.connect(self._forget_typed)
        follow_theme(self._restyle)

    @property
    def _list(self) -> ChoiceList:
        """The list, loaded and made when it is first opened: most boxes of a form stay closed."""
        if self._made_list is None:
            from ui.widgets.choice_list import ChoiceList

            self._made_list = ChoiceList(self._choices, self, rows_shown=ROWS_SHOWN)
            self._made_list.taken.connect(self._take_row)
        return self._made_list

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Set the choices as pairs of key and text; the choice made stays if its key does."""
        chosen = self.value()
        self._choices.clear()
        for key, text in options:
            item = QStandardItem(text)
            item.setData(key, KEY_ROLE)
            item.setEditable(False)
            self._choices.appendRow(item)
        self.set_value(chosen)

    def value(self) -> str:
        """Return the key of the choice made, or an empty text."""
        key = self.currentData(KEY_ROLE)
        return key if isinstance(key, str) else ""

    def set_value(self, value: str) -> None:
        """Make a choice by its key; an unknown or empty key clears it."""
        self.setCurrentIndex(self.findData(value, KEY_ROLE))
        self.update()

    def set_placeholder(self, text: str) -> None:
        """Set what stands in the box while nothing is chosen."""
        self._placeholder = text
        self.update()

    def set_invalid(self, invalid: bool) -> None:
        """Mark the input as wrong, or take the mark away."""
        self._invalid = invalid
        self.update()

    def set_filled(self, filled: bool) -> None:
        """Mark the value as coming from the registry."""
        self._filled = filled
        self.update()

    def set_read_only(self, read_only: bool) -> None:
        """Let the value be read but not changed."""
        self._read_only = read_only
        self.update()

    def is_open(self) -> bool:
        """Return whether the list is shown."""
        return self._made_list is not None and self._made_list.isVisible()

    def highlighted_text(self) -> str:
        """Return the text that Enter would take, empty while the list is closed."""
        index = self._list.view.currentIndex()
        text = index.data() if self.is_open() and index.isValid() else ""
        return text if isinstance(text, str) else ""

    def showPopup(self) -> None:
        if self._read_only or self._choices.rowCount() == 0:
            return
        self._list.open_at(self, max(0, self.currentIndex()))
        self._watch_clicks(watch=True)
        self.update()

    def hidePopup(self) -> None:
        # The list lives in the window only while it is open, so it goes when its box goes.
        if self._made_list is not None:
            self._made_list.setParent(self)
        self._watch_clicks(watch=False)
        self._forget_typed()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        handled = self._open_key(event) if self.is_open() else self._closed_key(event)
        if handled:
            event.accept()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        # Tab takes the suggestion; the focus then moves on as Tab always does.
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
            and self.is_open()
        ):
            self._take_highlighted()
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._claims(event)
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.is_open():
            self.hidePopup()
        else:
            self.showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A value never changes by an accident of the wheel.
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hidePopup()
        super().focusOutEvent(event)
        self.left.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        self.hidePopup()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            self._close_if_outside(event.globalPosition().toPoint())
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return QSize(look().px(160), look().px(look().density.field))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(80), look().px(look().density.field))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        focused = self.hasFocus()
        thick = focused or self._invalid
        draw_box(
            painter,
            box,
            fill=look().colour(self._fill_token(focused=focused)),
            border=look().colour(self._border_token(focused=focused)),
            width=2.0 if thick else 1.0,
        )
        measure = look().px
        chevron = QRectF(box.right() - measure(27), 0, measure(16), box.height())
        if not self._read_only:
            draw_icon(painter, chevron, "chevron-down", look().colours.text_2)
        inner = QRectF(box.left() + measure(14), 0, chevron.left() - measure(18), box.height())
        text = self.currentText()
        token = "text" if text else "muted"
        draw_elided(painter, inner, text or self._placeholder, Role.FIELD, token)
        painter.end()

    def _fill_token(self, *, focused: bool) -> str:
        if self._invalid and focused:
            return "bad_sub"
        return "subtle" if self._filled or self._read_only else "surface"

    def _border_token(self, *, focused: bool) -> str:
        if focused:
            return "focus"
        if self._invalid:
            return "bad"
        return "line" if self._filled or self._read_only else "input_line"

    def _claims(self, event: QKeyEvent) -> bool:
        wanted = self.is_open() and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return)
        event.setAccepted(wanted or bool(_letters(event)))
        return event.isAccepted()

    def _closed_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Space):
            self.showPopup()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.next_requested.emit()
            return True
        letters = _letters(event)
        if not letters:
            return False
        self.showPopup()
        self._search(letters)
        return True

    def _open_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.hidePopup()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take_and_go_on(event)
        elif key in _MOVES:
            self._move(_MOVES[Qt.Key(key)])
        elif key == Qt.Key.Key_Backspace:
            self._search_again(self._typed[:-1])
        elif _letters(event):
            self._search(_letters(event))
        else:
            return False
        return True

    def _take_and_go_on(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.hidePopup()
            event.ignore()
            return
        self._take_highlighted()
        self.next_requested.emit()

    def _search(self, letters: str) -> None:
        self._search_again(self._typed + letters)

    def _search_again(self, typed: str) -> None:
        self._typed = typed
        self._forget.start()
        wanted = self._fold(typed)
        for row in range(self._choices.rowCount()):
            if self._fold(self._choices.item(row).text()).startswith(wanted):
                self._list.highlight(row)
                return

    def _move(self, step: int) -> None:
        last = self._choices.rowCount() - 1
        self._list.highlight(max(0, min(last, self._list.view.currentIndex().row() + step)))

    def _take_highlighted(self) -> None:
        self._take_row(self._list.view.currentIndex().row())

    def _take_row(self, row: int) -> None:
        changed = row != self.currentIndex()
        self.setCurrentIndex(row)
        self.hidePopup()
        if changed:
            self.edited.emit(self.value())

    def _forget_typed(self) -> None:
        self._forget.stop()
        self._typed = ""

    def _watch_clicks(self, *, watch: bool) -> None:
        app = QApplication.instance()
        if app is None:
            return
        app.removeEventFilter(self)
        if watch:
            app.installEventFilter(self)

    def _close_if_outside(self, spot: QPoint) -> None:
        inside_list = self._list.rect().contains(self._list.mapFromGlobal(spot))
        inside_box = self.rect().contains(self.mapFromGlobal(spot))
        if not (inside_list or inside_box):
            self.hidePopup()

    def _restyle(self) -> None:
        self.setFont(look().font(Role.FIELD))
        self.setFixedHeight(look().px(look().density.field))
        self.update()


_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: ROWS_SHOWN,
    Qt.Key.Key_PageUp: -ROWS_SHOWN,
    Qt.Key.Key_Home: -100_000,
    Qt.Key.Key_End: 100_000,
}


def _letters(event: QKeyEvent) -> str:
    chord = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    text = event.text()
    return text if text and text.isprintable() and not event.modifiers() & chord else ""

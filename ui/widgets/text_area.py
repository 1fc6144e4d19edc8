"""The input of several lines."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.edit_menu import show_edit_menu
from ui.widgets.line_inputs import mark_editor
from ui.widgets.painting import is_plain_enter


class TextArea(QPlainTextEdit):
    """Several lines of text; Enter goes on, Shift+Enter breaks the line."""

    edited = Signal(str)
    left = Signal()
    next_requested = Signal()

    def __init__(self, name: str, *, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_changed)
        self._shown_by_us = False
        follow_theme(self._restyle)

    def value(self) -> str:
        """Return the text."""
        return self.toPlainText()

    def set_value(self, value: str) -> None:
        """Show a text."""
        if value == self.value():
            return
        self._shown_by_us = True
        self.setPlainText(value)
        self._shown_by_us = False

    def set_invalid(self, invalid: bool) -> None:
        """Mark the input as wrong, or take the mark away."""
        mark_editor(self, "invalid", holds=invalid)

    def set_filled(self, filled: bool) -> None:
        """Mark the value as coming from the registry."""
        mark_editor(self, "filled", holds=filled)

    def set_read_only(self, read_only: bool) -> None:
        """Let the value be read and copied but not changed."""
        self.setReadOnly(read_only)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_plain_enter(event):
            if not event.isAutoRepeat():
                self.next_requested.emit()
        elif is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        show_edit_menu(self, self, event.globalPos(), writable=not self.isReadOnly())

    def copy_value(self) -> None:
        """Put what is selected on the clipboard."""
        self.copy()

    def cut_value(self) -> None:
        """Take what is selected out and put it on the clipboard."""
        self.cut()

    def paste_value(self) -> None:
        """Put the clipboard's text in."""
        self.paste()

    def select_all(self) -> None:
        """Select everything."""
        self.selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        return QSize(look().px(240), self.height())

    def _on_changed(self) -> None:
        if not self._shown_by_us:
            self.edited.emit(self.value())

    def _restyle(self) -> None:
        self.setFont(look().font(Role.FIELD))
        rows = round(self.fontMetrics().lineSpacing() * self._lines)
        self.setFixedHeight(rows + look().px(28))
        self.viewport().update(QRectF(self.viewport().rect()).toRect())

"""One-line inputs: text, digits, dates.

All of them share the signals of an editor: `edited(str)` with the value after each change by the
clerk, `left()` when the focus goes, `next_requested()` on Enter.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.digits import DATE_FORMAT, DigitFormat, typed_digit
from ui.widgets.edit_menu import show_edit_menu
from ui.widgets.painting import is_plain_enter


def mark_editor(editor: QWidget, name: str, *, holds: bool) -> None:
    """Set a mark that the stylesheet knows, and draw the input by it."""
    if editor.property(name) == holds:
        return
    editor.setProperty(name, holds)
    style = editor.style()
    style.unpolish(editor)
    style.polish(editor)


class TextInput(QLineEdit):
    """A line of free text."""

    edited = Signal(str)
    left = Signal()
    next_requested = Signal()

    def __init__(
        self, name: str, *, role: Role = Role.FIELD, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._role = role
        self.textEdited.connect(self._on_typed)
        follow_theme(self._restyle)

    def value(self) -> str:
        """Return what is stored: the text as typed."""
        return self.text()

    def set_value(self, value: str) -> None:
        """Show a value, leaving the cursor alone where the text stays the same."""
        if value != self.value():
            self.setText(value)

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
        if is_plain_enter(event):
            if not event.isAutoRepeat():
                self.next_requested.emit()
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        show_edit_menu(self, self, event.globalPos(), writable=not self.isReadOnly())

    def copy_value(self) -> None:
        """Put what is selected on the clipboard, as it is stored."""
        self.copy()

    def cut_value(self) -> None:
        """Take what is selected out and put it on the clipboard."""
        self.copy_value()
        self.insert("")
        self._on_typed(self.text())

    def paste_value(self) -> None:
        """Put the clipboard's text in."""
        self.paste()

    def select_all(self) -> None:
        """Select everything."""
        self.selectAll()

    def _on_typed(self, _text: str) -> None:
        self.edited.emit(self.value())

    def _restyle(self) -> None:
        self.setFont(look().font(self._role))
        self.setFixedHeight(look().px(look().density.field))


class DigitInput(TextInput):
    """Digits in groups, from the number row of any layout.

    `text_pasted(str)` carries a pasted text as it was, before all but its digits is dropped: the
    lines of a machine-readable zone may come that way. `key_typed(str)` carries every character as
    the keyboard sent it, for whoever tells a reader's burst from a clerk's fingers.
    """

    text_pasted = Signal(str)
    key_typed = Signal(str)

    def __init__(
        self,
        name: str,
        shape: DigitFormat,
        *,
        role: Role = Role.FIELD_TABULAR,
        parent: QWidget | None = None,
    ) -> None:
        self._shape = shape
        super().__init__(name, role=role, parent=parent)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)

    def value(self) -> str:
        """Return the digits alone, without groups and prefix."""
        return self._shape.digits_in(self.text())

    def set_value(self, value: str) -> None:
        """Show digits in their groups."""
        shown = self._shape.shown(self._shape.digits_in(value))
        if shown != self.text():
            self.setText(shown)

    def is_complete(self) -> bool:
        """Return whether all digits are there."""
        return len(self.value()) == self._shape.capacity

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_value()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.cut_value()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_value()
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and not _chord(event):
            self._erase(before=1 if event.key() == Qt.Key.Key_Backspace else -1)
        elif event.text().isprintable() and event.text() and not _chord(event):
            self.key_typed.emit(event.text())
            self._type(event.text())
        else:
            super().keyPressEvent(event)

    def _type(self, characters: str) -> None:
        if not self.isReadOnly():
            self._insert("".join(map(typed_digit, characters)))

    def _insert(self, digits: str) -> None:
        before, after = self._around_selection()
        overflows = len(before + digits + after) > self._shape.capacity
        if digits and not (overflows and after):
            self._rewrite(before + digits, after)

    def _erase(self, *, before: int) -> None:
        if self.isReadOnly():
            return
        head, tail = self._around_selection()
        if not self.hasSelectedText():
            head, tail = (head[:-1], tail) if before > 0 else (head, tail[1:])
        self._rewrite(head, tail)

    def _around_selection(self) -> tuple[str, str]:
        start = self.selectionStart() if self.hasSelectedText() else self.cursorPosition()
        end = self.selectionEnd() if self.hasSelectedText() else start
        skipped = len(self._shape.prefix)
        text = self.text()
        digits = [character for character in text[skipped:start] if character.isdigit()]
        rest = [character for character in text[max(end, skipped) :] if character.isdigit()]
        return "".join(digits), "".join(rest)

    def _rewrite(self, head: str, tail: str) -> None:
        everything = head + tail
        digits = self._shape.digits_in(everything)
        shown = self._shape.shown(digits)
        dropped = len(everything) - len(digits) if everything.endswith(digits) else 0
        if shown == self.text():
            return
        self.setText(shown)
        self.setCursorPosition(self._shape.position(shown, len(head) - dropped))
        self.edited.emit(self.value())

    def _on_typed(self, text: str) -> None:
        # Drag and drop, the context menu and input methods come here past the keys.
        self._rewrite_whole(text)

    def _rewrite_whole(self, text: str) -> None:
        self.setText(self._shape.shown(self._shape.digits_in(text)))
        self.edited.emit(self.value())

    def copy_value(self) -> None:
        """Put the digits on the clipboard, without groups."""
        chosen = self.selectedText() or self.text()
        plain = self._shape.digits_in(chosen) if not self._keeps_separators() else chosen
        QGuiApplication.clipboard().setText(plain)

    def _keeps_separators(self) -> bool:
        return False

    def cut_value(self) -> None:
        """Take the selected digits out and put them on the clipboard."""
        self.copy_value()
        if self.hasSelectedText():
            self._erase(before=0)

    def paste_value(self) -> None:
        """Put the clipboard's digits in."""
        text = QGuiApplication.clipboard().text()
        self.text_pasted.emit(text)
        if not self.isReadOnly():
            self._insert(self._shape.digits_in(text))


def _chord(event: QKeyEvent) -> bool:
    others = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return bool(event.modifiers() & (others | Qt.KeyboardModifier.MetaModifier))


class DateInput(DigitInput):
    """A date as `dd.MM.yyyy`; the dots come by themselves, or typed."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(name, DATE_FORMAT, parent=parent)

    def value(self) -> str:
        """Return the date as shown, complete or not."""
        return self._shape.shown(self._shape.digits_in(self.text()))

    def is_complete(self) -> bool:
        """Return whether all eight digits are there."""
        return len(self._shape.digits_in(self.text())) == self._shape.capacity

    def _type(self, characters: str) -> None:
        # The same mark is 6 or 7 on the Kazakh number row; no month or year begins with those.
        at_boundary = len(self._around_selection()[0]) in (2, 4)
        if not (characters in ".,/-" and at_boundary):
            super()._type(characters)

    def _keeps_separators(self) -> bool:
        return True

"""The input of a name in Cyrillic."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from ui.theme import look
from ui.widgets.line_inputs import TextInput
from ui.widgets.painting import draw_key_cap, key_cap_width, smooth_painter


class NameInput(TextInput):
    """A name in Cyrillic, put right as it is typed.

    Args:
        name: Object name.
        tidy: Returns a typed name with its capitals, look-alikes and forbidden letters put right.
        kazakh_pair: Returns the Kazakh partner of a letter, or the letter itself where it has none.
        parent: The owner.
    """

    def __init__(
        self,
        name: str,
        *,
        tidy: Callable[[str], str],
        kazakh_pair: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent=parent)
        self._tidy = tidy
        self._kazakh_pair = kazakh_pair
        self._mark_text = ""
        self._layout_misfits = False

    def set_layout_mark(self, text: str) -> None:
        """Set what the mark says while Latin letters are typed, the code of the layout."""
        self._mark_text = text
        self.update()

    def layout_misfits(self) -> bool:
        """Return whether the last letter came from a Latin layout."""
        return self._layout_misfits

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Insert and not event.modifiers():
            self._swap_letter()
            return
        if event.text().isalpha():
            self._layout_misfits = event.text().isascii()
            self.update()
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._layout_misfits = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not (self._layout_misfits and self._mark_text and key_cap_width(self._mark_text)):
            return
        painter = smooth_painter(self)
        draw_key_cap(painter, self.width() - look().px(10), self.height() / 2, self._mark_text)
        painter.end()

    def _swap_letter(self) -> None:
        position = self.cursorPosition()
        if position == 0 or self.isReadOnly():
            return
        text = self.text()
        swapped = self._kazakh_pair(text[position - 1])
        self._put(text[: position - 1] + swapped + text[position:], position)

    def _on_typed(self, text: str) -> None:
        position = self.cursorPosition()
        tidied = self._tidy(text)
        if tidied != text:
            self.setText(tidied)
            self.setCursorPosition(len(self._tidy(text[:position])))
        self.edited.emit(self.value())

    def _put(self, text: str, position: int) -> None:
        if text == self.text():
            return
        self.setText(text)
        self.setCursorPosition(position)
        self.edited.emit(self.value())

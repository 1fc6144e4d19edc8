"""Free text in Cyrillic: Insert swaps a letter for its pair, a mark tells of a Latin layout."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from ui.theme import look
from ui.widgets.line_inputs import TextInput
from ui.widgets.painting import draw_key_cap, key_cap_width, smooth_painter
from ui.widgets.text_area import TextArea

if TYPE_CHECKING:
    _Editor = QWidget
else:
    # A second widget class among the bases would be a second widget to Qt.
    _Editor = object

KazakhPair = Callable[[str], str]
_MARK_INSET_PX = 10


def asks_for_the_pair(event: QKeyEvent) -> bool:
    """Whether a key asks for the other letter of a Kazakh pair."""
    return event.key() == Qt.Key.Key_Insert and not event.modifiers()


class LayoutMark:
    """The code of a Latin layout, shown inside an input while letters come from it."""

    def __init__(self, surface: QWidget) -> None:
        self._surface = surface
        self._text = ""
        self.is_shown = False

    def set_text(self, text: str) -> None:
        """Set the code of the layout."""
        self._text = text
        self._surface.update()

    def heed(self, typed: str) -> None:
        """Take note of a key; what is no letter says nothing of the layout."""
        if typed.isalpha():
            self.is_shown = typed.isascii()
            self._surface.update()

    def forget(self) -> None:
        """Show the mark no more."""
        self.is_shown = False
        self._surface.update()

    def draw(self, right_middle: QPointF) -> None:
        """Draw the mark so that it ends at a point of the surface."""
        if not (self.is_shown and self._text and key_cap_width(self._text)):
            return
        painter = smooth_painter(self._surface)
        draw_key_cap(painter, right_middle.x(), right_middle.y(), self._text)
        painter.end()


class _CyrillicText(_Editor):
    """The pair key and the mark of a Latin layout, for an editor that stands behind it."""

    def _listen(self, kazakh_pair: KazakhPair, surface: QWidget) -> None:
        self._kazakh_pair = kazakh_pair
        self._mark = LayoutMark(surface)

    def set_layout_mark(self, text: str) -> None:
        """Set what the mark says while Latin letters are typed, the code of the layout."""
        self._mark.set_text(text)

    def layout_misfits(self) -> bool:
        """Return whether the last letter came from a Latin layout."""
        return self._mark.is_shown

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if asks_for_the_pair(event):
            self._swap_letter()
            return
        self._mark.heed(event.text())
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._mark.forget()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._mark.draw(self._mark_end())

    def _mark_end(self) -> QPointF:
        """Return the point on the surface where the mark ends."""
        raise NotImplementedError

    def _swap_letter(self) -> None:
        """Put the pair of the letter before the cursor in its place."""
        raise NotImplementedError


class CyrillicInput(_CyrillicText, TextInput):
    """A line of text in Cyrillic.

    Args:
        name: Object name.
        kazakh_pair: Returns the Kazakh partner of a letter, or the letter itself where it has none.
        parent: The owner.
    """

    def __init__(
        self, name: str, *, kazakh_pair: KazakhPair, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent=parent)
        self._listen(kazakh_pair, self)

    def _mark_end(self) -> QPointF:
        return QPointF(self.width() - look().px(_MARK_INSET_PX), self.height() / 2)

    def _swap_letter(self) -> None:
        position = self.cursorPosition()
        if position == 0 or self.isReadOnly():
            return
        text = self.text()
        swapped = text[: position - 1] + self._kazakh_pair(text[position - 1]) + text[position:]
        if swapped != text:
            self.setText(swapped)
            self.setCursorPosition(position)
            self.edited.emit(self.value())


class CyrillicArea(_CyrillicText, TextArea):
    """Several lines of text in Cyrillic.

    Args:
        name: Object name.
        kazakh_pair: Returns the Kazakh partner of a letter, or the letter itself where it has none.
        lines: The height.
        parent: The owner.
    """

    def __init__(
        self,
        name: str,
        *,
        kazakh_pair: KazakhPair,
        lines: int = 3,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, lines=lines, parent=parent)
        self._listen(kazakh_pair, self.viewport())

    def _mark_end(self) -> QPointF:
        inset = look().px(_MARK_INSET_PX)
        return QPointF(self.viewport().width() - inset, 2 * inset)

    def _swap_letter(self) -> None:
        cursor = self.textCursor()
        cursor.clearSelection()
        is_letter = cursor.movePosition(
            QTextCursor.MoveOperation.PreviousCharacter, QTextCursor.MoveMode.KeepAnchor
        )
        before = cursor.selectedText()
        pair = self._kazakh_pair(before) if is_letter else before
        if pair != before and not self.isReadOnly():
            cursor.insertText(pair)
            self.setTextCursor(cursor)

"""The menu of an input in the words of the screen, never in the toolkit's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget


@dataclass(frozen=True, slots=True)
class EditWords:
    """The words of the menu."""

    cut: str
    copy: str
    paste: str
    select_all: str


class Editable(Protocol):
    """An input that can be cut, copied and pasted."""

    def cut_value(self) -> None: ...

    def copy_value(self) -> None: ...

    def paste_value(self) -> None: ...

    def select_all(self) -> None: ...


class _InForce:
    words: EditWords | None = None


def set_edit_words(words: EditWords) -> None:
    """Set the words for all inputs; until then they have no menu."""
    _InForce.words = words


def edit_menu(editor: Editable, parent: QWidget, *, writable: bool) -> QMenu | None:
    """Return the menu of an input, or nothing while there are no words for it."""
    words = _InForce.words
    if words is None:
        return None
    menu = QMenu(parent)
    entries = (
        (words.cut, editor.cut_value, writable),
        (words.copy, editor.copy_value, True),
        (words.paste, editor.paste_value, writable),
        (words.select_all, editor.select_all, True),
    )
    for text, deed, enabled in entries:
        action = menu.addAction(text)
        action.triggered.connect(deed)
        action.setEnabled(enabled)
    return menu


def show_edit_menu(editor: Editable, parent: QWidget, spot: QPoint, *, writable: bool) -> None:
    """Open the menu at a global position."""
    menu = edit_menu(editor, parent, writable=writable)
    if menu is not None:
        menu.popup(spot)

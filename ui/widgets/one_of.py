"""What the buttons of one choice share: their words, and that one of them is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QButtonGroup, QWidget

from ui.theme import look
from ui.tokens import Role

if TYPE_CHECKING:
    _Button = QAbstractButton
else:
    # A second widget class among the bases would be a second widget to Qt.
    _Button = object

Part = TypeVar("Part", bound=QAbstractButton)


class PaintedButton(_Button):
    """Words in a role's font on a button that paints itself; all of it takes the mouse."""

    _role = Role.BODY
    _words = ""

    def set_text(self, text: str) -> None:
        """Set the words, which are also the accessible name."""
        self._words = text
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self._restyle()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def _restyle(self) -> None:
        self.setFont(look().font(self._role))
        self.updateGeometry()
        self.update()


class OneOf(Generic[Part]):
    """The buttons of one choice by key; they lie in a layout of their owner.

    Args:
        owner: The widget they belong to.
        layout: Where they stand.
        make: Makes the button of a key.
    """

    def __init__(self, owner: QWidget, layout: QBoxLayout, make: Callable[[str], Part]) -> None:
        self._group = QButtonGroup(owner)
        self._layout = layout
        self._make = make
        self._parts: dict[str, Part] = {}

    @property
    def parts(self) -> Mapping[str, Part]:
        """The buttons by key."""
        return self._parts

    def set_keys(self, keys: Sequence[str]) -> None:
        """Have a button for each key; the same keys again change nothing."""
        if list(keys) == list(self._parts):
            return
        for old in self._parts.values():
            self._group.removeButton(old)
            self._layout.removeWidget(old)
            old.deleteLater()
        self._parts = {key: self._make(key) for key in keys}
        for part in self._parts.values():
            self._group.addButton(part)
            self._layout.addWidget(part)

    def choose(self, key: str) -> None:
        """Choose by key, without a signal; a key of none leaves nothing chosen."""
        if key in self._parts:
            self._parts[key].setChecked(True)
        else:
            self._group.setExclusive(False)
            for part in self._parts.values():
                part.setChecked(False)
            self._group.setExclusive(True)
        self._let_tab_in()

    def chosen(self) -> str:
        """Return the key chosen, or an empty text."""
        return next((key for key, part in self._parts.items() if part.isChecked()), "")

    def _let_tab_in(self) -> None:
        """Let Tab come to the choice in force and to no other; Qt does so only after a visit."""
        chosen = self._parts.get(self.chosen())
        for part in self._parts.values():
            is_stop = part is chosen or chosen is None
            part.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus
            )

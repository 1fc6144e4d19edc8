"""The input of a name in Cyrillic."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.widgets.cyrillic import CyrillicInput, KazakhPair


class NameInput(CyrillicInput):
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
        kazakh_pair: KazakhPair,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, kazakh_pair=kazakh_pair, parent=parent)
        self._tidy = tidy

    def _on_typed(self, text: str) -> None:
        position = self.cursorPosition()
        tidied = self._tidy(text)
        if tidied != text:
            self.setText(tidied)
            self.setCursorPosition(len(self._tidy(text[:position])))
        self.edited.emit(self.value())

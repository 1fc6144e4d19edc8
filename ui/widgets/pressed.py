"""A button that Enter presses as Space does, which Qt leaves to dialogs."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from ui.widgets.painting import is_plain_enter


class PressedByEnter(QPushButton):
    """A push button for both keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_plain_enter(event) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

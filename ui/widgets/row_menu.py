"""The menu of a row: its deeds in words, for the menu key and the right button."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

Deed = tuple[str, Callable[[], object]]


def show_row_menu(parent: QWidget, spot: QPoint, deeds: Iterable[Deed]) -> None:
    """Open the deeds of a row at a global position; a row without any has no menu."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for words, deed in deeds:
        menu.addAction(words).triggered.connect(lambda _=False, deed=deed: deed())
    if menu.isEmpty():
        menu.deleteLater()
        return
    # The first one is meant mostly, and Enter takes it.
    menu.setActiveAction(menu.actions()[0])
    menu.popup(spot)

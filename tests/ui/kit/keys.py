"""Keys as a keyboard sends them: events that carry their text, so Cyrillic arrives too."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

NO_MODIFIER = Qt.KeyboardModifier.NoModifier


def press(
    widget: QWidget,
    key: Qt.Key,
    text: str = "",
    modifiers: Qt.KeyboardModifier = NO_MODIFIER,
    *,
    repeats: bool = False,
) -> bool:
    """Send one key down and up; return whether the widget took it."""
    down = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text, repeats)
    taken = QApplication.sendEvent(widget, down) and down.isAccepted()
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyRelease, key, modifiers, text, repeats))
    return taken


def type_text(widget: QWidget, text: str) -> None:
    """Type a text letter by letter, whatever the layout that gives these letters."""
    for character in text:
        press(widget, Qt.Key.Key_unknown, character)


def show_focused(widget: QWidget, focused: QWidget | None = None) -> None:
    """Show a widget as the active window with the focus on one of its parts."""
    widget.show()
    widget.activateWindow()
    (focused or widget).setFocus()
    QApplication.processEvents()

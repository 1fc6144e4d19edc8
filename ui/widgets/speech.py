"""Words for a screen reader about something that happened, without taking the focus."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def announce(source: QWidget, text: str) -> None:
    """Say a text politely, after whatever is being read now.

    Args:
        source: The widget it is about; it stays where it is.
        text: The words in the language of the screen.
    """
    # Loaded at the first word, for the sign-in page says none.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(source, text))

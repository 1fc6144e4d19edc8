"""Saves what is typed: when a field is left, and at most a second after the last key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

SAVE_AFTER_MS = 700
Save = Callable[[Callable[[], None]], None]


class Autosave(QObject):
    """What is typed and not stored yet, by field.

    The timer runs from the first key that is not stored, so that a fast typist waits no longer.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pending: dict[str, Save] = {}
        self._under_way: Counter[str] = Counter()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    def typed(self, field: str, save: Save) -> None:
        """Note a change of a field and how it is saved; the last one counts."""
        self._pending[field] = save
        if not self._timer.isActive():
            self._timer.start()

    def left(self, field: str) -> None:
        """Save a field that loses the focus."""
        save = self._pending.pop(field, None)
        if save is not None:
            self._begin(field, save)

    def flush(self) -> None:
        """Save everything at once."""
        self._timer.stop()
        for field in list(self._pending):
            self.left(field)

    def forget(self) -> None:
        """Drop what is not saved: the case is closed."""
        self._timer.stop()
        self._pending.clear()
        self._under_way.clear()

    def holds(self, field: str) -> bool:
        """Whether the screen knows a newer text of a field than the store."""
        return field in self._pending or self._under_way[field] > 0

    def _begin(self, field: str, save: Save) -> None:
        self._under_way[field] += 1
        save(lambda: self._end(field))

    def _end(self, field: str) -> None:
        self._under_way[field] = max(0, self._under_way[field] - 1)

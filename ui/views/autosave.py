"""Saves what is typed: when a field is left, and at most a second after the last key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from desk_app.errors import KnownError, StoreError
from ui.presenters.case_file import Settled

SAVE_AFTER_MS = 700
RETRY_AFTER_MS = 2000
Save = Callable[[Settled], None]


class Autosave(QObject):
    """What is typed and not stored yet, by field.

    The timer runs from the first key that is not stored, so that a fast typist waits no longer.
    What the disk did not take is tried again by itself; a later text of the field goes before it.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pending: dict[str, Save] = {}
        self._under_way: Counter[str] = Counter()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)

    def typed(self, field: str, save: Save) -> None:
        """Note a change of a field and how it is saved; the last one counts."""
        self._pending[field] = save
        if not self._timer.isActive() or self._timer.remainingTime() > SAVE_AFTER_MS:
            self._timer.start(SAVE_AFTER_MS)

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

    def has_unsaved(self) -> bool:
        """Whether anything waits to be saved."""
        return bool(self._pending)

    def _begin(self, field: str, save: Save) -> None:
        self._under_way[field] += 1
        save(lambda failure: self._end(field, save, failure))

    def _end(self, field: str, save: Save, failure: KnownError | None) -> None:
        self._under_way[field] = max(0, self._under_way[field] - 1)
        # A disk that fails may work later; what the rules refuse is refused for good.
        if not isinstance(failure, StoreError) or self.holds(field):
            return
        self._pending[field] = save
        if not self._timer.isActive():
            self._timer.start(RETRY_AFTER_MS)

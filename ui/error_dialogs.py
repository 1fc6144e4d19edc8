"""A bug of ours: a report without personal data, one honest dialog, and a desk that goes on."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desk_app.logs import masked
from ui.presenters.words import Say
from ui.tokens import Role
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.labels import IconLabel, Label

REPORTS = "reports"
_log = logging.getLogger("desk_app.window")


def report_of(error: BaseException) -> str:
    """Return what happened and where in our code; no values, and no words anybody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    lines = [f"{type(error).__module__}.{type(error).__qualname__}", *places]
    return masked("\n".join(lines)) + "\n"


def write_report(home: Path, error: BaseException, now: datetime) -> Path | None:
    """Write a report into the desk's home; returns the file, or None where the disk fails."""
    file = home / REPORTS / f"{now:%Y%m%d-%H%M%S-%f}.txt"
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(report_of(error), encoding="utf-8")
    except OSError:
        _log.exception("the report could not be written")
        return None
    return file


class ErrorReporter(QObject):
    """Takes the place of `sys.excepthook` while the window lives.

    Args:
        home: Where reports lie.
        say: Words a text key.
        window: The dialog's owner.
        recover: Called before the dialog, so that the desk acts on the next key.
    """

    _caught = Signal(object)

    def __init__(
        self, *, home: Path, say: Say, window: QWidget, recover: Callable[[], None]
    ) -> None:
        super().__init__(window)
        self._home = home
        self._say = say
        self._window = window
        self._recover = recover
        self._before = sys.excepthook
        self._dialog: _HonestDialog | None = None
        # Lanes report from threads of their own; the dialog belongs to the window's.
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Begin to take what nobody expected."""
        self._before = sys.excepthook
        sys.excepthook = self.take

    def remove(self) -> None:
        """Give the place back."""
        sys.excepthook = self._before

    def take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Report an error; an interrupt from the terminal ends the program as ever."""
        if not issubclass(kind, Exception):
            self._before(kind, error, trace)
            return
        _log.error("unexpected: %s", report_of(error))
        self._caught.emit(error)

    def _show(self, error: Exception) -> None:
        file = write_report(self._home, error, datetime.now(UTC))
        self._recover()
        if self._dialog is not None and self._dialog.isVisible():
            return
        self._dialog = _HonestDialog(self._say, file.name if file else "", self._window)
        # Not every window manager gives the focus back by itself.
        self._dialog.finished.connect(lambda _: self._window.activateWindow())
        self._dialog.open()


class _HonestDialog(QDialog):
    def __init__(self, say: Say, report: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("error")
        self.setWindowTitle(say("failure.title"))
        title = Label(Role.CARD_TITLE, wraps=True)
        title.setText(say("failure.title"))
        words = Label(Role.BODY, wraps=True)
        words.setText(say("failure.words"))
        where = Label(Role.HINT, "muted", wraps=True)
        where.setText(say("failure.report", file=report) if report else say("failure.no_report"))
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._go_on = Button("error.go_on", ButtonKind.PRIMARY, key="Enter")
        self._go_on.set_text(say("failure.go_on"))
        self._go_on.clicked.connect(self.accept)
        heading = QHBoxLayout()
        heading.setSpacing(12)
        heading.addWidget(IconLabel("circle-alert", "bad", 24))
        heading.addWidget(title, 1)
        actions = QHBoxLayout()
        actions.addStretch(1)
        actions.addWidget(self._go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addLayout(heading)
        column.addWidget(words)
        column.addWidget(where)
        column.addLayout(actions)
        self.setMinimumWidth(480)
        self._go_on.setFocus()

"""Hands, eyes and a pulse at the real window: key events only, no pauses, everything counted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desk_app.domain.keyboard_wedge import LONGEST_GAP_MS
from desk_app.errors import RuleError

BEAT_MS = 5
_LOOK_EVERY_MS = 2
_PACE_SECONDS = (LONGEST_GAP_MS + 5) / 1000
_PATIENCE_MS = 20_000
_NO_MODIFIER = Qt.KeyboardModifier.NoModifier
_TEXTS = {
    Qt.Key.Key_Return: "\r",
    Qt.Key.Key_Tab: "\t",
    Qt.Key.Key_Space: " ",
    Qt.Key.Key_Backspace: "\b",
    Qt.Key.Key_Escape: "\x1b",
}
_CLICKS = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
    }
)


class Pulse(QObject):
    """A timer of the interface thread; what comes late was kept waiting by something."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = 0.0
        self.blocks_ms: list[float] = []

    @property
    def beats(self) -> int:
        """How many beats were felt so far."""
        return len(self.blocks_ms)

    def forget(self, beats: int) -> None:
        """Let what was felt since so many beats be no part of the case."""
        del self.blocks_ms[beats:]

    def start(self) -> None:
        """Begin to listen, or go on."""
        self._last = perf_counter()
        self._timer.start(BEAT_MS)

    def stop(self) -> None:
        """Hear nothing: the player itself is at work."""
        self._timer.stop()

    def _beat(self) -> None:
        now = perf_counter()
        self.blocks_ms.append(max(0.0, (now - self._last) * 1000 - BEAT_MS))
        self._last = now

    @property
    def longest_ms(self) -> float:
        """The longest time the thread was busy, in milliseconds."""
        return max(self.blocks_ms, default=0.0)

    @property
    def p99_ms(self) -> float:
        """The time that 99 of 100 beats were not late by more than."""
        ordered = sorted(self.blocks_ms)
        return ordered[int(len(ordered) * 0.99)] if ordered else 0.0


class Witness(QObject):
    """Counts what a case by keys must not have: mouse events and dialogs."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self.mouse_events = 0
        self.dialogs = 0
        app.installEventFilter(self)

    def leave(self) -> None:
        """Look no more."""
        self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count and let everything pass."""
        kind = event.type()
        if kind in _CLICKS and isinstance(watched, QWidget):
            self.mouse_events += 1
        elif kind == QEvent.Type.Show and isinstance(watched, QDialog):
            self.dialogs += 1
        return False


class Alarm:
    """Takes what nobody expected while a window plays: a play never goes on over a bug."""

    def __init__(self) -> None:
        self._first: BaseException | None = None
        self._before = sys.excepthook

    def install(self) -> None:
        """Begin to take errors."""
        self._before = sys.excepthook
        sys.excepthook = self._take

    def remove(self) -> None:
        """Give the place back."""
        sys.excepthook = self._before

    def is_raised(self) -> bool:
        """Whether there was an error."""
        return self._first is not None

    def check(self) -> None:
        """Raise what was taken."""
        first, self._first = self._first, None
        if first is not None:
            raise first

    def _take(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        self._first = self._first or error


@dataclass(slots=True)
class StepRecord:
    """What one step of a play cost."""

    name: str
    presses: int = 0
    data_presses: int = 0
    seconds: float = 0.0
    longest_block_ms: float = 0.0
    picture: str = ""


@dataclass(slots=True)
class Player:
    """Plays at one window.

    Attributes:
        folder: Where pictures go; None takes none.
        steps: What was done so far.
    """

    app: QApplication
    folder: Path | None
    pulse: Pulse
    witness: Witness
    alarm: Alarm
    steps: list[StepRecord] = field(default_factory=list)

    # --- hands ---

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _NO_MODIFIER) -> None:
        """Press a key of the program's own: it counts as overhead."""
        self._step.presses += 1
        self._send(key, _TEXTS.get(key, "") if modifiers == _NO_MODIFIER else "", modifiers)

    def enter(self) -> None:
        """Press Enter."""
        self.press(Qt.Key.Key_Return)

    def go_on(self) -> None:
        """Press Ctrl+Enter."""
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> None:
        """Type what belongs to the applicant, letter by letter, whatever the layout.

        At a quick clerk's pace: what comes faster is taken for a reader's.
        """
        for character in text:
            typed_at = perf_counter()
            self._step.data_presses += 1
            self._send(_key_for(character), character, _NO_MODIFIER)
            self.wait(partial(_has_passed, typed_at, _PACE_SECONDS))

    def _send(self, key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier) -> None:
        widget = QApplication.focusWidget() or QApplication.activeWindow()
        if widget is None:
            raise RuleError("play.stuck", step=self._step.name)
        for action in (QTest.KeyAction.Press, QTest.KeyAction.Release):
            QTest.sendKeyEvent(action, widget, key, text, modifiers)
        # What the key set in motion comes before the next key, as with a clerk's fingers.
        QApplication.processEvents()

    # --- eyes ---

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the window work until something is so.

        Raises:
            RuleError: `play.stuck` where it never comes.
            Exception: What nobody expected in the window meanwhile.
        """
        if not condition():
            self._wait(lambda: self.alarm.is_raised() or condition())
        self.alarm.check()

    def _wait(self, condition: Callable[[], bool]) -> None:
        loop, look, patience = QEventLoop(), QTimer(), QTimer()
        look.timeout.connect(lambda: loop.quit() if condition() else None)
        patience.setSingleShot(True)
        patience.timeout.connect(lambda: loop.exit(1))
        look.start(_LOOK_EVERY_MS)
        patience.start(_PATIENCE_MS)
        if loop.exec():
            raise RuleError("play.stuck", step=self._step.name)

    # --- steps ---

    @contextmanager
    def step(self, name: str, window: QWidget) -> Iterator[None]:
        """Do one step; its picture is taken however it ends."""
        record = StepRecord(name)
        self.steps.append(record)
        started, beats = perf_counter(), self.pulse.beats
        self.pulse.start()
        try:
            yield
            # What the last key set in motion still belongs to the step.
            self.wait(lambda: self.pulse.beats > beats)
        finally:
            self.pulse.stop()
            record.seconds = perf_counter() - started
            record.longest_block_ms = max(self.pulse.blocks_ms[beats:], default=0.0)
            record.picture = self._take_picture(window)

    @property
    def _step(self) -> StepRecord:
        return self.steps[-1]

    def _take_picture(self, window: QWidget) -> str:
        if self.folder is None:
            return ""
        # As the screen is painted: after everything has found its place.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        file = self.folder / f"{len(self.steps):02d}-{self._step.name}.png"
        return str(file) if window.grab().save(str(file)) else ""

    @property
    def presses(self) -> int:
        """Presses beyond data."""
        return sum(step.presses for step in self.steps)

    @property
    def data_presses(self) -> int:
        """Presses that belong to the applicant."""
        return sum(step.data_presses for step in self.steps)


def _has_passed(since: float, seconds: float) -> bool:
    return perf_counter() - since >= seconds


def _key_for(character: str) -> Qt.Key:
    if character.isascii() and (character.isalnum() or character in "+-"):
        return Qt.Key(ord(character.upper()))
    return Qt.Key.Key_Space if character == " " else Qt.Key.Key_unknown

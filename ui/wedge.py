"""Hears a reader that types as a keyboard: by scan code, whatever layout is active."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from desk_app.domain.keyboard_wedge import (
    LONGEST_GAP_MS,
    SILENCE_AFTER_SCAN_MS,
    X11_OFFSET,
    KeyPress,
    WedgeKind,
    characters,
    extract_identity,
    is_burst,
    is_burst_without_end,
)

# The lines of a card are 30 characters long and three, those of a passport 44 and two.
_LINES_OF = {30: 3, 44: 2}
_ENTER_SCAN_CODE = 0x1C
_TAB_SCAN_CODE = 0x0F
_ENDS = {
    Qt.Key.Key_Return: _ENTER_SCAN_CODE,
    Qt.Key.Key_Enter: _ENTER_SCAN_CODE,
    Qt.Key.Key_Tab: _TAB_SCAN_CODE,
}
_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
    }
)
_CHORDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


@dataclass(slots=True)
class _Burst:
    """Keys that came fast one after the other, and what their field held before."""

    widget: QWidget | None
    before: str
    keys: list[KeyPress] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    gaps_ms: list[float] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    last_ms: float = 0.0

    @property
    def line(self) -> str:
        """What the line at hand says: exact by scan codes, else as the layout made it."""
        exact = characters(self.keys)
        return exact if len(exact) == len(self.keys) else "".join(self.texts)

    @property
    def text(self) -> str:
        """Everything that was typed."""
        return "\n".join((*self.lines, self.line) if self.keys else self.lines)

    @property
    def is_line(self) -> bool:
        """Whether this is one line of machine-readable text."""
        return len(self.line) in _LINES_OF

    @property
    def is_whole(self) -> bool:
        """Whether all lines of a document are there."""
        return len(self.lines) == _LINES_OF[len(self.lines[0])]

    def end_line(self, now_ms: float) -> None:
        """Put the line at hand to the others."""
        self.lines.append(self.line)
        self.keys, self.texts, self.gaps_ms = [], [], []
        self.last_ms = now_ms


class Wedge(QObject):
    """A filter over the application's keys; `scanned(WedgeRead)` with what a reader typed.

    A burst reaches the focused field like any typing, for until its end nobody knows what it is;
    then the field gets back what it held, and the Enter or Tab that ended the burst is swallowed.

    Args:
        parent: The window whose keys are heard.
        today: The local date, for birth years without a century.
        now_ms: A clock that only runs forward.
        scan_code_offset: What the platform adds to the scan code of a key.
    """

    scanned = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        today: Callable[[], date],
        *,
        now_ms: Callable[[], float] = lambda: time.monotonic() * 1000,
        scan_code_offset: int = 0 if sys.platform == "win32" else X11_OFFSET,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._today = today
        self._now_ms = now_ms
        self._offset = scan_code_offset
        self._burst: _Burst | None = None
        # Some readers end with no key at all.
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(SILENCE_AFTER_SCAN_MS)
        self._silence.timeout.connect(self._on_silence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() != QEvent.Type.KeyPress
            or not isinstance(event, QKeyEvent)
            or not self._is_addressed(watched)
        ):
            return super().eventFilter(watched, event)
        return self._hear(event)

    def _is_addressed(self, watched: QObject) -> bool:
        """Whether the key was pressed here; one nobody takes is offered to every parent again."""
        if not isinstance(watched, QWidget) or watched.window() is not self._window:
            return False
        focused = QApplication.focusWidget()
        return watched is focused or (focused is None and watched is self._window)

    def _hear(self, event: QKeyEvent) -> bool:
        if event.key() in _MODIFIERS:
            return False
        if event.isAutoRepeat() or event.modifiers() & _CHORDS:
            self._burst = None
            return False
        now = self._now_ms()
        burst = self._burst
        gap = now - burst.last_ms if burst is not None else 0.0
        if event.key() in _ENDS:
            return burst is not None and self._hear_end(burst, event, gap, now)
        if burst is None or gap > LONGEST_GAP_MS:
            burst = self._burst = _begun()
        elif burst.keys:
            burst.gaps_ms.append(gap)
        burst.keys.append(self._key(event))
        burst.texts.append(event.text())
        burst.last_ms = now
        self._silence.start()
        return False

    def _hear_end(self, burst: _Burst, event: QKeyEvent, gap: float, now: float) -> bool:
        self._silence.stop()
        is_reader = gap <= LONGEST_GAP_MS and is_burst(burst.gaps_ms, _ENDS[Qt.Key(event.key())])
        if is_reader and burst.is_line:
            # The lines of a document come one by one; the next one follows at once.
            burst.end_line(now)
            if not burst.is_whole:
                return True
        self._burst = None
        return is_reader and self._tell(burst)

    def _on_silence(self) -> None:
        burst = self._burst
        if burst is None:
            return
        silence = self._now_ms() - burst.last_ms
        if is_burst_without_end(burst.gaps_ms, silence, burst.text):
            self._burst = None
            self._tell(burst)

    def _key(self, event: QKeyEvent) -> KeyPress:
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        code = event.nativeScanCode()
        return KeyPress(code - self._offset if code else 0, shifted)

    def _tell(self, burst: _Burst) -> bool:
        read = extract_identity(burst.text, self._today())
        if read.kind is WedgeKind.UNKNOWN:
            # A very fast typist ends a field with Enter, too; what they typed stays.
            return False
        _give_back(burst)
        self.scanned.emit(read)
        return True


def _begun() -> _Burst:
    widget = QApplication.focusWidget()
    return _Burst(widget, _content(widget))


def _content(widget: QWidget | None) -> str:
    if isinstance(widget, QLineEdit):
        return widget.text()
    return widget.toPlainText() if isinstance(widget, QPlainTextEdit) else ""


def _give_back(burst: _Burst) -> None:
    """Put back what the field held; it hears of it as of any change, so that it is saved so."""
    widget = burst.widget
    if isinstance(widget, QLineEdit) and widget.text() != burst.before:
        widget.setText(burst.before)
        widget.textEdited.emit(burst.before)
    elif isinstance(widget, QPlainTextEdit) and widget.toPlainText() != burst.before:
        widget.setPlainText(burst.before)

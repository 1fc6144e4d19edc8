"""The service timer: time elapsed, what it means, and the bar of the norm."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from ui.theme import follow_theme, look
from ui.tokens import TIMER_PX, Role
from ui.widgets.chips import Tone, chip_width, draw_chip
from ui.widgets.painting import (
    RIGHT,
    draw_hatch,
    draw_text,
    metrics,
    rounded_path,
    smooth_painter,
    text_width,
)


class TimerState(StrEnum):
    """How the time stands against the norm."""

    NORMAL = "normal"
    WARNING = "warning"
    LAST_MINUTES = "last_minutes"
    OVERRUN = "overrun"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class TimerReading:
    """What the timer shows in this second.

    Attributes:
        state: How the time stands.
        elapsed_seconds: Time since the call.
        norm_seconds: The norm.
        warning_seconds: Where the mark on the bar stands.
        beside: The words beside the number, such as the time left.
        notes: What more there is to know, in small below them, the weightiest first.
        spoken: The whole reading in words, for a screen reader.
    """

    state: TimerState
    elapsed_seconds: int
    norm_seconds: int
    warning_seconds: int
    beside: str
    notes: tuple[str, ...]
    spoken: str


NOT_STARTED = TimerReading(TimerState.PAUSED, 0, 1200, 900, "", (), "")
NOTE_BREAK = " · "


class ServiceTimer(QProgressBar):
    """Shows a reading; it counts nothing by itself and repaints nothing but itself.

    To a screen reader it is a progress bar whose description is the reading in words.
    """

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._reading = NOT_STARTED
        self._caption = ""
        self._norm_words = ""
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(self._restyle)

    def set_texts(self, caption: str, norm: str) -> None:
        """Set the caption and the words of the norm; together they are the accessible name."""
        self._caption, self._norm_words = caption, norm
        self.setAccessibleName(f"{caption}, {norm}" if norm else caption)
        self.update()

    def set_reading(self, reading: TimerReading) -> None:
        """Show a reading; the same again costs nothing."""
        if reading == self._reading:
            return
        self._reading = reading
        self.setRange(0, max(reading.norm_seconds, reading.elapsed_seconds))
        self.setValue(reading.elapsed_seconds)
        self.setAccessibleDescription(reading.spoken)
        self.setToolTip(NOTE_BREAK.join(reading.notes))
        self.update()

    def reading(self) -> TimerReading:
        """Return what is shown."""
        return self._reading

    def sizeHint(self) -> QSize:
        return QSize(look().px(TIMER_PX), look().px(72))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        width = self.width()
        top = QRectF(0, 0, width, look().px(16))
        draw_text(painter, top, self._caption, Role.CAPTION, "muted")
        draw_text(painter, top, self._norm_words, Role.CAPTION, "text_2", RIGHT)
        middle = QRectF(0, look().px(18), width, look().px(38))
        self._draw_number(painter, middle)
        self._draw_beside(painter, middle)
        self._draw_bar(painter, QRectF(0, self.height() - look().px(10), width, look().px(8)))
        painter.end()

    def _draw_number(self, painter: QPainter, box: QRectF) -> None:
        role = Role.TIMER
        if metrics(role).horizontalAdvance(self._clock()) > box.width() / 2:
            role = Role.FIGURE
        draw_text(painter, box, self._clock(), role, _NUMBER_TOKENS[self._reading.state])

    def _clock(self) -> str:
        minutes, seconds = divmod(self._reading.elapsed_seconds, 60)
        return f"{minutes:02d}:{seconds:02d}"

    def _draw_beside(self, painter: QPainter, box: QRectF) -> None:
        words, state = self._reading.beside, self._reading.state
        if not words:
            return
        box = self._draw_note(painter, box)
        if state is TimerState.NORMAL:
            draw_text(painter, box, words, Role.BODY_TABULAR, "text_2", RIGHT)
            return
        width = chip_width(words, has_icon=True)
        height = min(look().px(28), box.height())
        chip = QRectF(box.right() - width, box.center().y() - height / 2, width, height)
        tone, icon = _CHIPS[state]
        filled = state is TimerState.LAST_MINUTES
        draw_chip(painter, chip, words, tone, icon, filled=filled)

    def _draw_note(self, painter: QPainter, box: QRectF) -> QRectF:
        """Draw the notes at the foot of a box; return what is left of the box."""
        if not self._reading.notes:
            return box
        height = look().px(16)
        number_px = metrics(Role.TIMER).horizontalAdvance(self._clock()) + look().px(8)
        left = min(number_px, box.width() / 2)
        foot = QRectF(left, box.bottom() - height, box.width() - left, height)
        draw_text(
            painter, foot, _note_within(self._reading.notes, foot.width()), _NOTE, "text_2", RIGHT
        )
        return box.adjusted(0, 0, 0, -height)

    def _draw_bar(self, painter: QPainter, box: QRectF) -> None:
        painter.setClipPath(rounded_path(box, box.height() / 2))
        painter.fillRect(box, look().colour("track"))
        reading = self._reading
        whole = max(reading.norm_seconds, reading.elapsed_seconds)
        done = box.width() * min(1.0, reading.elapsed_seconds / whole)
        if reading.state is TimerState.OVERRUN:
            self._draw_overrun(painter, box, box.width() * reading.norm_seconds / whole)
            return
        filled = QRectF(box.left(), box.top(), done, box.height())
        painter.fillRect(filled, look().colour(_BAR_TOKENS[reading.state]))
        mark = round(box.width() * reading.warning_seconds / whole)
        painter.fillRect(QRectF(mark - 1, box.top(), 2, box.height()), look().colour("surface"))

    def _draw_overrun(self, painter: QPainter, box: QRectF, norm_width: float) -> None:
        norm = QRectF(box.left(), box.top(), norm_width, box.height())
        excess = QRectF(norm.right(), box.top(), box.width() - norm_width, box.height())
        painter.fillRect(norm, look().colour("text_2"))
        painter.fillRect(excess, look().colour("surface"))
        draw_hatch(painter, excess, look().colour("bad_fill"), look().px(6))

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def _note_within(notes: tuple[str, ...], width: float) -> str:
    """Return as many whole notes as fit, and how many more there are."""
    for shown in range(len(notes), 0, -1):
        more = (f"+{len(notes) - shown}",) if shown < len(notes) else ()
        words = NOTE_BREAK.join((*notes[:shown], *more))
        if shown == 1 or text_width(words, _NOTE) <= width:
            return metrics(_NOTE).elidedText(words, Qt.TextElideMode.ElideRight, width)
    return ""


_NOTE = Role.CAPTION
_NUMBER_TOKENS = {
    TimerState.NORMAL: "text",
    TimerState.WARNING: "warn",
    TimerState.LAST_MINUTES: "warn",
    TimerState.OVERRUN: "bad",
    TimerState.PAUSED: "muted",
}
_BAR_TOKENS = {
    TimerState.NORMAL: "accent",
    TimerState.WARNING: "warn_fill",
    TimerState.LAST_MINUTES: "warn_fill",
    TimerState.OVERRUN: "bad_fill",
    TimerState.PAUSED: "input_line",
}
_CHIPS = {
    TimerState.WARNING: (Tone.WARN, "hourglass"),
    TimerState.LAST_MINUTES: (Tone.WARN, "hourglass"),
    TimerState.OVERRUN: (Tone.BAD, "circle-alert"),
    TimerState.PAUSED: (Tone.PLAIN, "pause"),
}

"""The steps of a case: done, current, ahead, with errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.painting import (
    CENTRE,
    draw_box,
    draw_elided,
    draw_text,
    smooth_painter,
    text_width,
)


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Step:
    """One step as shown.

    Attributes:
        key: The step's own key, given back when it is wanted.
        text: Its name.
        state: Where it stands.
        spoken: Its state in words, for a screen reader.
        error_count: Fields to put right in it.
    """

    key: str
    text: str
    state: StepState
    spoken: str = ""
    error_count: int = 0


class StepsBar(QWidget):
    """The row of steps; a click on a finished one asks for it by `step_requested(str)`.

    The keyboard goes through the steps by its own keys, so the row is no stop for Tab.
    """

    step_requested = Signal(str)

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._parts: list[_StepPart] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(self._restyle)

    def set_name(self, text: str) -> None:
        """Set the accessible name of the row."""
        self.setAccessibleName(text)

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show the steps in their order."""
        while len(self._parts) < len(steps):
            self._add_part()
        for part in self._parts[len(steps) :]:
            part.hide()
        for number, (part, step) in enumerate(zip(self._parts, steps, strict=False), start=1):
            part.show_step(number, step)

    def _add_part(self) -> None:
        part = _StepPart(f"{self.objectName()}.{len(self._parts) + 1}", self)
        part.clicked.connect(lambda: self.step_requested.emit(part.step.key))
        self._row.addWidget(part, 1)
        self._parts.append(part)

    def _restyle(self) -> None:
        self.setFixedHeight(look().px(look().density.steps))


class _StepPart(QRadioButton):
    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.step = Step("", "", StepState.AHEAD)
        self._number = 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        follow_theme(self.update)

    def show_step(self, number: int, step: Step) -> None:
        self._number, self.step = number, step
        self.setText(step.text.replace("&", "&&"))
        self.setAccessibleName(f"{number}. {step.text}")
        self.setAccessibleDescription(step.spoken)
        self.setChecked(step.state is StepState.CURRENT)
        self.show()
        self.update()

    def nextCheckState(self) -> None:
        """Leave the mark alone: only the case decides which step is the current one."""

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return QSize(look().px(120), look().px(look().density.steps))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        measure = look().px
        bar = QRectF(0, self.height() - measure(6), self.width(), measure(4))
        passed = self.step.state is not StepState.AHEAD
        draw_box(painter, bar, fill=look().colour("accent" if passed else "track"), radius=2)
        middle = (self.height() - measure(8)) / 2
        ring = QRectF(0, round(middle - measure(12)), measure(24), measure(24))
        self._draw_ring(painter, ring)
        words = QRectF(measure(33), 0, self.width() - measure(60), middle * 2)
        role = Role.BODY_STRONG if self.step.state is StepState.CURRENT else Role.BODY_MEDIUM
        draw_elided(painter, words, self.step.text, role, _WORD_TOKENS[self.step.state])
        if self.step.error_count:
            right = min(words.right(), words.left() + text_width(self.step.text, role))
            self._draw_error_dot(painter, right + measure(8), middle)
        painter.end()

    def _draw_error_dot(self, painter: QPainter, left: float, middle: float) -> None:
        side = look().px(18)
        dot = QRectF(left, round(middle - side / 2), side, side)
        draw_box(painter, dot, fill=look().colour("bad"), radius=side / 2)
        count = str(self.step.error_count)
        draw_text(painter, dot, count, Role.KEY_CAP, "on_accent", CENTRE)

    def _draw_ring(self, painter: QPainter, ring: QRectF) -> None:
        colour = look().colour
        radius = ring.width() / 2
        number = str(self._number)
        if self.step.state is StepState.CURRENT:
            draw_box(painter, ring, fill=colour("accent"), radius=radius)
            draw_text(painter, ring, number, Role.SMALL_STRONG, "on_accent", CENTRE)
        elif self.step.state is StepState.DONE:
            edge = colour("accent_line")
            draw_box(painter, ring, fill=colour("accent_sub"), border=edge, radius=radius)
            inset = look().px(5)
            tick = ring.adjusted(inset, inset, -inset, -inset)
            draw_icon(painter, tick, "check", look().colours.accent)
        else:
            draw_box(painter, ring, border=colour("input_line"), radius=radius)
            draw_text(painter, ring, number, Role.SMALL_STRONG, "text_2", CENTRE)


_WORD_TOKENS = {
    StepState.DONE: "text_2",
    StepState.CURRENT: "text",
    StepState.AHEAD: "muted",
}

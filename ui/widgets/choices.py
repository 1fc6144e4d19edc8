"""Ticks and segmented switches."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from ui.icons import draw_icon
from ui.theme import follow_theme, look
from ui.tokens import MIN_TARGET_PX, Role
from ui.widgets.one_of import OneOf, PaintedButton
from ui.widgets.painting import (
    CENTRE,
    WRAPPED,
    draw_box,
    draw_focus_ring,
    draw_text,
    is_plain_enter,
    metrics,
    smooth_painter,
    text_width,
    wrapped_size,
)


class CheckBox(PaintedButton, QCheckBox):
    """A tick with words that wrap; Space ticks, Enter goes on (`next_requested`)."""

    next_requested = Signal()

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._invalid = False
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        follow_theme(self._restyle)

    def set_invalid(self, invalid: bool) -> None:
        """Mark the tick as wrong or missing, or take the mark away."""
        self._invalid = invalid
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_plain_enter(event):
            if not event.isAutoRepeat():
                self.next_requested.emit()
        elif not event.isAutoRepeat():
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words = wrapped_size(self._words, Role.BODY, width - self._indent())
        return max(look().px(28), round(words.height()) + look().px(4))

    def sizeHint(self) -> QSize:
        width = self._indent() + round(text_width(self._words, Role.BODY)) + 2
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), look().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        side = look().px(22)
        line = metrics(Role.BODY).height()
        height = wrapped_size(self._words, Role.BODY, self.width() - self._indent()).height()
        top = (self.height() - height) / 2
        box = QRectF(0, round(top + line / 2 - side / 2), side, side)
        self._draw_tick(painter, box)
        words = QRectF(self._indent(), top, self.width() - self._indent(), self.height() - top)
        token = "text" if self.isEnabled() else "muted"
        draw_text(painter, words, self._words, Role.BODY, token, WRAPPED)
        painter.end()

    def _draw_tick(self, painter: QPainter, box: QRectF) -> None:
        radius = look().px(5)
        if self.isChecked():
            token = "accent" if self.isEnabled() else "input_line"
            draw_box(painter, box, fill=look().colour(token), radius=radius)
            draw_icon(painter, box.adjusted(2, 2, -2, -2), "check", look().colours.on_accent)
        else:
            edge = look().colour("bad" if self._invalid else "input_line")
            width = 2.0 if self._invalid else 1.0
            fill = look().colour("surface")
            draw_box(painter, box, fill=fill, border=edge, width=width, radius=radius)
        if self.hasFocus():
            draw_focus_ring(painter, box, radius)
            if self.isChecked():
                gap = look().colour("surface")
                draw_box(painter, box.adjusted(2, 2, -2, -2), border=gap, radius=radius - 2)

    def _indent(self) -> int:
        return look().px(32)


class Segmented(QFrame):
    """A switch between a few choices that stand side by side; `chosen(str)` carries the key."""

    chosen = Signal(str)

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._layout = QHBoxLayout(self)
        self._layout.setSpacing(0)
        self._height_px = 36
        self._one = OneOf(self, self._layout, self._make)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(self._restyle)

    def set_name(self, text: str) -> None:
        """Set the accessible name of the whole switch."""
        self.setAccessibleName(text)

    def set_height(self, height_px: int) -> None:
        """Stand lower than usual; each choice keeps the height of a target.

        Args:
            height_px: In logical pixels at 100 % text, at least `MIN_TARGET_PX`.
        """
        self._height_px = height_px
        self._restyle()

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Set the choices as pairs of key and text; the same keys again only change the words."""
        self._one.set_keys([key for key, _ in options])
        for key, text in options:
            self._one.parts[key].set_text(text)

    def set_value(self, key: str) -> None:
        """Choose by key, without a signal; an empty key leaves nothing chosen."""
        if not key or key in self._one.parts:
            self._one.choose(key)

    def value(self) -> str:
        """Return the key chosen, or an empty text."""
        return self._one.chosen()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        draw_box(painter, QRectF(self.rect()), fill=look().colour("subtle"))
        painter.end()

    def _make(self, key: str) -> _Segment:
        segment = _Segment(f"{self.objectName()}.{key}", self)
        # `clicked` covers the mouse, Space and the arrow keys, and never a value set by code.
        segment.clicked.connect(lambda _checked=False: self.chosen.emit(key))
        return segment

    def _restyle(self) -> None:
        upright = min(3, (self._height_px - MIN_TARGET_PX) // 2)
        self._layout.setContentsMargins(3, upright, 3, upright)
        self.setFixedHeight(look().px(self._height_px))
        self.update()


class _Segment(PaintedButton, QRadioButton):
    _role = Role.SMALL_STRONG

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        follow_theme(self._restyle)

    def sizeHint(self) -> QSize:
        width = text_width(self._words, Role.SMALL_STRONG) + look().px(24)
        return QSize(round(width), look().px(30))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        radius = look().px(4)
        if self.isChecked():
            draw_box(
                painter,
                box,
                fill=look().colour("surface"),
                border=look().colour("line"),
                radius=radius,
            )
        token = "text" if self.isChecked() else "text_2"
        draw_text(painter, box, self._words, Role.SMALL_STRONG, token, CENTRE)
        if self.hasFocus():
            draw_focus_ring(painter, box, radius)
        painter.end()

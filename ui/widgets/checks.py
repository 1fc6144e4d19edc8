"""Rows of checks, each with one of three answers."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.painting import WRAPPED, draw_text, smooth_painter, wrapped_size


class CheckValue(StrEnum):
    """A check knows three answers; the third is not a guess."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class CheckRow(QWidget):
    """A check with its answer, source and time in words."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._text = ""
        self._value = CheckValue.UNKNOWN
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        follow_theme(self._restyle)

    def set_state(self, value: CheckValue, text: str, details: str = "") -> None:
        """Show the check: `YES` is the good answer, `NO` the one that needs attention."""
        self._value, self._text = value, text
        self.setAccessibleName(text)
        self.setAccessibleDescription(details)
        self.setToolTip(details)
        self._restyle()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words = wrapped_size(self._text, Role.BODY, width - look().px(24)).height()
        return max(look().px(24), round(words) + look().px(6))

    def sizeHint(self) -> QSize:
        return QSize(look().px(240), self.heightForWidth(self.width() or look().px(240)))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), look().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter: QPainter = smooth_painter(self)
        icon, token = _CHECK_LOOKS[self._value]
        side = look().px(16)
        draw_icon(painter, QRectF(0, look().px(4), side, side), icon, look().colours[token])
        left = look().px(24)
        words = QRectF(left, look().px(3), self.width() - left, self.height())
        draw_text(painter, words, self._text, Role.BODY, "text", WRAPPED)
        painter.end()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


_CHECK_LOOKS = {
    CheckValue.YES: ("circle-check", "ok"),
    CheckValue.NO: ("circle-alert", "bad"),
    CheckValue.UNKNOWN: ("circle-question-mark", "warn"),
}

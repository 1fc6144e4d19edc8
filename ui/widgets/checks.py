"""Rows of checks, each with one of three answers."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import follow_theme, look
from ui.tokens import COMPACT, Role
from ui.widgets.painting import (
    WRAPPED,
    draw_elided,
    draw_text,
    metrics,
    smooth_painter,
    text_width,
    wrapped_size,
)


class CheckValue(StrEnum):
    """A check knows three answers; the third is not a guess."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class CheckRow(QWidget):
    """A check with its answer, the time and the system in one line, cut off at its end.

    They stand below the answer; in a compact window they stand behind it, as far as there is room.
    """

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._text = self._details = ""
        self._value = CheckValue.UNKNOWN
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        follow_theme(self._restyle)

    def set_state(self, value: CheckValue, text: str, details: str = "") -> None:
        """Show the check: `YES` is the good answer, `NO` the one that needs attention."""
        self._value, self._text, self._details = value, text, details
        self.setAccessibleName(text)
        self.setAccessibleDescription(details)
        self.setToolTip(details)
        self._restyle()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words = wrapped_size(self._text, Role.BODY, width - look().px(24)).height()
        has_line = bool(self._details) and look().density is not COMPACT
        below = metrics(Role.HINT).height() if has_line else 0
        return max(look().px(24), round(words + below) + look().px(6))

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
        room, top = self.width() - left, look().px(3)
        words = QRectF(left, top, room, self.height())
        draw_text(painter, words, self._text, Role.BODY, "text", WRAPPED)
        box = self._details_box(words)
        if box.width() >= text_width(_LEAST_DETAILS, Role.HINT):
            draw_elided(painter, box, self._details, Role.HINT, "text_2")
        painter.end()

    def _details_box(self, words: QRectF) -> QRectF:
        """Return the place of time and system in the room of the words."""
        answer = wrapped_size(self._text, Role.BODY, words.width()).height()
        if look().density is not COMPACT:
            line = metrics(Role.HINT).height()
            return QRectF(words.left(), words.top() + answer, words.width(), line)
        taken = text_width(self._text, Role.BODY) + look().px(8)
        line = metrics(Role.BODY).height()
        return QRectF(words.left() + taken, words.top(), words.width() - taken, line)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


# The time alone tells something; less of it does not.
_LEAST_DETAILS = "00:00…"
_CHECK_LOOKS = {
    CheckValue.YES: ("circle-check", "ok"),
    CheckValue.NO: ("circle-alert", "bad"),
    CheckValue.UNKNOWN: ("circle-question-mark", "warn"),
}

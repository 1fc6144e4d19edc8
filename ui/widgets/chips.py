"""Small pieces of state: chips, the waiting badge, the status bar's parts."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.icons import draw_icon
from ui.theme import follow_theme, look
from ui.tokens import STATUS_BAR_PX, Role
from ui.widgets.labels import IconLabel, Label
from ui.widgets.painting import (
    draw_box,
    draw_focus_ring,
    draw_key_cap,
    draw_text,
    key_cap_width,
    smooth_painter,
    text_width,
)


class Tone(StrEnum):
    """What a piece of state means; the colour follows from it, words and icon go with it."""

    PLAIN = "plain"
    OK = "ok"
    INFO = "info"
    WARN = "warn"
    BAD = "bad"

    @property
    def ink(self) -> str:
        """The colour token of words and icon."""
        return "text_2" if self is Tone.PLAIN else self.value

    @property
    def ground(self) -> str:
        """The colour token of the background."""
        return "subtle" if self is Tone.PLAIN else f"{self.value}_sub"

    @property
    def edge(self) -> str:
        """The colour token of the border."""
        return "line" if self is Tone.PLAIN else f"{self.value}_line"


def chip_width(text: str, *, has_icon: bool, role: Role = Role.BODY_STRONG) -> float:
    """Return the width of a chip."""
    icon = look().px(21) if has_icon else 0
    return look().px(9) * 2 + icon + text_width(text, role)


def draw_chip(
    painter: QPainter,
    box: QRectF,
    text: str,
    tone: Tone,
    icon: str = "",
    *,
    filled: bool = False,
    role: Role = Role.BODY_STRONG,
) -> None:
    """Draw a pill with an icon and words; a filled one stands out more."""
    ink = "on_accent" if filled else tone.ink
    fill = look().colour(f"{tone.value}_fill" if filled else tone.ground)
    edge = None if filled else look().colour(tone.edge)
    draw_box(painter, box, fill=fill, border=edge, radius=box.height() / 2)
    left = box.left() + look().px(9)
    if icon:
        spot = QRectF(left, box.top(), look().px(15), box.height())
        draw_icon(painter, spot, icon, look().colours[ink])
        left += look().px(20)
    words = QRectF(left, box.top(), box.right() - left, box.height())
    draw_text(painter, words, text, role, ink)


class Chip(QWidget):
    """A pill with an icon and words."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._text = ""
        self._icon = ""
        self._tone = Tone.PLAIN
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(self._restyle)

    def set_state(self, text: str, tone: Tone = Tone.PLAIN, icon: str = "") -> None:
        """Show a state in words, with the icon that belongs to it."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self._restyle()

    def sizeHint(self) -> QSize:
        width = chip_width(self._text, has_icon=bool(self._icon), role=Role.SMALL_STRONG)
        return QSize(round(width) + 1, look().px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        draw_chip(painter, box, self._text, self._tone, self._icon, role=Role.SMALL_STRONG)
        painter.end()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class WaitBadge(QWidget):
    """How long the applicant waited, against the norm."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._caption = Label(Role.CAPTION, "muted")
        self._icon = IconLabel("circle-check", "ok", 16)
        self._value = Label(Role.VALUE_STRONG, "text")
        below = QHBoxLayout()
        below.setSpacing(7)
        below.addWidget(self._icon)
        below.addWidget(self._value)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addStretch(1)
        column.addWidget(self._caption)
        column.addLayout(below)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def set_state(self, caption: str, value: str, tone: Tone = Tone.OK) -> None:
        """Show the time waited; plain for a wait that is not known."""
        self._caption.setText(caption)
        self._value.setText(value)
        self._value.set_tone("text" if tone in (Tone.OK, Tone.PLAIN) else tone.ink)
        self._icon.set_icon(_WAIT_ICONS[tone], tone.ink)
        self.setAccessibleName(f"{caption}: {value}")


_WAIT_ICONS = {
    Tone.OK: "circle-check",
    Tone.INFO: "info",
    Tone.WARN: "clock",
    Tone.BAD: "circle-alert",
    Tone.PLAIN: "circle-question-mark",
}


class StatusItem(QPushButton):
    """One part of the status bar: an icon, strong words, calm words; a chip when it matters.

    It takes no focus by Tab; `F6` reaches the status bar through `set_reachable`.
    """

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._strong = ""
        self._calm = ""
        self._icon = ""
        self._key = ""
        self._tone = Tone.PLAIN
        self._is_chip = False
        self.setFlat(True)
        self.set_reachable(reachable=False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(self._restyle)

    def set_plain(
        self, strong: str, calm: str = "", *, icon: str = "", tone: Tone = Tone.PLAIN, key: str = ""
    ) -> None:
        """Show an ordinary state, or an action with its key; only the icon takes the tone."""
        self._show(strong, calm, icon, tone, key)
        self._is_chip = False
        self._restyle()

    def set_chip(self, strong: str, calm: str, *, icon: str, tone: Tone) -> None:
        """Show a state that should be seen."""
        self._show(strong, calm, icon, tone, "")
        self._is_chip = True
        self._restyle()

    def set_reachable(self, *, reachable: bool) -> None:
        """Let the keyboard focus reach this part, or not."""
        policy = Qt.FocusPolicy.StrongFocus if reachable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)

    def sizeHint(self) -> QSize:
        parts = [text_width(self._strong, self._strong_role)]
        if self._calm:
            parts.append(look().px(7) + text_width(self._calm, Role.HINT))
        if self._icon:
            parts.append(look().px(23))
        if self._key:
            parts.append(key_cap_width(self._key) + look().px(10))
        padding = look().px(22 if self._is_chip else 4)
        return QSize(round(sum(parts)) + padding, look().px(26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        if self._is_chip:
            fill, edge = look().colour(self._tone.ground), look().colour(self._tone.edge)
            draw_box(painter, box, fill=fill, border=edge, radius=box.height() / 2)
        self._draw_words(painter, box)
        if self.hasFocus():
            draw_focus_ring(painter, box, box.height() / 2 if self._is_chip else None)
        painter.end()

    def _draw_words(self, painter: QPainter, box: QRectF) -> None:
        left = float(look().px(11 if self._is_chip else 2))
        if self._key:
            cap = key_cap_width(self._key)
            draw_key_cap(painter, left + cap, box.center().y(), self._key)
            left += cap + look().px(10)
        if self._icon:
            spot = QRectF(left, 0, look().px(16), box.height())
            draw_icon(painter, spot, self._icon, look().colours[self._tone.ink])
            left += look().px(22)
        ink = self._tone.ink if self._is_chip else "text"
        draw_text(
            painter,
            QRectF(left, 0, box.width(), box.height()),
            self._strong,
            self._strong_role,
            "text_2" if self._key else ink,
        )
        left += text_width(self._strong, self._strong_role) + look().px(7)
        calm = self._tone.ink if self._is_chip else "text_2"
        draw_text(painter, QRectF(left, 0, box.width(), box.height()), self._calm, Role.HINT, calm)

    @property
    def _strong_role(self) -> Role:
        return Role.SMALL_STRONG if self._is_chip else Role.LABEL

    def _show(self, strong: str, calm: str, icon: str, tone: Tone, key: str) -> None:
        self._strong, self._calm, self._icon = strong, calm, icon
        self._tone, self._key = tone, key
        self.setAccessibleName(f"{strong} {calm}".strip())

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class StatusBar(QWidget):
    """The bar at the foot of the window; parts are added to its left or right side."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._row = QHBoxLayout(self)
        self._left = QHBoxLayout()
        self._right = QHBoxLayout()
        self._row.addLayout(self._left)
        self._row.addStretch(1)
        self._row.addLayout(self._right)
        follow_theme(self._restyle)

    def add_left(self, item: QWidget) -> None:
        """Add a part on the left side."""
        self._left.addWidget(item)

    def add_right(self, item: QWidget) -> None:
        """Add a part on the right side."""
        self._right.addWidget(item)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().colour("surface"))
        painter.fillRect(0, 0, self.width(), 1, look().colour("line"))
        painter.end()

    def _restyle(self) -> None:
        self.setFixedHeight(look().px(STATUS_BAR_PX))
        edge = look().px(14)
        self._row.setContentsMargins(edge, 1, edge, 0)
        self._left.setSpacing(look().px(14))
        self._right.setSpacing(look().px(14))
        self.update()

"""Outcomes to choose from, as cards under each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.one_of import OneOf, PaintedButton
from ui.widgets.painting import (
    WRAPPED,
    draw_box,
    draw_key_cap,
    draw_text,
    is_plain_enter,
    key_cap_width,
    smooth_painter,
    text_width,
    wrapped_size,
)


class RadioCard(PaintedButton, QRadioButton):
    """One outcome as a card with a title, a line under it and the keys that choose."""

    _role = Role.VALUE
    next_requested = Signal()

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._subtitle = ""
        self._key = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        follow_theme(self._restyle)

    def set_texts(self, title: str, subtitle: str = "", key: str = "") -> None:
        """Set title, the line under it, and the key cap shown while the card is chosen."""
        self._subtitle, self._key = subtitle, key
        self.setAccessibleDescription(subtitle)
        self.set_text(title)

    def set_unavailable(self, reason: str) -> None:
        """Bar the outcome with a reason to read, or free it by an empty reason."""
        self.setEnabled(not reason)
        self.setToolTip(reason)
        self.setAccessibleDescription(reason or self._subtitle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_plain_enter(event):
            if not event.isAutoRepeat():
                self.next_requested.emit()
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = self._words_width(width)
        title = wrapped_size(self._words, Role.VALUE, room).height()
        subtitle = wrapped_size(self._subtitle, Role.HINT, room).height()
        padding = look().px(13 if look().density.field >= 40 else 6)
        return round(title + subtitle + look().px(2)) + padding * 2

    def sizeHint(self) -> QSize:
        width = max(text_width(self._words, Role.VALUE), text_width(self._subtitle, Role.HINT))
        whole = round(width) + look().px(120)
        return QSize(whole, self.heightForWidth(whole))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(240), look().px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        draw_box(
            painter, box, fill=self._fill(), border=self._edge(), width=2 if self._strong() else 1
        )
        self._draw_dot(painter, box)
        room = self._words_width(self.width())
        title = wrapped_size(self._words, Role.VALUE, room).height()
        subtitle = wrapped_size(self._subtitle, Role.HINT, room).height()
        gap = look().px(2)
        top = (box.height() - title - subtitle - gap) / 2
        left = look().px(52)
        ink = "text" if self.isEnabled() else "muted"
        draw_text(painter, QRectF(left, top, room, title), self._words, Role.VALUE, ink, WRAPPED)
        below = QRectF(left, top + title + gap, room, subtitle)
        draw_text(painter, below, self._subtitle, Role.HINT, "text_2", WRAPPED)
        if self.isChecked():
            draw_key_cap(painter, box.right() - look().px(18), box.center().y(), self._key)
        painter.end()

    def _strong(self) -> bool:
        return self.isChecked() or self.hasFocus()

    def _fill(self) -> QColor:
        return look().colour("accent_sub" if self.isChecked() else "surface")

    def _edge(self) -> QColor:
        if self.hasFocus():
            return look().colour("focus")
        return look().colour("accent" if self.isChecked() else "line")

    def _draw_dot(self, painter: QPainter, box: QRectF) -> None:
        side = look().px(19)
        ring = QRectF(look().px(18), round(box.center().y() - side / 2), side, side)
        edge = look().colour("accent" if self.isChecked() else "input_line")
        fill = look().colour("surface")
        width = 2.0 if self.isChecked() else 1.0
        draw_box(painter, ring, fill=fill, border=edge, width=width, radius=side / 2)
        if self.isChecked():
            inset = side * 0.27
            dot = ring.adjusted(inset, inset, -inset, -inset)
            draw_box(painter, dot, fill=edge, radius=dot.width() / 2)

    def _words_width(self, width: int) -> float:
        return width - look().px(52) - max(look().px(18), key_cap_width(self._key) + look().px(28))


class RadioCards(QWidget):
    """Outcome cards under each other; arrows choose, `chosen(str)` carries the key."""

    chosen = Signal(str)
    next_requested = Signal()

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._one = OneOf(self, self._layout, self._make)
        follow_theme(self._restyle)

    def set_options(self, options: Sequence[tuple[str, str, str]], key_cap: str = "") -> None:
        """Set the outcomes as key, title and subtitle; the same keys only change the words."""
        self._one.set_keys([key for key, _, _ in options])
        for key, title, subtitle in options:
            self._one.parts[key].set_texts(title, subtitle, key_cap)

    def card(self, key: str) -> RadioCard:
        """Return the card of an outcome."""
        return self._one.parts[key]

    def set_value(self, key: str) -> None:
        """Choose by key, without a signal; an empty key leaves nothing chosen."""
        self._one.choose(key)

    def value(self) -> str:
        """Return the key chosen, or an empty text."""
        return self._one.chosen()

    def focus_chosen(self) -> None:
        """Put the focus on the card chosen, or on the first one."""
        cards = self._one.parts
        card = cards.get(self.value()) or next(iter(cards.values()), None)
        if card is not None:
            card.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_focused(self) -> None:
        """Choose the card with the focus, as Space would; without one nothing changes."""
        for card in self._one.parts.values():
            if card.hasFocus():
                card.click()

    def _make(self, key: str) -> RadioCard:
        card = RadioCard(f"{self.objectName()}.{key}", parent=self)
        card.clicked.connect(lambda _checked=False: self.chosen.emit(key))
        card.next_requested.connect(self.next_requested)
        return card

    def _restyle(self) -> None:
        self._layout.setSpacing(look().px(12 if look().density.field >= 40 else 8))

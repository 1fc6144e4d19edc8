"""Buttons with their key, and icon buttons of tool bars."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.painting import (
    CENTRE,
    LEFT,
    draw_box,
    draw_focus_ring,
    draw_key_cap,
    draw_text,
    is_plain_enter,
    key_cap_width,
    metrics,
    smooth_painter,
    text_width,
)
from ui.widgets.pressed import PressedByEnter


class ButtonKind(StrEnum):
    """What a button is to the screen; one primary per screen, danger only for a final refusal."""

    PRIMARY = "primary"
    DEFAULT = "default"
    QUIET = "quiet"
    DANGER = "danger"


FILLED = frozenset({ButtonKind.PRIMARY, ButtonKind.DANGER})


class Button(QPushButton):
    """A button with an icon, words and the key of its action.

    Args:
        name: Object name.
        kind: Its look.
        icon: Name of an icon, or empty.
        key: Text of its key cap, or empty.
        parent: The owner.
    """

    def __init__(
        self,
        name: str,
        kind: ButtonKind = ButtonKind.DEFAULT,
        *,
        icon: str = "",
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._kind = kind
        self._icon = icon
        self._key = key
        self._words = ""
        self._busy_words = ""
        self._keys_activate = True
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        follow_theme(self._restyle)

    def set_text(self, text: str) -> None:
        """Set the words, which are also the accessible name."""
        self._words = text
        self._show_words()

    def set_key(self, key: str) -> None:
        """Set the key shown; the key itself is bound elsewhere."""
        self._key = key
        self._restyle()

    def set_kind(self, kind: ButtonKind) -> None:
        """Change the look, for example to danger when a refusal is chosen."""
        self._kind = kind
        self._restyle()

    def set_icon(self, icon: str) -> None:
        """Change the icon by name."""
        self._icon = icon
        self._restyle()

    def set_busy(self, text: str) -> None:
        """Show that the deed is being done, in the same width; an empty text ends it."""
        if text and not self._busy_words:
            self.setFixedWidth(self.width())
        self._busy_words = text
        if not text:
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)
        self._show_words()

    def set_unavailable(self, reason: str) -> None:
        """Disable the button with a reason to read, or enable it by an empty reason."""
        self.setEnabled(not reason)
        self.setToolTip(reason)
        self.setAccessibleDescription(reason)

    def set_keys_activate(self, activate: bool) -> None:
        """Choose whether Enter and Space act; they never do where a paper would be issued."""
        self._keys_activate = activate

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_deaf = self._busy_words or (not self._keys_activate and _presses(event))
        if event.isAutoRepeat() or is_deaf:
            event.accept()
        elif is_plain_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._busy_words:
            super().mousePressEvent(event)

    def sizeHint(self) -> QSize:
        measure = look().px
        width = measure(14) * 2 + text_width(self._busy_words or self._words, self._role)
        if self._icon:
            width += measure(18) + measure(9 if self._words else 0)
        cap = key_cap_width(self._key)
        if cap:
            width += measure(9) + cap - measure(4)
        return QSize(round(width) + 1, measure(look().density.control))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        draw_box(painter, box, fill=self._fill(), border=self._border())
        measure = look().px
        inner = box.adjusted(measure(14), 0, -measure(14), 0)
        ink = self._ink()
        # Where there is no room for both, the words go before the key.
        cap = key_cap_width(self._key) if self.width() >= self.sizeHint().width() else 0
        if self._icon:
            spot = QRectF(inner.left(), 0, measure(18), box.height())
            draw_icon(painter, spot, self._icon, look().colours[ink])
            inner.setLeft(spot.right() + measure(9))
        if cap:
            cap_ink = ink if self._kind in FILLED and self.isEnabled() else ""
            draw_key_cap(painter, box.right() - measure(10), box.center().y(), self._key, cap_ink)
        flags = LEFT if cap or self._icon else CENTRE
        words = self._busy_words or self._words
        words = metrics(self._role).elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        draw_text(painter, inner, words, self._role, ink, flags)
        if self.hasFocus():
            self._draw_ring(painter, box)
        painter.end()

    @property
    def _role(self) -> Role:
        return Role.BODY_STRONG if self._kind in FILLED else Role.BODY_MEDIUM

    def _ink(self) -> str:
        if not self.isEnabled():
            return "muted"
        if self._kind in FILLED:
            return "on_accent"
        return "text_2" if self._kind is ButtonKind.QUIET else "text"

    def _fill(self) -> QColor | None:
        if not self.isEnabled():
            return None if self._kind is ButtonKind.QUIET else look().colour("subtle")
        if self._kind is ButtonKind.DANGER:
            return look().colour("bad")
        if self._kind is ButtonKind.PRIMARY:
            return look().colour(self._primary_token())
        touched = self.isDown() or self.underMouse()
        if touched:
            return look().colour("subtle")
        return look().colour("surface") if self._kind is ButtonKind.DEFAULT else None

    def _primary_token(self) -> str:
        if self.isDown():
            return "accent_press"
        return "accent_hover" if self.underMouse() else "accent"

    def _border(self) -> QColor | None:
        if self._kind is ButtonKind.DEFAULT:
            return look().colour("input_line" if self.isEnabled() else "line")
        return None

    def _draw_ring(self, painter: QPainter, box: QRectF) -> None:
        draw_focus_ring(painter, box)
        if self._kind in FILLED:
            # Blue on teal would not show: a light line parts the ring from the fill.
            draw_box(painter, box.adjusted(2, 2, -2, -2), border=look().colour("surface"))

    def _show_words(self) -> None:
        words = self._busy_words or self._words
        # The toolkit would take a single ampersand for the mark of an Alt key.
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(look().font(self._role))
        self.updateGeometry()
        self.update()


def _presses(event: QKeyEvent) -> bool:
    return is_plain_enter(event) or event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)


class IconButton(PressedByEnter):
    """An icon without words, for tool bars only; it has a name and a tooltip all the same."""

    def __init__(
        self, name: str, icon: str = "", *, key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon = icon
        self._key = key
        self.setAutoDefault(False)
        follow_theme(self._restyle)

    def set_name(self, text: str) -> None:
        """Set the accessible name and the tooltip."""
        self.setAccessibleName(text)
        self.setToolTip(f"{text} ({self._key})" if self._key else text)

    def set_icon(self, icon: str) -> None:
        """Change the icon by name."""
        self._icon = icon
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            draw_box(painter, box, fill=look().colour("subtle"))
        token = "text_2" if self.isEnabled() else "muted"
        draw_icon(painter, self._icon_box(box), self._icon, look().colours[token])
        if self.hasFocus():
            draw_focus_ring(painter, box)
        painter.end()

    def sizeHint(self) -> QSize:
        side = look().px(28)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _icon_box(self, box: QRectF) -> QRectF:
        side = look().px(16)
        spot = QRectF(0, 0, side, side)
        spot.moveCenter(box.center())
        return spot

    def _restyle(self) -> None:
        side = look().px(28)
        self.setFixedSize(side, side)
        self.update()

"""Texts, icons and lines that follow the look."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import follow_theme, look
from ui.tokens import KEY_CAP_PX, Role
from ui.widgets.painting import draw_elided, draw_key_cap, key_cap_width, metrics


class Label(QLabel):
    """A text in a role's font and a token's colour.

    Args:
        role: The role of the text.
        tone: Token of its colour.
        wraps: Whether it may take several lines.
        parent: The owner.
    """

    def __init__(
        self,
        role: Role = Role.BODY,
        tone: str = "text",
        *,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role = role
        self._tone = tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        follow_theme(self._restyle)

    def set_role(self, role: Role) -> None:
        """Change the role of the text."""
        if role is not self._role:
            self._role = role
            self._restyle()

    def set_tone(self, tone: str) -> None:
        """Change the colour token of the text."""
        if tone != self._tone:
            self._tone = tone
            self._restyle()

    def _restyle(self) -> None:
        self.setFont(look().font(self._role))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, look().colour(self._tone))
        self.setPalette(palette)


class ElidedLabel(QWidget):
    """One line that shortens itself with an ellipsis; the whole text stays its accessible name."""

    def __init__(
        self, role: Role = Role.BODY, tone: str = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._role = role
        self._tone = tone
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        follow_theme(self._restyle)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self._restyle()

    def set_role(self, role: Role) -> None:
        """Change the role of the text."""
        self._role = role
        self._restyle()

    def sizeHint(self) -> QSize:
        size = metrics(self._role)
        return QSize(round(size.horizontalAdvance(self._text)) + 2, round(size.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(24), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_elided(painter, QRectF(self.rect()), self._text, self._role, self._tone)
        painter.end()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class IconLabel(QWidget):
    """An icon beside words; it says nothing to a screen reader, the words do."""

    def __init__(
        self, icon: str = "", tone: str = "muted", size_px: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._tone = tone
        self._size_px = size_px
        follow_theme(self._restyle)

    def set_icon(self, icon: str, tone: str) -> None:
        """Change the icon and its colour token; an empty name draws nothing."""
        self._icon = icon
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._icon:
            return
        painter = QPainter(self)
        draw_icon(painter, QRectF(self.rect()), self._icon, look().colours[self._tone])
        painter.end()

    def _restyle(self) -> None:
        side = look().px(self._size_px)
        self.setFixedSize(side, side)
        self.update()


class KeyCap(QWidget):
    """The key of an action, shown beside its words."""

    def __init__(self, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        follow_theme(self._restyle)

    def set_key(self, key: str) -> None:
        """Change the key shown."""
        self._key = key
        self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_key_cap(painter, self.width(), self.height() / 2, self._key)
        painter.end()

    def _restyle(self) -> None:
        self.setFixedSize(round(key_cap_width(self._key)), look().px(KEY_CAP_PX))
        self.update()


class Divider(QWidget):
    """A line between parts of a card."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
        follow_theme(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().colour("line"))
        painter.end()

"""The bar at the top: product, search, operator."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.icons import draw_icon
from ui.theme import follow_theme, look
from ui.tokens import SEARCH_PX, TOP_BAR_PX, Role
from ui.widgets.labels import ElidedLabel
from ui.widgets.painting import (
    draw_box,
    draw_elided,
    draw_focus_ring,
    draw_key_cap,
    draw_text,
    key_cap_width,
    smooth_painter,
    text_width,
)
from ui.widgets.pressed import PressedByEnter


class TopBar(QWidget):
    """The bar at the top: mark, product and office; parts are added in the middle and right."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._product = ElidedLabel(Role.TICKET)
        self._office = ElidedLabel(Role.CAPTION, "text_2")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._product)
        words.addWidget(self._office)
        words.addStretch(1)
        self._left = QHBoxLayout()
        self._left.addWidget(_Mark())
        self._left.addLayout(words, 1)
        self._right = QHBoxLayout()
        self._middle = QHBoxLayout()
        self._row = QHBoxLayout(self)
        self._row.addLayout(self._left, 3)
        self._row.addLayout(self._middle, 2)
        self._row.addLayout(self._right, 3)
        self._right.addStretch(1)
        follow_theme(self._restyle)

    def set_texts(self, product: str, office: str) -> None:
        """Set the words beside the mark."""
        self._product.setText(product)
        self._office.setText(office)

    def set_middle(self, part: QWidget) -> None:
        """Put a part into the middle."""
        self._middle.addWidget(part)

    def add_right(self, part: QWidget) -> None:
        """Add a part at the right."""
        self._right.addWidget(part)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look().colour("line"))
        painter.end()

    def _restyle(self) -> None:
        measure = look().px
        self.setFixedHeight(measure(TOP_BAR_PX))
        self._row.setContentsMargins(measure(16), 0, measure(18), 1)
        self._row.setSpacing(measure(16))
        self._left.setSpacing(measure(12))
        self._right.setSpacing(measure(18))
        self.update()


class _Mark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        follow_theme(self._restyle)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        draw_box(painter, box, fill=look().colour("accent"), radius=look().px(7))
        inset = look().px(7)
        icon = box.adjusted(inset, inset, -inset, -inset)
        draw_icon(painter, icon, "badge-check", look().colours.on_accent)
        painter.end()

    def _restyle(self) -> None:
        side = look().px(32)
        self.setFixedSize(side, side)


class SearchBox(PressedByEnter):
    """What looks like a search field and opens the search; it holds no text of its own."""

    def __init__(self, name: str, *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._key = key
        self._words = ""
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        follow_theme(self._restyle)

    def set_text(self, text: str) -> None:
        """Set the words inside, which are also the accessible name."""
        self._words = text
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        measure = look().px
        draw_box(painter, box, fill=look().colour("subtle"))
        spot = QRectF(measure(11), 0, measure(16), box.height())
        draw_icon(painter, spot, "search", look().colours.text_2)
        right = box.right() - measure(9)
        draw_key_cap(painter, right, box.center().y(), self._key)
        left = measure(35)
        words = QRectF(left, 0, right - key_cap_width(self._key) - measure(8) - left, box.height())
        draw_elided(painter, words, self._words, Role.BODY, "muted")
        if self.hasFocus():
            draw_focus_ring(painter, box)
        painter.end()

    def sizeHint(self) -> QSize:
        return QSize(look().px(SEARCH_PX), look().px(34))

    def _restyle(self) -> None:
        self.setMaximumWidth(look().px(SEARCH_PX))
        self.setFixedHeight(look().px(34))
        self.update()


class OperatorButton(PressedByEnter):
    """Who is signed in, with the key that locks the desk."""

    def __init__(self, name: str, *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._key = key
        self._person = ""
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(self._restyle)

    def set_texts(self, person: str, deed: str) -> None:
        """Set the operator's name and the word for locking, which is the tooltip too."""
        self._person = person
        self.setAccessibleName(f"{deed}: {person}" if person else deed)
        self.setToolTip(deed)
        self._restyle()

    def sizeHint(self) -> QSize:
        words = text_width(self._person, Role.BODY_MEDIUM)
        width = look().px(46) + words + key_cap_width(self._key)
        return QSize(round(width), look().px(36))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        measure = look().px
        if self.underMouse():
            draw_box(painter, box, fill=look().colour("subtle"))
        spot = QRectF(measure(6), 0, measure(18), box.height())
        draw_icon(painter, spot, "lock", look().colours.text_2)
        words = QRectF(measure(32), 0, box.width(), box.height())
        draw_text(painter, words, self._person, Role.BODY_MEDIUM, "text_2")
        draw_key_cap(painter, box.right() - measure(4), box.center().y(), self._key)
        if self.hasFocus():
            draw_focus_ring(painter, box)
        painter.end()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

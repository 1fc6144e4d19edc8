"""The rail at the left: tabs with counts, the case at the counter, the column they stand in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.painting import (
    draw_elided,
    draw_focus_ring,
    draw_text,
    smooth_painter,
    text_width,
)


class RailTabs(QWidget):
    """The tabs of the rail with their counts; `chosen(str)` carries the key."""

    chosen = Signal(str)

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._tabs: dict[str, _Tab] = {}
        follow_theme(self._restyle)

    def set_name(self, text: str) -> None:
        """Set the accessible name of the row of tabs."""
        self.setAccessibleName(text)

    def set_tabs(self, tabs: Sequence[tuple[str, str, int]]) -> None:
        """Set the tabs as key, words and count; the same keys only change words and counts."""
        if [key for key, _, _ in tabs] != list(self._tabs):
            self._rebuild([key for key, _, _ in tabs])
        for key, text, count in tabs:
            self._tabs[key].show_state(text, count)

    def set_value(self, key: str) -> None:
        """Choose a tab by key, without a signal."""
        if key in self._tabs:
            self._tabs[key].setChecked(True)

    def value(self) -> str:
        """Return the key of the tab chosen, or an empty text."""
        return next((key for key, tab in self._tabs.items() if tab.isChecked()), "")

    def step(self, by: int) -> None:
        """Choose the next or the previous tab and say so by `chosen`."""
        keys = list(self._tabs)
        if keys:
            now = keys.index(self.value()) if self.value() else 0
            self._tabs[keys[(now + by) % len(keys)]].click()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look().colour("line"))
        painter.end()

    def _rebuild(self, keys: Sequence[str]) -> None:
        for old in self._tabs.values():
            self._group.removeButton(old)
            self._row.removeWidget(old)
            old.deleteLater()
        while self._row.count():
            self._row.takeAt(0)
        self._tabs = {}
        for key in keys:
            tab = _Tab(f"{self.objectName()}.{key}", self)
            tab.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(tab)
            self._row.addWidget(tab)
            self._tabs[key] = tab
        self._row.addStretch(1)
        if keys:
            self._tabs[keys[0]].setChecked(True)

    def _restyle(self) -> None:
        measure = look().px
        self.setFixedHeight(measure(37))
        is_wide = look().density.rail >= 288
        self._row.setContentsMargins(measure(16 if is_wide else 12), 0, measure(2), 0)
        self._row.setSpacing(measure(7 if is_wide else 4))
        self.update()


class _Tab(QRadioButton):
    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._words = ""
        self._count = ""
        follow_theme(self._restyle)

    def show_state(self, text: str, count: int) -> None:
        self._words, self._count = text, str(count)
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(f"{text}: {count}")
        self._restyle()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        words = text_width(self._words, Role.SMALL_STRONG)
        count = text_width(self._count, Role.SMALL_STRONG)
        return QSize(round(words + count) + look().px(self._room()), look().px(37))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        chosen = self.isChecked()
        role = Role.SMALL_STRONG if chosen else Role.LABEL
        token = "text" if chosen else "text_2"
        edge = look().px(self._room() / 4)
        upper = box.adjusted(edge, 0, 0, -look().px(4))
        draw_text(painter, upper, self._words, role, token)
        after = upper.adjusted(text_width(self._words, role) + 2 * edge, 0, 0, 0)
        draw_text(painter, after, self._count, Role.SMALL_STRONG if chosen else role, token)
        if chosen:
            line = QRectF(0, box.height() - 2, box.width(), 2)
            painter.fillRect(line, look().colour("accent"))
        if self.hasFocus():
            draw_focus_ring(painter, box.adjusted(0, 2, 0, -4), 4)
        painter.end()

    def _room(self) -> int:
        """Return the pixels beside words and count: at both edges and, as much again, between."""
        return 12 if look().density.rail >= 288 else 8

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class NowServing(QWidget):
    """The case at the counter, at the head of the waiting list."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._caption = ""
        self._ticket = ""
        self._person = ""
        follow_theme(self._restyle)

    def set_texts(self, caption: str, ticket: str, person: str) -> None:
        """Show ticket and person; both empty hide the strip."""
        self._caption, self._ticket, self._person = caption, ticket, person
        self.setAccessibleName(f"{caption}: {ticket} {person}".strip())
        self.setVisible(bool(ticket or person))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        measure = look().px
        painter.fillRect(self.rect(), look().colour("accent_sub"))
        left = measure(20)
        caption = QRectF(left, measure(10), self.width(), measure(18))
        draw_text(painter, caption, self._caption, Role.CAPTION, "text_2")
        line = QRectF(left, measure(30), self.width() - left - measure(12), measure(22))
        draw_text(painter, line, self._ticket, Role.TICKET, "accent")
        if self._ticket:
            after = text_width(self._ticket, Role.TICKET) + measure(6)
            line.setLeft(line.left() + after)
        draw_elided(painter, line, self._person, Role.VALUE, "text")
        painter.end()

    def _restyle(self) -> None:
        self.setFixedHeight(look().px(62))
        self.update()


class Rail(QWidget):
    """The column at the left: parts under each other on white, with a line at its right edge."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._call_row = QHBoxLayout()
        self._column.addLayout(self._call_row)
        follow_theme(self._restyle)

    def set_call_button(self, button: QPushButton) -> None:
        """Put the button that calls the next visitor at the top."""
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._call_row.addWidget(button)

    def add_part(self, part: QWidget, stretch: int = 0) -> None:
        """Add a part under the others."""
        self._column.addWidget(part, stretch, Qt.AlignmentFlag(0))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().colour("surface"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), look().colour("line"))
        painter.end()

    def _restyle(self) -> None:
        measure, density = look().px, look().density
        self.setFixedWidth(measure(density.rail))
        self._column.setContentsMargins(0, 0, 1, 0)
        side = measure(16 if density.rail >= 288 else 12)
        top = measure(16 if density.field >= 40 else 10)
        self._call_row.setContentsMargins(side, top, side - 1, measure(7))
        self.update()

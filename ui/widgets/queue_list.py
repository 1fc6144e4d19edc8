"""The waiting list of the rail: rows with their time, late ones first under their own heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.chips import Tone, chip_width, draw_chip
from ui.widgets.painting import (
    RIGHT,
    draw_bar,
    draw_box,
    draw_elided,
    draw_row_ring,
    draw_text,
    is_plain_enter,
    text_width,
)

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
ROW_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class QueueHeading:
    """A heading inside the list, with a word at its right end."""

    text: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One person waiting, or one paused or incoming case.

    Attributes:
        key: Given back when the row is chosen.
        title: The ticket.
        subtitle: Surname and initials, or a dash.
        time: How long, in words.
        share: The part of the norm that has passed, from 0; past 1 the bar is full.
        tone: Plain, or the chip's tone.
        spoken: The row as one sentence, for a screen reader.
        is_current: Whether it is the case at the counter.
        mark: A word beside the ticket, such as that it goes out of turn.
    """

    key: str
    title: str
    subtitle: str
    time: str
    share: float
    tone: Tone
    spoken: str
    is_current: bool = False
    mark: str = ""


QueueEntry = QueueHeading | QueueRow


class QueueModel(QAbstractListModel):
    """The entries of the list; headings cannot be chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[QueueEntry, ...] = ()

    def set_entries(self, entries: Sequence[QueueEntry]) -> None:
        """Show other entries; where only contents changed, rows keep their place."""
        fresh = tuple(entries)
        if [_identity(entry) for entry in fresh] == [_identity(old) for old in self._entries]:
            self._entries = fresh
            if fresh:
                self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))
            return
        self.beginResetModel()
        self._entries = fresh
        self.endResetModel()

    def entry(self, index: Index) -> QueueEntry:
        """Return the entry at an index."""
        return self._entries[index.row()]

    def row_of(self, key: str) -> int:
        """Return the row of a key, -1 where there is none."""
        for number, entry in enumerate(self._entries):
            if isinstance(entry, QueueRow) and entry.key == key:
                return number
        return -1

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        # A heading that is not enabled is passed over by the arrow keys.
        if not index.isValid() or isinstance(self.entry(index), QueueHeading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        entry = self.entry(index)
        if role == ROW_ROLE:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _heading_words(entry) if isinstance(entry, QueueHeading) else entry.spoken
        return None


def _heading_words(heading: QueueHeading) -> str:
    return f"{heading.text}, {heading.beside}" if heading.beside else heading.text


def _identity(entry: QueueEntry) -> tuple[str, str]:
    if isinstance(entry, QueueHeading):
        return ("heading", entry.text)
    return ("row", entry.key)


class QueueList(QListView):
    """The list itself.

    Signals: `row_activated(str)` on Enter or double click, `row_chosen(str)` when the current row
    changes, `menu_requested(str, QPoint)` with a global position.
    """

    row_activated = Signal(str)
    row_chosen = Signal(str)
    menu_requested = Signal(str, QPoint)

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._rows = QueueModel(self)
        self.setModel(self._rows)
        self.setItemDelegate(_QueueDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.doubleClicked.connect(self._on_double_clicked)
        follow_theme(self._restyle)

    def set_name(self, text: str) -> None:
        """Set the accessible name of the list."""
        self.setAccessibleName(text)

    def set_entries(self, entries: Sequence[QueueEntry]) -> None:
        """Show the entries; the row chosen stays chosen where it is still there."""
        chosen = self.chosen_key()
        self._rows.set_entries(entries)
        row = self._rows.row_of(chosen)
        if row >= 0 and self.currentIndex().row() != row:
            self.setCurrentIndex(self._rows.index(row))

    def chosen_key(self) -> str:
        """Return the key of the current row, or an empty text."""
        index = self.currentIndex()
        entry = self._rows.entry(index) if index.isValid() else None
        return entry.key if isinstance(entry, QueueRow) else ""

    def choose(self, key: str) -> None:
        """Make a row the current one."""
        row = self._rows.row_of(key)
        if row >= 0:
            self.setCurrentIndex(self._rows.index(row))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self.chosen_key():
            self.row_chosen.emit(self.chosen_key())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.chosen_key():
            self._choose_first()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        draw_row_ring(self, inset_px=4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_plain_enter(event):
            if self.chosen_key() and not event.isAutoRepeat():
                self.row_activated.emit(self.chosen_key())
        elif event.text() and event.text().isprintable() and not event.text().isspace():
            # Letters are no commands here, and a list of tickets needs no search.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.chosen_key():
            spot = self.visualRect(self.currentIndex()).center()
            self.menu_requested.emit(self.chosen_key(), self.viewport().mapToGlobal(spot))

    def _choose_first(self) -> None:
        for row in range(self._rows.rowCount()):
            entry = self._rows.entry(self._rows.index(row))
            if isinstance(entry, QueueRow):
                self.setCurrentIndex(self._rows.index(row))
                return

    def _on_double_clicked(self, index: QModelIndex) -> None:
        entry = self._rows.entry(index)
        if isinstance(entry, QueueRow):
            self.row_activated.emit(entry.key)

    def _restyle(self) -> None:
        self.doItemsLayout()
        self.viewport().update()


class _QueueDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = index.data(ROW_ROLE)
        return QSize(0, look().px(34 if isinstance(entry, QueueHeading) else 56))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        entry = index.data(ROW_ROLE)
        if isinstance(entry, QueueHeading):
            _draw_heading(painter, QRectF(rect), entry)
        elif isinstance(entry, QueueRow):
            _draw_ground(painter, QRectF(rect), entry, state)
            _draw_row(painter, QRectF(rect), entry)
        painter.restore()


def _draw_heading(painter: QPainter, box: QRectF, heading: QueueHeading) -> None:
    inner = box.adjusted(look().px(20), look().px(6), -look().px(20), 0)
    draw_text(painter, inner, heading.text, Role.CAPTION, "muted")
    draw_text(painter, inner, heading.beside, Role.CAPTION, "muted", RIGHT)


def _draw_ground(painter: QPainter, box: QRectF, row: QueueRow, state: QStyle.StateFlag) -> None:
    if row.is_current:
        painter.fillRect(box, look().colour("accent_sub"))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(box, look().colour("subtle"))
    if state & QStyle.StateFlag.State_Selected:
        draw_box(painter, box.adjusted(4, 1, -4, -1), border=look().colour("accent_line"))


def _draw_row(painter: QPainter, box: QRectF, row: QueueRow) -> None:
    measure = look().px
    left, right = box.left() + measure(20), box.right() - measure(19)
    upper = QRectF(left, box.top() + measure(6), right - left, measure(22))
    lower = QRectF(left, box.top() + measure(27), right - left - measure(76), measure(20))
    title = "accent" if row.is_current else "text"
    draw_text(painter, upper, row.title, Role.TICKET, title)
    if row.mark:
        after = text_width(row.title, Role.TICKET) + measure(8)
        beside = upper.adjusted(after, measure(1), 0, 0)
        draw_text(painter, beside, row.mark, Role.CAPTION, "accent")
    draw_elided(painter, lower, row.subtitle, Role.BODY, "text_2")
    if row.tone is Tone.PLAIN:
        draw_text(painter, upper, row.time, Role.BODY_TABULAR, "text_2", RIGHT)
    else:
        _draw_time_chip(painter, upper, row)
    bar = QRectF(right - measure(64), box.top() + measure(38), measure(64), measure(4))
    draw_bar(painter, bar, row.share, look().colour(_BAR_TOKENS.get(row.tone, "input_line")))


def _draw_time_chip(painter: QPainter, upper: QRectF, row: QueueRow) -> None:
    width = chip_width(row.time, has_icon=True)
    height = look().px(22)
    chip = QRectF(
        upper.right() + look().px(2) - width, upper.center().y() - height / 2, width, height
    )
    draw_chip(painter, chip, row.time, row.tone, _CHIP_ICONS[row.tone])


_BAR_TOKENS = {Tone.WARN: "warn_fill", Tone.BAD: "bad_fill"}
_CHIP_ICONS = {
    Tone.OK: "circle-check",
    Tone.INFO: "info",
    Tone.WARN: "clock",
    Tone.BAD: "circle-alert",
}

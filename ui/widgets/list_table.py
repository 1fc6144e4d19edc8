"""A calm table: rows with lines between them, numbers at the right, Enter opens a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.painting import draw_row_ring, is_plain_enter

Index = QModelIndex | QPersistentModelIndex
ROW_PADDING_PX = 16
ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, whether it holds numbers, whether it takes the room left over."""

    heading: str
    is_number: bool = False
    stretches: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its key, its cells as shown, and the row as one sentence."""

    key: str
    cells: tuple[str, ...]
    spoken: str = ""


class TableModel(QAbstractTableModel):
    """The rows as shown; nothing is worked out here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[Column, ...] = ()
        self._rows: tuple[TableRow, ...] = ()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Set the columns; the same number of them only changes words, and no row is let go."""
        if len(columns) == len(self._columns):
            self._columns = tuple(columns)
            last = len(columns) - 1
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
            return
        self.beginResetModel()
        self._columns = tuple(columns)
        self.endResetModel()

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def key(self, row: int) -> str:
        """Return the key of a row."""
        return self._rows[row].key

    def row_of(self, key: str) -> int:
        """Return the row of a key, -1 where there is none."""
        return next((n for n, row in enumerate(self._rows) if row.key == key), -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken or row.cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self._columns[index.column()])
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401
        if orientation != Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self._columns[section])
        return None


def _alignment(column: Column) -> int:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


class ListTable(QTableView):
    """A table whose rows are chosen whole.

    Args:
        name: Of the object.
        wraps: Whether a long cell goes on in a second line instead of being cut off.

    Signals: `row_activated(str)` on Enter or double click, `row_chosen(str)`,
    `menu_requested(str, QPoint)` with a global position.
    """

    row_activated = Signal(str)
    row_chosen = Signal(str)
    menu_requested = Signal(str, QPoint)

    def __init__(self, name: str, *, wraps: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._wraps = wraps
        self._columns: tuple[Column, ...] = ()
        self._content = TableModel(self)
        self.setModel(self._content)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(wraps)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.doubleClicked.connect(self._on_double_clicked)
        # A section tells of its width before the table knows it, and there are several of them.
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self.resizeRowsToContents)
        if wraps:
            self.horizontalHeader().sectionResized.connect(self._on_section_resized)
        follow_theme(self._restyle)

    def set_name(self, text: str) -> None:
        """Set the accessible name of the table."""
        self.setAccessibleName(text)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Set the columns; the same number of them only changes the words."""
        self._columns = tuple(columns)
        self._content.set_columns(columns)
        header = self.horizontalHeader()
        for number, column in enumerate(columns):
            stretch = QHeaderView.ResizeMode.Stretch
            fit = QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(number, stretch if column.stretches else fit)

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Show other rows; the row chosen stays chosen where it is still there."""
        chosen = self.chosen_key()
        self._content.set_rows(rows)
        self.choose(chosen)
        if self._wraps:
            self._fit.start()

    def chosen_key(self) -> str:
        """Return the key of the row chosen, or an empty text."""
        index = self.currentIndex()
        return self._content.key(index.row()) if index.isValid() else ""

    def choose(self, key: str) -> None:
        """Choose a row by its key; an unknown key changes nothing."""
        row = self._content.row_of(key)
        if row >= 0:
            self.selectRow(row)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self.chosen_key():
            self.row_chosen.emit(self.chosen_key())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.chosen_key() and self._content.rowCount():
            self.selectRow(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        draw_row_ring(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_plain_enter(event):
            if self.chosen_key() and not event.isAutoRepeat():
                self.row_activated.emit(self.chosen_key())
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.chosen_key():
            spot = self.visualRect(self.currentIndex()).center()
            self.menu_requested.emit(self.chosen_key(), self.viewport().mapToGlobal(spot))

    def sizeHintForRow(self, row: int) -> int:
        return super().sizeHintForRow(row) + look().px(ROW_PADDING_PX)

    def _on_section_resized(self) -> None:
        self._fit.start()

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.row_activated.emit(self._content.key(index.row()))

    def _restyle(self) -> None:
        self.setFont(look().font(Role.BODY_TABULAR))
        self.horizontalHeader().setFont(look().font(Role.CAPTION))
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(look().px(24))
        rows.setDefaultSectionSize(look().px(34))
        if self._wraps:
            self._fit.start()

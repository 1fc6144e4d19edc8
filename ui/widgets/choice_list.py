"""The open list of a choice; it lies over the window and leaves the focus where it is."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme import look
from ui.tokens import Role
from ui.widgets.painting import draw_box, draw_elided, draw_surface


class ChoiceList(QFrame):
    """The open list; it lies over the window and leaves the focus where it is."""

    taken = Signal(int)

    def __init__(self, choices: QStandardItemModel, parent: QWidget, *, rows_shown: int) -> None:
        super().__init__(parent)
        self._rows_shown = rows_shown
        self.hide()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view = QListView(self)
        self.view.setModel(choices)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setItemDelegate(_ChoiceDelegate(self.view))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.clicked.connect(self._on_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(5, 5, 5, 5)
        layout.addWidget(self.view)

    def open_at(self, box: QWidget, row: int) -> None:
        """Show the list under its box, or above it where there is no room below."""
        window = box.window()
        self.setParent(window)
        rows = min(self._rows_shown, self.view.model().rowCount())
        height = rows * row_height_px() + 10
        corner = box.mapTo(window, QPoint(0, box.height() + 3))
        if corner.y() + height > window.height():
            corner = box.mapTo(window, QPoint(0, -height - 3))
        self.setGeometry(QRect(corner, QSize(box.width(), height)))
        self.highlight(row)
        self.show()
        self.raise_()

    def highlight(self, row: int) -> None:
        """Make a row the one that Enter takes."""
        index = self.view.model().index(row, 0)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_surface(self, border="input_line")

    def _on_clicked(self, index: QModelIndex) -> None:
        self.taken.emit(index.row())


def row_height_px() -> int:
    """Return the height of a row of the list, at least a touch target."""
    return look().px(34)


class _ChoiceDelegate(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, row_height_px())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        box = QRectF(rect)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            draw_box(painter, box, fill=look().colour("accent_sub"), radius=4)
        inner = box.adjusted(look().px(9), 0, -look().px(9), 0)
        draw_elided(painter, inner, str(index.data()), Role.FIELD, "text")
        painter.restore()

"""Pages on paper white over a sunken ground: larger, smaller, turned, one of many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from ui.theme import follow_theme, look
from ui.tokens import PAPER, Role
from ui.widgets.buttons import IconButton
from ui.widgets.cards import Card
from ui.widgets.labels import KeyCap
from ui.widgets.painting import (
    CENTRE,
    WRAPPED,
    draw_box,
    draw_focus_ring,
    draw_text,
    smooth_painter,
)

ZOOM_STEP = 1.25
MAX_ZOOM = 5.0
THUMBNAIL_PX = 56
KEEP = Qt.AspectRatioMode.KeepAspectRatio


class PagePreview(Card):
    """A card that shows pages; it is given images decoded at preview size.

    Keys while it has the focus: numpad `+` `-` `*`, Page keys, Delete.

    Signals: `page_changed(int)`, `turned(int, int)` with page and quarter turns to the right,
    `removal_requested(int)`.
    """

    page_changed = Signal(int)
    turned = Signal(int, int)
    removal_requested = Signal(int)

    def __init__(self, name: str, *, with_tools: bool, parent: QWidget | None = None) -> None:
        super().__init__(name, small=True, parent=parent)
        self._images: tuple[QImage, ...] = ()
        self._turns: list[int] = []
        self._page = 0
        self._canvas = _Canvas()
        self._area = _Area(f"{name}.page", self._canvas)
        self._strip = _PageStrip(f"{name}.pages")
        self._strip.page_wanted.connect(self.show_page)
        self._tools = self._make_tools() if with_tools else {}
        self._key = KeyCap()
        self.title_row.addWidget(self._key)
        self._key.hide()
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._strip)
        row.addWidget(self._area, 1)
        self.body.addLayout(row, 1)
        self._area.key_pressed.connect(self._on_key)
        self.setFocusProxy(self._area)
        self._show()
        follow_theme(self._tighten)

    def set_key(self, key: str) -> None:
        """Show the key that opens the preview in full size."""
        self._key.set_key(key)
        self._key.setVisible(bool(key))

    def set_tool_names(self, larger: str, smaller: str, turn: str) -> None:
        """Name the icon buttons and the page area's tools."""
        for tool, text in zip(self._tools.values(), (larger, smaller, turn), strict=False):
            tool.set_name(text)

    def set_page_name(self, text: str) -> None:
        """Set the accessible name of the page shown."""
        self._area.setAccessibleName(text)

    def set_empty_text(self, text: str) -> None:
        """Set the words shown while there is no page."""
        self._canvas.empty_text = text
        self._canvas.update()

    def set_pages(self, images: Sequence[QImage], *, page: int = 0) -> None:
        """Show other pages, beginning with one of them."""
        self._images = tuple(images)
        self._turns = [0] * len(images)
        self._page = max(0, min(page, len(images) - 1))
        self._strip.set_pages(self._images)
        self._area.zoom_to_fit()
        self._show()

    def empty_text(self) -> str:
        """Return the words shown while there is no page."""
        return self._canvas.empty_text

    def images(self) -> tuple[QImage, ...]:
        """Return the pages as they came."""
        return self._images

    def page(self) -> int:
        """Return the number of the page shown, from 0."""
        return self._page

    def page_count(self) -> int:
        """Return how many pages there are."""
        return len(self._images)

    def show_page(self, page: int) -> None:
        """Show one of the pages; a number outside changes nothing."""
        if 0 <= page < len(self._images) and page != self._page:
            self._page = page
            self._show()
            self.page_changed.emit(page)

    def has_focus(self) -> bool:
        """Return whether the page shown has the focus."""
        return self._area.hasFocus()

    def zoom(self, factor: float) -> None:
        """Make the page larger or smaller by a factor."""
        self._area.zoom(factor)

    def zoom_factor(self) -> float:
        """Return how much larger the page is than when it just fits."""
        return self._canvas.factor

    def turn(self) -> None:
        """Turn the page shown by a quarter to the right and say so by `turned`."""
        if self._images:
            self._turns[self._page] = (self._turns[self._page] + 1) % 4
            self._show()
            self.turned.emit(self._page, self._turns[self._page])

    def _make_tools(self) -> dict[str, IconButton]:
        name = self.objectName()
        tools = {
            "larger": IconButton(f"{name}.larger", "zoom-in", key="+"),
            "smaller": IconButton(f"{name}.smaller", "zoom-out", key="−"),
            "turn": IconButton(f"{name}.turn", "rotate-cw", key="*"),
        }
        tools["larger"].clicked.connect(lambda: self.zoom(ZOOM_STEP))
        tools["smaller"].clicked.connect(lambda: self.zoom(1 / ZOOM_STEP))
        tools["turn"].clicked.connect(self.turn)
        for tool in tools.values():
            self.title_row.addWidget(tool)
        return tools

    def _on_key(self, key: int) -> None:
        deeds = {
            Qt.Key.Key_Plus: lambda: self.zoom(ZOOM_STEP),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / ZOOM_STEP),
            Qt.Key.Key_Asterisk: self.turn,
            Qt.Key.Key_PageDown: lambda: self.show_page(self._page + 1),
            Qt.Key.Key_PageUp: lambda: self.show_page(self._page - 1),
            Qt.Key.Key_Delete: self._ask_removal,
        }
        deeds[Qt.Key(key)]()

    def _ask_removal(self) -> None:
        if self._images:
            self.removal_requested.emit(self._page)

    def _show(self) -> None:
        if not self._images:
            self._canvas.show_image(QImage())
        else:
            turned = QTransform().rotate(90 * self._turns[self._page])
            self._canvas.show_image(self._images[self._page].transformed(turned))
        self._strip.mark(self._page)
        self._area.fit()

    def _tighten(self) -> None:
        self.body.setSpacing(0)
        self.column.setContentsMargins(*(look().px(n) for n in (16, 12, 16, 12)))


HANDLED = frozenset(
    {
        Qt.Key.Key_Plus,
        Qt.Key.Key_Minus,
        Qt.Key.Key_Asterisk,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_Delete,
    }
)


class _Area(QScrollArea):
    key_pressed = Signal(int)

    def __init__(self, name: str, canvas: _Canvas) -> None:
        super().__init__()
        self.setObjectName(name)
        self._canvas = canvas
        self.setWidget(canvas)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        canvas.setAutoFillBackground(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_ring(shown=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_ring(shown=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in HANDLED:
            self.key_pressed.emit(event.key())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
        else:
            super().wheelEvent(event)

    def zoom(self, factor: float) -> None:
        self._canvas.factor = max(1.0, min(MAX_ZOOM, self._canvas.factor * factor))
        self.fit()

    def _show_ring(self, *, shown: bool) -> None:
        self._canvas.has_ring = shown
        self._canvas.update()

    def zoom_to_fit(self) -> None:
        self._canvas.factor = 1.0
        self.fit()

    def fit(self) -> None:
        room = self.viewport().size()
        self._canvas.resize(self._canvas.size_in(room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class _Canvas(QWidget):
    """The page itself, fitted into the room and then enlarged by `factor`."""

    def __init__(self) -> None:
        super().__init__()
        self.factor = 1.0
        self.empty_text = ""
        self.has_ring = False
        self._image = QImage()
        self._scaled = QImage()
        follow_theme(self.update)

    def show_image(self, image: QImage) -> None:
        self._image = image
        self._scaled = QImage()
        self.update()

    def size_in(self, room: QSize) -> QSize:
        """Return how large the canvas is in a viewport of this size."""
        if self._image.isNull():
            return room
        page = self._page_size(room)
        margin = look().px(12) * 2
        return QSize(
            max(room.width(), round(page.width() + margin)),
            max(room.height(), round(page.height() + margin)),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        draw_box(painter, box, fill=look().colour("sunken"))
        if self._image.isNull():
            inner = box.adjusted(16, 16, -16, -16)
            draw_text(painter, inner, self.empty_text, Role.BODY, "text_2", WRAPPED | CENTRE)
        else:
            self._draw_page(painter, box)
        if self.has_ring:
            draw_focus_ring(painter, self._visible_part())
        painter.end()

    def _draw_page(self, painter: QPainter, box: QRectF) -> None:
        size = self._page_size(self._room())
        page = QRectF(QPointF(0, 0), size)
        page.moveCenter(box.center())
        page = QRectF(page.toRect())
        shade = QColor("#000000")
        shade.setAlphaF(0.22)
        painter.fillRect(page.translated(0, 2), shade)
        painter.fillRect(page, QColor(PAPER))
        painter.drawImage(page, self._image_for(page, painter.device().devicePixelRatio()))

    def _image_for(self, page: QRectF, pixel_ratio: float) -> QImage:
        wanted = (page.size() * pixel_ratio).toSize()
        if wanted.width() >= self._image.width():
            # Enlarged, only the part in sight is worked out, and by the painter.
            return self._image
        if self._scaled.size() != wanted:
            self._scaled = self._image.scaled(
                wanted,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        return self._scaled

    def _room(self) -> QSize:
        viewport = self.parentWidget()
        return viewport.size() if viewport is not None else self.size()

    def _visible_part(self) -> QRectF:
        return QRectF(self.visibleRegion().boundingRect())

    def _page_size(self, room: QSize) -> QSizeF:
        margin = look().px(12) * 2
        width = max(1.0, room.width() - margin)
        height = max(1.0, room.height() - margin)
        scale = min(width / self._image.width(), height / self._image.height()) * self.factor
        return QSizeF(self._image.width() * scale, self._image.height() * scale)


class _PageStrip(QWidget):
    """The list of pages, small, at the left; hidden where there is one page or none."""

    page_wanted = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._thumbnails: tuple[QImage, ...] = ()
        self._current = 0
        follow_theme(self._restyle)
        self.hide()

    def set_pages(self, images: Sequence[QImage]) -> None:
        side = look().px(THUMBNAIL_PX)
        self._thumbnails = tuple(
            image.scaled(side * 2, side * 2, KEEP, Qt.TransformationMode.SmoothTransformation)
            for image in images
        )
        self.setVisible(len(images) > 1)
        self.update()

    def mark(self, page: int) -> None:
        self._current = page
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        page = int(event.position().y() // self._step())
        if 0 <= page < len(self._thumbnails):
            self.page_wanted.emit(page)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        for number, image in enumerate(self._thumbnails):
            cell = QRectF(0, number * self._step(), self.width(), self._step() - look().px(4))
            chosen = number == self._current
            edge = look().colour("accent" if chosen else "line")
            fill = look().colour("sunken")
            draw_box(painter, cell, fill=fill, border=edge, width=2 if chosen else 1, radius=4)
            size = QSizeF(image.size()).scaled(cell.size() * 0.8, KEEP)
            page = QRectF(QPointF(0, 0), size)
            page.moveCenter(cell.center())
            painter.fillRect(page, QColor(PAPER))
            painter.drawImage(page, image)
        painter.end()

    def _step(self) -> float:
        room = self.height() / max(1, len(self._thumbnails))
        return min(float(look().px(THUMBNAIL_PX + 12)), room)

    def _restyle(self) -> None:
        self.setFixedWidth(look().px(THUMBNAIL_PX))
        self.update()

"""Shapes that several widgets draw: boxes, rings, key caps, texts, bars."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QPaintDevice,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.theme import look
from ui.tokens import CONTROL_RADIUS_PX, KEY_CAP_PX, Role

WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
CENTRE = int(Qt.AlignmentFlag.AlignCenter)


def smooth_painter(device: QPaintDevice) -> QPainter:
    """Return a painter with smooth edges."""
    painter = QPainter(device)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    return painter


def draw_box(
    painter: QPainter,
    box: QRectF,
    *,
    fill: QColor | None = None,
    border: QColor | None = None,
    width: float = 1.0,
    radius: float | None = None,
) -> None:
    """Draw a rounded box whose border lies wholly inside `box`."""
    corner = look().px(CONTROL_RADIUS_PX) if radius is None else radius
    inset = width / 2 if border is not None else 0.0
    inner = box.adjusted(inset, inset, -inset, -inset)
    painter.setPen(QPen(border, width) if border is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    corner = max(0.0, corner - inset)
    painter.drawRoundedRect(inner, corner, corner)


def draw_surface(
    widget: QWidget, *, border: str = "line", radius_px: int = CONTROL_RADIUS_PX
) -> None:
    """Draw a widget's ground: a white box with a border of a token's colour."""
    painter = smooth_painter(widget)
    draw_box(
        painter,
        QRectF(widget.rect()),
        fill=look().colour("surface"),
        border=look().colour(border),
        radius=look().px(radius_px),
    )
    painter.end()


def draw_focus_ring(painter: QPainter, box: QRectF, radius: float | None = None) -> None:
    """Draw the focus ring, two pixels wide, inside `box`."""
    draw_box(painter, box, border=look().colour("focus"), width=2.0, radius=radius)


def draw_row_ring(view: QAbstractItemView, *, inset_px: int = 0) -> None:
    """Draw the focus ring of a list that has the focus: round its row, or round all of it."""
    if not view.hasFocus():
        return
    place, row = QRectF(view.viewport().rect()), view.visualRect(view.currentIndex())
    if row.isValid():
        place.setTop(row.top())
        place.setHeight(row.height())
    painter = smooth_painter(view.viewport())
    draw_focus_ring(painter, place.adjusted(inset_px, 0, -inset_px, 0))
    painter.end()


def draw_text(
    painter: QPainter, box: QRectF, text: str, role: Role, token: str, flags: int = LEFT
) -> None:
    """Draw a text in a role's font and a token's colour."""
    painter.setFont(look().font(role))
    painter.setPen(look().colour(token))
    painter.drawText(box, flags, text)


def draw_elided(painter: QPainter, box: QRectF, text: str, role: Role, token: str) -> None:
    """Draw one line of text, shortened with an ellipsis where it does not fit."""
    short = metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    draw_text(painter, box, short, role, token)


def metrics(role: Role) -> QFontMetricsF:
    """Return the metrics of a role's font."""
    return _metrics(role, look().text_factor)


@lru_cache(maxsize=128)
def _metrics(role: Role, _text_factor: float) -> QFontMetricsF:
    return QFontMetricsF(look().font(role))


def text_width(text: str, role: Role) -> float:
    """Return the width of one line of text."""
    return metrics(role).horizontalAdvance(text)


def wrapped_size(text: str, role: Role, width: float) -> QSizeF:
    """Return the size of a text wrapped at `width`; empty text takes no room."""
    if not text:
        return QSizeF(0, 0)
    return metrics(role).boundingRect(QRectF(0, 0, max(1.0, width), 10_000), WRAPPED, text).size()


def key_cap_width(text: str) -> float:
    """Return the width of a key cap, 0 where key caps are hidden or there is no key."""
    if not text or not look().shows_keys:
        return 0.0
    return max(look().px(24), text_width(text, Role.KEY_CAP) + look().px(12))


def draw_key_cap(painter: QPainter, right: float, middle: float, text: str, ink: str = "") -> None:
    """Draw a key cap ending at `right`, centred on the line `middle`.

    Args:
        painter: Where to draw.
        right: Right edge in logical pixels.
        middle: Vertical centre in logical pixels.
        text: The key as printed on it; nothing is drawn for an empty one.
        ink: Token of the text on a filled button; empty on ordinary ground.
    """
    width = key_cap_width(text)
    if not width:
        return
    height = look().px(KEY_CAP_PX)
    box = QRectF(round(right - width), round(middle - height / 2), round(width), height)
    radius = look().px(4)
    if ink:
        tint = look().colour(ink)
        tint.setAlphaF(0.18)
        draw_box(painter, box, fill=tint, radius=radius)
    else:
        _draw_plain_cap(painter, box, radius)
    draw_text(painter, box, text, Role.KEY_CAP, ink or "text_2", CENTRE)


def _draw_plain_cap(painter: QPainter, box: QRectF, radius: float) -> None:
    edge = look().colour("line")
    draw_box(painter, box, fill=edge, radius=radius)
    inner = box.adjusted(1, 1, -1, -2)
    draw_box(painter, inner, fill=look().colour("subtle"), radius=radius - 1)


def draw_bar(painter: QPainter, box: QRectF, share: float, fill: QColor) -> None:
    """Draw a progress track and the share of it that is done, from 0 to 1."""
    radius = box.height() / 2
    draw_box(painter, box, fill=look().colour("track"), radius=radius)
    done = max(0.0, min(1.0, share)) * box.width()
    if done > 0:
        part = QRectF(box.left(), box.top(), max(done, box.height()), box.height())
        draw_box(painter, part, fill=fill, radius=radius)


def rounded_path(box: QRectF, radius: float) -> QPainterPath:
    """Return the outline of a rounded box."""
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    return path


def draw_hatch(painter: QPainter, box: QRectF, colour: QColor, gap_px: float) -> None:
    """Fill a box with slanting stripes of one colour."""
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(colour, gap_px / 2))
    x = box.left() - box.height()
    while x < box.right() + box.height():
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
        x += gap_px
    painter.restore()


def is_plain_enter(event: QKeyEvent) -> bool:
    """Return whether this is Enter without modifiers, on either part of the keyboard."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return (
        event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        and modifiers == Qt.KeyboardModifier.NoModifier
    )

"""Line icons drawn in a token's colour at any size and device pixel ratio."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from desk_app.resource_paths import shipped_folder


@lru_cache(maxsize=256)
def icon_image(name: str, colour: str, size_px: int, pixel_ratio: float) -> QImage:
    """Return a square icon of `size_px` logical pixels in an `#RRGGBB` colour.

    Raises:
        FileNotFoundError: No icon of that name is shipped.
    """
    drawing = QSvgRenderer(QByteArray(_coloured(name, colour)))
    side = round(size_px * pixel_ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(pixel_ratio)
    return image


def draw_icon(painter: QPainter, box: QRectF, name: str, colour: str) -> None:
    """Draw an icon centred in a box, as large as the box's shorter side."""
    size_px = round(min(box.width(), box.height()))
    image = icon_image(name, colour, size_px, painter.device().devicePixelRatio())
    left = round(box.center().x() - size_px / 2)
    top = round(box.center().y() - size_px / 2)
    painter.drawImage(QRectF(left, top, size_px, size_px), image)


def icon_names() -> frozenset[str]:
    """Return the names of all icons shipped."""
    return frozenset(path.stem for path in (shipped_folder("resources") / "icons").glob("*.svg"))


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return (shipped_folder("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _coloured(name: str, colour: str) -> bytes:
    return _drawing(name).replace("currentColor", colour).encode()

"""Pictures for the screen out of encoded pages and rasters; called in lanes, never by a widget."""

from __future__ import annotations

from PySide6.QtGui import QImage

from desk_app.domain.devices import PageImage
from ui.presenters.workbench import PaperPicture

BYTES_PER_PIXEL = 3


def page_picture(page: PageImage) -> QImage:
    """Return an encoded page of preview size as a picture."""
    return QImage.fromData(page.data).convertToFormat(QImage.Format.Format_RGB32)


def paper_picture(raster: PaperPicture) -> QImage:
    """Return a paper's raster as a picture that owns its pixels."""
    row_bytes = raster.width_px * BYTES_PER_PIXEL
    rows = QImage(
        raster.rgb, raster.width_px, raster.height_px, row_bytes, QImage.Format.Format_RGB888
    )
    return rows.convertToFormat(QImage.Format.Format_RGB32)

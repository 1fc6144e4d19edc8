"""The printers of the system by Qt, and papers drawn on them at their exact size.

A driver is loaded into whoever prints, and may hang or crash there; drawing a page takes half a
second: `raster_worker` calls this in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pypdfium2
from PySide6.QtCore import QMarginsF, QPoint
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desk_app.domain.devices import PrinterInfo, PrinterState, PrintFault, print_failed

COARSEST_DPI, FINEST_DPI = 300, 600
POINTS_PER_INCH = 72
A4_POINTS = (595.28, 841.89)
# Half a millimetre: what makes a page A4 for a person.
_TOLERATED_POINTS = 1.4
_STATES = {
    QPrinter.PrinterState.Idle: PrinterState.IDLE,
    QPrinter.PrinterState.Active: PrinterState.PROCESSING,
}
_FAILED = {QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error}


def system_printers() -> tuple[PrinterInfo, ...]:
    """Return the printers of the system, its default marked."""
    _start_qt()
    default = QPrinterInfo.defaultPrinterName()
    return tuple(
        PrinterInfo(
            id=printer.printerName(),
            name=printer.description() or printer.printerName(),
            backend="system",
            state=_STATES.get(printer.state(), PrinterState.STOPPED),
            is_default=printer.printerName() == default,
        )
        for printer in QPrinterInfo.availablePrinters()
    )


def existing_printer(name: str) -> str:
    """Return the name of this printer, of the system's default, or of the first there is.

    Raises:
        DeviceError: `print.no_printer` or `print.unknown_printer`.
    """
    _start_qt()
    names = QPrinterInfo.availablePrinterNames()
    if name:
        if name not in names:
            raise print_failed(PrintFault.UNKNOWN_PRINTER)
        return name
    if not names:
        raise print_failed(PrintFault.NO_PRINTER)
    return QPrinterInfo.defaultPrinterName() or names[0]


def raster_dpi(native_dpi: int) -> int:
    """Return the resolution of the raster for a printer with this one.

    A printer below the finest gets dot for dot: a driver that has to leave out dots would leave
    out lines. Finer printers repeat dots, which harms nothing.
    """
    return native_dpi if COARSEST_DPI <= native_dpi < FINEST_DPI else FINEST_DPI


def draw_paper(pdf: bytes, *, printer_name: str, title: str, copies: int) -> None:
    """Draw the pages on a printer that exists, dot by dot on whole sheets of A4.

    Raises:
        DeviceError: `print.no_a4`, `wrong_format` (no PDF or not A4), `refused` or `aborted`.
    """
    _start_qt()
    with _opened(pdf) as pages:
        _draw(pages, _full_a4(QPrinterInfo.printerInfo(printer_name), title), copies)


@cache
def _start_qt() -> QGuiApplication:
    """Return the application that printing needs; without a reference it would end."""
    return QGuiApplication([])


def _full_a4(info: QPrinterInfo, title: str) -> QPrinter:
    """Return the printer set to the whole sheet; margins would move every mark."""
    sizes = [size.id() for size in info.supportedPageSizes()]
    if sizes and QPageSize.PageSizeId.A4 not in sizes:
        raise print_failed(PrintFault.NO_A4)
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    dpi = raster_dpi(printer.resolution())
    printer.setResolution(dpi)
    printer.setFullPage(True)
    layout = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()
    )
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)
    if not _is_full_a4(printer.pageLayout()) or printer.resolution() != dpi:
        raise print_failed(PrintFault.NO_A4, detail="the driver does not take the layout")
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    printer.setDuplex(QPrinter.DuplexMode.DuplexNone)
    printer.setDocName(title)
    return printer


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise print_failed(PrintFault.WRONG_FORMAT, detail="not a PDF") from error
    try:
        if not all(_is_a4(page.get_size()) for page in document):
            raise print_failed(PrintFault.WRONG_FORMAT, detail="a page is not A4")
        yield document
    finally:
        document.close()


def _is_full_a4(taken: QPageLayout) -> bool:
    """Tell by what the driver made of it: it may round a size or name it otherwise."""
    sheet = taken.fullRect(QPageLayout.Unit.Point)
    is_full = taken.mode() is QPageLayout.Mode.FullPageMode
    return is_full and _is_a4((sheet.width(), sheet.height()))


def _is_a4(points: tuple[float, float]) -> bool:
    return all(
        abs(length - a4) < _TOLERATED_POINTS for length, a4 in zip(points, A4_POINTS, strict=True)
    )


def _draw(document: pypdfium2.PdfDocument, printer: QPrinter, copies: int) -> None:
    rounds = copies
    if printer.supportsMultipleCopies():
        printer.setCopyCount(copies)
        printer.setCollateCopies(True)
        rounds = 1
    painter = QPainter()
    if not painter.begin(printer):
        raise print_failed(PrintFault.REFUSED, detail="the driver does not begin")
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    for number, page in enumerate(page for _ in range(rounds) for page in document):
        if number and not printer.newPage():
            printer.abort()
            raise print_failed(PrintFault.ABORTED, detail="no further page")
        _draw_page(page, painter, dpi=printer.resolution())
    if not painter.end() or printer.printerState() in _FAILED:
        raise print_failed(PrintFault.ABORTED, detail="the driver does not end")


def _draw_page(page: pypdfium2.PdfPage, painter: QPainter, *, dpi: int) -> None:
    bitmap = page.render(scale=dpi / POINTS_PER_INCH, grayscale=True)
    image = QImage(
        bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_Grayscale8
    )
    # A dot of the image is a dot of the printer: nothing is scaled to a printable area.
    painter.drawImage(QPoint(0, 0), image)

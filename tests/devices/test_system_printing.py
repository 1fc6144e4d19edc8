"""Papers printed through Qt arrive on exact A4 with every mark in its place, or fail by name.

Qt's own print plugin hands them to a private CUPS, which passes them to a real IPP printer.
"""

from __future__ import annotations

import io
import socket
import sys
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from desk_app.devices.cups_jobs import CupsSpooler
from desk_app.devices.page_process import PageProcess
from desk_app.devices.system_printing import SystemPrinters
from desk_app.domain.devices import PrinterState, PrintJob, PrintJobState, print_title
from desk_app.domain.vocabulary import PaperKind
from desk_app.errors import DeviceError, InputError
from tests.devices.cups_spooler import cups_spooler
from tests.devices.deeds import Crashing, raster_dpi
from tests.devices.ipp_printer import real_printer
from tests.devices.test_printers import followed
from tests.printing.papers import paper, printed

TITLE = print_title("101-01-2026-000042-17", attempt=1)
DRIVER = (Path(__file__).parents[1] / "data" / "a4_printer.ppd").read_text(encoding="ascii")
# Near the edges, where a scaled or shifted page shows most: from the left and from the top.
MARKS_MM = ((10, 10), (200, 10), (105, 148.5), (10, 287), (200, 287))
MARK_MM = 2
DPI = 600


@contextmanager
def spooling(printer, *, driver=DRIVER):
    # Without SNMP the spooler does not wait seconds for an answer no test printer gives.
    with cups_spooler(prints_to=f"{printer.uri}?snmp=false", driver=driver) as uri:
        yield SystemPrinters(spooler=CupsSpooler(uri), timeout_seconds=30)


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    folder = tmp_path_factory.mktemp("printer")
    with real_printer(folder / "spool") as printer, spooling(printer) as printers:
        yield printers, printer


def marked(size=A4, page_count=1) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size)
    for _ in range(page_count):
        for x_mm, y_mm in MARKS_MM:
            half = MARK_MM / 2
            top = size[1] - (y_mm + half) * mm
            canvas.rect((x_mm - half) * mm, top, MARK_MM * mm, MARK_MM * mm, fill=1, stroke=0)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def sizes_mm(pdf: bytes) -> list[tuple[int, int]]:
    """Page sizes in whole millimetres; Qt counts a page in whole points, 0.1 mm off."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [tuple(round(length / mm) for length in page.get_size()) for page in document]
    finally:
        document.close()


def rasters(pdf: bytes, *, dpi: int):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]
    finally:
        document.close()


def farthest_mark_mm(picture) -> float:
    """How far from its place the worst mark lies."""
    return max(
        abs(found - wanted)
        for mark_mm in MARKS_MM
        for found, wanted in zip(place_of_mark_mm(picture, mark_mm), mark_mm, strict=True)
    )


def place_of_mark_mm(picture, mark_mm) -> tuple[float, float]:
    """The middle of the ink within four millimetres of where a mark should be."""
    left, top = (round((at - 4) / 25.4 * DPI) for at in mark_mm)
    side = round(8 / 25.4 * DPI)
    near = picture.crop((left, top, left + side, top + side))
    first_x, first_y, end_x, end_y = near.point(lambda grey: 255 * (grey < 128)).getbbox()
    middle = (left + (first_x + end_x) / 2, top + (first_y + end_y) / 2)
    return tuple(dots / DPI * 25.4 for dots in middle)


def read_codes(pdf: bytes, *, dpi: int) -> list[set[str]]:
    """What a reader finds on each page."""
    return [{code.text for code in zxingcpp.read_barcodes(page)} for page in rasters(pdf, dpi=dpi)]


def test_marks_arrive_in_their_places_on_exact_a4(chain):
    printers, printer = chain

    job = followed(printers, printers.submit(marked(page_count=2), title=TITLE, copies=2))

    assert job.state is PrintJobState.COMPLETED
    assert sizes_mm(printer.received) == [(210, 297)] * 2
    assert max(map(farthest_mark_mm, rasters(printer.received, dpi=DPI))) <= 0.3
    assert "x-dimension=21000 y-dimension=29700" in printer.ticket["IPP_MEDIA_COL"]
    assert printer.ticket["IPP_JOB_NAME"] == TITLE == job.title
    assert printer.ticket["IPP_COPIES"] == "2"


def test_the_number_of_a_receipt_is_read_from_what_arrived(chain):
    printers, printer = chain
    receipt = printed(paper(PaperKind.RECEIPT))

    followed(printers, printers.submit(receipt, title=TITLE))

    assert sizes_mm(printer.received) == sizes_mm(receipt)
    assert read_codes(printer.received, dpi=150) == read_codes(receipt, dpi=300) != [set()]


def test_the_printers_of_the_system_are_listed_with_the_default(chain):
    printers, _ = chain

    (queue,) = printers.printers()

    assert (queue.id, queue.name, queue.backend) == ("zal-1", "Зал 1", "system")
    assert (queue.state, queue.is_default) == (PrinterState.IDLE, True)


def test_the_driver_never_comes_into_this_process(chain):
    printers, _ = chain

    printers.submit(marked(), title=TITLE)

    assert "desk_app.devices.qt_printers" not in sys.modules


def test_two_jobs_of_one_title_are_followed_apart(chain):
    printers, _ = chain

    first, second = (printers.submit(marked(), title=TITLE) for _ in range(2))

    assert first.id != second.id
    assert [printers.job(job).id for job in (second, first)] == [second.id, first.id]


def test_a_printer_the_system_does_not_have_is_named_unknown(chain):
    printers, _ = chain

    with pytest.raises(DeviceError, match=r"print\.unknown_printer"):
        printers.submit(marked(), title=TITLE, printer_id="zal-2")


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 cut", marked(size=LETTER)], ids=["no PDF", "Letter"]
)
def test_only_a_pdf_of_a4_is_printed(chain, content):
    printers, _ = chain
    earlier = printers.spooler.jobs("zal-1")

    with pytest.raises(DeviceError, match=r"print\.wrong_format"):
        printers.submit(content, title=TITLE)

    assert len(printers.spooler.jobs("zal-1")) == len(earlier)


def test_a_printer_without_a4_is_named(chain):
    _, printer = chain
    letter_only = "\n".join(line for line in DRIVER.splitlines() if " A4" not in line)

    with (
        spooling(printer, driver=letter_only) as printers,
        pytest.raises(DeviceError, match=r"print\.no_a4"),
    ):
        printers.submit(marked(), title=TITLE)


def test_without_any_printer_the_paper_has_to_wait():
    with cups_spooler(prints_to=None) as uri:
        printers = SystemPrinters(spooler=CupsSpooler(uri))

        assert printers.printers() == ()
        with pytest.raises(DeviceError, match=r"print\.no_printer"):
            printers.submit(marked(), title=TITLE)


def test_a_broken_printer_ends_the_job_as_a_failure(tmp_path):
    with real_printer(tmp_path / "spool") as broken, spooling(broken) as printers:
        broken.break_engine()

        job = followed(printers, printers.submit(marked(), title=TITLE))

    assert job.state.is_failure


def test_a_system_that_hangs_is_left_alone():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        uri = f"ipp://127.0.0.1:{silent.getsockname()[1]}/"
        printers = SystemPrinters(spooler=CupsSpooler(uri), timeout_seconds=0.5)

        assert printers.printers() == ()
        with pytest.raises(DeviceError, match=r"print\.offline"):
            printers.submit(marked(), title=TITLE)


def test_a_driver_that_crashes_takes_nothing_with_it():
    printers = SystemPrinters(spooler=Crashing())

    with pytest.raises(DeviceError, match=r"print\.aborted"):
        printers.submit(marked(), title=TITLE)


def test_a_job_that_left_its_queue_was_sent_and_no_more(chain):
    printers, _ = chain
    forgotten = PrintJob(999_999, "zal-1", TITLE, PrintJobState.PROCESSING)

    job = printers.job(forgotten)

    assert (job.state, job.reasons) == (PrintJobState.COMPLETED, ("queued-in-device",))


@pytest.mark.parametrize("copies", [0, 10])
def test_copies_outside_the_range_are_refused(copies):
    with pytest.raises(InputError) as refused:
        SystemPrinters().submit(b"", title=TITLE, copies=copies)

    assert refused.value.field == "copies"


def test_a_coarse_printer_gets_a_raster_of_its_own_dots():
    process = PageProcess()
    try:
        chosen = {native: process.run(raster_dpi, native) for native in (203, 300, 360, 600, 1200)}
    finally:
        process.close()

    assert chosen == {203: 600, 300: 300, 360: 360, 600: 600, 1200: 600}

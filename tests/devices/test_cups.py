"""Papers go through the system's spooler to a real printer behind it."""

from __future__ import annotations

import pytest

from desk_app.devices.printers import IppPrinters
from desk_app.domain.devices import PrinterState, PrintJobState
from desk_app.errors import DeviceError
from tests.devices.cups_spooler import cups_spooler
from tests.devices.ipp_printer import free_port, real_printer
from tests.devices.pictures import pdf_of, sheet
from tests.devices.test_printers import TITLE, followed


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    folder = tmp_path_factory.mktemp("printer")
    with (
        real_printer(folder / "spool") as printer,
        cups_spooler(prints_to=printer.uri) as spooler,
    ):
        yield IppPrinters(cups=spooler), printer


def test_the_queues_of_the_spooler_are_listed_with_the_default(chain):
    printers, _ = chain

    (queue,) = printers.printers()

    assert (queue.name, queue.backend) == ("Зал 1", "cups")
    assert queue.id.endswith("/printers/zal-1")
    assert (queue.state, queue.is_default) == (PrinterState.IDLE, True)


def test_stored_bytes_pass_the_spooler_unchanged_at_a4(chain):
    printers, printer = chain
    paper = pdf_of(sheet())

    job = followed(printers, printers.submit(paper, title=TITLE))

    assert job.state is PrintJobState.COMPLETED
    assert printer.received == paper
    assert printer.ticket["IPP_MEDIA"] == "iso_a4_210x297mm"


def test_a_broken_printer_behind_the_spooler_prints_nothing(tmp_path):
    with (
        real_printer(tmp_path / "spool") as broken,
        cups_spooler(prints_to=broken.uri) as spooler,
    ):
        broken.break_engine()
        printers = IppPrinters(cups=spooler)

        job = followed(printers, printers.submit(pdf_of(sheet()), title=TITLE))

    assert job.state.is_failure


def test_a_spooler_without_queues_is_no_printer():
    with cups_spooler(prints_to=None) as spooler:
        printers = IppPrinters(cups=spooler)

        assert printers.printers() == ()
        with pytest.raises(DeviceError, match=r"print\.no_printer"):
            printers.submit(pdf_of(sheet()), title=TITLE)


def test_the_only_queue_is_taken_where_no_default_is_set():
    nothing = f"ipp://127.0.0.1:{free_port()}/ipp/print"
    with cups_spooler(prints_to=nothing, is_default=False) as spooler:
        printers = IppPrinters(cups=spooler)

        assert [queue.is_default for queue in printers.printers()] == [False]
        assert printers.submit(pdf_of(sheet()), title=TITLE).printer_id == printers.printers()[0].id

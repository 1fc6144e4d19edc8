"""Papers arrive at a real IPP printer byte for byte, at A4, or fail by name."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from desk_app.devices.ipp import IppAddress, Tag, decode_answer
from desk_app.devices.printers import IppPrinters
from desk_app.domain.devices import PrinterState, PrintJob, PrintJobState, print_title
from desk_app.errors import DeviceError, InputError
from tests.devices.ipp_printer import free_port, real_printer
from tests.devices.pictures import pdf_of, sheet

TITLE = print_title("101-01-2026-000042-17", attempt=1)


@pytest.fixture(scope="module")
def printer(tmp_path_factory):
    with real_printer(tmp_path_factory.mktemp("printer") / "spool") as started:
        yield started


def reaching(*addresses: str) -> IppPrinters:
    return IppPrinters(addresses, cups=None, timeout_seconds=5)


def followed(printers: IppPrinters, job: PrintJob) -> PrintJob:
    """The job at its end; a printer that never ends it fails the test by time."""
    deadline = time.monotonic() + 60
    while not (job := printers.job(job)).state.is_final:
        assert time.monotonic() < deadline, job
    return job


def test_the_stored_bytes_arrive_unchanged_at_exact_a4(printer):
    paper = pdf_of(sheet())
    printers = reaching(printer.uri)

    job = printers.submit(paper, title=TITLE, copies=2)

    assert followed(printers, job).state is PrintJobState.COMPLETED
    assert printer.received == paper
    assert printer.ticket["CONTENT_TYPE"] == "application/pdf"
    assert printer.ticket["IPP_MEDIA"] == "iso_a4_210x297mm"
    assert printer.ticket["IPP_PRINT_SCALING"] == "none"
    assert printer.ticket["IPP_SIDES"] == "one-sided"
    assert printer.ticket["IPP_COPIES"] == "2"
    assert printer.ticket["IPP_JOB_NAME"] == TITLE == job.title


def test_without_our_wish_this_printer_would_take_letter(printer):
    printers = reaching(printer.uri)

    followed(printers, printers.submit(pdf_of(sheet()), title=TITLE))

    assert printer.ticket["IPP_MEDIA_DEFAULT"] == "na_letter_8.5x11in"


def test_a_named_printer_is_listed_with_its_state(printer):
    (info,) = reaching(printer.uri).printers()

    assert (info.id, info.name, info.backend) == (printer.uri, "desk", "ipp")
    assert (info.state, info.is_default, info.reasons) == (PrinterState.IDLE, True, ())


def test_a_printer_that_is_off_is_listed_as_unreachable_and_fails_by_name():
    off = f"ipp://127.0.0.1:{free_port()}/ipp/print"

    (info,) = reaching(off).printers()

    assert (info.state, info.reasons) == (PrinterState.STOPPED, ("unreachable",))
    with pytest.raises(DeviceError, match=r"print\.offline"):
        reaching(off).submit(pdf_of(sheet()), title=TITLE)


def test_without_any_printer_the_paper_has_to_wait():
    no_spooler = f"ipp://127.0.0.1:{free_port()}/"

    for printers in (reaching(), IppPrinters(cups=no_spooler)):
        assert printers.printers() == ()
        with pytest.raises(DeviceError, match=r"print\.no_printer"):
            printers.submit(pdf_of(sheet()), title=TITLE)


def test_a_failed_engine_ends_the_job_as_a_failure(tmp_path):
    with real_printer(tmp_path / "spool") as broken:
        broken.break_engine()

        assert ended_by(reaching(broken.uri)) is PrintJobState.ABORTED

    assert PrintJobState.ABORTED.is_failure


def ended_by(printers):
    """Return how a job ends; a printer that gave up at once is told by the submission itself."""
    try:
        return followed(printers, printers.submit(pdf_of(sheet()), title=TITLE)).state
    except DeviceError as error:
        return {"print.aborted": PrintJobState.ABORTED}[error.code]


def test_a_printer_that_takes_no_pdf_is_not_sent_one(tmp_path):
    with real_printer(tmp_path / "spool", formats="image/jpeg") as photo_printer:
        with pytest.raises(DeviceError, match=r"print\.wrong_format"):
            reaching(photo_printer.uri).submit(pdf_of(sheet()), title=TITLE)

        assert not (photo_printer.folder / "document").exists()


def test_a_job_the_printer_does_not_know_is_an_error(printer):
    unknown = PrintJob(999_999, printer.uri, TITLE, PrintJobState.PENDING)

    with pytest.raises(DeviceError, match=r"print\.unknown_printer"):
        reaching(printer.uri).job(unknown)


@pytest.mark.parametrize("copies", [0, 10])
def test_copies_outside_the_range_are_refused(copies):
    with pytest.raises(InputError) as refused:
        reaching().submit(b"", title=TITLE, copies=copies)

    assert refused.value.field == "copies"


@pytest.mark.parametrize("uri", ["", "printer", "http://host/ipp", "ipp:///ipp", "ipp://host:x/"])
def test_an_address_that_is_none_is_refused(uri):
    with pytest.raises(InputError, match=r"print\.address"):
        IppAddress.parse(uri)


def test_addresses_keep_host_port_and_path():
    assert IppAddress.parse("ipp://desk-printer").uri == "ipp://desk-printer:631/"
    assert IppAddress.parse("ipp://[::1]:8631/ipp/print").uri == "ipp://[::1]:8631/ipp/print"
    assert IppAddress("localhost", 631, "/").queue("Зал 1/а").path == (
        "/printers/%D0%97%D0%B0%D0%BB%201%2F%D0%B0"
    )


@contextmanager
def answering(*contents: bytes, status: int = 200):
    """Something on the network that answers each request in turn, and the last for ever."""
    left = list(contents)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            content = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"ipp://127.0.0.1:{server.server_port}/ipp/print"
        finally:
            server.shutdown()
            thread.join()


def ipp_answer(group: int, *attributes: tuple[int, str, bytes]) -> bytes:
    """A successful answer with one group, written as RFC 8010 has it."""
    fields = b"".join(
        bytes([tag]) + len(name).to_bytes(2, "big") + name.encode()
        + len(value).to_bytes(2, "big") + value
        for tag, name, value in attributes
    )  # fmt: skip
    return b"\x02\x00\x00\x00\x00\x00\x00\x01" + bytes([group]) + fields + b"\x03"


def ability(media: bytes = b"iso_a4_210x297mm", accepting: bytes = b"\x01") -> bytes:
    return ipp_answer(
        4,
        (0x49, "document-format-supported", b"application/pdf"),
        (0x44, "media-supported", media),
        (0x22, "printer-is-accepting-jobs", accepting),
    )


def job_answer(state: int) -> bytes:
    return ipp_answer(
        2,
        (0x21, "job-id", bytes([0, 0, 0, 7])),
        (0x23, "job-state", bytes([0, 0, 0, state])),
        (0x44, "job-state-reasons", b"aborted-by-system" if state == 8 else b"none"),
    )


def test_a_printer_without_a4_or_not_accepting_gets_no_paper():
    for answer, code in (
        (ability(media=b"na_letter_8.5x11in"), "print.no_a4"),
        (ability(accepting=b"\x00"), "print.refused"),
    ):
        with answering(answer) as uri, pytest.raises(DeviceError, match=code.replace(".", r"\.")):
            reaching(uri).submit(pdf_of(sheet()), title=TITLE)


def test_a_job_aborted_at_once_is_a_failure():
    with (
        answering(ability(), job_answer(3), job_answer(8)) as uri,
        pytest.raises(DeviceError, match=r"print\.aborted") as failed,
    ):
        reaching(uri).submit(pdf_of(sheet()), title=TITLE)

    assert failed.value.params["detail"] == "aborted-by-system"


def test_a_paper_the_printer_has_is_not_called_failed_because_it_fell_silent():
    with answering(ability(), job_answer(3), b"") as uri:
        job = reaching(uri).submit(pdf_of(sheet()), title=TITLE)

    assert (job.id, job.state) == (7, PrintJobState.PENDING)


def test_an_answer_cut_anywhere_is_no_answer():
    whole = job_answer(9)

    for cut in range(len(whole)):
        with pytest.raises(DeviceError, match=r"print\.protocol"):
            decode_answer(whole[:cut])
    assert decode_answer(whole).of(Tag.JOB_GROUP)[0].number("job-id") == 7


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 200, "print.protocol"),
        (b"<html>hello</html>", 200, "print.protocol"),
        (b"\x02\x00\x00\x00\x00\x00\x00\x01\x04\x42\xff\xff", 200, "print.protocol"),
        (b"\x02\x00\x00\x00\x00\x00\x00\x01\x03", 200, "print.protocol"),
        (b"\x02\x00\x05\x07\x00\x00\x00\x01\x03", 200, "print.busy"),
        (b"\x02\x00\x05\x06\x00\x00\x00\x01\x03", 200, "print.refused"),
        (bytes(5 * 1024 * 1024), 200, "print.protocol"),
        (b"", 404, "print.unknown_printer"),
        (b"", 401, "print.refused"),
        (b"", 500, "print.protocol"),
    ],
)
def test_whatever_answers_the_failure_has_a_name(content, status, code):
    with answering(content, status=status) as uri, pytest.raises(DeviceError) as failed:
        reaching(uri).submit(pdf_of(sheet()), title=TITLE)

    assert failed.value.code == code


def test_something_that_speaks_no_http_is_named():
    with socket.create_server(("127.0.0.1", 0)) as server:
        uri = f"ipp://127.0.0.1:{server.getsockname()[1]}/ipp/print"

        def greet() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"220 mail ready\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(DeviceError, match=r"print\.protocol"):
            reaching(uri).submit(pdf_of(sheet()), title=TITLE)
        thread.join()


def test_something_that_never_answers_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as server:
        uri = f"ipp://127.0.0.1:{server.getsockname()[1]}/ipp/print"
        printers = IppPrinters((uri,), cups=None, timeout_seconds=0.1)

        with pytest.raises(DeviceError, match=r"print\.offline"):
            printers.submit(pdf_of(sheet()), title=TITLE)

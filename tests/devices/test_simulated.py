"""The demo office's devices give papers to look at and fail as real ones do."""

from __future__ import annotations

import threading
import tomllib
from pathlib import Path

import msgspec
import pytest
from fontTools.ttLib import TTFont

from desk_app.devices.demo_papers import load_papers
from desk_app.devices.page_process import PageProcess
from desk_app.devices.simulated import PRINTER_ID, SimulatedPrinter, SimulatedScanner
from desk_app.domain.devices import (
    PrintFault,
    PrintJobState,
    ScanFault,
    ScanMode,
    ScanRequest,
    ScanSource,
    print_title,
)
from desk_app.errors import DeviceError
from desk_app.ports.devices import Printer, Scanner, Scanners
from desk_app.resource_paths import shipped_folder
from tests.devices.pictures import opened

QUICK = ScanRequest(dpi=75)
TITLE = print_title("101-01-2026-000042-17", attempt=1)


@pytest.fixture
def scanner():
    return simulated_scanner()


def simulated_scanner(**options) -> SimulatedScanner:
    resources = shipped_folder("resources")
    papers = load_papers(resources / "demo" / "papers.toml")
    options = {"seconds_per_page": 0, **options}
    return SimulatedScanner(papers, fonts=resources / "fonts", **options)


def scanned(scanner: Scanner, request: ScanRequest = QUICK):
    return list(scanner.scan(request, threading.Event()))


def test_papers_come_in_turn_with_all_their_pages(scanner):
    page_counts = [len(scanned(scanner)) for _ in range(4)]

    assert page_counts == [2, 1, 1, 2]


def test_the_paper_that_was_laid_in_is_the_one_scanned(scanner):
    scanner.lay("education", "employment")

    assert [len(scanned(scanner)) for _ in range(2)] == [1, 2]


def test_pages_are_a4_at_the_asked_resolution_and_mode(scanner):
    gray, _ = scanned(scanner)
    (colour,) = scanned(scanner, ScanRequest(source=ScanSource.FLATBED, mode=ScanMode.COLOUR))

    assert (gray.width_px, gray.height_px, gray.dpi) == (620, 877, 75)
    assert (colour.width_px, colour.height_px, colour.dpi) == (2480, 3508, 300)
    assert (opened(gray.data).mode, opened(colour.data).mode) == ("L", "RGB")


def test_a_page_has_ink_on_it_and_mostly_paper(scanner):
    for page in scanned(scanner, ScanRequest(dpi=100)):
        shades = opened(page.data).convert("L").histogram()
        dark = sum(shades[:120]) / sum(shades)

        assert 0.002 < dark < 0.15


def test_two_visitors_do_not_have_the_same_handwriting(scanner):
    scanner.lay("education", "education")

    assert scanned(scanner)[0].sha256 != scanned(scanner)[0].sha256


@pytest.mark.parametrize("fault", list(ScanFault))
def test_every_fault_can_be_played_and_keeps_the_pages_before_it(scanner, fault):
    scanner.lay("employment", "employment")
    scanner.fail_next(fault, after_pages=1)
    pages = []

    with pytest.raises(DeviceError) as failed:
        pages.extend(scanner.scan(QUICK, threading.Event()))
    after = scanned(scanner)

    assert (failed.value.code, failed.value.params["pages_kept"]) == (f"scan.{fault}", 1)
    assert len(after) == 2


def test_a_cancel_ends_a_slow_scan_at_once():
    slow = simulated_scanner(seconds_per_page=600)
    cancel = threading.Event()
    cancel.set()

    with pytest.raises(DeviceError, match=r"scan\.cancelled"):
        next(slow.scan(QUICK, cancel))


def test_pages_can_be_drawn_in_another_process():
    process = PageProcess()
    scanner = simulated_scanner(runner=process)

    assert len(scanned(scanner)) == 2
    process.close()


def test_the_demo_scanner_is_found_as_any_other(scanner):
    found: Scanners = scanner

    (only,) = found.scanners()
    assert only.info.sources == (ScanSource.FEEDER, ScanSource.FLATBED)
    assert only.info.backend == "simulated"


def test_every_letter_of_the_demo_papers_is_in_the_paper_font():
    resources = shipped_folder("resources")
    glyphs = set(TTFont(resources / "fonts" / "NotoSans-Regular.ttf").getBestCmap())
    text = (resources / "demo" / "papers.toml").read_text(encoding="utf-8")

    assert {letter for letter in str(tomllib.loads(text)) if ord(letter) not in glyphs} == set()


def test_a_broken_file_of_papers_is_refused(tmp_path):
    broken = tmp_path / "papers.toml"
    broken.write_text(
        'watermark = "x"\n[[papers]]\nid = "a"\npages = [{ blocks = [{ hed = "" }] }]\n'
    )

    with pytest.raises(msgspec.ValidationError):
        load_papers(broken)


def test_a_paper_comes_out_once_for_each_copy(tmp_path):
    printer: Printer = SimulatedPrinter(tmp_path / "outbox", seconds_per_paper=0)

    job = printer.submit(b"%PDF-1.7 paper", title=TITLE, copies=2)

    papers = sorted((tmp_path / "outbox").iterdir())
    assert [paper.name for paper in papers] == [
        "101-01-2026-000042-17_1-1.pdf",
        "101-01-2026-000042-17_1-2.pdf",
    ]
    assert {paper.read_bytes() for paper in papers} == {b"%PDF-1.7 paper"}
    assert job.state is PrintJobState.COMPLETED
    assert printer.job(job) == job


def test_printing_again_never_overwrites_a_paper(tmp_path):
    printer = SimulatedPrinter(tmp_path, seconds_per_paper=0)

    for content in (b"first", b"second", b"third"):
        printer.submit(content, title=TITLE)

    assert sorted(paper.read_bytes() for paper in tmp_path.iterdir()) == [
        b"first",
        b"second",
        b"third",
    ]


def test_a_title_cannot_leave_the_outbox(tmp_path):
    SimulatedPrinter(tmp_path / "outbox", seconds_per_paper=0).submit(b"x", title="../../etc/a")

    assert [paper.parent for paper in tmp_path.rglob("*.pdf")] == [tmp_path / "outbox"]


@pytest.mark.parametrize("fault", list(PrintFault))
def test_every_print_fault_can_be_played_once(tmp_path: Path, fault):
    printer = SimulatedPrinter(tmp_path, seconds_per_paper=0)
    printer.fail_next(fault)

    with pytest.raises(DeviceError) as failed:
        printer.submit(b"x", title=TITLE)

    assert failed.value.code == f"print.{fault}"
    assert printer.submit(b"x", title=TITLE, printer_id=PRINTER_ID).id == 1


def test_another_printer_or_job_is_unknown_here(tmp_path):
    printer = SimulatedPrinter(tmp_path, seconds_per_paper=0)
    job = printer.submit(b"x", title=TITLE)

    with pytest.raises(DeviceError, match=r"print\.unknown_printer"):
        printer.submit(b"x", title=TITLE, printer_id="ipp://elsewhere/")
    with pytest.raises(DeviceError, match=r"print\.unknown_printer"):
        SimulatedPrinter(tmp_path, seconds_per_paper=0).job(job)

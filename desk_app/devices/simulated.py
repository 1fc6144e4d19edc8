"""The demo office's scanner and printer: they behave, and fail, as real ones do."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from desk_app.devices.demo_papers import DemoPapers, PaperPage, draw_page
from desk_app.devices.page_process import InThisProcess, PageRunner
from desk_app.devices.pages import encode_page
from desk_app.domain.devices import (
    DeviceInfo,
    PageImage,
    PrinterInfo,
    PrinterState,
    PrintFault,
    PrintJob,
    PrintJobState,
    ScanFault,
    ScanMode,
    ScanRequest,
    ScanSource,
    print_failed,
    scan_failed,
)

BACKEND = "simulated"
SCANNER_ID = "simulated:scanner"
PRINTER_ID = "simulated:printer"
_UNSAFE_IN_NAMES = re.compile(r"[^\w.-]+")


class SimulatedScanner:
    """A scanner whose feeder holds the demo office's papers.

    Args:
        papers: What can be laid into it.
        fonts: The folder of the paper's fonts.
        seconds_per_page: How long a page takes; 0 in tests.
        runner: Where its pages are drawn.
    """

    def __init__(
        self,
        papers: DemoPapers,
        *,
        fonts: Path,
        seconds_per_page: float = 1.2,
        runner: PageRunner | None = None,
    ) -> None:
        self._papers = {paper.id: paper for paper in papers.papers}
        self._watermark = papers.watermark
        self._fonts = fonts
        self._seconds_per_page = seconds_per_page
        self._runner = runner or InThisProcess()
        self._feeder: deque[str] = deque()
        self._faults: deque[tuple[ScanFault, int]] = deque()
        self._turn = 0

    @property
    def info(self) -> DeviceInfo:
        """What it is called and where it takes paper from."""
        return DeviceInfo(SCANNER_ID, "Demo Scan A4", BACKEND, tuple(ScanSource))

    def scanners(self) -> tuple[SimulatedScanner, ...]:
        """Return itself, the only scanner of the demo office."""
        return (self,)

    def lay(self, *paper_ids: str) -> None:
        """Lay papers into it for the scans to come, one paper for each."""
        self._feeder.extend(paper_ids)

    def fail_next(self, fault: ScanFault, *, after_pages: int = 0) -> None:
        """Make the next scan end in a fault after some pages."""
        self._faults.append((fault, after_pages))

    def scan(self, request: ScanRequest, cancel: threading.Event) -> Iterator[PageImage]:
        """Yield the pages of the paper that lies there, see `ports.devices.Scanner`."""
        fault, after_pages = self._faults.popleft() if self._faults else (None, 0)
        pages = self._next_paper()[: self._capacity(request)]
        for index, page in enumerate(pages):
            if fault and index == after_pages:
                raise scan_failed(fault, pages_kept=index)
            if cancel.wait(self._seconds_per_page):
                raise scan_failed(ScanFault.CANCELLED, pages_kept=index)
            yield self._image(page, request, seed=self._turn * 100 + index)
        if fault:
            raise scan_failed(fault, pages_kept=len(pages))

    def _next_paper(self) -> tuple[PaperPage, ...]:
        self._turn += 1
        names = tuple(self._papers)
        name = self._feeder.popleft() if self._feeder else names[(self._turn - 1) % len(names)]
        return self._papers[name].pages

    @staticmethod
    def _capacity(request: ScanRequest) -> int:
        return 1 if request.source is ScanSource.FLATBED else request.page_limit

    def _image(self, page: PaperPage, request: ScanRequest, *, seed: int) -> PageImage:
        return self._runner.run(
            scan_of_paper, page, request, watermark=self._watermark, fonts=self._fonts, seed=seed
        )


def scan_of_paper(
    page: PaperPage, request: ScanRequest, *, watermark: str, fonts: Path, seed: int
) -> PageImage:
    """Return a paper's page as the scanner delivers it."""
    picture = draw_page(page, watermark=watermark, fonts=fonts, dpi=request.dpi, seed=seed)
    seen = picture.convert("L") if request.mode is ScanMode.GRAY else picture
    return encode_page(seen, dpi=request.dpi)


class SimulatedPrinter:
    """A printer whose paper tray is a folder of PDF files.

    Args:
        outbox: Where the papers come out.
        seconds_per_paper: How long a paper takes; 0 in tests.
    """

    def __init__(self, outbox: Path, *, seconds_per_paper: float = 0.6) -> None:
        self._outbox = outbox
        self._seconds_per_paper = seconds_per_paper
        self._faults: deque[PrintFault] = deque()
        self._jobs: dict[int, PrintJob] = {}

    def printers(self) -> tuple[PrinterInfo, ...]:
        """Return the one printer of the demo office."""
        return (
            PrinterInfo(PRINTER_ID, "Demo Print A4", BACKEND, PrinterState.IDLE, is_default=True),
        )

    def fail_next(self, fault: PrintFault) -> None:
        """Make the next paper fail."""
        self._faults.append(fault)

    def submit(
        self, pdf: bytes, *, title: str, copies: int = 1, printer_id: str | None = None
    ) -> PrintJob:
        """Put the paper into the outbox as often as asked, see `ports.devices.Printer`."""
        if self._faults:
            raise print_failed(self._faults.popleft())
        if printer_id not in {None, PRINTER_ID}:
            raise print_failed(PrintFault.UNKNOWN_PRINTER)
        time.sleep(self._seconds_per_paper)
        job = PrintJob(len(self._jobs) + 1, PRINTER_ID, title, PrintJobState.COMPLETED)
        for copy in range(1, copies + 1):
            self._put_out(pdf, title, copy)
        self._jobs[job.id] = job
        return job

    def job(self, job: PrintJob) -> PrintJob:
        """Return the job as it was left."""
        known = self._jobs.get(job.id)
        if known is None:
            raise print_failed(PrintFault.UNKNOWN_PRINTER, detail="job")
        return known

    def _put_out(self, pdf: bytes, title: str, copy: int) -> None:
        self._outbox.mkdir(parents=True, exist_ok=True)
        stem = _UNSAFE_IN_NAMES.sub("_", title).strip("_") or "paper"
        final = self._free_name(f"{stem}-{copy}")
        unfinished = final.with_suffix(".part")
        unfinished.write_bytes(pdf)
        unfinished.replace(final)

    def _free_name(self, stem: str) -> Path:
        """Return a name no paper has: printing again adds a sheet and never swaps one."""
        candidate, again = self._outbox / f"{stem}.pdf", 2
        while candidate.exists():
            candidate, again = self._outbox / f"{stem}~{again}.pdf", again + 1
        return candidate

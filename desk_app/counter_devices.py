"""The devices of a counter: those an administrator named, or the demo office's simulated ones."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desk_app.resource_paths import shipped_folder
from desk_app.settings import Settings

if TYPE_CHECKING:
    from desk_app.devices.page_process import FilePages, PageProcess
    from desk_app.domain.devices import Arrival, BadFile, PageImage, PrinterInfo, PrintJob
    from desk_app.ports.devices import ArrivalFolder, Printer, Scanner, Scanners

_PRINTED = "printed"
_SCANNING = "scanning"


@dataclass(frozen=True, slots=True)
class Devices:
    """The counter's devices; `close` ends what they started.

    Attributes:
        watched: None where no folder is watched.
        tidy: Removes the pages a killed scan left, before the first scan of this program; blocks.
            Only the devices of a window do so: another program may look at them beside it.
    """

    scanners: Scanners
    printer: Printer
    files: FilePages | LateFiles
    watched: ArrivalFolder | None
    close: Callable[[], None]
    tidy: Callable[[], None] = lambda: None


class _Late:
    """The devices, made and their libraries loaded when the first of them is asked for."""

    def __init__(self, make: Callable[[], Devices], work_folder: Path) -> None:
        self._make = make
        self._work_folder = work_folder
        self._made: Devices | None = None
        self._is_tidy = False
        self._lock = threading.Lock()

    def get(self) -> Devices:
        """Return the devices; the lanes may ask at once."""
        with self._lock:
            self._tidy()
            if self._made is None:
                self._made = self._make()
            return self._made

    def tidy(self) -> None:
        """Remove what a killed scan left, unless that was done before."""
        with self._lock:
            self._tidy()

    def _tidy(self) -> None:
        # Once, and before there is a scanner: later it would take the pages of a running scan.
        if not self._is_tidy:
            from desk_app.devices.scan_folder import remove_leftovers

            self._is_tidy = True
            remove_leftovers(self._work_folder)

    def close(self) -> None:
        """End what the devices started, if they were made."""
        if self._made is not None:
            self._made.close()


@dataclass(frozen=True, slots=True)
class _LateScanners:
    late: _Late

    def scanners(self) -> tuple[Scanner, ...]:
        return self.late.get().scanners.scanners()


@dataclass(frozen=True, slots=True)
class _LatePrinter:
    late: _Late

    def printers(self) -> tuple[PrinterInfo, ...]:
        return self.late.get().printer.printers()

    def submit(
        self, pdf: bytes, *, title: str, copies: int = 1, printer_id: str | None = None
    ) -> PrintJob:
        printer = self.late.get().printer
        return printer.submit(pdf, title=title, copies=copies, printer_id=printer_id)

    def job(self, job: PrintJob) -> PrintJob:
        return self.late.get().printer.job(job)


@dataclass(frozen=True, slots=True)
class LateFiles:
    """The page source of files, see `devices.page_process.FilePages`."""

    late: _Late

    def pages(self, content: bytes) -> tuple[PageImage, ...]:
        """Return every page of a file."""
        return self.late.get().files.pages(content)

    def preview(self, data: bytes, *, box_px: tuple[int, int], turn_degrees: int = 0) -> PageImage:
        """Return a stored page at display size."""
        return self.late.get().files.preview(data, box_px=box_px, turn_degrees=turn_degrees)


@dataclass(frozen=True, slots=True)
class _LateFolder:
    late: _Late

    @property
    def _folder(self) -> ArrivalFolder:
        folder = self.late.get().watched
        if folder is None:
            raise RuntimeError("no folder is watched")
        return folder

    def poll(self, now_seconds: float) -> Iterator[Arrival | BadFile]:
        return self._folder.poll(now_seconds)

    def holds(self, arrival: Arrival) -> bool:
        return self._folder.holds(arrival)

    def acknowledge(self, arrival: Arrival) -> bool:
        return self._folder.acknowledge(arrival)


def late_devices_of(settings: Settings, *, is_instant: bool = False) -> Devices:
    """Return devices for a window, whose sign-in page must not wait for their libraries.

    The window is the only one that scans in this home, see `Devices.tidy`.
    """
    late = _Late(
        lambda: devices_of(settings, is_instant=is_instant), work_folder=settings.home / _SCANNING
    )
    watched = _LateFolder(late) if settings.watched_folder else None
    return Devices(
        _LateScanners(late), _LatePrinter(late), LateFiles(late), watched, late.close, late.tidy
    )


def devices_of(settings: Settings, *, is_instant: bool = False) -> Devices:
    """Return the real devices, or the demo office's simulated ones.

    Args:
        settings: Which devices an administrator named.
        is_instant: Simulated devices take no time, for plays and self-tests.
    """
    from desk_app.devices.page_process import FilePages, PageProcess

    # A preview must not wait until a long scan has been worked on.
    scanning, files = PageProcess(), PageProcess()

    def close() -> None:
        scanning.close()
        files.close()

    if settings.simulated_devices:
        scanners, printer = _simulated(settings, scanning, is_instant=is_instant)
    else:
        scanners, printer = _scanners_of(settings, scanning), printer_of(settings)
    return Devices(scanners, printer, FilePages(files), _watched(settings, scanning), close)


def _scanners_of(settings: Settings, process: PageProcess) -> Scanners:
    """Return the scanner an administrator named, or all that SANE finds."""
    from desk_app.devices.sane import ChosenSaneScanner, Sane, SaneScanners

    sane = Sane(settings.home / _SCANNING, runner=process)
    return ChosenSaneScanner(sane, settings.scanner) if settings.scanner else SaneScanners(sane)


def _watched(settings: Settings, process: PageProcess) -> ArrivalFolder | None:
    from desk_app.devices.page_process import FilePages
    from desk_app.devices.watched_folder import WatchedFolder

    folder = settings.watched_folder
    return WatchedFolder(folder, read=FilePages(process).pages) if folder else None


def printer_of(settings: Settings) -> Printer:
    """Return the printers: by IPP where they speak it, else those of the system."""
    from desk_app.devices.printers import IppPrinters
    from desk_app.devices.system_printing import SystemPrinters

    if "://" in settings.printer:
        return IppPrinters((settings.printer,))
    if settings.printer or sys.platform == "win32":
        return SystemPrinters(settings.printer)
    return IppPrinters()


def _simulated(
    settings: Settings, process: PageProcess, *, is_instant: bool
) -> tuple[Scanners, Printer]:
    from desk_app.devices.demo_papers import load_papers
    from desk_app.devices.simulated import SimulatedPrinter, SimulatedScanner

    resources = shipped_folder("resources")
    pace = {"seconds_per_page": 0.0} if is_instant else {}
    scanner = SimulatedScanner(
        load_papers(resources / "demo" / "papers.toml"),
        fonts=resources / "fonts",
        runner=process,
        **pace,
    )
    seconds_per_paper = 0.0 if is_instant else 0.6
    printer = SimulatedPrinter(settings.home / _PRINTED, seconds_per_paper=seconds_per_paper)
    return scanner, printer

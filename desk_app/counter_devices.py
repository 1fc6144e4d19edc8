"""The devices of a counter: those an administrator named, or the demo office's simulated ones."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk_app.resource_paths import shipped_folder
from desk_app.settings import Settings

if TYPE_CHECKING:
    from desk_app.devices.page_process import FilePages, PageProcess
    from desk_app.ports.devices import ArrivalFolder, Printer, Scanners

_PRINTED = "printed"
_SCANNING = "scanning"


@dataclass(frozen=True, slots=True)
class Devices:
    """The counter's devices; `close` ends what they started.

    Attributes:
        watched: None where no folder is watched.
    """

    scanners: Scanners
    printer: Printer
    files: FilePages
    watched: ArrivalFolder | None
    close: Callable[[], None]


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

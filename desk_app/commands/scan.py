"""The commands `scanners` and `scan`: what is connected, and pages from it as files."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.devices.demo_papers import load_papers
from desk_app.devices.sane import Sane, SaneScanners
from desk_app.devices.simulated import SCANNER_ID, SimulatedScanner
from desk_app.domain.devices import MediaType, PageImage, ScanFault, ScanRequest, ScanSource
from desk_app.errors import DeviceError, StoreError
from desk_app.ports.devices import Scanner
from desk_app.resource_paths import shipped_folder
from desk_app.settings import load_settings, settings_file

_ENDINGS = {MediaType.JPEG: ".jpg", MediaType.PNG: ".png"}
_OFFLINE = f"scan.{ScanFault.OFFLINE}"
_NO_DRIVER = f"scan.{ScanFault.NO_DRIVER}"


def answer_scanners(call: Invocation) -> Answer:
    """Answer `scanners`; a PC without SANE has none, which is no failure."""
    found: list[Scanner] = list(_demo_scanners(call.home))
    note: dict[str, str] = {}
    try:
        found += SaneScanners(Sane(call.home)).scanners()
    except DeviceError as error:
        if error.code != _NO_DRIVER:
            raise
        note = {"error": error.code, "message": call.texts.of_error(error, call.language)}
    return Answer(values={"scanners": [_row(scanner) for scanner in found], **note})


def answer_scan(call: Invocation) -> Answer:
    """Answer `scan`; pages that came before a fault are kept and listed with its code."""
    folder = Path(call.options.output)
    scanner = _scanner(call.options.device, home=call.home, work_folder=folder)
    pages: list[dict[str, Any]] = []
    values: dict[str, Any] = {"pages": pages, "error": None}
    request = ScanRequest(source=ScanSource(call.options.source))
    try:
        for page in scanner.scan(request, threading.Event()):
            path = write_page(page, folder)
            pages.append(_described(page, path))
    except DeviceError as error:
        message = call.texts.of_error(error, call.language)
        told = {"error": error.code, "message": message}
        field = {"field": "device"} if error.code == _OFFLINE else {}
        return Answer(Status.OUTSIDE_FAILED, {**values, **told, **field})
    except OSError:
        raise StoreError("scan.not_written") from None
    return Answer(values=values)


def write_page(page: PageImage, folder: Path) -> Path:
    """Write a page under the next number that no file there has, and return where."""
    number = 1 + max(_numbers(folder.glob("page-*")), default=0)
    path = folder / f"page-{number:04d}{_ENDINGS[page.media_type]}"
    with path.open("xb") as file:
        file.write(page.data)
    return path


def _numbers(paths: Iterable[Path]) -> list[int]:
    counted = (path.stem.removeprefix("page-") for path in paths)
    return [int(number) for number in counted if number.isascii() and number.isdigit()]


def _scanner(device_id: str, *, home: Path, work_folder: Path) -> Scanner:
    try:
        work_folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise StoreError("scan.not_written") from None
    demo = _demo_scanners(home) if device_id == SCANNER_ID else ()
    return next(iter(demo), None) or SaneScanners(Sane(work_folder)).scanner(device_id)


def _demo_scanners(home: Path) -> tuple[SimulatedScanner, ...]:
    """Return the demo office's scanner where the home is a demo office."""
    if not settings_file(home).exists() or not load_settings(home).simulated_devices:
        return ()
    resources = shipped_folder("resources")
    papers = load_papers(resources / "demo" / "papers.toml")
    return (SimulatedScanner(papers, fonts=resources / "fonts", seconds_per_page=0),)


def _row(scanner: Scanner) -> dict[str, Any]:
    info = scanner.info
    return {
        "id": info.id,
        "name": info.name,
        "backend": info.backend,
        "sources": [source.value for source in info.sources],
    }


def _described(page: PageImage, path: Path) -> dict[str, Any]:
    return {
        "path": str(path),
        "width_px": page.width_px,
        "height_px": page.height_px,
        "dpi": page.dpi,
        "size_bytes": page.size_bytes,
        "sha256": page.sha256,
    }

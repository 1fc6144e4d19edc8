"""How pages come to a document: what runs in the scanner's lane, and what an arrival brings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import dropwhile
from pathlib import Path

from desk_app.domain.devices import Arrival, PageImage, ScanRequest
from desk_app.domain.documents import AttachedDocument
from desk_app.errors import DeviceError, InputError
from desk_app.ports.devices import PageSource, Scanner, Scanners

LARGEST_FILE_BYTES = 200 * 1024 * 1024


def fresh_pages(arrival: Arrival, document: AttachedDocument) -> tuple[PageImage, ...]:
    """Return the pages behind those the document has from the file already.

    A grown file does not bring back what was taken out of its first version.
    """
    has = document.pages if arrival.version > 1 else document.visible_pages
    known = {page.sha256 for page in has}
    return tuple(dropwhile(lambda image: image.sha256 in known, arrival.pages))


def is_kept(arrival: Arrival, document: AttachedDocument) -> bool:
    """Return whether the document has every page of the file."""
    known = {page.sha256 for page in document.pages}
    return all(image.sha256 in known for image in arrival.pages)


def scan_pages(
    scanners: Scanners, limit: int, cancel: threading.Event, deliver: Callable[[PageImage], None]
) -> None:
    """Deliver the pages of one scan as they come.

    Raises:
        DeviceError: `scan.<fault>`; what was delivered before stays.
    """
    scanner = _first(scanners)
    request = ScanRequest(source=scanner.info.sources[0], page_limit=limit)
    for image in scanner.scan(request, cancel):
        deliver(image)


def _first(scanners: Scanners) -> Scanner:
    """Return the first scanner that can be opened now; others are listed without their sources."""
    for scanner in scanners.scanners():
        if scanner.info.sources:
            return scanner
    raise DeviceError("scan.offline", pages_kept=0)


def read_files(
    paths: Sequence[Path],
    source: PageSource,
    cancel: threading.Event,
    deliver: Callable[[PageImage], None],
) -> None:
    """Deliver the pages of each file; the first failure is told when the others are through."""
    failure: InputError | None = None
    for path in paths:
        if cancel.is_set():
            return
        try:
            for image in source.pages(_content(path)):
                deliver(image)
        except InputError as error:
            failure = failure or error
    if failure is not None:
        raise failure


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            limit_mb = LARGEST_FILE_BYTES // (1024 * 1024)
            raise InputError("file.too_large", field="file", limit_mb=limit_mb)
        return path.read_bytes()
    except OSError:
        raise InputError("file.unreadable", field="file") from None

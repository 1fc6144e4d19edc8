"""Scanners and printers as values: what is asked of them, what they give, how they fail."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from desk_app.errors import DeviceError, InputError

DPI_RANGE = range(75, 601)
PAGES_PER_SCAN = range(1, 101)
COPIES = range(1, 10)


class ScanSource(StrEnum):
    """Where the paper lies."""

    FEEDER = "feeder"
    FLATBED = "flatbed"


class ScanMode(StrEnum):
    """What the sensor records."""

    GRAY = "gray"
    COLOUR = "colour"


class ScanFault(StrEnum):
    """Every way a scan can fail; a `DeviceError` carries it as the code `scan.<fault>`."""

    OFFLINE = "offline"
    BUSY = "busy"
    EMPTY = "empty"
    JAM = "jam"
    COVER = "cover"
    CANCELLED = "cancelled"
    UNSUPPORTED = "unsupported"
    TRUNCATED = "truncated"
    DUPLICATE = "duplicate"
    PROTOCOL = "protocol"
    NO_DRIVER = "no_driver"


class PrintFault(StrEnum):
    """Every way a paper can fail to be printed; its `DeviceError` has the code `print.<fault>`."""

    NO_PRINTER = "no_printer"
    UNKNOWN_PRINTER = "unknown_printer"
    OFFLINE = "offline"
    BUSY = "busy"
    NO_A4 = "no_a4"
    WRONG_FORMAT = "wrong_format"
    REFUSED = "refused"
    ABORTED = "aborted"
    PROTOCOL = "protocol"


class MediaType(StrEnum):
    """How the bytes of a page are encoded."""

    JPEG = "image/jpeg"
    PNG = "image/png"


class PrintJobState(StrEnum):
    """Where a job stands at its printer (RFC 8011, job-state)."""

    PENDING = "pending"
    HELD = "held"
    PROCESSING = "processing"
    STOPPED = "stopped"
    CANCELED = "canceled"
    ABORTED = "aborted"
    COMPLETED = "completed"

    @property
    def is_final(self) -> bool:
        """Whether the printer will do nothing more for the job."""
        return self in {PrintJobState.CANCELED, PrintJobState.ABORTED, PrintJobState.COMPLETED}

    @property
    def is_failure(self) -> bool:
        """Whether the job ended without its paper; CUPS says canceled where a printer aborts."""
        return self in {PrintJobState.CANCELED, PrintJobState.ABORTED}


class PrinterState(StrEnum):
    """What a printer is doing (RFC 8011, printer-state)."""

    IDLE = "idle"
    PROCESSING = "processing"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What one press of "scan" asks for.

    Raises:
        InputError: `scan.dpi` or `scan.page_limit`, with the allowed range.
    """

    source: ScanSource = ScanSource.FEEDER
    dpi: int = 300
    mode: ScanMode = ScanMode.GRAY
    page_limit: int = 50

    def __post_init__(self) -> None:
        _require_within(self.dpi, DPI_RANGE, code="scan.dpi", field="dpi")
        _require_within(self.page_limit, PAGES_PER_SCAN, code="scan.page_limit", field="page_limit")


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A scanner that can be chosen; `id` is what its backend opens it by."""

    id: str
    name: str
    backend: str
    sources: tuple[ScanSource, ...]


@dataclass(frozen=True, slots=True)
class PageImage:
    """One whole page, decoded once to prove that it is whole.

    Its bytes are not in its `repr`: they are a person's papers and must not reach a log.
    """

    media_type: MediaType
    data: bytes = field(repr=False)
    width_px: int
    height_px: int
    dpi: int

    @property
    def size_bytes(self) -> int:
        """The size of the encoded page."""
        return len(self.data)

    @property
    def sha256(self) -> str:
        """The hash of the encoded page, its address in the store."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A whole file in the watched folder; it stays there until it is acknowledged.

    Attributes:
        intake_id: The same for all versions of one document: the hash of the first one's bytes,
            by which the store knows a file that came twice.
        version: 1, or more where a document grew after it was taken.
        name: A hint for the clerk; it may name a person and is never logged.
        signature: Size, time and identity of the file as it was read.
    """

    intake_id: str
    version: int
    pages: tuple[PageImage, ...]
    name: str = field(repr=False)
    signature: tuple[int, int, int] = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadFile:
    """A file that will not become pages; it stays where it is and is reported once."""

    code: str
    params: dict[str, str | int]
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrinterInfo:
    """A printer that can be chosen; `id` is its URI, `reasons` are RFC 8011 keywords."""

    id: str
    name: str
    backend: str
    state: PrinterState
    is_default: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A paper handed to a printer, as the printer last described it."""

    id: int
    printer_id: str
    title: str
    state: PrintJobState
    reasons: tuple[str, ...] = ()


def scan_failed(fault: ScanFault, *, pages_kept: int, detail: str = "") -> DeviceError:
    """Return the error of a scan that ended early; `detail` is the driver's own words, for logs."""
    return DeviceError(f"scan.{fault}", pages_kept=pages_kept, detail=detail)


def print_failed(fault: PrintFault, *, detail: str = "") -> DeviceError:
    """Return the error of a paper that was not printed; `detail` is the printer's own words."""
    return DeviceError(f"print.{fault}", detail=detail)


def print_title(number: str, *, attempt: int) -> str:
    """Return what everybody at the print queue may read: a number and the attempt, no name."""
    return f"{number} #{attempt}"


def _require_within(value: int, allowed: range, *, code: str, field: str) -> None:
    if value not in allowed:
        raise InputError(code, field=field, lowest=allowed.start, highest=allowed.stop - 1)

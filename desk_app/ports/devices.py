"""What the use cases need from scanners, files and printers.

Everything here blocks and is called from a lane, never from the interface thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from desk_app.domain.devices import (
        Arrival,
        BadFile,
        DeviceInfo,
        PageImage,
        PrinterInfo,
        PrintJob,
        ScanRequest,
    )


class Scanner(Protocol):
    """One scanner."""

    @property
    def info(self) -> DeviceInfo:
        """What it is called and where it takes paper from."""
        ...

    def scan(self, request: ScanRequest, cancel: threading.Event) -> Iterator[PageImage]:
        """Yield each page as soon as it is whole.

        Pages already yielded stay valid whatever follows; setting `cancel` ends the scan.

        Raises:
            DeviceError: `scan.<fault>` with `pages_kept`, the number of pages yielded before.
        """
        ...


class Scanners(Protocol):
    """The scanners of one backend."""

    def scanners(self) -> tuple[Scanner, ...]:
        """Return what is connected now.

        Raises:
            DeviceError: `scan.no_driver` or `scan.offline`.
        """
        ...


class PageSource(Protocol):
    """Turns the bytes of a chosen file into pages."""

    def pages(self, content: bytes) -> tuple[PageImage, ...]:
        """Return every page of a PDF, JPEG, PNG or TIFF.

        Raises:
            InputError: `file.<reason>` on the field `file`.
        """
        ...


class ArrivalFolder(Protocol):
    """A folder that a scanner or a phone writes into; all calls come from one lane."""

    def poll(self, now_seconds: float) -> Iterator[Arrival | BadFile]:
        """Yield what became whole or proved bad since the last call, each once.

        Args:
            now_seconds: A clock that only runs forward.

        Raises:
            DeviceError: `folder.unreachable`.
        """
        ...

    def holds(self, arrival: Arrival) -> bool:
        """Return whether the file still lies there as it was read."""
        ...

    def acknowledge(self, arrival: Arrival) -> bool:
        """Remove the file, now that the store holds its pages; return whether it was removed.

        Raises:
            DeviceError: `folder.unreachable`.
        """
        ...


class Printer(Protocol):
    """The printers this workplace can reach."""

    def printers(self) -> tuple[PrinterInfo, ...]:
        """Return the printers that can be chosen now; none is an empty tuple."""
        ...

    def submit(
        self, pdf: bytes, *, title: str, copies: int = 1, printer_id: str | None = None
    ) -> PrintJob:
        """Hand over the stored bytes at exact A4 and return the job's first state.

        Args:
            pdf: The bytes as stored; they travel unchanged.
            title: Seen by everybody at the queue: `print_title(...)`, never a name.
            copies: 1 to 9.
            printer_id: `PrinterInfo.id`; None takes the default printer.

        Raises:
            DeviceError: `print.<fault>`; with `print.no_printer` the paper waits in the list.
        """
        ...

    def job(self, job: PrintJob) -> PrintJob:
        """Return the job as its printer describes it now.

        Raises:
            DeviceError: `print.<fault>`.
        """
        ...

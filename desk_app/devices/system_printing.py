"""The printers of the operating system, for PCs whose printers do not speak IPP: Windows first.

The raster of the stored bytes is printed at its exact size; the driver gets no PDF to interpret.
Each print and each listing has a process of its own, started for it and ended after it: a driver
that hangs is killed, and no idle window of a waiting worker holds up the messages of Windows.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import ParamSpec, TypeVar

from desk_app.devices.cups_jobs import CupsSpooler
from desk_app.devices.page_process import PageProcess, WorkCrashedError, WorkTooSlowError
from desk_app.devices.raster_worker import Spooler, gone, list_printers, newest, print_paper
from desk_app.devices.winspool import WindowsSpooler
from desk_app.domain.devices import COPIES, PrinterInfo, PrintFault, PrintJob, print_failed
from desk_app.errors import DeviceError, InputError

P = ParamSpec("P")
T = TypeVar("T")


def system_spooler() -> Spooler:
    """Return where this system keeps its print jobs."""
    return WindowsSpooler() if sys.platform == "win32" else CupsSpooler()


@dataclass(frozen=True, slots=True)
class SystemPrinters:
    """Every printer the system knows, see `ports.devices.Printer`; `id` is the system's name.

    Attributes:
        chosen_name: The printer an administrator named; empty takes the system's default.
        spooler: Where jobs are followed.
        timeout_seconds: After this long a driver counts as hanging.
    """

    chosen_name: str = ""
    spooler: Spooler = field(default_factory=system_spooler)
    timeout_seconds: float = 60.0

    def printers(self) -> tuple[PrinterInfo, ...]:
        """Return the printers of the system; the named one is the default."""
        try:
            listed = self._in_worker(list_printers, self.spooler.environment)
        except DeviceError:
            return ()  # a driver that cannot even be listed is no printer to a clerk
        if self.chosen_name not in {printer.id for printer in listed}:
            return listed
        return tuple(
            replace(printer, is_default=printer.id == self.chosen_name) for printer in listed
        )

    def submit(
        self, pdf: bytes, *, title: str, copies: int = 1, printer_id: str | None = None
    ) -> PrintJob:
        """Print the stored bytes at exact A4; the job is numbered 0 if the queue never showed it.

        Raises:
            InputError: `print.copies`.
            DeviceError: `print.<fault>`; a driver that hangs is `offline`, one that crashes
                `aborted`.
        """
        if copies not in COPIES:
            raise InputError("print.copies", field="copies", highest=COPIES.stop - 1)
        return self._in_worker(
            print_paper,
            pdf,
            title=title,
            copies=copies,
            printer_name=printer_id or self.chosen_name,
            spooler=self.spooler,
        )

    def job(self, job: PrintJob) -> PrintJob:
        """Return the job as its queue shows it now.

        One that has left its queue is completed for the reason `queued-in-device`: it was sent,
        and only the clerk can see whether the sheet came out.
        """
        if job.state.is_final:
            return job
        listed = self.spooler.jobs(job.printer_id)
        same = tuple(other for other in listed if job.id in {0, other.id})
        return newest(same, job.title) or gone(job)

    def _in_worker(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        process = PageProcess(timeout_seconds=self.timeout_seconds)
        try:
            return process.run(work, *args, **kwargs)
        except WorkTooSlowError:
            raise print_failed(PrintFault.OFFLINE, detail="the driver hangs") from None
        except WorkCrashedError:
            raise print_failed(PrintFault.ABORTED, detail="the driver crashed") from None
        finally:
            process.close()

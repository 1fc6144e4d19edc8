"""What a printing process does: it prints one paper, or lists the printers, and tells the outcome.

Nothing of Qt is loaded before that process is there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Protocol

from desk_app.devices.winspool import QUEUED_IN_DEVICE
from desk_app.domain.devices import (
    PrinterInfo,
    PrintFault,
    PrintJob,
    PrintJobState,
    print_failed,
)
from desk_app.errors import DeviceError


class Spooler(Protocol):
    """Where the system keeps the jobs of its printers; a value that travels to the worker."""

    @property
    def environment(self) -> Mapping[str, str]:
        """Return what is set in the worker before Qt starts there."""
        ...

    @property
    def keeps_finished_jobs(self) -> bool:
        """Whether a job is still listed after its end."""
        ...

    def jobs(self, printer_name: str) -> tuple[PrintJob, ...]:
        """Return the jobs of a queue in any order, or raise a DeviceError `print.<fault>`."""
        ...


def list_printers(environment: Mapping[str, str]) -> tuple[PrinterInfo, ...]:
    """Return the printers of the system, its default marked."""
    os.environ.update(environment)
    from desk_app.devices.qt_printers import system_printers

    return system_printers()


def print_paper(
    pdf: bytes, *, title: str, copies: int, printer_name: str, spooler: Spooler
) -> PrintJob:
    """Draw the pages on a printer and return the job as its queue shows it then.

    Args:
        pdf: A paper whose pages are A4.
        title: The job's name.
        copies: How many of each.
        printer_name: The system's name for the printer; empty takes the system's default.
        spooler: Where the job can be seen.

    Raises:
        DeviceError: `print.<fault>`.
    """
    os.environ.update(spooler.environment)
    from desk_app.devices.qt_printers import draw_paper, existing_printer

    name = existing_printer(printer_name)
    earlier = _listed(spooler, name)
    draw_paper(pdf, printer_name=name, title=title, copies=copies)
    return _handed_over(spooler, name, title, earlier)


def newest(jobs: tuple[PrintJob, ...], title: str) -> PrintJob | None:
    """Return the last job of this title."""
    return max((job for job in jobs if job.title == title), key=lambda job: job.id, default=None)


def gone(job: PrintJob) -> PrintJob:
    """Return a job that left its queue: it was sent, and nobody can say that it was printed."""
    return PrintJob(job.id, job.printer_id, job.title, PrintJobState.COMPLETED, (QUEUED_IN_DEVICE,))


def _listed(spooler: Spooler, printer_name: str) -> frozenset[int]:
    try:
        return frozenset(job.id for job in spooler.jobs(printer_name))
    except DeviceError:
        return frozenset()  # a queue that cannot be read may print all the same


def _handed_over(
    spooler: Spooler, printer_name: str, title: str, earlier: frozenset[int]
) -> PrintJob:
    try:
        listed = spooler.jobs(printer_name)
    except DeviceError:
        # The printer has the paper: an error now would make the clerk print it twice.
        return PrintJob(0, printer_name, title, PrintJobState.PENDING)
    job = newest(tuple(job for job in listed if job.id not in earlier), title)
    if job is None and spooler.keeps_finished_jobs:
        raise print_failed(PrintFault.REFUSED, detail="the queue did not take the job")
    job = job or gone(PrintJob(0, printer_name, title, PrintJobState.PENDING))
    if job.state.is_failure:
        raise print_failed(PrintFault.ABORTED, detail=" ".join(job.reasons))
    return job

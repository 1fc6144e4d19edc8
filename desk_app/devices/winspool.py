"""The jobs of a Windows print queue: what `EnumJobs` answers and what its status bits mean.

Reading an answer and judging a status are pure; only `load_calls` needs Windows.
"""

from __future__ import annotations

import ctypes
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntFlag
from typing import NamedTuple

from desk_app.domain.devices import PrintFault, PrintJob, PrintJobState, print_failed

QUEUED_IN_DEVICE = "queued-in-device"

# More jobs than any counter's queue holds; the call needs a number.
_MOST_JOBS = 4096
_MOST_ATTEMPTS = 5
_LARGEST_ANSWER_BYTES = 16 * 1024 * 1024
_LEVEL = 1
_INSUFFICIENT_BUFFER = 122
_FAULTS = {
    5: PrintFault.REFUSED,  # ERROR_ACCESS_DENIED
    1722: PrintFault.OFFLINE,  # RPC_S_SERVER_UNAVAILABLE: the print spooler does not run
    1801: PrintFault.UNKNOWN_PRINTER,  # ERROR_INVALID_PRINTER_NAME
}


class JobStatus(IntFlag):
    """JOB_STATUS_* of winspool.h."""

    PAUSED = 0x1
    ERROR = 0x2
    DELETING = 0x4
    SPOOLING = 0x8
    PRINTING = 0x10
    OFFLINE = 0x20
    PAPEROUT = 0x40
    PRINTED = 0x80
    DELETED = 0x100
    BLOCKED_DEVQ = 0x200
    USER_INTERVENTION = 0x400
    RESTART = 0x800
    COMPLETE = 0x1000
    RETAINED = 0x2000
    RENDERING_LOCALLY = 0x4000


_TROUBLES = {
    JobStatus.PAPEROUT: "media-empty",
    JobStatus.OFFLINE: "offline",
    JobStatus.USER_INTERVENTION: "attention-required",
    JobStatus.BLOCKED_DEVQ: "printer-stopped",
    JobStatus.ERROR: "other",
}
_STAGES = (
    (JobStatus.PRINTED, PrintJobState.COMPLETED, ()),
    # The last byte has left the queue; whether the sheet came out is not known.
    (JobStatus.COMPLETE, PrintJobState.COMPLETED, (QUEUED_IN_DEVICE,)),
    (JobStatus.DELETING | JobStatus.DELETED, PrintJobState.CANCELED, ()),
)
_QUIET_STAGES = (
    (JobStatus.PAUSED, PrintJobState.HELD, ("job-suspended",)),
    (JobStatus.PRINTING, PrintJobState.PROCESSING, ("job-printing",)),
)


def state_of(status: int) -> tuple[PrintJobState, tuple[str, ...]]:
    """Return where a job with these status bits stands, and why (RFC 8011 keywords mostly).

    A job that was printed is removed from its queue next, so "printed" wins over "deleting"; a
    trouble wins over "printing", which stays set while the printer waits for paper.
    """
    for bits, state, reasons in _STAGES:
        if status & bits:
            return state, reasons
    if troubles := tuple(reason for bit, reason in _TROUBLES.items() if status & bit):
        return PrintJobState.STOPPED, troubles
    for bits, state, reasons in _QUIET_STAGES:
        if status & bits:
            return state, reasons
    return PrintJobState.PENDING, ()


class _JobInfo(NamedTuple):
    """JOB_INFO_1W; the names are addresses of UTF-16 texts in the same buffer."""

    job_id: int
    printer_name: int
    machine_name: int
    user_name: int
    document: int
    data_type: int
    status_text: int
    status: int
    priority: int
    position: int
    total_pages: int
    pages_printed: int


# SYSTEMTIME, eight words, ends the record; where addresses take eight bytes, gaps align them.
_JOB_INFO_LAYOUTS = {
    4: struct.Struct("<I6I5I16x"),
    8: struct.Struct("<I4x6Q5I16x4x"),
}


def read_jobs(
    answer: bytes,
    *,
    count: int,
    address: int,
    printer_name: str,
    pointer_bytes: int = struct.calcsize("P"),
) -> tuple[PrintJob, ...]:
    """Return the jobs of an answer of `EnumJobsW` at level 1.

    Args:
        answer: The whole buffer.
        count: How many jobs the call said it holds.
        address: Where the buffer lay when Windows wrote the addresses into it.
        printer_name: The queue that was asked.
        pointer_bytes: 4 or 8, as the program that asked was built.

    Raises:
        DeviceError: `print.protocol`: an address points outside the buffer.
    """
    layout = _JOB_INFO_LAYOUTS[pointer_bytes]
    if count * layout.size > len(answer):
        raise print_failed(PrintFault.PROTOCOL, detail="fewer jobs than announced")
    infos = (_JobInfo(*layout.unpack_from(answer, n * layout.size)) for n in range(count))
    return tuple(
        PrintJob(
            info.job_id,
            printer_name,
            _text_at(answer, info.document - address) if info.document else "",
            *state_of(info.status),
        )
        for info in infos
    )


@dataclass(frozen=True, slots=True)
class SpoolerCalls:
    """The functions of winspool.drv that are called here; each gives 0 where it fails."""

    open_printer: Callable[..., int]
    enum_jobs: Callable[..., int]
    close_printer: Callable[..., int]
    last_error: Callable[[], int]


OPEN_PRINTER_ARGUMENTS = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
ENUM_JOBS_ARGUMENTS = (
    ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_uint32,
    ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_void_p,
)  # fmt: skip
CLOSE_PRINTER_ARGUMENTS = (ctypes.c_void_p,)

if sys.platform == "win32":

    def load_calls() -> SpoolerCalls:
        """Return the calls of this Windows."""
        library = ctypes.WinDLL("winspool.drv", use_last_error=True)
        # Without them a handle would be cut to 32 bits.
        library.OpenPrinterW.argtypes = OPEN_PRINTER_ARGUMENTS
        library.EnumJobsW.argtypes = ENUM_JOBS_ARGUMENTS
        library.ClosePrinter.argtypes = CLOSE_PRINTER_ARGUMENTS
        return SpoolerCalls(
            library.OpenPrinterW, library.EnumJobsW, library.ClosePrinter, ctypes.get_last_error
        )

else:

    def load_calls() -> SpoolerCalls:
        """Raise `print.no_printer`: this is not Windows."""
        raise print_failed(PrintFault.NO_PRINTER, detail="not Windows")


@dataclass(frozen=True, slots=True)
class WindowsSpooler:
    """The print queues of Windows, see `raster_worker.Spooler`."""

    load: Callable[[], SpoolerCalls] = load_calls

    @property
    def environment(self) -> Mapping[str, str]:
        """What Qt has to be told to print here: nothing."""
        return {}

    @property
    def keeps_finished_jobs(self) -> bool:
        """A job leaves its queue when its last byte has."""
        return False

    def jobs(self, printer_name: str) -> tuple[PrintJob, ...]:
        """Return what is in a queue now.

        Raises:
            DeviceError: `print.unknown_printer`, `print.refused`, `print.offline` or
                `print.protocol` with the error number of Windows.
        """
        calls = self.load()
        handle = ctypes.c_void_p()
        name = ctypes.create_string_buffer(printer_name.encode("utf-16-le") + b"\0\0")
        if not calls.open_printer(name, ctypes.byref(handle), None):
            raise _failed(calls)
        try:
            return _enumerated(calls, handle, printer_name)
        finally:
            calls.close_printer(handle)


def _enumerated(
    calls: SpoolerCalls, handle: ctypes.c_void_p, printer_name: str
) -> tuple[PrintJob, ...]:
    needed, count = ctypes.c_uint32(0), ctypes.c_uint32(0)
    # A job may come between asking for the size and asking for the jobs.
    for _ in range(_MOST_ATTEMPTS):
        size = needed.value
        buffer = ctypes.create_string_buffer(max(size, 1))
        if calls.enum_jobs(
            handle, 0, _MOST_JOBS, _LEVEL, buffer, size, ctypes.byref(needed), ctypes.byref(count)
        ):
            return read_jobs(
                buffer.raw,
                count=count.value,
                address=ctypes.addressof(buffer),
                printer_name=printer_name,
            )
        if calls.last_error() != _INSUFFICIENT_BUFFER or needed.value > _LARGEST_ANSWER_BYTES:
            break
    raise _failed(calls)


def _failed(calls: SpoolerCalls) -> Exception:
    number = calls.last_error()
    return print_failed(_FAULTS.get(number, PrintFault.PROTOCOL), detail=f"windows {number}")


def _text_at(answer: bytes, start: int) -> str:
    """Return the UTF-16 text that begins here and ends with a zero."""
    end = start
    while (unit := answer[end : end + 2]) != b"\0\0":
        if start < 0 or len(unit) < 2:
            raise print_failed(PrintFault.PROTOCOL, detail="an address points outside the answer")
        end += 2
    return answer[start:end].decode("utf-16-le", errors="replace")

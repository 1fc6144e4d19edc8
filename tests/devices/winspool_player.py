"""A stand-in for winspool.drv that answers from a trace, called by the same machine-level rules.

Windows lays the records out as C does, so `ctypes` builds them here from the field types of
winspool.h; the reader under test counts the bytes itself.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field

from desk_app.devices.winspool import (
    CLOSE_PRINTER_ARGUMENTS,
    ENUM_JOBS_ARGUMENTS,
    OPEN_PRINTER_ARGUMENTS,
    SpoolerCalls,
)

INSUFFICIENT_BUFFER = 122
INVALID_PRINTER_NAME = 1801
_HANDLE = 0x1_0000_0042 if ctypes.sizeof(ctypes.c_void_p) == 8 else 0x42


class SystemTime(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_uint16)
        for name in ("year", "month", "weekday", "day", "hour", "minute", "second", "ms")
    ]


def job_info(pointer: type) -> type[ctypes.Structure]:
    """JOB_INFO_1W of a program whose addresses are of this type."""

    class JobInfo(ctypes.Structure):
        _fields_ = [
            ("job_id", ctypes.c_uint32),
            ("printer_name", pointer),
            ("machine_name", pointer),
            ("user_name", pointer),
            ("document", pointer),
            ("data_type", pointer),
            ("status_text", pointer),
            ("status", ctypes.c_uint32),
            ("priority", ctypes.c_uint32),
            ("position", ctypes.c_uint32),
            ("total_pages", ctypes.c_uint32),
            ("pages_printed", ctypes.c_uint32),
            ("submitted", SystemTime),
        ]

    return JobInfo


def answer_of(
    jobs: Sequence[dict], address: int, *, printer: str, pointer: type = ctypes.c_size_t
) -> bytes:
    """What EnumJobs writes into a buffer at this address: the records, then their texts."""
    record = job_info(pointer)
    texts, records = bytearray(), bytearray()
    start = ctypes.sizeof(record) * len(jobs)

    def put(text: str) -> int:
        at = address + start + len(texts)
        texts.extend(text.encode("utf-16-le") + b"\0\0")
        return at

    for place, job in enumerate(jobs, 1):
        records += bytes(
            record(
                job_id=job["id"],
                printer_name=put(printer),
                machine_name=put(r"\\DESK-1"),
                user_name=put("desk"),
                document=put(job["document"]) if job["document"] else 0,
                data_type=put("NT EMF 1.008"),
                status_text=0,
                status=job["status"],
                priority=1,
                position=place,
                total_pages=1,
                submitted=SystemTime(2026, 9, 3, 16, 9, 30, 0, 0),
            )
        )
    return bytes(records + texts)


@dataclass
class Player:
    """Plays one state of the queue after another; the last stays."""

    printer: str
    states: list[Sequence[dict]]
    refuses_with: int = 0
    last_error: int = 0
    open_handles: int = 0
    grows_between_calls: bool = False
    keep: list[object] = field(default_factory=list)

    def load(self) -> SpoolerCalls:
        return SpoolerCalls(
            self._called(self._open, OPEN_PRINTER_ARGUMENTS),
            self._called(self._enumerate, ENUM_JOBS_ARGUMENTS),
            self._called(self._close, CLOSE_PRINTER_ARGUMENTS),
            lambda: self.last_error,
        )

    def next_poll(self) -> None:
        self.states.pop(0)

    def _called(self, function, arguments):
        called = ctypes.CFUNCTYPE(ctypes.c_int32, *arguments)(function)
        self.keep.append(called)
        return called

    def _open(self, name: int, handle: int, _defaults: int) -> int:
        size = 2 * len(self.printer) + 2
        if ctypes.string_at(name, size) != self.printer.encode("utf-16-le") + b"\0\0":
            return self._fail(INVALID_PRINTER_NAME)
        if self.refuses_with:
            return self._fail(self.refuses_with)
        ctypes.c_void_p.from_address(handle).value = _HANDLE
        self.open_handles += 1
        return 1

    def _enumerate(self, handle, first, most, level, buffer, size, needed, returned) -> int:
        assert (handle, first, level) == (_HANDLE, 0, 1)
        jobs = self.states[0][:most]
        answer = answer_of(jobs, buffer or 0, printer=self.printer)
        ctypes.c_uint32.from_address(needed).value = len(answer)
        if len(answer) > size:
            if self.grows_between_calls:
                self.grows_between_calls = False
                self.states[0] = [*jobs, *jobs]
            return self._fail(INSUFFICIENT_BUFFER)
        ctypes.memmove(buffer, answer, len(answer))
        ctypes.c_uint32.from_address(returned).value = len(jobs)
        return 1

    def _close(self, handle: int) -> int:
        assert handle == _HANDLE
        self.open_handles -= 1
        return 1

    def _fail(self, error: int) -> int:
        self.last_error = error
        return 0

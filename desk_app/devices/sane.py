"""Scanners through SANE: one `scanimage` process per scan, its words and its files both judged.

The exit status of `scanimage` is no error signal: it ends with 0 on several faults. What counts is
what it says on standard error and whether each page decodes to its last row.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from desk_app.devices.page_process import (
    InThisProcess,
    PageRunner,
    WorkCrashedError,
    WorkTooSlowError,
)
from desk_app.devices.pages import encode_page
from desk_app.devices.sane_options import (
    SaneOptions,
    offered_sources,
    parse_options,
    resolution_dpi,
    scan_arguments,
)
from desk_app.devices.scan_folder import private_folder
from desk_app.devices.worker import Stream, Worker, WorkerCancelledError, WorkerSilentError
from desk_app.domain.devices import (
    DeviceInfo,
    PageImage,
    ScanFault,
    ScanMode,
    ScanRequest,
    ScanSource,
    scan_failed,
)
from desk_app.errors import DeviceError

BACKEND = "sane"
_BUSY_PAUSE_SECONDS = 1.0
# A driver that has said what went wrong has only its device left to free.
_FAREWELL_SECONDS = 3.0
# The words of sane_strstatus, which no locale changes under LC_ALL=C.
_STATUS_FAULTS = {
    "Operation not supported": ScanFault.UNSUPPORTED,
    "Operation was canceled": ScanFault.CANCELLED,
    "Operation was cancelled": ScanFault.CANCELLED,
    "Device busy": ScanFault.BUSY,
    "Invalid argument": ScanFault.PROTOCOL,
    "End of file reached": ScanFault.TRUNCATED,
    "Document feeder jammed": ScanFault.JAM,
    "Document feeder out of documents": ScanFault.EMPTY,
    "Scanner cover is open": ScanFault.COVER,
    "Error during device I/O": ScanFault.OFFLINE,
    "Out of memory": ScanFault.PROTOCOL,
    "Access to resource has been denied": ScanFault.NO_DRIVER,
}
_COMPLAINT = re.compile(r"^scanimage: (?P<what>(?!rounded value).*)$")


@dataclass(frozen=True, slots=True)
class Sane:
    """How SANE is reached on this PC.

    Attributes:
        work_folder: On the store's side; pages pass through a private folder in it.
        config_folder: Holds a `dll.conf` with the backends in use; listing all of them is slow.
        runner: Where pages are decoded and encoded.
    """

    work_folder: Path
    config_folder: Path | None = None
    program: str = "scanimage"
    list_timeout_seconds: float = 10.0
    silence_seconds: float = 45.0
    busy_seconds: float = 10.0
    runner: PageRunner = field(default_factory=InThisProcess)

    @property
    def env(self) -> dict[str, str]:
        """What the worker's environment must say."""
        folder = {"SANE_CONFIG_DIR": str(self.config_folder)} if self.config_folder else {}
        return {"LC_ALL": "C", **folder}

    def ask(self, *arguments: str) -> str:
        """Return what `scanimage` answers to a question that moves no paper.

        Raises:
            DeviceError: `scan.no_driver` without SANE, otherwise what the device complained of.
        """
        try:
            answer = subprocess.run(  # noqa: S603 - fixed program, arguments never by a shell
                (self.program, *arguments),
                env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self.list_timeout_seconds,
                check=False,
            )
        except FileNotFoundError:
            raise scan_failed(ScanFault.NO_DRIVER, pages_kept=0, detail=self.program) from None
        except subprocess.TimeoutExpired:
            raise scan_failed(ScanFault.OFFLINE, pages_kept=0, detail="no answer") from None
        said = answer.stderr.decode(errors="replace").splitlines()
        fault = named_fault(said)
        if fault:
            raise scan_failed(fault, pages_kept=0, detail=_last_complaint(said))
        return answer.stdout.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class SaneScanners:
    """The scanners SANE finds on this PC."""

    sane: Sane

    def scanners(self) -> tuple[SaneScanner, ...]:
        """Return what is connected; a device that cannot be opened now is listed all the same."""
        listed = self.sane.ask("--formatted-device-list=%d\t%v %m%n")
        rows = (line.partition("\t") for line in listed.splitlines())
        return tuple(
            SaneScanner(self.sane, self._info(device_id, name))
            for device_id, tab, name in rows
            if tab
        )

    def scanner(self, device_id: str) -> SaneScanner:
        """Return a scanner by its remembered id without looking for all of them."""
        return SaneScanner(self.sane, self._info(device_id, device_id))

    def _info(self, device_id: str, name: str) -> DeviceInfo:
        try:
            sources = offered_sources(_options(self.sane, device_id))
        except DeviceError:
            sources = ()
        return DeviceInfo(device_id, " ".join(name.split()), BACKEND, sources)


@dataclass(frozen=True, slots=True)
class ChosenSaneScanner:
    """The scanner an administrator named; opened by its id, which needs no search for devices."""

    sane: Sane
    device_id: str

    def scanners(self) -> tuple[SaneScanner, ...]:
        """Return the one scanner, or raise what keeps it from being opened now."""
        sources = offered_sources(_options(self.sane, self.device_id))
        return (
            SaneScanner(self.sane, DeviceInfo(self.device_id, self.device_id, BACKEND, sources)),
        )


@dataclass(frozen=True, slots=True)
class SaneScanner:
    """One SANE device."""

    sane: Sane
    info: DeviceInfo

    def scan(self, request: ScanRequest, cancel: threading.Event) -> Iterator[PageImage]:
        """Yield each page as soon as it is whole, see `ports.devices.Scanner`.

        A device that is busy before its first page is asked again: many are for some seconds
        after the feeder was used.
        """
        give_up_at = time.monotonic() + self.sane.busy_seconds
        while True:
            try:
                yield from self._attempt(request, cancel)
            except DeviceError as error:
                if not _is_busy_at_start(error) or time.monotonic() >= give_up_at:
                    raise
            else:
                return
            if cancel.wait(_BUSY_PAUSE_SECONDS):
                raise scan_failed(ScanFault.CANCELLED, pages_kept=0)

    def _attempt(self, request: ScanRequest, cancel: threading.Event) -> Iterator[PageImage]:
        options = _options(self.sane, self.info.id)
        chosen = scan_arguments(request, options)
        if chosen is None:
            raise scan_failed(ScanFault.UNSUPPORTED, pages_kept=0, detail=request.source)
        command = (*_batch(self.sane.program, self.info.id, request), *chosen)
        dpi = resolution_dpi(request.dpi, options)
        pages = 0
        with private_folder(self.sane.work_folder) as folder:
            for path in self._page_files(command, folder, cancel):
                yield self._page(path, mode=request.mode, dpi=dpi, pages_kept=pages)
                pages += 1

    def _page(self, path: Path, *, mode: ScanMode, dpi: int, pages_kept: int) -> PageImage:
        try:
            page = self.sane.runner.run(read_page, path, mode=mode, dpi=dpi)
        except (WorkTooSlowError, WorkCrashedError) as error:
            detail = type(error).__name__
            raise scan_failed(ScanFault.PROTOCOL, pages_kept=pages_kept, detail=detail) from None
        if page is None:
            raise scan_failed(ScanFault.TRUNCATED, pages_kept=pages_kept)
        return page

    def _page_files(
        self, command: Sequence[str], folder: Path, cancel: threading.Event
    ) -> Iterator[Path]:
        said: list[str] = []
        pages = 0
        with Worker(
            command, folder=folder, env=self.sane.env, silence_seconds=self.sane.silence_seconds
        ) as worker:
            try:
                for stream, line in worker.lines(cancel):
                    if stream is Stream.OUT:
                        yield folder / Path(line).name
                        pages += 1
                    elif not line.startswith("Progress"):
                        said.append(line)
                        if named_fault(said):
                            worker.silence_seconds = min(_FAREWELL_SECONDS, worker.silence_seconds)
                fault = judge(said, pages=pages, status=worker.returncode())
                detail = _last_complaint(said)
            except WorkerCancelledError:
                raise scan_failed(ScanFault.CANCELLED, pages_kept=pages) from None
            except WorkerSilentError:
                fault = judge_silence(said, pages=pages)
                detail = _last_complaint(said) if named_fault(said) else "silent"
        if fault:
            raise scan_failed(fault, pages_kept=pages, detail=detail)


def judge(said: Sequence[str], *, pages: int, status: int) -> ScanFault | None:
    """Return the fault a scan ended with, None when it ended well.

    An empty feeder after a page is the end of the stack; an end without a page and without a
    word, or a crash, is a fault even where nobody named it.
    """
    fault = named_fault(said)
    if fault is ScanFault.EMPTY and pages:
        return None
    if fault is None and (status != 0 or pages == 0):
        return ScanFault.PROTOCOL
    return fault


def judge_silence(said: Sequence[str], *, pages: int) -> ScanFault | None:
    """Return the fault of a scan whose driver had to be ended.

    A driver may name what went wrong and then hang while it frees the device; what it named holds.
    """
    if named_fault(said) is None:
        return ScanFault.OFFLINE
    return judge(said, pages=pages, status=0)


def named_fault(said: Sequence[str]) -> ScanFault | None:
    """Return the fault that `scanimage` named on standard error, None where it named none."""
    return next(map(_fault_of, _complaints(said)), None)


def read_page(path: Path, *, mode: ScanMode, dpi: int) -> PageImage | None:
    """Return the page of a raw file, None where the file is not whole, and remove the file.

    It held a person's papers in the clear.
    """
    try:
        content = path.read_bytes()
        path.unlink()
        with Image.open(io.BytesIO(content), formats=("PPM",)) as picture:
            picture.load()
            seen = picture.convert("L") if mode is ScanMode.GRAY else picture
            return encode_page(seen, dpi=dpi)
    except (OSError, ValueError, SyntaxError):
        return None


def _is_busy_at_start(error: DeviceError) -> bool:
    return error.code == f"scan.{ScanFault.BUSY}" and error.params["pages_kept"] == 0


def _fault_of(complaint: str) -> ScanFault:
    status = next((text for text in _STATUS_FAULTS if text in complaint), None)
    if complaint.startswith("open of device"):
        # SANE calls a device that is not there an invalid argument.
        fault = _STATUS_FAULTS.get(status or "", ScanFault.OFFLINE)
        return ScanFault.OFFLINE if fault is ScanFault.PROTOCOL else fault
    if complaint.startswith(("setting of option", "unrecognized option", "attempted to set")):
        return ScanFault.UNSUPPORTED
    if complaint.startswith("no SANE devices found"):
        return ScanFault.OFFLINE
    return _STATUS_FAULTS.get(status or "", ScanFault.PROTOCOL)


def _complaints(said: Sequence[str]) -> list[str]:
    return [found["what"] for found in map(_COMPLAINT.match, said) if found]


def _last_complaint(said: Sequence[str]) -> str:
    return (_complaints(said) or list(said) or [""])[-1][:200]


def _options(sane: Sane, device_id: str) -> SaneOptions:
    return parse_options(sane.ask(f"--device-name={device_id}", "--all-options"))


def _batch(program: str, device_id: str, request: ScanRequest) -> tuple[str, ...]:
    count = request.page_limit if request.source is ScanSource.FEEDER else 1
    return (
        program,
        f"--device-name={device_id}",
        "--format=pnm",
        "--batch=page-%04d.pnm",
        f"--batch-count={count}",
        "--batch-print",
        "--progress",
    )

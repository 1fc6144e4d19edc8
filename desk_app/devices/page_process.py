"""Work on pages in a process of its own: it may hang, crash or hold the interpreter's lock there.

Pillow holds that lock for tens of milliseconds on a large page, which would be felt at the
keyboard, and a hostile file may kill or stall whoever opens it.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import ParamSpec, Protocol, TypeVar

from desk_app.domain.devices import PageImage
from desk_app.errors import InputError, KnownError

P = ParamSpec("P")
T = TypeVar("T")


class WorkTooSlowError(Exception):
    """The work was not done in time; its process has been killed."""


class WorkCrashedError(Exception):
    """The process ended under the work."""


class PageRunner(Protocol):
    """Where work on pages is done."""

    def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a top-level function gives, or raise what it raises.

        Raises:
            WorkTooSlowError: It took longer than allowed.
            WorkCrashedError: Its process died.
        """
        ...


class InThisProcess:
    """The runner of commands, which have no window to keep alive."""

    def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the work gives."""
        return work(*args, **kwargs)


class PageProcess:
    """The runner of the window: one child process, started on first use, replaced after a crash.

    Calls from several threads wait for each other; previews that must not wait behind an import
    get a process of their own.
    """

    def __init__(self, *, timeout_seconds: float = 60.0) -> None:
        self._timeout_seconds = timeout_seconds
        self._lock = threading.Lock()
        self._child: tuple[BaseProcess, Connection] | None = None

    def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the work gives, see `PageRunner`; a known error comes back as it is."""
        with self._lock:
            outcome = self._ask(work, args, kwargs)
        if isinstance(outcome, _Raised):
            raise outcome.error
        value: T = outcome
        return value

    def close(self) -> None:
        """End the process; the next work would start another."""
        with self._lock:
            self._end()

    def _ask(self, work: Callable[P, T], args: object, kwargs: object) -> T | _Raised:
        try:
            connection = self._connected()
            connection.send((work, args, kwargs))
            if not connection.poll(self._timeout_seconds):
                self._end()
                raise WorkTooSlowError
            answer: T | _Raised = connection.recv()
        except (EOFError, ConnectionError, BrokenPipeError):
            self._end()
            raise WorkCrashedError from None
        return answer

    def _connected(self) -> Connection:
        if self._child is None:
            # A forked child would inherit Qt, SQLite and their locks in whatever state they are.
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs,), name="pages", daemon=True)
            process.start()
            theirs.close()
            self._child = process, ours
        return self._child[1]

    def _end(self) -> None:
        if self._child is None:
            return
        process, connection = self._child
        self._child = None
        connection.close()
        process.kill()
        process.join()
        process.close()


@dataclass(frozen=True, slots=True)
class FilePages:
    """The page source of files, see `ports.devices.PageSource`."""

    runner: PageRunner

    def pages(self, content: bytes) -> tuple[PageImage, ...]:
        """Return every page of the file; one that hangs or crashes its reader is unreadable."""
        # The libraries of pages are loaded with the first page, not with the desk.
        from desk_app.devices.pages import import_pages

        try:
            return self.runner.run(import_pages, content)
        except WorkTooSlowError:
            raise InputError("file.too_slow", field="file") from None
        except WorkCrashedError:
            raise InputError("file.unreadable", field="file") from None

    def preview(self, data: bytes, *, box_px: tuple[int, int], turn_degrees: int = 0) -> PageImage:
        """Return a stored page at display size, see `pages.preview`."""
        from desk_app.devices.pages import preview

        try:
            return self.runner.run(preview, data, box_px=box_px, turn_degrees=turn_degrees)
        except (WorkTooSlowError, WorkCrashedError):
            raise InputError("file.unreadable", field="file") from None


@dataclass(frozen=True, slots=True)
class _Raised:
    error: Exception


def _serve(connection: Connection) -> None:
    """Do what comes through the pipe until the window closes it or is gone."""
    with suppress(EOFError, ConnectionError, KeyboardInterrupt):
        while True:
            work, args, kwargs = connection.recv()
            connection.send(_done(work, args, kwargs))


def _done(
    work: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]
) -> object:
    try:
        return work(*args, **kwargs)
    except (KnownError, MemoryError) as error:
        return _Raised(error)

"""A native driver in a process of its own: its lines as they come, its end whatever happens.

POSIX only, as SANE is; on other systems nothing starts it.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from pathlib import Path
from types import TracebackType
from typing import IO

POLL_SECONDS = 0.05
# Long enough for a driver to send the carriage home, short enough for the clerk's Esc.
TERM_SECONDS = 0.7
_READ_BYTES = 65_536


class Stream(Enum):
    """Where a line came from."""

    OUT = auto()
    ERR = auto()


class WorkerSilentError(Exception):
    """The worker gave no sign of life for too long."""


class WorkerCancelledError(Exception):
    """The clerk ended it."""


class Worker:
    """A running program in its own process group; leaving the block ends the whole group.

    Raises:
        FileNotFoundError: The program is not installed.
    """

    silence_seconds: float
    """How long it may be silent; the reader of its lines may shorten it on the way."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        env: Mapping[str, str],
        silence_seconds: float,
    ) -> None:
        self.silence_seconds = silence_seconds
        self._process = subprocess.Popen(  # noqa: S603 - fixed program, arguments never by a shell
            command,
            cwd=folder,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The program's process id, which is its group's too."""
        return self._process.pid

    def lines(self, cancel: threading.Event) -> Iterator[tuple[Stream, str]]:
        """Yield each line until the program ends.

        Raises:
            WorkerCancelledError: `cancel` was set.
            WorkerSilentError: Nothing came for `silence_seconds`.
        """
        with selectors.DefaultSelector() as selector:
            for pipe, stream in (
                (self._process.stdout, Stream.OUT),
                (self._process.stderr, Stream.ERR),
            ):
                selector.register(_opened(pipe), selectors.EVENT_READ, (stream, bytearray()))
            heard_at = time.monotonic()
            while selector.get_map():
                if cancel.is_set():
                    raise WorkerCancelledError
                ready = selector.select(POLL_SECONDS)
                if ready:
                    heard_at = time.monotonic()
                elif time.monotonic() - heard_at > self.silence_seconds:
                    raise WorkerSilentError
                for key, _ in ready:
                    yield from _arrived(selector, key)

    def returncode(self) -> int:
        """Return the exit status after the last line; negative is the signal that ended it.

        Raises:
            WorkerSilentError: It closed its pipes and lives on.
        """
        try:
            return self._process.wait(timeout=TERM_SECONDS)
        except subprocess.TimeoutExpired:
            raise WorkerSilentError from None

    def stop(self) -> None:
        """End the whole group: asked first, so that the driver frees its device, then killed."""
        try:
            if self._process.poll() is None:
                self._signal(signal.SIGTERM)
                self._process.wait(timeout=TERM_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self._signal(signal.SIGKILL)  # a child of the driver may outlive its parent
            self._process.wait()
            _opened(self._process.stdout).close()
            _opened(self._process.stderr).close()

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return


def _arrived(
    selector: selectors.BaseSelector, key: selectors.SelectorKey
) -> Iterator[tuple[Stream, str]]:
    stream, pending = key.data
    chunk = os.read(key.fd, _READ_BYTES)
    # Progress is written with carriage returns only.
    pending.extend(chunk.replace(b"\r", b"\n") if chunk else b"\n")
    *whole, rest = bytes(pending).split(b"\n")
    pending[:] = rest
    if not chunk:
        selector.unregister(key.fileobj)
    yield from ((stream, line.decode(errors="replace")) for line in whole if line)


def _opened(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("the worker was started without its pipes")
    return pipe

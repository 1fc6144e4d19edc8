"""The one way off the interface thread: serial lanes, results delivered back on it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from desk_app.errors import KnownError
from ui.presenters.workbench import Lane

Result = TypeVar("Result")


# What a clerk has typed is saved even while the program closes; other work can be done again.
DURABLE_LANES: Final = frozenset({Lane.DB})


class Executor(QObject):
    """Runs jobs on lanes; callbacks are called on the thread that made the executor.

    A job gets values and returns a value; it touches no widget. `stopping` is set when the program
    closes: long jobs look at it, or at an event of their own.
    """

    _settled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stopping = threading.Event()
        self._pools = {
            lane: ThreadPoolExecutor(max_workers=1, thread_name_prefix=lane) for lane in Lane
        }
        self._unsettled = 0
        self._settled.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        lane: Lane,
        job: Callable[[], Result],
        *,
        on_done: Callable[[Result], None],
        on_failed: Callable[[KnownError], None],
        cancel: threading.Event | None = None,
    ) -> None:
        """Queue a job; exactly one of the callbacks follows, unless it is cancelled or a bug.

        Args:
            lane: The lane that does it.
            job: What to do, in the lane's thread.
            on_done: Gets the job's result.
            on_failed: Gets a failure of the world or the rules; any other goes to `sys.excepthook`.
            cancel: Once set, a job not yet begun is skipped and no callback follows.
        """
        token = cancel if cancel is not None else threading.Event()
        self._unsettled += 1
        queued = self._pools[lane].submit(_unless_cancelled, job, token)
        settle = partial(self._settle, on_done=on_done, on_failed=on_failed, cancel=token)
        queued.add_done_callback(lambda done: self._settled.emit(partial(settle, done)))

    def is_idle(self) -> bool:
        """Whether every job was done and told; asked on the interface thread."""
        return self._unsettled == 0

    def report(self, callback: Callable[[], None]) -> None:
        """Call something on the interface thread, from within a job: progress of a scan, say."""
        self._settled.emit(callback)

    def shutdown(self) -> None:
        """Tell jobs to stop, wait for those running and for all saves; nothing is delivered after.

        Other jobs not yet begun are dropped.
        """
        if self.stopping.is_set():
            return
        self._settled.disconnect(self._deliver)
        # Queued work goes first: a running job that sees `stopping` would let the next one begin.
        for lane, pool in self._pools.items():
            pool.shutdown(wait=False, cancel_futures=lane not in DURABLE_LANES)
        self.stopping.set()
        for pool in self._pools.values():
            pool.shutdown(wait=True)

    def _settle(
        self,
        done: Future[Result | _Cancelled],
        *,
        on_done: Callable[[Result], None],
        on_failed: Callable[[KnownError], None],
        cancel: threading.Event,
    ) -> None:
        self._unsettled -= 1
        if done.cancelled():
            return
        failure = done.exception()
        if failure is not None and not isinstance(failure, KnownError):
            sys.excepthook(type(failure), failure, failure.__traceback__)
        elif cancel.is_set():
            return
        elif failure is not None:
            on_failed(failure)
        else:
            result = done.result()
            if not isinstance(result, _Cancelled):
                on_done(result)

    @Slot(object)
    def _deliver(self, settle: Callable[[], None]) -> None:
        if not self.stopping.is_set():
            settle()


def assert_not_gui_thread() -> None:
    """Refuse to go on in the interface thread; for what may block: disk, network, devices.

    Raises:
        RuntimeError: It was called on the thread of the application.
    """
    app = QCoreApplication.instance()
    if app is not None and QThread.currentThread() is app.thread():
        raise RuntimeError("blocking work on the interface thread")


class _Cancelled:
    """The result of a job that was not begun."""


def _unless_cancelled(job: Callable[[], Result], cancel: threading.Event) -> Result | _Cancelled:
    return _Cancelled() if cancel.is_set() else job()

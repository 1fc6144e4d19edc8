"""Looks through the whole store while the desk works, so that damage is told before it is met."""

from __future__ import annotations

import threading
from collections.abc import Callable

from desk_app.errors import KnownError
from ui.presenters.workbench import Lane, Result, Workbench


class StoreCheck:
    """Reads the store part by part, once in the life of the window.

    What the clerk asks of the store has a lane of its own and waits for none of it; a paper to be
    printed waits for one part at most.

    Args:
        bench: The signed-in desk.
        found: Called when the first damaged part was met; the rest is not looked at.
    """

    def __init__(self, bench: Workbench, found: Callable[[], None]) -> None:
        self._bench = bench
        self._found = found
        self._parts: list[str] | None = None
        self._stop = threading.Event()
        self._stop.set()
        self.is_damaged = False

    def go_on(self) -> None:
        """Begin, or go on where it was stopped."""
        if not self._stop.is_set():
            return
        self._stop = threading.Event()
        if self._parts is None:
            # In the lane of the lists, so that the first of them are there before it begins.
            self._submit(Lane.DB, self._bench.desk.store.parts, self._on_parts)
        else:
            self._next()

    def stop(self) -> None:
        """Let the lane go; the part that is being read will be read again."""
        self._stop.set()

    def _on_parts(self, parts: tuple[str, ...]) -> None:
        self._parts = list(parts)
        self._next()

    def _next(self) -> None:
        if not self._parts:
            return
        store, part, stop = self._bench.desk.store, self._parts[0], self._stop
        self._submit(
            Lane.PRINT, lambda: store.is_damaged(part, is_stopped=stop.is_set), self._on_part
        )

    def _on_part(self, damaged: bool) -> None:
        if self._parts:
            self._parts.pop(0)
        if damaged:
            self.is_damaged = True
            self._parts = []
            self._found()
        self._next()

    def _submit(
        self, lane: Lane, job: Callable[[], Result], on_done: Callable[[Result], None]
    ) -> None:
        self._bench.run.submit(
            lane, job, on_done=on_done, on_failed=self._on_failed, cancel=self._stop
        )

    def _on_failed(self, _: KnownError) -> None:
        """The store is busy, say: the next sign-in or unlocking goes on here."""
        self._stop.set()

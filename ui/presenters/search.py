"""Looking for cases on this PC while words are typed: the latest question alone is answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from desk_app.errors import KnownError
from desk_app.ports.store import CaseSummary
from desk_app.services import lists
from ui.presenters.workbench import Lane, Workbench


class SearchView(Protocol):
    """Where the answer is shown."""

    def show_found(self, found: tuple[CaseSummary, ...], words: str) -> None:
        """Show what was found for words."""

    def show_failure(self, error: KnownError) -> None:
        """Say why nobody could look."""


class Search:
    """One search line."""

    def __init__(self, bench: Workbench, view: SearchView) -> None:
        self._bench = bench
        self._view = view
        self._asked = threading.Event()

    def look_for(self, words: str, then: Callable[[], None] | None = None) -> None:
        """Look for cases; a question asked before and not yet answered is dropped."""
        self._asked.set()
        asked = self._asked = threading.Event()
        desk = self._bench.desk

        def show(found: tuple[CaseSummary, ...]) -> None:
            self._view.show_found(found, words)
            if then is not None:
                then()

        self._bench.run.submit(
            Lane.DB,
            lambda: lists.search(words, desk=desk),
            on_done=show,
            on_failed=self._view.show_failure,
            cancel=asked,
        )

    def forget(self) -> None:
        """Drop a question that is not answered yet."""
        self._asked.set()

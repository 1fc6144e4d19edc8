"""Reading the lists of the desk for their pages, whenever they may have changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from desk_app.errors import KnownError
from desk_app.services import issuing, lists
from ui.frame import Frame
from ui.presenters.lists import (
    ListContent,
    OutboxContent,
    conflict_content,
    held_content,
    incoming_content,
    outbox_content,
    print_content,
    ready_content,
    undelivered_words,
)
from ui.presenters.workbench import Lane, Workbench
from ui.screens import Screens
from ui.views import rail
from ui.views.list_page import ListPage

Content = tuple[ListContent, str]


class Listing:
    """Fills the list that is shown; the others are read when they are.

    Args:
        bench: The desk.
        frame: Knows which page is shown.
        screens: The list pages and the outbox.
        refused: Gets what kept a list from being read.
    """

    def __init__(
        self,
        bench: Workbench,
        frame: Frame,
        screens: Screens,
        refused: Callable[[KnownError], None],
    ) -> None:
        self._bench = bench
        self._frame = frame
        self._pages = screens.lists
        self._outbox = screens.outbox
        self._refused = refused

    def reload(self, *, takes_focus: bool = False) -> None:
        """Read the list that is shown again, if one is."""
        shown = self._frame.page()
        if shown is self._outbox:
            self._load_outbox(takes_focus=takes_focus)
        for key, page in self._pages.items():
            if page is shown:
                self._load(page, _READERS[key], takes_focus=takes_focus)

    def _load(
        self, page: ListPage, read: Callable[[Workbench], Content], *, takes_focus: bool
    ) -> None:
        def show(content: Content) -> None:
            page.show_content(*content)
            if takes_focus and self._frame.page() is page:
                page.focus_start()

        self._bench.run.submit(
            Lane.DB, partial(read, self._bench), on_done=show, on_failed=self._refused
        )

    def _load_outbox(self, *, takes_focus: bool) -> None:
        def show(content: OutboxContent) -> None:
            self._outbox.show_outbox(content)
            if takes_focus and self._frame.page() is self._outbox:
                self._outbox.focus_start()

        self._bench.run.submit(
            Lane.DB,
            partial(_read_outbox, self._bench),
            on_done=show,
            on_failed=self._refused,
        )


def _read_incoming(bench: Workbench) -> Content:
    return incoming_content(bench, lists.incoming(desk=bench.desk)), ""


def _read_ready(bench: Workbench) -> Content:
    return ready_content(bench, lists.ready(desk=bench.desk)), _undelivered(bench)


def _read_held(bench: Workbench) -> Content:
    return held_content(bench, lists.held(desk=bench.desk)), ""


def _read_outbox(bench: Workbench) -> OutboxContent:
    desk = bench.desk
    return OutboxContent(
        unsent=outbox_content(bench, lists.unsent(desk=desk)),
        papers=print_content(bench, issuing.print_list(desk=desk)),
        conflicts=conflict_content(bench, lists.conflicts(desk=desk)),
        note=_undelivered(bench),
    )


def _undelivered(bench: Workbench) -> str:
    oldest = lists.counts(desk=bench.desk).oldest_undelivered_at
    return undelivered_words(oldest, bench.desk.clock.now(), bench.say)


_READERS: dict[str, Callable[[Workbench], Content]] = {
    rail.INCOMING: _read_incoming,
    rail.READY: _read_ready,
    rail.HELD: _read_held,
}

"""The exchanges of the desk with the registry, and the interruptions of a visit (ui.md §5.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol
from uuid import UUID

from desk_app.domain.outbox import OutboxState
from desk_app.domain.service_time import IntervalKind, Visit
from desk_app.errors import KnownError
from desk_app.services import exchange, lists, queue
from desk_app.services.desk import Desk
from desk_app.services.exchange import Exchange, ExchangeReport, exchange_now, exchange_once
from ui.presenters.link_state import Link, begun, ended, progressed
from ui.presenters.workbench import Lane, Workbench

EXCHANGE_EVERY_SECONDS = 20


class LinkView(Protocol):
    """The parts of the window that follow the link."""

    def show_link(self, link: Link) -> None:
        """Show the state and the outbox count."""

    def exchanged(self, report: ExchangeReport) -> None:
        """An exchange ended: lists and queue may have changed."""


class LinkPresenter:
    """Runs exchanges on their lane, follows the link and writes interruptions into the visit."""

    def __init__(self, bench: Workbench, view: LinkView) -> None:
        self._bench = bench
        self._view = view
        self._is_running = False
        self._next: Exchange | None = None
        self._seconds = 0
        self._visit: Visit | None = None
        self.link = Link()

    def start(self) -> None:
        """Learn what waits to be sent, and exchange."""
        self._ask_outbox()
        self.exchange()

    def tick(self) -> None:
        """Count a second; exchange when it is time."""
        self._seconds += 1
        if self._is_running:
            self._ask_outbox()
        elif self._seconds >= EXCHANGE_EVERY_SECONDS:
            self.exchange()

    def exchange(self) -> None:
        """Exchange in the ordinary way: events that wait out a pause are not hurried."""
        self._exchange(exchange_once)

    def send_now(self, message_id: str = "") -> None:
        """Exchange because the clerk asks: what waits out a pause or was kept aside is tried too.

        Args:
            message_id: The event chosen in the outbox, which may have been refused before.
        """
        if not message_id:
            self._exchange(exchange_now)
            return
        desk = self._bench.desk
        self._bench.run.submit(
            Lane.DB,
            lambda: exchange.try_again(UUID(message_id), desk=desk),
            on_done=lambda _: self._exchange(exchange_now),
            on_failed=lambda _: self._exchange(exchange_now),
        )

    def _exchange(self, run: Exchange) -> None:
        """Exchange at once, or after the run that goes on now; who asked is not forgotten."""
        if self._is_running:
            self._next = exchange_now if exchange_now in {run, self._next} else run
            return
        self._is_running = True
        self._seconds = 0
        self._show(begun(self.link))
        self._bench.run.submit(
            Lane.EXCHANGE,
            lambda: self._bench.exchange(run),
            on_done=self._on_report,
            on_failed=self._on_failed,
        )

    def visit_began(self, visit: Visit) -> None:
        """Somebody is at the counter: what is down is down for them, too."""
        self._visit = visit
        if self.link.is_down:
            self._interrupt(visit)

    def visit_ended(self) -> None:
        """Nobody is at the counter any more."""
        self._visit = None

    def outbox_read(self, outbox: OutboxState) -> None:
        """Somebody has read the outbox in figures."""
        self._show(progressed(self.link, outbox))

    def conflicts_seen(self) -> None:
        """The clerk has looked at the changes kept aside."""
        self._show(replace(self.link, conflicts=0))

    def recover(self) -> None:
        """A bug broke the exchange off: the next one runs again."""
        if self._is_running:
            self._is_running = False
            self._show(replace(self.link, total=None, done=0))

    def _on_report(self, report: ExchangeReport) -> None:
        was_down = self.link.is_down
        self._bench.link_is_up = not report.failure
        self._show(ended(self.link, report, self._bench.desk.clock.now()))
        if self._visit is not None and self.link.is_down != was_down:
            self._record(self._visit)
        self._view.exchanged(report)
        self._finish_run()

    def _on_failed(self, error: KnownError) -> None:
        left = self.link
        self._on_report(ExchangeReport(0, 0, left.pending, left.parked, failure=error.code))

    def _finish_run(self) -> None:
        self._is_running = False
        wanted, self._next = self._next, None
        if wanted is not None:
            self._exchange(wanted)

    def _record(self, visit: Visit) -> None:
        if self.link.is_down:
            self._interrupt(visit)
        else:
            self._bench.run.submit(
                Lane.DB,
                lambda: _end_interruptions(visit, self._bench.desk),
                on_done=_ignore,
                on_failed=_ignore,
            )

    def _interrupt(self, visit: Visit) -> None:
        kind = IntervalKind.LINK if self.link.has_no_way else IntervalKind.REGISTRY
        self._bench.run.submit(
            Lane.DB,
            lambda: queue.interrupt(visit.visit_id, kind, desk=self._bench.desk),
            on_done=_ignore,
            on_failed=_ignore,
        )

    def _ask_outbox(self) -> None:
        self._bench.run.submit(
            Lane.DB,
            lambda: lists.outbox_state(desk=self._bench.desk),
            on_done=lambda outbox: self._show(progressed(self.link, outbox)),
            on_failed=_ignore,
        )

    def _show(self, link: Link) -> None:
        self.link = link
        self._view.show_link(link)


def _end_interruptions(visit: Visit, desk: Desk) -> None:
    for kind in (IntervalKind.LINK, IntervalKind.REGISTRY):
        queue.end_interruption(visit.visit_id, kind, desk=desk)


def _ignore(_: object) -> None:
    """Nothing follows: the next exchange tells the same again."""

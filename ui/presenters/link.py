"""The link to the registry as the status bar tells it, and the interruptions it leaves (§5.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from desk_app.domain.outbox import OutboxState
from desk_app.domain.service_time import IntervalKind, Visit
from desk_app.errors import KnownError
from desk_app.services import exchange, lists, queue
from desk_app.services.desk import Desk
from desk_app.services.exchange import ExchangeReport
from ui.presenters.words import Say, clock_time
from ui.presenters.workbench import Lane, Workbench

EXCHANGE_EVERY_SECONDS = 20
_NO_WAY = frozenset({"registry.unreachable"})


class LinkState(StrEnum):
    """How the link stands; the later ones go before the earlier ones on the screen."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    EXCHANGING = "exchanging"
    SILENT = "silent"
    OFFLINE = "offline"
    REJECTED = "rejected"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Link:
    """All that is known of the link.

    Attributes:
        failure: Code of what ended the last exchange; empty after a good one.
        down_since: When it was first found down, None while it is up.
        last_exchange_at: When an exchange last ran to its end.
        total / done: Of the exchange that runs now; total is None while none runs.
    """

    failure: str = ""
    down_since: datetime | None = None
    last_exchange_at: datetime | None = None
    pending: int = 0
    parked: int = 0
    conflicts: int = 0
    total: int | None = None
    done: int = 0

    @property
    def is_down(self) -> bool:
        """Whether the last exchange found no registry."""
        return self.down_since is not None

    @property
    def state(self) -> LinkState:
        """What the status bar says first."""
        if self.conflicts:
            return LinkState.CONFLICT
        if self.parked:
            return LinkState.REJECTED
        if self.total and not self.is_down:
            return LinkState.EXCHANGING
        if self.is_down:
            return LinkState.OFFLINE if self.failure in _NO_WAY else LinkState.SILENT
        return LinkState.ONLINE if self.last_exchange_at else LinkState.UNKNOWN


def begun(link: Link) -> Link:
    """Return the link while an exchange runs."""
    return replace(link, total=link.pending, done=0)


def progressed(link: Link, outbox: OutboxState) -> Link:
    """Return the link with the outbox as it stands now."""
    link = replace(link, pending=outbox.pending, parked=outbox.parked)
    if link.total is None:
        return link
    total = max(link.total, outbox.pending)
    return replace(link, total=total, done=total - outbox.pending)


def ended(link: Link, report: ExchangeReport, now: datetime) -> Link:
    """Return the link after an exchange."""
    is_down = bool(report.failure)
    return replace(
        link,
        failure=report.failure,
        down_since=(link.down_since or now) if is_down else None,
        last_exchange_at=link.last_exchange_at if is_down else now,
        pending=report.pending,
        parked=report.parked,
        conflicts=link.conflicts + report.conflicts,
        total=None,
        done=0,
    )


@dataclass(frozen=True, slots=True)
class LinkWords:
    """The link in words: what is said first, and what is said calmly after it."""

    state: LinkState
    strong: str
    calm: str = ""


def link_words(link: Link, say: Say) -> LinkWords:
    """Return the words of the status bar for a link."""
    state = link.state
    match state:
        case LinkState.ONLINE if link.last_exchange_at:
            calm = say("link.last_exchange", time=clock_time(link.last_exchange_at))
            return LinkWords(state, say("link.online"), calm)
        case LinkState.EXCHANGING:
            calm = say("link.progress", done=link.done, total=link.total or 0)
            return LinkWords(state, say("link.exchanging"), calm)
        case LinkState.SILENT | LinkState.OFFLINE if link.down_since:
            calm = say("link.since", time=clock_time(link.down_since))
            return LinkWords(state, say(f"link.{state}"), calm)
        case LinkState.CONFLICT:
            return LinkWords(state, say("link.conflict", n=link.conflicts), say("link.open"))
        case LinkState.REJECTED:
            return LinkWords(state, say("link.rejected", n=link.parked), say("link.open"))
        case _:
            return LinkWords(LinkState.UNKNOWN, say("link.unknown"))


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
        self._wants_another = False
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
        """Exchange now; while one runs, another follows it."""
        if self._is_running:
            self._wants_another = True
            return
        self._is_running = True
        self._seconds = 0
        self._show(begun(self.link))
        self._bench.run.submit(
            Lane.EXCHANGE,
            self._bench.exchange,
            on_done=self._on_report,
            on_failed=self._on_failed,
        )

    def send_now(self, message_id: str) -> None:
        """Exchange because the clerk asks, with a second try for what was refused or kept aside.

        Args:
            message_id: The event chosen in the outbox, or nothing.
        """
        desk = self._bench.desk
        self._bench.run.submit(
            Lane.DB,
            lambda: _let_try_again(message_id, desk),
            on_done=lambda _: self.exchange(),
            on_failed=lambda _: self.exchange(),
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
        if self._wants_another:
            self._wants_another = False
            self.exchange()

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
        no_way = self.link.failure in _NO_WAY
        kind = IntervalKind.LINK if no_way else IntervalKind.REGISTRY
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


def _let_try_again(message_id: str, desk: Desk) -> None:
    if message_id:
        exchange.try_again(UUID(message_id), desk=desk)
    exchange.read_again(desk=desk)


def _end_interruptions(visit: Visit, desk: Desk) -> None:
    for kind in (IntervalKind.LINK, IntervalKind.REGISTRY):
        queue.end_interruption(visit.visit_id, kind, desk=desk)


def _ignore(_: object) -> None:
    """Nothing follows: the next exchange tells the same again."""

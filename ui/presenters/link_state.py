"""The link to the registry as the status bar tells it: its state, and the words of it (ui.md §5.2).

The status bar stands before anybody has signed in, so nothing that works only after it is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from ui.presenters.words import Say, clock_time

if TYPE_CHECKING:
    from desk_app.domain.outbox import OutboxState
    from desk_app.services.exchange import ExchangeReport

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
    def has_no_way(self) -> bool:
        """Whether there is no way to the registry, rather than no answer of it."""
        return self.failure in _NO_WAY

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
            return LinkState.OFFLINE if self.has_no_way else LinkState.SILENT
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

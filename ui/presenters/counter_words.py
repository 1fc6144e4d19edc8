"""The counter in words: who waits and how long, and what the day looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk_app.domain.rule_packs import Norms
from desk_app.domain.service_time import Ticket
from desk_app.services import queue
from ui.presenters.words import DASH, Say, minutes_and_seconds, percent


class WaitZone(StrEnum):
    """How long somebody has waited against the norm; red only once it is broken."""

    SHORT = "short"
    LONG = "long"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One person waiting, as the rail shows them; `mark` says who is served out of turn."""

    ticket_id: str
    number: str
    person: str
    mark: str
    time: str
    share: float
    zone: WaitZone
    spoken: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The waiting list: those over the norm first, under a heading of their own."""

    late: tuple[WaitingLine, ...]
    others: tuple[WaitingLine, ...]


def waiting_lines(tickets: Sequence[Ticket], now: datetime, norms: Norms, say: Say) -> Waiting:
    """Return the waiting list as it stands now."""
    lines = [_waiting_line(ticket, now, norms, say) for ticket in tickets]
    late = tuple(line for line in lines if line.zone is WaitZone.LATE)
    return Waiting(late, tuple(line for line in lines if line.zone is not WaitZone.LATE))


def _waiting_line(ticket: Ticket, now: datetime, norms: Norms, say: Say) -> WaitingLine:
    seconds = max(0.0, (now - ticket.issued_at).total_seconds())
    minutes = int(seconds) // 60
    return WaitingLine(
        ticket_id=ticket.ticket_id,
        number=ticket.number,
        person=ticket.label or DASH,
        mark=say("rail.priority") if ticket.priority else "",
        time=say("length.minutes", minutes=minutes),
        share=seconds / norms.wait_seconds,
        zone=_wait_zone(seconds, norms),
        spoken=_spoken(ticket, minutes, say),
    )


def _spoken(ticket: Ticket, minutes: int, say: Say) -> str:
    said = (
        say("rail.spoken", ticket=ticket.number, person=ticket.label, minutes=minutes)
        if ticket.label
        else say("rail.spoken_nameless", ticket=ticket.number, minutes=minutes)
    )
    return f"{said}, {say('rail.priority')}" if ticket.priority else said


def _wait_zone(seconds: float, norms: Norms) -> WaitZone:
    if int(seconds) > norms.wait_seconds:
        return WaitZone.LATE
    return WaitZone.LONG if int(seconds) >= norms.waiting_amber_seconds else WaitZone.SHORT


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the day and its words."""

    figure: str
    words: str


@dataclass(frozen=True, slots=True)
class DayWords:
    """The idle screen in words."""

    title: str
    subtitle: str
    figures: tuple[Figure, Figure, Figure]


def day_words(day: queue.Day, *, link_is_up: bool, norms: Norms, say: Say) -> DayWords:
    """Return the idle screen's words for the day so far."""
    figures, minutes = day.figures, norms.serve_seconds // 60
    median = figures.median_serve_seconds
    return DayWords(
        title=say("idle.title") if day.waiting else say("idle.empty"),
        subtitle=_queue_words(day, say, link_is_up=link_is_up),
        figures=(
            Figure(str(figures.served), say("idle.served", n=figures.served)),
            Figure(DASH if median is None else minutes_and_seconds(median), say("idle.median")),
            Figure(
                percent(figures.within_serve_norm, figures.known_serves)
                if figures.known_serves
                else DASH,
                say("idle.within", minutes=minutes),
            ),
        ),
    )


def _queue_words(day: queue.Day, say: Say, *, link_is_up: bool) -> str:
    if day.waiting:
        longest = int(day.longest_wait_seconds or 0) // 60
        return say("idle.waiting", n=day.waiting, longest=longest)
    return say("idle.take") if link_is_up else say("idle.take_offline")

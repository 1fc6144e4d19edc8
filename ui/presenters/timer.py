"""The two clocks of a visit in words: the service timer and the wait (ui.md §5.1)."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.domain.rule_packs import RulePack
from desk_app.domain.service_time import (
    Moment,
    ServeTime,
    Visit,
    Zone,
    serve_time,
    timer_zone,
    wait_time,
)
from ui.presenters.words import Say, minutes_and_seconds


@dataclass(frozen=True, slots=True)
class TimerWords:
    """The timer as shown in this second.

    Attributes:
        elapsed_seconds: What the norm is held against.
        beside: Time left, the excess, or why it stands.
        spoken: The whole reading for a screen reader.
    """

    zone: Zone
    elapsed_seconds: int
    norm_seconds: int
    warning_seconds: int
    beside: str
    spoken: str


def read_timer(visit: Visit, now: Moment, pack: RulePack, say: Say) -> TimerWords:
    """Return the service timer of a visit at a moment."""
    serve = serve_time(visit, now)
    norms = pack.norms
    zone = timer_zone(serve, norms.mark_seconds, norms.serve_seconds)
    elapsed = int(serve.net.seconds)
    beside = _beside(serve, zone, elapsed, norms.serve_seconds, say)
    if not serve.net.is_accurate:
        beside = say("timer.not_accurate", words=beside)
    spoken = say("timer.spoken", minutes=elapsed // 60, seconds=elapsed % 60, words=beside)
    return TimerWords(zone, elapsed, norms.serve_seconds, norms.mark_seconds[0], beside, spoken)


def _beside(serve: ServeTime, zone: Zone, elapsed: int, norm: int, say: Say) -> str:
    if zone is Zone.PAUSED:
        return say("timer.paused")
    if zone is Zone.OVERRUN:
        return say("timer.over", time=minutes_and_seconds(elapsed - norm))
    return say("timer.left", time=minutes_and_seconds(norm - elapsed))


@dataclass(frozen=True, slots=True)
class WaitWords:
    """How long the visitor waited; `is_over` once the norm is broken, None where nobody knows."""

    value: str
    is_over: bool | None


def read_wait(visit: Visit, pack: RulePack, say: Say) -> WaitWords:
    """Return the wait of a visit."""
    waited = wait_time(visit)
    if waited is None:
        return WaitWords(say("wait.unknown"), None)
    norm = pack.norms.wait_seconds
    value = say("wait.value", minutes=int(waited.seconds) // 60, norm=norm // 60)
    if not waited.is_accurate:
        value = say("timer.not_accurate", words=value)
    return WaitWords(value, int(waited.seconds) > norm)

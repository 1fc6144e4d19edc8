"""The two clocks of a visit in words: the service timer and the wait (ui.md §5.1)."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.domain.languages import Language
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.service_time import (
    Moment,
    ServeTime,
    Visit,
    Zone,
    interruptions,
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
        beside: Time left, the excess, or that it stands.
        notes: Why it stands, or what interrupted the service and for how long.
        spoken: The whole reading for a screen reader.
    """

    zone: Zone
    elapsed_seconds: int
    norm_seconds: int
    warning_seconds: int
    beside: str
    notes: tuple[str, ...]
    spoken: str


def read_timer(
    visit: Visit, now: Moment, pack: RulePack, say: Say, language: Language
) -> TimerWords:
    """Return the service timer of a visit at a moment."""
    serve = serve_time(visit, now)
    norms = pack.norms
    zone = timer_zone(serve, norms.mark_seconds, norms.serve_seconds)
    elapsed = int(serve.net.seconds)
    beside = _beside(serve, zone, elapsed, norms.serve_seconds, say)
    if not serve.net.is_accurate:
        beside = say("timer.not_accurate", words=beside)
    paused_by = _hold_reason(serve.paused_by, pack, language)
    notes = (paused_by,) if paused_by else interruptions_told(visit, now, say)
    words = ", ".join((beside, " · ".join(notes))) if notes else beside
    spoken = say("timer.spoken", minutes=elapsed // 60, seconds=elapsed % 60, words=words)
    marks = norms.mark_seconds
    return TimerWords(zone, elapsed, norms.serve_seconds, marks[0], beside, notes, spoken)


def interruption_words(visit: Visit, now: Moment, say: Say) -> str:
    """Return in one line what interrupted the service and for how long."""
    return " · ".join(interruptions_told(visit, now, say))


def interruptions_told(visit: Visit, now: Moment, say: Say) -> tuple[str, ...]:
    """Return what interrupted the service, each with its length; those of none are left out."""
    return tuple(
        say(f"interruption.{kind}", time=minutes_and_seconds(lasted.seconds))
        for kind, lasted in interruptions(visit, now)
        if lasted.seconds >= 1
    )


def _hold_reason(code: str, pack: RulePack, language: Language) -> str:
    words = (reason.text for reason in pack.hold_reasons if reason.code == code)
    return next((text.text(language) for text in words), "")


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

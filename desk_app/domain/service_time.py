"""The two clocks of a visit: WAIT (ticket to call) and SERVE (call to paper out and visit closed).

A clock is never edited. Where the truth was lost (another boot of the machine, a ticket time from
another clock that lies after the call) the figure is still shown, marked as not accurate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

# Further apart than this, the wall clock was set between two moments.
MOST_DRIFT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant read from all clocks at once.

    Attributes:
        wall_at: Aware UTC wall time; people change it.
        counter_seconds: A counter that runs through suspend and that nobody can set.
        boot_id: Which boot of the machine the counter belongs to.
    """

    wall_at: datetime
    counter_seconds: float
    boot_id: str


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in seconds, and whether it can be trusted."""

    seconds: float
    is_accurate: bool = True


def elapsed(start: Moment, end: Moment) -> Span:
    """Return the time between two moments; wall time is used only across boots."""
    if start.boot_id == end.boot_id and end.counter_seconds >= start.counter_seconds:
        return Span(end.counter_seconds - start.counter_seconds)
    return Span(max(0.0, _wall_seconds(start, end)), is_accurate=False)


def _wall_seconds(start: Moment, end: Moment) -> float:
    return (end.wall_at - start.wall_at).total_seconds()


class IntervalKind(StrEnum):
    """What interrupted the service; each kind is recorded, few stop the clock."""

    HOLD = "hold"
    LINK = "link"
    REGISTRY = "registry"
    SCANNER = "scanner"
    PRINTER = "printer"


@dataclass(frozen=True, slots=True)
class Interval:
    """An interruption inside a visit.

    Attributes:
        reason: Hold reason or device code from the rule pack; empty where the kind says it all.
        stops_clock: Whether the pack lets this reason stop the SERVE clock, fixed when it began.
    """

    kind: IntervalKind
    reason: str
    stops_clock: bool
    started: Moment
    ended: Moment | None = None


class TicketSource(StrEnum):
    """Where a ticket's number and time came from."""

    REGISTRY = "registry"
    LOCAL = "local"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A place in the queue of people.

    Attributes:
        ticket_id: Identity in its source's queue.
        number: What the visitor holds, for example "А-048".
        issued_at: When it was given out; the start of the wait.
        label: Surname and initials if the queue knows them, else empty.
        priority: Served out of turn, with the reason known to the queue.
        heard: When this desk first heard of it, by this desk's own clocks.
    """

    ticket_id: str
    number: str
    issued_at: datetime
    source: TicketSource
    label: str = ""
    priority: bool = False
    heard: Moment | None = None


class VisitEnd(StrEnum):
    """How a visit ended; only a served one counts in the figures."""

    SERVED = "served"
    NO_SHOW = "no_show"
    PUT_BACK = "put_back"
    LEFT = "left"


class VisitPurpose(StrEnum):
    """What the visitor came for; each visit has its own clock."""

    INTAKE = "intake"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor at the counter, from the call to the closed visit."""

    visit_id: UUID
    office_code: str
    workplace: str
    operator: str
    called: Moment
    ticket: Ticket | None = None
    purpose: VisitPurpose = VisitPurpose.INTAKE
    application_id: UUID | None = None
    intervals: tuple[Interval, ...] = ()
    finished: Moment | None = None
    end: VisitEnd | None = None
    overrun_reason: str = ""
    rating: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the visitor is still being served, or comes back to a held case."""
        return self.finished is None

    @property
    def is_at_counter(self) -> bool:
        """Whether the visitor sits here now: the visit is open and its case is not held."""
        is_held = any(i.kind is IntervalKind.HOLD and i.ended is None for i in self.intervals)
        return self.is_open and not is_held


@dataclass(frozen=True, slots=True)
class ServeTime:
    """The SERVE clock read at one moment.

    Attributes:
        gross: Call to now (or to the end).
        net: Gross less the intervals that stop the clock; the norm is held against it.
        paused_by: Reason of the interval that stops the clock now, empty if it runs.
    """

    gross: Span
    net: Span
    paused_by: str


def wait_time(visit: Visit) -> Span | None:
    """Return ticket-to-call time, or None where there was no ticket (the wait is unknown)."""
    if visit.ticket is None:
        return None
    heard = visit.ticket.heard or visit.called
    before_seconds = (heard.wall_at - visit.ticket.issued_at).total_seconds()
    since = elapsed(heard, visit.called)
    is_steady = abs(_wall_seconds(heard, visit.called) - since.seconds) <= MOST_DRIFT_SECONDS
    seconds = before_seconds + since.seconds
    # The queue's clock may go a little before ours.
    is_past = seconds >= 0 and before_seconds >= -MOST_DRIFT_SECONDS
    return Span(max(0.0, seconds), is_past and since.is_accurate and is_steady)


def serve_time(visit: Visit, now: Moment) -> ServeTime:
    """Return the SERVE clock of a visit at `now`; a finished visit ignores `now`."""
    end = visit.finished or now
    gross = elapsed(visit.called, end)
    stops = [_Stop.of(interval, visit, end) for interval in visit.intervals if interval.stops_clock]
    stopped_seconds = sum(_covered_seconds(stops, gross.seconds))
    is_accurate = gross.is_accurate and all(stop.is_accurate for stop in stops)
    net = Span(max(0.0, gross.seconds - stopped_seconds), is_accurate)
    return ServeTime(gross, net, _paused_by(visit))


@dataclass(frozen=True, slots=True, order=True)
class _Stop:
    """A stop of the clock in seconds since the call."""

    begins: float
    ends: float
    is_accurate: bool

    @classmethod
    def of(cls, interval: Interval, visit: Visit, end: Moment) -> _Stop:
        before = elapsed(visit.called, interval.started)
        length = elapsed(interval.started, interval.ended or end)
        accurate = before.is_accurate and length.is_accurate
        return cls(before.seconds, before.seconds + length.seconds, accurate)


def interruptions(visit: Visit, now: Moment) -> tuple[tuple[IntervalKind, Span], ...]:
    """Return how long each kind of interruption lasted inside a visit, in the order of the kinds.

    They are told beside the SERVE clock, whether they stop it or not.
    """
    end = visit.finished or now
    gross = elapsed(visit.called, end)
    found = []
    for kind in IntervalKind:
        stops = [_Stop.of(each, visit, end) for each in visit.intervals if each.kind is kind]
        is_accurate = gross.is_accurate and all(stop.is_accurate for stop in stops)
        if stops:
            found.append((kind, Span(sum(_covered_seconds(stops, gross.seconds)), is_accurate)))
    return tuple(found)


def _covered_seconds(stops: Iterable[_Stop], gross_seconds: float) -> Iterator[float]:
    # Two stops at once stop the clock once; none reaches beyond the visit.
    reached = 0.0
    for stop in sorted(stops):
        ends = min(stop.ends, gross_seconds)
        yield max(0.0, ends - max(stop.begins, reached))
        reached = max(reached, ends)


def _paused_by(visit: Visit) -> str:
    open_stops = [i for i in visit.intervals if i.stops_clock and i.ended is None]
    return open_stops[-1].reason if open_stops and visit.is_open else ""


class Zone(StrEnum):
    """How the timer looks (ui.md §5.1)."""

    NORMAL = "normal"
    WARNING = "warning"
    LAST_MINUTES = "last_minutes"
    OVERRUN = "overrun"
    PAUSED = "paused"


def zone(net_seconds: float, mark_seconds: Sequence[int], norm_seconds: int) -> Zone:
    """Return the timer's zone; overrun only once the norm is broken by a whole second.

    Args:
        net_seconds: What the norm is held against.
        mark_seconds: Of the rule pack: the first mark warns, the last begins the last minutes.
        norm_seconds: Of the rule pack.
    """
    whole_seconds = int(net_seconds)
    if whole_seconds > norm_seconds:
        return Zone.OVERRUN
    if whole_seconds >= mark_seconds[-1]:
        return Zone.LAST_MINUTES
    return Zone.WARNING if whole_seconds >= mark_seconds[0] else Zone.NORMAL


def timer_zone(serve: ServeTime, mark_seconds: Sequence[int], norm_seconds: int) -> Zone:
    """Return how the timer of a visit looks now: a stopped clock looks paused."""
    if serve.paused_by:
        return Zone.PAUSED
    return zone(serve.net.seconds, mark_seconds, norm_seconds)


def begin_interval(
    visit: Visit, kind: IntervalKind, reason: str, now: Moment, *, stops_clock: bool
) -> Visit:
    """Return the visit with an interruption begun; the same one is never open twice."""
    if any(_is_open_as(i, kind, reason) for i in visit.intervals) or not visit.is_open:
        return visit
    begun = Interval(kind, reason, stops_clock, now)
    return replace(visit, intervals=(*visit.intervals, begun))


def end_interval(visit: Visit, kind: IntervalKind, now: Moment) -> Visit:
    """Return the visit with every open interruption of one kind ended."""
    ended = tuple(
        replace(i, ended=now) if i.kind is kind and i.ended is None else i for i in visit.intervals
    )
    return replace(visit, intervals=ended)


def _is_open_as(interval: Interval, kind: IntervalKind, reason: str) -> bool:
    return interval.kind is kind and interval.reason == reason and interval.ended is None


def finish(visit: Visit, now: Moment, end: VisitEnd) -> Visit:
    """Return the visit closed, with every open interruption ended at the same moment."""
    if not visit.is_open:
        return visit
    closed = tuple(i if i.ended else replace(i, ended=now) for i in visit.intervals)
    return replace(visit, intervals=closed, finished=now, end=end)


def leave(visit: Visit, now: Moment) -> Visit:
    """Return the visit of somebody who went away, closed when they left the counter.

    A visit that was put aside ended there: the days its case waited are nobody's minutes.
    """
    holds = (n for n, i in enumerate(visit.intervals) if i.kind is IntervalKind.HOLD)
    number = next((n for n in holds if visit.intervals[n].ended is None), None)
    if number is None:
        return finish(visit, now, VisitEnd.LEFT)
    before = replace(visit, intervals=visit.intervals[: number + 1])
    return finish(before, visit.intervals[number].started, VisitEnd.LEFT)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The day's own figures of one desk.

    Attributes:
        median_serve_seconds: Over the visits whose SERVE time is accurate; None without one.
        known_serves: Served visits whose SERVE time is accurate; one that ran over another boot of
            the machine stays out of median and share.
        within_serve_norm: Those of them within the SERVE norm.
        known_waits: Visits whose wait is known; walk-ins and tickets of another time than ours
            stay out of the 30-minute share.
    """

    served: int
    median_serve_seconds: float | None
    known_serves: int
    within_serve_norm: int
    known_waits: int
    within_wait_norm: int


def day_figures(
    visits: Iterable[Visit], *, wait_norm_seconds: int, serve_norm_seconds: int
) -> DayFigures:
    """Return the figures over served visits; no-shows and put-backs leave no phantom minutes."""
    served = [v for v in visits if v.end is VisitEnd.SERVED and v.finished is not None]
    spans = [serve_time(v, v.finished).net for v in served if v.finished]
    serves = sorted(span.seconds for span in spans if span.is_accurate)
    waits = [w.seconds for w in map(wait_time, served) if w is not None and w.is_accurate]
    return DayFigures(
        served=len(served),
        median_serve_seconds=_median(serves),
        known_serves=len(serves),
        within_serve_norm=sum(int(s) <= serve_norm_seconds for s in serves),
        known_waits=len(waits),
        within_wait_norm=sum(int(w) <= wait_norm_seconds for w in waits),
    )


def _median(ordered: list[float]) -> float | None:
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2

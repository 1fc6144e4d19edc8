"""Visits with their clocks as rows of a table: nothing is subtracted silently, nobody is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime, time, timedelta

from desk_app.domain.cases import Case, Stamps
from desk_app.domain.operators import Permission
from desk_app.domain.service_time import (
    Interval,
    IntervalKind,
    Moment,
    Visit,
    elapsed,
    serve_time,
    wait_time,
)
from desk_app.domain.working_days import KZ_ZONE
from desk_app.errors import InputError, StoreError
from desk_app.services.closing import case_of_visit
from desk_app.services.desk import Desk, allow, note_deed

_VISIT = (
    "visit_id",
    "office_code",
    "workplace",
    "operator",
    "ticket",
    "ticket_source",
    "purpose",
    "end",
    "called_at",
    "finished_at",
)
_CLOCKS = (
    "wait_seconds",
    "wait_is_accurate",
    "gross_seconds",
    "net_seconds",
    "serve_is_accurate",
    "hold_seconds",
    "holds",
    "interruptions",
    "overrun_reason",
    "rating",
)
_CASE = ("application_id", "number", "state", *Stamps.__slots__)
COLUMNS = (*_VISIT, *_CLOCKS, *_CASE)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under named columns; instants are UTC in ISO form, lengths whole seconds."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def export_visits(first: date, last: date, *, desk: Desk) -> Table:
    """Return the visits called from one local day to another, both included.

    Each interval stands as `reason start/end seconds`; a visit that is still open is read now.

    Raises:
        AccessError: The operator may not export.
        InputError: `export.period`, field `to`, where the period runs backwards.
    """
    allow(desk, Permission.EXPORT)
    if last < first:
        raise InputError("export.period", field="to")
    now = desk.clock.moment()
    with desk.store.reading() as unit:
        visits = unit.visits.called_between(_start(first), _start(last + timedelta(days=1)))
        rows = tuple(_row(visit, case_of_visit(unit, visit), now) for visit in visits)
    _note_export(first, last, desk)
    return Table(COLUMNS, rows)


def _note_export(first: date, last: date, desk: Desk) -> None:
    details = {"from": first.isoformat(), "to": last.isoformat()}
    try:
        with desk.store.unit() as unit:
            note_deed(unit, desk, "visits.exported", details=details)
    except StoreError as error:
        # While the window holds the store a command only reads; its figures name nobody.
        if error.code != "store.in_use":
            raise


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), KZ_ZONE)


def _row(visit: Visit, case: Case | None, now: Moment) -> tuple[str, ...]:
    return (*_visit_cells(visit), *_clock_cells(visit, now), *_case_cells(case))


def _visit_cells(visit: Visit) -> tuple[str, ...]:
    ticket, finished = visit.ticket, visit.finished
    return (
        str(visit.visit_id),
        visit.office_code,
        visit.workplace,
        visit.operator,
        ticket.number if ticket else "",
        ticket.source.value if ticket else "",
        visit.purpose.value,
        visit.end.value if visit.end else "",
        _instant(visit.called.wall_at),
        _instant(finished.wall_at if finished else None),
    )


def _clock_cells(visit: Visit, now: Moment) -> tuple[str, ...]:
    wait, serve, end = wait_time(visit), serve_time(visit, now), visit.finished or now
    holds = [i for i in visit.intervals if i.kind is IntervalKind.HOLD]
    others = [i for i in visit.intervals if i.kind is not IntervalKind.HOLD]
    hold_seconds = sum(elapsed(i.started, i.ended or end).seconds for i in holds)
    return (
        _seconds(wait.seconds) if wait else "",
        _yes(wait.is_accurate) if wait else "",
        _seconds(serve.gross.seconds),
        _seconds(serve.net.seconds),
        _yes(serve.net.is_accurate),
        _seconds(hold_seconds),
        _intervals(holds, end),
        _intervals(others, end),
        visit.overrun_reason,
        str(visit.rating) if visit.rating else "",
    )


def _intervals(intervals: Iterable[Interval], end: Moment) -> str:
    return "; ".join(_interval(interval, end) for interval in intervals)


def _interval(interval: Interval, end: Moment) -> str:
    name = interval.reason or interval.kind.value
    ended = _instant(interval.ended.wall_at if interval.ended else None)
    length = _seconds(elapsed(interval.started, interval.ended or end).seconds)
    return f"{name} {_instant(interval.started.wall_at)}/{ended} {length}"


def _case_cells(case: Case | None) -> tuple[str, ...]:
    if case is None:
        return ("",) * len(_CASE)
    stamps = (_instant(stamp) for stamp in astuple(case.stamps))
    return (str(case.application_id), case.number, case.state.value, *stamps)


def _instant(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""


def _seconds(seconds: float) -> str:
    return str(int(seconds))


def _yes(is_so: bool) -> str:  # noqa: FBT001 - a value to write down, no switch
    return "yes" if is_so else "no"

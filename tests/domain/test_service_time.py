"""WAIT and SERVE: right through restarts, sleep and changed clocks, with no phantom minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.service_time import (
    IntervalKind,
    Span,
    Ticket,
    TicketSource,
    Visit,
    VisitEnd,
    Zone,
    begin_interval,
    day_figures,
    elapsed,
    end_interval,
    finish,
    interruptions,
    leave,
    serve_time,
    timer_zone,
    wait_time,
    zone,
)
from tests.fakes import MORNING, FakeClock

MARKS, NORM = (900, 1080), 1200
ABSENT = "applicant_absent"


def called(clock: FakeClock, **fields) -> Visit:
    return Visit(UUID(int=1), "0101", "03", "operator", clock.moment(), **fields)


def ticket(*, waited_minutes: float) -> Ticket:
    issued_at = MORNING - timedelta(minutes=waited_minutes)
    return Ticket("1", "А-048", issued_at, TicketSource.REGISTRY)


def held(visit: Visit, clock: FakeClock, reason: str = ABSENT, *, stops: bool = True) -> Visit:
    return begin_interval(visit, IntervalKind.HOLD, reason, clock.moment(), stops_clock=stops)


def test_the_wait_runs_from_the_ticket_to_the_call():
    assert wait_time(called(FakeClock(), ticket=ticket(waited_minutes=12))) == Span(720)


def test_a_walk_in_has_an_unknown_wait():
    assert wait_time(called(FakeClock())) is None


def test_a_ticket_of_a_later_time_than_the_call_is_shown_as_not_accurate():
    wait = wait_time(called(FakeClock(), ticket=ticket(waited_minutes=-3)))

    assert wait == Span(0, is_accurate=False)


def heard_ticket(clock: FakeClock) -> Ticket:
    return replace(ticket(waited_minutes=12), heard=clock.moment())


def test_the_wait_since_a_ticket_was_heard_of_is_the_counters():
    clock = FakeClock()
    known = heard_ticket(clock)
    clock.pass_time(minutes=3)

    assert wait_time(called(clock, ticket=known)) == Span(15 * 60)


def test_a_wall_clock_set_while_somebody_waits_does_not_move_the_wait_and_marks_it():
    clock = FakeClock()
    known = heard_ticket(clock)
    clock.pass_time(minutes=3)
    clock.set_wall(minutes=90)

    assert wait_time(called(clock, ticket=known)) == Span(15 * 60, is_accurate=False)


def test_a_wait_across_a_restart_is_marked():
    clock = FakeClock()
    known = heard_ticket(clock)
    clock.pass_time(minutes=3)
    clock.restart()

    assert wait_time(called(clock, ticket=known)) == Span(15 * 60, is_accurate=False)


@pytest.mark.parametrize(("ahead_seconds", "is_accurate"), [(5, True), (600, False)])
def test_a_queue_whose_clock_goes_a_little_before_ours_is_believed(ahead_seconds, is_accurate):
    clock = FakeClock()
    issued_at = MORNING + timedelta(seconds=ahead_seconds)
    known = Ticket("1", "А-1", issued_at, TicketSource.REGISTRY, heard=clock.moment())
    clock.pass_time(minutes=20)

    wait = wait_time(called(clock, ticket=known))

    assert wait == Span(1200 - ahead_seconds, is_accurate)


def test_a_changed_wall_clock_does_not_move_the_service_time():
    clock = FakeClock()
    visit = called(clock)
    clock.pass_time(minutes=7)
    clock.set_wall(minutes=-300)

    assert serve_time(visit, clock.moment()).gross == Span(420)


def test_across_a_restart_the_wall_clock_serves_and_the_figure_is_marked():
    clock = FakeClock()
    visit = called(clock)
    clock.pass_time(minutes=7)
    clock.restart()

    assert serve_time(visit, clock.moment()).gross == Span(420, is_accurate=False)


def test_a_counter_that_runs_backwards_is_not_believed():
    clock = FakeClock()
    start = clock.moment()
    clock.counter_seconds -= 1

    assert elapsed(start, clock.moment()) == Span(0, is_accurate=False)


def test_only_a_reason_that_stops_the_clock_makes_net_less_than_gross():
    clock = FakeClock()
    visit = held(called(clock), clock)
    clock.pass_time(minutes=5)
    visit = end_interval(visit, IntervalKind.HOLD, clock.moment())
    visit = held(visit, clock, "missing_document", stops=False)
    clock.pass_time(minutes=3)

    serve = serve_time(visit, clock.moment())

    assert (serve.gross, serve.net, serve.paused_by) == (Span(480), Span(180), "")


def test_two_stops_at_once_stop_the_clock_once():
    clock = FakeClock()
    visit = held(held(called(clock), clock), clock, "other")
    clock.pass_time(minutes=4)
    visit = end_interval(visit, IntervalKind.HOLD, clock.moment())
    clock.pass_time(minutes=6)

    assert serve_time(visit, clock.moment()).net == Span(360)


def test_a_stopped_clock_names_its_reason_until_the_visit_is_closed():
    clock = FakeClock()
    visit = held(called(clock), clock)

    assert serve_time(visit, clock.moment()).paused_by == ABSENT
    closed = finish(visit, clock.moment(), VisitEnd.SERVED)
    assert serve_time(closed, clock.moment()).paused_by == ""


def test_a_closed_visit_stands_still():
    clock = FakeClock()
    visit = called(clock)
    clock.pass_time(minutes=2)
    closed = finish(visit, clock.moment(), VisitEnd.SERVED)
    clock.pass_time(minutes=60)

    assert serve_time(closed, clock.moment()).gross == Span(120)
    assert finish(closed, clock.moment(), VisitEnd.NO_SHOW) is closed
    assert held(closed, clock) is closed


def test_the_same_interruption_is_never_open_twice():
    clock = FakeClock()
    once = held(called(clock), clock)

    assert held(once, clock) is once
    assert len(held(once, clock, "other").intervals) == 2


def test_ending_one_kind_leaves_the_others_open():
    clock = FakeClock()
    visit = begin_interval(
        held(called(clock), clock), IntervalKind.LINK, "", clock.moment(), stops_clock=False
    )

    ended = end_interval(visit, IntervalKind.LINK, clock.moment())

    assert [interval.ended is None for interval in ended.intervals] == [True, False]


def test_a_held_visitor_is_not_at_the_counter():
    clock = FakeClock()
    visit = held(called(clock), clock)

    assert visit.is_open
    assert not visit.is_at_counter
    assert end_interval(visit, IntervalKind.HOLD, clock.moment()).is_at_counter


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, Zone.NORMAL),
        (899.9, Zone.NORMAL),
        (900, Zone.WARNING),
        (1079, Zone.WARNING),
        (1080, Zone.LAST_MINUTES),
        (1200.9, Zone.LAST_MINUTES),
        (1201, Zone.OVERRUN),
    ],
)
def test_red_begins_only_once_the_norm_is_broken(seconds, expected):
    assert zone(seconds, MARKS, NORM) is expected


def test_a_stopped_timer_looks_paused_and_a_running_one_as_late_as_it_is():
    clock = FakeClock()
    visit = called(clock)
    clock.pass_time(minutes=16)

    assert timer_zone(serve_time(visit, clock.moment()), MARKS, NORM) is Zone.WARNING
    paused = serve_time(held(visit, clock), clock.moment())
    assert timer_zone(paused, MARKS, NORM) is Zone.PAUSED


def served(*, serve_minutes: float, end: VisitEnd = VisitEnd.SERVED, **fields) -> Visit:
    clock = FakeClock()
    visit = called(clock, **fields)
    clock.pass_time(minutes=serve_minutes)
    return finish(visit, clock.moment(), end)


def test_the_day_counts_served_visits_only():
    clock = FakeClock()
    visits = [
        served(serve_minutes=10, ticket=ticket(waited_minutes=29)),
        served(serve_minutes=20, ticket=ticket(waited_minutes=31)),
        served(serve_minutes=30),
        served(serve_minutes=40, ticket=ticket(waited_minutes=-1)),
        served(serve_minutes=50, end=VisitEnd.NO_SHOW, ticket=ticket(waited_minutes=5)),
        served(serve_minutes=60, end=VisitEnd.PUT_BACK),
        served(serve_minutes=70, end=VisitEnd.LEFT),
        called(clock),
    ]

    figures = day_figures(visits, wait_norm_seconds=1800, serve_norm_seconds=NORM)

    assert (figures.served, figures.within_serve_norm) == (4, 2)
    assert figures.median_serve_seconds == 25 * 60
    assert (figures.known_waits, figures.within_wait_norm) == (2, 1)


def test_a_serve_time_over_another_boot_counts_in_no_share():
    clock = FakeClock()
    visit = called(clock)
    clock.pass_time(minutes=30)
    clock.restart()
    torn = finish(visit, clock.moment(), VisitEnd.SERVED)

    figures = day_figures(
        [torn, served(serve_minutes=10)], wait_norm_seconds=1800, serve_norm_seconds=NORM
    )

    assert (figures.served, figures.known_serves, figures.within_serve_norm) == (2, 1, 1)
    assert figures.median_serve_seconds == 10 * 60
    alone = day_figures([torn], wait_norm_seconds=1800, serve_norm_seconds=NORM)
    assert (alone.served, alone.known_serves, alone.median_serve_seconds) == (1, 0, None)


def test_a_day_without_visits_has_no_median():
    figures = day_figures([], wait_norm_seconds=1800, serve_norm_seconds=NORM)

    assert (figures.served, figures.median_serve_seconds) == (0, None)
    one = day_figures([served(serve_minutes=3)], wait_norm_seconds=1800, serve_norm_seconds=NORM)
    assert one.median_serve_seconds == 180


STEPS = st.one_of(
    st.tuples(st.just("pass"), st.floats(0, 7200)),
    st.tuples(st.just("wall"), st.floats(-600, 600)),
    st.tuples(st.just("restart"), st.integers(0, 2)),
    st.tuples(st.just("begin"), st.sampled_from([("hold", True), ("other", True), ("x", False)])),
    st.tuples(st.just("end"), st.sampled_from([IntervalKind.HOLD, IntervalKind.PRINTER])),
)


@given(steps=st.lists(STEPS, max_size=25))
def test_no_interleaving_of_clocks_and_stops_makes_or_loses_a_minute(steps):
    clock = FakeClock()
    visit = called(clock)
    truly_passed = truly_stopped = 0.0
    restarted = False
    for kind, value in steps:
        if kind == "pass":
            clock.pass_time(seconds=value)
            truly_passed += value
            is_stopped = any(i.stops_clock and i.ended is None for i in visit.intervals)
            truly_stopped += value if is_stopped else 0
        elif kind == "wall":
            clock.set_wall(minutes=value)
        elif kind == "restart":
            clock.restart(f"boot-{value + 2}-{clock.wall_at}")
            restarted = True
        elif kind == "begin":
            reason, stops = value
            visit = held(visit, clock, reason, stops=stops)
        else:
            visit = end_interval(visit, value, clock.moment())

        serve = serve_time(visit, clock.moment())

        assert 0 <= serve.net.seconds <= serve.gross.seconds
        assert serve.gross.is_accurate is not restarted
        assert serve.net.is_accurate <= serve.gross.is_accurate
        if serve.net.is_accurate:
            assert serve.gross.seconds == pytest.approx(truly_passed, abs=1e-3)
            assert serve.net.seconds == pytest.approx(truly_passed - truly_stopped, abs=1e-3)

    closed = finish(visit, clock.moment(), VisitEnd.SERVED)
    assert serve_time(closed, clock.moment()) == replace(
        serve_time(visit, clock.moment()), paused_by=""
    )


def test_who_left_while_the_case_was_put_aside_leaves_no_minute_of_the_waiting():
    clock = FakeClock()
    visit = called(clock)
    clock.pass_time(minutes=4)
    visit = begin_interval(visit, IntervalKind.HOLD, "system", clock.moment(), stops_clock=False)
    clock.pass_time(minutes=3 * 24 * 60)
    visit = begin_interval(visit, IntervalKind.LINK, "", clock.moment(), stops_clock=False)

    gone = leave(visit, clock.moment())

    assert (gone.end, gone.is_open) == (VisitEnd.LEFT, False)
    assert serve_time(gone, clock.moment()).gross == serve_time(gone, clock.moment()).net
    assert serve_time(gone, clock.moment()).gross == Span(240)
    assert [i.kind for i in gone.intervals] == [IntervalKind.HOLD]


def test_who_leaves_the_counter_ends_the_visit_now():
    clock = FakeClock()
    visit = called(clock)
    visit = begin_interval(visit, IntervalKind.HOLD, "system", clock.moment(), stops_clock=False)
    visit = end_interval(visit, IntervalKind.HOLD, clock.moment())
    clock.pass_time(minutes=4)

    gone = leave(visit, clock.moment())

    assert (gone.end, serve_time(gone, clock.moment()).gross) == (VisitEnd.LEFT, Span(240))


def test_each_kind_of_interruption_is_told_once_whether_it_stops_the_clock_or_not():
    clock = FakeClock()
    visit = called(clock)
    assert interruptions(visit, clock.moment()) == ()
    visit = held(visit, clock)
    visit = begin_interval(visit, IntervalKind.LINK, "", clock.moment(), stops_clock=False)
    clock.pass_time(minutes=2)
    visit = end_interval(visit, IntervalKind.LINK, clock.moment())
    clock.pass_time(minutes=3)

    told = dict(interruptions(visit, clock.moment()))

    assert told == {IntervalKind.HOLD: Span(300), IntervalKind.LINK: Span(120)}
    clock.restart()
    assert dict(interruptions(visit, clock.moment()))[IntervalKind.LINK].is_accurate is False

"""The queue of people: every way to begin and end a visit, none leaves phantom minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from desk_app.domain.cases import CaseState
from desk_app.domain.service_time import (
    IntervalKind,
    TicketSource,
    VisitEnd,
    VisitPurpose,
    wait_time,
)
from desk_app.domain.vocabulary import PaperKind
from desk_app.errors import InputError, RuleError, StoreError
from desk_app.services import decisions, intake, issuing, queue
from desk_app.wire import decode_event
from tests.builders import (
    accepted,
    filled,
    iins,
    journal,
    messages,
    saved,
    stored,
    ticket,
    wait_in_queue,
)


def refused(code: str):
    return pytest.raises(RuleError, match=code.replace(".", r"\."))


def test_the_next_ticket_is_called_and_leaves_the_list(corporation):
    wait_in_queue(
        corporation,
        ticket("А-048"),
        ticket("А-047", issued_at=datetime(2026, 11, 23, 4, 40, tzinfo=UTC)),
    )

    visit = queue.call_next(desk=corporation)

    assert visit.ticket.number == "А-047"
    assert wait_time(visit).seconds == 20 * 60
    assert [t.number for t in queue.waiting(desk=corporation)] == ["А-048"]
    assert queue.open_visit(desk=corporation) == visit


def test_nobody_is_called_from_an_empty_queue_or_over_somebody_who_sits_here(corporation):
    with refused("queue.empty"):
        queue.call_next(desk=corporation)
    queue.take_without_ticket(desk=corporation)
    wait_in_queue(corporation, ticket())
    for deed in (
        lambda: queue.call_next(desk=corporation),
        lambda: queue.call_ticket("id-А-048", desk=corporation),
        lambda: queue.take_without_ticket(desk=corporation),
        lambda: queue.take_typed_ticket("А-1", "09:00", desk=corporation),
    ):
        with refused("visit.still_open"):
            deed()


def test_a_ticket_called_out_of_order_is_noted(corporation):
    late = ticket("А-049", issued_at=datetime(2026, 11, 23, 4, 55, tzinfo=UTC))
    wait_in_queue(corporation, ticket(), late)

    visit = queue.call_ticket("id-А-049", desk=corporation)

    assert visit.ticket == late
    assert journal(corporation) == ["visit.out_of_order", "visit.called"]
    with refused("queue.ticket_gone"):
        queue.finish_visit(visit.visit_id, desk=corporation)
        queue.call_ticket("id-А-049", desk=corporation)


def test_the_first_ticket_called_by_name_is_in_order(corporation):
    wait_in_queue(corporation, ticket())

    queue.call_ticket("id-А-048", desk=corporation)

    assert journal(corporation) == ["visit.called"]


def test_a_ticket_read_from_paper_keeps_its_number_and_time(corporation):
    visit = queue.take_typed_ticket("  а 048 ", " 09:45 ", desk=corporation)

    assert visit.ticket.number == "а 048"
    assert visit.ticket.source is TicketSource.TYPED
    assert visit.ticket.issued_at == datetime(2026, 11, 23, 4, 45, tzinfo=UTC)
    assert wait_time(visit).seconds == 15 * 60


@pytest.mark.parametrize(
    ("number", "at", "code", "field"),
    [
        (" ", "09:45", "ticket.number", "ticket_number"),
        ("А" * 21, "09:45", "ticket.number", "ticket_number"),
        ("А-1", "25:00", "ticket.time", "ticket_time"),
        ("А-1", "", "ticket.time", "ticket_time"),
        ("А-1", "10:02", "ticket.time_in_future", "ticket_time"),
    ],
)
def test_a_wrongly_typed_ticket_is_named(corporation, number, at, code, field):
    with pytest.raises(InputError) as wrong:
        queue.take_typed_ticket(number, at, desk=corporation)

    assert (wrong.value.code, wrong.value.field) == (code, field)
    assert queue.open_visit(desk=corporation) is None


@pytest.mark.parametrize("with_draft", [False, True])
def test_a_visitor_who_did_not_come_leaves_no_minutes_and_no_case(corporation, with_draft):
    wait_in_queue(corporation, ticket())
    visit = queue.call_next(desk=corporation)
    if with_draft:
        intake.open_case(visit.visit_id, desk=corporation)
    corporation.clock.pass_time(minutes=3)

    closed = queue.not_come(visit.visit_id, desk=corporation)

    assert closed.end is VisitEnd.NO_SHOW
    assert queue.day(desk=corporation).figures.served == 0
    assert queue.waiting(desk=corporation) == ()
    with corporation.store.reading() as unit:
        assert not unit.cases.in_states(CaseState.DRAFT)


def test_a_ticket_put_back_waits_with_its_original_time(corporation):
    wait_in_queue(corporation, ticket())
    visit = queue.call_next(desk=corporation)
    corporation.clock.pass_time(minutes=4)
    queue.put_back(visit.visit_id, desk=corporation)

    again = queue.call_next(desk=corporation)

    assert again.visit_id != visit.visit_id
    assert wait_time(again).seconds == 14 * 60
    assert queue.day(desk=corporation).figures.served == 0


def test_a_walk_in_has_no_ticket_to_put_back(corporation):
    visit = queue.take_without_ticket(desk=corporation)

    with refused("visit.no_ticket"):
        queue.put_back(visit.visit_id, desk=corporation)


def test_once_something_was_entered_the_visit_is_no_mistake_any_more(corporation):
    wait_in_queue(corporation, ticket())
    visit = queue.call_next(desk=corporation)
    case = intake.open_case(visit.visit_id, desk=corporation)
    intake.answer_field(case.application_id, "phone", "8", desk=corporation)

    for deed in (queue.not_come, queue.put_back):
        with refused("visit.case_begun"):
            deed(visit.visit_id, desk=corporation)
    with refused("visit.case_open"):
        queue.finish_visit(visit.visit_id, desk=corporation)


def test_a_finished_visit_stays_as_it_was(corporation):
    visit = queue.take_without_ticket(desk=corporation)
    corporation.clock.pass_time(minutes=2)
    closed = queue.finish_visit(visit.visit_id, desk=corporation)
    corporation.clock.pass_time(minutes=9)

    assert queue.finish_visit(visit.visit_id, desk=corporation) == closed
    assert queue.not_come(visit.visit_id, desk=corporation) == closed
    assert queue.open_visit(desk=corporation) is None
    with pytest.raises(StoreError, match=r"visit\.not_found"):
        queue.finish_visit(UUID(int=99), desk=corporation)


def test_a_closed_visit_of_an_accepted_case_travels_with_its_clocks(corporation):
    case = accepted(corporation, iins()[0])
    corporation.clock.pass_time(minutes=1)

    closed = queue.finish_visit(case.visit_id, desk=corporation)

    assert messages(corporation, case.application_id) == ["case_accepted", "visit_closed"]
    with corporation.store.reading() as unit:
        (last,) = [m for m in unit.outbox.unsent() if m.sequence == 2]
    event = decode_event(last.payload)
    assert event.visit == closed
    assert event.case == stored(corporation, case.application_id)


def test_a_reason_or_rating_given_after_the_end_travels_too(corporation):
    case = accepted(corporation, iins()[0])
    corporation.clock.pass_time(minutes=21)
    queue.finish_visit(case.visit_id, desk=corporation)

    queue.explain_overrun(case.visit_id, "interpreter", desk=corporation)
    rated = queue.rate(case.visit_id, 5, desk=corporation)
    queue.rate(case.visit_id, 5, desk=corporation)

    assert (rated.overrun_reason, rated.rating) == ("interpreter", 5)
    kinds = messages(corporation, case.application_id)
    assert kinds == ["case_accepted", "visit_closed", "visit_closed", "visit_closed"]


def test_the_reason_of_an_overrun_is_asked_once_and_only_where_the_norm_was_broken(corporation):
    visit = queue.take_without_ticket(desk=corporation)
    corporation.clock.pass_time(minutes=20)
    with refused("overrun.none"):
        queue.explain_overrun(visit.visit_id, "group", desk=corporation)
    corporation.clock.pass_time(minutes=1)

    queue.explain_overrun(visit.visit_id, "group", desk=corporation)
    queue.explain_overrun(visit.visit_id, "group", desk=corporation)
    with refused("overrun.explained"):
        queue.explain_overrun(visit.visit_id, "interpreter", desk=corporation)
    assert journal(corporation) == ["visit.called", "visit.overrun_explained"]


def test_the_reason_of_an_overrun_is_the_cases_own_packs(corporation):
    case = accepted(corporation, iins()[0])
    corporation.clock.pass_time(minutes=21)
    other = replace(corporation.pack, overrun_reasons=())
    newer = replace(corporation, packs={**corporation.packs, "NEW": other}, pack_id="NEW")

    kept = queue.explain_overrun(case.visit_id, "group", desk=newer)

    assert kept.overrun_reason == "group"


def test_a_ticket_is_put_on_this_desks_own_list(corporation):
    added = queue.add_local_ticket("Б-7", "09:50", desk=corporation, priority=True)
    wait_in_queue(corporation, ticket())

    assert [t.number for t in queue.waiting(desk=corporation)] == ["Б-7", "А-048"]
    with pytest.raises(InputError) as wrong:
        queue.add_local_ticket("б 7", "09:50", desk=corporation)
    assert (wrong.value.code, wrong.value.field) == ("ticket.waits_already", "ticket_number")
    corporation.clock.pass_time(minutes=2)
    visit = queue.call_next(desk=corporation)
    assert (visit.ticket.source, visit.ticket.ticket_id) == (TicketSource.LOCAL, added.ticket_id)
    assert wait_time(visit).seconds == 12 * 60
    assert visit.ticket.heard is not None


@pytest.mark.parametrize("as_typed", ["А-048", "а 048", "A048"])
def test_a_ticket_read_from_paper_that_waits_on_the_list_is_that_one(corporation, as_typed):
    wait_in_queue(corporation, ticket())

    visit = queue.take_typed_ticket(as_typed, "09:00", desk=corporation)

    assert visit.ticket == ticket()
    assert queue.waiting(desk=corporation) == ()


def test_reasons_and_ratings_come_from_their_lists(corporation):
    visit = queue.take_without_ticket(desk=corporation)

    with refused("overrun.unknown_reason"):
        queue.explain_overrun(visit.visit_id, "lunch", desk=corporation)
    for rating in (0, 6):
        with pytest.raises(InputError, match=r"rating\.range"):
            queue.rate(visit.visit_id, rating, desk=corporation)
    assert queue.rate(visit.visit_id, 1, desk=corporation).rating == 1


def test_an_outage_stands_beside_the_clock_and_never_stops_it(corporation):
    visit = queue.take_without_ticket(desk=corporation)
    queue.interrupt(visit.visit_id, IntervalKind.LINK, desk=corporation)
    corporation.clock.pass_time(minutes=6)

    ended = queue.end_interruption(visit.visit_id, IntervalKind.LINK, desk=corporation)

    (interval,) = ended.intervals
    assert (interval.stops_clock, interval.ended is None) == (False, False)
    for deed in (queue.interrupt, queue.end_interruption):
        with refused("interruption.is_hold"):
            deed(visit.visit_id, IntervalKind.HOLD, desk=corporation)


def test_the_day_counts_who_waits_and_how_long(corporation):
    empty = queue.day(desk=corporation)
    wait_in_queue(
        corporation, ticket(), ticket("А-050", issued_at=datetime(2026, 11, 23, 5, 30, tzinfo=UTC))
    )

    full = queue.day(desk=corporation)

    assert (empty.waiting, empty.longest_wait_seconds) == (0, None)
    assert (full.waiting, full.longest_wait_seconds) == (2, 600)


def ready(corporation):
    """Return a case whose result came back, its intake visit over."""
    case = accepted(corporation, iins()[0])
    queue.finish_visit(case.visit_id, desk=corporation)
    certificate = replace(
        stored(corporation, case.application_id).papers[-1],
        paper_id=UUID(int=77),
        kind=PaperKind.CERTIFICATE,
    )
    now = stored(corporation, case.application_id)
    return saved(
        corporation, replace(now, state=CaseState.READY, papers=(*now.papers, certificate))
    )


def test_a_result_is_handed_over_in_a_visit_of_its_own(corporation, printer):
    case = ready(corporation)
    corporation.clock.pass_time(minutes=500)

    visit = queue.take_for_hand_over(case.application_id, desk=corporation)

    assert (visit.purpose, visit.application_id) == (VisitPurpose.HAND_OVER, case.application_id)
    assert visit.called.wall_at == corporation.clock.now()
    assert queue.take_for_hand_over(case.application_id, desk=corporation) == visit


def test_whoever_was_called_by_ticket_may_have_come_for_a_result(corporation, printer):
    case = ready(corporation)
    wait_in_queue(corporation, ticket())
    visit = queue.call_next(desk=corporation)
    empty = intake.open_case(visit.visit_id, desk=corporation)

    given = queue.take_for_hand_over(case.application_id, desk=corporation)

    assert (given.visit_id, given.ticket) == (visit.visit_id, visit.ticket)
    assert stored(corporation, empty.application_id).state is CaseState.WITHDRAWN


def test_a_result_is_not_handed_over_across_another_case_or_before_it_is_there(
    corporation, printer
):
    case = ready(corporation)
    other = filled(corporation, iins()[1])

    with refused("visit.still_open"):
        queue.take_for_hand_over(case.application_id, desk=corporation)
    with refused("hand_over.no_result"):
        queue.take_for_hand_over(other.application_id, desk=corporation)


def test_the_hand_over_visit_ends_when_the_result_is_in_the_applicants_hands(corporation, printer):
    case = ready(corporation)
    visit = queue.take_for_hand_over(case.application_id, desk=corporation)
    for paper in case.papers:
        issuing.print_paper(case.application_id, paper.paper_id, desk=corporation, printer=printer)
    assert queue.open_visit(desk=corporation) == visit
    corporation.clock.pass_time(minutes=2)

    handed = decisions.hand_over(case.application_id, f" {case.number.lower()} ", desk=corporation)

    assert handed.state is CaseState.HANDED_OVER
    assert handed.stamps.t6_handed_over == corporation.clock.now()
    assert queue.open_visit(desk=corporation) is None
    assert messages(corporation, case.application_id)[-2:] == ["case_handed_over", "visit_closed"]

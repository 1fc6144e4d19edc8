"""The lists beside the case: deadlines, ages, what waits, and what is found where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from desk_app.domain.audit import AuditEvent
from desk_app.domain.cases import CaseState
from desk_app.domain.outbox import MessageKind
from desk_app.services import decisions, intake, lists, queue
from tests.builders import accepted, draft, filled, iins, saved, stored

IIN, OTHER = iins()[:2]


def served(desk, iin=IIN, *, link_is_up=True):
    case = accepted(desk, iin, link_is_up=link_is_up)
    queue.finish_visit(case.visit_id, desk=desk)
    return stored(desk, case.application_id)


def test_incoming_cases_stand_by_deadline_those_without_one_last(centre):
    far, near, never = (filled_as(centre, state) for state in (CaseState.ACCEPTED,) * 3)
    saved(centre, replace(far, due_on=date(2026, 11, 26)))
    saved(centre, replace(near, due_on=date(2026, 11, 24), state=CaseState.AWAITING_APPROVAL))
    saved(centre, replace(never, due_on=None))

    ids = [case.application_id for case in lists.incoming(desk=centre)]

    assert ids == [near.application_id, far.application_id, never.application_id]


def filled_as(desk, state):
    case = filled(desk, IIN)
    done = saved(desk, replace(case, state=state))
    queue.finish_visit(case.visit_id, desk=desk)
    return done


def test_the_time_left_counts_opening_hours_of_working_days(centre):
    case = replace(draft(centre), due_on=date(2026, 11, 24))

    # Monday 10:00: eight hours today and nine tomorrow.
    assert lists.time_left(case, desk=centre) == timedelta(hours=17)
    assert lists.time_left(replace(case, due_on=date(2026, 11, 20)), desk=centre) == timedelta()
    assert lists.time_left(replace(case, due_on=None), desk=centre) is None
    assert lists.time_left(replace(case, due_on=date(2099, 1, 1)), desk=centre) is None


def test_accepted_and_not_yet_delivered_is_seen_with_its_age(corporation):
    first = served(corporation)
    corporation.clock.pass_time(minutes=30)
    second = served(corporation, OTHER)
    assert [s.application_id for s in lists.undelivered(desk=corporation)] == [
        first.application_id,
        second.application_id,
    ]

    saved(corporation, replace(first, delivered_at=corporation.clock.now()))

    (left,) = lists.undelivered(desk=corporation)
    assert left.application_id == second.application_id
    figures = lists.counts(desk=corporation)
    assert figures.oldest_undelivered_at == second.accepted_at
    assert figures.outbox == lists.outbox_state(desk=corporation)
    assert (figures.incoming, figures.ready, figures.held) == (2, 0, 0)


def test_held_and_ready_cases_are_listed(corporation, centre):
    case = filled(corporation, IIN)
    intake.hold(case.application_id, "system", desk=corporation)
    (row,) = lists.held(desk=corporation)
    assert (row.held_reason, row.held_at) == ("system", corporation.clock.now())
    assert row.operator == corporation.operator.name

    done = decisions.register(filled(centre, IIN).application_id, desk=centre)
    (ready,) = lists.ready(desk=centre)
    assert ready.application_id == done.application_id


def test_what_is_unsent_carries_the_number_people_know(corporation):
    case = served(corporation, link_is_up=False)
    with corporation.store.unit() as unit:
        unit.outbox.add(
            message_id=UUID(int=5),
            application_id=UUID(int=6),
            sequence=1,
            kind=MessageKind.VISIT_CLOSED,
            payload=b"{}",
            files=(),
            created_at=corporation.clock.now(),
        )

    numbers = [unsent.number for unsent in lists.unsent(desk=corporation)]

    assert numbers == [case.temporary_number, case.temporary_number, ""]


def test_conflicts_are_told_by_the_journal(corporation):
    case = served(corporation)
    at = datetime(2026, 11, 23, 6, tzinfo=UTC)
    with corporation.store.unit() as unit:
        for kind, about in (
            ("exchange.conflict", case.application_id),
            ("exchange.unreadable", UUID(int=8)),
            ("exchange.conflict", None),
        ):
            unit.audit.append(AuditEvent(at, "registry", kind, about, {}))

    found = lists.conflicts(desk=corporation)

    assert [(c.number, c.is_readable) for c in found] == [(case.number, True), ("", False)]


def test_a_case_is_found_by_iin_any_of_its_numbers_and_words(corporation):
    case = served(corporation, link_is_up=False)
    numbered = saved(corporation, replace(case, number="0101-03-2026-000042-17"))

    for words in (
        f"{IIN.digits[:6]} {IIN.digits[6:]}",
        case.temporary_number,
        case.temporary_number.replace("T", "Т").replace("-", "–"),
        numbered.number.lower(),
        "сынак улги",
    ):
        (found,) = lists.search(words, desk=corporation)
        assert found.application_id == case.application_id
    for words in ("", "   ", OTHER.digits, "123456789012", "басқа"):
        assert lists.search(words, desk=corporation) == ()


def test_a_case_is_read_as_it_stands(corporation):
    case = draft(corporation)

    assert lists.case(case.application_id, desk=corporation) == case

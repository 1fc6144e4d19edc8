"""Visits as rows: both clocks, every interval, every stamp, and nobody's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desk_app.domain.service_time import IntervalKind
from desk_app.errors import InputError, StoreError
from desk_app.services import decisions, intake, queue
from desk_app.services.export import COLUMNS, export_visits
from desk_app.store.opening import open_store_for_reading
from desk_app.store.unit import SqlStore
from tests.builders import (
    KEY,
    SUPERVISOR,
    desk_of,
    fill,
    identify,
    iins,
    opened_store,
    ticket,
    wait_in_queue,
)

TODAY = date(2026, 11, 23)


def rows(desk, first=TODAY, last=TODAY):
    table = export_visits(first, last, desk=desk.as_operator(SUPERVISOR))
    assert table.columns == COLUMNS
    return [dict(zip(COLUMNS, row, strict=True)) for row in table.rows]


def test_a_whole_visit_stands_with_both_clocks_holds_and_stamps(corporation):
    wait_in_queue(corporation, ticket())
    visit = queue.call_next(desk=corporation)
    case = intake.open_case(visit.visit_id, desk=corporation)
    identify(corporation, case, iins()[0])
    intake.hold(case.application_id, "applicant_absent", desk=corporation)
    corporation.clock.pass_time(minutes=3)
    intake.resume(case.application_id, desk=corporation)
    queue.interrupt(visit.visit_id, IntervalKind.LINK, desk=corporation)
    corporation.clock.pass_time(minutes=2)
    fill(corporation, case.application_id)
    decisions.accept(case.application_id, desk=corporation, link_is_up=True)
    queue.finish_visit(visit.visit_id, desk=corporation)
    queue.rate(visit.visit_id, 4, desk=corporation)

    (row,) = rows(corporation)

    assert row["ticket"] == "А-048"
    assert (row["wait_seconds"], row["wait_is_accurate"]) == ("600", "yes")
    assert (row["gross_seconds"], row["net_seconds"], row["hold_seconds"]) == ("300", "120", "180")
    assert row["holds"] == (
        "applicant_absent 2026-11-23T05:00:00+00:00/2026-11-23T05:03:00+00:00 180"
    )
    assert row["interruptions"].startswith("link 2026-11-23T05:03:00+00:00/")
    assert (row["end"], row["rating"], row["state"]) == ("served", "4", "accepted")
    assert row["t0_ticket"] == "2026-11-23T04:50:00+00:00"
    assert row["t4_decided"] == "2026-11-23T05:05:00+00:00"
    assert (row["t5_paper_out"], row["t6_handed_over"]) == ("", "")
    assert not any("Сынақова" in cell or iins()[0].digits in cell for cell in row.values())


def test_an_open_walk_in_without_a_case_stands_as_it_is_now(corporation):
    queue.take_without_ticket(desk=corporation)
    corporation.clock.pass_time(minutes=1)
    corporation.clock.restart()

    (row,) = rows(corporation)

    assert (row["wait_seconds"], row["wait_is_accurate"], row["ticket"]) == ("", "", "")
    assert (row["gross_seconds"], row["serve_is_accurate"]) == ("60", "no")
    assert (row["finished_at"], row["end"], row["application_id"]) == ("", "", "")


def test_an_open_hold_stands_without_its_end(corporation):
    visit = queue.take_without_ticket(desk=corporation)
    case = intake.open_case(visit.visit_id, desk=corporation)
    intake.hold(case.application_id, "system", desk=corporation)
    corporation.clock.pass_time(seconds=90)

    (row,) = rows(corporation)

    assert row["holds"] == "system 2026-11-23T05:00:00+00:00/ 90"


def test_the_days_are_local_and_both_belong_to_the_period(corporation):
    corporation.clock.set_wall(minutes=-5 * 60 - 300)
    visit = queue.take_without_ticket(desk=corporation)
    queue.finish_visit(visit.visit_id, desk=corporation)
    # 00:00 of the 23rd in Kazakhstan is 19:00 UTC of the day before.
    assert visit.called.wall_at.isoformat() == "2026-11-22T19:00:00+00:00"

    assert len(rows(corporation)) == 1
    assert rows(corporation, date(2026, 11, 22), date(2026, 11, 22)) == []
    with pytest.raises(InputError, match=r"export\.period"):
        rows(corporation, TODAY, date(2026, 11, 22))


def test_an_export_stands_in_the_journal(corporation):
    desk = corporation.as_operator(SUPERVISOR)

    export_visits(date(2026, 11, 23), date(2026, 11, 24), desk=desk)

    with desk.store.reading() as unit:
        (event,) = [entry.event for entry in unit.audit.entries()]
    assert (event.kind, event.details) == (
        "visits.exported",
        {"from": "2026-11-23", "to": "2026-11-24"},
    )


def test_beside_the_window_that_holds_the_store_the_figures_come_without_a_note(tmp_path):
    window = opened_store(tmp_path / "home")
    queue.take_without_ticket(desk=desk_of(window))
    beside = open_store_for_reading(tmp_path / "home", KEY)

    found = rows(desk_of(beside))

    assert len(found) == 1
    beside.close()
    window.close()


def test_an_export_that_no_journal_can_note_is_not_given(tmp_path):
    opened = opened_store(tmp_path / "home")
    reader, _ = opened.engines
    unwritable = replace(desk_of(opened), store=SqlStore(reader, reader))

    with pytest.raises(StoreError, match=r"store\.read_only"):
        rows(unwritable)
    opened.close()

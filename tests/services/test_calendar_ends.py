"""A day that the calendar does not cover: nothing breaks, and no date of a result is guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desk_app.domain.cases import CaseState
from desk_app.domain.vocabulary import Outcome, RequestedStatus
from desk_app.errors import RuleError
from desk_app.services import decisions, previews
from desk_app.services.desk import Desk
from tests.builders import calendar, filled, iins

IIN = iins()[0]


def where_the_calendar_has_ended(desk: Desk) -> Desk:
    days = frozenset(d for d in calendar().days_off if d < date(2026, 11, 1))
    weekends = frozenset(d for d in calendar().worked_weekends if d < date(2026, 11, 1))
    ended = replace(
        calendar(), days_off=days, worked_weekends=weekends, covers_to=date(2026, 10, 31)
    )
    return replace(desk, calendar=ended)


def test_accepting_is_offered_with_what_stands_against_it(corporation):
    desk = where_the_calendar_has_ended(corporation)
    case = filled(desk, IIN)

    accept = next(o for o in decisions.offers(case, desk=desk) if o.rule.code is Outcome.ACCEPT)

    assert [o.code for o in accept.obstacles] == ["calendar.no_due_day"]


def test_nothing_is_accepted_with_a_guessed_date(corporation):
    desk = where_the_calendar_has_ended(corporation)
    case = filled(desk, IIN)

    with pytest.raises(RuleError) as refusal:
        decisions.accept(case.application_id, desk=desk, link_is_up=True)

    assert refusal.value.params["obstacle"] == "calendar.no_due_day"
    with pytest.raises(RuleError):
        previews.preview_receipt(case.application_id, desk=desk, link_is_up=True)


def test_what_needs_no_date_of_a_result_goes_on(corporation):
    desk = where_the_calendar_has_ended(corporation)
    case = filled(desk, IIN)

    returned = decisions.return_case(case.application_id, "wrong_ticket", desk=desk)

    assert returned.state is CaseState.RETURNED


def test_the_career_centre_registers_without_a_date(centre):
    desk = where_the_calendar_has_ended(centre)

    registered = decisions.register(filled(desk, IIN).application_id, desk=desk)

    assert (registered.state, registered.due_on) == (CaseState.REGISTERED, None)


def test_the_career_centre_refuses_without_a_date(centre):
    desk = where_the_calendar_has_ended(centre)
    case = filled(desk, IIN)
    request = decisions.RefusalRequest(
        RequestedStatus.JOB_SEEKER,
        "G1",
        "мөр сәйкес емес",
        source="document",
        source_detail="еңбек кітапшасы",
        queried_at=desk.clock.now(),
    )

    refused = decisions.refuse(case.application_id, request, desk=desk)

    assert (refused.state, refused.due_on) == (CaseState.AWAITING_APPROVAL, None)


def test_another_outcome_of_an_accepted_case_is_not_held_up(corporation):
    case = filled(corporation, IIN)
    accepted = decisions.accept(case.application_id, desk=corporation, link_is_up=True)
    desk = where_the_calendar_has_ended(corporation)

    offers = decisions.offers(accepted, desk=desk)

    assert "calendar.no_due_day" not in [o.code for offer in offers for o in offer.obstacles]

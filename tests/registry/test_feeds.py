"""What happened to a case appears at the other end of its chain."""

from __future__ import annotations

import hashlib

import msgspec
import pytest

from desk_app.domain.numbers import CaseNumber
from desk_app.domain.outbox import MessageKind
from desk_app.wire import RefusalBody, decode_event
from registry.feeds import PAGE_LENGTH
from registry.rows import OfficeRow
from tests.registry.builders import (
    DECISION_DESK,
    DECISION_OFFICE,
    INTAKE_DESK,
    INTAKE_OFFICE,
    DeskIdentity,
    accepted_case,
    envelope_of,
)
from tests.registry.conftest import Api, refusal

ACCEPTED = MessageKind.CASE_ACCEPTED
REGISTERED = MessageKind.CASE_REGISTERED
SECOND_INTAKE_DESK = DeskIdentity(INTAKE_OFFICE, "02")


def test_an_accepted_case_appears_at_its_career_centre_as_it_was_sent(api: Api) -> None:
    envelope = envelope_of(accepted_case(), ACCEPTED)
    api.send(envelope)

    page = api.changes(DECISION_DESK)

    (change,) = page.changes
    assert bytes(change.body) == bytes(envelope.body)
    assert decode_event(change.body).case.application_id == change.application_id
    assert (change.revision, change.kind, change.number) == (
        1,
        ACCEPTED,
        str(CaseNumber("SC01", "R0", 2026, 1)),
    )
    assert (change.intake_office, change.decision_office) == (INTAKE_OFFICE, DECISION_OFFICE)
    assert (page.office_code, page.has_more) == (DECISION_OFFICE, False)


def test_a_decision_comes_back_to_the_office_that_took_the_case_in(api: Api) -> None:
    case = accepted_case()
    api.deliver(case, ACCEPTED)
    api.deliver(case, REGISTERED, desk=DECISION_DESK, sequence=2)

    assert [c.kind for c in api.changes(INTAKE_DESK).changes] == [REGISTERED]


def test_a_desk_does_not_hear_of_its_own_deeds_but_its_colleagues_do(api: Api) -> None:
    api.deliver(accepted_case(), ACCEPTED)

    assert api.changes(INTAKE_DESK).changes == ()
    assert [c.kind for c in api.changes(SECOND_INTAKE_DESK).changes] == [ACCEPTED]


def test_the_same_workplace_of_another_office_is_another_desk(api: Api) -> None:
    assert INTAKE_DESK.workplace == DECISION_DESK.workplace
    api.deliver(accepted_case(), ACCEPTED)

    assert len(api.changes(DECISION_DESK).changes) == 1


def test_a_strange_office_hears_nothing(api: Api) -> None:
    api.deliver(accepted_case(), ACCEPTED)

    assert api.changes(DeskIdentity("SC99", "01")).changes == ()


@pytest.mark.parametrize(
    "kind", [MessageKind.ACCEPTANCE_REFUSED, MessageKind.CASE_RETURNED, MessageKind.CASE_WITHDRAWN]
)
def test_a_case_that_was_never_accepted_stays_at_its_office(api: Api, kind: MessageKind) -> None:
    api.deliver(accepted_case(), kind)

    assert api.changes(DECISION_DESK).changes == ()


def test_where_one_office_takes_in_and_decides_its_other_workplaces_follow(api: Api) -> None:
    case = accepted_case(intake_office=DECISION_OFFICE, decision_office=DECISION_OFFICE)
    api.deliver(case, REGISTERED, desk=DECISION_DESK)
    colleague = DeskIdentity(DECISION_OFFICE, "02")

    assert [c.kind for c in api.changes(colleague).changes] == [REGISTERED]
    assert api.changes(DECISION_DESK).changes == ()
    assert api.changes(INTAKE_DESK).changes == ()


def test_a_refusal_that_waits_for_approval_is_told_to_the_office(api: Api) -> None:
    case = accepted_case()
    api.deliver(case, ACCEPTED)
    prepared = MessageKind.REFUSAL_PREPARED
    api.deliver(case, prepared, desk=DECISION_DESK, sequence=2)
    colleague = DeskIdentity(DECISION_OFFICE, "02")

    assert [c.kind for c in api.changes(colleague).changes] == [ACCEPTED, prepared]
    refused = envelope_of(case, REGISTERED, desk=colleague, sequence=2)
    assert refusal(api.send(refused)) == (409, RefusalBody(code="expected", expected=3))


def test_a_closed_visit_concerns_nobody_else(api: Api) -> None:
    case = accepted_case()
    api.deliver(case, ACCEPTED)
    api.deliver(case, MessageKind.VISIT_CLOSED, sequence=2)

    assert [c.kind for c in api.changes(DECISION_DESK).changes] == [ACCEPTED]


def test_the_registry_knows_who_decides_where_the_desk_does_not_say(api: Api) -> None:
    office = OfficeRow(
        office_code=INTAKE_OFFICE,
        kind="state_corporation",
        name_kk="Бөлім",
        name_ru="Отдел",
        decision_office="CC07",
    )
    api.registry.database.write(lambda session: session.add(office))
    api.deliver(accepted_case(intake_office="", decision_office=""), ACCEPTED)

    assert len(api.changes(DeskIdentity("CC07", "01")).changes) == 1


def test_pages_follow_each_other_without_gaps_or_repeats(api: Api) -> None:
    count = 2 * PAGE_LENGTH + 3
    for _ in range(count):
        api.deliver(accepted_case(), ACCEPTED)

    pages = [api.changes(DECISION_DESK)]
    while pages[-1].has_more:
        pages.append(api.changes(DECISION_DESK, pages[-1].cursor))

    assert [len(page.changes) for page in pages] == [PAGE_LENGTH, PAGE_LENGTH, 3]
    heard = [change.sequence for page in pages for change in page.changes]
    assert heard == list(range(1, count + 1))
    assert api.changes(DECISION_DESK, pages[-1].cursor).changes == ()


def test_own_deeds_between_the_pages_move_the_cursor(api: Api) -> None:
    for _ in range(3):
        api.deliver(accepted_case(), ACCEPTED)
    first = api.changes(INTAKE_DESK)

    assert first.changes == ()
    assert first.cursor.endswith(".3")
    assert api.changes(INTAKE_DESK, first.cursor).cursor == first.cursor


@pytest.mark.parametrize("sequence", ["0", "99"])
def test_a_cursor_of_another_registry_or_of_its_future_starts_again(
    api: Api, sequence: str
) -> None:
    api.deliver(accepted_case(), ACCEPTED)
    page = api.changes(DECISION_DESK)

    assert api.changes(DECISION_DESK, f"{'0' * 32}.{sequence}").changes == page.changes
    assert api.changes(DECISION_DESK, f"{page.epoch}.99").changes == page.changes


@pytest.mark.parametrize("cursor", ["x", "1", "0.0", f"{'0' * 32}.", f"{'0' * 32}.-1"])
def test_what_is_no_cursor_is_refused(api: Api, cursor: str) -> None:
    response = api.get("/v1/changes", DECISION_DESK, after=cursor)

    assert (response.status_code, response.json()) == (400, {"code": "cursor"})


def test_a_newer_desks_field_reaches_the_other_end_untouched(api: Api) -> None:
    envelope = envelope_of(accepted_case(), ACCEPTED)
    body = bytes(envelope.body)[:-1] + b',"newer":{"field":[1,2]}}'
    newer = msgspec.structs.replace(
        envelope, body=msgspec.Raw(body), body_sha256=hashlib.sha256(body).hexdigest()
    )
    assert api.send(newer).status_code == 201

    assert bytes(api.changes(DECISION_DESK).changes[0].body) == body

"""Messages are received exactly once and in order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import func, select

from desk_app.domain.cases import CaseState, Stamps
from desk_app.domain.numbers import CaseNumber, TemporaryNumber, parse_number
from desk_app.domain.outbox import MessageKind
from desk_app.wire import (
    MAX_MESSAGE_BYTES,
    CaseEvent,
    MessageEnvelope,
    MessageReceipt,
    RefusalBody,
    encode_event,
)
from registry.rows import CaseRow, MessageRow
from tests.registry.builders import (
    DECISION_DESK,
    INTAKE_DESK,
    NOW,
    DeskIdentity,
    accepted_case,
    changed_envelope,
    envelope_of,
)
from tests.registry.conftest import Api, read, refusal

ACCEPTED = MessageKind.CASE_ACCEPTED
REGISTERED = MessageKind.CASE_REGISTERED
VISIT_CLOSED = MessageKind.VISIT_CLOSED


def case_row(api: Api, application_id: object) -> CaseRow:
    with api.registry.database.reading() as session:
        return session.get_one(CaseRow, application_id)


def count_messages(api: Api) -> int:
    with api.registry.database.reading() as session:
        return session.execute(select(func.count()).select_from(MessageRow)).scalar_one()


def test_a_message_is_answered_by_its_id_its_digest_and_a_permanent_number(api: Api) -> None:
    envelope = envelope_of(accepted_case(), ACCEPTED)

    response = api.send(envelope)

    receipt = read(response, MessageReceipt)
    assert response.status_code == 201
    assert (receipt.message_id, receipt.body_sha256) == (envelope.message_id, envelope.body_sha256)
    assert not receipt.known
    assert receipt.revision == 1
    assert parse_number(receipt.number) == CaseNumber("SC01", "R0", 2026, 1)


def test_the_same_message_again_gets_the_same_answer_and_has_no_second_effect(api: Api) -> None:
    envelope = envelope_of(accepted_case(), ACCEPTED)
    first = read(api.send(envelope), MessageReceipt)

    again = read(api.send(envelope), MessageReceipt)

    assert again == msgspec.structs.replace(first, known=True)
    assert count_messages(api) == 1
    assert case_row(api, envelope.application_id).revision == 1
    assert len(api.changes(DECISION_DESK).changes) == 1


def test_an_old_message_again_gets_the_number_it_got_then(api: Api) -> None:
    case = accepted_case()
    envelope = envelope_of(case, ACCEPTED)
    first = read(api.send(envelope), MessageReceipt)
    api.deliver(case, REGISTERED, desk=DECISION_DESK, sequence=2)

    again = read(api.send(envelope), MessageReceipt)

    assert again == msgspec.structs.replace(first, known=True)


def test_the_same_message_from_many_threads_takes_effect_once(api: Api) -> None:
    envelope = envelope_of(accepted_case(), ACCEPTED)

    with ThreadPoolExecutor(8) as pool:
        responses = list(pool.map(lambda _: api.send(envelope), range(16)))

    assert sorted(r.status_code for r in responses) == [200] * 15 + [201]
    assert len({read(r, MessageReceipt).number for r in responses}) == 1
    assert count_messages(api) == 1


def test_cases_that_arrive_at_once_get_different_numbers(api: Api) -> None:
    envelopes = [envelope_of(accepted_case(), ACCEPTED) for _ in range(12)]

    with ThreadPoolExecutor(6) as pool:
        receipts = [read(r, MessageReceipt) for r in pool.map(api.send, envelopes)]

    assert len({receipt.number for receipt in receipts}) == 12
    assert [c.sequence for c in api.changes(DECISION_DESK).changes] == list(range(1, 13))


def test_another_body_under_a_known_id_is_a_conflict_and_changes_nothing(api: Api) -> None:
    case = accepted_case()
    envelope = envelope_of(case, ACCEPTED)
    api.send(envelope)

    other = envelope_of(replace(case, operator="another"), ACCEPTED, message_id=envelope.message_id)

    status, body = refusal(api.send(other))
    assert (status, body.code) == (409, "message_conflict")
    assert count_messages(api) == 1


@pytest.mark.parametrize("sequence", [0, 2, 3])
def test_a_case_must_begin_with_its_first_message(api: Api, sequence: int) -> None:
    status, body = refusal(api.send(envelope_of(accepted_case(), ACCEPTED, sequence=sequence)))

    assert (status, body.code, body.expected) == (409, "expected", 1)
    assert count_messages(api) == 0


def test_a_deed_done_without_knowing_another_desks_decision_is_refused(api: Api) -> None:
    case = accepted_case()
    api.deliver(case, ACCEPTED)
    api.deliver(case, REGISTERED, desk=DECISION_DESK, sequence=2)

    late = envelope_of(case, MessageKind.CASE_WITHDRAWN, sequence=2)

    status, body = refusal(api.send(late))
    assert (status, body.code, body.expected) == (409, "expected", 3)
    assert case_row(api, case.application_id).state == CaseState.REGISTERED


def test_a_closed_visit_does_not_stand_in_the_way_of_a_decision(api: Api) -> None:
    case = accepted_case()
    api.deliver(case, ACCEPTED)
    api.deliver(case, VISIT_CLOSED, sequence=2)

    decided = api.deliver(case, REGISTERED, desk=DECISION_DESK, sequence=2)

    assert decided.revision == 3
    assert case_row(api, case.application_id).state == CaseState.REGISTERED


def test_a_closed_visit_may_be_told_after_the_decision(api: Api) -> None:
    case = accepted_case()
    api.deliver(case, ACCEPTED)
    api.deliver(case, REGISTERED, desk=DECISION_DESK, sequence=2)

    told = api.deliver(case, VISIT_CLOSED, sequence=2)

    assert told.revision == 3
    assert case_row(api, case.application_id).state == CaseState.REGISTERED


def test_the_stamps_do_not_depend_on_the_order_of_arrival(api: Api) -> None:
    signed = NOW + timedelta(minutes=9)
    case = accepted_case()
    closed = replace(case, stamps=Stamps(t0_ticket=NOW, t3_signed=signed))
    api.deliver(case, ACCEPTED)
    api.deliver(closed, VISIT_CLOSED, sequence=2)

    api.deliver(case, REGISTERED, desk=DECISION_DESK, sequence=2)

    row = case_row(api, case.application_id)
    assert (row.t0_ticket, row.t3_signed, row.t6_handed_over) == (NOW, signed, None)


def test_a_message_waits_for_its_files(api: Api) -> None:
    content = b"a page"
    digest = hashlib.sha256(content).hexdigest()
    lost = "0" * 64
    envelope = envelope_of(accepted_case(), ACCEPTED, files=(digest, lost))
    api.client.put(f"/v1/files/{digest}", content=content)

    status, body = refusal(api.send(envelope))

    assert (status, body.code, body.missing_files) == (409, "missing_files", (lost,))
    assert count_messages(api) == 0


def test_a_number_given_at_the_desk_is_kept(api: Api) -> None:
    number = str(CaseNumber("SC01", "01", 2026, 17))

    assert api.deliver(accepted_case(number=number), ACCEPTED).number == number


def test_two_cases_cannot_carry_one_number(api: Api) -> None:
    number = str(CaseNumber("SC01", "01", 2026, 17))
    api.deliver(accepted_case(number=number), ACCEPTED)

    status, body = refusal(api.send(envelope_of(accepted_case(number=number), ACCEPTED)))

    assert (status, body.code) == (409, "number_taken")
    assert count_messages(api) == 1


def test_two_cases_cannot_carry_one_certificate_number(api: Api) -> None:
    number = str(CaseNumber("CC01", "01", 2026, 17))
    first, second = accepted_case(), accepted_case()
    for case in (first, second):
        api.deliver(case, ACCEPTED)
    certified = [replace(case, certificate_number=number) for case in (first, second)]
    api.deliver(certified[0], REGISTERED, desk=DECISION_DESK, sequence=2)

    response = api.send(envelope_of(certified[1], REGISTERED, desk=DECISION_DESK, sequence=2))

    status, body = refusal(response)
    assert (status, body.code) == (409, "number_taken")
    assert case_row(api, second.application_id).state == CaseState.ACCEPTED


@pytest.mark.parametrize(
    "number", ["17", "SC01-01-2026-000017-00", str(TemporaryNumber("SC01", "01", 1))]
)
def test_what_is_no_permanent_number_is_refused(api: Api, number: str) -> None:
    status, body = refusal(api.send(envelope_of(accepted_case(number=number), ACCEPTED)))

    assert (status, body.code) == (422, "number_form")


BAD_ENVELOPES: dict[str, tuple[Callable[[MessageEnvelope], MessageEnvelope], str]] = {
    "a digest that does not fit": (
        lambda e: changed_envelope(e, body_sha256="0" * 64),
        "body_digest",
    ),
    "a body that is no event": (
        lambda e: changed_envelope(
            e, body=msgspec.Raw(b"{}"), body_sha256=hashlib.sha256(b"{}").hexdigest()
        ),
        "body_unreadable",
    ),
    "another case inside": (
        lambda e: changed_envelope(e, application_id=uuid4()),
        "body_mismatch",
    ),
    "another kind inside": (lambda e: changed_envelope(e, kind=REGISTERED), "body_mismatch"),
    "another office outside": (
        lambda e: changed_envelope(e, office_code="SC02"),
        "body_mismatch",
    ),
    "another workplace outside": (lambda e: changed_envelope(e, workplace="77"), "body_mismatch"),
}


@pytest.mark.parametrize("name", BAD_ENVELOPES)
def test_an_envelope_that_contradicts_itself_is_refused(api: Api, name: str) -> None:
    change, code = BAD_ENVELOPES[name]

    response = api.send(change(envelope_of(accepted_case(), ACCEPTED)), INTAKE_DESK)

    assert refusal(response)[0] == 422
    assert refusal(response)[1].code == code
    assert count_messages(api) == 0


def test_an_iin_with_a_wrong_check_digit_cannot_come_in(api: Api) -> None:
    envelope = envelope_of(accepted_case(), ACCEPTED)
    iin = accepted_case().applicant.iin
    assert iin is not None
    wrong = iin.digits[:-1] + str((int(iin.digits[-1]) + 1) % 10)
    body = bytes(envelope.body).replace(iin.digits.encode(), wrong.encode())
    digest = hashlib.sha256(body).hexdigest()

    response = api.send(changed_envelope(envelope, body=msgspec.Raw(body), body_sha256=digest))

    assert refusal(response)[1].code == "body_unreadable"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"<html>", b'{"message_id": 1}', b"\xff"])
def test_what_is_no_message_is_refused_without_quoting_it(api: Api, content: bytes) -> None:
    response = api.client.post("/v1/messages", content=content, headers=INTAKE_DESK.headers)

    assert refusal(response)[0] == 400
    assert response.json() == {"code": "malformed"}


def test_a_message_beyond_the_limit_is_refused(api: Api) -> None:
    content = b'{"a":"' + b"x" * MAX_MESSAGE_BYTES + b'"}'

    response = api.client.post("/v1/messages", content=content, headers=INTAKE_DESK.headers)

    assert (response.status_code, response.json()) == (413, {"code": "too_large"})


@pytest.mark.parametrize(
    "desk",
    [DeskIdentity("", "01"), DeskIdentity("SC01", ""), DeskIdentity("sc-1", "01")],
    ids=["no office", "no workplace", "no code"],
)
def test_a_desk_that_does_not_name_itself_is_refused(api: Api, desk: DeskIdentity) -> None:
    response = api.send(envelope_of(accepted_case(), ACCEPTED), desk)

    assert (response.status_code, response.json()) == (400, {"code": "desk_headers"})


@pytest.mark.parametrize("state", [CaseState.DRAFT, CaseState.HELD, CaseState.READY])
def test_a_state_that_the_event_does_not_lead_to_is_refused(api: Api, state: CaseState) -> None:
    case = accepted_case(state=state)
    body = encode_event(CaseEvent(kind=ACCEPTED, case=case))
    digest = hashlib.sha256(body).hexdigest()
    envelope = changed_envelope(
        envelope_of(case, ACCEPTED), body=msgspec.Raw(body), body_sha256=digest
    )

    assert refusal(api.send(envelope)) == (422, RefusalBody(code="state_unexpected"))
    assert count_messages(api) == 0


def test_a_time_without_a_zone_cannot_come_in(api: Api) -> None:
    envelope = envelope_of(accepted_case(), ACCEPTED)
    body = bytes(envelope.body).replace(b"T07:00:00Z", b"T07:00:00")
    digest = hashlib.sha256(body).hexdigest()

    response = api.send(changed_envelope(envelope, body=msgspec.Raw(body), body_sha256=digest))

    assert refusal(response)[1].code == "body_unreadable"


@pytest.mark.parametrize("office", ["", "сц-1", "TOO-LONG-1", "x"])
@pytest.mark.parametrize("end", ["intake_office", "decision_office"])
def test_an_office_must_be_a_code(api: Api, end: str, office: str) -> None:
    response = api.send(envelope_of(accepted_case(**{end: office}), ACCEPTED))

    if office:
        assert (response.status_code, response.json()) == (422, {"code": "body_unreadable"})
    else:
        assert response.status_code == 201


def test_a_certificate_number_must_be_a_permanent_one(api: Api) -> None:
    envelope = envelope_of(accepted_case(certificate_number="17"), REGISTERED)

    assert refusal(api.send(envelope))[1].code == "number_form"


@pytest.mark.parametrize("sequence", [-1, 2**31])
def test_a_sequence_that_no_desk_reaches_is_refused(api: Api, sequence: int) -> None:
    envelope = changed_envelope(envelope_of(accepted_case(), ACCEPTED), device_sequence=sequence)

    assert refusal(api.send(envelope))[1].code == "malformed"


def test_an_instant_before_all_calendars_is_refused(api: Api) -> None:
    envelope = envelope_of(accepted_case(), ACCEPTED)
    first_day = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))

    response = api.send(changed_envelope(envelope, created_at=first_day))

    assert (response.status_code, response.json()) == (400, {"code": "malformed"})

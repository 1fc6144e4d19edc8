"""Files, people, the queue, number blocks, and who may ask."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import uuid4

import pytest
from litestar.testing import TestClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desk_app.domain.cases import Decision, Stamps
from desk_app.domain.numbers import LAST_SERIAL, CaseNumber
from desk_app.domain.outbox import MessageKind
from desk_app.domain.vocabulary import CheckValue, Outcome
from desk_app.wire import (
    MAX_FILE_BYTES,
    BlockRecord,
    CheckAnswer,
    FileReceipt,
    FilesAnswer,
    FilesQuestion,
    HealthReport,
    KnownCase,
    LeaseRequest,
    PersonRecord,
    TicketRecord,
    TicketRequest,
    decode_event,
)
from registry.api import Registry, create_app
from registry.blocks import BLOCK_LENGTH
from registry.files import FileFolder
from registry.rows import CheckRow, CounterRow, PersonRow
from registry.seeding import seed
from registry.seeding.people import Story, invented_people
from tests.registry.builders import (
    DECISION_DESK,
    DECISION_OFFICE,
    INTAKE_DESK,
    INTAKE_OFFICE,
    NOW,
    DeskIdentity,
    accepted_case,
    an_iin,
)
from tests.registry.conftest import Api, read, refusal

CONTENT = b"a page of a document"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
CERTIFICATE = str(CaseNumber("CC01", "01", 2026, 1))
SECOND_DESK = DeskIdentity(INTAKE_OFFICE, "02")


def seeded(api: Api, count: int = 40, now: datetime = NOW) -> int:
    return seed(
        api.registry.database,
        count=count,
        now=now,
        intake_office=INTAKE_OFFICE,
        decision_office=DECISION_OFFICE,
    )


def waiting(api: Api, desk: DeskIdentity = INTAKE_DESK) -> list[TicketRecord]:
    return read(api.get("/v1/tickets", desk), list[TicketRecord])


# --- health and access -----------------------------------------------------------------------


def test_health_needs_no_name_and_no_token(registry: Registry) -> None:
    closed = replace(registry, token="secret")
    with TestClient(create_app(closed)) as client:
        report = read(client.get("/health"), HealthReport)

    assert report.status == "ok"


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer secreT", "secret"])
def test_without_the_token_nothing_is_told(registry: Registry, given: str) -> None:
    with TestClient(create_app(replace(registry, token="secret"))) as client:
        headers = {**INTAKE_DESK.headers, "Authorization": given}
        answers = [client.get(path, headers=headers) for path in ("/v1/tickets", "/v1/changes")]

    assert {answer.status_code for answer in answers} == {401}


def test_with_the_token_the_registry_answers(registry: Registry) -> None:
    with TestClient(create_app(replace(registry, token="secret"))) as client:
        headers = {**INTAKE_DESK.headers, "Authorization": "Bearer secret"}
        assert client.get("/v1/tickets", headers=headers).json() == []


def test_an_unknown_route_and_a_wrong_method_have_codes(api: Api) -> None:
    assert api.get("/v1/nothing").json() == {"code": "no_such_route"}
    assert api.get("/v1/messages").json() == {"code": "method"}


# --- files -----------------------------------------------------------------------------------


def test_a_file_comes_back_as_it_was_put(api: Api) -> None:
    put = api.client.put(f"/v1/files/{DIGEST}", content=CONTENT)

    assert read(put, FileReceipt) == FileReceipt(sha256=DIGEST, size_bytes=len(CONTENT))
    assert put.status_code == 201
    assert api.get(f"/v1/files/{DIGEST}").content == CONTENT


def test_a_file_put_twice_is_there_once(api: Api) -> None:
    for _ in range(2):
        assert api.client.put(f"/v1/files/{DIGEST}", content=CONTENT).status_code == 201

    assert api.get(f"/v1/files/{DIGEST}").content == CONTENT


def test_a_file_under_another_digest_is_refused_and_not_kept(api: Api) -> None:
    other = "0" * 64
    response = api.client.put(f"/v1/files/{other}", content=CONTENT)

    assert (response.status_code, response.json()) == (422, {"code": "file_digest"})
    assert api.get(f"/v1/files/{other}").json() == {"code": "file_unknown"}


def test_only_the_files_that_are_not_there_are_missing(api: Api) -> None:
    api.client.put(f"/v1/files/{DIGEST}", content=CONTENT)
    lost = "f" * 64

    answer = api.post("/v1/files/missing", FilesQuestion(sha256s=(lost, DIGEST, lost)))

    assert read(answer, FilesAnswer).missing == (lost,)


@pytest.mark.parametrize("name", ["x", "..%2f..%2fsecret", "A" * 64, "0" * 63])
def test_what_is_no_digest_names_no_file(api: Api, name: str) -> None:
    assert api.get(f"/v1/files/{name}").status_code in {404, 422}
    assert api.client.put(f"/v1/files/{name}", content=CONTENT).status_code in {404, 405, 422}


def test_a_damaged_file_is_not_handed_out(api: Api) -> None:
    api.client.put(f"/v1/files/{DIGEST}", content=CONTENT)
    (path,) = api.registry.files._folder.glob(f"*/{DIGEST}")
    path.write_bytes(b"B" + CONTENT[1:])

    assert refusal(api.get(f"/v1/files/{DIGEST}"))[1].code == "file_damaged"


def test_what_a_crash_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    FileFolder(tmp_path).put(DIGEST, CONTENT)
    torn = tmp_path / "torn.part"
    torn.write_bytes(CONTENT[:5])

    folder = FileFolder(tmp_path)

    assert not torn.exists()
    assert folder.get(DIGEST) == CONTENT


def test_a_file_beyond_the_limit_is_refused(api: Api) -> None:
    response = api.client.put(f"/v1/files/{DIGEST}", content=bytes(MAX_FILE_BYTES + 1))

    assert (response.status_code, response.json()) == (413, {"code": "too_large"})


# --- people ----------------------------------------------------------------------------------


def test_a_seeded_person_is_found_with_document_and_answers_for_the_form(api: Api) -> None:
    seeded(api)
    invented = next(invented_people())

    person = read(api.get(f"/v1/persons/{invented.iin.digits}"), PersonRecord)

    assert (person.surname, person.birth_date) == (invented.surname, invented.birth_date)
    assert person.document_kind == "id_card"
    assert person.prefill["address"].startswith("Үлгі қаласы")


def test_nobody_is_known_under_a_free_iin(api: Api) -> None:
    response = api.get(f"/v1/persons/{an_iin().digits}")

    assert (response.status_code, response.json()) == (404, {"code": "person_unknown"})
    assert api.get(f"/v1/persons/{an_iin().digits}/checks").json() == []
    assert api.get(f"/v1/persons/{an_iin().digits}/cases").json() == []


@pytest.mark.parametrize("text", ["1", "910417499000", "abcdefghijkl"])
def test_what_is_no_iin_is_refused_with_its_reason(api: Api, text: str) -> None:
    for path in ("", "/checks", "/cases"):
        status, body = refusal(api.get(f"/v1/persons/{text}{path}"))
        assert status == 422
        assert body.code.startswith("iin.")


@pytest.mark.parametrize(
    ("story", "code", "value"),
    [
        (Story.EMPLOYED, "labour_contract", CheckValue.YES),
        (Story.JOBLESS, "labour_contract", CheckValue.NO),
        (Story.REGISTERED, "registered", CheckValue.YES),
        (Story.ENTREPRENEUR, "entrepreneur", CheckValue.YES),
        (Story.TEMPORARY_FOREIGNER, "permanent_residence", CheckValue.NO),
        (Story.FROM_ELSEWHERE, "resident_here", CheckValue.NO),
        (Story.PARTLY_UNKNOWN, "labour_contract", CheckValue.UNKNOWN),
    ],
)
def test_checks_tell_each_story(api: Api, story: Story, code: str, value: CheckValue) -> None:
    seeded(api)
    person = next(p for p in invented_people() if p.story is story)

    answers = read(api.get(f"/v1/persons/{person.iin.digits}/checks"), list[CheckAnswer])

    answer = next(a for a in answers if a.code == code)
    assert (answer.value, answer.queried_at) == (value, NOW)
    assert answer.source


def test_a_certificate_given_here_answers_whether_the_person_is_registered(api: Api) -> None:
    decision = Decision(Outcome.REGISTER)
    case = accepted_case(certificate_number=CERTIFICATE, decision=decision)
    api.deliver(case, MessageKind.CASE_REGISTERED)

    answers = read(api.get(f"/v1/persons/{an_iin().digits}/checks"), list[CheckAnswer])

    assert [(a.code, a.value, a.detail) for a in answers] == [
        ("registered", CheckValue.YES, CERTIFICATE)
    ]


@pytest.mark.parametrize(
    ("decided_at", "since_on"),
    [
        (NOW, date(2026, 3, 2)),
        # It is the next day already where the person was registered.
        (datetime(2026, 3, 2, 19, 30, tzinfo=UTC), date(2026, 3, 3)),
        (None, None),
    ],
)
def test_a_registration_is_told_with_the_day_of_its_decision(
    api: Api, decided_at: datetime | None, since_on: date | None
) -> None:
    decision, stamps = Decision(Outcome.REGISTER), Stamps(t0_ticket=NOW, t4_decided=decided_at)
    case = accepted_case(certificate_number=CERTIFICATE, decision=decision, stamps=stamps)
    api.deliver(case, MessageKind.CASE_REGISTERED)

    (answer,) = read(api.get(f"/v1/persons/{an_iin().digits}/checks"), list[CheckAnswer])

    assert answer.since_on == since_on


def test_only_an_invented_registration_tells_since_when_it_is_so(api: Api) -> None:
    seeded(api)
    person = next(p for p in invented_people() if p.story is Story.REGISTERED)

    answers = read(api.get(f"/v1/persons/{person.iin.digits}/checks"), list[CheckAnswer])

    told = {answer.code: answer.since_on for answer in answers if answer.since_on}
    assert list(told) == ["registered"]
    assert told["registered"] < NOW.date()
    assert told["registered"].isoweekday() <= 5


def test_a_refusal_with_a_number_is_no_registration(api: Api) -> None:
    case = accepted_case(certificate_number=CERTIFICATE, decision=Decision(Outcome.REFUSE))
    api.deliver(case, MessageKind.CASE_REFUSED)

    assert api.get(f"/v1/persons/{an_iin().digits}/checks").json() == []


def test_the_cases_of_a_person_come_newest_first(api: Api) -> None:
    older = accepted_case(opened_at=NOW - timedelta(days=3))
    newer = accepted_case()
    for case in (newer, older):
        api.deliver(case, MessageKind.CASE_ACCEPTED)
    api.deliver(older, MessageKind.CASE_REFUSED, desk=DECISION_DESK, sequence=2)

    cases = read(api.get(f"/v1/persons/{an_iin().digits}/cases"), list[KnownCase])

    assert [c.application_id for c in cases] == [newer.application_id, older.application_id]
    assert [c.state for c in cases] == ["accepted", "refused"]
    assert {c.office_code for c in cases} == {INTAKE_OFFICE}


# --- seeding ---------------------------------------------------------------------------------


def test_invented_people_are_always_the_same_and_their_iins_are_of_the_test_range() -> None:
    people = list(islice(invented_people(), 300))

    assert people == list(islice(invented_people(), 300))
    assert len({p.iin for p in people}) == 300
    assert all(9900 <= int(p.iin.digits[7:11]) <= 9999 for p in people)
    assert all((p.iin.birth_date, p.iin.sex) == (p.birth_date, p.sex) for p in people)


def test_invented_people_are_of_every_story_and_no_document_is_older_than_its_holder() -> None:
    people = list(islice(invented_people(), 300))

    assert {p.story for p in people} == set(Story)
    assert all(p.birth_date < p.document_issued_on <= date(2025, 6, 30) for p in people)
    assert all(p.birth_date > date(2012, 12, 31) for p in people if p.story is Story.CHILD)
    assert all(not p.patronymic for p in people if p.story is Story.NO_PATRONYMIC)
    expired = {p.document_valid_until for p in people if p.story is Story.EXPIRED_DOCUMENT}
    assert all(day and day < date(2025, 1, 1) for day in expired)


def test_seeding_again_adds_nobody_twice(api: Api) -> None:
    assert [seeded(api, 40), seeded(api, 40), seeded(api, 60)] == [40, 40, 60]

    with api.registry.database.reading() as session:
        iins = session.scalars(select(PersonRow.iin)).all()
        checks = session.scalars(select(CheckRow.iin)).all()
    assert len(iins) == 60
    assert set(iins) == set(checks)


def test_the_seeded_queue_is_of_today(api: Api) -> None:
    seeded(api)
    first = waiting(api)
    api.post(f"/v1/tickets/{first[0].ticket_id}/call", TicketRequest(request_id=uuid4()))
    seeded(api)
    assert waiting(api) == first[1:]

    tomorrow = NOW + timedelta(days=1)
    seeded(api, now=tomorrow)

    assert len(waiting(api)) == len(first) == 7
    assert all(tomorrow - t.issued_at < timedelta(minutes=30) for t in waiting(api))


def test_one_portal_request_waits_at_the_career_centre(api: Api) -> None:
    for _ in range(2):
        seeded(api, 10)

    (change,) = api.changes(DECISION_DESK).changes

    case = decode_event(change.body).case
    assert (case.channel, case.state, change.kind) == ("portal", "accepted", "case_accepted")
    assert case.applicant.iin is not None
    labels = [ticket.label for ticket in waiting(api)]
    assert not any(label.startswith(f"{case.applicant.name.surname} ") for label in labels)
    assert api.get(f"/v1/persons/{case.applicant.iin.digits}").status_code == 200
    assert api.changes(INTAKE_DESK).changes == ()


def test_an_empty_seed_makes_offices_only(api: Api) -> None:
    assert seeded(api, 0) == 0
    assert waiting(api) == []
    assert api.changes(DECISION_DESK).changes == ()


# --- the queue -------------------------------------------------------------------------------


def test_priority_goes_first_then_the_longest_wait(api: Api) -> None:
    seeded(api)
    tickets = waiting(api)

    assert tickets[0].priority
    assert [t.issued_at for t in tickets[1:]] == sorted(t.issued_at for t in tickets[1:])


def test_a_called_ticket_waits_no_longer_and_no_other_desk_can_call_it(api: Api) -> None:
    seeded(api)
    ticket = waiting(api)[0]
    path = f"/v1/tickets/{ticket.ticket_id}/call"

    assert api.post(path, TicketRequest(request_id=uuid4())).status_code == 204
    assert ticket not in waiting(api)
    other = api.post(path, TicketRequest(request_id=uuid4()), SECOND_DESK)
    assert (other.status_code, other.json()) == (409, {"code": "ticket_gone"})


def test_two_desks_that_call_one_ticket_at_once_do_not_both_get_it(api: Api) -> None:
    seeded(api)
    path = f"/v1/tickets/{waiting(api)[0].ticket_id}/call"
    desks = [DeskIdentity(INTAKE_OFFICE, f"{n:02d}") for n in range(1, 9)]

    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda d: api.post(path, TicketRequest(request_id=uuid4()), d), desks)

    assert sorted(answer.status_code for answer in answers) == [204] + [409] * 7


def test_a_repeated_request_is_done_once(api: Api) -> None:
    seeded(api)
    ticket = waiting(api)[0]
    call, give_back = TicketRequest(request_id=uuid4()), TicketRequest(request_id=uuid4())
    for action, request in [("call", call), ("return", give_back), ("call", call)]:
        assert api.post(f"/v1/tickets/{ticket.ticket_id}/{action}", request).status_code == 204

    assert waiting(api)[0] == ticket


def test_a_ticket_put_back_keeps_its_time_and_one_not_come_is_closed(api: Api) -> None:
    seeded(api)
    back, gone = waiting(api)[:2]
    for ticket in (back, gone):
        api.post(f"/v1/tickets/{ticket.ticket_id}/call", TicketRequest(request_id=uuid4()))

    api.post(f"/v1/tickets/{back.ticket_id}/return", TicketRequest(request_id=uuid4()))
    not_come = TicketRequest(request_id=uuid4(), no_show=True)
    api.post(f"/v1/tickets/{gone.ticket_id}/return", not_come)

    assert waiting(api)[0] == back
    assert gone not in waiting(api)


def test_only_the_desk_that_called_can_put_back(api: Api) -> None:
    seeded(api)
    ticket = waiting(api)[0]
    api.post(f"/v1/tickets/{ticket.ticket_id}/call", TicketRequest(request_id=uuid4()))

    path = f"/v1/tickets/{ticket.ticket_id}/return"
    answer = api.post(path, TicketRequest(request_id=uuid4()), SECOND_DESK)

    assert refusal(answer)[1].code == "ticket_gone"


@pytest.mark.parametrize("ticket_id", ["%00", "x" * 500, "%F0%9F%8E%AB", "a%0Ab"])
def test_a_strange_name_of_a_ticket_is_no_bug_of_ours(api: Api, ticket_id: str) -> None:
    answer = api.post(f"/v1/tickets/{ticket_id}/call", TicketRequest(request_id=uuid4()))

    assert answer.status_code in {400, 404}
    assert refusal(answer)[1].code in {"malformed", "ticket_unknown"}


def test_a_database_that_fails_is_a_bug_of_ours(api: Api) -> None:
    def drop(session: Session) -> None:
        session.execute(text("ALTER TABLE tickets RENAME TO away"))

    api.registry.database.write(drop)
    with TestClient(create_app(api.registry), raise_server_exceptions=False) as client:
        answer = client.get("/v1/tickets", headers=INTAKE_DESK.headers)
    api.registry.database.write(
        lambda session: session.execute(text("ALTER TABLE away RENAME TO tickets"))
    )

    assert (answer.status_code, answer.json()) == (500, {"code": "internal"})


def test_a_ticket_of_another_office_is_unknown(api: Api) -> None:
    seeded(api)
    path = f"/v1/tickets/{waiting(api)[0].ticket_id}/call"

    answer = api.post(path, TicketRequest(request_id=uuid4()), DECISION_DESK)

    assert refusal(answer) == (404, refusal(answer)[1])
    assert refusal(answer)[1].code == "ticket_unknown"


# --- number blocks ---------------------------------------------------------------------------


def leased(api: Api, request_id: object, desk: DeskIdentity = INTAKE_DESK) -> BlockRecord:
    return read(api.post("/v1/blocks", LeaseRequest(request_id=request_id), desk), BlockRecord)  # type: ignore[arg-type]  # a UUID


def test_the_same_request_gets_the_same_block(api: Api) -> None:
    request_id = uuid4()
    block = leased(api, request_id)

    assert leased(api, request_id) == block
    assert block == BlockRecord(first=1, last=BLOCK_LENGTH, request_id=request_id)


def test_blocks_of_a_workplace_follow_each_other(api: Api) -> None:
    blocks = [leased(api, uuid4()) for _ in range(3)]

    assert [(b.first, b.last) for b in blocks] == [(1, 200), (201, 400), (401, 600)]


def test_each_workplace_has_serials_of_its_own(api: Api) -> None:
    assert leased(api, uuid4(), SECOND_DESK).first == leased(api, uuid4()).first == 1


def test_blocks_leased_at_once_do_not_overlap(api: Api) -> None:
    with ThreadPoolExecutor(8) as pool:
        blocks = list(pool.map(lambda _: leased(api, uuid4()), range(8)))

    serials = [n for block in blocks for n in range(block.first, block.last + 1)]
    assert sorted(serials) == list(range(1, 8 * BLOCK_LENGTH + 1))


def test_a_request_belongs_to_one_workplace(api: Api) -> None:
    request_id = uuid4()
    leased(api, request_id)

    answer = api.post("/v1/blocks", LeaseRequest(request_id=request_id), SECOND_DESK)

    assert (answer.status_code, answer.json()) == (409, {"code": "request_conflict"})


def test_serials_end_before_they_would_not_fit_a_number(api: Api) -> None:
    counter = CounterRow(name=f"blocks/{INTAKE_OFFICE}/01", value=LAST_SERIAL // BLOCK_LENGTH - 1)
    api.registry.database.write(lambda session: session.add(counter))

    assert leased(api, uuid4()).last == 999_800
    answer = api.post("/v1/blocks", LeaseRequest(request_id=uuid4()))
    assert (answer.status_code, answer.json()) == (409, {"code": "serials_exhausted"})


# --- bugs of ours ----------------------------------------------------------------------------


def test_a_bug_is_told_as_one_and_its_log_quotes_nobody(
    registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> datetime:
        raise RuntimeError(an_iin().digits)

    app = create_app(replace(registry, now=broken))
    with TestClient(app, raise_server_exceptions=False) as client:
        path = f"/v1/persons/{an_iin().digits}/checks"
        answer = client.get(path, headers=INTAKE_DESK.headers)

    assert (answer.status_code, answer.json()) == (500, {"code": "internal"})
    ours = [record for record in caplog.records if record.name == "registry.api"]
    assert [record.levelname for record in ours] == ["ERROR"]
    assert "RuntimeError" in ours[0].getMessage()
    assert an_iin().digits not in ours[0].getMessage()

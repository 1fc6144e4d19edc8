"""The exchange between desks with their own stores and a real registry process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from desk_app.domain.cases import Case, CaseOrigin, CaseState, Deed, PrintState, do, with_answer
from desk_app.domain.outbox import MessageKind
from desk_app.domain.vocabulary import Channel, DeskKind, PaperKind
from desk_app.services import lists
from desk_app.services.exchange import ExchangeReport, try_again
from desk_app.sync.registry_client import RegistryClient
from registry.database import Database
from registry.rows import CaseRow, MessageRow
from tests.builders import desk_of
from tests.sync.desks import PAGES, CounterDesk, delivered_case, digest_of
from tests.sync.links import (
    RegistryProcess,
)

DeskAt = Callable[..., CounterDesk]


# --- the chain -------------------------------------------------------------------------------


def test_an_accepted_case_gets_its_permanent_number_and_is_delivered(
    intake: CounterDesk, centre: CounterDesk
) -> None:
    case = intake.accept(centre.office_code)
    assert intake.case(case.application_id).delivered_at is None

    report = intake.exchange()

    known = intake.case(case.application_id)
    assert report == ExchangeReport(sent=1, received=0, pending=0, parked=0)
    assert known.number.startswith(f"{intake.office_code}-R0-2026-000001-")
    assert known.temporary_number == case.temporary_number
    assert known.delivered_at == intake.clock.now()
    with intake.opened.store.reading() as unit:
        found = unit.cases.by_number(case.temporary_number)
    assert found is not None
    assert found.number == known.number


def test_a_case_appears_at_the_career_centre_with_its_scans(
    intake: CounterDesk, centre: CounterDesk
) -> None:
    case = delivered_case(intake, centre)

    assert centre.exchange() == ExchangeReport(sent=0, received=1, pending=0, parked=0)

    arrived = centre.case(case.application_id)
    assert (arrived.state, arrived.origin) == (CaseState.ACCEPTED, CaseOrigin.REGISTRY)
    assert arrived.applicant == case.applicant
    assert arrived.number == intake.case(case.application_id).number
    assert [centre.opened.scans.get(digest_of(page)) for page in PAGES] == list(PAGES)


def test_the_first_arrival_of_a_case_stands_in_the_journal(
    intake: CounterDesk, centre: CounterDesk
) -> None:
    delivered_case(intake, centre)
    centre.exchange()
    centre.exchange()

    assert centre.journal() == ["exchange.arrived"]


def test_what_was_printed_at_one_desk_is_not_to_be_printed_at_the_other(
    intake: CounterDesk, centre: CounterDesk
) -> None:
    case = delivered_case(intake, centre)
    centre.exchange()

    assert intake.case(case.application_id).papers[0].print_state is PrintState.WAITING
    papers = centre.case(case.application_id).papers
    assert [(p.kind, p.print_state) for p in papers] == [(PaperKind.RECEIPT, PrintState.SPOOLED)]


def test_a_decision_comes_back_as_ready_with_its_certificate_to_print(
    intake: CounterDesk, centre: CounterDesk, certificate_number: str
) -> None:
    case = delivered_case(intake, centre)
    centre.exchange()
    registered = centre.register(case.application_id, certificate_number)
    centre.exchange()

    assert intake.exchange().received == 1

    ready = intake.case(case.application_id)
    assert ready.state is CaseState.READY
    assert ready.certificate_number == certificate_number
    assert ready.decision == registered.decision
    assert ready.stamps.t4_decided == registered.stamps.t4_decided
    receipt, certificate = ready.papers
    assert (receipt.kind, certificate.kind) == (PaperKind.RECEIPT, PaperKind.CERTIFICATE)
    assert certificate.print_state is PrintState.WAITING
    content = centre.opened.scans.get(certificate.sha256)
    assert intake.opened.scans.get(certificate.sha256) == content


def test_the_whole_chain_ends_at_both_desks(
    intake: CounterDesk, centre: CounterDesk, certificate_number: str
) -> None:
    case = delivered_case(intake, centre)
    intake.close_visit(case.application_id)
    centre.exchange()
    centre.register(case.application_id, certificate_number)
    centre.exchange()
    intake.exchange()
    intake.exchange()

    intake.deed(case.application_id, Deed.HAND_OVER, MessageKind.CASE_HANDED_OVER)
    intake.close_visit(case.application_id)
    reports = [intake.exchange(), centre.exchange(), intake.exchange(), centre.exchange()]

    assert [r.parked + r.conflicts + r.pending for r in reports] == [0, 0, 0, 0]
    ends = [desk.case(case.application_id).state for desk in (intake, centre)]
    assert ends == [CaseState.HANDED_OVER, CaseState.HANDED_OVER]


def test_a_registration_without_its_certificate_is_not_ready_yet(
    intake: CounterDesk, centre: CounterDesk, certificate_number: str
) -> None:
    case = delivered_case(intake, centre)
    centre.exchange()
    centre.register(case.application_id, "")
    centre.exchange()
    intake.exchange()
    assert intake.case(case.application_id).state is CaseState.ACCEPTED

    issued = replace(centre.case(case.application_id), certificate_number=certificate_number)
    centre.enqueue(centre.with_paper(issued, PaperKind.CERTIFICATE), MessageKind.CASE_READY)
    centre.exchange()
    intake.exchange()

    ready = intake.case(case.application_id)
    assert (ready.state, ready.certificate_number) == (CaseState.READY, certificate_number)
    assert ready.papers[-1].kind is PaperKind.CERTIFICATE


def test_a_decision_made_while_the_visit_was_still_open_meets_no_conflict(
    intake: CounterDesk, centre: CounterDesk, certificate_number: str
) -> None:
    case = delivered_case(intake, centre)
    centre.exchange()
    intake.close_visit(case.application_id)
    centre.register(case.application_id, certificate_number)
    centre.exchange()

    report = intake.exchange()

    assert (report.sent, report.received, report.parked, report.conflicts) == (1, 1, 0, 0)
    intake.deed(case.application_id, Deed.HAND_OVER, MessageKind.CASE_HANDED_OVER)
    assert intake.exchange().sent == 1


def test_a_withdrawal_and_a_return_reach_the_other_end(
    intake: CounterDesk, centre: CounterDesk
) -> None:
    withdrawn, returned = delivered_case(intake, centre), delivered_case(intake, centre)
    centre.exchange()
    intake.deed(withdrawn.application_id, Deed.WITHDRAW, MessageKind.CASE_WITHDRAWN)
    sent_back = centre.with_paper(centre.case(returned.application_id), PaperKind.MEMO)
    centre.enqueue(do(sent_back, Deed.RETURN), MessageKind.CASE_RETURNED)
    for desk in (intake, centre, intake):
        desk.exchange()

    assert centre.case(withdrawn.application_id).state is CaseState.WITHDRAWN
    back = intake.case(returned.application_id)
    assert back.state is CaseState.RETURNED
    assert [(p.kind, p.print_state) for p in back.papers[1:]] == [
        (PaperKind.MEMO, PrintState.WAITING)
    ]


def test_colleagues_of_both_ends_follow(
    desk_at: DeskAt, intake: CounterDesk, centre: CounterDesk, certificate_number: str
) -> None:
    second_intake = desk_at(intake.office_code, "02")
    second_centre = desk_at(centre.office_code, "02")
    case = delivered_case(intake, centre)
    for desk in (centre, second_centre):
        desk.exchange()
    centre.register(case.application_id, certificate_number)
    centre.exchange()
    for desk in (second_centre, second_intake):
        desk.exchange()

    assert second_centre.case(case.application_id).state is CaseState.REGISTERED
    assert second_intake.case(case.application_id).state is CaseState.READY

    second_intake.deed(case.application_id, Deed.HAND_OVER, MessageKind.CASE_HANDED_OVER)
    for desk in (second_intake, intake, centre, second_centre):
        desk.exchange()
    states = {d.case(case.application_id).state for d in (intake, centre, second_centre)}
    assert states == {CaseState.HANDED_OVER}


# --- conflicts -------------------------------------------------------------------------------


def test_two_decisions_on_one_case_are_both_kept_and_shown(
    desk_at: DeskAt, intake: CounterDesk, centre: CounterDesk, certificate_number: str
) -> None:
    second = desk_at(centre.office_code, "02")
    case = delivered_case(intake, centre)
    centre.exchange()
    second.exchange()
    centre.register(case.application_id, certificate_number)
    late = second.deed(case.application_id, Deed.RETURN, MessageKind.CASE_RETURNED)
    centre.exchange()

    report = second.exchange()

    assert (report.sent, report.parked, report.conflicts) == (0, 1, 1)
    assert second.case(case.application_id) == late
    assert [message.parked_reason for message in second.unsent()] == ["expected"]
    assert {"exchange.parked", "exchange.conflict"} <= set(second.journal())
    with second.opened.store.reading() as unit:
        kept = unit.notes.get(f"exchange.conflict.{case.application_id}.2")
    assert kept is not None
    assert certificate_number in kept


def ready_at_both(
    intake: CounterDesk, beside: CounterDesk, centre: CounterDesk, certificate_number: str
) -> UUID:
    """Bring a result to two workplaces of the office that took the case in."""
    case = delivered_case(intake, centre)
    centre.exchange()
    centre.register(case.application_id, certificate_number)
    centre.exchange()
    for desk in (intake, beside):
        desk.exchange()
        assert is_listed(desk, case.application_id)
    return case.application_id


def is_listed(desk: CounterDesk, application_id: UUID) -> bool:
    with desk.opened.store.reading() as unit:
        return application_id in {
            summary.application_id for summary in unit.cases.to_hand_over(desk.office_code)
        }


def hand_over(desk: CounterDesk, application_id: UUID) -> Case:
    handed = do(desk.case(application_id), Deed.HAND_OVER)
    stamps = replace(handed.stamps, t6_handed_over=desk.clock.now())
    return desk.enqueue(replace(handed, stamps=stamps), MessageKind.CASE_HANDED_OVER)


def hand_overs(registry: RegistryProcess, application_id: UUID) -> tuple[list[str], datetime]:
    """Return which workplaces handed the result over, as the registry has it, and when."""
    database = Database(f"sqlite:///{registry._folder / 'registry.db'}")
    with database.reading() as session:
        at = session.get_one(CaseRow, application_id).t6_handed_over
        query = select(MessageRow).where(
            MessageRow.application_id == application_id,
            MessageRow.kind == MessageKind.CASE_HANDED_OVER.value,
        )
        found = [message.workplace for message in session.scalars(query)]
    database.close()
    assert at is not None
    return found, at


def test_what_one_workplace_hands_over_leaves_the_list_of_the_other(
    desk_at: DeskAt, intake: CounterDesk, centre: CounterDesk, certificate_number: str
) -> None:
    beside = desk_at(intake.office_code, "02")
    application_id = ready_at_both(intake, beside, centre, certificate_number)

    hand_over(beside, application_id)
    beside.exchange()
    assert is_listed(intake, application_id)
    report = intake.exchange()

    assert not is_listed(intake, application_id)
    assert (report.received, report.conflicts) == (1, 0)


@pytest.mark.parametrize("closes_first", [False, True], ids=["at once", "after another visit"])
def test_the_first_hand_over_stands_and_the_second_workplace_is_told(
    desk_at: DeskAt,
    registry: RegistryProcess,
    intake: CounterDesk,
    centre: CounterDesk,
    certificate_number: str,
    closes_first: bool,
) -> None:
    second = desk_at(intake.office_code, "02")
    application_id = ready_at_both(intake, second, centre, certificate_number)
    if closes_first:
        # An event that comes late without harm must not carry the hand-over behind it through.
        second.close_visit(application_id)
    first = hand_over(intake, application_id)
    second.clock.pass_time(minutes=3)
    hand_over(second, application_id)
    second.close_visit(application_id)
    intake.exchange()
    intake.close_visit(application_id)
    intake.exchange()

    report = second.exchange()

    assert (report.parked, report.pending, report.conflicts) == (0, 0, 1)
    assert {"exchange.parked", "exchange.overtaken", "exchange.conflict"} <= set(second.journal())
    (told,) = lists.conflicts(desk=desk_of(second.opened))
    assert (told.application_id, told.reason) == (application_id, "handed_over")
    known = second.case(application_id)
    assert (known.state, known.stamps.t6_handed_over) == (
        CaseState.HANDED_OVER,
        first.stamps.t6_handed_over,
    )
    assert hand_overs(registry, application_id) == (["01"], first.stamps.t6_handed_over)
    assert second.exchange().conflicts == 0
    assert [desk.exchange().conflicts for desk in (intake, centre)] == [0, 0]


def test_a_hand_over_that_was_overtaken_before_it_was_sent_is_never_sent(
    desk_at: DeskAt, intake: CounterDesk, centre: CounterDesk, certificate_number: str
) -> None:
    second = desk_at(intake.office_code, "02")
    application_id = ready_at_both(intake, second, centre, certificate_number)
    hand_over(intake, application_id)
    intake.exchange()
    hand_over(second, application_id)
    (message,) = second.unsent()
    later = second.clock.now() + timedelta(minutes=5)
    with second.opened.store.unit() as unit:
        unit.outbox.update(replace(message, attempts=1, next_attempt_at=later, last_error="x"))

    report = second.exchange()

    assert (report.sent, report.pending, report.conflicts) == (0, 0, 1)


def test_a_refusal_that_waits_for_approval_is_not_overwritten(
    desk_at: DeskAt, intake: CounterDesk, centre: CounterDesk, certificate_number: str
) -> None:
    second = desk_at(centre.office_code, "02")
    case = delivered_case(intake, centre)
    for desk in (centre, second):
        desk.exchange()
    prepared = do(second.case(case.application_id), Deed.SEND_FOR_APPROVAL)
    second.save(prepared)
    centre.register(case.application_id, certificate_number)
    centre.exchange()

    report = second.exchange()

    assert (report.received, report.conflicts) == (0, 1)
    assert second.case(case.application_id) == prepared
    assert "exchange.conflict" in second.journal()


def test_a_visitors_refusal_declined_beside_is_a_draft_again_where_it_was_begun(
    desk_at: DeskAt, centre: CounterDesk
) -> None:
    approver = desk_at(centre.office_code, "02")
    draft = Case(
        application_id=uuid4(),
        pack_id="KZ-LIR-2020",
        channel=Channel.PROVIDER,
        office_code=centre.office_code,
        workplace=centre.workplace,
        operator="specialist",
        opened_at=centre.clock.now(),
    )
    prepared = do(draft, Deed.SEND_FOR_APPROVAL)
    centre.enqueue(prepared, MessageKind.REFUSAL_PREPARED)
    for desk in (centre, approver):
        desk.exchange()
    approver.deed(draft.application_id, Deed.DECLINE_APPROVAL, MessageKind.REFUSAL_DECLINED)

    for desk in (approver, centre):
        desk.exchange()

    # Its visitor has left meanwhile.
    back = centre.case(draft.application_id)
    assert (back.state, back.held_reason) == (CaseState.HELD, "declined")
    assert approver.case(draft.application_id).state is CaseState.ACCEPTED


def test_what_was_typed_here_stays_when_a_colleague_decides(
    desk_at: DeskAt, intake: CounterDesk, centre: CounterDesk, certificate_number: str
) -> None:
    second = desk_at(centre.office_code, "02")
    case = delivered_case(intake, centre)
    for desk in (centre, second):
        desk.exchange()
    typed = with_answer(second.case(case.application_id), "job", "аспаз")
    second.save(typed)
    centre.register(case.application_id, certificate_number)
    centre.exchange()
    second.exchange()

    known = second.case(case.application_id)
    assert (known.state, known.form) == (CaseState.REGISTERED, typed.form)


def test_a_parked_event_stops_its_own_case_only(intake: CounterDesk, centre: CounterDesk) -> None:
    bad = intake.accept(centre.office_code)
    intake.close_visit(bad.application_id)
    with intake.opened.store.unit() as unit:
        first = unit.outbox.unsent()[0]
    # Another desk's event of the same case came first.
    with closing(
        RegistryClient(intake.url, office_code=intake.office_code, workplace="09")
    ) as other:
        other.send(replace(first, message_id=uuid4(), files=()))
    good = intake.accept(centre.office_code)

    report = intake.exchange()

    assert (report.sent, report.pending, report.parked) == (1, 1, 1)
    assert intake.case(good.application_id).delivered_at is not None
    assert intake.case(bad.application_id).delivered_at is None
    assert intake.exchange().sent == 0


def test_a_scan_that_is_gone_parks_its_case_and_says_why(
    intake: CounterDesk, centre: CounterDesk
) -> None:
    case = intake.accept(centre.office_code)
    intake.exchange()
    lost = replace(
        intake.case(case.application_id),
        papers=(replace(case.papers[0], paper_id=uuid4(), sha256="0" * 64),),
    )
    intake.enqueue(lost, MessageKind.VISIT_CLOSED)

    report = intake.exchange()

    assert (report.sent, report.parked) == (0, 1)
    assert [message.parked_reason for message in intake.unsent()] == ["scan.not_found"]


def test_an_event_of_a_newer_program_is_kept_aside_and_the_rest_goes_on(
    intake: CounterDesk, centre: CounterDesk
) -> None:
    strange = intake.accept(centre.office_code)
    ordinary = intake.accept(centre.office_code)
    with intake.opened.store.reading() as unit:
        first = unit.outbox.unsent()[0]
    intake.exchange()
    newer = first.payload.replace(b'"pack_id":"KZ-LIR-2020"', b'"pack_id":{"code":"NEW"}')
    make_unreadable(intake, first.message_id, newer)

    report = centre.exchange()

    assert (report.received, report.conflicts) == (1, 1)
    assert centre.has(ordinary.application_id)
    assert not centre.has(strange.application_id)
    assert "exchange.unreadable" in centre.journal()
    assert centre.exchange().conflicts == 0


def make_unreadable(intake: CounterDesk, message_id: object, body: bytes) -> None:
    """Put a body into the registry that a program of the future may send."""
    database = Database(f"sqlite:///{REGISTRY_FOLDER[0] / 'registry.db'}")

    def change(session: object) -> None:
        session.get_one(MessageRow, message_id).body = body  # type: ignore[attr-defined]  # a Session

    database.write(change)
    database.close()


REGISTRY_FOLDER: list[Path] = []


@pytest.fixture(scope="module", autouse=True)
def registry_folder(registry: RegistryProcess) -> None:
    REGISTRY_FOLDER.append(registry._folder)


def test_a_parked_event_goes_again_once_somebody_put_its_cause_right(
    tmp_path: Path, intake: CounterDesk, centre: CounterDesk
) -> None:
    page = b"a page that was away"
    case = intake.accept(centre.office_code, pages=(page,))
    file = intake.opened.scans._path(digest_of(page))
    away = file.rename(tmp_path / "away")
    assert intake.exchange().parked == 1
    away.rename(file)
    (message,) = intake.unsent()
    desk = desk_of(intake.opened, DeskKind.STATE_CORPORATION)

    try_again(uuid4(), desk=desk)
    assert intake.exchange().sent == 0
    try_again(message.message_id, desk=desk)

    assert intake.exchange().sent == 1
    assert intake.case(case.application_id).delivered_at is not None
    assert intake.journal()[-1] == "exchange.released"

"""The exchange between desks with their own stores and a real registry process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import select

from desk_app.domain.cases import Case, CaseOrigin, CaseState, Deed, PrintState
from desk_app.domain.outbox import LONGEST_RETRY_SECONDS, MessageKind
from desk_app.domain.vocabulary import PaperKind
from desk_app.services.exchange import ExchangeReport
from desk_app.sync.registry_client import RegistryClient
from registry.database import Database
from registry.rows import MessageRow
from tests.sync.desks import CounterDesk, digest_of
from tests.sync.links import (
    RegistryProcess,
    bad_line,
    http_answer,
    registry_process,
    scripted_server,
)

DeskAt = Callable[..., CounterDesk]
PAGES = (b"first page " * 900, b"second page " * 900)
NOWHERE = "http://127.0.0.1:9"


def delivered_case(intake: CounterDesk, centre: CounterDesk) -> Case:
    case = intake.accept(centre.office_code, pages=PAGES)
    assert intake.exchange().sent == 1
    return case


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
    centre.deed(returned.application_id, Deed.RETURN, MessageKind.CASE_RETURNED)
    for desk in (intake, centre, intake):
        desk.exchange()

    assert centre.case(withdrawn.application_id).state is CaseState.WITHDRAWN
    assert intake.case(returned.application_id).state is CaseState.RETURNED


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


# --- without a link --------------------------------------------------------------------------


def test_without_a_link_everything_waits_and_nothing_fails(
    intake: CounterDesk, centre: CounterDesk
) -> None:
    cases = [intake.accept(centre.office_code) for _ in range(3)]
    intake.reconnect(NOWHERE)

    report = intake.exchange()

    assert report == ExchangeReport(
        sent=0, received=0, pending=3, parked=0, failure="registry.unreachable"
    )
    assert all(intake.case(c.application_id).delivered_at is None for c in cases)


def test_the_outbox_drains_by_itself_in_order_each_once(
    tmp_path: Path, offices: tuple[str, str]
) -> None:
    with (
        registry_process(tmp_path) as process,
        CounterDesk(tmp_path / "desk", process.url, offices[0]) as desk,
    ):
        before = desk.accept(offices[1])
        desk.exchange()
        process.kill()
        offline = [desk.accept(offices[1], pages=PAGES) for _ in range(4)]
        for case in (before, *offline):
            desk.close_visit(case.application_id)
        for _ in range(5):
            assert desk.exchange().failure == "registry.unreachable"
            desk.clock.pass_time(seconds=1)
        process.start()

        report = desk.exchange()

        assert (report.sent, report.pending, report.failure) == (9, 0, "")
        assert desk.exchange().sent == 0
        arrived = received_messages(tmp_path)
    assert len(arrived) == 10
    orders = {c.application_id: [] for c in (before, *offline)}
    for row in arrived:
        orders[row.application_id].append(row.sequence)
    assert all(order == [1, 2] for order in orders.values())


def received_messages(folder: Path) -> list[MessageRow]:
    database = Database(f"sqlite:///{folder / 'registry.db'}")
    with database.reading() as session:
        rows = list(session.scalars(select(MessageRow).order_by(MessageRow.revision)))
    database.close()
    return rows


def test_a_pause_grows_with_each_failure_and_can_be_skipped_by_hand(
    intake: CounterDesk, centre: CounterDesk
) -> None:
    intake.accept(centre.office_code)
    good = intake.url
    intake.reconnect(NOWHERE)
    pauses = []
    for _ in range(10):
        intake.exchange_now()
        (message,) = intake.unsent()
        assert message.next_attempt_at is not None
        pauses.append((message.next_attempt_at - intake.clock.now()).total_seconds())
    assert pauses == sorted(pauses)
    assert pauses[0] < 5
    assert pauses[-1] <= LONGEST_RETRY_SECONDS

    intake.reconnect(good)

    assert intake.exchange_now().sent == 1


def test_an_answer_lost_on_the_way_does_no_deed_twice(
    desk_at: DeskAt, registry: RegistryProcess, offices: tuple[str, str]
) -> None:
    target = registry.url.removeprefix("http://").split(":")
    with bad_line((target[0], int(target[1]))) as line:
        desk = desk_at(offices[0], url=line.url)
        case = desk.accept(offices[1])
        # Of the three calls (which files are missing, the file, the event) none is answered.
        line.plans = [(None, 0)]
        assert desk.exchange().failure == "registry.unreachable"
        desk.clock.pass_time(minutes=10)

        assert desk.exchange().sent == 1

    assert desk.case(case.application_id).number.split("-")[3] == "000001"


@pytest.mark.parametrize("seed", range(3))
def test_a_line_cut_after_any_byte_loses_nothing_and_doubles_nothing(
    desk_at: DeskAt,
    registry: RegistryProcess,
    offices: tuple[str, str],
    centre: CounterDesk,
    seed: int,
) -> None:
    chance = Random(seed)
    target = registry.url.removeprefix("http://").split(":")
    with bad_line((target[0], int(target[1]))) as line:
        desk = desk_at(offices[0], url=line.url)
        cases = [desk.accept(offices[1], pages=(chance.randbytes(20_000),)) for _ in range(4)]
        for case in cases:
            desk.close_visit(case.application_id)
        for _ in range(60):
            line.plans = [
                (chance.randrange(30_000), None)
                if chance.random() < 0.5
                else (None, chance.randrange(600))
                for _ in range(3)
            ]
            if desk.exchange_now().pending == 0:
                break
        line.plans = []
        assert desk.exchange_now().pending == 0

    centre.exchange()
    numbers = {desk.case(c.application_id).number for c in cases}
    assert len(numbers) == 4
    assert {centre.case(c.application_id).number for c in cases} == numbers
    assert {n.split("-")[3] for n in numbers} == {f"{i:06d}" for i in range(1, 5)}


def test_changes_heard_twice_change_nothing(
    intake: CounterDesk, centre: CounterDesk, certificate_number: str
) -> None:
    case = delivered_case(intake, centre)
    centre.exchange()
    centre.register(case.application_id, certificate_number)
    centre.exchange()
    intake.exchange()
    known = [desk.case(case.application_id) for desk in (intake, centre)]
    for desk in (intake, centre):
        with desk.opened.store.unit() as unit:
            unit.notes.put("exchange.cursor", "")

    reports = [desk.exchange() for desk in (intake, centre)]

    assert [(r.received, r.conflicts) for r in reports] == [(0, 0), (0, 0)]
    assert [desk.case(case.application_id) for desk in (intake, centre)] == known


def test_a_wrong_token_parks_nothing(tmp_path: Path, offices: tuple[str, str]) -> None:
    answer = http_answer("401 Unauthorized", b'{"code":"token"}')
    with (
        scripted_server(lambda _: answer) as url,
        CounterDesk(tmp_path / "desk", url, offices[0]) as desk,
    ):
        for _ in range(2):
            desk.accept(offices[1])
        report = desk.exchange()

    assert (report.pending, report.parked, report.failure) == (2, 0, "registry.refused")


def test_a_busy_registry_is_left_alone_as_long_as_it_asks(
    tmp_path: Path, offices: tuple[str, str]
) -> None:
    asked: list[bytes] = []

    def busy(head: bytes) -> bytes:
        asked.append(head)
        return http_answer("503 Busy", b"", "Retry-After: 90")

    with (
        scripted_server(busy) as url,
        CounterDesk(tmp_path / "desk", url, offices[0]) as desk,
    ):
        for _ in range(3):
            desk.accept(offices[1])
        report = desk.exchange()
        (first, *_) = desk.unsent()

    assert len(asked) == 1
    assert report.failure == "registry.busy"
    assert first.next_attempt_at is not None
    assert (first.next_attempt_at - desk.clock.now()).total_seconds() == 90


def test_one_poisoned_event_does_not_block_the_others(
    tmp_path: Path, registry: RegistryProcess, offices: tuple[str, str]
) -> None:
    with CounterDesk(tmp_path / "desk", registry.url, offices[0]) as desk:
        huge = desk.accept(offices[1])
        grown = replace(huge, held_reason="x" * 1_100_000)
        with desk.opened.store.unit() as unit:
            unit.cases.save(grown)
        desk.close_visit(huge.application_id)
        fine = [desk.accept(offices[1]) for _ in range(3)]

        report = desk.exchange()

        assert (report.sent, report.parked) == (4, 1)
        assert [m.parked_reason for m in desk.unsent()] == ["too_large"]
        assert all(desk.case(c.application_id).delivered_at for c in fine)


def test_the_registry_leaves_with_its_parent(tmp_path: Path) -> None:
    with registry_process(tmp_path) as process:
        assert process.leave() == 0

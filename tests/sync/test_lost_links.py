"""The exchange over lines that break, with registries that fail, and after lost stores."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from desk_app.domain.cases import CaseState, PrintState
from desk_app.domain.outbox import LONGEST_RETRY_SECONDS, MessageKind
from desk_app.domain.vocabulary import PaperKind
from desk_app.errors import StoreError
from desk_app.services.exchange import ExchangeReport
from registry.database import Database
from registry.feeds import PAGE_LENGTH
from registry.rows import MessageRow
from tests.sync.desks import NOWHERE, PAGES, CounterDesk, delivered_case, digest_of
from tests.sync.links import (
    RegistryProcess,
    bad_line,
    http_answer,
    registry_process,
    scripted_server,
)

DeskAt = Callable[..., CounterDesk]


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


@pytest.mark.parametrize("seed", range(3))
def test_a_registry_killed_at_any_moment_takes_each_event_once(
    tmp_path: Path, offices: tuple[str, str], seed: int
) -> None:
    chance = Random(seed)
    with (
        registry_process(tmp_path) as process,
        CounterDesk(tmp_path / "desk", process.url, offices[0]) as desk,
    ):
        cases = [desk.accept(offices[1], pages=(chance.randbytes(9_000),)) for _ in range(6)]
        for case in cases:
            desk.close_visit(case.application_id)
        for _ in range(2):
            killer = threading.Timer(chance.random() / 4, process.kill)
            killer.start()
            desk.exchange_now()
            killer.join()
            process.start()
        assert desk.exchange_now().pending == 0

        arrived = received_messages(tmp_path)
    told = Counter((row.application_id, row.kind) for row in arrived)
    assert set(told.values()) == {1}
    assert len(told) == 12
    assert len({row.number for row in arrived}) == len(cases)


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


def test_a_pause_is_skipped_by_hand_however_far_the_clock_was_put_back(
    intake: CounterDesk, centre: CounterDesk
) -> None:
    intake.accept(centre.office_code)
    (message,) = intake.unsent()
    due = intake.clock.now() + timedelta(seconds=LONGEST_RETRY_SECONDS)
    silent = replace(message, attempts=3, last_error="registry.silent", next_attempt_at=due)
    with intake.opened.store.unit() as unit:
        unit.outbox.update(silent)
    intake.clock.set_wall(minutes=-60 * 24)
    assert intake.exchange().sent == 0

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


def test_a_registry_that_fails_twice_in_a_row_is_left_alone(
    tmp_path: Path, offices: tuple[str, str]
) -> None:
    asked: list[bytes] = []

    def fail(head: bytes) -> bytes:
        asked.append(head)
        return http_answer("500 Oops")

    with scripted_server(fail) as url, CounterDesk(tmp_path / "desk", url, offices[0]) as desk:
        for _ in range(5):
            desk.accept(offices[1])
        report = desk.exchange()

    assert len(asked) == 2
    assert (report.pending, report.parked, report.failure) == (5, 0, "registry.silent")


def test_files_that_vanish_at_the_registry_are_asked_for_anew(
    tmp_path: Path, offices: tuple[str, str]
) -> None:
    def forget(head: bytes) -> bytes:
        if b"/v1/files/missing" in head:
            return http_answer("200 OK", b'{"missing":[]}')
        return http_answer("409 Conflict", b'{"code":"missing_files"}')

    with scripted_server(forget) as url, CounterDesk(tmp_path / "desk", url, offices[0]) as desk:
        desk.accept(offices[1])
        report = desk.exchange()

        assert (report.pending, report.parked) == (1, 0)
        desk.reconnect(NOWHERE)
        assert desk.unsent()[0].next_attempt_at is not None


def test_an_event_without_files_needs_one_call(intake: CounterDesk, centre: CounterDesk) -> None:
    case = intake.accept(centre.office_code)
    intake.exchange()
    bare = replace(intake.case(case.application_id), papers=())
    intake.enqueue(bare, MessageKind.VISIT_CLOSED)

    assert intake.exchange().sent == 1


def test_a_disk_that_fails_parks_nothing_and_is_told(
    intake: CounterDesk, centre: CounterDesk
) -> None:
    intake.accept(centre.office_code, pages=PAGES)
    for file in [f for f in (intake.folder / "store" / "scans").rglob("*") if f.is_file()]:
        file.unlink()
        file.mkdir()

    with pytest.raises(StoreError) as raised:
        intake.exchange()

    assert raised.value.code == "store.io"
    assert [message.parked_reason for message in intake.unsent()] == [""]


def test_with_nothing_to_send_a_lost_link_is_noticed(intake: CounterDesk) -> None:
    assert intake.exchange().failure == ""
    intake.reconnect(NOWHERE)

    assert intake.exchange().failure == "registry.unreachable"


def test_a_scan_that_the_registry_lost_does_not_hold_the_case_back(
    registry: RegistryProcess, intake: CounterDesk, centre: CounterDesk
) -> None:
    lost = b"lost page " * 50
    case = intake.accept(centre.office_code, pages=(lost, PAGES[0]))
    intake.exchange()
    digest = digest_of(lost)
    (registry._folder / "files" / digest[:2] / digest).unlink()

    assert centre.exchange().received == 1

    assert centre.has(case.application_id)
    assert not centre.opened.scans.has(digest)
    assert centre.opened.scans.has(digest_of(PAGES[0]))


def test_a_line_lost_between_the_scans_is_taken_up_again(
    desk_at: DeskAt, registry: RegistryProcess, offices: tuple[str, str], intake: CounterDesk
) -> None:
    case = intake.accept(offices[1], pages=PAGES)
    intake.exchange()
    target = registry.url.removeprefix("http://").split(":")
    with bad_line((target[0], int(target[1]))) as line:
        centre = desk_at(offices[1], url=line.url)
        # Enough for the list of changes, not for the scans.
        line.plans = [(None, 6000)]
        assert centre.exchange().failure == "registry.unreachable"
        assert not centre.has(case.application_id)

        assert centre.exchange().received == 1

    assert all(centre.opened.scans.has(digest_of(page)) for page in PAGES)


def test_many_changes_come_in_pages(intake: CounterDesk, centre: CounterDesk) -> None:
    cases = [intake.accept(centre.office_code) for _ in range(PAGE_LENGTH + 2)]
    intake.exchange()

    assert centre.exchange().received == len(cases)
    assert all(centre.has(case.application_id) for case in cases)


@pytest.mark.parametrize("has_certificate", [True, False])
def test_a_desk_whose_store_was_made_anew_still_hands_its_results_over(
    tmp_path: Path,
    intake: CounterDesk,
    centre: CounterDesk,
    certificate_number: str,
    has_certificate: bool,
) -> None:
    case = delivered_case(intake, centre)
    centre.exchange()
    centre.register(case.application_id, certificate_number if has_certificate else "")
    centre.exchange()

    with CounterDesk(tmp_path / "anew", intake.url, intake.office_code) as anew:
        assert anew.exchange().received == 1
        found = anew.case(case.application_id)

    assert found.applicant == case.applicant
    if has_certificate:
        assert (found.state, found.certificate_number) == (CaseState.READY, certificate_number)
        states = {paper.kind: paper.print_state for paper in found.papers}
        assert states == {
            PaperKind.RECEIPT: PrintState.SPOOLED,
            PaperKind.CERTIFICATE: PrintState.WAITING,
        }
    else:
        assert found.state is CaseState.ACCEPTED


def test_the_registry_leaves_with_its_parent(tmp_path: Path) -> None:
    with registry_process(tmp_path) as process:
        assert process.leave() == 0

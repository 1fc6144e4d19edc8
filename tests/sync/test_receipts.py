"""A receipt's number goes onto paper, so only one that can stand there is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk_app.domain.outbox import OutboxMessage
from desk_app.services.exchange import ExchangeReport, exchange_once
from desk_app.wire import ChangesPage, MessageReceipt
from tests.registry.builders import DECISION_OFFICE, INTAKE_OFFICE
from tests.sync.desks import NOWHERE, CounterDesk, digest_of

NUMBER, OTHER = "SC01-R0-2026-000001-89", "SC01-R0-2026-000002-86"


class NumberingRegistry:
    """A registry that gives every case one number."""

    def __init__(self, number: str) -> None:
        self._number = number

    def missing_files(self, sha256s: object) -> tuple[str, ...]:
        return ()

    def send(self, message: OutboxMessage) -> MessageReceipt:
        return MessageReceipt(
            message_id=message.message_id,
            body_sha256=digest_of(message.payload),
            number=self._number,
            revision=message.sequence,
        )

    def changes(self, cursor: str) -> ChangesPage:
        return ChangesPage(epoch="0", cursor=cursor, changes=())


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[CounterDesk]:
    with CounterDesk(tmp_path / "intake", NOWHERE, INTAKE_OFFICE) as desk:
        yield desk


def exchanged(desk: CounterDesk, number: str) -> ExchangeReport:
    ports: dict[str, Any] = {**desk._ports(), "registry": NumberingRegistry(number)}
    return exchange_once(**ports)


@pytest.mark.parametrize(
    "number", ["1", "SC01-R0-2026-000001-88", "T-SC01-01-000001-00", "sc01-r0-2026-000001-89"]
)
def test_what_is_no_permanent_number_is_not_taken(intake: CounterDesk, number: str) -> None:
    case = intake.accept(DECISION_OFFICE)

    report = exchanged(intake, number)

    assert (report.sent, report.parked) == (0, 1)
    assert intake.case(case.application_id).number == ""
    assert [message.parked_reason for message in intake.unsent()] == ["receipt_number"]
    assert intake.journal() == ["exchange.parked"]


def test_a_printed_number_is_not_overwritten(intake: CounterDesk) -> None:
    case = intake.accept(DECISION_OFFICE)
    intake.save(replace(case, number=NUMBER))

    report = exchanged(intake, OTHER)

    assert (report.sent, report.parked) == (0, 1)
    assert intake.case(case.application_id).number == NUMBER
    assert [message.parked_reason for message in intake.unsent()] == ["number_differs"]


def test_the_number_that_is_printed_closes_the_event(intake: CounterDesk) -> None:
    case = intake.accept(DECISION_OFFICE)
    intake.save(replace(case, number=NUMBER))

    assert exchanged(intake, NUMBER).sent == 1
    assert intake.case(case.application_id).delivered_at is not None

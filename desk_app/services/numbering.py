"""Numbers taken for a case, a certificate or a receipt given without a link."""

from __future__ import annotations

from dataclasses import replace

from desk_app.domain.cases import Case
from desk_app.domain.numbers import CaseNumber, TemporaryNumber
from desk_app.ports.store import UnitOfWork
from desk_app.services.desk import Desk, local_time


def next_number(unit: UnitOfWork, desk: Desk) -> str:
    """Take the next serial of the leased block, or return "" where none is left."""
    block = unit.numbers.block()
    if block is None or not block.left:
        return ""
    serial, rest = block.take()
    unit.numbers.save_block(rest)
    year = local_time(desk.clock.now()).year
    return str(CaseNumber(desk.office.code, desk.workplace, year, serial))


def with_case_number(unit: UnitOfWork, case: Case, desk: Desk, *, link_is_up: bool) -> Case:
    """Return the case numbered for its receipt: for good, or until the registry has heard of it."""
    number = next_number(unit, desk) if link_is_up else ""
    if number:
        return replace(case, number=number)
    serial = unit.numbers.next_temporary()
    temporary = TemporaryNumber(desk.office.code, desk.workplace, serial)
    return replace(case, temporary_number=str(temporary))

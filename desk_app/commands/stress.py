"""Invented cases for fault campaigns: `stress write` seals them, `stress check` looks for harm.

The store under the folder has a throw-away key beside it; nothing here is anybody's data. A case
goes in as at the counter: pages, then in one transaction paper, state, outbox and journal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TextIO
from uuid import UUID

from desk_app.clocks import SystemIds, system_clock
from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.domain.applicants import Applicant, IinSource, PersonName
from desk_app.domain.audit import first_broken
from desk_app.domain.cases import Case, CaseState
from desk_app.domain.documents import AttachedDocument, DocumentStatus, Page
from desk_app.domain.iin import Iin, Sex, compose_iin
from desk_app.domain.languages import Bilingual
from desk_app.domain.numbers import CaseNumber, NumberBlock
from desk_app.domain.offices import Office
from desk_app.domain.operators import Operator
from desk_app.domain.outbox import MessageKind
from desk_app.domain.papers import Paper, PaperLanguage, ReceiptPaper
from desk_app.domain.service_time import Visit
from desk_app.domain.vocabulary import Channel, DeskKind, PaperKind, Role
from desk_app.domain.working_days import Calendar
from desk_app.errors import InputError, KnownError, StoreError
from desk_app.ports.store import Scans, UnitOfWork
from desk_app.printing.inputs import read_paper
from desk_app.resource_paths import shipped_folder
from desk_app.services.desk import Desk, files_of
from desk_app.services.outcomes import Issue, conclude
from desk_app.store.durable import disk_errors, make_folder, replace_file
from desk_app.store.logins import has_store
from desk_app.store.opening import (
    OpenStore,
    create_store,
    new_store_key,
    open_store,
)

_KEY = "stress.key"
_OPERATOR = Operator("stress", "stress", frozenset({Role.OPERATOR}))
_PACK = "KZ-LIR-2020"
OFFICE, WORKPLACE = "0000", "00"
_SCAN_BYTES = 60_000
_PAPER_BYTES = 12_000
_FIRST_SERIAL, _SERIALS = 9900, 100
_BLOCK = NumberBlock.leased(1, 999_999)
_SYLLABLES = ("ой", "дан", "сы", "нақ", "үл", "гі", "қы", "зық", "өң", "һал")


def answer_stress(call: Invocation) -> Answer:
    """Answer `stress write` and `stress check`; what they print is plain text."""
    folder = Path(call.options.folder)
    if call.options.deed == "write":
        write(folder, call.options.count, scans=call.options.scans, out=sys.stdout)
        return Answer()
    return _checked(call, folder)


def _checked(call: Invocation, folder: Path) -> Answer:
    try:
        for application_id in whole_cases(folder):
            print(f"ID {application_id}")
    except KnownError as error:
        # Standard output stays plain lines, whatever was asked of other commands.
        print(call.texts.of_error(error, call.language), file=sys.stderr)
        return Answer(Status.OUTSIDE_FAILED)
    return Answer()


def write(folder: Path, count: int, *, scans: int, out: TextIO) -> None:
    """Seal cases one after another, and acknowledge each as soon as it is durable.

    Raises:
        InputError: `stress.count`, field `count` or `scans`, for a negative number.
        StoreError: The store or its disk failed.
    """
    for field, number in (("count", count), ("scans", scans)):
        if number < 0:
            raise InputError("stress.count", field=field)
    opened = open_stress_store(folder)
    try:
        desk, receipt = _desk(opened), _receipt()
        for _ in range(count):
            application_id = _seal(desk, receipt, scans)
            out.write(f"ACK {application_id}\n")
            out.flush()
    finally:
        opened.close()


def whole_cases(folder: Path) -> Iterator[UUID]:
    """Yield every case that is there with all its files; a folder not yet filled has none.

    Raises:
        StoreError: The folder is missing, or the store, a file or the audit chain is damaged.
    """
    if not folder.is_dir():
        raise StoreError("store.missing")
    if not has_store(folder):
        return
    opened = open_stress_store(folder)
    try:
        opened.require_whole()
        with opened.store.reading() as unit:
            _require_unbroken(unit)
            for application_id in unit.cases.all_ids():
                _require_files(unit.cases.get(application_id), opened.scans)
                yield application_id
    finally:
        opened.close()


def open_stress_store(folder: Path) -> OpenStore:
    """Open the store under a folder of a fault campaign; make it first where there is none.

    Raises:
        StoreError: The store or its disk failed.
    """
    if has_store(folder):
        return open_store(folder, _key(folder))
    key = new_store_key()
    with disk_errors():
        make_folder(folder)
        replace_file(folder / _KEY, key)
    return create_store(folder, key)


def _key(folder: Path) -> bytes:
    with disk_errors():
        return (folder / _KEY).read_bytes()


def _desk(opened: OpenStore) -> Desk:
    """Return a desk that serves nobody: what it needs to seal a case, and no more."""
    invented = Bilingual(_OPERATOR.name, _OPERATOR.name)
    return Desk(
        store=opened.store,
        scans=opened.scans,
        clock=system_clock(),
        ids=SystemIds(),
        render=_invented_bytes,
        packs={},
        pack_id=_PACK,
        calendar=Calendar(frozenset(), frozenset(), date.min, date.max),
        office=Office(
            OFFICE, DeskKind.STATE_CORPORATION, invented, invented, invented, "", OFFICE, invented
        ),
        workplace=WORKPLACE,
        operator=_OPERATOR,
    )


def _invented_bytes(_paper: Paper, _language: PaperLanguage) -> bytes:
    # What is tried is how a paper is kept; drawing it would only leave fewer writes to hit.
    return os.urandom(_PAPER_BYTES)


def _receipt() -> ReceiptPaper:
    """Return the values of the shipped example."""
    example = shipped_folder("print_templates") / PaperKind.RECEIPT / "example.json"
    with disk_errors():
        paper = read_paper(PaperKind.RECEIPT, example.read_bytes())
    if not isinstance(paper, ReceiptPaper):
        raise TypeError("the example of a receipt is another paper")
    return paper


def _seal(desk: Desk, receipt: ReceiptPaper, scans: int) -> UUID:
    # Files go first: a case never names a file that is not there.
    pages = tuple(_page(desk) for _ in range(scans))
    with desk.store.unit() as unit:
        case = _accepted(pages, _take_number(unit), desk)
        visit = Visit(desk.ids.new(), OFFICE, WORKPLACE, case.operator, desk.clock.moment())
        unit.visits.save(replace(visit, application_id=case.application_id))
        paper = replace(receipt, number=case.number, accepted_at=case.opened_at)
        issue = Issue(replace(case, visit_id=visit.visit_id), MessageKind.CASE_ACCEPTED, paper)
        return conclude(unit, issue, desk).application_id


def _take_number(unit: UnitOfWork) -> int:
    serial, left = (unit.numbers.block() or _BLOCK).take()
    unit.numbers.save_block(left)
    return serial


def _page(desk: Desk) -> Page:
    content = os.urandom(_SCAN_BYTES)
    sha256 = desk.scans.put(content)
    return Page(desk.ids.new(), sha256, "image/png", 2480, 3508, 300, len(content))


def _accepted(pages: tuple[Page, ...], serial: int, desk: Desk) -> Case:
    now = desk.clock.now()
    return Case(
        application_id=desk.ids.new(),
        pack_id=desk.pack_id,
        channel=Channel.STATE_CORPORATION,
        office_code=OFFICE,
        workplace=WORKPLACE,
        operator=desk.operator.login,
        opened_at=now,
        state=CaseState.ACCEPTED,
        applicant=_applicant(serial),
        documents=(AttachedDocument("application", DocumentStatus.SCANNED, pages),),
        number=str(CaseNumber(OFFICE, WORKPLACE, now.year, serial)),
        accepted_at=now,
    )


def _applicant(number: int) -> Applicant:
    first, second, third = (_SYLLABLES[number // 10**place % 10] for place in range(3))
    name = PersonName(f"{first}{second}ова".title(), f"{third}гүл".title())
    return Applicant(iin=_iin(number), iin_source=IinSource.TYPED, name=name)


def _iin(number: int) -> Iin | None:
    born = date(1970, 1, 1) + timedelta(days=number % 10_000)
    return compose_iin(born, Sex.FEMALE, _FIRST_SERIAL + number % _SERIALS)


def _require_unbroken(unit: UnitOfWork) -> None:
    if first_broken(unit.audit.entries()) is not None:
        raise StoreError("journal.broken")


def _require_files(case: Case, scans: Scans) -> None:
    for sha256 in files_of(case):
        scans.get(sha256)

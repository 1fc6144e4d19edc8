"""Invented cases for fault campaigns: `stress write` seals them, `stress check` looks for harm.

The store under the folder has a throw-away key beside it; nothing here is anybody's data.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TextIO
from uuid import UUID, uuid4

from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.domain.applicants import Applicant, IinSource, PersonName
from desk_app.domain.audit import AuditEvent, first_broken
from desk_app.domain.cases import Case, CaseState, IssuedPaper
from desk_app.domain.documents import AttachedDocument, DocumentStatus, Page
from desk_app.domain.iin import Iin, Sex, compose_iin
from desk_app.domain.numbers import CaseNumber, NumberBlock
from desk_app.domain.outbox import MessageKind
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.service_time import Moment, Visit
from desk_app.domain.vocabulary import Channel, PaperKind
from desk_app.errors import InputError, KnownError, StoreError
from desk_app.ports.store import Scans, UnitOfWork
from desk_app.store.durable import disk_errors, make_folder, replace_file
from desk_app.store.logins import has_store
from desk_app.store.opening import (
    OpenStore,
    create_store,
    new_store_key,
    open_store,
)
from desk_app.wire import CaseEvent, encode_event

_KEY = "stress.key"
_OPERATOR = "stress"
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
        for _ in range(count):
            application_id = _seal(opened, scans)
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
                _require_files(unit.cases.get(application_id), unit, opened.scans)
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


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A case with what goes into the store beside it."""

    case: Case
    visit: Visit
    paper: bytes


def _seal(opened: OpenStore, scans: int) -> UUID:
    # Files go first: a case never names a file that is not there.
    pages = tuple(_page(opened.scans) for _ in range(scans))
    with opened.store.unit() as unit:
        sealed = _invented(pages, datetime.now(UTC), number=_take_number(unit))
        _save(unit, sealed)
    return sealed.case.application_id


def _save(unit: UnitOfWork, sealed: _Sealed) -> None:
    case = sealed.case
    unit.cases.save(case)
    unit.visits.save(sealed.visit)
    unit.papers.put(case.papers[0].paper_id, case.application_id, sealed.paper)
    body = encode_event(CaseEvent(kind=MessageKind.CASE_ACCEPTED, case=case, visit=sealed.visit))
    unit.outbox.add(
        message_id=uuid4(),
        application_id=case.application_id,
        sequence=1,
        kind=MessageKind.CASE_ACCEPTED,
        payload=body,
        files=tuple(page.sha256 for document in case.documents for page in document.pages),
        created_at=case.opened_at,
    )
    unit.audit.append(
        AuditEvent(case.opened_at, _OPERATOR, "case_accepted", case.application_id, {})
    )


def _take_number(unit: UnitOfWork) -> int:
    serial, left = (unit.numbers.block() or _BLOCK).take()
    unit.numbers.save_block(left)
    return serial


def _page(scans: Scans) -> Page:
    content = os.urandom(_SCAN_BYTES)
    return Page(uuid4(), scans.put(content), "image/png", 2480, 3508, 300, len(content))


def _invented(pages: tuple[Page, ...], now: datetime, *, number: int) -> _Sealed:
    application_id, visit_id, paper = uuid4(), uuid4(), os.urandom(_PAPER_BYTES)
    full_number = str(CaseNumber(OFFICE, WORKPLACE, now.year, number))
    issued = IssuedPaper(
        uuid4(),
        PaperKind.RECEIPT,
        PaperLanguage.BOTH,
        full_number,
        hashlib.sha256(paper).hexdigest(),
        now,
    )
    case = Case(
        application_id=application_id,
        pack_id="KZ-LIR-2020",
        channel=Channel.STATE_CORPORATION,
        office_code=OFFICE,
        workplace=WORKPLACE,
        operator=_OPERATOR,
        opened_at=now,
        state=CaseState.ACCEPTED,
        visit_id=visit_id,
        applicant=_applicant(number),
        documents=(AttachedDocument("application", DocumentStatus.SCANNED, pages),),
        number=full_number,
        accepted_at=now,
        papers=(issued,),
    )
    visit = Visit(visit_id, OFFICE, WORKPLACE, _OPERATOR, Moment(now, 0.0, "stress"))
    return _Sealed(case, replace(visit, application_id=application_id), paper)


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


def _require_files(case: Case, unit: UnitOfWork, scans: Scans) -> None:
    for document in case.documents:
        for page in document.pages:
            scans.get(page.sha256)
    for paper in case.papers:
        if hashlib.sha256(unit.papers.get(paper.paper_id)).hexdigest() != paper.sha256:
            raise StoreError("paper.damaged")

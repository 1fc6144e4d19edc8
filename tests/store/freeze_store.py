"""Freezes a small store of the present version for the tests of later ones.

python -m tests.store.freeze_store tests/data/store-vN
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from desk_app.domain.cases import CaseState, IssuedPaper, PrintState, with_paper
from desk_app.domain.documents import AttachedDocument, DocumentStatus, Page
from desk_app.domain.numbers import NumberBlock
from desk_app.domain.operators import Operator
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import PaperKind, Role
from desk_app.store.opening import create_store
from desk_app.wire import CaseEvent, MessageKind, encode_event
from tests.store.builders import (
    IINS,
    NOON,
    audit_event,
    event_of,
    invented_case,
    invented_ticket,
    invented_visit,
)

FROZEN_KEY = bytes.fromhex("5a" * 32)
PAGE = b"a frozen page"
PAPER = b"%PDF-1.7 frozen"


def freeze(home: Path) -> None:
    """Make a store with one of everything, and a paper to print and one to hand over."""
    opened = create_store(home, FROZEN_KEY)
    sha256 = opened.scans.put(PAGE)
    visit = invented_visit()
    page = Page(UUID(int=7), sha256, "image/png", 2480, 3508, 300, len(PAGE))
    case = invented_case(
        surname="Мұрағатов",
        given_name="Ескі",
        iin=IINS[0],
        state=CaseState.ACCEPTED,
        accepted_at=NOON,
        number="0101-03-2026-000001-00",
        visit_id=visit.visit_id,
        documents=(AttachedDocument("application", DocumentStatus.SCANNED, (page,)),),
    )
    paper = IssuedPaper(
        UUID(int=9), PaperKind.RECEIPT, PaperLanguage.KK, case.number, opened.scans.put(PAPER), NOON
    )
    case = with_paper(case, paper)
    visit = replace(visit, application_id=case.application_id)
    ready = invented_case(
        surname="Дайынбаев",
        given_name="Ескі",
        iin=IINS[1],
        state=CaseState.READY,
        number="0101-03-2026-000002-00",
        certificate_number="0201-03-2026-000001-00",
        intake_office="0101",
        papers=(
            replace(
                paper,
                paper_id=UUID(int=11),
                kind=PaperKind.CERTIFICATE,
                print_state=PrintState.SPOOLED,
            ),
        ),
    )
    body = encode_event(CaseEvent(kind=MessageKind.CASE_ACCEPTED, case=case, visit=visit))
    _, block = NumberBlock.leased(1, 200).take()
    with opened.store.unit() as unit:
        unit.cases.save(case)
        unit.cases.save(ready)
        unit.visits.save(visit)
        unit.outbox.add(**event_of(case.application_id, 1, payload=body, files=(sha256,)))
        unit.audit.append(audit_event("case_opened"))
        unit.audit.append(audit_event("case_accepted"))
        unit.operators.save(Operator("operator", "Ойдан Оператор", frozenset({Role.OPERATOR})))
        unit.tickets.put(invented_ticket("048"))
        unit.numbers.save_block(block)
        unit.notes.put("cursor", "1")
    opened.close()


if __name__ == "__main__":
    freeze(Path(sys.argv[1]))

"""Desks with their own stores, and what happens at them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID, uuid4

from desk_app.domain.applicants import Applicant, PersonName
from desk_app.domain.cases import Case, Decision, Deed, IssuedPaper, Stamps, do
from desk_app.domain.documents import AttachedDocument, Page, add_page
from desk_app.domain.outbox import MessageKind, OutboxMessage
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import Channel, Outcome, PaperKind
from desk_app.services.desk import files_of
from desk_app.services.exchange import ExchangeReport, exchange_now, exchange_once
from desk_app.store.opening import OpenStore, create_store, new_store_key
from desk_app.sync.registry_client import RegistryClient, TimeLimits
from desk_app.wire import CaseEvent, encode_event
from tests.fakes import FakeClock, FakeIds
from tests.registry.builders import an_iin

PAGES = (b"first page " * 900, b"second page " * 900)
NOWHERE = "http://127.0.0.1:9"
QUICK = TimeLimits(connect=2.0, step=5.0, whole=10.0)


class DistinctIds(FakeIds):
    """Identities that differ between the desks that share one registry."""

    def new(self) -> UUID:
        return uuid4()


@dataclass
class CounterDesk:
    """A workplace with a store, a clock and a line to the registry."""

    folder: Path
    url: str
    office_code: str
    workplace: str = "01"
    clock: FakeClock = field(default_factory=FakeClock)
    ids: DistinctIds = field(default_factory=DistinctIds)
    token: str = ""

    def __enter__(self) -> Self:
        self.opened: OpenStore = create_store(self.folder, new_store_key())
        self.connect(self.url)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.registry.close()
        self.opened.close()

    def connect(self, url: str) -> None:
        self.registry = RegistryClient(
            url,
            office_code=self.office_code,
            workplace=self.workplace,
            token=self.token,
            limits=QUICK,
        )

    def reconnect(self, url: str) -> None:
        self.registry.close()
        self.connect(url)

    def exchange(self) -> ExchangeReport:
        return exchange_once(**self._ports())

    def exchange_now(self) -> ExchangeReport:
        return exchange_now(**self._ports())

    def _ports(self):
        return {
            "store": self.opened.store,
            "scans": self.opened.scans,
            "registry": self.registry,
            "clock": self.clock,
            "ids": self.ids,
        }

    def case(self, application_id: UUID) -> Case:
        with self.opened.store.reading() as unit:
            return unit.cases.get(application_id)

    def has(self, application_id: UUID) -> bool:
        with self.opened.store.reading() as unit:
            return unit.cases.exists(application_id)

    def save(self, case: Case) -> None:
        with self.opened.store.unit() as unit:
            unit.cases.save(case)

    def unsent(self) -> list[OutboxMessage]:
        with self.opened.store.reading() as unit:
            return list(unit.outbox.unsent())

    def journal(self) -> list[str]:
        with self.opened.store.reading() as unit:
            return [entry.event.kind for entry in unit.audit.entries()]

    def enqueue(self, case: Case, kind: MessageKind) -> Case:
        """Save a case and its event in one transaction, as every deed at the desk does."""
        sent = replace(case, revision=case.revision + 1)
        with self.opened.store.unit() as unit:
            unit.cases.save(sent)
            unit.outbox.add(
                message_id=self.ids.new(),
                application_id=sent.application_id,
                sequence=sent.revision,
                kind=kind,
                payload=encode_event(CaseEvent(kind=kind, case=sent)),
                files=files_of(sent),
                created_at=self.clock.now(),
            )
        return sent

    def accept(self, decision_office: str, *, pages: tuple[bytes, ...] = ()) -> Case:
        """Accept a case whose documents have these pages."""
        now = self.clock.now()
        case = Case(
            application_id=uuid4(),
            pack_id="KZ-LIR-2020",
            channel=Channel.STATE_CORPORATION,
            office_code=self.office_code,
            workplace=self.workplace,
            operator="operator",
            opened_at=now,
            applicant=Applicant(iin=an_iin(), name=PersonName("Сынақова", "Үлгі")),
            documents=(self.scanned(pages),) if pages else (),
            intake_office=self.office_code,
            decision_office=decision_office,
            stamps=Stamps(t0_ticket=now),
        )
        accepted = replace(
            do(case, Deed.ACCEPT),
            accepted_at=now,
            temporary_number=f"T-{self.office_code}-{self.workplace}-000001-00",
            decision=Decision(Outcome.ACCEPT, decided_by="operator", decided_at=now),
        )
        return self.enqueue(self.with_paper(accepted, PaperKind.RECEIPT), MessageKind.CASE_ACCEPTED)

    def scanned(self, pages: tuple[bytes, ...]) -> AttachedDocument:
        document = AttachedDocument("employment")
        for content in pages:
            digest = self.opened.scans.put(content)
            page = Page(uuid4(), digest, "image/jpeg", 10, 10, 200, len(content))
            document = add_page(document, page)
        return document

    def with_paper(self, case: Case, kind: PaperKind) -> Case:
        content = f"{kind} {case.application_id}".encode()
        paper = IssuedPaper(
            paper_id=uuid4(),
            kind=kind,
            language=PaperLanguage.KK,
            number="",
            sha256=self.opened.scans.put(content),
            made_at=self.clock.now(),
        )
        return replace(case, papers=(*case.papers, paper))

    def register(self, application_id: UUID, certificate_number: str) -> Case:
        """Register at the career centre; without a number the certificate waits."""
        now = self.clock.now()
        case = do(self.case(application_id), Deed.REGISTER)
        case = replace(
            case,
            decision=Decision(Outcome.REGISTER, decided_by="specialist", decided_at=now),
            stamps=replace(case.stamps, t4_decided=now),
            certificate_number=certificate_number,
        )
        if certificate_number:
            case = self.with_paper(case, PaperKind.CERTIFICATE)
        return self.enqueue(case, MessageKind.CASE_REGISTERED)

    def deed(self, application_id: UUID, deed: Deed, kind: MessageKind) -> Case:
        return self.enqueue(do(self.case(application_id), deed), kind)

    def close_visit(self, application_id: UUID) -> Case:
        return self.enqueue(self.case(application_id), MessageKind.VISIT_CLOSED)


def delivered_case(intake: CounterDesk, centre: CounterDesk) -> Case:
    case = intake.accept(centre.office_code, pages=PAGES)
    assert intake.exchange().sent == 1
    return case


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

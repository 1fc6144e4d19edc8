"""A real desk for tests: store, packs, calendar and papers as in service; people are invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from uuid import UUID

from desk_app.bootstrap import load_renderer
from desk_app.domain.applicants import Applicant, IdentityDocument, IinSource, PersonName
from desk_app.domain.cases import Case
from desk_app.domain.devices import MediaType, PageImage
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.iin import Iin, Sex, compose_iin
from desk_app.domain.languages import Bilingual
from desk_app.domain.numbers import NumberBlock
from desk_app.domain.offices import Office, SignatoryTerm
from desk_app.domain.operators import Operator
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.service_time import Ticket, TicketSource
from desk_app.domain.vocabulary import CheckValue, DeskKind, RequestedStatus, Role
from desk_app.domain.working_days import Calendar
from desk_app.packs import load_calendar, load_packs
from desk_app.resource_paths import shipped_folder
from desk_app.services import decisions, intake, queue
from desk_app.services.answers import RegistryAnswer
from desk_app.services.desk import Desk
from desk_app.store.opening import OpenStore, create_store
from desk_app.wire import CheckAnswer, PersonRecord
from tests.fakes import FakeClock, FakeIds

KEY = bytes(range(32))
BORN = date(1991, 4, 17)
PACK = "KZ-LIR-2020"
ANSWERS = {
    "address": "Үлгі көшесі, 1",
    "phone": "+77012345678",
    "education": "higher",
    "job": "Бухгалтер",
    "experience": "8",
    "last_employer": "«Үлгі» ЖШС",
}
PAGE = PageImage(MediaType.PNG, b"an invented page", 100, 140, 300)
OPERATOR = Operator("operator", "Ойдан Оператор", frozenset({Role.OPERATOR}), phone="+77000000001")
SPECIALIST = Operator("specialist", "Ойдан Маман", frozenset({Role.SPECIALIST}))
APPROVER = Operator("approver", "Ойдан Бекітуші", frozenset({Role.APPROVER}))
SUPERVISOR = Operator("supervisor", "Ойдан Басшы", frozenset({Role.SUPERVISOR}))
ADMINISTRATOR = Operator("administrator", "Ойдан Әкімші", frozenset({Role.ADMINISTRATOR}))


def same(text: str) -> Bilingual:
    return Bilingual(text, text)


SIGNATORIES = (
    SignatoryTerm("Ойдан Директор", same("директор"), date(2020, 1, 1)),
    SignatoryTerm(
        "Ойдан Орынбасар", same("орынбасар"), date(2026, 12, 1), date(2026, 12, 5), acting=True
    ),
)
CENTRE = Office(
    code="0201",
    kind=DeskKind.PROVIDER,
    name=same("Үлгі орталығы"),
    agency=same("Үлгі мекемесі"),
    address=same("Үлгі көшесі, 2"),
    phone="+77000000000",
    decision_office="0201",
    decision_office_name=same("Үлгі орталығы"),
    signatories=SIGNATORIES,
    closes_at=time(18, 0),
)
CORPORATION = replace(
    CENTRE, code="0101", kind=DeskKind.STATE_CORPORATION, name=same("Үлгі бөлімі"), signatories=()
)


@cache
def packs() -> Mapping[str, RulePack]:
    return load_packs(shipped_folder("resources") / "rule_packs")


@cache
def calendar() -> Calendar:
    return load_calendar(shipped_folder("resources") / "calendar.toml")


@cache
def render():
    return load_renderer()


def iins(born: date = BORN, sex: Sex = Sex.FEMALE) -> tuple[Iin, ...]:
    """Return invented IINs of one birth date."""
    found = (compose_iin(born, sex, serial) for serial in range(9900, 10000))
    return tuple(iin for iin in found if iin is not None)


def opened_store(home: Path) -> OpenStore:
    """Return a new store under a fixed key, with a block of numbers."""
    opened = create_store(home, KEY)
    give_numbers(opened)
    with opened.store.unit() as unit:
        for operator in (OPERATOR, SPECIALIST, APPROVER, SUPERVISOR, ADMINISTRATOR):
            unit.operators.save(operator)
    return opened


def give_numbers(opened: OpenStore, count: int = 5000) -> None:
    with opened.store.unit() as unit:
        unit.numbers.save_block(NumberBlock.leased(1, count))


def take_numbers_away(desk: Desk) -> None:
    """Leave the block as it is when every serial has been used."""
    with desk.store.unit() as unit:
        unit.numbers.save_block(NumberBlock(1, 5000, 5001))


def desk_of(
    opened: OpenStore,
    kind: DeskKind = DeskKind.STATE_CORPORATION,
    operator: Operator | None = None,
    *,
    pack_id: str = PACK,
    clock: FakeClock | None = None,
    ids: FakeIds | None = None,
) -> Desk:
    office = CENTRE if kind is DeskKind.PROVIDER else CORPORATION
    own = SPECIALIST if kind is DeskKind.PROVIDER else OPERATOR
    return Desk(
        store=opened.store,
        scans=opened.scans,
        clock=clock or FakeClock(),
        ids=ids or FakeIds(),
        render=render(),
        packs=packs(),
        pack_id=pack_id,
        calendar=calendar(),
        office=office,
        workplace="03",
        operator=operator or own,
    )


def ticket(
    number: str = "А-048",
    *,
    source: TicketSource = TicketSource.REGISTRY,
    issued_at: datetime = datetime(2026, 11, 23, 4, 50, tzinfo=UTC),
) -> Ticket:
    return Ticket(f"id-{number}", number, issued_at, source)


def wait_in_queue(desk: Desk, *tickets: Ticket) -> None:
    with desk.store.unit() as unit:
        for each in tickets:
            unit.tickets.put(each)


def draft(desk: Desk) -> Case:
    """Return a new draft of a walk-in, at the counter."""
    visit = queue.take_without_ticket(desk=desk)
    return intake.open_case(visit.visit_id, desk=desk)


def person(iin: Iin, **fields: object) -> PersonRecord:
    known = {
        "surname": "Сынақова",
        "given_name": "Үлгі",
        "patronymic": "Мысалқызы",
        "birth_date": iin.birth_date or BORN,
        "sex": iin.sex or Sex.FEMALE,
        "document_kind": "id_card",
        "document_number": "012345678",
        "document_valid_until": date(2030, 1, 1),
        "prefill": {"address": ANSWERS["address"]},
    }
    return PersonRecord(iin=iin.digits, **{**known, **fields})


def checks_of(desk: Desk, **values: CheckValue) -> tuple[CheckAnswer, ...]:
    """Return answers to every check of the pack that registers answer: nothing stands against."""
    clear = {"resident_here": CheckValue.YES, "permanent_residence": CheckValue.YES}
    return tuple(
        CheckAnswer(
            code=rule.code,
            value=values.get(rule.code, clear.get(rule.code, CheckValue.NO)),
            source="registry",
            queried_at=desk.clock.now(),
        )
        for rule in desk.pack.checks
        if rule.evidence.value == "register" and rule.code != "active_application"
    )


def identify(
    desk: Desk, case: Case, iin: Iin, *, is_online: bool = True, **checks: CheckValue
) -> Case:
    intake.give_iin(case.application_id, iin, IinSource.BARCODE, desk=desk)
    if is_online:
        answer = RegistryAnswer(True, person(iin), checks_of(desk, **checks), iin=iin)
        intake.take_answer(case.application_id, answer, desk=desk)
    else:
        intake.enter_applicant(case.application_id, by_hand(iin), desk=desk)
    return intake.confirm_person(case.application_id, desk=desk)


def by_hand(iin: Iin | None, **fields: object) -> Applicant:
    """Return an applicant as entered from the document without a registry."""
    applicant = Applicant(
        iin=iin,
        iin_source=IinSource.BARCODE if iin else IinSource.NONE,
        name=PersonName("Сынақова", "Үлгі"),
        birth_date=iin.birth_date if iin else BORN,
        sex=iin.sex if iin else Sex.FEMALE,
        document=IdentityDocument("id_card", "012345678", valid_until=date(2030, 1, 1)),
    )
    return replace(applicant, **fields)


def fill(desk: Desk, application_id: UUID, *, consents: Mapping[str, bool] | None = None) -> Case:
    """Settle the documents, answer the form and the consents, and sign."""
    for code in ("employment", "education"):
        intake.mark_document(application_id, code, DocumentStatus.ABSENT, desk=desk)
    for code, text in ANSWERS.items():
        intake.answer_field(application_id, code, text, desk=desk)
    for rule in desk.pack.consents:
        given = (consents or {}).get(rule.code, True)
        intake.record_consent(application_id, rule.code, given=given, desk=desk)
    intake.keep_page(application_id, "application", PAGE, desk=desk)
    with desk.store.reading() as unit:
        return unit.cases.get(application_id)


def filled(
    desk: Desk,
    iin: Iin,
    *,
    status: RequestedStatus = RequestedStatus.JOB_SEEKER,
    is_online: bool = True,
    **checks: CheckValue,
) -> Case:
    """Return a draft that lacks nothing, with the visitor at the counter."""
    case = draft(desk)
    identify(desk, case, iin, is_online=is_online, **checks)
    intake.ask_for(case.application_id, status, desk=desk)
    return fill(desk, case.application_id)


def accepted(desk: Desk, iin: Iin, *, link_is_up: bool = True) -> Case:
    case = filled(desk, iin)
    return decisions.accept(case.application_id, desk=desk, link_is_up=link_is_up)


def saved(desk: Desk, case: Case) -> Case:
    """Put a case into the store as another desk or day left it."""
    with desk.store.unit() as unit:
        unit.cases.save(case)
    return case


def stored(desk: Desk, application_id: UUID) -> Case:
    with desk.store.reading() as unit:
        return unit.cases.get(application_id)


def journal(desk: Desk, application_id: UUID | None = None) -> list[str]:
    """Return the kinds of the journal's events, of one case if named."""
    with desk.store.reading() as unit:
        events = [entry.event for entry in unit.audit.entries()]
    return [e.kind for e in events if application_id in {None, e.application_id}]


def messages(desk: Desk, application_id: UUID) -> list[str]:
    """Return the kinds of a case's events on their way to the registry, in order."""
    with desk.store.reading() as unit:
        unsent = [m for m in unit.outbox.unsent() if m.application_id == application_id]
    return [message.kind.value for message in sorted(unsent, key=lambda m: m.sequence)]

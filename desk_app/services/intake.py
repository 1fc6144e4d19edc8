"""The intake: open a case for a visit, identify, collect documents, answers and consents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from desk_app.domain import documents as pages
from desk_app.domain import identity
from desk_app.domain.applicants import Applicant, IdentityDocument, IinSource, Lookup, PersonName
from desk_app.domain.cases import (
    Case,
    CaseState,
    CheckResult,
    ConsentRecord,
    Deed,
    Step,
    do,
    with_answer,
    with_check,
    with_consent,
    with_document,
)
from desk_app.domain.devices import PageImage
from desk_app.domain.documents import AttachedDocument, DocumentStatus, Page
from desk_app.domain.iin import Iin
from desk_app.domain.languages import Language
from desk_app.domain.operators import Permission
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.rule_packs import Settling
from desk_app.domain.rules import computed_checks
from desk_app.domain.service_time import IntervalKind, Visit, begin_interval, end_interval
from desk_app.domain.vocabulary import Channel, CheckValue, DeskKind, RequestedStatus
from desk_app.errors import RuleError
from desk_app.ports.store import CaseSummary, UnitOfWork
from desk_app.services.desk import Desk, allow, edit, note_deed
from desk_app.wire import CheckAnswer, KnownCase, PersonRecord

_CHANNELS = {
    DeskKind.STATE_CORPORATION: Channel.STATE_CORPORATION,
    DeskKind.PROVIDER: Channel.PROVIDER,
}


def open_case(visit_id: UUID, *, desk: Desk, language: Language = Language.KK) -> Case:
    """Open a draft for the visit being served; its second call returns the same case."""
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        visit = unit.visits.get(visit_id)
        if visit.application_id is not None and unit.cases.exists(visit.application_id):
            return unit.cases.get(visit.application_id)
        case = _new_case(visit, desk, language)
        unit.cases.save(case)
        unit.visits.save(replace(visit, application_id=case.application_id))
        note_deed(unit, desk, "case.opened", case.application_id)
    return case


def _new_case(visit: Visit, desk: Desk, language: Language) -> Case:
    ticket = visit.ticket
    case = Case(
        application_id=desk.ids.new(),
        pack_id=desk.pack_id,
        channel=_CHANNELS[desk.office.kind],
        office_code=desk.office.code,
        workplace=desk.workplace,
        operator=desk.operator.login,
        opened_at=desk.clock.now(),
        visit_id=visit.visit_id,
        application_language=language,
        result_language=PaperLanguage(language.value),
        intake_office=desk.office.code,
        decision_office=desk.office.decision_office,
        documents=tuple(AttachedDocument(rule.code) for rule in desk.pack.documents),
    )
    stamps = replace(
        case.stamps,
        t0_ticket=ticket.issued_at if ticket else None,
        t1_called=visit.called.wall_at,
    )
    return replace(case, stamps=stamps)


@dataclass(frozen=True, slots=True)
class Found:
    """What this PC already knows of a person; the screen says where it looked."""

    case: Case
    here: tuple[CaseSummary, ...]

    @property
    def active_here(self) -> tuple[CaseSummary, ...]:
        """Cases of the person that are still going on at this desk."""
        others = (s for s in self.here if s.application_id != self.case.application_id)
        return tuple(s for s in others if s.state not in _NOT_ACTIVE)


_NOT_ACTIVE = frozenset(
    {
        CaseState.ACCEPTANCE_REFUSED,
        CaseState.RETURNED,
        CaseState.HANDED_OVER,
        CaseState.WITHDRAWN,
        CaseState.ANNULLED,
        CaseState.REFUSED,
    }
)


def give_iin(application_id: UUID, iin: Iin, source: IinSource, *, desk: Desk) -> Found:
    """Keep the IIN and look for the person among this PC's cases, before anything is entered."""

    def change(case: Case) -> Case:
        applicant = case.applicant
        if applicant.iin == iin:
            return replace(case, applicant=replace(applicant, iin_source=source))
        fresh = Applicant(iin=iin, iin_source=source, birth_date=iin.birth_date, sex=iin.sex)
        return _with_computed_checks(replace(case, applicant=fresh, checks=()), desk)

    case = edit(application_id, change, desk=desk, deed="applicant.iin_given")
    with desk.store.unit() as unit:
        here = tuple(s for s in unit.cases.by_iin(iin) if s.application_id != application_id)
    return Found(case, here)


def _with_computed_checks(case: Case, desk: Desk) -> Case:
    """Answer the checks that are arithmetic; they need no registry and carry their own time."""
    pack, now, applicant = desk.pack_of(case), desk.clock.now(), case.applicant
    values = computed_checks(
        pack, birth_date=applicant.birth_date, sex=applicant.sex, on=desk.today()
    )
    for code, value in values.items():
        case = with_check(case, CheckResult(code, value, "desk", now))
    return case


@dataclass(frozen=True, slots=True)
class RegistryAnswer:
    """What the registry said of a person, asked without holding the case up.

    Attributes:
        asked: False where it could not be asked; then everything stays unknown.
    """

    asked: bool
    person: PersonRecord | None = None
    checks: tuple[CheckAnswer, ...] = ()
    cases: tuple[KnownCase, ...] = ()


def take_answer(application_id: UUID, answer: RegistryAnswer, *, desk: Desk) -> Case:
    """Put the registry's answer into the case: names, prefilled fields, checks with their times."""

    def change(case: Case) -> Case:
        now = desk.clock.now()
        if not answer.asked:
            lookup = Lookup(CheckValue.UNKNOWN, "registry", now)
            return replace(case, applicant=replace(case.applicant, registry_lookup=lookup))
        for check in answer.checks:
            case = with_check(
                case,
                CheckResult(check.code, check.value, check.source, check.queried_at, check.detail),
            )
        if answer.person is None:
            lookup = Lookup(CheckValue.NO, "registry", now)
            return replace(case, applicant=replace(case.applicant, registry_lookup=lookup))
        known = _with_person(case, answer.person, Lookup(CheckValue.YES, "registry", now))
        return _with_computed_checks(known, desk)

    return edit(application_id, change, desk=desk, deed="applicant.registry_asked")


def _with_person(case: Case, person: PersonRecord, lookup: Lookup) -> Case:
    applicant = replace(
        case.applicant,
        name=PersonName(person.surname, person.given_name, person.patronymic),
        birth_date=person.birth_date,
        sex=person.sex,
        citizenship=person.citizenship,
        document=_document_of(person, case.applicant.document),
        registry_lookup=lookup,
    )
    form = case.form
    fresh = {code: text for code, text in person.prefill.items() if not form.answers.get(code)}
    form = replace(
        form,
        answers={**form.answers, **fresh},
        from_registry=tuple(dict.fromkeys((*form.from_registry, *fresh))),
    )
    return replace(case, applicant=applicant, form=form)


def _document_of(person: PersonRecord, shown: IdentityDocument) -> IdentityDocument:
    if shown.number and shown.number != person.document_number:
        return shown
    return IdentityDocument(
        kind=shown.kind or person.document_kind,
        number=person.document_number,
        issued_by=person.document_issued_by,
        issued_on=person.document_issued_on,
        valid_until=person.document_valid_until,
        seen_in_app=shown.seen_in_app,
    )


def confirm_digits(application_id: UUID, typed: str, *, desk: Desk) -> Case:
    """Confirm a typed IIN by the last digits of the document, or by its whole number.

    Where the registry could not say the number, the whole number is taken as typed.

    Raises:
        RuleError: `identity.digits_differ`.
    """

    def change(case: Case) -> Case:
        applicant = case.applicant
        if applicant.registry_lookup.found is CheckValue.YES:
            if not identity.second_datum_matches(typed, applicant.document.number):
                raise RuleError("identity.digits_differ")
            return replace(case, applicant=replace(applicant, second_datum_matched=True))
        number = "".join(typed.split()).upper()
        if len(number) < _WHOLE_NUMBER_LENGTH:
            raise RuleError("identity.whole_number_needed")
        document = replace(applicant.document, number=number)
        confirmed = replace(applicant, document=document, second_datum_matched=True)
        return replace(case, applicant=confirmed)

    return edit(application_id, change, desk=desk, deed="applicant.second_datum")


_WHOLE_NUMBER_LENGTH = 6


def confirm_person(application_id: UUID, *, desk: Desk, mismatch_reason: str = "") -> Case:
    """Keep that photo and data fit the person at the counter; the identity document is settled."""

    def change(case: Case) -> Case:
        applicant = replace(
            case.applicant,
            is_confirmed=True,
            mismatch_reason=mismatch_reason or case.applicant.mismatch_reason,
        )
        confirmed = replace(
            case,
            applicant=applicant,
            stamps=replace(
                case.stamps, t2_identified=case.stamps.t2_identified or desk.clock.now()
            ),
        )
        return _settle_identity_documents(confirmed, desk)

    return edit(application_id, change, desk=desk, deed="applicant.confirmed")


def _settle_identity_documents(case: Case, desk: Desk) -> Case:
    for rule in desk.pack_of(case).documents:
        document = case.document(rule.code)
        if rule.settled_by is Settling.IDENTIFICATION and (
            document.status is DocumentStatus.UNSETTLED
        ):
            case = with_document(case, pages.mark(document, DocumentStatus.SEEN))
    return case


def enter_applicant(application_id: UUID, applicant: Applicant, *, desk: Desk) -> Case:
    """Keep what the clerk entered by hand; a changed person has to be confirmed again."""

    def change(case: Case) -> Case:
        same = replace(applicant, is_confirmed=case.applicant.is_confirmed) == case.applicant
        entered = applicant if same else replace(applicant, is_confirmed=False)
        return _with_computed_checks(replace(case, applicant=entered), desk)

    return edit(application_id, change, desk=desk)


def answer_field(application_id: UUID, code: str, text: str, *, desk: Desk) -> Case:
    """Keep one field as typed; nothing is refused here, the step says what is wrong."""
    return edit(application_id, lambda case: with_answer(case, code, text), desk=desk)


def answer_rows(
    application_id: UUID, group: str, rows: Iterable[Mapping[str, str]], *, desk: Desk
) -> Case:
    """Keep the rows of a repeating group as typed."""
    kept = tuple(dict(row) for row in rows)

    def change(case: Case) -> Case:
        return replace(case, form=replace(case.form, rows={**case.form.rows, group: kept}))

    return edit(application_id, change, desk=desk)


def record_consent(application_id: UUID, code: str, *, given: bool, desk: Desk) -> Case:
    """Keep an answer to a consent with the version of the text the applicant read."""

    def change(case: Case) -> Case:
        version = next(c.version for c in desk.pack_of(case).consents if c.code == code)
        return with_consent(case, ConsentRecord(code, version, given, desk.clock.now()))

    deed = "consent.given" if given else "consent.refused"
    return edit(application_id, change, desk=desk, deed=deed)


def choose_languages(
    application_id: UUID,
    *,
    desk: Desk,
    application: Language | None = None,
    result: PaperLanguage | None = None,
) -> Case:
    """Keep the language of the application and that of the result: two fields."""

    def change(case: Case) -> Case:
        return replace(
            case,
            application_language=application or case.application_language,
            result_language=result or case.result_language,
        )

    return edit(application_id, change, desk=desk)


def ask_for(application_id: UUID, status: RequestedStatus, *, desk: Desk) -> Case:
    """Keep which status the applicant asks for."""
    return edit(application_id, lambda c: replace(c, requested_status=status), desk=desk)


def go_to(application_id: UUID, step: Step, *, desk: Desk) -> Case:
    """Keep the step the clerk is on, so that a restart comes back to it."""
    return edit(application_id, lambda case: replace(case, step=step), desk=desk)


def mark_document(application_id: UUID, code: str, status: DocumentStatus, *, desk: Desk) -> Case:
    """Mark a listed document seen, absent, or unsettled again."""
    return edit(
        application_id,
        lambda case: with_document(case, pages.mark(case.document(code), status)),
        desk=desk,
        deed=f"document.{status}",
    )


def keep_page(application_id: UUID, code: str, image: PageImage, *, desk: Desk) -> Page:
    """Store a page durably, then let the case name it; returns the page."""
    page = _stored(image, desk)
    edit(
        application_id,
        lambda case: with_document(case, pages.add_page(case.document(code), page)),
        desk=desk,
        deed="page.added",
    )
    return page


def replace_page(
    application_id: UUID, code: str, old: UUID, image: PageImage, *, desk: Desk
) -> Page:
    """Take a page again in the place of an old one."""
    page = _stored(image, desk)
    edit(
        application_id,
        lambda case: with_document(case, pages.replace_page(case.document(code), old, page)),
        desk=desk,
        deed="page.replaced",
    )
    return page


def _stored(image: PageImage, desk: Desk) -> Page:
    return Page(
        page_id=desk.ids.new(),
        sha256=desk.scans.put(image.data),
        media_type=image.media_type.value,
        width_px=image.width_px,
        height_px=image.height_px,
        dpi=image.dpi,
        size_bytes=image.size_bytes,
    )


def turn_page(application_id: UUID, code: str, page_id: UUID, *, degrees: int, desk: Desk) -> Case:
    """Turn a page clockwise; the stored bytes stay as they were taken."""
    return edit(
        application_id,
        lambda case: with_document(case, pages.turn_page(case.document(code), page_id, degrees)),
        desk=desk,
    )


def remove_page(application_id: UUID, code: str, page_id: UUID, *, desk: Desk) -> Case:
    """Take a page out; `restore_page` undoes it."""
    return edit(
        application_id,
        lambda case: with_document(case, pages.remove_page(case.document(code), page_id)),
        desk=desk,
        deed="page.removed",
    )


def restore_page(application_id: UUID, code: str, page_id: UUID, *, desk: Desk) -> Case:
    """Bring a removed page back to its place."""
    return edit(
        application_id,
        lambda case: with_document(case, pages.restore_page(case.document(code), page_id)),
        desk=desk,
        deed="page.restored",
    )


def move_page(application_id: UUID, code: str, page_id: UUID, *, places: int, desk: Desk) -> Case:
    """Move a page towards the front (negative) or the end."""
    return edit(
        application_id,
        lambda case: with_document(case, pages.move_page(case.document(code), page_id, places)),
        desk=desk,
    )


def hold(application_id: UUID, reason: str, *, desk: Desk) -> Case:
    """Put the draft aside with a reason; its visit stays open and the counter is free.

    Raises:
        RuleError: `hold.unknown_reason`.
    """
    allow(desk, Permission.SERVE)
    now = desk.clock.moment()
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        rule = next((r for r in desk.pack_of(case).hold_reasons if r.code == reason), None)
        if rule is None:
            raise RuleError("hold.unknown_reason", reason=reason)
        held = replace(do(case, Deed.HOLD), held_reason=reason, held_at=now.wall_at)
        unit.cases.save(held)
        if case.visit_id is not None:
            visit = unit.visits.get(case.visit_id)
            unit.visits.save(
                begin_interval(visit, IntervalKind.HOLD, reason, now, stops_clock=rule.stops_clock)
            )
        note_deed(unit, desk, "case.held", application_id, {"reason": reason})
    return held


def resume(application_id: UUID, *, desk: Desk) -> Case:
    """Take a held case up again; its hold interval ends, its clock goes on.

    Raises:
        RuleError: `visit.still_open` while another visitor is at the counter.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        if unit.visits.open() is not None:
            raise RuleError("visit.still_open")
        case = unit.cases.get(application_id)
        visit = _visit_again(unit, case, desk)
        unit.visits.save(end_interval(visit, IntervalKind.HOLD, desk.clock.moment()))
        resumed = replace(
            do(case, Deed.RESUME),
            held_reason="",
            held_at=None,
            visit_id=visit.visit_id,
            operator=desk.operator.login,
        )
        unit.cases.save(resumed)
        note_deed(unit, desk, "case.resumed", application_id)
    return resumed


def _visit_again(unit: UnitOfWork, case: Case, desk: Desk) -> Visit:
    """Return the case's open visit, or a new one where the visitor has come back later."""
    if case.visit_id is not None:
        visit = unit.visits.get(case.visit_id)
        if visit.is_open:
            return visit
    return Visit(
        visit_id=desk.ids.new(),
        office_code=desk.office.code,
        workplace=desk.workplace,
        operator=desk.operator.login,
        called=desk.clock.moment(),
        application_id=case.application_id,
    )


def active_duplicates(found: Found, known: Iterable[KnownCase]) -> tuple[str, ...]:
    """Return the numbers (or ids) of the person's other active cases, here and in the registry."""
    here = [s.number or str(s.application_id) for s in found.active_here]
    there = [
        k.number or str(k.application_id)
        for k in known
        if k.state not in {state.value for state in _NOT_ACTIVE}
        and k.application_id != found.case.application_id
    ]
    return tuple(dict.fromkeys((*here, *there)))

"""The intake: open a case for a visit, identify, keep answers, consents and languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from desk_app.domain import identity
from desk_app.domain.applicants import Applicant, IdentityDocument, IinSource, Lookup, PersonName
from desk_app.domain.cases import (
    ENDED_STATES,
    Case,
    CaseState,
    CheckResult,
    ConsentRecord,
    Step,
    with_answer,
    with_check,
    with_consent,
)
from desk_app.domain.documents import AttachedDocument, DocumentStatus, mark
from desk_app.domain.iin import Iin
from desk_app.domain.languages import Language
from desk_app.domain.operators import Permission
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.rule_packs import Settling
from desk_app.domain.rules import computed_checks
from desk_app.domain.service_time import Visit
from desk_app.domain.vocabulary import Channel, CheckValue, DeskKind, RequestedStatus
from desk_app.errors import InputError, RuleError
from desk_app.ports.store import CaseSummary, UnitOfWork
from desk_app.services.attaching import (
    keep_page,
    mark_document,
    move_page,
    remove_page,
    replace_page,
    restore_page,
    settled,
    turn_page,
)
from desk_app.services.desk import Desk, allow, edit, note_deed, require_draft
from desk_app.services.holding import hold, resume
from desk_app.wire import CheckAnswer, KnownCase, PersonRecord

# Every deed of the intake in one place, those of `attaching` and `holding` too.
__all__ = [
    "CHANNELS",
    "Found",
    "RegistryAnswer",
    "active_duplicates",
    "answer_field",
    "answer_rows",
    "ask_for",
    "choose_languages",
    "confirm_digits",
    "confirm_person",
    "enter_applicant",
    "give_iin",
    "go_to",
    "hold",
    "keep_page",
    "mark_document",
    "move_page",
    "open_case",
    "record_consent",
    "remove_page",
    "replace_page",
    "restore_page",
    "resume",
    "take_answer",
    "turn_page",
]

CHANNELS = {
    DeskKind.STATE_CORPORATION: Channel.STATE_CORPORATION,
    DeskKind.PROVIDER: Channel.PROVIDER,
}
_ACTIVE_APPLICATION = "active_application"
_HERE = "desk"
_EVERYWHERE = "desk, registry"
_SHORTEST_NUMBER = 6


def open_case(visit_id: UUID, *, desk: Desk, language: Language = Language.KK) -> Case:
    """Open a draft for the visit being served; its second call returns the same case.

    Raises:
        RuleError: `visit.closed`.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        visit = unit.visits.get(visit_id)
        if visit.application_id is not None and unit.cases.exists(visit.application_id):
            return unit.cases.get(visit.application_id)
        if not visit.is_open:
            raise RuleError("visit.closed")
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
        channel=CHANNELS[desk.office.kind],
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
        return _active(self.here, self.case.application_id)


def _active(here: Iterable[CaseSummary], application_id: UUID) -> tuple[CaseSummary, ...]:
    others = (s for s in here if s.application_id != application_id)
    return tuple(s for s in others if s.state not in ENDED_STATES)


def _active_known(known: Iterable[KnownCase], application_id: UUID) -> tuple[KnownCase, ...]:
    ended = {state.value for state in ENDED_STATES}
    others = (k for k in known if k.application_id != application_id)
    return tuple(k for k in others if k.state not in ended)


def give_iin(application_id: UUID, iin: Iin, source: IinSource, *, desk: Desk) -> Found:
    """Keep the IIN and look for the person among this PC's cases, before anything is entered.

    Another IIN is another person: what the registry said of the former one goes with it.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        before = unit.cases.get(application_id)
        require_draft(before)
        here = tuple(s for s in unit.cases.by_iin(iin) if s.application_id != application_id)
        case = _same_person(before, source) if before.applicant.iin == iin else before
        if before.applicant.iin != iin:
            case = _another_person(before, iin, source, desk)
            note_deed(unit, desk, "applicant.iin_given", application_id)
        case = _with_computed_checks(case, desk)
        case = _with_duplicate_check(case, _active(here, application_id), desk, registry=None)
        unit.cases.save(case)
    return Found(case, here)


def _same_person(case: Case, source: IinSource) -> Case:
    # A number once read by machine is not made doubtful by typing it again.
    if source is IinSource.TYPED and case.applicant.iin_source is not IinSource.NONE:
        return case
    return replace(case, applicant=replace(case.applicant, iin_source=source))


def _another_person(case: Case, iin: Iin, source: IinSource, desk: Desk) -> Case:
    form = case.form
    own = {code: text for code, text in form.answers.items() if code not in form.from_registry}
    cleared = replace(
        case,
        applicant=Applicant(iin=iin, iin_source=source, birth_date=iin.birth_date, sex=iin.sex),
        checks=(),
        form=replace(form, answers=own, from_registry=()),
        stamps=replace(case.stamps, t2_identified=None),
    )
    for rule in desk.pack_of(case).documents:
        if rule.settled_by is Settling.IDENTIFICATION:
            unsettled = mark(case.document(rule.code), DocumentStatus.UNSETTLED)
            cleared = settled(cleared, rule, unsettled, desk)
    return cleared


def _with_computed_checks(case: Case, desk: Desk) -> Case:
    """Answer the checks that are arithmetic; they need no registry and carry their own time."""
    pack, now, applicant = desk.pack_of(case), desk.clock.now(), case.applicant
    values = computed_checks(
        pack, birth_date=applicant.birth_date, sex=applicant.sex, on=desk.today()
    )
    for code, value in values.items():
        if case.check(code).value is not value or case.check(code).queried_at is None:
            case = with_check(case, CheckResult(code, value, _HERE, now))
    return case


def _with_duplicate_check(
    case: Case, here: tuple[CaseSummary, ...], desk: Desk, *, registry: bool | None
) -> Case:
    """Say whether another application is under way, and where that was looked for.

    Args:
        case: The case at hand.
        here: The person's active cases on this PC.
        desk: This desk.
        registry: Whether the registry knows an active one; None where it was not asked.
    """
    if here or registry:
        value = CheckValue.YES
    else:
        value = CheckValue.UNKNOWN if registry is None else CheckValue.NO
    source = _HERE if registry is None else _EVERYWHERE
    return with_check(case, CheckResult(_ACTIVE_APPLICATION, value, source, desk.clock.now()))


@dataclass(frozen=True, slots=True)
class RegistryAnswer:
    """What the registry said of a person, asked without holding the case up.

    Attributes:
        asked: False where it could not be asked; then everything stays unknown.
        iin: Of whom it was asked; an answer about somebody else is not taken.
    """

    asked: bool
    person: PersonRecord | None = None
    checks: tuple[CheckAnswer, ...] = ()
    cases: tuple[KnownCase, ...] = ()
    iin: Iin | None = None


_CHECKED_AGAIN = frozenset({CaseState.DRAFT, CaseState.ACCEPTED})


def take_answer(application_id: UUID, answer: RegistryAnswer, *, desk: Desk) -> Case:
    """Put the registry's answer into the case: names, prefilled fields, checks with their times.

    In an accepted case only the checks are taken: the person and the form are as accepted. An
    answer that comes too late, about another IIN or to a decided case, changes nothing.

    Raises:
        AccessError: The operator may not serve.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        is_other = answer.iin is not None and answer.iin != case.applicant.iin
        if is_other or case.state not in _CHECKED_AGAIN:
            return case
        taken = _with_answer(unit, case, answer, desk)
        unit.cases.save(taken)
        note_deed(unit, desk, "applicant.registry_asked", application_id)
    return taken


def _with_answer(unit: UnitOfWork, case: Case, answer: RegistryAnswer, desk: Desk) -> Case:
    now = desk.clock.now()
    if not answer.asked:
        # What was heard before a link broke is still true.
        known = case.applicant.registry_lookup
        lookup = known if known.asked_at else Lookup(CheckValue.UNKNOWN, "registry", now)
        return replace(case, applicant=replace(case.applicant, registry_lookup=lookup))
    for check in answer.checks:
        result = CheckResult(check.code, check.value, check.source, check.queried_at, check.detail)
        case = with_check(case, result)
    case = _with_duplicates_everywhere(unit, case, answer, desk)
    found = CheckValue.NO if answer.person is None else CheckValue.YES
    lookup = Lookup(found, "registry", now)
    if answer.person is None or case.state is not CaseState.DRAFT:
        return replace(case, applicant=replace(case.applicant, registry_lookup=lookup))
    return _with_computed_checks(_with_person(case, answer.person, lookup), desk)


def _with_duplicates_everywhere(
    unit: UnitOfWork, case: Case, answer: RegistryAnswer, desk: Desk
) -> Case:
    iin = case.applicant.iin
    here = _active(unit.cases.by_iin(iin), case.application_id) if iin is not None else ()
    there = _active_known(answer.cases, case.application_id)
    return _with_duplicate_check(case, here, desk, registry=bool(there))


def _with_person(case: Case, person: PersonRecord, lookup: Lookup) -> Case:
    applicant = replace(case.applicant, registry_lookup=lookup)
    # Once the clerk has compared the person with the document, that is not written over.
    if not applicant.is_confirmed:
        applicant = _as_registered(applicant, person)
    form = case.form
    fresh = {code: text for code, text in person.prefill.items() if not form.answers.get(code)}
    form = replace(
        form,
        answers={**form.answers, **fresh},
        from_registry=tuple(dict.fromkeys((*form.from_registry, *fresh))),
    )
    return replace(case, applicant=applicant, form=form)


def _as_registered(applicant: Applicant, person: PersonRecord) -> Applicant:
    shown = applicant.document.number
    differs = bool(shown and person.document_number and shown != person.document_number)
    return replace(
        applicant,
        name=PersonName(person.surname, person.given_name, person.patronymic),
        birth_date=person.birth_date,
        sex=person.sex,
        citizenship=person.citizenship,
        document=applicant.document if differs else _registered_document(applicant, person),
        # A whole number typed while the registry was silent proves nothing against its answer.
        second_datum_matched=applicant.second_datum_matched and not differs,
    )


def _registered_document(applicant: Applicant, person: PersonRecord) -> IdentityDocument:
    shown = applicant.document
    return IdentityDocument(
        kind=shown.kind or person.document_kind,
        number=person.document_number or shown.number,
        issued_by=person.document_issued_by or shown.issued_by,
        issued_on=person.document_issued_on or shown.issued_on,
        valid_until=person.document_valid_until or shown.valid_until,
        seen_in_app=shown.seen_in_app,
    )


def confirm_digits(application_id: UUID, typed: str, *, desk: Desk) -> Case:
    """Confirm a typed IIN by the last digits of the document, or by its whole number.

    Where no source says the number, the whole number is taken as typed.

    Raises:
        InputError: `identity.digits_differ` or `identity.whole_number_needed`, field
            `document_digits`.
    """

    def change(case: Case) -> Case:
        applicant = case.applicant
        is_known = applicant.registry_lookup.found is CheckValue.YES
        if is_known and applicant.document.number:
            if not identity.second_datum_matches(typed, applicant.document.number):
                raise InputError("identity.digits_differ", field="document_digits")
            return replace(case, applicant=replace(applicant, second_datum_matched=True))
        number = "".join(typed.split()).upper()
        document = replace(applicant.document, number=number)
        confirmed = replace(applicant, document=document, second_datum_matched=True)
        if not _is_whole_number(confirmed, case, desk):
            raise InputError("identity.whole_number_needed", field="document_digits")
        return replace(case, applicant=confirmed)

    return edit(application_id, change, desk=desk, deed="applicant.second_datum")


def _is_whole_number(applicant: Applicant, case: Case, desk: Desk) -> bool:
    pack = desk.pack_of(case)
    if identity.document_kind(applicant, pack) is None:
        return len(applicant.document.number) >= _SHORTEST_NUMBER
    return identity.has_number_form(applicant, pack)


def confirm_person(application_id: UUID, *, desk: Desk, mismatch_reason: str = "") -> Case:
    """Keep that photo and data fit the person at the counter; the identity document is settled.

    Raises:
        InputError: `identity.unknown_reason`, field `mismatch_reason`.
    """

    def change(case: Case) -> Case:
        _require_known_reason(mismatch_reason, case, desk)
        applicant = replace(
            case.applicant,
            is_confirmed=True,
            mismatch_reason=mismatch_reason or case.applicant.mismatch_reason,
        )
        identified_at = case.stamps.t2_identified or desk.clock.now()
        stamps = replace(case.stamps, t2_identified=identified_at)
        confirmed = replace(case, applicant=applicant, stamps=stamps)
        return _settle_identity_documents(confirmed, desk)

    return edit(application_id, change, desk=desk, deed="applicant.confirmed")


def _require_known_reason(reason: str, case: Case, desk: Desk) -> None:
    known = {text.code for text in desk.pack_of(case).difference_reasons}
    if reason and reason not in known:
        raise InputError("identity.unknown_reason", field="mismatch_reason")


def _settle_identity_documents(case: Case, desk: Desk) -> Case:
    for rule in desk.pack_of(case).documents:
        document = case.document(rule.code)
        is_open = document.status is DocumentStatus.UNSETTLED
        if rule.settled_by is Settling.IDENTIFICATION and is_open:
            case = settled(case, rule, mark(document, DocumentStatus.SEEN), desk)
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
    """Keep an answer to a consent with the version of the text the applicant read.

    Raises:
        RuleError: `consent.unknown`.
    """

    def change(case: Case) -> Case:
        rule = next((c for c in desk.pack_of(case).consents if c.code == code), None)
        if rule is None:
            raise RuleError("consent.unknown", consent=code)
        return with_consent(case, ConsentRecord(code, rule.version, given, desk.clock.now()))

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


def active_duplicates(found: Found, known: Iterable[KnownCase]) -> tuple[str, ...]:
    """Return the numbers (or ids) of the person's other active cases, here and in the registry."""
    here = {s.application_id: s.number for s in found.active_here}
    there = {k.application_id: k.number for k in _active_known(known, found.case.application_id)}
    both = here | {k: n for k, n in there.items() if n or k not in here}
    return tuple(number or str(application_id) for application_id, number in both.items())

"""The intake: open a case for a visit, identify, keep answers, consents and languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from desk_app.domain import identity
from desk_app.domain.applicants import Applicant, IinSource, Lookup
from desk_app.domain.cases import (
    Case,
    ConsentRecord,
    Step,
    Unfinished,
    keeps_unfinished,
    with_answer,
    with_consent,
    with_place,
    with_text,
)
from desk_app.domain.documents import AttachedDocument, DocumentStatus, mark
from desk_app.domain.identity_sources import (
    changed_parts,
    registry_number,
    said_by_document,
    with_iin,
)
from desk_app.domain.iin import Iin
from desk_app.domain.languages import Language
from desk_app.domain.operators import Permission
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.rule_packs import Settling
from desk_app.domain.service_time import Visit
from desk_app.domain.vocabulary import Channel, DeskKind, RequestedStatus
from desk_app.errors import InputError, RuleError
from desk_app.ports.store import CaseSummary, UnitOfWork
from desk_app.services.answers import (
    RegistryAnswer,
    active_cases,
    active_known,
    take_answer,
    with_computed_checks,
    with_duplicate_check,
)
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
from desk_app.wire import KnownCase

# Every deed of the intake in one place, those of `answers`, `attaching` and `holding` too.
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
    "find_here",
    "give_iin",
    "go_to",
    "hold",
    "keep_page",
    "keep_place",
    "keep_text",
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
_SHORTEST_NUMBER = 6
# What the screen calls a number that is only begun; the whole one ends it.
_BEGUN_IIN = "identity.iin"
_BEGUN_DIGITS = "identity.document_digits"


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
        return active_cases(self.here, self.case.application_id)


def give_iin(application_id: UUID, iin: Iin, source: IinSource, *, desk: Desk) -> Found:
    """Keep the IIN and look for the person among this PC's cases, before anything is entered.

    Another IIN is another person: what the registry said of the former one goes with it. A first
    one belongs to whom the clerk has been entering: nothing of that is lost.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        before = unit.cases.get(application_id)
        require_draft(before)
        here = tuple(s for s in unit.cases.by_iin(iin) if s.application_id != application_id)
        case = _same_person(before, source) if before.applicant.iin == iin else before
        if before.applicant.iin != iin:
            case = _with_iin(before, iin, source, desk)
            note_deed(unit, desk, "applicant.iin_given", application_id)
        case = _with_local_checks(unit, case, desk)
        unit.cases.save(case)
    return Found(case, here)


def find_here(application_id: UUID, *, desk: Desk) -> Found:
    """Return what this PC knows of the case's person; nothing is changed.

    Raises:
        AccessError: The operator may not serve.
    """
    allow(desk, Permission.SERVE)
    with desk.store.reading() as unit:
        case = unit.cases.get(application_id)
        iin = case.applicant.iin
        known = unit.cases.by_iin(iin) if iin is not None else ()
        return Found(case, tuple(s for s in known if s.application_id != application_id))


def _with_local_checks(unit: UnitOfWork, case: Case, desk: Desk) -> Case:
    iin = case.applicant.iin
    here = active_cases(unit.cases.by_iin(iin), case.application_id) if iin is not None else ()
    return with_duplicate_check(with_computed_checks(case, desk), here, desk, registry=None)


def _same_person(case: Case, source: IinSource) -> Case:
    # A number once read by machine is not made doubtful by typing it again.
    if source is IinSource.TYPED and case.applicant.iin_source is not IinSource.NONE:
        return case
    return replace(case, applicant=replace(case.applicant, iin_source=source))


def _with_iin(case: Case, iin: Iin, source: IinSource, desk: Desk) -> Case:
    fresh = _another_person(case, iin, source, desk)
    if case.applicant.iin is not None:
        return fresh
    kept = with_text(case, _BEGUN_IIN, "").unfinished
    return replace(fresh, applicant=with_iin(case.applicant, fresh.applicant), unfinished=kept)


def _another_person(case: Case, iin: Iin | None, source: IinSource, desk: Desk) -> Case:
    form = case.form
    own = {code: text for code, text in form.answers.items() if code not in form.from_registry}
    cleared = replace(
        case,
        applicant=Applicant(
            iin=iin,
            iin_source=source,
            birth_date=iin.birth_date if iin else None,
            sex=iin.sex if iin else None,
        ),
        checks=(),
        form=replace(form, answers=own, from_registry=()),
        stamps=replace(case.stamps, t2_identified=None),
        unfinished=Unfinished(case.unfinished.place),
    )
    for rule in desk.pack_of(case).documents:
        if rule.settled_by is Settling.IDENTIFICATION:
            unsettled = mark(case.document(rule.code), DocumentStatus.UNSETTLED)
            cleared = settled(cleared, rule, unsettled, desk)
    return cleared


def confirm_digits(application_id: UUID, typed: str, *, desk: Desk) -> Case:
    """Confirm a typed IIN by the last digits of the document, or by its whole number.

    The digits are compared with the number the registry knows, never with one that was typed.
    Where it knows none, the whole number is taken as it stands in the document; the journal keeps
    that no other source has confirmed it.

    Raises:
        InputError: `identity.digits_differ` or `identity.whole_number_needed`, field
            `document_digits`.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        require_draft(case)
        confirmed = replace(case, applicant=_with_second_datum(case, typed, desk))
        if confirmed != case:
            # Nobody comes back to digits that are right.
            confirmed = with_place(with_text(confirmed, _BEGUN_DIGITS, ""), "")
            unit.cases.save(confirmed)
            is_alone = identity.is_unconfirmed(confirmed.applicant)
            source = {"source": "document" if is_alone else "registry"}
            note_deed(unit, desk, "applicant.second_datum", application_id, source)
    return confirmed


def _with_second_datum(case: Case, typed: str, desk: Desk) -> Applicant:
    applicant = case.applicant
    if known := registry_number(applicant):
        if not identity.second_datum_matches(typed, known):
            raise InputError("identity.digits_differ", field="document_digits")
        return replace(applicant, second_datum_matched=True)
    number = "".join(typed.split()).upper()
    document = replace(applicant.document, number=number)
    said = said_by_document(replace(applicant, document=document), "document_number")
    if not _is_whole_number(said, case, desk):
        raise InputError("identity.whole_number_needed", field="document_digits")
    return replace(said, second_datum_matched=True)


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
    """Keep what the clerk entered by hand; a changed person has to be confirmed again.

    Another IIN is another person here too: as in `give_iin` duplicates are looked for, and what
    was said of the former one goes with it.

    Raises:
        InputError: `identity.unknown_reason`, field `mismatch_reason`.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        before = unit.cases.get(application_id)
        require_draft(before)
        _require_known_reason(applicant.mismatch_reason, before, desk)
        case = _entered(unit, before, applicant, desk)
        if case != before:
            unit.cases.save(case)
            note_deed(unit, desk, "applicant.entered", application_id)
    return case


def _entered(unit: UnitOfWork, case: Case, applicant: Applicant, desk: Desk) -> Case:
    if applicant.iin == case.applicant.iin:
        entered = identity.entered(case.applicant, applicant)
        return with_computed_checks(replace(case, applicant=entered), desk)
    cleared = _another_person(case, applicant.iin, applicant.iin_source, desk)
    entered = replace(
        applicant,
        is_confirmed=False,
        second_datum_matched=False,
        registry_lookup=Lookup(),
        registry_person=None,
        from_document=changed_parts(cleared.applicant, applicant),
    )
    return _with_local_checks(unit, replace(cleared, applicant=entered), desk)


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

    chosen = {"application": application, "result": result}
    details = {name: language.value for name, language in chosen.items() if language}
    return edit(application_id, change, desk=desk, deed="application.languages", details=details)


def ask_for(application_id: UUID, status: RequestedStatus, *, desk: Desk) -> Case:
    """Keep which status the applicant asks for."""
    return edit(
        application_id,
        lambda case: replace(case, requested_status=status),
        desk=desk,
        deed="application.status_asked",
        details={"status": status.value},
    )


def go_to(application_id: UUID, step: Step, *, desk: Desk) -> Case:
    """Keep the step the clerk is on, so that a restart comes back to it."""
    return edit(application_id, lambda case: replace(case, step=step), desk=desk)


def keep_place(application_id: UUID, place: str, *, desk: Desk) -> Case:
    """Keep where on the step the clerk is, so that a restart comes back to it."""
    return edit(application_id, lambda case: with_place(case, place), desk=desk)


def keep_text(application_id: UUID, name: str, text: str, *, desk: Desk) -> Case:
    """Keep what stands in a field and is no part of the case yet; an empty text takes it away.

    Raises:
        RuleError: `case.not_editable` once the case is decided.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        if not keeps_unfinished(case):
            raise RuleError("case.not_editable", state=case.state.value)
        kept = with_text(case, name, text)
        unit.cases.save(kept)
    return kept


def active_duplicates(found: Found, known: Iterable[KnownCase]) -> tuple[str, ...]:
    """Return the numbers (or ids) of the person's other active cases, here and in the registry."""
    here = {s.application_id: s.number for s in found.active_here}
    there = {k.application_id: k.number for k in active_known(known, found.case.application_id)}
    both = here | {k: n for k, n in there.items() if n or k not in here}
    return tuple(number or str(application_id) for application_id, number in both.items())

"""What a case's papers say: case, rule pack and office resolved into values for printing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from desk_app.domain.cases import Case
from desk_app.domain.dates import short_date
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.form_fields import FieldKind, FieldSpec
from desk_app.domain.languages import Bilingual
from desk_app.domain.names import display_phone
from desk_app.domain.offices import SignatoryTerm, signatory_on
from desk_app.domain.papers import (
    AcceptanceRefusalPaper,
    ApplicationPaper,
    CertificatePaper,
    Executor,
    ExpiredDocument,
    LabelledValue,
    Letterhead,
    ListedDocument,
    Marks,
    MemoPaper,
    ReceiptPaper,
    RefusalPaper,
    Section,
    Signatory,
    SignedFor,
    StatedConsent,
    StatedGround,
)
from desk_app.domain.rule_packs import DocumentRule, RulePack, Settling
from desk_app.domain.rules import (
    find_check,
    find_evidence_words,
    find_ground,
    find_return_reason,
    find_sub_reason,
)
from desk_app.domain.steps import consent_consequences
from desk_app.domain.vocabulary import DeskKind, PaperKind, RequestedStatus
from desk_app.errors import RuleError
from desk_app.services.desk import Desk, local_time

# A paper has no empty places; what nobody knows yet is a dash.
_UNKNOWN = "—"


def same(text: str) -> Bilingual:
    """Return a text that is not translated: a name, a number, what the clerk wrote."""
    return Bilingual(text, text)


def application_paper(case: Case, *, desk: Desk) -> ApplicationPaper:
    """Return the application as the applicant reads and signs it."""
    pack = desk.pack_of(case)
    return ApplicationPaper(
        title=pack.papers.titles[PaperKind.APPLICATION],
        addressee=desk.office.decision_office_name,
        applicant_name=case.applicant.name.full,
        sections=(_applicant_section(case, pack), *_form_sections(case, pack)),
        documents=_listed(case, pack, without=Settling.SIGNING),
        consents=_consents(case, pack),
        requested_status=case.requested_status,
        number=case.number or None,
        signed_for=_signed_for(case, pack),
        marks=_marks(desk),
    )


def receipt_paper(case: Case, *, desk: Desk, ticket: str | None = None) -> ReceiptPaper:
    """Return the receipt of an accepted case, with the number of the queue's ticket if any."""
    pack, accepted_at, due_on = desk.pack_of(case), case.accepted_at, case.due_on
    if accepted_at is None or due_on is None:
        raise RuleError("case.not_accepted")
    return ReceiptPaper(
        letterhead=_letterhead(desk),
        title=pack.papers.titles[PaperKind.RECEIPT],
        number=case.number or case.temporary_number,
        number_is_temporary=not case.number,
        accepted_at=accepted_at,
        service=pack.service.title,
        documents=_listed(case, pack),
        result_on=due_on,
        result_time=desk.office.closes_at,
        result_place=_joined(", ", desk.office.name, desk.office.address),
        employee=_employee(desk, pack),
        applicant_name=case.applicant.name.full,
        applicant_contact=_contact(case),
        contact_centre=pack.papers.contact_centre,
        ticket=ticket,
        represented_by=_reachable(_signed_for(case, pack), case),
        marks=_marks(desk),
    )


def acceptance_refusal_paper(case: Case, *, desk: Desk) -> AcceptanceRefusalPaper:
    """Return the refusal to accept: what is missing and what has expired, two lists."""
    pack = desk.pack_of(case)
    rules = {rule.code: rule for rule in pack.documents}
    return AcceptanceRefusalPaper(
        letterhead=_letterhead(desk),
        title=pack.papers.titles[PaperKind.ACCEPTANCE_REFUSAL],
        applicant_name=case.applicant.name.full,
        applicant_address=_address(case),
        service=pack.service.title,
        missing=tuple(_missing(case, rules[code], pack, desk) for code in case.decision.missing),
        expired=tuple(
            ExpiredDocument(rules[code].title, _expired_on(case, rules[code]))
            for code in case.decision.expired
        ),
        composed_on=local_time(_decided_at(case)).date(),
        employee=_employee(desk, pack),
        executor=_executor(case, desk),
        basis=pack.papers.acceptance_refusal_basis,
        represented_by=_signed_for(case, pack),
        marks=_marks(desk),
    )


def certificate_paper(case: Case, *, desk: Desk) -> CertificatePaper:
    """Return the certificate of a registered case, issued now.

    One that waited for its number says since when the person is registered and when it was made.
    """
    pack, issued_at = desk.pack_of(case), desk.clock.now()
    birth_date = case.applicant.birth_date
    if birth_date is None:
        raise RuleError("case.birth_date_missing")
    return CertificatePaper(
        letterhead=_letterhead(desk),
        title=pack.papers.titles[PaperKind.CERTIFICATE],
        number=case.certificate_number,
        issued_at=issued_at,
        applicant_name=case.applicant.name.full,
        iin=case.applicant.iin.digits if case.applicant.iin else None,
        birth_date=birth_date,
        registered_on=local_time(_decided_at(case)).date(),
        registered_at=desk.office.name,
        legal_basis=pack.papers.basis,
        signatory=_signatory(desk, pack, issued_at),
        executor=_executor(case, desk),
        marks=_marks(desk),
    )


def refusal_paper(case: Case, *, desk: Desk) -> RefusalPaper:
    """Return the reasoned refusal with its ground, fact, source and time of the query."""
    pack, issued_at = desk.pack_of(case), case.decision.approved_at or _decided_at(case)
    status = case.decision.refused_status or RequestedStatus.JOB_SEEKER
    return RefusalPaper(
        letterhead=_letterhead(desk),
        title=pack.papers.refusal_titles[status],
        number=case.certificate_number or case.number,
        issued_at=issued_at,
        addressee_name=case.applicant.name.full,
        addressee_iin=case.applicant.iin.digits if case.applicant.iin else None,
        addressee_address=_address(case),
        service=pack.service.title,
        application_number=case.number or case.temporary_number,
        application_date=local_time(case.accepted_at or issued_at).date(),
        grounds=(_stated_ground(case, pack, issued_at),),
        appeal=pack.papers.appeal,
        appeal_reference=_reference(pack, pack.papers.appeal_reference),
        signatory=_signatory(desk, pack, issued_at),
        executor=_executor(case, desk),
        marks=_marks(desk),
    )


def memo_paper(case: Case, *, desk: Desk, ticket: str | None = None) -> MemoPaper:
    """Return the memo of a return or redirection, with the queue's ticket if any; no refusal."""
    pack, decision = desk.pack_of(case), case.decision
    reason = find_return_reason(pack, decision.return_reason)
    if reason is None:
        raise RuleError("return.unknown_reason", reason=decision.return_reason)
    place = same(decision.return_place) if decision.return_place else desk.office.address
    return MemoPaper(
        letterhead=_letterhead(desk),
        title=pack.papers.titles[PaperKind.MEMO],
        given_at=_decided_at(case),
        reason=reason.text,
        advice=reason.advice,
        place=place,
        contact_centre=pack.papers.contact_centre,
        employee=_employee(desk, pack),
        applicant_name=case.applicant.name.full or None,
        service=pack.service.title,
        ticket=ticket,
        marks=_marks(desk),
    )


def _decided_at(case: Case) -> datetime:
    if case.decision.decided_at is None:
        raise RuleError("case.not_decided")
    return case.decision.decided_at


def _letterhead(desk: Desk) -> Letterhead:
    office = desk.office
    return Letterhead(office.agency, office.name, office.address)


def _marks(desk: Desk) -> Marks:
    return Marks(training=desk.is_training)


def _employee(desk: Desk, pack: RulePack) -> Signatory:
    operator = desk.operator
    if operator.position_kk and operator.position_ru:
        return Signatory(Bilingual(operator.position_kk, operator.position_ru), operator.name)
    is_provider = desk.office.kind is DeskKind.PROVIDER
    return Signatory(pack.terms.specialist if is_provider else pack.terms.operator, operator.name)


def _signatory(desk: Desk, pack: RulePack, issued_at: datetime) -> Signatory:
    term: SignatoryTerm = signatory_on(desk.office, local_time(issued_at).date())
    named = (p.text for p in pack.positions if p.code == term.position_code)
    return Signatory(next(named, term.position), term.name, term.acting)


def _executor(case: Case, desk: Desk) -> Executor:
    """Return who decided, whoever approves or prints it."""
    decision, operator = case.decision, desk.operator
    name = decision.executor_name or operator.name
    phone = decision.executor_phone if decision.executor_name else operator.phone
    return Executor(name, phone or desk.office.phone)


def _contact(case: Case) -> str:
    """Return every way to reach the applicant that the form has, each once."""
    answers = case.form.answers
    phones = (display_phone(answers.get(code, "")) for code in ("phone", "contact_phone"))
    ways = dict.fromkeys((*phones, answers.get("email", "")))
    return ", ".join(filter(None, ways)) or _UNKNOWN


def _reachable(person: SignedFor | None, case: Case) -> SignedFor | None:
    """Return who signs for the applicant with the phone, where it was given."""
    representative = case.applicant.representative
    if person is None or representative is None or not representative.phone:
        return person
    return replace(person, contact=display_phone(representative.phone))


def _reference(pack: RulePack, code: str) -> Bilingual:
    return next(reference.title for reference in pack.references if reference.code == code)


def _address(case: Case) -> str:
    return case.form.answers.get("address") or _UNKNOWN


def _missing(case: Case, rule: DocumentRule, pack: RulePack, desk: Desk) -> Bilingual:
    """Return the document's title; one that lacks only a consent says so."""
    reasons = {reason.code: reason for reason in pack.acceptance_refusal_reasons}
    for _, consequence in consent_consequences(case, pack, desk.office.kind, desk.today()):
        reason = reasons.get(consequence.acceptance_reason or "")
        is_handed_in = case.document(rule.code).status is not DocumentStatus.ABSENT
        if reason is not None and reason.document == rule.code and is_handed_in:
            return _joined("; ", rule.title, reason.text)
    return rule.title


def _joined(separator: str, *texts: Bilingual | str) -> Bilingual:
    words = [same(text) if isinstance(text, str) else text for text in texts]
    return Bilingual(separator.join(w.kk for w in words), separator.join(w.ru for w in words))


def _expired_on(case: Case, rule: DocumentRule) -> date | None:
    is_identity = rule.settled_by is Settling.IDENTIFICATION
    return case.applicant.document.valid_until if is_identity else None


def _signed_for(case: Case, pack: RulePack) -> SignedFor | None:
    representative = case.applicant.representative
    if representative is None:
        return None
    code = representative.basis.value
    basis = next(b.text for b in pack.representative_bases if b.code == code)
    if representative.basis_document:
        basis = _joined(", ", basis, representative.basis_document)
    return SignedFor(representative.name.full, basis)


def _listed(
    case: Case, pack: RulePack, *, without: Settling | None = None
) -> tuple[ListedDocument, ...]:
    return tuple(
        ListedDocument(rule.title, len(case.document(rule.code).visible_pages))
        for rule in pack.documents
        if case.document(rule.code).status in {DocumentStatus.SCANNED, DocumentStatus.SEEN}
        and rule.settled_by is not without
    )


def _consents(case: Case, pack: RulePack) -> tuple[StatedConsent, ...]:
    answers = {record.code: record.given for record in case.consents}
    return tuple(
        StatedConsent(rule.text, given=given)
        for rule in pack.consents
        if (given := answers.get(rule.code)) is not None
    )


def _applicant_section(case: Case, pack: RulePack) -> Section:
    applicant, words = case.applicant, pack.papers.applicant_labels
    languages = {language.code: language.text for language in pack.result_languages}
    values: dict[str, Bilingual | str] = {
        "name": applicant.name.full,
        "iin": applicant.iin.grouped() if applicant.iin else "",
        "birth_date": short_date(applicant.birth_date) if applicant.birth_date else "",
        "document": _document(case, pack),
        "issued": _issued(case),
        "result_language": languages[case.result_language.value],
    }
    rows = tuple(LabelledValue(words[code], value) for code, value in values.items() if value)
    return Section(words["section"], rows)


def _document(case: Case, pack: RulePack) -> Bilingual | str:
    document = case.applicant.document
    kind = next((k.title for k in pack.identity_documents if k.code == document.kind), None)
    number = f"№ {document.number}" if document.number else ""
    if kind is None:
        return number
    return _joined(" ", kind, number) if number else kind


def _issued(case: Case) -> str:
    document = case.applicant.document
    days = (document.issued_on, document.valid_until)
    period = " – ".join(short_date(day) for day in days if day)
    return ", ".join(part for part in (document.issued_by, period) if part)


def _form_sections(case: Case, pack: RulePack) -> tuple[Section, ...]:
    return tuple(
        Section(section.title, rows)
        for section in pack.form.sections
        if (rows := _section_rows(case, pack, section.code))
    )


def _section_rows(case: Case, pack: RulePack, section: str) -> tuple[LabelledValue, ...]:
    fields = [
        LabelledValue(spec.label, _shown(spec, case.form.answers[spec.code]))
        for spec in pack.form.fields
        if spec.section == section and case.form.answers.get(spec.code)
    ]
    rows = [
        LabelledValue(group.label, _joined("; ", *shown))
        for group in pack.form.rows
        if group.section == section
        for row in case.form.rows.get(group.code, ())
        if (shown := [_shown(f, row[f.code]) for f in group.fields if row.get(f.code)])
    ]
    return (*fields, *rows)


def _shown(spec: FieldSpec, text: str) -> Bilingual | str:
    match spec.kind:
        case FieldKind.CHOICE | FieldKind.MULTI_CHOICE:
            codes = text.split(",")
            chosen = [Bilingual(c.kk, c.ru) for c in spec.values if c.code in codes]
            return _joined(", ", *chosen) if chosen else text
        case FieldKind.PHONE:
            return display_phone(text)
        case FieldKind.MONEY if text.isdecimal():
            return f"{int(text):,}".replace(",", "\N{NO-BREAK SPACE}")
        case FieldKind.DATE:
            return _shown_date(text)
        case _:
            return text


def _shown_date(text: str) -> str:
    try:
        return short_date(date.fromisoformat(text))
    except ValueError:
        return text


def _stated_ground(case: Case, pack: RulePack, issued_at: datetime) -> StatedGround:
    decision = case.decision
    ground = find_ground(pack, decision.ground)
    if ground is None:
        raise RuleError("refusal.unknown_ground", ground=decision.ground)
    sub_reason = find_sub_reason(pack, decision.sub_reason)
    text = _joined(": ", ground.text, sub_reason.text) if sub_reason else ground.text
    remedy = sub_reason.remedy if sub_reason else ground.remedy
    return StatedGround(
        code=decision.sub_reason or decision.ground,
        text=text,
        reference=_reference(pack, ground.reference),
        fact=same(decision.fact),
        source=_source(pack, case),
        queried_at=decision.queried_at or issued_at,
        remedy=same(decision.remedy) if decision.remedy else remedy,
    )


def _source(pack: RulePack, case: Case) -> Bilingual:
    decision = case.decision
    check = find_check(pack, decision.source)
    if check is not None:
        return check.source
    kind = find_evidence_words(pack, decision.source) or same(decision.source)
    return _joined(": ", kind, decision.source_detail) if decision.source_detail else kind

"""What a case's papers say: case, rule pack and office resolved into values for printing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from desk_app.domain.cases import Case
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
from desk_app.domain.rule_packs import DocumentRule, LegalReference, RulePack, Settling
from desk_app.domain.rules import find_check, find_ground, find_return_reason, find_sub_reason
from desk_app.domain.vocabulary import PaperKind, RequestedStatus
from desk_app.errors import RuleError
from desk_app.services.desk import Desk, local_time


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
        documents=_listed(case, pack),
        consents=_consents(case, pack),
        requested_status=case.requested_status,
        number=case.number or None,
        signed_for=_signed_for(case, pack),
        marks=_marks(desk),
    )


def receipt_paper(case: Case, *, desk: Desk) -> ReceiptPaper:
    """Return the receipt of an accepted case."""
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
        result_place=desk.office.address,
        employee=_employee(desk, pack),
        applicant_name=case.applicant.name.full,
        applicant_contact=_contact(case),
        contact_centre=pack.papers.contact_centre,
        represented_by=_signed_for(case, pack),
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
        missing=tuple(rules[code].title for code in case.decision.missing),
        expired=tuple(
            ExpiredDocument(rules[code].title, _expired_on(case, rules[code]))
            for code in case.decision.expired
        ),
        composed_on=local_time(_decided_at(case)).date(),
        employee=_employee(desk, pack),
        executor=_executor(desk),
        represented_by=_signed_for(case, pack),
        marks=_marks(desk),
    )


def certificate_paper(case: Case, *, desk: Desk) -> CertificatePaper:
    """Return the certificate of a registered case."""
    pack, decided_at = desk.pack_of(case), _decided_at(case)
    birth_date = case.applicant.birth_date
    if birth_date is None:
        raise RuleError("case.birth_date_missing")
    return CertificatePaper(
        letterhead=_letterhead(desk),
        title=pack.papers.titles[PaperKind.CERTIFICATE],
        number=case.certificate_number,
        issued_at=decided_at,
        applicant_name=case.applicant.name.full,
        iin=case.applicant.iin.digits if case.applicant.iin else None,
        birth_date=birth_date,
        registered_on=local_time(decided_at).date(),
        registered_at=desk.office.name,
        legal_basis=pack.papers.basis,
        signatory=_signatory(desk, pack, decided_at),
        executor=_executor(desk),
        marks=_marks(desk),
    )


def refusal_paper(case: Case, *, desk: Desk) -> RefusalPaper:
    """Return the reasoned refusal with its ground, fact, source and time of the query."""
    pack, decided_at = desk.pack_of(case), _decided_at(case)
    status = case.decision.refused_status or RequestedStatus.JOB_SEEKER
    return RefusalPaper(
        letterhead=_letterhead(desk),
        title=pack.papers.refusal_titles[status],
        number=case.certificate_number or case.number,
        issued_at=decided_at,
        addressee_name=case.applicant.name.full,
        addressee_iin=case.applicant.iin.digits if case.applicant.iin else None,
        addressee_address=_address(case),
        service=pack.service.title,
        application_number=case.number or case.temporary_number,
        application_date=local_time(case.accepted_at or decided_at).date(),
        grounds=(_stated_ground(case, pack, decided_at),),
        appeal=pack.papers.appeal,
        signatory=_signatory(desk, pack, decided_at),
        executor=_executor(desk),
        marks=_marks(desk),
    )


def memo_paper(case: Case, *, desk: Desk) -> MemoPaper:
    """Return the memo of a return or redirection; it is no refusal."""
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
    return Signatory(pack.terms.operator, operator.name)


def _signatory(desk: Desk, pack: RulePack, decided_at: datetime) -> Signatory:
    term: SignatoryTerm = signatory_on(desk.office, local_time(decided_at).date())
    return Signatory(term.position, term.name, term.acting)


def _executor(desk: Desk) -> Executor:
    return Executor(desk.operator.name, desk.operator.phone or desk.office.phone)


def _contact(case: Case) -> str:
    phone = case.form.answers.get("phone", "")
    return display_phone(phone) if phone else case.form.answers.get("email", "")


def _address(case: Case) -> str:
    return case.form.answers.get("address", "")


def _expired_on(case: Case, rule: DocumentRule) -> date | None:
    is_identity = rule.settled_by is Settling.IDENTIFICATION
    return case.applicant.document.valid_until if is_identity else None


def _signed_for(case: Case, pack: RulePack) -> SignedFor | None:
    representative = case.applicant.representative
    if representative is None:
        return None
    basis = next(
        (b for b in pack.representative_bases if b.code == representative.basis.value), None
    )
    words = basis.text if basis else same("")
    document = f", {representative.basis_document}" if representative.basis_document else ""
    return SignedFor(
        representative.name.full, Bilingual(f"{words.kk}{document}", f"{words.ru}{document}")
    )


def _listed(case: Case, pack: RulePack) -> tuple[ListedDocument, ...]:
    return tuple(
        ListedDocument(rule.title, len(case.document(rule.code).visible_pages))
        for rule in pack.documents
        if case.document(rule.code).status in {DocumentStatus.SCANNED, DocumentStatus.SEEN}
    )


def _consents(case: Case, pack: RulePack) -> tuple[StatedConsent, ...]:
    texts: Mapping[str, Bilingual] = {rule.code: rule.text for rule in pack.consents}
    return tuple(
        StatedConsent(texts[record.code], given=record.given)
        for record in case.consents
        if record.given is not None and record.code in texts
    )


def _applicant_section(case: Case, pack: RulePack) -> Section:
    applicant, words = case.applicant, pack.papers.applicant_labels
    document = applicant.document
    kind = next((k.title for k in pack.identity_documents if k.code == document.kind), same(""))
    values: list[tuple[Bilingual, Bilingual | str]] = [
        (words["name"], applicant.name.full),
        (words["iin"], applicant.iin.grouped() if applicant.iin else ""),
        (words["birth_date"], f"{applicant.birth_date:%d.%m.%Y}" if applicant.birth_date else ""),
        (
            words["document"],
            Bilingual(f"{kind.kk} № {document.number}", f"{kind.ru} № {document.number}"),
        ),
        (words["issued"], _issued(case)),
    ]
    return Section(
        words["section"], tuple(LabelledValue(label, value) for label, value in values if value)
    )


def _issued(case: Case) -> str:
    document = case.applicant.document
    day = f"{document.issued_on:%d.%m.%Y}" if document.issued_on else ""
    until = f"{document.valid_until:%d.%m.%Y}" if document.valid_until else ""
    period = " – ".join(part for part in (day, until) if part)
    return ", ".join(part for part in (document.issued_by, period) if part)


def _form_sections(case: Case, pack: RulePack) -> tuple[Section, ...]:
    return tuple(
        Section(section.title, rows)
        for section in pack.form.sections
        if (rows := _section_rows(case, pack, section.code))
    )


def _section_rows(case: Case, pack: RulePack, section: str) -> tuple[LabelledValue, ...]:
    answered = [
        LabelledValue(spec.label, _shown(spec, case.form.answers[spec.code]))
        for spec in pack.form.fields
        if spec.section == section and case.form.answers.get(spec.code)
    ]
    for group in pack.form.rows:
        if group.section != section:
            continue
        for row in case.form.rows.get(group.code, ()):
            text = "; ".join(row[f.code] for f in group.fields if row.get(f.code))
            answered.append(LabelledValue(group.label, text))
    return tuple(answered)


def _shown(spec: FieldSpec, text: str) -> Bilingual | str:
    if spec.kind in {FieldKind.CHOICE, FieldKind.MULTI_CHOICE}:
        chosen = [choice for choice in spec.values if choice.code in text.split(",")]
        return Bilingual(", ".join(c.kk for c in chosen), ", ".join(c.ru for c in chosen))
    if spec.kind is FieldKind.PHONE:
        return display_phone(text)
    if spec.kind is FieldKind.DATE and len(text) == 10:
        return f"{text[8:10]}.{text[5:7]}.{text[:4]}"
    return text


def _stated_ground(case: Case, pack: RulePack, decided_at: datetime) -> StatedGround:
    decision = case.decision
    ground = find_ground(pack, decision.ground)
    if ground is None:
        raise RuleError("refusal.unknown_ground", ground=decision.ground)
    sub_reason = find_sub_reason(pack, decision.sub_reason)
    text = ground.text
    if sub_reason is not None:
        text = Bilingual(f"{text.kk}: {sub_reason.text.kk}", f"{text.ru}: {sub_reason.text.ru}")
    remedy = sub_reason.remedy if sub_reason else ground.remedy
    return StatedGround(
        code=decision.sub_reason or decision.ground,
        text=text,
        reference=_reference(pack, ground.reference),
        fact=same(decision.fact),
        source=_source(pack, case),
        queried_at=decision.queried_at or decided_at,
        remedy=same(decision.remedy) if decision.remedy else remedy,
    )


def _reference(pack: RulePack, code: str) -> Bilingual:
    found: LegalReference | None = next((r for r in pack.references if r.code == code), None)
    return found.title if found else same(code)


def _source(pack: RulePack, case: Case) -> Bilingual:
    check = find_check(pack, case.decision.source)
    return check.source if check else same(case.decision.source)

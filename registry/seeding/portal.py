"""Requests handed in on the portal, waiting for a career centre's decision."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec

from desk_app.domain.applicants import (
    Applicant,
    IdentityDocument,
    IinSource,
    Lookup,
    PersonName,
)
from desk_app.domain.cases import (
    ApplicationForm,
    Case,
    CaseOrigin,
    CaseState,
    ConsentRecord,
    Stamps,
    Step,
)
from desk_app.domain.documents import AttachedDocument, DocumentStatus
from desk_app.domain.languages import Language
from desk_app.domain.outbox import MessageKind
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import Channel, CheckValue
from desk_app.wire import CaseEvent, MessageEnvelope, encode_event
from registry.database import Database
from registry.desks import CallingDesk
from registry.messages import receive_prepared
from registry.rows import CaseRow
from registry.seeding.law import Law
from registry.seeding.people import InventedPerson

PORTAL = CallingDesk("PORTAL", "WEB")
_HANDED_IN_BEFORE = timedelta(hours=3)
_CONSENTS = ("secrets", "personal_data", "publication")


def portal_request(
    database: Database,
    applicant: InventedPerson,
    *,
    decision_office: str,
    law: Law,
    now: datetime,
) -> None:
    """Route a person's request to the career centre; the same one again does nothing."""
    application_id = uuid5(NAMESPACE_OID, f"portal/{decision_office}/{applicant.iin.digits}")
    with database.reading() as session:
        if session.get(CaseRow, application_id) is not None:
            return
    case = _case(application_id, applicant, decision_office, now - _HANDED_IN_BEFORE, law)
    receive_prepared(_envelope(case), CaseEvent(kind=_KIND, case=case), database=database, now=now)


_KIND = MessageKind.CASE_ACCEPTED


def _envelope(case: Case) -> MessageEnvelope:
    body = encode_event(CaseEvent(kind=_KIND, case=case))
    return MessageEnvelope(
        message_id=uuid5(case.application_id, "1"),
        application_id=case.application_id,
        sequence=1,
        device_sequence=1,
        kind=_KIND,
        workplace=PORTAL.workplace,
        office_code=PORTAL.office_code,
        created_at=case.opened_at,
        body_sha256=hashlib.sha256(body).hexdigest(),
        body=msgspec.Raw(body),
    )


def _case(
    application_id: UUID,
    person: InventedPerson,
    decision_office: str,
    handed_in_at: datetime,
    law: Law,
) -> Case:
    return Case(
        application_id=application_id,
        pack_id=law.pack_id,
        channel=Channel.PORTAL,
        office_code=PORTAL.office_code,
        workplace=PORTAL.workplace,
        operator="portal",
        opened_at=handed_in_at,
        state=CaseState.ACCEPTED,
        origin=CaseOrigin.REGISTRY,
        revision=1,
        step=Step.RESULT,
        applicant=_applicant(person, handed_in_at),
        documents=(
            AttachedDocument("application", DocumentStatus.SEEN),
            AttachedDocument("identity", DocumentStatus.SEEN),
            AttachedDocument("employment", DocumentStatus.ABSENT),
            AttachedDocument("education", DocumentStatus.ABSENT),
        ),
        form=ApplicationForm(
            answers={**person.prefill, "job": "Кеңсе қызметкері", "experience": "4"},
            from_registry=tuple(person.prefill),
        ),
        consents=tuple(
            ConsentRecord(code, "1", given=True, recorded_at=handed_in_at) for code in _CONSENTS
        ),
        application_language=Language.KK,
        result_language=PaperLanguage.KK,
        accepted_at=handed_in_at,
        due_on=law.due_on(handed_in_at),
        stamps=Stamps(t3_signed=handed_in_at, t4_decided=handed_in_at),
        intake_office=PORTAL.office_code,
        decision_office=decision_office,
    )


def _applicant(person: InventedPerson, handed_in_at: datetime) -> Applicant:
    return Applicant(
        iin=person.iin,
        # Signing in on the portal by a qualified key names the person; nothing was typed.
        iin_source=IinSource.BARCODE,
        name=PersonName(person.surname, person.given_name, person.patronymic),
        birth_date=person.birth_date,
        sex=person.sex,
        citizenship=person.citizenship,
        document=IdentityDocument(
            kind=person.document_kind,
            number=person.document_number,
            issued_by=person.document_issued_by,
            issued_on=person.document_issued_on,
            valid_until=person.document_valid_until,
        ),
        registry_lookup=Lookup(CheckValue.YES, "registry", handed_in_at),
        is_confirmed=True,
    )

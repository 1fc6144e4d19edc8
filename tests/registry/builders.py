"""Cases, messages and desks as the registry meets them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from desk_app.domain.applicants import Applicant, PersonName
from desk_app.domain.cases import Case, CaseState, Stamps
from desk_app.domain.iin import Iin, Sex, compose_iin
from desk_app.domain.outbox import MessageKind
from desk_app.domain.vocabulary import Channel
from desk_app.wire import CaseEvent, MessageEnvelope, encode_event

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
INTAKE_OFFICE = "SC01"
DECISION_OFFICE = "CC01"

STATES = {
    MessageKind.CASE_ACCEPTED: CaseState.ACCEPTED,
    MessageKind.ACCEPTANCE_REFUSED: CaseState.ACCEPTANCE_REFUSED,
    MessageKind.CASE_RETURNED: CaseState.RETURNED,
    MessageKind.REFUSAL_PREPARED: CaseState.AWAITING_APPROVAL,
    MessageKind.REFUSAL_DECLINED: CaseState.ACCEPTED,
    MessageKind.CASE_REGISTERED: CaseState.REGISTERED,
    MessageKind.CASE_REFUSED: CaseState.REFUSED,
    MessageKind.CASE_READY: CaseState.READY,
    MessageKind.CASE_HANDED_OVER: CaseState.HANDED_OVER,
    MessageKind.CASE_WITHDRAWN: CaseState.WITHDRAWN,
}


def an_iin(serial: int = 9900) -> Iin:
    iin = compose_iin(date(1991, 4, 17), Sex.FEMALE, serial)
    assert iin is not None
    return iin


@dataclass(frozen=True, slots=True)
class DeskIdentity:
    """A workplace as it names itself."""

    office_code: str
    workplace: str

    @property
    def headers(self) -> dict[str, str]:
        return {"X-Office": self.office_code, "X-Workplace": self.workplace}


INTAKE_DESK = DeskIdentity(INTAKE_OFFICE, "01")
DECISION_DESK = DeskIdentity(DECISION_OFFICE, "01")


def accepted_case(**fields: Any) -> Case:
    """A case accepted at the State Corporation for the career centre."""
    case = Case(
        application_id=uuid4(),
        pack_id="KZ-LIR-2020",
        channel=Channel.STATE_CORPORATION,
        office_code=INTAKE_OFFICE,
        workplace="01",
        operator="operator",
        opened_at=NOW,
        state=CaseState.ACCEPTED,
        revision=1,
        applicant=Applicant(iin=an_iin(), name=PersonName("Сынақова", "Үлгі")),
        accepted_at=NOW,
        stamps=Stamps(t0_ticket=NOW),
        intake_office=INTAKE_OFFICE,
        decision_office=DECISION_OFFICE,
    )
    return replace(case, **fields)


def envelope_of(
    case: Case,
    kind: MessageKind,
    *,
    desk: DeskIdentity = INTAKE_DESK,
    sequence: int = 1,
    message_id: UUID | None = None,
    files: tuple[str, ...] = (),
) -> MessageEnvelope:
    """A message about a case that is brought into the state its kind tells of."""
    told = replace(case, state=STATES.get(kind, case.state), revision=sequence)
    body = encode_event(CaseEvent(kind=kind, case=told))
    return MessageEnvelope(
        message_id=message_id or uuid4(),
        application_id=case.application_id,
        sequence=sequence,
        device_sequence=sequence,
        kind=kind,
        workplace=desk.workplace,
        office_code=desk.office_code,
        created_at=NOW,
        body_sha256=hashlib.sha256(body).hexdigest(),
        body=msgspec.Raw(body),
        files=files,
    )


def changed_envelope(envelope: MessageEnvelope, **fields: Any) -> MessageEnvelope:
    return msgspec.structs.replace(envelope, **fields)

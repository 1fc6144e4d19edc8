"""Messages of the desks: received exactly once, each with its effect in one transaction."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desk_app.domain.cases import Case, CaseState, Stamps
from desk_app.domain.numbers import CaseNumber, parse_number
from desk_app.domain.outbox import MessageKind
from desk_app.domain.working_days import KZ_ZONE
from desk_app.errors import InputError
from desk_app.wire import CaseEvent, MessageEnvelope, MessageReceipt, decode_event, is_as_told
from registry.counters import next_value
from registry.database import Database
from registry.desks import OFFICE_CODE, CallingDesk
from registry.feeds import publish
from registry.files import FileFolder
from registry.problems import RequestRefusedError
from registry.rows import CaseRow, MessageRow, OfficeRow

# The registry's own place in an office's numbers: desks without a block get theirs from here.
REGISTRY_WORKPLACE = "R0"
_STAMPS = tuple(Stamps.__slots__)
# From the first of these on, the case concerns other desks: it waits for one, or has a result.
_ROUTED = frozenset(
    {
        MessageKind.CASE_ACCEPTED,
        MessageKind.REFUSAL_PREPARED,
        MessageKind.CASE_REGISTERED,
        MessageKind.CASE_REFUSED,
    }
)


def receive(
    envelope: MessageEnvelope,
    *,
    desk: CallingDesk,
    database: Database,
    files: FileFolder,
    now: datetime,
) -> MessageReceipt:
    """Return the answer to a message; the same message again gets the same answer.

    Raises:
        RequestRefusedError: 409 `message_conflict` (this id came with another body),
            `missing_files`, `expected`, `number_taken`; 422 `body_digest`, `body_unreadable`,
            `body_mismatch`, `state_unexpected`, `number_form`.
    """
    event = _verified_event(envelope, desk)
    if missing := files.missing(envelope.files):
        raise RequestRefusedError(409, "missing_files", missing_files=missing)
    return receive_prepared(envelope, event, database=database, now=now)


def receive_prepared(
    envelope: MessageEnvelope, event: CaseEvent, *, database: Database, now: datetime
) -> MessageReceipt:
    """Return the answer to a message whose event and files are known to be right."""
    return database.write(lambda session: _receive_once(session, envelope, event, now))


def _verified_event(envelope: MessageEnvelope, desk: CallingDesk) -> CaseEvent:
    if hashlib.sha256(bytes(envelope.body)).hexdigest() != envelope.body_sha256:
        raise RequestRefusedError(422, "body_digest")
    try:
        event = decode_event(envelope.body)
    except msgspec.DecodeError:
        raise RequestRefusedError(422, "body_unreadable") from None
    if not _has_office_codes(event.case):
        raise RequestRefusedError(422, "body_unreadable")
    if not is_as_told(event):
        raise RequestRefusedError(422, "state_unexpected")
    stated = (event.kind, event.case.application_id, envelope.office_code, envelope.workplace)
    if stated != (envelope.kind, envelope.application_id, desk.office_code, desk.workplace):
        raise RequestRefusedError(422, "body_mismatch")
    return event


def _has_office_codes(case: Case) -> bool:
    codes = (case.intake_office, case.decision_office)
    return all(OFFICE_CODE.fullmatch(code) for code in codes if code)


def _receive_once(
    session: Session, envelope: MessageEnvelope, event: CaseEvent, now: datetime
) -> MessageReceipt:
    # The lock comes first: the same message may be on its way in at the same moment.
    case = session.get(CaseRow, envelope.application_id, with_for_update=True)
    known = session.get(MessageRow, envelope.message_id)
    if known is not None:
        return _stored_answer(known, envelope)
    _require_sequence(session, case, envelope)
    _require_first_hand_over(case, envelope)
    if case is None:
        case = _new_case(session, event.case, envelope.office_code, now)
        session.add(case)
    case.revision += 1
    _take_effect(session, case, event)
    message = _message(envelope, case, now)
    session.add(message)
    session.flush()
    publish(session, case, message)
    return _answer(message, known=False)


def _stored_answer(known: MessageRow, envelope: MessageEnvelope) -> MessageReceipt:
    if known.body_sha256 != envelope.body_sha256:
        raise RequestRefusedError(409, "message_conflict")
    return _answer(known, known=True)


def _answer(message: MessageRow, *, known: bool) -> MessageReceipt:
    return MessageReceipt(
        message_id=message.message_id,
        body_sha256=message.body_sha256,
        known=known,
        number=message.number,
        revision=message.revision,
    )


def _require_sequence(session: Session, case: CaseRow | None, envelope: MessageEnvelope) -> None:
    """Let a message through that follows everything its desk had to know.

    A closed visit is a fact that contradicts nothing: it may come late, and what another desk
    decides meanwhile need not wait for it.
    """
    revision = case.revision if case else 0
    expected = revision + 1
    if envelope.sequence == expected:
        return
    is_late = 0 < envelope.sequence < expected
    if is_late and envelope.kind is MessageKind.VISIT_CLOSED:
        return
    if is_late and not _decisive_since(session, envelope):
        return
    raise RequestRefusedError(409, "expected", expected=expected)


def _require_first_hand_over(case: CaseRow | None, envelope: MessageEnvelope) -> None:
    """Let one hand-over of a result through: what is in somebody's hands is not given again."""
    if case is None or envelope.kind is not MessageKind.CASE_HANDED_OVER:
        return
    if case.t6_handed_over is not None or case.state == CaseState.HANDED_OVER.value:
        raise RequestRefusedError(409, "expected", expected=case.revision + 1)


def _decisive_since(session: Session, envelope: MessageEnvelope) -> bool:
    query = select(MessageRow.message_id).where(
        MessageRow.application_id == envelope.application_id,
        MessageRow.revision >= envelope.sequence,
        MessageRow.kind != MessageKind.VISIT_CLOSED.value,
    )
    return session.scalars(query.limit(1)).first() is not None


def _new_case(session: Session, case: Case, office_code: str, now: datetime) -> CaseRow:
    intake_office = case.intake_office or office_code
    row = CaseRow(
        application_id=case.application_id,
        revision=0,
        state=case.state.value,
        channel=case.channel.value,
        iin=None,
        number=_number(session, case, intake_office, now),
        certificate_number=None,
        outcome="",
        office_code=office_code,
        intake_office=intake_office,
        decision_office=case.decision_office or _deciding_office(session, intake_office),
        is_routed=False,
        opened_at=case.opened_at,
    )
    for stamp in _STAMPS:
        setattr(row, stamp, None)
    return row


def _deciding_office(session: Session, office_code: str) -> str:
    office = session.get(OfficeRow, office_code)
    return office.decision_office if office else office_code


def _number(session: Session, case: Case, office_code: str, now: datetime) -> str:
    if not case.number:
        return _next_number(session, office_code, now)
    number = _permanent(case.number)
    _require_free(session, CaseRow.number == number)
    return number


def _permanent(text: str) -> str:
    try:
        number = parse_number(text)
    except InputError:
        raise RequestRefusedError(422, "number_form") from None
    if not isinstance(number, CaseNumber):
        raise RequestRefusedError(422, "number_form")
    return str(number)


def _next_number(session: Session, office_code: str, now: datetime) -> str:
    year = now.astimezone(KZ_ZONE).year
    serial = next_value(session, f"number/{office_code}/{year}")
    return str(CaseNumber(office_code, REGISTRY_WORKPLACE, year, serial))


def _take_effect(session: Session, row: CaseRow, event: CaseEvent) -> None:
    stamps = event.case.stamps
    if event.kind is not MessageKind.CASE_HANDED_OVER:
        # A desk whose hand-over came second still believes in its own until it hears of the first.
        stamps = replace(stamps, t6_handed_over=None)
    for stamp in _STAMPS:
        setattr(row, stamp, _later(getattr(row, stamp), getattr(stamps, stamp)))
    if event.kind is MessageKind.VISIT_CLOSED:
        return
    case = event.case
    row.state = case.state.value
    row.outcome = case.decision.outcome.value if case.decision.outcome else ""
    row.iin = case.applicant.iin.digits if case.applicant.iin else None
    row.accepted_at = case.accepted_at or row.accepted_at
    row.is_routed = row.is_routed or event.kind in _ROUTED
    if case.certificate_number and case.certificate_number != row.certificate_number:
        number = _permanent(case.certificate_number)
        _require_free(session, CaseRow.certificate_number == number)
        row.certificate_number = number


def _require_free(session: Session, is_taken: ColumnElement[bool]) -> None:
    if session.scalars(select(CaseRow.application_id).where(is_taken)).first() is not None:
        raise RequestRefusedError(409, "number_taken")


def _later(known: datetime | None, named: datetime | None) -> datetime | None:
    return max(known, named) if known and named else known or named


def _message(envelope: MessageEnvelope, case: CaseRow, now: datetime) -> MessageRow:
    return MessageRow(
        message_id=envelope.message_id,
        application_id=envelope.application_id,
        revision=case.revision,
        sequence=envelope.sequence,
        device_sequence=envelope.device_sequence,
        kind=envelope.kind.value,
        office_code=envelope.office_code,
        workplace=envelope.workplace,
        created_at=envelope.created_at,
        received_at=now,
        body_sha256=envelope.body_sha256,
        body=bytes(envelope.body),
        files=list(envelope.files),
        number=case.number,
    )

"""Freezes what the present version says on the wire for the tests of later ones.

python -m tests.sync.freeze_wire tests/data/wire-v1 tests/data/wire-vN

The events of an older corpus are told again with everything that has come since.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec

from desk_app.domain.applicants import Applicant, RegistryPerson
from desk_app.domain.cases import Case, CaseState, CheckResult, with_check
from desk_app.domain.outbox import MessageKind
from desk_app.domain.vocabulary import CheckValue
from desk_app.wire import CheckAnswer, MessageEnvelope, decode_event, encode_event

SINCE_ON = date(2025, 2, 5)

# The kinds that came since, the older kind whose case they tell of, and the state they leave.
NEWER = {
    MessageKind.REFUSAL_PREPARED: (MessageKind.CASE_REFUSED, CaseState.AWAITING_APPROVAL),
    MessageKind.REFUSAL_DECLINED: (MessageKind.CASE_REFUSED, CaseState.ACCEPTED),
}


def freeze(older: Path, folder: Path) -> None:
    """Write every message and answer into a folder, one file each."""
    folder.mkdir(parents=True)
    for file in sorted(older.glob("answer-*.json")):
        (folder / file.name).write_bytes(file.read_bytes())
    checks = folder / "answer-checks.json"
    checks.write_bytes(msgspec.json.encode(dated(checks.read_bytes())))
    for kind in MessageKind:
        content = msgspec.json.encode(told(kind, older))
        file_of(folder, kind).write_bytes(content)


def told(kind: MessageKind, older: Path) -> MessageEnvelope:
    """Return a message of a kind as this version tells it."""
    source, state = NEWER.get(kind, (kind, None))
    envelope = msgspec.json.decode(file_of(older, source).read_bytes(), type=MessageEnvelope)
    event = decode_event(envelope.body)
    case = with_all(event.case, kind)
    if state is not None:
        case = replace(case, state=state)
    body = encode_event(msgspec.structs.replace(event, kind=kind, case=case))
    return msgspec.structs.replace(
        envelope,
        message_id=UUID(int=envelope.message_id.int + (0x100 if state else 0)),
        kind=kind,
        body=msgspec.Raw(body),
        body_sha256=hashlib.sha256(body).hexdigest(),
    )


def dated(checks: bytes) -> list[CheckAnswer]:
    """Return the answers to checks with the day since when each is so."""
    answers = msgspec.json.decode(checks, type=list[CheckAnswer])
    return [msgspec.structs.replace(answer, since_on=SINCE_ON) for answer in answers]


def with_all(case: Case, kind: MessageKind) -> Case:
    """Return a case with what has come since the first version filled in."""
    is_declined = kind is MessageKind.REFUSAL_DECLINED
    decision = replace(
        case.decision,
        workplace="02",
        executor_name="Ойдан Маман",
        executor_phone="+77000000001",
        source_detail="еңбек кітапшасы",
        declined_reason="мөр анық емес" if is_declined else "",
    )
    documents = tuple(replace(document, signed_text="ef" * 32) for document in case.documents)
    registered = CheckResult(
        "registered", CheckValue.YES, "АИС «Рынок труда»", case.opened_at, since_on=SINCE_ON
    )
    return replace(
        with_check(case, registered),
        applicant=told_apart(case.applicant),
        decision=decision,
        documents=documents,
        application_text="cd" * 32,
    )


def told_apart(applicant: Applicant) -> Applicant:
    """Return an applicant of whom document and registry say different things."""
    shown = replace(applicant.document, seen_in_app=True, app_code="123456")
    known = RegistryPerson(
        name=applicant.name,
        birth_date=applicant.birth_date,
        sex=applicant.sex,
        citizenship="KAZ",
        document=applicant.document,
    )
    return replace(
        applicant, document=shown, from_document=("name", "document"), registry_person=known
    )


def file_of(folder: Path, kind: MessageKind) -> Path:
    """Return where a corpus keeps the message of a kind."""
    return folder / f"message-{kind.value}.json"


if __name__ == "__main__":
    freeze(Path(sys.argv[1]), Path(sys.argv[2]))

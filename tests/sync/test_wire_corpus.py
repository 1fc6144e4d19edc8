"""What a version said on the wire is understood by every later one.

The files under tests/data/wire-vN are never changed: they are what desks of that version send and
what registries of that version answer.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desk_app.domain.cases import CaseState
from desk_app.domain.outbox import MessageKind
from desk_app.wire import (
    BlockRecord,
    ChangesPage,
    CheckAnswer,
    HealthReport,
    KnownCase,
    MessageEnvelope,
    MessageReceipt,
    PersonRecord,
    RefusalBody,
    TicketRecord,
    decode_event,
    encode_event,
)
from tests.sync.freeze_wire import SINCE_ON

DATA = Path(__file__).parents[1] / "data"
ANSWERS: dict[str, Any] = {
    "receipt": MessageReceipt,
    "changes": ChangesPage,
    "person": PersonRecord,
    "checks": tuple[CheckAnswer, ...],
    "cases": tuple[KnownCase, ...],
    "tickets": tuple[TicketRecord, ...],
    "block": BlockRecord,
    "refusal": RefusalBody,
    "health": HealthReport,
}


# Kinds that came with later versions.
_NEWER = {MessageKind.REFUSAL_PREPARED, MessageKind.REFUSAL_DECLINED}
KINDS = {
    1: [kind for kind in MessageKind if kind not in _NEWER],
    2: list(MessageKind),
    3: list(MessageKind),
}
MESSAGES = [(version, kind) for version, kinds in KINDS.items() for kind in kinds]


def folder(version: int) -> Path:
    """Return where the corpus of a version lies."""
    return DATA / f"wire-v{version}"


@pytest.mark.parametrize(("version", "kind"), MESSAGES)
def test_a_message_of_every_version_is_understood(version: int, kind: MessageKind) -> None:
    content = (folder(version) / f"message-{kind.value}.json").read_bytes()

    envelope = msgspec.json.decode(content, type=MessageEnvelope)
    event = decode_event(envelope.body)

    assert envelope.kind is event.kind is kind
    assert event.case.application_id == envelope.application_id
    assert hashlib.sha256(bytes(envelope.body)).hexdigest() == envelope.body_sha256
    # Nothing of it is lost: told again by this version, it says at least the same.
    told = msgspec.json.decode(encode_event(event))
    assert contains(told, msgspec.json.decode(bytes(envelope.body)))


@pytest.mark.parametrize("version", KINDS)
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_of_every_version_is_understood(version: int, name: str) -> None:
    content = (folder(version) / f"answer-{name}.json").read_bytes()

    value = msgspec.json.decode(content, type=ANSWERS[name])

    told = msgspec.json.decode(msgspec.json.encode(value))
    assert contains(told, msgspec.json.decode(content))


def test_a_refusal_that_goes_back_keeps_its_reason_and_its_author() -> None:
    content = (folder(2) / "message-refusal_declined.json").read_bytes()

    event = decode_event(msgspec.json.decode(content, type=MessageEnvelope).body)

    assert event.case.state is CaseState.ACCEPTED
    assert event.case.decision.declined_reason == "мөр анық емес"
    assert event.case.decision.executor_name == "Ойдан Маман"


@pytest.mark.parametrize(("version", "since_on"), [(1, None), (2, None), (3, SINCE_ON)])
def test_only_a_newer_registry_tells_since_when_an_answer_holds(
    version: int, since_on: date | None
) -> None:
    content = (folder(version) / "answer-checks.json").read_bytes()

    checks = msgspec.json.decode(content, type=ANSWERS["checks"])

    assert {check.since_on for check in checks} == {since_on}


@pytest.mark.parametrize("version", KINDS)
def test_every_file_of_a_corpus_is_read(version: int) -> None:
    names = {f"message-{kind.value}.json" for kind in KINDS[version]}
    names |= {f"answer-{name}.json" for name in ANSWERS}

    assert {file.name for file in folder(version).iterdir()} == names


def contains(told: object, old: object) -> bool:
    """Tell whether everything in an old value stands in a newer one, which may say more."""
    if isinstance(old, dict) and isinstance(told, dict):
        return all(key in told and contains(told[key], value) for key, value in old.items())
    if isinstance(old, list) and isinstance(told, list):
        return len(told) == len(old) and all(map(contains, told, old))
    return told == old

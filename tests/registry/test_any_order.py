"""However often and in whatever order messages arrive, the registry ends in the same state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desk_app.domain.cases import Stamps
from desk_app.domain.outbox import MessageKind
from desk_app.wire import MessageEnvelope
from registry.database import Database
from registry.desks import CallingDesk
from registry.files import FileFolder
from registry.messages import receive
from registry.problems import RequestRefusedError
from registry.rows import CaseRow, ChangeRow, MessageRow
from tests.registry.builders import (
    DECISION_DESK,
    INTAKE_DESK,
    NOW,
    DeskIdentity,
    accepted_case,
    envelope_of,
)


def story(minute: int) -> list[MessageEnvelope]:
    """A case from acceptance to hand-over, told by both of its desks."""
    case = accepted_case(application_id=_uuid(minute))
    later = NOW + timedelta(minutes=minute)
    told: list[tuple[MessageKind, DeskIdentity, int, Stamps]] = [
        (MessageKind.CASE_ACCEPTED, INTAKE_DESK, 1, Stamps(t0_ticket=NOW)),
        (MessageKind.VISIT_CLOSED, INTAKE_DESK, 2, Stamps(t0_ticket=NOW, t5_paper_out=later)),
        (MessageKind.CASE_REGISTERED, DECISION_DESK, 2, Stamps(t4_decided=later)),
    ]
    return [
        envelope_of(replace(case, stamps=stamps), kind, desk=desk, sequence=sequence)
        for kind, desk, sequence, stamps in told
    ]


def _uuid(number: int) -> UUID:
    return UUID(int=number + 1)


STORIES = [story(minute) for minute in range(3)]
ALL = [envelope for told in STORIES for envelope in told]


def deliver(order: Sequence[int], database: Database, files: FileFolder) -> None:
    """Deliver in an order, then, as desks do, again until everything was taken."""
    waiting = [ALL[index] for index in order] + ALL
    while waiting:
        refused: list[MessageEnvelope] = []
        codes: set[str] = set()
        for envelope in waiting:
            desk = CallingDesk(envelope.office_code, envelope.workplace)
            try:
                receive(envelope, desk=desk, database=database, files=files, now=NOW)
            except RequestRefusedError as refusal:
                codes.add(refusal.body.code)
                refused.append(envelope)
        assert codes <= {"expected"}
        assert len(refused) < len(waiting)
        waiting = refused


def state_of(database: Database) -> object:
    """Everything but what only says in which order things came."""
    with database.reading() as session:
        cases = session.scalars(select(CaseRow).order_by(CaseRow.application_id)).all()
        messages = session.scalars(select(MessageRow)).all()
        fed = [
            (change.office_code, change.message_id) for change in session.scalars(select(ChangeRow))
        ]
    return (
        [
            (c.application_id, c.revision, c.state, c.t0_ticket, c.t4_decided, c.t5_paper_out)
            for c in cases
        ],
        sorted((m.application_id, m.kind, m.body_sha256) for m in messages),
        sorted(fed),
        len({c.number for c in cases}),
    )


def state_after(order: Sequence[int]) -> object:
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'registry.db'}")
        try:
            deliver(order, database, FileFolder(Path(folder) / "files"))
            return state_of(database)
        finally:
            database.close()


EXPECTED = state_after(range(len(ALL)))


@settings(max_examples=60)
@given(st.lists(st.integers(0, len(ALL) - 1), max_size=3 * len(ALL)))
def test_any_interleaving_with_repeats_ends_in_the_same_state(order: list[int]) -> None:
    assert state_after(order) == EXPECTED

"""What happened to the cases of an office, in order, for its desks to follow."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from sqlalchemy import and_, not_, select
from sqlalchemy.orm import Session

from desk_app.domain.outbox import MessageKind
from desk_app.wire import Change, ChangesPage
from registry.counters import current_value, next_value
from registry.database import Database
from registry.desks import CallingDesk
from registry.problems import RequestRefusedError
from registry.rows import CaseRow, ChangeRow, FactRow, MessageRow

PAGE_LENGTH = 50
_CURSOR = re.compile(r"([0-9a-f]{32})\.([0-9]{1,15})")


def publish(session: Session, case: CaseRow, message: MessageRow) -> None:
    """Put a message into the feeds of both ends of its chain.

    A closed visit concerns nobody else. Where one office takes in and decides, its other
    workplaces follow all the same: each of them may approve, hand over or make a copy.
    """
    if not case.is_routed or message.kind == MessageKind.VISIT_CLOSED.value:
        return
    # Always in the same order, so that two requests cannot wait for each other.
    for office_code in sorted({case.intake_office, case.decision_office}):
        sequence = next_value(session, _feed(office_code))
        change = ChangeRow(
            office_code=office_code, sequence=sequence, message_id=message.message_id
        )
        session.add(change)


def _feed(office_code: str) -> str:
    return f"feed/{office_code}"


def changes_after(cursor: str, *, desk: CallingDesk, database: Database) -> ChangesPage:
    """Return the next page of what other desks did to the cases of this desk's office.

    A cursor of another epoch, or one beyond the feed (this registry was put back from an older
    copy), starts again: changes that are already known do no harm.

    Raises:
        RequestRefusedError: 400 `cursor`.
    """
    with database.reading() as session:
        epoch = epoch_of(session)
        head = current_value(session, _feed(desk.office_code))
        found = _page(session, desk, after=_start(cursor, epoch, head), head=head)
    has_more = len(found) > PAGE_LENGTH
    changes = tuple(found[:PAGE_LENGTH])
    last = changes[-1].sequence if has_more else head
    return ChangesPage(
        epoch=epoch,
        cursor=f"{epoch}.{last}",
        changes=changes,
        has_more=has_more,
        office_code=desk.office_code,
    )


def epoch_of(session: Session) -> str:
    """Return this registry's epoch; a registry put back from a copy gets another one."""
    return session.get_one(FactRow, "epoch").text


def _start(cursor: str, epoch: str, head: int) -> int:
    if not cursor:
        return 0
    parts = _CURSOR.fullmatch(cursor)
    if parts is None:
        raise RequestRefusedError(400, "cursor")
    sequence = int(parts[2])
    return sequence if parts[1] == epoch and sequence <= head else 0


def _page(session: Session, desk: CallingDesk, *, after: int, head: int) -> Sequence[Change]:
    is_own = and_(
        MessageRow.office_code == desk.office_code, MessageRow.workplace == desk.workplace
    )
    query = (
        select(ChangeRow.sequence, MessageRow, CaseRow)
        .join(MessageRow, MessageRow.message_id == ChangeRow.message_id)
        .join(CaseRow, CaseRow.application_id == MessageRow.application_id)
        .where(
            ChangeRow.office_code == desk.office_code,
            ChangeRow.sequence > after,
            ChangeRow.sequence <= head,
            not_(is_own),
        )
        .order_by(ChangeRow.sequence)
        .limit(PAGE_LENGTH + 1)
    )
    return [_change(sequence, message, case) for sequence, message, case in session.execute(query)]


def _change(sequence: int, message: MessageRow, case: CaseRow) -> Change:
    return Change(
        sequence=sequence,
        application_id=message.application_id,
        revision=message.revision,
        kind=message.kind,
        body=msgspec.Raw(message.body),
        files=tuple(message.files),
        number=case.number,
        intake_office=case.intake_office,
        decision_office=case.decision_office,
    )

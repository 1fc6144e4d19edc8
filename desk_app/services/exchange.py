"""The exchange with the registry: events go out in order, changes come in; one run at a time.

No transaction spans a call to the registry. An attempt is written down before it is made, so that
a crash at any point means "send again", and the registry knows what it has received.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Protocol
from uuid import UUID

from desk_app.domain.audit import AuditEvent
from desk_app.domain.cases import Case
from desk_app.domain.operators import Permission
from desk_app.domain.outbox import LONGEST_RETRY_SECONDS, OutboxMessage, next_attempt
from desk_app.errors import ExchangeError, StoreError
from desk_app.ports.clock import Clock, Ids
from desk_app.ports.registry import RegistryGateway
from desk_app.ports.store import Scans, Store, UnitOfWork
from desk_app.services.desk import Desk, allow, note_deed
from desk_app.services.incoming import (
    REGISTRY_OPERATOR,
    Received,
    apply_change,
    apply_kept,
    is_permanent,
    read_change,
)
from desk_app.services.kept_aside import unread
from desk_app.wire import ChangesPage, MessageReceipt, reader_mark

_CURSOR = "exchange.cursor"
_READ_BY = "exchange.aside_read_by"
_UNREACHABLE = "registry.unreachable"
# Refusals that say nothing about the message: nobody at this desk would get through.
_NOT_THE_MESSAGE = frozenset({"token", "desk_headers", "desk_mismatch"})
# The files were there a moment ago; they are asked for anew on the next attempt.
_FOR_ANOTHER_TRY = frozenset({"missing_files"})
_MOST_FAILURES_IN_A_ROW = 2
_LONGEST_PAUSE = timedelta(seconds=LONGEST_RETRY_SECONDS)
# A pause may lie far ahead where the wall clock was put back meanwhile.
_WHENEVER = timedelta(days=36525)


@dataclass(frozen=True, slots=True)
class ExchangeReport:
    """What one run did.

    Attributes:
        sent: Events acknowledged.
        received: Changes applied here.
        pending / parked: What is left in the outbox afterwards.
        conflicts: Changes that stand against work done here, kept aside for the clerk.
        failure: Code of what ended the run early; empty where it ran to its end.
    """

    sent: int
    received: int
    pending: int
    parked: int
    conflicts: int = 0
    failure: str = ""


class Exchange(Protocol):
    """One run: `exchange_once` where its time has come, `exchange_now` where somebody asks."""

    def __call__(
        self,
        *,
        store: Store,
        scans: Scans,
        registry: RegistryGateway,
        clock: Clock,
        ids: Ids,
        packs: Collection[str] | None = None,
    ) -> ExchangeReport:
        """Exchange and say what happened; a lost link is no error."""


@dataclass(frozen=True, slots=True)
class _Link:
    store: Store
    scans: Scans
    registry: RegistryGateway
    clock: Clock
    ids: Ids
    packs: Collection[str] | None = None


class _Delivery(Enum):
    DONE = auto()
    AGAIN_LATER = auto()
    PARKED = auto()
    LINK_IS_DOWN = auto()


def exchange_once(
    *,
    store: Store,
    scans: Scans,
    registry: RegistryGateway,
    clock: Clock,
    ids: Ids,
    packs: Collection[str] | None = None,
) -> ExchangeReport:
    """Send what is due, fetch what is new, and say what happened; a lost link is no error.

    Args:
        store: This desk's store.
        scans: Its files.
        registry: The way to the registry.
        clock: Aware UTC.
        ids: Randomness for the pauses.
        packs: Ids of the rule packs this desk has; cases of others are kept aside. None takes
            every case.
    """
    return _exchange(_Link(store, scans, registry, clock, ids, packs), ahead=timedelta())


def exchange_now(
    *,
    store: Store,
    scans: Scans,
    registry: RegistryGateway,
    clock: Clock,
    ids: Ids,
    packs: Collection[str] | None = None,
) -> ExchangeReport:
    """Exchange as `exchange_once` does, without waiting out any pause: somebody asked for it.

    What was kept aside as unreadable is read again.
    """
    link = _Link(store, scans, registry, clock, ids, packs)
    with store.unit() as unit:
        unit.notes.put(_READ_BY, "")
    return _exchange(link, ahead=_WHENEVER)


def try_again(message_id: UUID, *, desk: Desk) -> None:
    """Let a parked event be sent again, after somebody has put its cause right.

    Raises:
        AccessError: The operator may not serve.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        for message in unit.outbox.unsent():
            if message.message_id == message_id and message.parked_reason:
                released = replace(message, parked_reason="", next_attempt_at=None, last_error="")
                unit.outbox.update(released)
                note_deed(unit, desk, "exchange.released", message.application_id)


@dataclass(slots=True)
class _Run:
    """What one run has done so far."""

    sent: int = 0
    received: int = 0
    conflicts: int = 0
    failure: str = ""
    failures_in_a_row: int = 0


def _exchange(link: _Link, *, ahead: timedelta) -> ExchangeReport:
    run = _Run()
    if _drain(link, run, lambda _: True, ahead=ahead):
        _pull_safely(link, run)
    if not run.failure:
        # The link is proven: what only waited for it, or for a case that had to hear something
        # first, need not wait out a pause.
        _drain(link, run, _waits_for_link, ahead=_LONGEST_PAUSE)
    return _report(link, run)


def _waits_for_link(message: OutboxMessage) -> bool:
    return message.last_error == _UNREACHABLE or not message.attempts


def _report(link: _Link, run: _Run) -> ExchangeReport:
    with link.store.reading() as unit:
        outbox = unit.outbox.state()
    return ExchangeReport(
        sent=run.sent,
        received=run.received,
        pending=outbox.pending,
        parked=outbox.parked,
        conflicts=run.conflicts,
        failure=run.failure,
    )


# --- out -------------------------------------------------------------------------------------


def _drain(
    link: _Link, run: _Run, is_wanted: Callable[[OutboxMessage], bool], *, ahead: timedelta
) -> bool:
    """Send every wanted event, each at most once in a run; False where the link is down."""
    tried: set[object] = set()
    while True:
        with link.store.reading() as unit:
            due = unit.outbox.due(link.clock.now() + ahead)
        fresh = [m for m in due if m.message_id not in tried and is_wanted(m)]
        if not fresh:
            return True
        for message in fresh:
            tried.add(message.message_id)
            if not _goes_on(run, _deliver(link, run, message)):
                return False


def _goes_on(run: _Run, delivery: _Delivery) -> bool:
    """Count a delivery; a message may fail on its own, several in a row mean the link."""
    if delivery is _Delivery.DONE:
        run.sent += 1
        run.failure = ""
    run.failures_in_a_row = run.failures_in_a_row + 1 if delivery is _Delivery.AGAIN_LATER else 0
    is_down = delivery is _Delivery.LINK_IS_DOWN
    return not is_down and run.failures_in_a_row < _MOST_FAILURES_IN_A_ROW


def _deliver(link: _Link, run: _Run, message: OutboxMessage) -> _Delivery:
    begun = _begin_attempt(link, message)
    try:
        _send_missing_files(link, begun)
        receipt = link.registry.send(begun)
    except ExchangeError as error:
        run.failure = error.code
        return _after_failure(link, begun, error)
    except StoreError as error:
        if not error.code.startswith("scan."):
            raise
        return _park(link, begun, error.code)
    return _acknowledge(link, begun, receipt)


def _begin_attempt(link: _Link, message: OutboxMessage) -> OutboxMessage:
    now = link.clock.now()
    attempts = message.attempts + 1
    begun = replace(
        message,
        attempts=attempts,
        sent_at=now,
        next_attempt_at=next_attempt(attempts, now, jitter=link.ids.chance()),
    )
    with link.store.unit() as unit:
        unit.outbox.update(begun)
    return begun


def _send_missing_files(link: _Link, message: OutboxMessage) -> None:
    if not message.files:
        return
    for sha256 in link.registry.missing_files(message.files):
        link.registry.put_file(sha256, link.scans.get(sha256))


def _after_failure(link: _Link, begun: OutboxMessage, error: ExchangeError) -> _Delivery:
    reason = str(error.params.get("reason", ""))
    is_refusal = error.code == "registry.refused"
    if is_refusal and reason not in _NOT_THE_MESSAGE | _FOR_ANOTHER_TRY:
        return _park(link, begun, reason)
    failed = replace(begun, last_error=error.code)
    if "retry_after_seconds" in error.params:
        seconds = float(error.params["retry_after_seconds"])
        at = next_attempt(begun.attempts, link.clock.now(), jitter=0.0, retry_after_seconds=seconds)
        failed = replace(failed, next_attempt_at=at)
    with link.store.unit() as unit:
        unit.outbox.update(failed)
    concerns_all = error.code in {_UNREACHABLE, "registry.busy"} or reason in _NOT_THE_MESSAGE
    return _Delivery.LINK_IS_DOWN if concerns_all else _Delivery.AGAIN_LATER


def _park(link: _Link, begun: OutboxMessage, reason: str) -> _Delivery:
    """Stop trying one event; its case waits for a person, the other cases go on."""
    parked = replace(begun, parked_reason=reason, last_error="registry.refused")
    with link.store.unit() as unit:
        unit.outbox.update(parked)
        details = {"kind": begun.kind.value, "reason": reason}
        _journal(unit, link.clock.now(), "exchange.parked", begun, details)
    return _Delivery.PARKED


def _acknowledge(link: _Link, begun: OutboxMessage, receipt: MessageReceipt) -> _Delivery:
    """Close an event; a number that cannot stand on the papers of its case parks it instead."""
    with link.store.reading() as unit:
        fault = _number_fault(unit.cases.get(begun.application_id), receipt)
    if fault:
        return _park(link, begun, fault)
    now = link.clock.now()
    done = replace(begun, acknowledged_at=now, next_attempt_at=None, last_error="")
    with link.store.unit() as unit:
        unit.outbox.update(done)
        case = unit.cases.get(begun.application_id)
        told = replace(
            case,
            number=case.number or receipt.number,
            delivered_at=case.delivered_at or now,
            # Other desks' events count too: the next event must follow all that is known there.
            revision=max(case.revision, receipt.revision),
        )
        if told != case:
            unit.cases.save(told)
    return _Delivery.DONE


def _number_fault(case: Case, receipt: MessageReceipt) -> str:
    if not is_permanent(receipt.number):
        return "receipt_number"
    # It is printed: a paper in somebody's hand must find its case for ever.
    return "number_differs" if case.number not in {"", receipt.number} else ""


def _journal(
    unit: UnitOfWork, at: datetime, kind: str, message: OutboxMessage, details: dict[str, str]
) -> None:
    unit.audit.append(AuditEvent(at, REGISTRY_OPERATOR, kind, message.application_id, details))


# --- in --------------------------------------------------------------------------------------


def _pull_safely(link: _Link, run: _Run) -> None:
    try:
        _read_kept_aside(link, run)
        while _pull_page(link, run):
            pass
    except ExchangeError as error:
        run.failure = error.code
    else:
        run.failure = ""


def _read_kept_aside(link: _Link, run: _Run) -> None:
    """Read anew what an older program, or one with fewer rule packs, could not use."""
    mark = _reader_mark(link)
    with link.store.reading() as unit:
        if unit.notes.get(_READ_BY) == mark:
            return
        waiting = [(item, read_change(change)) for item, change in unread(unit)]
    for sha256 in dict.fromkeys(s for _, change in waiting for s in change.files):
        _fetch(link, sha256)
    now = link.clock.now()
    with link.store.unit() as unit:
        for item, received in waiting:
            applied = apply_kept(unit, item, received, now=now, packs=link.packs)
            run.received += applied.is_new
        unit.notes.put(_READ_BY, mark)


def _reader_mark(link: _Link) -> str:
    return "|".join([reader_mark(), *sorted(link.packs or ())])


def _pull_page(link: _Link, run: _Run) -> bool:
    """Apply one page and move the cursor in the same transaction; True where more is waiting."""
    with link.store.reading() as unit:
        cursor = unit.notes.get(_CURSOR) or ""
    page = link.registry.changes(cursor)
    if page.cursor == cursor:
        return False
    changes = [read_change(change) for change in page.changes]
    for sha256 in dict.fromkeys(s for change in changes for s in change.files):
        _fetch(link, sha256)
    _apply_page(link, run, page, changes)
    return page.has_more


def _fetch(link: _Link, sha256: str) -> None:
    if link.scans.has(sha256):
        return
    try:
        link.scans.put(link.registry.file(sha256))
    except ExchangeError as error:
        # The registry itself has lost it; the page shows a gap, the case must not wait for it.
        if error.code != "registry.refused":
            raise


def _apply_page(link: _Link, run: _Run, page: ChangesPage, changes: list[Received]) -> None:
    now = link.clock.now()
    with link.store.unit() as unit:
        for change in changes:
            applied = apply_change(
                unit, change, office_code=page.office_code, now=now, packs=link.packs
            )
            run.received += applied.is_new
            run.conflicts += applied.is_conflict
        unit.notes.put(_CURSOR, page.cursor)

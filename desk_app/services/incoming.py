"""Changes from the registry: what another desk did, applied to the case as it stands here.

A decision or another end is taken over as the deed it was; only its own facts are merged, so that
nothing typed here is overwritten. What has no place here any more is kept aside and told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

import msgspec

from desk_app.domain.audit import AuditEvent
from desk_app.domain.cases import (
    TRANSITIONS,
    Case,
    CaseOrigin,
    CaseState,
    Decision,
    Deed,
    IssuedPaper,
    PrintState,
    do,
    is_own_walk_in,
)
from desk_app.domain.numbers import CaseNumber, parse_number
from desk_app.domain.outbox import MessageKind
from desk_app.domain.vocabulary import Outcome, PaperKind
from desk_app.errors import InputError
from desk_app.ports.store import UnitOfWork
from desk_app.services.kept_aside import KeptAside, Reason, keep, settle
from desk_app.services.reopening import reopened
from desk_app.wire import CaseEvent, Change, decode_event, is_as_told

# The name the journal gives to deeds that came through the registry.
REGISTRY_OPERATOR = "registry"
_DEEDS: Mapping[str, Deed] = {
    MessageKind.REFUSAL_PREPARED: Deed.SEND_FOR_APPROVAL,
    MessageKind.REFUSAL_DECLINED: Deed.DECLINE_APPROVAL,
    MessageKind.CASE_REGISTERED: Deed.REGISTER,
    MessageKind.CASE_REFUSED: Deed.REFUSE,
    MessageKind.CASE_READY: Deed.REGISTER,
    MessageKind.CASE_RETURNED: Deed.RETURN,
    MessageKind.CASE_WITHDRAWN: Deed.WITHDRAW,
    MessageKind.CASE_HANDED_OVER: Deed.HAND_OVER,
}
_DECISIONS = frozenset({Deed.REGISTER, Deed.REFUSE})
# Steps inside the deciding office; where the case was taken in it only waits on.
_APPROVAL = frozenset({Deed.SEND_FOR_APPROVAL, Deed.DECLINE_APPROVAL})
_WITH_PAPERS = _DECISIONS | {Deed.RECEIVE_RESULT, Deed.RETURN}
# Where a case can be after a deed and what may follow it: told again, it changes nothing.
_AFTER: Mapping[Deed, frozenset[CaseState]] = {
    Deed.SEND_FOR_APPROVAL: frozenset({CaseState.AWAITING_APPROVAL}),
    Deed.DECLINE_APPROVAL: frozenset({CaseState.ACCEPTED, CaseState.DRAFT, CaseState.HELD}),
    Deed.REGISTER: frozenset({CaseState.REGISTERED, CaseState.HANDED_OVER, CaseState.ANNULLED}),
    Deed.REFUSE: frozenset({CaseState.REFUSED, CaseState.HANDED_OVER}),
    Deed.RECEIVE_RESULT: frozenset({CaseState.READY, CaseState.HANDED_OVER, CaseState.ANNULLED}),
    Deed.RETURN: frozenset({CaseState.RETURNED}),
    Deed.WITHDRAW: frozenset({CaseState.WITHDRAWN}),
    Deed.HAND_OVER: frozenset({CaseState.HANDED_OVER, CaseState.ANNULLED}),
}
_RESULTS = frozenset({PaperKind.CERTIFICATE, PaperKind.REFUSAL})
_GIVEN_OUT = _RESULTS | {PaperKind.MEMO}


class Applied(Enum):
    """What became of a change."""

    NEW = auto()
    KNOWN = auto()
    CONFLICT = auto()
    UNREADABLE = auto()

    @property
    def is_new(self) -> bool:
        """Whether the case here changed."""
        return self is Applied.NEW

    @property
    def is_conflict(self) -> bool:
        """Whether somebody must look at it."""
        return self in {Applied.CONFLICT, Applied.UNREADABLE}


@dataclass(frozen=True, slots=True)
class Received:
    """A change and its event; None where this program cannot read it."""

    change: Change
    event: CaseEvent | None

    @property
    def files(self) -> tuple[str, ...]:
        """Digests of the scans and papers to fetch before the case is shown."""
        return self.change.files if self.event else ()


def read_change(change: Change) -> Received:
    """Return a change with its event."""
    try:
        event = decode_event(change.body)
    except msgspec.DecodeError:
        return Received(change, None)
    is_about_it = event.case.application_id == change.application_id
    return Received(change, event if is_about_it and event.kind == change.kind else None)


def apply_change(
    unit: UnitOfWork,
    received: Received,
    *,
    office_code: str,
    now: datetime,
    packs: Collection[str] | None = None,
) -> Applied:
    """Apply a change inside the caller's transaction; the same one again changes nothing.

    Args:
        unit: The open unit of work.
        received: The change, its files already here.
        office_code: This desk's office, as the registry addressed the page.
        now: Aware UTC.
        packs: Rule packs this desk has; a case of another one is kept aside. None takes every
            case.
    """
    change = received.change
    reason = _tried(unit, received, office_code, now, packs)
    if isinstance(reason, Applied):
        return reason
    item = KeptAside(
        application_id=change.application_id,
        revision=change.revision,
        reason=reason,
        office_code=office_code,
        at=now,
    )
    keep(unit, change, item)
    kind = "exchange.conflict" if item.is_conflict else "exchange.unreadable"
    state = unit.cases.get(change.application_id).state.value if item.is_conflict else ""
    _journal(unit, kind, change, now, state=state, reason=reason.value)
    return Applied.CONFLICT if item.is_conflict else Applied.UNREADABLE


def apply_kept(
    unit: UnitOfWork,
    item: KeptAside,
    received: Received,
    *,
    now: datetime,
    packs: Collection[str] | None = None,
) -> Applied:
    """Try a change that was kept aside again; what still cannot be read stays there."""
    if _fault(received, packs) is not None:
        return Applied.UNREADABLE
    settle(unit, item)
    _journal(unit, "exchange.reread", received.change, now, state="", reason=item.reason.value)
    return apply_change(unit, received, office_code=item.office_code, now=now, packs=packs)


def _tried(
    unit: UnitOfWork,
    received: Received,
    office_code: str,
    now: datetime,
    packs: Collection[str] | None,
) -> Applied | Reason:
    change, event, fault = received.change, received.event, _fault(received, packs)
    if fault is not None or event is None:
        return fault or Reason.UNREADABLE
    if not unit.cases.exists(change.application_id):
        taken_over = _taken_over(event.case, change, office_code, now)
        unit.cases.save(taken_over)
        _journal(unit, "exchange.arrived", change, now, state=taken_over.state.value)
        return Applied.NEW
    case = unit.cases.get(change.application_id)
    changed = _changed(case, event.case, change, office_code)
    if changed is None and _is_history(unit, change):
        changed = _with_facts(case, change)
    if changed is None or changed.number != (case.number or changed.number):
        return Reason.CONFLICT
    if changed.state is CaseState.ACCEPTED and is_own_walk_in(changed):
        changed = reopened(unit, changed, now)
    if _give_up_own_hand_over(unit, change, now):
        unit.cases.save(changed)
        return Reason.HANDED_OVER
    if changed == case:
        return Applied.KNOWN
    unit.cases.save(changed)
    _journal(unit, "exchange.received", change, now, state=changed.state.value)
    return Applied.NEW


def _fault(received: Received, packs: Collection[str] | None) -> Reason | None:
    """Return what keeps this program from using a change, or None."""
    event, number = received.event, received.change.number
    if event is None:
        return Reason.UNREADABLE
    if not is_as_told(event):
        return Reason.STATE
    if packs is not None and event.case.pack_id not in packs:
        return Reason.PACK
    return Reason.NUMBER if number and not is_permanent(number) else None


def is_permanent(text: str) -> bool:
    """Whether a text is the number of a case as it is printed."""
    try:
        number = parse_number(text)
    except InputError:
        return False
    return isinstance(number, CaseNumber) and str(number) == text


def _is_history(unit: UnitOfWork, change: Change) -> bool:
    """Whether a step of approval was overtaken by what was heard since, not by work done here."""
    if _DEEDS.get(change.kind) not in _APPROVAL:
        return False
    unsent = {message.application_id for message in unit.outbox.unsent()}
    return change.application_id not in unsent


def _give_up_own_hand_over(unit: UnitOfWork, change: Change, now: datetime) -> bool:
    """Take back an unsent hand-over where another workplace's came first; True if there was one.

    The registry would refuse it for ever, and what follows it in the case could never go out.
    """
    if change.kind != MessageKind.CASE_HANDED_OVER:
        return False
    own = [
        message
        for message in unit.outbox.unsent()
        if (message.application_id, message.kind) == (change.application_id, change.kind)
    ]
    for message in own:
        settled = replace(message, acknowledged_at=now, next_attempt_at=None, parked_reason="")
        unit.outbox.update(settled)
        _journal(unit, "exchange.overtaken", change, now, state="")
    return bool(own)


def _taken_over(theirs: Case, change: Change, office_code: str, now: datetime) -> Case:
    """Return a case that is new here; what another desk printed is not to be printed again."""
    case = replace(
        theirs,
        origin=CaseOrigin.REGISTRY,
        visit_id=None,
        revision=change.revision,
        number=change.number,
        intake_office=change.intake_office,
        decision_office=change.decision_office,
        delivered_at=now,
        papers=tuple(_printed_elsewhere(paper) for paper in theirs.papers),
    )
    if not (_is_intake_end(change, office_code) and _DEEDS.get(change.kind) in _DECISIONS):
        return case
    # Its acceptance was this desk's own, before its store was made anew.
    others = tuple(paper for paper in case.papers if paper.kind not in _RESULTS)
    accepted = replace(case, state=CaseState.ACCEPTED, papers=others)
    return _changed(accepted, theirs, change, office_code) or accepted


def _changed(case: Case, theirs: Case, change: Change, office_code: str) -> Case | None:
    """Return the case with another desk's deed, or None where the deed has no place here."""
    deed = _deed_here(theirs, change, office_code)
    if deed is None:
        return _with_facts(case, change)
    step = _as_proposed(case, deed)
    is_new = (case.state, step) in TRANSITIONS
    if not is_new and not (case.state in _AFTER[deed] and _is_same_decision(case, theirs, deed)):
        return None
    done = _with_deed(do(case, step) if is_new else case, theirs, change, deed)
    if deed not in _WITH_PAPERS:
        return done
    papers = _new_papers(case, theirs, at_intake=_is_intake_end(change, office_code))
    return replace(done, papers=(*case.papers, *papers))


def _as_proposed(case: Case, deed: Deed) -> Deed:
    """Return a registration as the approval it is of one that was proposed in the office."""
    is_proposed = case.state is CaseState.AWAITING_APPROVAL and (
        case.decision.outcome is Outcome.REGISTER
    )
    return Deed.APPROVE_REGISTRATION if is_proposed and deed is Deed.REGISTER else deed


def _deed_here(theirs: Case, change: Change, office_code: str) -> Deed | None:
    """Return what the change means at this end of the chain; a result counts once it is whole."""
    deed = _DEEDS.get(change.kind)
    if deed in _APPROVAL and _is_intake_end(change, office_code):
        return None
    if deed not in _DECISIONS or not _is_intake_end(change, office_code):
        return deed
    waits_for_certificate = deed is Deed.REGISTER and not theirs.certificate_number
    return None if waits_for_certificate else Deed.RECEIVE_RESULT


def _is_intake_end(change: Change, office_code: str) -> bool:
    return office_code == change.intake_office != change.decision_office


def _is_same_decision(case: Case, theirs: Case, deed: Deed) -> bool:
    is_decision = deed in _DECISIONS | {Deed.RECEIVE_RESULT, Deed.SEND_FOR_APPROVAL}
    return not is_decision or case.decision == theirs.decision


def _with_facts(case: Case, change: Change) -> Case:
    return replace(
        case,
        number=change.number or case.number,
        revision=max(case.revision, change.revision),
    )


def _with_deed(case: Case, theirs: Case, change: Change, deed: Deed) -> Case:
    case = _with_facts(case, change)
    if deed is Deed.HAND_OVER:
        handed_over_at = theirs.stamps.t6_handed_over or case.stamps.t6_handed_over
        return replace(case, stamps=replace(case.stamps, t6_handed_over=handed_over_at))
    if deed is Deed.WITHDRAW:
        # What was proposed and not approved goes with the case.
        return replace(case, decision=Decision())
    decided_at = theirs.stamps.t4_decided or case.stamps.t4_decided
    return replace(
        case,
        decision=theirs.decision,
        certificate_number=theirs.certificate_number or case.certificate_number,
        stamps=replace(case.stamps, t4_decided=decided_at),
    )


def _new_papers(case: Case, theirs: Case, *, at_intake: bool) -> tuple[IssuedPaper, ...]:
    """Return the papers of a decision that are not here yet, printed where they are given out."""
    known = {paper.paper_id for paper in case.papers}
    new = [paper for paper in theirs.papers if paper.paper_id not in known]
    if at_intake:
        return tuple(_to_be_printed(paper) for paper in new if paper.kind in _GIVEN_OUT)
    return tuple(_printed_elsewhere(paper) for paper in new)


def _to_be_printed(paper: IssuedPaper) -> IssuedPaper:
    return replace(paper, print_state=PrintState.WAITING, failure="", printed_at=None)


def _printed_elsewhere(paper: IssuedPaper) -> IssuedPaper:
    return replace(paper, print_state=PrintState.SPOOLED, failure="")


def _journal(
    unit: UnitOfWork, kind: str, change: Change, now: datetime, *, state: str, reason: str = ""
) -> None:
    details = {"kind": change.kind, "revision": str(change.revision), "state": state}
    if reason:
        details["reason"] = reason
    unit.audit.append(AuditEvent(now, REGISTRY_OPERATOR, kind, change.application_id, details))

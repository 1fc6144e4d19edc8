"""Changes from the registry: what another desk did, applied to the case as it stands here.

A decision or another end is taken over as the deed it was; only its own facts are merged, so that
nothing typed here is overwritten. What has no place here any more is kept aside and told.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    Deed,
    IssuedPaper,
    PrintState,
    do,
)
from desk_app.domain.outbox import MessageKind
from desk_app.domain.vocabulary import PaperKind
from desk_app.ports.store import UnitOfWork
from desk_app.wire import CaseEvent, Change, decode_event

# The name the journal gives to deeds that came through the registry.
REGISTRY_OPERATOR = "registry"
_DEEDS: Mapping[MessageKind, Deed] = {
    MessageKind.CASE_REGISTERED: Deed.REGISTER,
    MessageKind.CASE_REFUSED: Deed.REFUSE,
    MessageKind.CASE_READY: Deed.REGISTER,
    MessageKind.CASE_RETURNED: Deed.RETURN,
    MessageKind.CASE_WITHDRAWN: Deed.WITHDRAW,
    MessageKind.CASE_HANDED_OVER: Deed.HAND_OVER,
}
_DECISIONS = frozenset({Deed.REGISTER, Deed.REFUSE})
_WITH_PAPERS = _DECISIONS | {Deed.RECEIVE_RESULT, Deed.RETURN}
# Where a case can be after a deed and what may follow it: told again, it changes nothing.
_AFTER: Mapping[Deed, frozenset[CaseState]] = {
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
    return Received(change, event if is_about_it and event.kind is change.kind else None)


def apply_change(
    unit: UnitOfWork, received: Received, *, office_code: str, now: datetime
) -> Applied:
    """Apply a change inside the caller's transaction; the same one again changes nothing.

    Args:
        unit: The open unit of work.
        received: The change, its files already here.
        office_code: This desk's office, as the registry addressed the page.
        now: Aware UTC.
    """
    change, event = received.change, received.event
    if event is None:
        _keep_aside(unit, "exchange.unreadable", change, now, state="")
        return Applied.UNREADABLE
    if not unit.cases.exists(change.application_id):
        unit.cases.save(_taken_over(event.case, change, office_code, now))
        return Applied.NEW
    case = unit.cases.get(change.application_id)
    changed = _changed(case, event.case, change, office_code)
    if changed is None:
        _keep_aside(unit, "exchange.conflict", change, now, state=case.state.value)
        return Applied.CONFLICT
    if changed == case:
        return Applied.KNOWN
    unit.cases.save(changed)
    _journal(unit, "exchange.received", change, now, state=changed.state.value)
    return Applied.NEW


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
    is_new = (case.state, deed) in TRANSITIONS
    if not is_new and not (case.state in _AFTER[deed] and _is_same_decision(case, theirs, deed)):
        return None
    done = _with_deed(do(case, deed) if is_new else case, theirs, change, deed)
    if deed not in _WITH_PAPERS:
        return done
    papers = _new_papers(case, theirs, at_intake=_is_intake_end(change, office_code))
    return replace(done, papers=(*case.papers, *papers))


def _deed_here(theirs: Case, change: Change, office_code: str) -> Deed | None:
    """Return what the change means at this end of the chain; a result counts once it is whole."""
    deed = _DEEDS.get(change.kind)
    if deed not in _DECISIONS or not _is_intake_end(change, office_code):
        return deed
    waits_for_certificate = deed is Deed.REGISTER and not theirs.certificate_number
    return None if waits_for_certificate else Deed.RECEIVE_RESULT


def _is_intake_end(change: Change, office_code: str) -> bool:
    return office_code == change.intake_office != change.decision_office


def _is_same_decision(case: Case, theirs: Case, deed: Deed) -> bool:
    is_decision = deed in _DECISIONS or deed is Deed.RECEIVE_RESULT
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
        return case
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


def _keep_aside(unit: UnitOfWork, kind: str, change: Change, now: datetime, *, state: str) -> None:
    """Keep a change that could not be applied, whole, and say so in the journal."""
    name = f"{kind}.{change.application_id}.{change.revision}"
    unit.notes.put(name, bytes(change.body).decode("utf-8", "replace"))
    _journal(unit, kind, change, now, state=state)


def _journal(unit: UnitOfWork, kind: str, change: Change, now: datetime, *, state: str) -> None:
    details = {"kind": change.kind.value, "revision": str(change.revision), "state": state}
    unit.audit.append(AuditEvent(now, REGISTRY_OPERATOR, kind, change.application_id, details))

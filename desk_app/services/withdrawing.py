"""A case closed without an outcome: its visitor left or wants it no more; nothing is printed."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from desk_app.domain.cases import TRANSITIONS, Case, CaseState, Decision, Deed, do
from desk_app.domain.operators import Operator, Permission
from desk_app.domain.outbox import MessageKind
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.rules import withdrawal_reasons
from desk_app.domain.service_time import Visit, leave
from desk_app.errors import InputError, RuleError
from desk_app.ports.store import UnitOfWork
from desk_app.services.closing import close_visit
from desk_app.services.desk import Desk, allow, enqueue, note_deed
from desk_app.services.outcomes import is_filled_in_elsewhere


class Withdrawal(StrEnum):
    """Why a case ends without an outcome, beside the applicant's wishes that a pack names."""

    LEFT = "left"
    OWN_WISH = "own_wish"


# Somebody else has the application by now: it is closed by those who decide.
TAKEN_IN = frozenset({CaseState.ACCEPTED, CaseState.AWAITING_APPROVAL})


def reasons_for(case: Case, pack: RulePack, *, has_visit: bool) -> tuple[str, ...]:
    """Return the codes a withdrawal can have: our own, then those of the pack.

    Args:
        case: The case to be closed.
        pack: Its rule pack.
        has_visit: Whether its visitor is here; who is not cannot have left.
    """
    own = tuple(Withdrawal) if has_visit else (Withdrawal.OWN_WISH,)
    named = withdrawal_reasons(pack, case.requested_status)
    return (*own, *(reason.code for reason in named))


def may_withdraw(case: Case, operator: Operator) -> bool:
    """Whether the case can still end without an outcome, and by this operator."""
    may_end = (case.state, Deed.WITHDRAW) in TRANSITIONS
    return may_end and all(operator.may(permission) for permission in _needed(case))


def offered(application_id: UUID, *, desk: Desk) -> tuple[Case, tuple[str, ...]]:
    """Return the case as it stands with the codes its withdrawal can have here.

    Raises:
        AccessError: As for `withdraw`.
        RuleError: `withdrawal.at_its_desk`, as for `withdraw`.
    """
    allow(desk, Permission.SERVE)
    with desk.store.reading() as unit:
        case = unit.cases.get(application_id)
        return case, _reasons_here(unit, case, desk)


def withdraw(application_id: UUID, *, desk: Desk, reason: str = Withdrawal.LEFT) -> Case:
    """Close a case whose visitor left or does not want it any more; it is no refusal.

    Its visit ends with it, at the moment the visitor was last at the counter. What was proposed
    for it and not approved goes with it.

    Raises:
        AccessError: What was accepted is closed by those who decide.
        InputError: `withdrawal.reason`, field `reason`.
        RuleError: `case.deed_not_allowed` once the case is decided or was handed over;
            `withdrawal.at_its_desk` where the workplace that opened it fills it in.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        if reason not in _reasons_here(unit, case, desk):
            raise InputError("withdrawal.reason", field="reason")
        withdrawn = replace(
            do(case, Deed.WITHDRAW), held_reason="", held_at=None, decision=Decision()
        )
        if withdrawn.revision or withdrawn.accepted_at:
            withdrawn = enqueue(unit, desk, withdrawn, MessageKind.CASE_WITHDRAWN)
        else:
            unit.cases.save(withdrawn)
        note_deed(unit, desk, "case.withdrawn", application_id, {"reason": str(reason)})
        visit = _open_visit_of(unit, withdrawn)
        if visit is not None:
            close_visit(unit, desk, leave(visit, desk.clock.moment()))
        return unit.cases.get(application_id)


def _needed(case: Case) -> tuple[Permission, ...]:
    decides = (Permission.DECIDE,) if case.state in TAKEN_IN else ()
    return (Permission.SERVE, *decides)


def _reasons_here(unit: UnitOfWork, case: Case, desk: Desk) -> tuple[str, ...]:
    for permission in _needed(case):
        allow(desk, permission)
    if is_filled_in_elsewhere(case, desk):
        raise RuleError("withdrawal.at_its_desk")
    has_visit = _open_visit_of(unit, case) is not None
    return reasons_for(case, desk.pack_of(case), has_visit=has_visit)


def _open_visit_of(unit: UnitOfWork, case: Case) -> Visit | None:
    if case.visit_id is None:
        return None
    visit = unit.visits.get(case.visit_id)
    is_its_own = visit.is_open and visit.application_id == case.application_id
    return visit if is_its_own else None

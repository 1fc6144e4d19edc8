"""A case closed without an outcome: its visitor left or wants it no more; nothing is printed."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from desk_app.domain.cases import Case, Deed, do
from desk_app.domain.operators import Permission
from desk_app.domain.outbox import MessageKind
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.rules import withdrawal_reasons
from desk_app.domain.service_time import leave
from desk_app.errors import InputError
from desk_app.ports.store import UnitOfWork
from desk_app.services.closing import close_visit
from desk_app.services.desk import Desk, allow, enqueue, note_deed


class Withdrawal(StrEnum):
    """Why a case ends without an outcome, beside the applicant's wishes that a pack names."""

    LEFT = "left"
    OWN_WISH = "own_wish"


def reasons_for(case: Case, pack: RulePack) -> tuple[str, ...]:
    """Return the codes a withdrawal can have: two of our own, then those of the pack."""
    named = withdrawal_reasons(pack, case.requested_status)
    return (*Withdrawal, *(reason.code for reason in named))


def withdraw(application_id: UUID, *, desk: Desk, reason: str = Withdrawal.LEFT) -> Case:
    """Close a case whose visitor left or does not want it any more; it is no refusal.

    Its visit ends with it, at the moment the visitor was last at the counter.

    Raises:
        InputError: `withdrawal.reason`, field `reason`.
        RuleError: `case.deed_not_allowed` once the case is decided or was handed over.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        if reason not in reasons_for(case, desk.pack_of(case)):
            raise InputError("withdrawal.reason", field="reason")
        withdrawn = replace(do(case, Deed.WITHDRAW), held_reason="", held_at=None)
        if withdrawn.revision or withdrawn.accepted_at:
            withdrawn = enqueue(unit, desk, withdrawn, MessageKind.CASE_WITHDRAWN)
        else:
            unit.cases.save(withdrawn)
        note_deed(unit, desk, "case.withdrawn", application_id, {"reason": str(reason)})
        _close_visit_of(unit, withdrawn, desk)
        return unit.cases.get(application_id)


def _close_visit_of(unit: UnitOfWork, case: Case, desk: Desk) -> None:
    if case.visit_id is None:
        return
    visit = unit.visits.get(case.visit_id)
    if visit.is_open and visit.application_id == case.application_id:
        close_visit(unit, desk, leave(visit, desk.clock.moment()))

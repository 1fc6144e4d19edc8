"""The outcomes: accept, refuse to accept, return, register, refuse; the four never mix.

Each ends in one transaction: state, number, paper, stamps, outbox message and journal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from desk_app.domain.cases import Case, CaseState, Decision, Deed, do
from desk_app.domain.numbers import CaseNumber, TemporaryNumber
from desk_app.domain.operators import Permission
from desk_app.domain.outbox import MessageKind
from desk_app.domain.papers import Paper
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.rules import find_return_reason, find_sub_reason, needs_known_check
from desk_app.domain.steps import (
    OfferedOutcome,
    offered_outcomes,
    package_faults,
    usable_grounds,
)
from desk_app.domain.vocabulary import DeskKind, Outcome, RequestedStatus
from desk_app.domain.working_days import due_on
from desk_app.errors import InputError, RuleError
from desk_app.ports.store import UnitOfWork
from desk_app.services import paper_contents as contents
from desk_app.services.desk import Desk, allow, enqueue, local_time, note_deed
from desk_app.services.issuing import make_paper


def offers(case: Case, *, desk: Desk) -> tuple[OfferedOutcome, ...]:
    """Return this desk's outcomes for the case, with what stands against each."""
    return offered_outcomes(
        case, pack=desk.pack_of(case), desk=desk.office.kind, today=desk.today()
    )


def accept(application_id: UUID, *, desk: Desk, link_is_up: bool) -> Case:
    """Accept the application: number, deadline and receipt.

    Args:
        application_id: A draft at a State Corporation desk.
        desk: This desk.
        link_is_up: Without a link, or without a number in the block, the receipt carries a
            temporary number; the permanent one is found by it later.

    Raises:
        RuleError: `outcome.obstacle` with the first obstacle's code.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = _open_for(unit, application_id, Outcome.ACCEPT, desk)
        now = desk.clock.now()
        accepted = replace(
            do(case, Deed.ACCEPT),
            accepted_at=now,
            due_on=due_date(case, now, desk=desk),
            decision=Decision(Outcome.ACCEPT, decided_by=desk.operator.login, decided_at=now),
            stamps=replace(case.stamps, t3_signed=case.stamps.t3_signed or now, t4_decided=now),
        )
        numbered = _with_case_number(unit, accepted, desk, link_is_up=link_is_up)
        paper = contents.receipt_paper(numbered, desk=desk)
        return _conclude(unit, numbered, paper, MessageKind.CASE_ACCEPTED, desk)


def due_date(case: Case, accepted_at: datetime, *, desk: Desk) -> date:
    """Return the last day for the result, by the case's pack, channel and the calendar."""
    norms = desk.pack_of(case).norms
    return due_on(
        accepted_at,
        norms.term_working_days,
        norms.term_starts[case.channel],
        desk.calendar,
        closes_at=desk.office.closes_at if norms.after_hours_shift else None,
    )


def refuse_acceptance(
    application_id: UUID,
    *,
    desk: Desk,
    missing: tuple[str, ...] = (),
    expired: tuple[str, ...] = (),
) -> Case:
    """Refuse to accept an incomplete package: no request is registered, two copies are printed.

    The clerk's lists are added to what the package itself shows; documents "if any" can stand in
    neither.

    Raises:
        InputError: `acceptance.not_mandatory`, field of the document.
        RuleError: `acceptance.nothing_missing`.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        pack = desk.pack_of(case)
        faults = package_faults(case, pack, desk.today())
        decision = Decision(
            Outcome.REFUSE_ACCEPTANCE,
            missing=tuple(dict.fromkeys((*faults.missing, *missing))),
            expired=tuple(dict.fromkeys((*faults.expired, *expired))),
            decided_by=desk.operator.login,
            decided_at=desk.clock.now(),
        )
        _require_mandatory(decision, pack)
        refused = _decided(do(case, Deed.REFUSE_ACCEPTANCE), decision)
        paper = contents.acceptance_refusal_paper(refused, desk=desk)
        return _conclude(unit, refused, paper, MessageKind.ACCEPTANCE_REFUSED, desk)


def _require_mandatory(decision: Decision, pack: RulePack) -> None:
    mandatory = {rule.code for rule in pack.documents if rule.mandatory}
    named = (*decision.missing, *decision.expired)
    if not named:
        raise RuleError("acceptance.nothing_missing")
    for code in named:
        if code not in mandatory:
            raise InputError("acceptance.not_mandatory", field=code)


def return_case(application_id: UUID, reason: str, *, desk: Desk, place: str = "") -> Case:
    """Return or redirect: a memo, no refusal.

    Raises:
        InputError: `return.reason` or `return.place`.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        rule = find_return_reason(desk.pack_of(case), reason)
        if rule is None:
            raise InputError("return.reason", field="return_reason")
        if rule.needs_place and not place.strip():
            raise InputError("return.place", field="return_place")
        decision = Decision(
            Outcome.RETURN_OR_REDIRECT,
            return_reason=reason,
            return_place=place.strip(),
            decided_by=desk.operator.login,
            decided_at=desk.clock.now(),
        )
        returned = _decided(do(case, Deed.RETURN), decision)
        paper = contents.memo_paper(returned, desk=desk)
        return _conclude(unit, returned, paper, MessageKind.CASE_RETURNED, desk)


def register(application_id: UUID, *, desk: Desk) -> Case:
    """Register the job seeker; the certificate is made at once, or waits for a number.

    A certificate is never printed without its number: with none left in the block the case is
    registered and its certificate is made by `issue_waiting` when numbers have come.
    """
    allow(desk, Permission.DECIDE)
    with desk.store.unit() as unit:
        case = _open_for(unit, application_id, Outcome.REGISTER, desk)
        now = desk.clock.now()
        decision = Decision(Outcome.REGISTER, decided_by=desk.operator.login, decided_at=now)
        accepted = case if case.accepted_at else _accepted_here(case, now, desk)
        registered = _decided(do(accepted, Deed.REGISTER), decision)
        certificate_number = _next_number(unit, registered, desk)
        if not certificate_number:
            waiting = enqueue(unit, desk, registered, MessageKind.CASE_REGISTERED)
            note_deed(unit, desk, "case.registered", application_id, {"certificate": "waits"})
            return waiting
        numbered = replace(
            registered,
            certificate_number=certificate_number,
            number=registered.number or certificate_number,
        )
        paper = contents.certificate_paper(numbered, desk=desk)
        return _conclude(unit, numbered, paper, MessageKind.CASE_REGISTERED, desk)


def _accepted_here(case: Case, now: datetime, desk: Desk) -> Case:
    return replace(case, accepted_at=now, due_on=due_date(case, now, desk=desk))


def issue_waiting(*, desk: Desk) -> tuple[Case, ...]:
    """Make the certificates that waited for a number, as far as the block reaches."""
    allow(desk, Permission.DECIDE)
    with desk.store.unit() as unit:
        registered = unit.cases.in_states(CaseState.REGISTERED)
        ids = [s.application_id for s in registered if not s.certificate_number]
    issued = (_issue_one(application_id, desk) for application_id in ids)
    return tuple(case for case in issued if case is not None)


def _issue_one(application_id: UUID, desk: Desk) -> Case | None:
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        number = _next_number(unit, case, desk)
        if not number or case.certificate_number:
            return None
        numbered = replace(case, certificate_number=number, number=case.number or number)
        paper = contents.certificate_paper(numbered, desk=desk)
        return _conclude(unit, numbered, paper, MessageKind.CASE_READY, desk)


@dataclass(frozen=True, slots=True)
class RefusalRequest:
    """What a reasoned refusal stands on.

    Attributes:
        source: Check code, or in words where the fact comes from a document or statement.
        queried_at: When the source answered; for a check it is taken from the check itself.
    """

    refused_status: RequestedStatus
    ground: str
    fact: str
    sub_reason: str = ""
    source: str = ""
    queried_at: datetime | None = None
    remedy: str = ""


def refuse(application_id: UUID, request: RefusalRequest, *, desk: Desk) -> Case:
    """Refuse on a legal ground, or send the refusal for approval where the pack asks for it.

    Raises:
        InputError: `refusal.ground`, `refusal.sub_reason`, `refusal.fact`, `refusal.source`.
        RuleError: `refusal.ground_not_usable`: not at this desk, not for this status, or on a
            check that is unknown.
    """
    allow(desk, Permission.DECIDE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        pack = desk.pack_of(case)
        now = desk.clock.now()
        decision = _refusal_decision(case, request, pack, desk, now)
        if case.accepted_at is None:
            case = _accepted_here(case, now, desk)
        if _needs_approval(pack, desk, decision):
            sent = _decided(do(case, Deed.SEND_FOR_APPROVAL), decision)
            unit.cases.save(sent)
            note_deed(unit, desk, "refusal.sent_for_approval", application_id)
            return sent
        return _issue_refusal(unit, case, decision, desk)


def _needs_approval(pack: RulePack, desk: Desk, decision: Decision) -> bool:
    rule = next(r for r in pack.outcomes[desk.office.kind] if r.code is Outcome.REFUSE)
    sub_reason = find_sub_reason(pack, decision.sub_reason)
    return rule.approval_required or (sub_reason is not None and sub_reason.needs_supervisor)


def _refusal_decision(
    case: Case, request: RefusalRequest, pack: RulePack, desk: Desk, now: datetime
) -> Decision:
    _require_usable_ground(case, request, pack, desk.office.kind, desk.today())
    if not request.fact.strip():
        raise InputError("refusal.fact", field="fact")
    source, queried_at = _evidence(case, request, pack)
    if not source:
        raise InputError("refusal.source", field="source")
    return Decision(
        Outcome.REFUSE,
        ground=request.ground,
        sub_reason=request.sub_reason,
        refused_status=request.refused_status,
        fact=request.fact.strip(),
        source=source,
        queried_at=queried_at or now,
        remedy=request.remedy.strip(),
        decided_by=desk.operator.login,
        decided_at=now,
    )


def _require_usable_ground(
    case: Case, request: RefusalRequest, pack: RulePack, desk: DeskKind, today: date
) -> None:
    if not request.ground:
        raise InputError("refusal.ground", field="ground")
    usable = {
        item.ground.code: item
        for item in usable_grounds(case, request.refused_status, pack, desk, today)
    }
    if request.ground not in usable:
        raise RuleError("refusal.ground_not_usable", ground=request.ground)
    item = usable[request.ground]
    sub_reasons = {reason.code for reason in item.sub_reasons}
    if item.ground.needs_sub_reason and not request.sub_reason:
        raise InputError("refusal.sub_reason", field="sub_reason")
    if request.sub_reason and request.sub_reason not in sub_reasons:
        raise RuleError("refusal.ground_not_usable", ground=request.sub_reason)


def _evidence(case: Case, request: RefusalRequest, pack: RulePack) -> tuple[str, datetime | None]:
    sub_reason = find_sub_reason(pack, request.sub_reason)
    if sub_reason is not None and needs_known_check(sub_reason) and sub_reason.check:
        return sub_reason.check, case.check(sub_reason.check).queried_at
    return request.source.strip(), request.queried_at


def approve(application_id: UUID, *, desk: Desk) -> Case:
    """Approve a refusal that somebody else prepared, and issue it.

    Raises:
        AccessError: The operator may not approve.
        RuleError: `approval.own_decision`.
    """
    allow(desk, Permission.APPROVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        if case.decision.decided_by == desk.operator.login:
            raise RuleError("approval.own_decision")
        decision = replace(
            case.decision, approved_by=desk.operator.login, approved_at=desk.clock.now()
        )
        return _issue_refusal(unit, case, decision, desk)


def decline(application_id: UUID, *, desk: Desk) -> Case:
    """Send a prepared refusal back to the specialist; the case can be decided anew."""
    allow(desk, Permission.APPROVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        declined = replace(do(case, Deed.DECLINE_APPROVAL), decision=Decision())
        unit.cases.save(declined)
        note_deed(unit, desk, "refusal.declined", application_id)
    return declined


def _issue_refusal(unit: UnitOfWork, case: Case, decision: Decision, desk: Desk) -> Case:
    refused = _decided(do(case, Deed.REFUSE), decision)
    number = _next_number(unit, refused, desk)
    if not number and not refused.number:
        raise RuleError("numbers.exhausted")
    numbered = replace(
        refused, certificate_number=number or refused.number, number=refused.number or number
    )
    paper = contents.refusal_paper(numbered, desk=desk)
    return _conclude(unit, numbered, paper, MessageKind.CASE_REFUSED, desk)


def withdraw(application_id: UUID, *, desk: Desk) -> Case:
    """Close a case at the applicant's own wish; it is no refusal and prints nothing."""
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        withdrawn = do(case, Deed.WITHDRAW)
        if withdrawn.revision or withdrawn.accepted_at:
            withdrawn = enqueue(unit, desk, withdrawn, MessageKind.CASE_WITHDRAWN)
        else:
            unit.cases.save(withdrawn)
        note_deed(unit, desk, "case.withdrawn", application_id)
    return withdrawn


def hand_over(application_id: UUID, receipt_number: str, *, desk: Desk) -> Case:
    """Hand the result over against identity document and receipt.

    Raises:
        InputError: `hand_over.receipt` where the number belongs to another case.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        known = {case.number, case.temporary_number, case.certificate_number} - {""}
        if receipt_number.strip().upper() not in known:
            raise InputError("hand_over.receipt", field="receipt_number")
        now = desk.clock.now()
        handed = do(case, Deed.HAND_OVER)
        handed = replace(handed, stamps=replace(handed.stamps, t6_handed_over=now))
        sent = enqueue(unit, desk, handed, MessageKind.CASE_HANDED_OVER)
        note_deed(unit, desk, "case.handed_over", application_id)
    return sent


def _open_for(unit: UnitOfWork, application_id: UUID, outcome: Outcome, desk: Desk) -> Case:
    case = unit.cases.get(application_id)
    offer = next((o for o in offers(case, desk=desk) if o.rule.code is outcome), None)
    if offer is None:
        raise RuleError("outcome.not_at_this_desk", outcome=outcome.value)
    if not offer.is_open:
        first = offer.obstacles[0]
        raise RuleError("outcome.obstacle", place=first.place, obstacle=first.code)
    return case


def _decided(case: Case, decision: Decision) -> Case:
    decided_at = decision.decided_at
    return replace(case, decision=decision, stamps=replace(case.stamps, t4_decided=decided_at))


def _with_case_number(unit: UnitOfWork, case: Case, desk: Desk, *, link_is_up: bool) -> Case:
    number = _next_number(unit, case, desk) if link_is_up else ""
    if number:
        return replace(case, number=number)
    serial = unit.numbers.next_temporary()
    temporary = TemporaryNumber(desk.office.code, desk.workplace, serial)
    return replace(case, temporary_number=str(temporary))


def _next_number(unit: UnitOfWork, case: Case, desk: Desk) -> str:
    """Take the next serial of the leased block, or return "" where none is left."""
    block = unit.numbers.block()
    if block is None or not block.left:
        return ""
    serial, rest = block.take()
    unit.numbers.save_block(rest)
    decided_at = case.decision.decided_at or desk.clock.now()
    year = local_time(decided_at).year
    return str(CaseNumber(desk.office.code, desk.workplace, year, serial))


_JOURNAL: dict[MessageKind, str] = {
    MessageKind.CASE_ACCEPTED: "case.accepted",
    MessageKind.ACCEPTANCE_REFUSED: "case.acceptance_refused",
    MessageKind.CASE_RETURNED: "case.returned",
    MessageKind.CASE_REGISTERED: "case.registered",
    MessageKind.CASE_REFUSED: "case.refused",
    MessageKind.CASE_READY: "certificate.issued",
}


def _conclude(unit: UnitOfWork, case: Case, paper: Paper, kind: MessageKind, desk: Desk) -> Case:
    """Make the paper, save everything, queue the message, write the journal."""
    with_paper = make_paper(case, paper, desk=desk)
    sent = enqueue(unit, desk, with_paper, kind)
    note_deed(unit, desk, _JOURNAL[kind], case.application_id)
    return sent

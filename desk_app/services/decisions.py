"""The outcomes: accept, refuse to accept, return, register, refuse; the four never mix.

Each ends in one transaction: state, number, paper, stamps, outbox message and journal.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from desk_app.domain.cases import Case, CaseState, Decision, Deed, do, is_own_walk_in
from desk_app.domain.numbers import parse_number
from desk_app.domain.operators import Permission
from desk_app.domain.outbox import MessageKind
from desk_app.domain.refusals import RefusalRequest, needs_approval
from desk_app.domain.steps import OfferedOutcome, needs_supervisor
from desk_app.domain.vocabulary import Outcome
from desk_app.errors import InputError, RuleError
from desk_app.ports.store import UnitOfWork
from desk_app.services import outcomes
from desk_app.services.closing import close_if_done, hand_over_now, require_result
from desk_app.services.desk import Desk, allow, enqueue, note_deed
from desk_app.services.outcomes import conclude, due_date
from desk_app.services.reopening import reopened

__all__ = [
    "RefusalRequest",
    "accept",
    "approve",
    "decline",
    "due_date",
    "hand_over",
    "issue_waiting",
    "offers",
    "refuse",
    "refuse_acceptance",
    "register",
    "return_case",
]


def offers(case: Case, *, desk: Desk) -> tuple[OfferedOutcome, ...]:
    """Return this desk's outcomes for the case, with what stands against each."""
    allow(desk, Permission.SERVE)
    return outcomes.offers_of(case, desk)


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
        issue = outcomes.accepting(unit, application_id, desk=desk, link_is_up=link_is_up)
        return conclude(unit, issue, desk)


def refuse_acceptance(
    application_id: UUID,
    *,
    desk: Desk,
    missing: tuple[str, ...] = (),
    expired: tuple[str, ...] = (),
) -> Case:
    """Refuse to accept an incomplete package: no request is registered, two copies are printed.

    The clerk's lists are added to what the package and the refused consents show; documents "if
    any" can stand in neither, nor can a document that lies there be missing.

    Raises:
        InputError: `acceptance.not_mandatory` or `acceptance.document_present`, field of the
            document; `acceptance.nameless`, field `surname`: the receipt is made out to somebody.
        RuleError: `acceptance.nothing_missing`.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        issue = outcomes.refusing_acceptance(
            unit, application_id, desk=desk, missing=missing, expired=expired
        )
        return conclude(unit, issue, desk)


def return_case(application_id: UUID, reason: str, *, desk: Desk, place: str = "") -> Case:
    """Return or redirect: a memo, no refusal.

    Raises:
        AccessError: An accepted application is returned by those who decide.
        InputError: `return.reason` or `return.place`.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        if unit.cases.get(application_id).state is CaseState.ACCEPTED:
            allow(desk, Permission.DECIDE)
        issue = outcomes.returning(unit, application_id, desk=desk, reason=reason, place=place)
        return conclude(unit, issue, desk)


def register(application_id: UUID, *, desk: Desk, reason: str = "") -> Case:
    """Register the job seeker; the certificate is made at once, or waits for a number.

    A certificate is never printed without its number: with none left in the block the case is
    registered and its certificate is made by `issue_waiting` when numbers have come.

    Args:
        application_id: A draft or an accepted case at a career centre.
        desk: This desk.
        reason: Why somebody may be registered whom only a supervisor's decision lets in; the
            registration is then proposed to a second person, as a refusal is.

    Raises:
        RuleError: `outcome.obstacle` with the first obstacle's code.
        InputError: `registration.reason`, field `proposal`, where a reason is needed.
    """
    allow(desk, Permission.DECIDE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        if needs_supervisor(case, desk.pack_of(case)):
            return _propose_registration(unit, application_id, reason.strip(), desk)
        return conclude(unit, outcomes.registering(unit, application_id, desk=desk), desk)


def _propose_registration(unit: UnitOfWork, application_id: UUID, reason: str, desk: Desk) -> Case:
    case, decision = outcomes.registration(unit, application_id, desk=desk, reason=reason)
    if not reason:
        raise InputError("registration.reason", field="proposal")
    return _send_for_approval(unit, case, decision, desk)


def _send_for_approval(unit: UnitOfWork, case: Case, decision: Decision, desk: Desk) -> Case:
    """Let a second person decide; the office's other workplaces hear of it.

    One of them may approve it, and none decides it otherwise meanwhile.
    """
    prepared = replace(do(case, Deed.SEND_FOR_APPROVAL), decision=decision)
    sent = enqueue(unit, desk, prepared, MessageKind.REFUSAL_PREPARED)
    deed = f"{_prepared_kind(decision)}.sent_for_approval"
    note_deed(unit, desk, deed, case.application_id)
    return sent


def issue_waiting(*, desk: Desk) -> tuple[Case, ...]:
    """Make the certificates that waited for a number, as far as the block reaches."""
    allow(desk, Permission.DECIDE)
    with desk.store.reading() as unit:
        registered = unit.cases.in_states(CaseState.REGISTERED)
        ids = [s.application_id for s in registered if not s.certificate_number]
    issued = (_issue_one(application_id, desk) for application_id in ids)
    return tuple(case for case in issued if case is not None)


def _issue_one(application_id: UUID, desk: Desk) -> Case | None:
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        if case.state is not CaseState.REGISTERED or case.certificate_number:
            return None
        # Another workplace of this office makes the certificate of what it decided.
        if case.decision.workplace not in {"", desk.workplace}:
            return None
        issue = outcomes.with_certificate(unit, case, MessageKind.CASE_READY, desk)
        return conclude(unit, issue, desk) if issue.paper is not None else None


def refuse(application_id: UUID, request: RefusalRequest, *, desk: Desk) -> Case:
    """Refuse on a legal ground, or send the refusal for approval where the pack asks for it.

    Raises:
        InputError: `refusal.ground`, `refusal.sub_reason`, `refusal.fact`, `refusal.source`,
            `refusal.queried_at`.
        RuleError: `refusal.ground_not_usable`: not at this desk, not for this status, or on a
            check that is unknown; `refusal.not_the_status_asked`, `refusal.check_unknown`,
            `refusal.source_not_for_ground`; `outcome.obstacle` while nobody is identified.
    """
    allow(desk, Permission.DECIDE)
    with desk.store.unit() as unit:
        case, decision = outcomes.prepared_refusal(unit, application_id, request, desk=desk)
        _require_identified(unit.cases.get(application_id), desk)
        sub_reason, source = decision.sub_reason, decision.source
        if not needs_approval(desk.pack_of(case), desk.office.kind, sub_reason, source):
            return conclude(unit, outcomes.refusing(unit, case, decision, desk=desk), desk)
        return _send_for_approval(unit, case, decision, desk)


def _require_identified(case: Case, desk: Desk) -> None:
    offer = next(o for o in outcomes.offers_of(case, desk) if o.rule.code is Outcome.REFUSE)
    for obstacle in offer.obstacles:
        raise RuleError("outcome.obstacle", place=obstacle.place, obstacle=obstacle.code)


def approve(application_id: UUID, *, desk: Desk) -> Case:
    """Approve what somebody else prepared, a refusal or a registration, and issue it.

    Raises:
        AccessError: The operator may not approve.
        RuleError: `approval.own_decision`; `case.deed_not_allowed` where nothing waits for
            approval; `outcome.obstacle` where a registration is barred by what came to be known
            since; `refusal.ground_not_usable` or `refusal.source_not_for_ground` where the
            ground or its evidence no longer holds.
    """
    allow(desk, Permission.APPROVE)
    with desk.store.unit() as unit:
        return conclude(unit, outcomes.approving(unit, application_id, desk=desk), desk)


def decline(application_id: UUID, *, desk: Desk, reason: str = "") -> Case:
    """Send what was prepared back to the specialist, who reads the reason in the case.

    It is accepted again, and every workplace hears so. A visitor's own application is a draft
    again where it was opened, put aside where the visitor has left: it was never checked as whole.
    """
    allow(desk, Permission.APPROVE)
    with desk.store.unit() as unit:
        case = do(unit.cases.get(application_id), Deed.DECLINE_APPROVAL)
        kind = _prepared_kind(case.decision)
        back = replace(case, decision=Decision(declined_reason=reason.strip()))
        declined = enqueue(unit, desk, back, MessageKind.REFUSAL_DECLINED)
        if is_own_walk_in(declined):
            declined = reopened(unit, declined, desk.clock.now())
            unit.cases.save(declined)
        note_deed(unit, desk, f"{kind}.declined", application_id)
    return declined


def _prepared_kind(decision: Decision) -> str:
    """Return what waits for a second person, as the journal names it."""
    return "registration" if decision.outcome is Outcome.REGISTER else "refusal"


def hand_over(
    application_id: UUID, receipt_number: str, *, desk: Desk, document_seen: bool = True
) -> Case:
    """Hand the result over against identity document and receipt; the journal says so.

    Raises:
        InputError: `hand_over.document`, field `document_seen`, while the document was not seen.
        InputError: `hand_over.receipt` where the number belongs to another case.
        RuleError: `hand_over.no_result` while there is no paper, `hand_over.already`.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        _require_receipt(case, receipt_number)
        if not document_seen:
            raise InputError("hand_over.document", field="document_seen")
        require_result(case)
        note_deed(unit, desk, "identity.seen", application_id)
        handed = hand_over_now(unit, case, desk)
        close_if_done(unit, handed, desk)
        return _as_saved(unit, handed)


def _require_receipt(case: Case, receipt_number: str) -> None:
    known = {case.number, case.temporary_number, case.certificate_number} - {""}
    try:
        number = str(parse_number(receipt_number))
    except InputError:
        number = ""
    if number not in known:
        raise InputError("hand_over.receipt", field="receipt_number")


def _as_saved(unit: UnitOfWork, case: Case) -> Case:
    """Return the case with what closing its visit added to it."""
    return unit.cases.get(case.application_id)

"""What each outcome makes of a case, with its paper: the same for the deed and for its preview."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from desk_app.domain.cases import Case, CaseOrigin, CaseState, Decision, Deed, do
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.outbox import MessageKind
from desk_app.domain.paper_alphabet import require_printable
from desk_app.domain.papers import Paper
from desk_app.domain.refusals import (
    RefusalRequest,
    refusal_decision,
    require_carrying,
    require_usable,
)
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.rules import return_reasons_for
from desk_app.domain.steps import (
    Blocker,
    OfferedOutcome,
    acceptance_faults,
    offered_outcomes,
    standing_obstacles,
)
from desk_app.domain.vocabulary import Channel, Outcome
from desk_app.domain.working_days import CalendarEndsError, due_on
from desk_app.errors import InputError, RuleError
from desk_app.ports.store import UnitOfWork
from desk_app.services import paper_contents as contents
from desk_app.services.answers import with_local_duplicates
from desk_app.services.desk import Desk, enqueue, note_deed
from desk_app.services.issuing import make_paper
from desk_app.services.numbering import next_number, with_case_number

_HANDED_IN = frozenset({DocumentStatus.SCANNED, DocumentStatus.SEEN})
_JOURNAL: dict[MessageKind, str] = {
    MessageKind.CASE_ACCEPTED: "case.accepted",
    MessageKind.ACCEPTANCE_REFUSED: "case.acceptance_refused",
    MessageKind.CASE_RETURNED: "case.returned",
    MessageKind.CASE_REGISTERED: "case.registered",
    MessageKind.CASE_REFUSED: "case.refused",
    MessageKind.CASE_READY: "certificate.issued",
}


@dataclass(frozen=True, slots=True)
class Issue:
    """A case after its outcome, what the registry hears, and the paper; None where it waits."""

    case: Case
    kind: MessageKind
    paper: Paper | None


def conclude(unit: UnitOfWork, issue: Issue, desk: Desk) -> Case:
    """Make the paper, save everything, queue the message, write the journal."""
    case, details = issue.case, _numbers(issue.case)
    if issue.paper is None:
        details["certificate"] = "waits"
    else:
        case = make_paper(case, issue.paper, desk=desk)
    sent = enqueue(unit, desk, case, issue.kind)
    note_deed(unit, desk, _JOURNAL[issue.kind], case.application_id, details)
    return sent


def _numbers(case: Case) -> dict[str, str]:
    given = {
        "number": case.number,
        "temporary_number": case.temporary_number,
        "certificate_number": case.certificate_number,
    }
    return {name: number for name, number in given.items() if number}


def offers_of(case: Case, desk: Desk) -> tuple[OfferedOutcome, ...]:
    """Return this desk's outcomes for the case, with what stands against each."""
    offers = offered_outcomes(
        case, pack=desk.pack_of(case), desk=desk.office.kind, today=desk.today()
    )
    if is_filled_in_elsewhere(case, desk):
        place = Blocker("state", "refusal.at_its_desk")
        return tuple(replace(offer, obstacles=(place,)) for offer in offers)
    return tuple(_with_due_day(offer, case, desk) for offer in offers)


def is_filled_in_elsewhere(case: Case, desk: Desk) -> bool:
    """Whether a visitor's application went back to the workplace that opened it."""
    is_walk_in = case.channel is Channel.PROVIDER and case.state is CaseState.ACCEPTED
    return is_walk_in and case.workplace != desk.workplace


def _with_due_day(offer: OfferedOutcome, case: Case, desk: Desk) -> OfferedOutcome:
    """Return an acceptance with the obstacle that no receipt can say when the result is due."""
    is_new = offer.rule.code is Outcome.ACCEPT and case.state is CaseState.DRAFT
    if not is_new or _due_day(case, desk) is not None:
        return offer
    # Told first: no sheet needs to be signed for what cannot be accepted today.
    no_due_day = Blocker("calendar", "calendar.no_due_day")
    return replace(offer, obstacles=(no_due_day, *offer.obstacles))


def _due_day(case: Case, desk: Desk) -> date | None:
    """Return the last day for a result of a case accepted now; None beyond the calendar."""
    try:
        return due_date(case, desk.clock.now(), desk=desk)
    except CalendarEndsError:
        return None


def _open_for(unit: UnitOfWork, application_id: UUID, outcome: Outcome, desk: Desk) -> Case:
    case = with_local_duplicates(unit, require_here(unit, application_id, outcome, desk), desk)
    offer = next(o for o in offers_of(case, desk) if o.rule.code is outcome)
    if not offer.is_open:
        first = offer.obstacles[0]
        raise RuleError("outcome.obstacle", place=first.place, obstacle=first.code)
    return case


def require_here(unit: UnitOfWork, application_id: UUID, outcome: Outcome, desk: Desk) -> Case:
    """Return the case, or raise RuleError `outcome.not_at_this_desk`: the four never mix."""
    case = unit.cases.get(application_id)
    if outcome not in {rule.code for rule in desk.pack_of(case).outcomes[desk.office.kind]}:
        raise RuleError("outcome.not_at_this_desk", outcome=outcome.value)
    return case


def due_date(case: Case, accepted_at: datetime, *, desk: Desk) -> date:
    """Return the last day for the result, by the case's pack, channel and the calendar.

    Raises:
        CalendarEndsError: The calendar does not reach that day.
    """
    norms = desk.pack_of(case).norms
    return due_on(
        accepted_at,
        norms.term_working_days,
        norms.term_starts[case.channel],
        desk.calendar,
        closes_at=desk.office.closes_at if norms.after_hours_shift else None,
    )


def accepted_now(case: Case, desk: Desk) -> Case:
    """Return a case that has its legal acceptance and deadline; one accepted before keeps them.

    The deadline is not guessed where the calendar ends; what is decided at once goes on without.
    """
    if case.accepted_at is not None:
        return case
    now = desk.clock.now()
    stamps = replace(case.stamps, t3_signed=case.stamps.t3_signed or now)
    return replace(case, accepted_at=now, due_on=_due_day(case, desk), stamps=stamps)


def decided(case: Case, deed: Deed, decision: Decision) -> Case:
    """Return the case after a deed with its decision; t4 is the acceptance where there was one."""
    at = decision.approved_at or decision.decided_at
    stamps = replace(case.stamps, t4_decided=case.stamps.t4_decided or at)
    return replace(do(case, deed), decision=decision, stamps=stamps)


def _decision(outcome: Outcome, desk: Desk) -> Decision:
    return Decision(
        outcome,
        decided_by=desk.operator.login,
        decided_at=desk.clock.now(),
        workplace=desk.workplace,
        executor_name=desk.operator.name,
        executor_phone=desk.operator.phone,
    )


def accepting(unit: UnitOfWork, application_id: UUID, *, desk: Desk, link_is_up: bool) -> Issue:
    """Return the accepted case with its receipt."""
    case = _open_for(unit, application_id, Outcome.ACCEPT, desk)
    accepted = decided(accepted_now(case, desk), Deed.ACCEPT, _decision(Outcome.ACCEPT, desk))
    numbered = with_case_number(unit, accepted, desk, link_is_up=link_is_up)
    paper = contents.receipt_paper(numbered, desk=desk, ticket=_ticket(unit, case))
    return Issue(numbered, MessageKind.CASE_ACCEPTED, paper)


def _ticket(unit: UnitOfWork, case: Case) -> str | None:
    """Return the number of the queue's ticket the visitor came with, if there was one here."""
    if case.visit_id is None or case.origin is CaseOrigin.REGISTRY:
        return None
    ticket = unit.visits.get(case.visit_id).ticket
    return ticket.number if ticket is not None else None


def refusing_acceptance(
    unit: UnitOfWork,
    application_id: UUID,
    *,
    desk: Desk,
    missing: tuple[str, ...] = (),
    expired: tuple[str, ...] = (),
) -> Issue:
    """Return the case refused acceptance, with its two lists on the receipt."""
    case = require_here(unit, application_id, Outcome.REFUSE_ACCEPTANCE, desk)
    pack = desk.pack_of(case)
    if not case.applicant.name.full:
        raise InputError("acceptance.nameless", field="surname")
    _require_mandatory((*missing, *expired), pack)
    _require_not_handed_in(case, missing)
    faults = acceptance_faults(case, pack, desk.office.kind, desk.today())
    all_missing = tuple(dict.fromkeys((*faults.missing, *missing)))
    all_expired = tuple(dict.fromkeys((*faults.expired, *expired)))
    if not (all_missing or all_expired):
        raise RuleError("acceptance.nothing_missing")
    decision = replace(
        _decision(Outcome.REFUSE_ACCEPTANCE, desk),
        missing=all_missing,
        expired=tuple(code for code in all_expired if code not in all_missing),
    )
    refused = decided(case, Deed.REFUSE_ACCEPTANCE, decision)
    paper = contents.acceptance_refusal_paper(refused, desk=desk)
    return Issue(refused, MessageKind.ACCEPTANCE_REFUSED, paper)


def _require_mandatory(named: tuple[str, ...], pack: RulePack) -> None:
    mandatory = {rule.code for rule in pack.documents if rule.mandatory}
    for code in named:
        if code not in mandatory:
            raise InputError("acceptance.not_mandatory", field=code)


def _require_not_handed_in(case: Case, missing: tuple[str, ...]) -> None:
    for code in missing:
        if case.document(code).status in _HANDED_IN:
            raise InputError("acceptance.document_present", field=code)


def returning(
    unit: UnitOfWork, application_id: UUID, *, desk: Desk, reason: str, place: str = ""
) -> Issue:
    """Return the case sent back or elsewhere, with its memo."""
    case = _open_for(unit, application_id, Outcome.RETURN_OR_REDIRECT, desk)
    known = return_reasons_for(desk.pack_of(case), desk.office.kind)
    rule = next((each for each in known if each.code == reason), None)
    if rule is None:
        raise InputError("return.reason", field="return_reason")
    if rule.needs_place and not place.strip():
        raise InputError("return.place", field="return_place")
    require_printable(place, field="return_place")
    decision = replace(
        _decision(Outcome.RETURN_OR_REDIRECT, desk),
        return_reason=reason,
        return_place=place.strip(),
    )
    returned = decided(case, Deed.RETURN, decision)
    paper = contents.memo_paper(returned, desk=desk, ticket=_ticket(unit, case))
    return Issue(returned, MessageKind.CASE_RETURNED, paper)


def registering(unit: UnitOfWork, application_id: UUID, *, desk: Desk) -> Issue:
    """Return the registered case, with its certificate where there is a number for it."""
    case, decision = registration(unit, application_id, desk=desk)
    registered = decided(case, Deed.REGISTER, decision)
    return with_certificate(unit, registered, MessageKind.CASE_REGISTERED, desk)


def registration(
    unit: UnitOfWork, application_id: UUID, *, desk: Desk, reason: str = ""
) -> tuple[Case, Decision]:
    """Return the case as accepted and the decision to register it, with its reason if any."""
    case = accepted_now(_open_for(unit, application_id, Outcome.REGISTER, desk), desk)
    return case, replace(_decision(Outcome.REGISTER, desk), fact=reason)


def with_certificate(unit: UnitOfWork, case: Case, kind: MessageKind, desk: Desk) -> Issue:
    """Return a registered case with its certificate; with no number left it waits for one."""
    number = next_number(unit, desk)
    if not number:
        return Issue(case, kind, None)
    numbered = replace(case, certificate_number=number, number=case.number or number)
    return Issue(numbered, kind, contents.certificate_paper(numbered, desk=desk))


def prepared_refusal(
    unit: UnitOfWork, application_id: UUID, request: RefusalRequest, *, desk: Desk
) -> tuple[Case, Decision]:
    """Return the case as accepted and the decision to refuse it, with its evidence."""
    case = require_here(unit, application_id, Outcome.REFUSE, desk)
    decision = refusal_decision(
        case,
        request,
        pack=desk.pack_of(case),
        desk=desk.office.kind,
        today=desk.today(),
        now=desk.clock.now(),
        login=desk.operator.login,
        workplace=desk.workplace,
    )
    operator = desk.operator
    decision = replace(decision, executor_name=operator.name, executor_phone=operator.phone)
    return accepted_now(case, desk), decision


def approving(unit: UnitOfWork, application_id: UUID, *, desk: Desk) -> Issue:
    """Return the case decided as somebody else prepared it, approved now, with its paper."""
    case = require_here(unit, application_id, Outcome.REFUSE, desk)
    if case.state is not CaseState.AWAITING_APPROVAL:
        raise RuleError("case.deed_not_allowed", state=case.state.value, deed=Deed.REFUSE.value)
    prepared, pack = case.decision, desk.pack_of(case)
    if prepared.decided_by == desk.operator.login:
        raise RuleError("approval.own_decision")
    login, now = desk.operator.login, desk.clock.now()
    approved = replace(prepared, approved_by=login, approved_at=now)
    if prepared.outcome is Outcome.REGISTER:
        return _approved_registration(unit, case, approved, desk)
    item = require_usable(
        case,
        prepared.ground,
        prepared.sub_reason,
        pack=pack,
        desk=desk.office.kind,
        today=desk.today(),
    )
    require_carrying(case, prepared.source, item, pack=pack)
    return refusing(unit, case, approved, desk=desk)


def _approved_registration(unit: UnitOfWork, case: Case, decision: Decision, desk: Desk) -> Issue:
    known = with_local_duplicates(unit, case, desk)
    pack, kind = desk.pack_of(case), desk.office.kind
    for obstacle in standing_obstacles(known, pack=pack, desk=kind, today=desk.today()):
        raise RuleError("outcome.obstacle", place=obstacle.place, obstacle=obstacle.code)
    registered = decided(case, Deed.APPROVE_REGISTRATION, decision)
    return with_certificate(unit, registered, MessageKind.CASE_REGISTERED, desk)


def refusing(unit: UnitOfWork, case: Case, decision: Decision, *, desk: Desk) -> Issue:
    """Return the refused case with its reasoned answer.

    Raises:
        RuleError: `numbers.exhausted` where the case has no number and none is left.
    """
    refused = decided(case, Deed.REFUSE, decision)
    number = next_number(unit, desk) or refused.number
    if not number:
        raise RuleError("numbers.exhausted")
    numbered = replace(refused, certificate_number=number, number=refused.number or number)
    return Issue(numbered, MessageKind.CASE_REFUSED, contents.refusal_paper(numbered, desk=desk))

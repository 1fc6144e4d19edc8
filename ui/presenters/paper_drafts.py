"""What the clerk has chosen on the last step, the paper it would print, and its deed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from uuid import UUID

from desk_app.domain.cases import Case
from desk_app.domain.papers import Paper
from desk_app.domain.refusals import RefusalRequest
from desk_app.domain.vocabulary import Outcome, RequestedStatus
from desk_app.services import decisions
from desk_app.services.desk import Desk
from desk_app.services.previews import Wish, preview_approval, preview_outcome

# What a second person may do with a prepared refusal; every other choice is an outcome.
APPROVE = "approve"
DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the clerk has entered for an outcome; kept on the screen until the deed.

    Attributes:
        missing / expired: Mandatory documents, for a refusal to accept only.
        evidence: Kind of the clerk's own source, where the fact comes from no check.
        detail: Which document or statement it was.
        decline_reason: Why a prepared decision goes back to the specialist.
        proposal: Why somebody may be registered whom only a supervisor's decision lets in.
    """

    outcome: str = ""
    ground: str = ""
    sub_reason: str = ""
    fact: str = ""
    evidence: str = ""
    detail: str = ""
    remedy: str = ""
    return_reason: str = ""
    return_place: str = ""
    missing: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()
    decline_reason: str = ""
    proposal: str = ""


def as_text(choice: Choice) -> str:
    """Return a choice as a text that is kept for the next start; none entered is empty."""
    return "" if choice == Choice() else json.dumps(asdict(choice), ensure_ascii=False)


def from_text(text: str) -> Choice:
    """Return a kept choice; fields of another version are passed over."""
    if not text:
        return Choice()
    known = {slot.name for slot in fields(Choice)}
    kept = {name: value for name, value in json.loads(text).items() if name in known}
    lists = {name: tuple(value) for name, value in kept.items() if isinstance(value, list)}
    return Choice(**{**kept, **lists})


def refusal_of(choice: Choice, status: RequestedStatus) -> RefusalRequest:
    """Return the refusal that was entered, of the status the applicant asks for."""
    return RefusalRequest(
        refused_status=status,
        ground=choice.ground,
        sub_reason=choice.sub_reason,
        fact=choice.fact,
        source=choice.evidence,
        source_detail=choice.detail,
        remedy=choice.remedy,
    )


def paper_of(
    application_id: UUID,
    choice: Choice,
    status: RequestedStatus,
    *,
    desk: Desk,
    link_is_up: bool,
) -> Paper:
    """Return the paper that the chosen outcome would print now; for a lane.

    Raises:
        KnownError: As for the deed.
    """
    if choice.outcome not in {outcome.value for outcome in Outcome}:
        return preview_approval(application_id, desk=desk)
    wish = Wish(
        Outcome(choice.outcome),
        refusal_of(choice, status),
        choice.missing,
        choice.expired,
        choice.return_reason,
        choice.return_place,
    )
    return preview_outcome(application_id, wish, desk=desk, link_is_up=link_is_up)


def decide(
    application_id: UUID,
    choice: Choice,
    status: RequestedStatus,
    *,
    desk: Desk,
    link_is_up: bool,
) -> Case:
    """Do what was chosen, and return the case as decided; for a lane.

    Raises:
        KnownError: As for the deed.
    """
    match choice.outcome:
        case Outcome.ACCEPT:
            return decisions.accept(application_id, desk=desk, link_is_up=link_is_up)
        case Outcome.REFUSE_ACCEPTANCE:
            missing, expired = choice.missing, choice.expired
            return decisions.refuse_acceptance(
                application_id, desk=desk, missing=missing, expired=expired
            )
        case Outcome.RETURN_OR_REDIRECT:
            reason, place = choice.return_reason, choice.return_place
            return decisions.return_case(application_id, reason, desk=desk, place=place)
        case Outcome.REGISTER:
            return decisions.register(application_id, desk=desk, reason=choice.proposal)
        case Outcome.REFUSE:
            return decisions.refuse(application_id, refusal_of(choice, status), desk=desk)
        case _ if choice.outcome == DECLINE:
            return decisions.decline(application_id, desk=desk, reason=choice.decline_reason)
        case _:
            return decisions.approve(application_id, desk=desk)

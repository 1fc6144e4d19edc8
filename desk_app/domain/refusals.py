"""The reasoned refusal: which ground it stands on, and the evidence that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desk_app.domain.cases import Case, Decision
from desk_app.domain.paper_alphabet import require_printable
from desk_app.domain.rule_packs import EvidenceKind, Requirement, RulePack, SubReason
from desk_app.domain.rules import (
    OWN_EVIDENCE,
    UsableGround,
    find_check,
    find_sub_reason,
    may_carry,
    may_rest_on,
    needs_known_check,
)
from desk_app.domain.steps import usable_grounds
from desk_app.domain.vocabulary import CheckValue, DeskKind, Outcome, RequestedStatus
from desk_app.errors import InputError, RuleError


@dataclass(frozen=True, slots=True)
class RefusalRequest:
    """What a reasoned refusal stands on.

    Attributes:
        refused_status: The status the applicant asks for; no other can be refused.
        source: Code of a check, or of the clerk's own kind of evidence (`OWN_EVIDENCE`).
        source_detail: Which document or statement it was, as written there.
        queried_at: When the source answered; for a check it is taken from the check itself.
    """

    refused_status: RequestedStatus
    ground: str
    fact: str
    sub_reason: str = ""
    source: str = ""
    queried_at: datetime | None = None
    remedy: str = ""
    source_detail: str = ""


def refusal_decision(
    case: Case,
    request: RefusalRequest,
    *,
    pack: RulePack,
    desk: DeskKind,
    today: date,
    now: datetime,
    login: str,
    workplace: str = "",
) -> Decision:
    """Return the decision to refuse, with all its evidence.

    Raises:
        InputError: `refusal.ground`, `refusal.sub_reason`, `refusal.fact`, `refusal.source` or
            `refusal.queried_at`, each with its field; `field.unprintable` where no paper shows it.
        RuleError: `refusal.not_the_status_asked`; `refusal.ground_not_usable`: not at this desk,
            not for this status, not in force or not on this evidence; `refusal.check_unknown`;
            `refusal.source_not_for_ground`.
    """
    if request.refused_status is not case.requested_status:
        raise RuleError("refusal.not_the_status_asked", status=request.refused_status.value)
    item = require_usable(
        case, request.ground, request.sub_reason, pack=pack, desk=desk, today=today
    )
    if not request.fact.strip():
        raise InputError("refusal.fact", field="fact")
    for field in ("fact", "source_detail", "remedy"):
        require_printable(getattr(request, field), field=field)
    source, queried_at = _evidence(case, request, item, pack, now)
    return Decision(
        Outcome.REFUSE,
        ground=request.ground,
        sub_reason=request.sub_reason,
        refused_status=request.refused_status,
        fact=request.fact.strip(),
        source=source,
        source_detail="" if find_check(pack, source) else request.source_detail.strip(),
        queried_at=queried_at,
        remedy=request.remedy.strip(),
        decided_by=login,
        decided_at=now,
        workplace=workplace,
    )


def require_usable(
    case: Case, ground: str, sub_reason: str, *, pack: RulePack, desk: DeskKind, today: date
) -> UsableGround:
    """Return the ground as it may be used now for the status the applicant asks for.

    Raises:
        InputError: `refusal.ground` or `refusal.sub_reason` where one is needed and not chosen.
        RuleError: `refusal.ground_not_usable`.
    """
    if not ground:
        raise InputError("refusal.ground", field="ground")
    grounds = usable_grounds(case, case.requested_status, pack, desk, today)
    item = next((usable for usable in grounds if usable.ground.code == ground), None)
    if item is None:
        raise RuleError("refusal.ground_not_usable", ground=ground)
    if item.ground.needs_sub_reason and not sub_reason:
        raise InputError("refusal.sub_reason", field="sub_reason")
    if sub_reason and sub_reason not in {reason.code for reason in item.sub_reasons}:
        raise RuleError("refusal.ground_not_usable", ground=sub_reason)
    return item


def _evidence(
    case: Case, request: RefusalRequest, item: UsableGround, pack: RulePack, now: datetime
) -> tuple[str, datetime]:
    """Return the source and when it answered."""
    sub_reason = find_sub_reason(pack, request.sub_reason)
    code = _check_behind(sub_reason) or request.source.strip()
    if not code:
        raise InputError("refusal.source", field="source")
    if find_check(pack, code) is None:
        _require_own_evidence(code, item, sub_reason)
        return code, _examined_at(request, now)
    return code, _answered_at(case, code, item, pack)


def _answered_at(case: Case, code: str, item: UsableGround, pack: RulePack) -> datetime:
    result = case.check(code)
    if result.value is CheckValue.UNKNOWN or result.queried_at is None:
        raise RuleError("refusal.check_unknown", check=code)
    require_carrying(case, code, item, pack=pack)
    return result.queried_at


def require_carrying(case: Case, source: str, item: UsableGround, *, pack: RulePack) -> None:
    """Let a source carry the ground; the clerk's own evidence always may, once it is named.

    Raises:
        RuleError: `refusal.source_not_for_ground` where the source is a check whose value bars
            nothing of what the applicant asks for, or which the ground cannot rest on.
    """
    rule = find_check(pack, source)
    if rule is None:
        return
    value = case.check(source).value
    carries = may_carry(pack, rule, case.requested_status, value)
    if not (carries and may_rest_on(item.ground, rule.evidence)):
        raise RuleError("refusal.source_not_for_ground", check=source)


def needs_approval(pack: RulePack, desk: DeskKind, sub_reason: str, source: str) -> bool:
    """Whether a second person agrees to a refusal: always, for its reason, or for its source.

    Args:
        pack: The case's pack.
        desk: The kind of counter that decides.
        sub_reason: Code of the reason below the ground; empty where there is none.
        source: Code of the check or of the clerk's own evidence; a reason's own check goes first.
    """
    rule = next(r for r in pack.outcomes[desk] if r.code is Outcome.REFUSE)
    reason = find_sub_reason(pack, sub_reason)
    check = find_check(pack, _check_behind(reason) or source)
    return (
        rule.approval_required
        or (reason is not None and reason.needs_supervisor)
        or (check is not None and check.requires is Requirement.SUPERVISOR_DECISION)
    )


def _check_behind(sub_reason: SubReason | None) -> str:
    if sub_reason is None or not needs_known_check(sub_reason):
        return ""
    return sub_reason.check or ""


def _require_own_evidence(code: str, item: UsableGround, sub_reason: SubReason | None) -> None:
    if code not in OWN_EVIDENCE or not may_rest_on(sub_reason or item.ground, EvidenceKind(code)):
        raise InputError("refusal.source", field="source")


def _examined_at(request: RefusalRequest, now: datetime) -> datetime:
    examined_at = request.queried_at or now
    if examined_at.tzinfo is None or examined_at > now:
        raise InputError("refusal.queried_at", field="queried_at")
    return examined_at

"""The paper an outcome would print, before the deed: the case as it would stand then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NoReturn

from desk_app.domain.cases import Case, CaseState, Decision
from desk_app.domain.numbers import CaseNumber, TemporaryNumber
from desk_app.domain.papers import Paper
from desk_app.domain.rules import find_sub_reason
from desk_app.domain.vocabulary import Outcome, RequestedStatus
from desk_app.services import decisions
from desk_app.services import paper_contents as contents
from desk_app.services.desk import Desk, local_time


@dataclass(frozen=True, slots=True)
class Choice:
    """What the clerk has entered for an outcome; kept on the screen until the deed.

    Attributes:
        missing / expired: Mandatory documents, for a refusal to accept only.
        evidence: Kind of the clerk's own source, where the fact comes from no check.
    """

    outcome: str = ""
    status: RequestedStatus = RequestedStatus.JOB_SEEKER
    ground: str = ""
    sub_reason: str = ""
    fact: str = ""
    evidence: str = ""
    remedy: str = ""
    return_reason: str = ""
    return_place: str = ""
    missing: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()


PAPERS: Mapping[Outcome, Callable[[Case, Desk], Paper]] = {
    Outcome.ACCEPT: lambda case, desk: contents.receipt_paper(case, desk=desk),
    Outcome.REFUSE_ACCEPTANCE: lambda case, desk: contents.acceptance_refusal_paper(
        case, desk=desk
    ),
    Outcome.RETURN_OR_REDIRECT: lambda case, desk: contents.memo_paper(case, desk=desk),
    Outcome.REGISTER: lambda case, desk: contents.certificate_paper(case, desk=desk),
    Outcome.REFUSE: lambda case, desk: contents.refusal_paper(case, desk=desk),
}


def tentative(case: Case, outcome: Outcome, choice: Choice, source: str, *, desk: Desk) -> Case:
    """Return the case as it would stand after the deed, for the paper shown beforehand."""
    now = desk.clock.now()
    if case.state is CaseState.AWAITING_APPROVAL:
        return case
    decision = Decision(outcome, decided_by=desk.operator.login, decided_at=now)
    match outcome:
        case Outcome.ACCEPT:
            due = decisions.due_date(case, now, desk=desk)
            return replace(case, decision=decision, accepted_at=now, due_on=due)
        case Outcome.REFUSE_ACCEPTANCE:
            decision = replace(decision, missing=choice.missing, expired=choice.expired)
        case Outcome.RETURN_OR_REDIRECT:
            reason, place = choice.return_reason, choice.return_place.strip()
            decision = replace(decision, return_reason=reason, return_place=place)
        case Outcome.REFUSE:
            decision = _refusal(decision, choice, case, source, now, desk)
        case Outcome.REGISTER:
            pass
    return replace(case, decision=decision)


def _refusal(
    decision: Decision, choice: Choice, case: Case, source: str, now: datetime, desk: Desk
) -> Decision:
    reason = find_sub_reason(desk.pack_of(case), choice.sub_reason)
    check = reason.check if reason else None
    queried_at = case.check(check).queried_at if check else None
    return replace(
        decision,
        ground=choice.ground,
        sub_reason=choice.sub_reason,
        refused_status=choice.status,
        fact=choice.fact.strip(),
        source=check or source,
        queried_at=queried_at or now,
        remedy=choice.remedy.strip(),
    )


def with_next_number(case: Case, outcome: Outcome, *, desk: Desk, link_is_up: bool) -> Case:
    """Return the case with the number it would get now; no number is used up by looking."""
    if outcome is Outcome.ACCEPT:
        number = _next_number(desk) if link_is_up else ""
        temporary = "" if number else _next_temporary(desk)
        return replace(case, number=number, temporary_number=temporary)
    if outcome in {Outcome.REGISTER, Outcome.REFUSE}:
        number = _next_number(desk)
        return replace(case, certificate_number=number, number=case.number or number)
    return case


def _next_number(desk: Desk) -> str:
    with desk.store.reading() as unit:
        block = unit.numbers.block()
    if block is None or not block.left:
        return ""
    year = local_time(desk.clock.now()).year
    return str(CaseNumber(desk.office.code, desk.workplace, year, block.take()[0]))


class _Looked(Exception):  # noqa: N818 - no error: it only ends a transaction without a trace
    def __init__(self, serial: int) -> None:
        self.serial = serial


def _leave_unchanged(serial: int) -> NoReturn:
    raise _Looked(serial)


def _next_temporary(desk: Desk) -> str:
    try:
        with desk.store.unit() as unit:
            _leave_unchanged(unit.numbers.next_temporary())
    except _Looked as looked:
        return str(TemporaryNumber(desk.office.code, desk.workplace, looked.serial))

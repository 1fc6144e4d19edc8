"""The end of a visit: its clocks travel, an empty draft goes with it, a result given is noted."""

from __future__ import annotations

from dataclasses import replace

from desk_app.domain.cases import Case, CaseState, Deed, PrintState, do, is_untouched
from desk_app.domain.handing_over import is_to_hand_over, result_paper, unprinted_papers
from desk_app.domain.outbox import MessageKind
from desk_app.domain.service_time import Visit, VisitEnd, VisitPurpose, finish
from desk_app.domain.vocabulary import Channel
from desk_app.errors import RuleError
from desk_app.ports.store import UnitOfWork
from desk_app.services.desk import Desk, enqueue, note_deed

_WORK_DONE = frozenset(
    {
        CaseState.ACCEPTED,
        CaseState.ACCEPTANCE_REFUSED,
        CaseState.RETURNED,
        CaseState.REGISTERED,
        CaseState.REFUSED,
        CaseState.HANDED_OVER,
    }
)
_GIVEN_AT_ONCE = frozenset({CaseState.REGISTERED, CaseState.REFUSED})


def case_of_visit(unit: UnitOfWork, visit: Visit) -> Case | None:
    """Return the case a visit is about, or None where none was opened."""
    if visit.application_id is None or not unit.cases.exists(visit.application_id):
        return None
    return unit.cases.get(visit.application_id)


def close_visit(unit: UnitOfWork, desk: Desk, closed: Visit) -> None:
    """Save a visit that ended; the clocks of a delivered case travel to the registry."""
    unit.visits.save(closed)
    note_deed(unit, desk, f"visit.{closed.end}", closed.application_id)
    case = case_of_visit(unit, closed)
    if case is None:
        return
    if is_untouched(case):
        unit.cases.save(replace(case, state=CaseState.WITHDRAWN))
        note_deed(unit, desk, "case.withdrawn", case.application_id, {"entered": "nothing"})
        return
    if _is_given_at_once(case, closed):
        case = hand_over_now(unit, case, desk)
    _tell(unit, desk, case, closed)


def tell_again(unit: UnitOfWork, desk: Desk, visit: Visit) -> None:
    """Send a closed visit anew after a reason, a rating or a late print was added to it."""
    case = case_of_visit(unit, visit)
    if case is not None and not visit.is_open:
        _tell(unit, desk, case, visit)


def _tell(unit: UnitOfWork, desk: Desk, case: Case, visit: Visit) -> None:
    if case.revision:
        enqueue(unit, desk, case, MessageKind.VISIT_CLOSED, visit=visit)


def _is_given_at_once(case: Case, closed: Visit) -> bool:
    """Whether the provider's visitor left with the result in hand; nobody has to say so again."""
    paper = result_paper(case)
    return (
        closed.end is VisitEnd.SERVED
        and closed.purpose is VisitPurpose.INTAKE
        and case.channel is Channel.PROVIDER
        and case.state in _GIVEN_AT_ONCE
        and paper is not None
        and paper.print_state is PrintState.SPOOLED
    )


def require_result(case: Case) -> None:
    """Return if the case's result can be handed over now.

    Raises:
        RuleError: `hand_over.already` once it was given, `hand_over.no_result` before there is
            one.
    """
    if case.stamps.t6_handed_over is not None:
        raise RuleError("hand_over.already")
    if not is_to_hand_over(case):
        raise RuleError("hand_over.no_result", state=case.state.value)


def hand_over_now(unit: UnitOfWork, case: Case, desk: Desk) -> Case:
    """Note that the result is in the applicant's hands, with its instant t6."""
    handed = do(case, Deed.HAND_OVER)
    stamps = replace(handed.stamps, t6_handed_over=desk.clock.now())
    sent = enqueue(unit, desk, replace(handed, stamps=stamps), MessageKind.CASE_HANDED_OVER)
    note_deed(unit, desk, "case.handed_over", case.application_id)
    return sent


def close_if_done(unit: UnitOfWork, case: Case, desk: Desk) -> None:
    """Stop the SERVE clock once the last paper is out, or cannot be, and nothing else is open."""
    visit = unit.visits.open()
    if visit is None or visit.application_id != case.application_id:
        return
    is_given = case.stamps.t6_handed_over is not None
    is_done = is_given if visit.purpose is VisitPurpose.HAND_OVER else case.state in _WORK_DONE
    waits = [p for p in unprinted_papers(case) if p.print_state is PrintState.WAITING]
    if is_done and not waits:
        close_visit(unit, desk, finish(visit, desk.clock.moment(), VisitEnd.SERVED))

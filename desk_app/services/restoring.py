"""Where the desk stood: what a restart, an unlock or another sign-in comes back to."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.domain.cases import Case, CaseState, Step
from desk_app.domain.operators import Permission
from desk_app.domain.service_time import ServeTime, Span, Visit, serve_time, wait_time
from desk_app.services.closing import case_of_visit
from desk_app.services.desk import Desk, allow


@dataclass(frozen=True, slots=True)
class OpenWork:
    """The visit at the counter and its case, with both clocks as they stand now.

    Attributes:
        case: None where the visitor was called and no case opened yet.
        step: The step the clerk was on; the last one once the case left the draft.
        wait: None where the wait is unknown.
    """

    visit: Visit
    case: Case | None
    step: Step
    serve: ServeTime
    wait: Span | None

    @property
    def is_concluded(self) -> bool:
        """Whether the outcome is reached and only paper, rating or farewell are left."""
        return self.case is not None and self.case.state is not CaseState.DRAFT


def open_work(*, desk: Desk) -> OpenWork | None:
    """Return what was going on at this counter, or None where nobody sits here."""
    allow(desk, Permission.SERVE)
    with desk.store.reading() as unit:
        visit = unit.visits.open()
        if visit is None:
            return None
        case = case_of_visit(unit, visit)
    serve = serve_time(visit, desk.clock.moment())
    return OpenWork(visit, case, _step(case), serve, wait_time(visit))


def _step(case: Case | None) -> Step:
    if case is None:
        return Step.IDENTITY
    return case.step if case.state is CaseState.DRAFT else Step.RESULT

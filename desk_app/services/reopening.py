"""An application of this desk's own visitor, a draft again after its refusal was declined."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desk_app.domain.cases import Case, Deed, do
from desk_app.ports.store import UnitOfWork


def reopened(unit: UnitOfWork, case: Case, now: datetime) -> Case:
    """Return an accepted case as a draft again, put aside where its visitor has left."""
    draft = do(case, Deed.REOPEN)
    visit = unit.visits.open()
    is_at_counter = visit is not None and visit.application_id == case.application_id
    return draft if is_at_counter else replace(do(draft, Deed.HOLD), held_at=now)

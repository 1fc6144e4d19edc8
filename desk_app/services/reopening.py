"""An application of this desk's own visitor, a draft again after its refusal was declined."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desk_app.domain.cases import Case, Deed, do
from desk_app.ports.store import UnitOfWork

# The hold reason of every pack for a visitor's own application that was not approved.
DECLINED = "declined"


def reopened(unit: UnitOfWork, case: Case, now: datetime) -> Case:
    """Return an accepted case as a draft again, put aside where its visitor has left."""
    draft = do(case, Deed.REOPEN)
    visit = unit.visits.open()
    is_at_counter = visit is not None and visit.application_id == case.application_id
    if is_at_counter:
        return draft
    return replace(do(draft, Deed.HOLD), held_reason=DECLINED, held_at=now)

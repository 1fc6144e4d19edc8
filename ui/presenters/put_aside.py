"""The case at the counter put aside by itself: another operator comes in, or the window closes."""

from __future__ import annotations

from desk_app.domain.cases import CaseState
from desk_app.services import holding, lists, queue
from desk_app.services.desk import Desk
from ui.presenters.standing import may_serve

OTHER_OPERATOR = "other_operator"
WINDOW_CLOSED = "window_closed"


def put_aside_for(other: Desk, *, desk: Desk) -> None:
    """Hold the case at the counter in the name of the operator who began it.

    Args:
        other: The desk of the operator who comes in.
        desk: The desk of the operator who is signed in.
    """
    if other.operator != desk.operator:
        _put_aside(OTHER_OPERATOR, desk)


def hold_for_closing(*, desk: Desk) -> None:
    """Hold the case at the counter: the window closes without a question and without a loss."""
    _put_aside(WINDOW_CLOSED, desk)


def _put_aside(reason: str, desk: Desk) -> None:
    visit = queue.open_visit(desk=desk) if may_serve(desk) else None
    if visit is None or visit.application_id is None:
        return
    if lists.case(visit.application_id, desk=desk).state is CaseState.DRAFT:
        holding.hold(visit.application_id, reason, desk=desk)

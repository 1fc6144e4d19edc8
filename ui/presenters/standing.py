"""What an operator is told at sign-in about their role."""

from __future__ import annotations

from desk_app.domain.operators import Permission
from desk_app.services.desk import Desk


def may_serve(desk: Desk) -> bool:
    """Whether the operator's roles let them call visitors."""
    return desk.operator.may(Permission.SERVE)

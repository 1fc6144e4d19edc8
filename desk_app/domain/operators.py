"""Operators, what each role may do, and the growing delay after wrong passwords."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desk_app.domain.vocabulary import Role
from desk_app.errors import AccessError


class Permission(StrEnum):
    """A kind of deed that roles allow."""

    SERVE = "serve"
    DECIDE = "decide"
    APPROVE = "approve"
    SEE_FIGURES = "see_figures"
    EXPORT = "export"
    MANAGE_OPERATORS = "manage_operators"
    SEE_RULES = "see_rules"


_ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: frozenset({Permission.SERVE}),
    Role.SPECIALIST: frozenset({Permission.SERVE, Permission.DECIDE}),
    Role.APPROVER: frozenset({Permission.SERVE, Permission.DECIDE, Permission.APPROVE}),
    Role.SUPERVISOR: frozenset({Permission.SEE_FIGURES, Permission.EXPORT, Permission.SEE_RULES}),
    Role.ADMINISTRATOR: frozenset({Permission.MANAGE_OPERATORS, Permission.SEE_RULES}),
}


@dataclass(frozen=True, slots=True)
class Operator:
    """A person who signs in.

    Attributes:
        login: Short Latin name; readable before sign-in.
        name: As printed on papers.
        is_active: A departed operator keeps their history and loses the door.
    """

    login: str
    name: str
    roles: frozenset[Role]
    phone: str = ""
    position_kk: str = ""
    position_ru: str = ""
    is_active: bool = True

    def may(self, permission: Permission) -> bool:
        """Return whether one of the operator's roles allows the deed."""
        return self.is_active and any(permission in _ALLOWED[role] for role in self.roles)


def require(operator: Operator, permission: Permission) -> None:
    """Let the operator through, or raise.

    Raises:
        AccessError: `access.not_allowed`.
    """
    if not operator.may(permission):
        raise AccessError("access.not_allowed", permission=permission.value)


FREE_ATTEMPTS = 5
LONGEST_DELAY_SECONDS = 3600


def delay_seconds(wrong_attempts: int) -> int:
    """Return how long to wait after so many wrong passwords in a row: 0, then 1, 2, 4 … 60 min."""
    if wrong_attempts < FREE_ATTEMPTS:
        return 0
    doublings = min(wrong_attempts - FREE_ATTEMPTS, 6)
    return min(LONGEST_DELAY_SECONDS, 60 << doublings)


def attempts_left(wrong_attempts: int) -> int:
    """Return how many tries are left before the first delay."""
    return max(0, FREE_ATTEMPTS - wrong_attempts)

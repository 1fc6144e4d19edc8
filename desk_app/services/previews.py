"""The paper an outcome would print: decided for real in a transaction that is then undone.

A preview made any other way would one day differ from the paper.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from desk_app.domain.operators import Permission
from desk_app.domain.papers import Paper
from desk_app.domain.refusals import RefusalRequest
from desk_app.domain.vocabulary import Outcome
from desk_app.errors import InputError, RuleError
from desk_app.ports.store import UnitOfWork
from desk_app.services import outcomes
from desk_app.services.desk import Desk, allow
from desk_app.services.outcomes import Issue


@dataclass(frozen=True, slots=True)
class Wish:
    """An outcome with what its deed would be given.

    Attributes:
        request: For a refusal.
        missing / expired: For a refusal to accept.
        return_reason / return_place: For a return or redirection.
    """

    outcome: Outcome
    request: RefusalRequest | None = None
    missing: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()
    return_reason: str = ""
    return_place: str = ""


def preview_outcome(application_id: UUID, wish: Wish, *, desk: Desk, link_is_up: bool) -> Paper:
    """Return the paper an outcome would print now, by the very code of its deed.

    Raises:
        InputError: As for the deed; `refusal.ground` for a refusal without its request.
        RuleError: As for the deed, `numbers.exhausted`.
    """
    match wish.outcome:
        case Outcome.ACCEPT:
            return preview_receipt(application_id, desk=desk, link_is_up=link_is_up)
        case Outcome.REFUSE_ACCEPTANCE:
            return preview_acceptance_refusal(
                application_id, desk=desk, missing=wish.missing, expired=wish.expired
            )
        case Outcome.RETURN_OR_REDIRECT:
            reason, place = wish.return_reason, wish.return_place
            return preview_memo(application_id, reason, desk=desk, place=place)
        case Outcome.REGISTER:
            return preview_certificate(application_id, desk=desk)
    if wish.request is None:
        raise InputError("refusal.ground", field="ground")
    return preview_refusal(application_id, wish.request, desk=desk)


def preview_approval(application_id: UUID, *, desk: Desk) -> Paper:
    """Return the paper that approving would print now; errors are those of `approve`."""
    allow(desk, Permission.APPROVE)
    return _paper(lambda unit: outcomes.approving(unit, application_id, desk=desk), desk)


class _Undo(Exception):  # noqa: N818 - no error: it ends a transaction that must not last
    pass


def preview_receipt(application_id: UUID, *, desk: Desk, link_is_up: bool) -> Paper:
    """Return the receipt that accepting would print now; errors are those of `accept`."""
    allow(desk, Permission.SERVE)
    return _paper(
        lambda unit: outcomes.accepting(unit, application_id, desk=desk, link_is_up=link_is_up),
        desk,
    )


def preview_acceptance_refusal(
    application_id: UUID,
    *,
    desk: Desk,
    missing: tuple[str, ...] = (),
    expired: tuple[str, ...] = (),
) -> Paper:
    """Return the receipt that refusing to accept would print now."""
    allow(desk, Permission.SERVE)
    return _paper(
        lambda unit: outcomes.refusing_acceptance(
            unit, application_id, desk=desk, missing=missing, expired=expired
        ),
        desk,
    )


def preview_memo(application_id: UUID, reason: str, *, desk: Desk, place: str = "") -> Paper:
    """Return the memo that returning or redirecting would print now."""
    allow(desk, Permission.SERVE)
    return _paper(
        lambda unit: outcomes.returning(
            unit, application_id, desk=desk, reason=reason, place=place
        ),
        desk,
    )


def preview_certificate(application_id: UUID, *, desk: Desk) -> Paper:
    """Return the certificate that registering would print now.

    Raises:
        RuleError: `numbers.exhausted`: it will wait for its number.
    """
    allow(desk, Permission.DECIDE)
    return _paper(lambda unit: outcomes.registering(unit, application_id, desk=desk), desk)


def preview_refusal(application_id: UUID, request: RefusalRequest, *, desk: Desk) -> Paper:
    """Return the reasoned answer that refusing would print, once approved where it has to be."""
    allow(desk, Permission.DECIDE)

    def refused(unit: UnitOfWork) -> Issue:
        case, decision = outcomes.prepared_refusal(unit, application_id, request, desk=desk)
        return outcomes.refusing(unit, case, decision, desk=desk)

    return _paper(refused, desk)


def _paper(decide: Callable[[UnitOfWork], Issue], desk: Desk) -> Paper:
    paper: Paper | None = None
    with suppress(_Undo), desk.store.unit() as unit:
        paper = decide(unit).paper
        raise _Undo
    if paper is None:
        raise RuleError("numbers.exhausted")
    return paper

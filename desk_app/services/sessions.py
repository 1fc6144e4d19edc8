"""Who sat at the desk and when: sign-in, wrong passwords and the lock stand in the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desk_app.domain.audit import AuditEvent
from desk_app.ports.store import Store
from desk_app.services.desk import Desk, note_deed


@dataclass(frozen=True, slots=True)
class WrongPassword:
    """A wrong password for a known login; what was typed is kept nowhere."""

    login: str
    at: datetime


def note_sign_in(*, desk: Desk) -> None:
    """Write down that an operator signed in, or unlocked the desk."""
    with desk.store.unit() as unit:
        note_deed(unit, desk, "operator.signed_in", details={"workplace": desk.workplace})


def note_lock(*, desk: Desk) -> None:
    """Write down that the desk was locked, by its operator or by idleness."""
    with desk.store.unit() as unit:
        note_deed(unit, desk, "desk.locked")


def note_wrong_passwords(wrong: Iterable[WrongPassword], *, store: Store) -> None:
    """Write down wrong passwords; those given while the store was closed come with their times."""
    with store.unit() as unit:
        for attempt in wrong:
            event = AuditEvent(attempt.at, attempt.login, "operator.wrong_password", None, {})
            unit.audit.append(event)

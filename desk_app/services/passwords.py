"""Passwords and the way back in: who changed what stands in the journal."""

from __future__ import annotations

import hashlib

from desk_app.domain.operators import Permission
from desk_app.errors import AccessError
from desk_app.ports.keys import Passwords
from desk_app.services.desk import Desk, allow, note_deed


def change_password(old: str, new: str, *, desk: Desk, passwords: Passwords) -> None:
    """Give the signed-in operator another password.

    Raises:
        AccessError: As for `Passwords.unlock` with the old one.
        InputError: `password.too_short`.
    """
    login = desk.operator.login
    store_key = passwords.unlock(login, old, now=desk.clock.moment())
    _set(login, new, "operator.password_changed", store_key, desk, passwords)


def reset_password(login: str, new: str, own: str, *, desk: Desk, passwords: Passwords) -> None:
    """Give an operator who forgot theirs a new password.

    Args:
        login: Whose password it is.
        new: Their new password.
        own: The signed-in administrator's password: nobody keeps the store key, so whoever
            hands it on shows it again.
        desk: The administrator's desk.
        passwords: Who may open the store.

    Raises:
        AccessError: `access.not_allowed`, `access.unknown_operator`, `access.inactive`, or as
            for `Passwords.unlock`.
        InputError: `password.too_short`.
    """
    allow(desk, Permission.MANAGE_OPERATORS)
    store_key = passwords.unlock(desk.operator.login, own, now=desk.clock.moment())
    _set(login, new, "operator.password_reset", store_key, desk, passwords)


def renew_recovery(public_key: bytes, own: str, *, desk: Desk, passwords: Passwords) -> None:
    """Make a recovery key the one that lets an administrator in; the one before no longer does.

    Only an administrator's deed does this, and never the settings alone: whoever can write that
    file would otherwise be handed the store key at the next sign-in.

    Args:
        public_key: The public half of the new recovery key.
        own: The signed-in administrator's password, as for `reset_password`.
        desk: The administrator's desk.
        passwords: Who may open the store.

    Raises:
        AccessError: `access.not_allowed`, or as for `Passwords.unlock`.
        InputError: `keys.recovery_key`.
    """
    allow(desk, Permission.MANAGE_OPERATORS)
    store_key = passwords.unlock(desk.operator.login, own, now=desk.clock.moment())
    with desk.store.unit() as unit:
        details = {"key": hashlib.sha256(public_key).hexdigest()}
        note_deed(unit, desk, "recovery.renewed", details=details)
        passwords.renew_recovery(public_key, store_key=store_key)


def take_back(login: str, new: str, *, desk: Desk, passwords: Passwords, store_key: bytes) -> None:
    """Let an administrator in again whose key came from the recovery wrap.

    Raises:
        AccessError: `access.not_allowed` for anybody else, who asks an administrator.
        InputError: `password.too_short`.
    """
    allow(desk, Permission.MANAGE_OPERATORS)
    _set(login, new, "operator.recovered", store_key, desk, passwords)


def _set(
    login: str, new: str, deed: str, store_key: bytes, desk: Desk, passwords: Passwords
) -> None:
    # The entry first, the deed last: what the journal cannot take is not done.
    with desk.store.unit() as unit:
        if not unit.operators.get(login).is_active:
            raise AccessError("access.inactive")
        note_deed(unit, desk, deed, details={"login": login})
        passwords.reset_password(login, new, store_key=store_key, now=desk.clock.moment())

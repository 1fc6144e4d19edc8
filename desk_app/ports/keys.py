"""Who may open the store, as the use cases see it."""

from __future__ import annotations

from typing import Protocol

from desk_app.domain.service_time import Moment


class Passwords(Protocol):
    """The operators' passwords; every call costs up to a second and is for lanes only."""

    def unlock(self, login: str, password: str, *, now: Moment) -> bytes:
        """Return the store key for the right password.

        Raises:
            AccessError: `access.unknown_operator`, `access.wait`, `access.wrong_password` or
                `access.wrong_password_wait`.
        """
        ...

    def renew_recovery(self, public_key: bytes, *, store_key: bytes) -> None:
        """Let the holder of a recovery key in, and the holder of the one before no longer.

        Raises:
            InputError: `keys.recovery_key`, field `recovery_public_key`, for bytes that are no key.
        """
        ...

    def reset_password(self, login: str, new: str, *, store_key: bytes, now: Moment) -> None:
        """Give a login a new password, which ends its waits after wrong ones.

        Raises:
            InputError: `password.too_short`.
        """
        ...

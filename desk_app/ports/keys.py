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

    def reset_password(self, login: str, new: str, *, store_key: bytes, now: Moment) -> None:
        """Give a login a new password, which ends its waits after wrong ones.

        Raises:
            InputError: `password.too_short`.
        """
        ...

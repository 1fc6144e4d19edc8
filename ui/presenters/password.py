"""One's own password changed in the window: before sign-in, on the lock, or at work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from desk_app.errors import InputError, KnownError
from ui.presenters.workbench import Lane, Runner

ChangeJob = Callable[[str, str, str], None]
OLD, NEW, AGAIN = "old", "new", "again"


class PasswordView(Protocol):
    """A panel with the old password and the new one twice."""

    def show_busy(self, *, busy: bool) -> None:
        """Show that the passwords are being worked on."""

    def show_failure(self, field: str, text: str) -> None:
        """Say under a field (`old`, `new`, `again`) what is wrong; an empty text clears all."""

    def done(self, text: str) -> None:
        """The password is changed: go, and say so."""


class ChangePassword:
    """Asks the door for another password, and words what it answers.

    Args:
        run: The lanes.
        change: Login, old and new password; blocks.
        say: Words a text key.
        say_error: Words a failure.
        view: The panel.
    """

    def __init__(
        self,
        *,
        run: Runner,
        change: ChangeJob,
        say: Callable[..., str],
        say_error: Callable[[KnownError], str],
        view: PasswordView,
    ) -> None:
        self._run = run
        self._change = change
        self._say = say
        self._say_error = say_error
        self._view = view
        self._is_busy = False
        self._failure: KnownError | None = None

    def change(self, login: str, old: str, new: str, again: str) -> None:
        """Change the password where both new ones are the same."""
        if self._is_busy:
            return
        if new != again:
            self._fail(InputError("password.differ", field=AGAIN))
            return
        self._is_busy = True
        self._fail(None)
        self._view.show_busy(busy=True)
        self._run.submit(
            Lane.DB,
            lambda: self._change(login, old, new),
            on_done=lambda _: self._on_done(),
            on_failed=self._on_failed,
        )

    def begin(self) -> None:
        """Forget what was wrong before."""
        self._fail(None)

    def recover(self) -> None:
        """A bug broke the job off: let the next key act."""
        self._is_busy = False
        self._view.show_busy(busy=False)

    def reword(self) -> None:
        """Say the failure in the language in force."""
        self._fail(self._failure)

    def _on_done(self) -> None:
        self.recover()
        self._view.done(self._say("password.changed"))

    def _on_failed(self, error: KnownError) -> None:
        self.recover()
        self._fail(error)

    def _fail(self, error: KnownError | None) -> None:
        self._failure = error
        if error is None:
            self._view.show_failure("", "")
            return
        field = error.field if isinstance(error, InputError) else OLD
        self._view.show_failure(_FIELDS.get(field, field), self._say_error(error))


# The door speaks of "the password" and means the one to be set.
_FIELDS = {"password": NEW}

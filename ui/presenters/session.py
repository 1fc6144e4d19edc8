"""Signing in, locking and unlocking; the password is stretched in a lane, never on the thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from desk_app.errors import KnownError
from ui.presenters.words import minutes_and_seconds
from ui.presenters.workbench import Lane, Runner

if TYPE_CHECKING:
    from desk_app.services.desk import Desk

Unlock = Callable[[str, str], "Desk"]
_WAIT_CODES = frozenset({"access.wait", "access.wrong_password_wait"})


class SignInView(Protocol):
    """A page with a password field."""

    def show_busy(self, *, busy: bool) -> None:
        """Show that the password is being checked."""

    def show_failure(self, text: str) -> None:
        """Say inline what is wrong and what to do; an empty text takes it away."""

    def forget_password(self) -> None:
        """Empty the password field and put the focus there."""


class SignIn:
    """One sign-in page: asks the door, and words what it answers.

    Args:
        run: The lanes.
        unlock: The door: login and password to a desk; blocks.
        say: Words a text key in the language in force.
        say_error: Words a failure in the language in force.
        entered: Called with the desk of the operator who came in.
    """

    def __init__(
        self,
        *,
        run: Runner,
        unlock: Unlock,
        say: Callable[..., str],
        say_error: Callable[[KnownError], str],
        entered: Callable[[Desk], None],
    ) -> None:
        self._run = run
        self._unlock = unlock
        self._say = say
        self._say_error = say_error
        self._entered = entered
        self._view: SignInView | None = None
        self._is_busy = False
        self._failure: KnownError | None = None
        self._wait_seconds = 0

    def show_on(self, view: SignInView) -> None:
        """Use a page."""
        self._view = view

    def sign_in(self, login: str, password: str) -> None:
        """Ask the door; while it is being asked, or nothing was typed, nothing happens."""
        if self._is_busy or not login.strip():
            return
        self._is_busy = True
        self._fail(None)
        self._page.show_busy(busy=True)
        self._run.submit(
            Lane.DB,
            lambda: self._unlock(login.strip(), password),
            on_done=self._on_entered,
            on_failed=self._on_refused,
        )

    def recover(self) -> None:
        """A bug broke the sign-in off: it can be tried again."""
        self._is_busy = False
        self._page.show_busy(busy=False)

    def tick(self) -> None:
        """Count a second of the wait down."""
        if self._wait_seconds:
            self._wait_seconds -= 1
            if not self._wait_seconds:
                self._failure = None
            self.reword()

    def reword(self) -> None:
        """Say the failure again, in the language in force and with the wait that is left."""
        self._page.show_failure(self._words())

    def _words(self) -> str:
        failure = self._failure
        if failure is None:
            return ""
        if failure.code in _WAIT_CODES and self._wait_seconds:
            return self._say("sign_in.wait", time=minutes_and_seconds(self._wait_seconds))
        if failure.code == "access.wrong_password":
            return self._say("sign_in.wrong", n=failure.params["attempts_left"])
        return self._say_error(failure)

    def _on_entered(self, desk: Desk) -> None:
        self._is_busy = False
        self._page.show_busy(busy=False)
        self._page.forget_password()
        self._entered(desk)

    def _on_refused(self, failure: KnownError) -> None:
        self._is_busy = False
        self._page.show_busy(busy=False)
        self._fail(failure)
        self._page.forget_password()

    def _fail(self, failure: KnownError | None) -> None:
        self._failure = failure
        seconds = failure.params.get("seconds", 0) if failure else 0
        self._wait_seconds = int(seconds)
        self.reword()

    @property
    def _page(self) -> SignInView:
        if self._view is None:
            raise RuntimeError("no page to sign in on")
        return self._view

"""What the sign-in page and the lock share: a card with the form of a password."""

from __future__ import annotations

from collections.abc import Sequence

from ui.keys import Action
from ui.presenters.help import WITHOUT_DESK
from ui.presenters.session import SignIn
from ui.presenters.words import Say
from ui.views.page import Page
from ui.views.password_form import PasswordForm
from ui.widgets.cards import Card


class PasswordPage(Page):
    """A page on which an operator gives a password.

    Args:
        name: Object name.
        say: Words a text key.
        sign_in: Lets the operator in.
        operators: Login and name of those known on this PC.
        action_key: Text key of the button.
    """

    answers_to = (Action.CHANGE_PASSWORD, Action.SWITCH_LANGUAGE, Action.HELP)

    def __init__(
        self,
        name: str,
        say: Say,
        sign_in: SignIn,
        operators: Sequence[tuple[str, str]],
        *,
        action_key: str,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._say = say
        self._sign_in = sign_in
        self._form = PasswordForm(name, say, operators, action_key=action_key)
        self._form.submitted.connect(sign_in.sign_in)
        self._card = Card(f"{name}.card")
        self._card.body.addWidget(self._form)

    def login(self) -> str:
        """Return the login that stands in the form."""
        return self._form.login()

    def focus_start(self) -> None:
        self._form.focus_start()

    def works_everywhere(self) -> tuple[Action, ...]:
        return WITHOUT_DESK

    # --- what the presenter tells ---

    def show_busy(self, *, busy: bool) -> None:
        """Show that the password is being tried."""
        self._form.show_busy(busy=busy)

    def show_failure(self, text: str) -> None:
        """Say why nobody was let in."""
        self._form.show_failure(text)

    def forget_password(self) -> None:
        """Take the password off the screen."""
        self._form.forget_password()

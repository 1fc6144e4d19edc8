"""Who comes in, and the password: the form that sign-in and lock share."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.presenters.words import Say
from ui.theme import follow_theme, look
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.choice_input import ChoiceInput
from ui.widgets.fields import Field
from ui.widgets.line_inputs import TextInput


class PasswordForm(QWidget):
    """Operator, password and one button; `submitted(login, password)`.

    Args:
        name: Object name.
        say: Words a text key.
        operators: Login and name of those known on this PC; none lets the login be typed.
        action_key: Text key of the button.
    """

    submitted = Signal(str, str)

    def __init__(
        self, name: str, say: Say, operators: Sequence[tuple[str, str]], *, action_key: str
    ) -> None:
        super().__init__()
        self._say = say
        self._action_key = action_key
        self._login: ChoiceInput | TextInput
        if operators:
            self._login = ChoiceInput(f"{name}.operator")
            self._login.set_options(operators)
        else:
            self._login = TextInput(f"{name}.login")
        self._password = TextInput(f"{name}.password")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._login.next_requested.connect(self._password.setFocus)
        self._password.next_requested.connect(self._submit)
        self._login_field = Field(f"{name}.operator_field", self._login)
        self._password_field = Field(f"{name}.password_field", self._password)
        self.button = Button(f"{name}.enter", ButtonKind.PRIMARY, icon="log-in", key="Enter")
        self.button.clicked.connect(self._submit)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self._login_field, self._password_field, self.button):
            self._column.addWidget(part)
        follow_theme(self._restyle)

    def choose(self, login: str) -> None:
        """Put a login in."""
        self._login.set_value(login)

    def login(self) -> str:
        """Return the login given."""
        return self._login.value()

    def focus_start(self) -> None:
        """Put the focus on what is still missing."""
        (self._password if self.login() else self._login).setFocus()

    def show_busy(self, *, busy: bool) -> None:
        """Show that the password is being checked."""
        self.button.set_busy(self._say("sign_in.busy") if busy else "")

    def show_failure(self, text: str) -> None:
        """Say under the password what is wrong."""
        self._password_field.set_error(text)

    def forget_password(self) -> None:
        """Empty the password and put the focus there."""
        self._password.set_value("")
        self._password.setFocus()

    def retranslate(self) -> None:
        """Show every word in the language in force."""
        self._login_field.set_label(self._say("sign_in.operator"))
        self._password_field.set_label(self._say("sign_in.password"))
        self.button.set_text(self._say(self._action_key))

    def _submit(self) -> None:
        if not self.login():
            self._login.setFocus()
            return
        self.submitted.emit(self.login(), self._password.value())

    def _restyle(self) -> None:
        self._column.setSpacing(look().px(16))

"""Another password for oneself: the old one, and the new one twice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desk_app.errors import KnownError
from ui.presenters.password import AGAIN, NEW, OLD, ChangeJob, ChangePassword
from ui.presenters.words import Say
from ui.presenters.workbench import Runner
from ui.tokens import Role
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.fields import Field
from ui.widgets.labels import Label
from ui.widgets.line_inputs import TextInput
from ui.widgets.overlay import Overlay

SayError = Callable[[KnownError], str]
_LABELS = {OLD: "password.old", NEW: "password.new", AGAIN: "password.again"}


class PasswordPanel(Overlay):
    """Asks for the passwords of one login; `changed(str)` carries the words of success."""

    changed = Signal(str)

    def __init__(
        self, say: Say, say_error: SayError, run: Runner, change: ChangeJob, host: QWidget
    ) -> None:
        super().__init__("password", host, width_px=460)
        self._say = say
        self._login = ""
        self._title = Label(Role.CARD_TITLE, wraps=True)
        self._line = Label(Role.BODY, "text_2", wraps=True)
        self._inputs = {name: TextInput(f"password.{name}") for name in _LABELS}
        self._fields = {
            name: Field(f"password.{name}_field", part) for name, part in self._inputs.items()
        }
        self._take = Button("password.take", ButtonKind.PRIMARY, icon="check", key="Enter")
        self._cancel = Button("password.cancel", ButtonKind.QUIET, key="Esc")
        self.presenter = ChangePassword(
            run=run, change=change, say=say, say_error=say_error, view=self
        )
        self._connect()
        self._lay_out()

    def ask(self, login: str) -> None:
        """Open empty for a login."""
        self._login = login
        self._forget()
        self.presenter.begin()
        self.retranslate()
        self.open_on(self._inputs[OLD])

    def close_overlay(self) -> None:
        """Take the panel away; no password stays in it."""
        self._forget()
        self.presenter.begin()
        super().close_overlay()

    def retranslate(self) -> None:
        """Show every word in the language in force."""
        title = self._say("password.title", login=self._login)
        self.set_name(title)
        self._title.setText(title)
        self._line.setText(self._say("password.line"))
        for name, key in _LABELS.items():
            self._fields[name].set_label(self._say(key))
        self._take.set_text(self._say("password.take"))
        self._cancel.set_text(self._say("action.cancel"))
        self.presenter.reword()

    # --- what the presenter tells ---

    def show_busy(self, *, busy: bool) -> None:
        self._take.set_busy(self._say("password.busy") if busy else "")

    def show_failure(self, field: str, text: str) -> None:
        for name, shown in self._fields.items():
            shown.set_error(text if name == field else "")
        if field:
            self._inputs[field].setFocus()

    def done(self, text: str) -> None:
        self.close_overlay()
        self.changed.emit(text)

    # --- how ---

    def _forget(self) -> None:
        for part in self._inputs.values():
            part.set_value("")

    def _connect(self) -> None:
        old, new, again = (self._inputs[name] for name in (OLD, NEW, AGAIN))
        for part in self._inputs.values():
            part.setEchoMode(QLineEdit.EchoMode.Password)
        old.next_requested.connect(new.setFocus)
        new.next_requested.connect(again.setFocus)
        again.next_requested.connect(self._submit)
        self._take.clicked.connect(self._submit)
        self._cancel.clicked.connect(self.close_overlay)

    def _submit(self) -> None:
        old, new, again = (self._inputs[name].value() for name in (OLD, NEW, AGAIN))
        self.presenter.change(self._login, old, new, again)

    def _lay_out(self) -> None:
        actions = QHBoxLayout()
        actions.addWidget(self._cancel)
        actions.addStretch(1)
        actions.addWidget(self._take)
        self.body.addWidget(self._title)
        self.body.addWidget(self._line)
        for field in self._fields.values():
            self.body.addWidget(field)
        self.body.addLayout(actions)

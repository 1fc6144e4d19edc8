"""Signing in: operator, password, desk number; the language switch works before it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.presenters.session import SignIn
from ui.presenters.words import Say
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.views.password_page import PasswordPage
from ui.widgets.chips import Tone
from ui.widgets.labels import Label
from ui.widgets.messages import Banner


class SignInPage(PasswordPage):
    """The first screen.

    Args:
        say: Words a text key.
        operators: Login and name of those known on this PC.
        workplace: Number of this desk.
        demo_hint: Login and password of the demo office, shown to whoever tries it.
    """

    def __init__(
        self,
        say: Say,
        sign_in: SignIn,
        operators: Sequence[tuple[str, str]],
        workplace: str,
        demo_hint: tuple[str, str] | None,
    ) -> None:
        super().__init__("sign_in", say, sign_in, operators, action_key="sign_in.enter")
        self._workplace = workplace
        self._demo_hint = demo_hint
        self._hint = Banner("sign_in.hint")
        self._desk = Label(Role.HINT, "muted")
        self._desk.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._card.body.addWidget(self._hint)
        self._lay_out()
        if demo_hint is not None:
            self._form.choose(demo_hint[0])
        elif len(operators) == 1:
            self._form.choose(operators[0][0])
        sign_in.show_on(self)
        follow_theme(self._restyle)

    def count_second(self) -> None:
        """Count a second of the wait after wrong passwords down."""
        self._sign_in.tick()

    def retranslate(self) -> None:
        self._card.set_texts(self._say("sign_in.title"), self._say("sign_in.subtitle"))
        self._form.retranslate()
        self._desk.setText(self._say("status.desk", workplace=self._workplace))
        if self._demo_hint is not None:
            login, password = self._demo_hint
            text = self._say("sign_in.demo", login=login, password=password)
            self._hint.show_message(text, Tone.INFO)
        self._sign_in.reword()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(4)
        column.addLayout(row)
        column.addWidget(self._desk)
        column.addStretch(5)

    def _restyle(self) -> None:
        self._card.setFixedWidth(look().px(420))

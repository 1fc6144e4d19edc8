"""The locked desk: who may come in, the time, and the timer; no personal data (ui.md §5.6)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desk_app.domain.service_time import Moment
from ui.presenters.session import SignIn
from ui.presenters.timer import TimerWords
from ui.presenters.words import Say, clock_time
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.views.password_page import PasswordPage
from ui.views.timer_view import show_timer
from ui.widgets.labels import IconLabel, Label
from ui.widgets.service_timer import ServiceTimer


class LockPage(PasswordPage):
    """The lock screen; another operator may sign in on it."""

    def __init__(self, say: Say, sign_in: SignIn, operators: Sequence[tuple[str, str]]) -> None:
        super().__init__("lock", say, sign_in, operators, action_key="lock.unlock")
        self._clock = Label(Role.TIMER)
        self._clock.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._timer = ServiceTimer("lock.timer")
        self._norm_minutes = 20
        self._lay_out()
        sign_in.show_on(self)
        follow_theme(self._restyle)

    def lock_for(self, login: str) -> None:
        """Show the lock with the operator's own login chosen."""
        self._form.choose(login)

    def tick(self, now: Moment) -> None:
        self._sign_in.tick()
        self.show_time(now)

    def show_time(self, now: Moment) -> None:
        """Show the time of day."""
        self._clock.setText(clock_time(now.wall_at))

    def show_timer(self, words: TimerWords | None) -> None:
        """Show the service timer of the visit that waits, or none."""
        self._timer.setVisible(words is not None)
        if words is not None:
            self._norm_minutes = words.norm_seconds // 60
            show_timer(self._timer, words, self._say)

    def retranslate(self) -> None:
        self._card.set_texts(self._say("lock.title"), self._say("lock.subtitle"))
        self._form.retranslate()
        self._sign_in.reword()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._column = QVBoxLayout(self)
        self._column.addStretch(3)
        self._column.addWidget(IconLabel("lock", "muted", 40), alignment=centre)
        self._column.addWidget(self._clock)
        self._column.addLayout(row)
        self._column.addWidget(self._timer, alignment=centre)
        self._column.addStretch(5)

    def _restyle(self) -> None:
        self._card.setFixedWidth(look().px(420))
        self._column.setSpacing(look().px(20))

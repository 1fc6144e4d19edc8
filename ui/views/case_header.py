"""The header of a case: who, how long they waited, and the clock or the deadline."""

from __future__ import annotations

from desk_app.domain.service_time import Moment
from ui.presenters.case import CasePresenter
from ui.presenters.words import Say
from ui.views.timer_view import show_timer
from ui.widgets.cards import HeaderCard
from ui.widgets.chips import Tone
from ui.widgets.service_timer import NOT_STARTED
from ui.widgets.speech import announce

_WAIT_TONES = {True: Tone.BAD, False: Tone.OK, None: Tone.PLAIN}
_SPOKEN = frozenset({"warning", "overrun"})


class CaseHeader(HeaderCard):
    """The header card in the words of a case."""

    def __init__(self, say: Say) -> None:
        super().__init__("case.header")
        self._say = say
        self._zone = ""

    def show_case(self, presenter: CasePresenter) -> None:
        """Show the person, the wait and the deadline."""
        person = presenter.header()
        self.set_person(person.name, person.initials, person.facts)
        wait, due = presenter.wait(), presenter.due()
        self.wait.setVisible(wait is not None)
        if wait is not None:
            self.set_wait(self._say("case.waited"), wait.value, _WAIT_TONES[wait.is_over])
        if due is not None:
            self.set_deadline(due.caption, due.value, Tone.BAD if due.is_over else Tone.OK)
        else:
            self.set_deadline("", "")
            self.timer.setVisible(wait is not None)

    def tick(self, presenter: CasePresenter, now: Moment) -> None:
        """Bring the clock up to date; a new state is told once to a screen reader."""
        words = presenter.timer(now)
        if words is None:
            return
        show_timer(self.timer, words, self._say)
        if words.zone.value != self._zone:
            self._zone = words.zone.value
            if self._zone in _SPOKEN:
                announce(self, words.spoken)

    def clear(self) -> None:
        """Forget the person and the clock."""
        self._zone = ""
        self.set_person("", "")
        self.set_wait("", "")
        self.set_deadline("", "")
        self.timer.set_reading(NOT_STARTED)

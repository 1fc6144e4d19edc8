"""After the outcome: what was issued, the originals, the print, rating, reason of an overrun."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.cases import Case
from desk_app.domain.service_time import Visit
from ui.keys import BY_ACTION, Action
from ui.presenters.done import Done, DoneWords
from ui.presenters.words import Say
from ui.presenters.workbench import Workbench
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.views.page import Page
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Card
from ui.widgets.chips import Tone
from ui.widgets.choice_input import ChoiceInput
from ui.widgets.choices import Segmented
from ui.widgets.digits import typed_digit
from ui.widgets.fields import Field
from ui.widgets.labels import IconLabel, Label
from ui.widgets.messages import Banner

_RATINGS = tuple((str(rating), str(rating)) for rating in range(1, 6))


class DonePage(Page):
    """The screen between two visitors; `left()` once it is done with."""

    left = Signal()
    answers_to = (
        Action.CALL_NEXT,
        Action.NEXT_STEP,
        Action.PRINT_AGAIN,
        Action.TAKE_WITHOUT_TICKET,
        Action.SEARCH,
    )
    more_keys = (("1 … 5", "done.rating"), ("Space", "key.choose"))

    def __init__(self, bench: Workbench, say: Say) -> None:
        super().__init__()
        self.setObjectName("done")
        # It hears keys where nothing else has the focus, and is no stop of Tab.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._say = say
        self.presenter = Done(bench, self)
        self._make_parts()
        self._lay_out()
        follow_theme(self._restyle)

    def begin(self, case: Case, visit: Visit | None) -> None:
        """Show an outcome."""
        self.presenter.begin(case, visit)

    def actions_now(self) -> tuple[Action, ...]:
        has_paper = self.presenter.has_paper
        return tuple(a for a in self.answers_to if has_paper or a is not Action.PRINT_AGAIN)

    def handle(self, action: Action) -> bool:
        if action is Action.NEXT_STEP:
            self.presenter.finish()
        elif action is Action.PRINT_AGAIN and self.presenter.has_paper:
            self.presenter.print_again()
        else:
            return False
        return True

    def focus_start(self) -> None:
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the applicant's rating by its digit, on any layout."""
        rating = typed_digit(event.text())
        is_asked = not self._rating_row.isHidden() and not event.isAutoRepeat()
        if is_asked and (rating, rating) in _RATINGS:
            self._rating.set_value(rating)
            self.presenter.rate(int(rating))
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        self._finish.set_text(self._say("done.finish"))
        self._again.set_text(self._say("action.print_again"))
        self._rating.set_name(self._say("done.rating"))
        self._rating_words.setText(self._say("done.rating"))
        self._reason_field.set_label(self._say("done.reason"))
        self._reason_field.set_optional(self._say("field.optional"))
        self._reason.set_placeholder(self._say("done.choose_reason"))
        self._failure.set_action(
            self._say("action.print_again"), BY_ACTION[Action.PRINT_AGAIN].shown
        )
        self.presenter.reword()

    def show_done(self, words: DoneWords) -> None:
        self._title.setText(words.title)
        self._number.setText(words.number)
        self._number.setVisible(bool(words.number))
        self._note.setText(words.note)
        self._note.setVisible(bool(words.note))
        self._paper.setText(words.paper)
        self._paper.setVisible(bool(words.paper))
        self._time.setText(words.time)
        self._time.set_tone("bad" if words.is_late else "text_2")
        self.setAccessibleName(f"{words.title}. {words.number}. {words.originals}")
        self._originals.show_message(words.originals, Tone.OK, "hand-helping")
        self._failure.show_message(words.failure, Tone.BAD, "printer")
        self._again.setVisible(not words.failure and bool(words.paper))
        self._rating_row.setVisible(words.has_visit)
        if words.rating:
            self._rating.set_value(str(words.rating))
        self._show_reasons(words)

    def left_done(self) -> None:
        self.left.emit()

    def clear(self) -> None:
        """Forget what the visitor before has left in the fields."""
        self._rating.set_value("")
        self._reason.set_options(())

    def _show_reasons(self, words: DoneWords) -> None:
        self._reason_field.setVisible(bool(words.overrun_reasons))
        self._reason.set_options(words.overrun_reasons)
        # Asked once: a reason given stands.
        self._reason.set_read_only(bool(words.overrun_reason))
        if words.overrun_reason:
            self._reason.set_value(words.overrun_reason)

    def _make_parts(self) -> None:
        self._title = Label(Role.TITLE, wraps=True)
        self._number = Label(Role.VALUE_STRONG, wraps=True)
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._note = Label(Role.BODY, "text_2", wraps=True)
        self._paper = Label(Role.BODY, "text_2")
        self._time = Label(Role.BODY_TABULAR, "text_2")
        self._originals = Banner("done.originals")
        self._failure = Banner("done.failure")
        self._failure.action_requested.connect(self.presenter.print_again)
        self._rating_words = Label(Role.LABEL, "text_2")
        self._rating = Segmented("done.rating")
        self._rating.set_options(_RATINGS)
        self._rating.chosen.connect(lambda key: self.presenter.rate(int(key)))
        self._reason = ChoiceInput("done.reason")
        self._reason.edited.connect(self.presenter.explain_overrun)
        self._reason_field = Field("done.reason_field", self._reason)
        again_key, finish_key = BY_ACTION[Action.PRINT_AGAIN].shown, BY_ACTION[Action.NEXT_STEP]
        self._again = Button("done.again", icon="printer", key=again_key)
        self._again.clicked.connect(self.presenter.print_again)
        self._finish = Button("done.finish", ButtonKind.DEFAULT, icon="check", key=finish_key.shown)
        self._finish.clicked.connect(self.presenter.finish)

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.addWidget(IconLabel("circle-check", "ok", 32), alignment=Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(6)
        for line in (self._title, self._number, self._note, self._paper, self._time):
            words.addWidget(line)
        heading.addLayout(words, 1)
        heading.setSpacing(16)
        self._rating_row = QWidget()
        rating = QVBoxLayout(self._rating_row)
        rating.setContentsMargins(0, 0, 0, 0)
        rating.setSpacing(6)
        rating.addWidget(self._rating_words)
        rating.addWidget(self._rating)
        actions = QHBoxLayout()
        actions.addWidget(self._again)
        actions.addStretch(1)
        actions.addWidget(self._finish)
        self._card = Card("done.card")
        self._card.body.addLayout(heading)
        for part in (self._originals, self._failure, self._reason_field, self._rating_row):
            self._card.body.addWidget(part)
        self._card.body.addLayout(actions)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._card)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)

    def _restyle(self) -> None:
        self._card.setFixedWidth(look().px(620))

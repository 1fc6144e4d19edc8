"""The result goes to its owner: identity document seen, receipt number scanned or typed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desk_app.domain.cases import Case
from desk_app.domain.keyboard_wedge import WedgeKind, WedgeRead
from desk_app.domain.service_time import Moment, Visit
from ui.keys import BY_ACTION, Action
from ui.presenters.hand_over import HandOver, HandOverWords
from ui.presenters.timer import read_timer
from ui.presenters.words import Say
from ui.presenters.workbench import Workbench
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.views.page import Page
from ui.views.timer_view import show_timer
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Card
from ui.widgets.chips import Tone
from ui.widgets.choices import CheckBox
from ui.widgets.fields import Field
from ui.widgets.labels import Label
from ui.widgets.line_inputs import TextInput
from ui.widgets.messages import Banner
from ui.widgets.notes import SummaryGrid
from ui.widgets.service_timer import ServiceTimer


class HandOverPage(Page):
    """The hand-over screen.

    Signals: `finished(Case, Visit)`, `left()` by Esc.
    """

    finished = Signal(object, object)
    left = Signal()
    answers_to = (Action.NEXT_STEP, Action.ESCAPE, Action.NOT_COME)
    more_keys = (("Space", "key.tick"), ("Enter", "key.next_field"))

    def __init__(self, bench: Workbench, say: Say) -> None:
        super().__init__()
        self.setObjectName("hand_over")
        self._bench = bench
        self._say = say
        self._visit: Visit | None = None
        self._case: Case | None = None
        self.presenter = HandOver(bench, self)
        self._person = Label(Role.TITLE, wraps=True)
        self._facts = SummaryGrid("hand_over.facts")
        self._timer = ServiceTimer("hand_over.timer")
        self._seen = CheckBox("hand_over.seen")
        self._receipt = TextInput("hand_over.receipt")
        self._receipt_field = Field("hand_over.receipt_field", self._receipt)
        self._failure = Banner("hand_over.failure")
        key = BY_ACTION[Action.NEXT_STEP].shown
        self._give = Button("hand_over.give", ButtonKind.PRIMARY, icon="hand-helping", key=key)
        self._give.set_keys_activate(False)
        self._give.clicked.connect(self._hand_over)
        self._back = Button("hand_over.back", ButtonKind.QUIET, icon="x", key="Esc")
        self._back.clicked.connect(self.left)
        self._receipt.next_requested.connect(self._give.setFocus)
        self._card = Card("hand_over.card")
        self._lay_out()
        follow_theme(self._restyle)

    def begin(self, case: Case, visit: Visit) -> None:
        """Show a result whose owner is at the counter."""
        self._case, self._visit = case, visit
        self._seen.setChecked(False)
        self._receipt.set_value("")
        self.presenter.begin(case, visit)
        self.tick(self._bench.desk.clock.moment())

    def clear(self) -> None:
        """Forget the person shown."""
        self._case = self._visit = None
        self.presenter.forget()
        self._person.setText("")
        self._facts.set_pairs(())
        self._receipt.set_value("")

    def handle(self, action: Action) -> bool:
        if action is Action.NEXT_STEP:
            self._hand_over()
        elif action is Action.ESCAPE:
            self.left.emit()
        else:
            return False
        return True

    def take_scan(self, read: WedgeRead) -> bool:
        if read.kind is not WedgeKind.NUMBER:
            return False
        self._receipt.set_value(str(read.number))
        self._give.setFocus()
        return True

    def focus_start(self) -> None:
        self._seen.setFocus()

    def tick(self, now: Moment) -> None:
        if self._visit is not None and self._case is not None:
            pack = self._bench.desk.pack_of(self._case)
            words = read_timer(self._visit, now, pack, self._say, self._bench.language)
            show_timer(self._timer, words, self._say)

    def retranslate(self) -> None:
        say = self._say
        self._card.set_texts(say("hand_over.title"), say("hand_over.subtitle"))
        self._seen.set_text(say("hand_over.seen"))
        self._receipt_field.set_label(say("hand_over.receipt"))
        self._receipt_field.set_hint(say("hand_over.receipt_hint"))
        self._give.set_text(say("hand_over.give"))
        self._back.set_text(say("action.close"))
        self.presenter.reword()
        self.tick(self._bench.desk.clock.moment())

    def show_hand_over(self, words: HandOverWords) -> None:
        self._person.setText(words.person)
        self._facts.set_pairs(words.facts)
        self._receipt_field.set_error(words.receipt_error)
        self._seen.set_invalid(bool(words.seen_error))
        self._failure.show_message(words.failure or words.seen_error, Tone.BAD)
        self._give.set_busy(self._say("done.printing") if words.is_busy else "")
        if words.seen_error:
            self._seen.setFocus()
        elif words.receipt_error:
            self._receipt.setFocus()

    def handed_over(self, case: Case, visit: Visit) -> None:
        self.clear()
        self.finished.emit(case, visit)

    def _hand_over(self) -> None:
        self.presenter.hand_over(self._receipt.value(), document_seen=self._seen.isChecked())

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.addWidget(self._person, 1)
        heading.addWidget(self._timer)
        self._card.body.addLayout(heading)
        for part in (self._facts, self._seen, self._receipt_field, self._failure):
            self._card.body.addWidget(part)
        self._card.body.addStretch(1)
        actions = QHBoxLayout()
        actions.addWidget(self._back)
        actions.addStretch(1)
        actions.addWidget(self._give)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._card, 1)
        self._column.addLayout(actions)

    def _restyle(self) -> None:
        margin, gap = look().px(look().density.margin), look().px(look().density.gap)
        self._column.setContentsMargins(margin, gap, margin, gap)
        self._column.setSpacing(gap)
        self._receipt.setMaximumWidth(look().px(420))

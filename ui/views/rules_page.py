"""The rules for who answers for them: what is in force, what replaced it, what to check."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.keys import BY_ACTION, Action
from ui.presenters.help import EVERYWHERE, WITHOUT_COUNTER
from ui.presenters.rules import CheckWords, Rules, RulesWords
from ui.presenters.words import Say
from ui.presenters.workbench import Workbench
from ui.theme import follow_theme, look
from ui.views.list_page import ListPanel
from ui.views.page import Page
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import Card
from ui.widgets.chips import Tone
from ui.widgets.choices import Segmented
from ui.widgets.messages import Banner

ROWS_SHOWN = 4
TO_CHECK, CARD = "to_check", "card"


class RulesPage(Page):
    """The packs; of the chosen one, what a lawyer has to check or what it says of the service.

    `left()` by Esc or the button, where the operator has other work on this desk.
    """

    left = Signal()
    answers_to = (Action.LOCK, Action.SWITCH_LANGUAGE, Action.HELP)
    more_keys = (("↑ ↓", "key.rows"), ("Tab", "key.next_field"))

    def __init__(self, bench: Workbench, say: Say) -> None:
        super().__init__()
        self.setObjectName("rules")
        self._say = say
        self._has_other_work = False
        self.presenter = Rules(bench, self)
        self.warning, self._failure = Banner("rules.warning"), Banner("rules.failure")
        self._packs_card, self._check_card = Card("rules.packs_card"), Card("rules.check_card")
        self.packs = ListPanel("rules.packs", "file-text")
        self.to_check = ListPanel("rules.to_check", "circle-check")
        self.card = ListPanel("rules.card", "file-text", wraps=True)
        self.part = Segmented("rules.part")
        self.part.chosen.connect(self._show_part)
        self._caption = ""
        self.packs.table.row_chosen.connect(self.presenter.choose)
        self.go_on = Button("rules.go_on", ButtonKind.PRIMARY, key=BY_ACTION[Action.ESCAPE].shown)
        self.go_on.clicked.connect(self.left)
        self._lay_out()
        follow_theme(self._restyle)

    def begin(self, *, has_other_work: bool) -> None:
        """Read the rules for who has signed in; without other work this page is their desk."""
        self._has_other_work = has_other_work
        self.go_on.setVisible(has_other_work)
        self.presenter.forget()
        self.presenter.read()

    def actions_now(self) -> tuple[Action, ...]:
        return (Action.ESCAPE,) if self._has_other_work else ()

    def works_everywhere(self) -> tuple[Action, ...]:
        return EVERYWHERE if self._has_other_work else WITHOUT_COUNTER

    def handle(self, action: Action) -> bool:
        if action is not Action.ESCAPE or not self._has_other_work:
            return False
        self.left.emit()
        return True

    def focus_start(self) -> None:
        self.packs.table.setFocus()

    def retranslate(self) -> None:
        self.setAccessibleName(self._say("rules.title"))
        self._packs_card.set_texts(self._say("rules.title"), self._say("rules.subtitle"))
        self.go_on.set_text(self._say("rules.go_on"))
        self.part.set_name(self._say("rules.part"))
        self.part.set_options(
            [(TO_CHECK, self._say("rules.check_title")), (CARD, self._say("rules.card_title"))]
        )
        self._show_part(self.part.value() or TO_CHECK)
        self.presenter.reword()

    # --- what the presenter tells ---

    def show_rules(self, words: RulesWords) -> None:
        self._failure.show_message("", Tone.WARN)
        self.warning.show_message(words.warning, Tone.WARN)
        self.packs.show_content(words.packs, self._say("rules.title"), "")
        if not self.packs.table.chosen_key():
            self.packs.table.choose(words.packs.rows[0].key)

    def show_to_check(self, words: CheckWords) -> None:
        name, nothing = self._say("rules.check_title"), self._say("rules.nothing_to_check")
        self._caption = words.caption
        self.to_check.show_content(words.items, name, nothing)
        self.card.show_content(words.card, self._say("rules.card_title"), "")
        self._show_part(self.part.value())

    def show_failure(self, text: str) -> None:
        self._failure.show_message(text, Tone.WARN)

    # --- how ---

    def _show_part(self, part: str) -> None:
        self.part.set_value(part)
        self.to_check.setVisible(part == TO_CHECK)
        self.card.setVisible(part == CARD)
        title = "rules.card_title" if part == CARD else "rules.check_title"
        self._check_card.set_texts(self._say(title), self._caption if part == TO_CHECK else "")

    def _lay_out(self) -> None:
        self._packs_card.body.addWidget(self.packs)
        self._check_card.title_row.addWidget(self.part)
        self._check_card.body.addWidget(self.to_check, 1)
        self._check_card.body.addWidget(self.card, 1)
        self._column = QVBoxLayout(self)
        for part in (self.warning, self._failure, self._packs_card):
            self._column.addWidget(part)
        self._column.addWidget(self._check_card, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.go_on)
        self._column.addLayout(row)

    def _restyle(self) -> None:
        margin, gap = look().px(look().density.margin), look().px(look().density.gap)
        self._column.setContentsMargins(margin, gap, margin, gap)
        self._column.setSpacing(gap)
        self.packs.setFixedHeight(look().px(34) * ROWS_SHOWN)

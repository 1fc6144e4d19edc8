"""What an outcome of step 4 asks for: faults of the package, a reason to return, a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desk_app.domain.names import search_key
from desk_app.domain.vocabulary import Outcome, RequestedStatus
from ui.presenters.paper_drafts import DECLINE, Choice
from ui.presenters.result import DECLINE_REASON, Result
from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.views.cyrillic_inputs import text_area, text_input
from ui.views.step import take_focus
from ui.widgets.chips import Tone
from ui.widgets.choice_input import ChoiceInput
from ui.widgets.choices import CheckBox, Segmented
from ui.widgets.fields import Field
from ui.widgets.labels import Label
from ui.widgets.messages import Banner
from ui.widgets.radio_cards import RadioCards

DRAW_AFTER_MS = 400


class Panel(QWidget):
    """The part of an outcome; `ended()` by Enter in its last field."""

    ended = Signal()

    def __init__(self, name: str, result: Result) -> None:
        super().__init__()
        self.setObjectName(name)
        self.result = result
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DRAW_AFTER_MS)
        self._pause.timeout.connect(self.draw_paper)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        follow_theme(self._space)

    @property
    def say(self) -> Callable[..., str]:
        """Words in the language in force."""
        return self.result.file.bench.say

    def show_choice(self) -> None:
        """Show what was entered."""

    def retranslate(self) -> None:
        """Show every word in the language in force."""

    def is_needed(self) -> bool:
        """Whether its outcome asks for anything in this case."""
        return True

    def focus_first(self) -> None:
        """Put the focus on the first thing to enter."""

    def mark(self, place: str, words: str) -> bool:
        """Say under a field what is wrong; False where the panel has no such field."""
        return False

    def go_to(self, place: str) -> bool:
        """Put the focus on a field; False where the panel has no such field."""
        return False

    def take_typed(self, choice: Choice) -> None:
        """Take a text that is being typed; the paper follows when the clerk pauses."""
        self.result.choice = choice
        self._pause.start()

    def draw_paper(self) -> None:
        """Draw the paper with what was typed."""
        self._pause.stop()
        if self.result.file.is_open:
            self.result.draw_paper()

    def _space(self) -> None:
        self.column.setSpacing(look().px(look().density.row_gap))


class FaultsPanel(Panel):
    """Which mandatory documents are missing and which have expired: two lists."""

    def __init__(self, result: Result) -> None:
        super().__init__("faults", result)
        self._title = Label(Role.BODY_STRONG)
        self.column.addWidget(self._title)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.column.addLayout(self._grid)
        self._ticks: dict[tuple[str, bool], CheckBox] = {}

    def retranslate(self) -> None:
        self._title.setText(self.say("faults.title"))
        for listed in self.result.mandatory_documents() if self.result.file.is_open else ():
            for expired in (False, True):
                key = "faults.expired" if expired else "faults.missing"
                tick = self._tick(listed.code, expired=expired)
                tick.set_text(self.say(key, document=listed.text))

    def show_choice(self) -> None:
        self.retranslate()
        choice = self.result.choice
        for (code, expired), tick in self._ticks.items():
            tick.setChecked(code in (choice.expired if expired else choice.missing))
            tick.set_invalid(False)

    def focus_first(self) -> None:
        take_focus(next(iter(self._ticks.values())))

    def mark(self, place: str, words: str) -> bool:
        is_own = place == "faults" or any(code == place for code, _ in self._ticks)
        if is_own:
            for tick in self._ticks.values():
                tick.set_invalid(True)
        return is_own

    def go_to(self, place: str) -> bool:
        if place == "faults":
            self.focus_first()
        return place == "faults"

    def _tick(self, code: str, *, expired: bool) -> CheckBox:
        if (code, expired) not in self._ticks:
            tick = CheckBox(f"fault.{code}.{'expired' if expired else 'missing'}")
            tick.clicked.connect(lambda _: self.result.toggle_fault(code, expired=expired))
            tick.next_requested.connect(self.ended)
            self._grid.addWidget(tick, len(self._ticks) // 2, len(self._ticks) % 2)
            self._ticks[code, expired] = tick
        return self._ticks[code, expired]


class ReturnPanel(Panel):
    """Why the case goes back, and where the person should go."""

    def __init__(self, result: Result) -> None:
        super().__init__("returning", result)
        self.reason = ChoiceInput("return_reason", fold=search_key)
        self.place = text_input("return_place")
        self._fields = {
            "return_reason": Field("returning.reason", self.reason),
            "return_place": Field("returning.place", self.place),
        }
        for field in self._fields.values():
            self.column.addWidget(field)
        self.reason.edited.connect(self._on_reason)
        self.reason.next_requested.connect(self._after_reason)
        self.place.edited.connect(self._on_place)
        self.place.left.connect(self.draw_paper)
        self.place.next_requested.connect(self.ended)

    def retranslate(self) -> None:
        self._fields["return_reason"].set_label(self.say("returning.reason"))
        self._fields["return_place"].set_label(self.say("returning.place"))
        self.reason.set_placeholder(self.say("application.choose"))
        if self.result.file.is_open:
            reasons = self.result.return_reasons()
            self.reason.set_options([(listed.code, listed.text) for listed in reasons])

    def show_choice(self) -> None:
        self.retranslate()
        choice = self.result.choice
        self.reason.set_value(choice.return_reason)
        self._fields["return_place"].setVisible(self.result.needs_place())
        if not self.place.hasFocus():
            self.place.set_value(choice.return_place)

    def focus_first(self) -> None:
        take_focus(self.reason)

    def mark(self, place: str, words: str) -> bool:
        if place in self._fields:
            self._fields[place].set_error(words)
        return place in self._fields

    def go_to(self, place: str) -> bool:
        if place in self._fields:
            take_focus(self._fields[place].editor)
        return place in self._fields

    def _on_reason(self, code: str) -> None:
        self._fields["return_reason"].set_error("")
        self.result.choose_return_reason(code)

    def _on_place(self, text: str) -> None:
        self._fields["return_place"].set_error("")
        self.take_typed(replace(self.result.choice, return_place=text))

    def _after_reason(self) -> None:
        if self.result.needs_place():
            take_focus(self.place)
        else:
            self.ended.emit()


class RefusalPanel(Panel):
    """Status, ground, reason, fact, source and remedy of a reasoned refusal."""

    def __init__(self, result: Result) -> None:
        super().__init__("refusal", result)
        self.status = Segmented("refused_status")
        self.grounds = RadioCards("ground")
        self.sub_reason = ChoiceInput("sub_reason", fold=search_key)
        self.fact = text_area("fact")
        self.source = ChoiceInput("source", fold=search_key)
        self.detail = text_input("source_detail")
        self.remedy = text_input("remedy")
        self._fields = {
            "sub_reason": Field("refusal.sub_reason", self.sub_reason),
            "fact": Field("refusal.fact", self.fact),
            "source": Field("refusal.source", self.source),
            "source_detail": Field("refusal.source_detail", self.detail),
            "remedy": Field("refusal.remedy", self.remedy),
        }
        self._status_caption = Label(Role.LABEL, "text_2")
        self._ground_caption = Label(Role.BODY_STRONG)
        self._no_ground = Banner("refusal.no_ground")
        self._unknown = Banner("refusal.unknown")
        self._check_source = Label(Role.HINT, "text_2", wraps=True)
        self._build()
        self._connect()

    def retranslate(self) -> None:
        say = self.say
        self._status_caption.setText(say("refusal.status"))
        self._ground_caption.setText(say("refusal.ground"))
        self.status.set_name(say("refusal.status"))
        self.grounds.setAccessibleName(say("refusal.ground"))
        for name, field in self._fields.items():
            field.set_label(say(f"refusal.{name}"))
        for name in ("source_detail", "remedy"):
            self._fields[name].set_optional(say("identity.optional"))
        for choice in (self.sub_reason, self.source):
            choice.set_placeholder(say("application.choose"))

    def show_choice(self) -> None:
        self.retranslate()
        result, choice = self.result, self.result.choice
        statuses = [(s.value, self.say(f"status.{s}")) for s in result.statuses()]
        self.status.set_options(statuses)
        self.status.set_value(result.status.value)
        grounds = [(listed.code, listed.text, "") for listed in result.ground_words()]
        self.grounds.set_options(grounds)
        self.grounds.set_value(choice.ground)
        nothing = "" if grounds else self.say("refusal.no_ground")
        self._no_ground.show_message(nothing, Tone.WARN)
        self._unknown.show_message(result.unknown_reasons(), Tone.INFO)
        self._show_reason()
        self._show_evidence()

    def focus_first(self) -> None:
        self.grounds.focus_chosen()

    def mark(self, place: str, words: str) -> bool:
        if place in self._fields:
            self._fields[place].set_error(words)
        return place in {*self._fields, "ground"}

    def go_to(self, place: str) -> bool:
        if place == "ground":
            self.focus_first()
        elif place in self._fields:
            take_focus(self._fields[place].editor)
        return place in {*self._fields, "ground"}

    def _show_reason(self) -> None:
        reasons = self.result.sub_reasons()
        self._fields["sub_reason"].setVisible(bool(reasons))
        if not self.sub_reason.is_open():
            self.sub_reason.set_options([(listed.code, listed.text) for listed in reasons])
            self.sub_reason.set_value(self.result.choice.sub_reason)

    def _show_evidence(self) -> None:
        result, choice = self.result, self.result.choice
        has_ground = bool(choice.ground)
        evidence = result.evidence()
        for name in ("source", "source_detail"):
            self._fields[name].setVisible(bool(evidence))
        if not self.source.is_open():
            self.source.set_options([(listed.code, listed.text) for listed in evidence])
            self.source.set_value(choice.evidence)
        source = result.source_words()
        self._check_source.setText(f"{self.say('refusal.source')}: {source}" if source else "")
        self._check_source.setVisible(bool(source))
        for name, editor, text in (
            ("fact", self.fact, choice.fact),
            ("source_detail", self.detail, choice.detail),
            ("remedy", self.remedy, choice.remedy),
        ):
            if name != "source_detail":
                self._fields[name].setVisible(has_ground)
            if not editor.hasFocus():
                editor.set_value(text)
        self._fields["remedy"].set_hint(result.remedy_hint())

    def _on_status(self, key: str) -> None:
        self.result.choose_status(RequestedStatus(key))

    def _on_fact(self, text: str) -> None:
        self._fields["fact"].set_error("")
        self.take_typed(replace(self.result.choice, fact=text))

    def _on_source(self, key: str) -> None:
        self.result.enter(replace(self.result.choice, evidence=key))

    def _on_detail(self, text: str) -> None:
        self.take_typed(replace(self.result.choice, detail=text))

    def _on_remedy(self, text: str) -> None:
        self.take_typed(replace(self.result.choice, remedy=text))

    def _on_sub_reason(self, key: str) -> None:
        self._fields["sub_reason"].set_error("")
        self.result.choose_sub_reason(key)

    def _after_ground(self) -> None:
        if not self.grounds.value():
            self.grounds.choose_focused()
        take_focus(self.sub_reason if self.result.needs_sub_reason() else self.fact)

    def _after_fact(self) -> None:
        if self._fields["source"].isVisible() and not self.source.value():
            take_focus(self.source)
        else:
            self.ended.emit()

    def _build(self) -> None:
        self.column.addWidget(self._status_caption)
        self.column.addWidget(self.status)
        self.column.addWidget(self._ground_caption)
        self.column.addWidget(self.grounds)
        self.column.addWidget(self._no_ground)
        self.column.addWidget(self._unknown)
        self.column.addWidget(self._fields["sub_reason"])
        self.column.addWidget(self._fields["fact"])
        self.column.addWidget(self._check_source)
        self.column.addWidget(self._fields["source"])
        self.column.addWidget(self._fields["source_detail"])
        self.column.addWidget(self._fields["remedy"])

    def _connect(self) -> None:
        self.status.chosen.connect(self._on_status)
        self.grounds.chosen.connect(self.result.choose_ground)
        self.grounds.next_requested.connect(self._after_ground)
        self.sub_reason.edited.connect(self._on_sub_reason)
        self.sub_reason.next_requested.connect(lambda: take_focus(self.fact))
        self.fact.edited.connect(self._on_fact)
        self.fact.next_requested.connect(self._after_fact)
        self.source.edited.connect(self._on_source)
        self.source.next_requested.connect(lambda: take_focus(self.detail))
        self.detail.edited.connect(self._on_detail)
        self.detail.next_requested.connect(self.ended)
        self.remedy.edited.connect(self._on_remedy)
        self.remedy.next_requested.connect(self.ended)
        for editor in (self.fact, self.detail, self.remedy):
            editor.left.connect(self.draw_paper)


class ProposalPanel(Panel):
    """Why somebody may be registered whom only a supervisor's decision lets in."""

    def __init__(self, result: Result) -> None:
        super().__init__("proposing", result)
        self.reason = text_area("proposal")
        self._field = Field("proposing.reason", self.reason)
        self._note = Banner("proposing.note")
        self.column.addWidget(self._note)
        self.column.addWidget(self._field)
        self.reason.edited.connect(self._on_reason)
        self.reason.next_requested.connect(self.ended)
        self.reason.left.connect(self.draw_paper)

    def retranslate(self) -> None:
        self._field.set_label(self.say("proposal.why"))

    def is_needed(self) -> bool:
        return self.result.needs_proposal

    def show_choice(self) -> None:
        self.retranslate()
        note = self.say("proposal.note", checks=self.result.supervised())
        self._note.show_message(note, Tone.INFO)
        if not self.reason.hasFocus():
            self.reason.set_value(self.result.choice.proposal)

    def focus_first(self) -> None:
        take_focus(self.reason)

    def mark(self, place: str, words: str) -> bool:
        if place == "proposal":
            self._field.set_error(words)
        return place == "proposal"

    def go_to(self, place: str) -> bool:
        if place == "proposal":
            self.focus_first()
        return place == "proposal"

    def _on_reason(self, text: str) -> None:
        self._field.set_error("")
        self.take_typed(replace(self.result.choice, proposal=text))


class DeclinePanel(Panel):
    """Why what was prepared goes back to the specialist."""

    def __init__(self, result: Result) -> None:
        super().__init__("declining", result)
        self.reason = text_area(DECLINE_REASON)
        self._field = Field("declining.reason", self.reason)
        self.column.addWidget(self._field)
        self.reason.edited.connect(self._on_reason)
        self.reason.next_requested.connect(self.ended)

    def retranslate(self) -> None:
        self._field.set_label(self.say("result.decline_reason"))

    def show_choice(self) -> None:
        self.retranslate()
        if not self.reason.hasFocus():
            self.reason.set_value(self.result.choice.decline_reason)

    def focus_first(self) -> None:
        take_focus(self.reason)

    def mark(self, place: str, words: str) -> bool:
        if place == DECLINE_REASON:
            self._field.set_error(words)
        return place == DECLINE_REASON

    def go_to(self, place: str) -> bool:
        if place == DECLINE_REASON:
            self.focus_first()
        return place == DECLINE_REASON

    def _on_reason(self, text: str) -> None:
        self._field.set_error("")
        self.result.choice = replace(self.result.choice, decline_reason=text)


PANELS: Mapping[str, Callable[[Result], Panel]] = {
    DECLINE: DeclinePanel,
    Outcome.REGISTER: ProposalPanel,
    Outcome.REFUSE_ACCEPTANCE: FaultsPanel,
    Outcome.RETURN_OR_REDIRECT: ReturnPanel,
    Outcome.REFUSE: RefusalPanel,
}

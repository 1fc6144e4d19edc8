"""What the four steps share."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from desk_app.domain.steps import Blocker
from ui.keys import Action
from ui.presenters.case_file import CaseFile
from ui.theme import follow_theme, look
from ui.views.autosave import Autosave
from ui.widgets.cards import Card
from ui.widgets.fields import Field
from ui.widgets.messages import ErrorSummary
from ui.widgets.speech import announce


class StepView(QWidget):
    """One step of a case: a main card with a summary of what is wrong, and what stands beside it.

    Args:
        name: Object name.
        file: The case.
        autosave: Of the page.
    """

    def __init__(self, name: str, file: CaseFile, autosave: Autosave) -> None:
        super().__init__()
        self.setObjectName(name)
        self.file = file
        self.autosave = autosave
        self.main = Card(f"{name}.main", scrolls=True)
        self.summary = ErrorSummary(f"{name}.errors")
        self.summary.field_requested.connect(self.go_to_field)
        self.main.body.addWidget(self.summary)
        self._problems_shown: tuple[Blocker, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.main, 1)
        follow_theme(self._space)

    def add_beside(self, widget: QWidget, stretch: int = 0) -> None:
        """Put something beside the main card."""
        self._row.addWidget(widget, stretch)

    # --- what the page asks of a step ---

    def build(self) -> Iterator[None]:
        """Build the parts of the step, one before each None; only then is it used."""
        yield from ()

    def show_step(self) -> None:
        """Show the step as the case stands."""

    def retranslate(self) -> None:
        """Show every word in the language in force."""

    def word_case(self) -> None:
        """Show the words that depend on the case's rules and this desk."""

    def focus_start(self) -> None:
        """Put the focus where the work of the step starts."""

    def case_opened(self) -> None:
        """Another case is on the page."""

    def case_closed(self) -> None:
        """Nothing of the case stays in the widgets."""

    def actions_now(self) -> tuple[Action, ...]:
        """Return what the step does as the case stands, for the help; others have no use here."""
        return ()

    def handle(self, action: Action) -> bool:
        """Do what a key asks for; False leaves it to the page."""
        return False

    def go_to_field(self, place: str) -> None:
        """Put the focus on a field by its name."""

    # --- where the clerk is ---

    def place(self) -> str:
        """Return the control with the focus by the names on the way to it, or nothing."""
        focused = QApplication.focusWidget()
        return self.place_of(focused) if focused is not None else ""

    def place_of(self, widget: QWidget) -> str:
        """Return a control by the names on the way to it, or nothing for one elsewhere."""
        return self._path(widget) if self.isAncestorOf(widget) else ""

    def focus_place(self, place: str) -> bool:
        """Put the focus on a control as `place` named it; False where it cannot take it now."""
        name = place.rpartition("/")[2]
        named = self.findChildren(QWidget, name) if name else []
        found = next((widget for widget in named if self._path(widget) == place), None)
        if found is None:
            return False
        self.reveal(found)
        if not (found.isVisibleTo(self) and found.isEnabled()):
            return False
        take_focus(found)
        return True

    def reveal(self, widget: QWidget) -> None:
        """Open what is folded around a control."""

    def _path(self, widget: QWidget) -> str:
        names: list[str] = []
        here: QWidget | None = widget
        while here is not None and here is not self:
            names.append(here.objectName())
            here = here.parentWidget()
        return "/".join(reversed([name for name in names if name]))

    # --- problems ---

    def show_problems(self, problems: tuple[Blocker, ...]) -> None:
        """Say what is wrong at the top and under each field, and go to the first one."""
        title = self.word_summary(problems)
        for problem in problems:
            words = self.file.code_words(problem.code, dict(problem.params))
            self.mark_field(problem.place, words)
        if problems:
            announce(self, title)
            self.go_to_field(problems[0].place)

    def word_summary(self, problems: tuple[Blocker, ...]) -> str:
        """Say at the top what is wrong; return the title of it."""
        self._problems_shown = problems
        lines = [(problem.place, self.line(problem)) for problem in problems]
        title = self.summary_title(len(lines)) if lines else ""
        self.summary.show_errors(title, lines)
        return title

    def summary_title(self, n: int) -> str:
        """Return the title over so many lines."""
        return self.file.bench.say("case.problems_title", n=n)

    def reword_problems(self) -> None:
        """Say all that is wrong in the language in force; the focus stays."""
        if not self.summary.isHidden():
            self.word_summary(self._problems_shown)
        for field in self.findChildren(Field):
            if field.error():
                field.set_error(self.file.said_again(field.error()))

    def line(self, problem: Blocker) -> str:
        """Return the line of the summary for a problem."""
        return self.file.code_words(problem.code, dict(problem.params))

    def mark_field(self, place: str, words: str) -> None:
        """Say under a field what is wrong with it."""

    # --- how ---

    def say_aloud(self, text: str) -> None:
        """Tell a screen reader, politely, once."""
        if text:
            announce(self, text)

    def has_focus(self) -> bool:
        """Whether the focus is in this step, or nowhere in particular."""
        focused = QApplication.focusWidget()
        return focused is None or self.isAncestorOf(focused) or not focused.isVisible()

    def _space(self) -> None:
        self._row.setSpacing(look().px(16))


def take_focus(widget: QWidget) -> None:
    """Put the focus on a widget by code."""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)

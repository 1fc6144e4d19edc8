"""What the window asks of every page, and of the page that serves a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.keys import Action
from ui.presenters.help import EVERYWHERE

if TYPE_CHECKING:
    from desk_app.domain.cases import Case
    from desk_app.domain.keyboard_wedge import WedgeRead
    from desk_app.domain.service_time import Moment, Visit


class Page(QWidget):
    """One screen of the window.

    Attributes:
        answers_to: What this page can do; keys are those of `ui.keys.BINDINGS`.
        more_keys: Further keys of the page as pairs of key cap and text key, for the help.

    `notice(str)` asks the window for a toast; its text carries no personal data.
    """

    notice = Signal(str)
    answers_to: tuple[Action, ...] = ()
    more_keys: tuple[tuple[str, str], ...] = ()

    def handle(self, action: Action) -> bool:
        """Do what a key asks for; False leaves it to the window."""
        return False

    def actions_now(self) -> tuple[Action, ...]:
        """Return what the page does as it stands now, for the help."""
        return self.answers_to

    def works_everywhere(self) -> tuple[Action, ...]:
        """Return what the window does on this page as on others, for the help."""
        return EVERYWHERE

    def keys_now(self) -> tuple[tuple[str, str], ...]:
        """Return the further keys that work as the page stands now, for the help."""
        return self.more_keys

    def retranslate(self) -> None:
        """Show every word in the language in force; focus and typed text stay."""

    def focus_start(self) -> None:
        """Put the focus where the work of this page starts."""
        self.setFocus()

    def tick(self, now: Moment) -> None:
        """Bring what depends on the time up to date, once a second while the page is shown."""

    def take_scan(self, read: WedgeRead) -> bool:
        """Take what a reader typed; False where the page has no use for it."""
        return False

    def flush(self) -> None:
        """Save at once what is still only typed: the window locks or closes."""


class CounterPage(Page):
    """The page that serves a case; the window opens cases on it and hears how they end.

    Signals: `finished(Case, Visit or None)` when the outcome stands and its paper is made;
    `held(Case)` when the case was put aside; `left()` when a case without a visitor was only
    looked at; `visit_changed(Visit)`; `case_changed(Case)` when more is known;
    `existing_requested(UUID)` asks for another case of the same person; `withdrawal_wanted(Case)`
    asks to close a case without an outcome.
    """

    finished = Signal(object, object)
    held = Signal(object)
    left = Signal()
    visit_changed = Signal(object)
    case_changed = Signal(object)
    existing_requested = Signal(object)
    withdrawal_wanted = Signal(object)

    def build(self) -> Iterator[None]:
        """Build the page's parts, one before each None; a case opened earlier builds the rest."""
        yield from ()

    def open_case(self, case: Case, visit: Visit | None, *, is_restored: bool = False) -> None:
        """Show a case; a restored one says that it was interrupted."""
        raise NotImplementedError

    def recover(self) -> None:
        """A bug broke off a job: save the draft, and let the next key act."""
        self.flush()

    def close_case(self) -> None:
        """Forget the case shown: no personal data stays in the widgets."""
        raise NotImplementedError

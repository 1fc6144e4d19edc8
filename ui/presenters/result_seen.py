"""What the last step shows, and what its view can be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from desk_app.domain.cases import Case
from desk_app.domain.steps import Blocker


@dataclass(frozen=True, slots=True)
class OfferWords:
    """An outcome as a card: its subtitle explains what stands against it."""

    code: str
    title: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class ActionWords:
    """The last button: its words, and whether it refuses."""

    text: str
    is_refusal: bool


class ResultView(Protocol):
    """The fourth step as its presenter sees it."""

    def show_result(self) -> None:
        """Show the step as it stands."""

    def show_paper(self, pages: Sequence[object], why_not: str) -> None:
        """Show the pages as they would be printed now, or why there are none yet."""

    def choice_changed(self) -> None:
        """What was entered has to be kept within a second."""

    def show_problems(self, problems: tuple[Blocker, ...]) -> None:
        """Say what keeps the outcome from being issued."""

    def show_busy(self, *, busy: bool) -> None:
        """Show that the deed is being done."""

    def decided(self, case: Case) -> None:
        """The outcome stands and its paper is made."""

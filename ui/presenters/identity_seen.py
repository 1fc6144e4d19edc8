"""What the first step shows, and what its view can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class LookupState(StrEnum):
    """How the question to the registry stands."""

    NONE = "none"
    ASKING = "asking"
    SLOW = "slow"
    FOUND = "found"
    NOT_FOUND = "not_found"
    LATER = "later"


class Place(StrEnum):
    """Where the work on this step goes on."""

    IIN = "iin"
    DIGITS = "digits"
    FORM = "form"
    REASON = "reason"
    REPRESENTATIVE = "representative"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class DuplicateWords:
    """What is known of the person already: a registration, or another case that is going on.

    Attributes:
        application_id: The other case, if it is here and can be opened.
    """

    text: str
    application_id: UUID | None


@dataclass(frozen=True, slots=True)
class IdentityWords:
    """The step in words.

    Attributes:
        facts: What is known of the person, as pairs of caption and value.
        asks_digits: The typed IIN waits for the last digits of the document's number.
        is_by_hand: The person is entered by hand.
        warning: What is odd about the IIN; it never bars.
        looked: Where other applications of the person were looked for, and whether there are any.
        number_hint: What is known of the document's number beside what the form says of it.
        asks_code: The document is shown in an app: its code may stand for the number.
    """

    iin: str
    lookup: LookupState
    message: str
    warning: str
    facts: tuple[tuple[str, str], ...]
    asks_digits: bool
    digits_are_right: bool
    is_by_hand: bool
    is_found: bool
    difference: str
    reason: str
    reasons: tuple[tuple[str, str], ...]
    expired: str
    duplicates: tuple[DuplicateWords, ...]
    looked: str
    wants_representative: bool
    representative_hint: str
    is_confirmed: bool
    form: Mapping[str, str]
    number_hint: str
    asks_code: bool


class IdentityView(Protocol):
    """The first step as its presenter sees it."""

    def show_identity(self) -> None:
        """Show the step as it stands."""

    def show_error(self, place: str, text: str) -> None:
        """Say under a field what is wrong; an empty text takes it away."""

    def go_on_at(self, place: Place) -> None:
        """Put the focus where the work goes on, unless the clerk is busy elsewhere."""

    def say_aloud(self, text: str) -> None:
        """Tell a screen reader, politely, once."""

    def confirmed(self) -> None:
        """The person is confirmed: the step is done."""

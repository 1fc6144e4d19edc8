"""What a list of documents shows, and what its view can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from desk_app.domain.service_time import Visit
from desk_app.services.desk import Desk
from ui.presenters.case import DocumentWords


@dataclass(frozen=True, slots=True)
class RowWords:
    """A row of the list: the document, and what goes on with it.

    Attributes:
        state: How far it has come, in words.
        failure: What kept the last scan or file from being taken whole.
        may_be_seen: Showing the original is enough here.
        is_outdated: The data changed after the sheet was signed: it is signed and taken anew.
    """

    document: DocumentWords
    is_scanning: bool
    state: str
    failure: str
    may_be_seen: bool
    is_settled: bool
    is_outdated: bool = False


@dataclass(frozen=True, slots=True)
class Undo:
    """The last reversible deed: its words, and how it is taken back."""

    words: str
    take_back: Callable[[UUID, Desk], object]


class DocumentsView(Protocol):
    """A list of documents with a preview, as its presenter sees it."""

    def show_documents(self) -> None:
        """Show the rows as they stand."""

    def show_pages(self, code: str, images: Sequence[object], page: int) -> None:
        """Show the pages of the chosen document, as far as they are decoded."""

    def go_on(self) -> None:
        """Put the focus on the next document that is not settled, or on the main action."""

    def offer_undo(self, undo: Undo) -> None:
        """Offer to take the last deed back."""

    def visit_changed_to(self, visit: Visit) -> None:
        """An outage of the scanner began or ended."""

    def say_aloud(self, text: str) -> None:
        """Tell a screen reader, politely, once."""

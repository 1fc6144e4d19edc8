"""Documents of the package: what was scanned, seen or marked absent, and their pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from desk_app.errors import RuleError


class DocumentStatus(StrEnum):
    """What is known of a listed document."""

    UNSETTLED = "unsettled"
    SCANNED = "scanned"
    SEEN = "seen"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Page:
    """One page in the store of scans, named by its content.

    Attributes:
        sha256: Hex digest of the unencrypted bytes; the name of the file.
        turn_degrees: 0, 90, 180 or 270 clockwise; the bytes stay as they were taken.
        removed: Taken out by the clerk; kept so that it can be brought back.
    """

    page_id: UUID
    sha256: str
    media_type: str
    width_px: int
    height_px: int
    dpi: int
    size_bytes: int
    turn_degrees: int = 0
    removed: bool = False


@dataclass(frozen=True, slots=True)
class AttachedDocument:
    """A listed document; `code` is the rule pack's.

    Attributes:
        signed_text: Digest of what the applicant signed, for the signed document only.
    """

    code: str
    status: DocumentStatus = DocumentStatus.UNSETTLED
    pages: tuple[Page, ...] = ()
    expired: bool = False
    signed_text: str = ""

    @property
    def visible_pages(self) -> tuple[Page, ...]:
        """Pages that were not taken out, in reading order."""
        return tuple(page for page in self.pages if not page.removed)


def add_page(document: AttachedDocument, page: Page) -> AttachedDocument:
    """Return the document with a page at its end; it counts as scanned."""
    return replace(document, status=DocumentStatus.SCANNED, pages=(*document.pages, page))


def replace_page(document: AttachedDocument, old: UUID, new: Page) -> AttachedDocument:
    """Return the document with a page taken again; the old one is taken out and can come back.

    Raises:
        RuleError: `page.none`.
    """
    index = _index_of(document, old)
    taken_out = replace(document.pages[index], removed=True)
    pages = (*document.pages[:index], new, taken_out, *document.pages[index + 1 :])
    return replace(document, status=DocumentStatus.SCANNED, pages=pages)


def turn_page(document: AttachedDocument, page_id: UUID, degrees: int) -> AttachedDocument:
    """Return the document with one page turned clockwise by a multiple of 90.

    Raises:
        RuleError: `page.none`.
    """
    if degrees % 90:
        raise ValueError(f"a page is turned by quarters, not by {degrees} degrees")

    def turned(page: Page) -> Page:
        return replace(page, turn_degrees=(page.turn_degrees + degrees) % 360)

    return _with_page(document, page_id, turned)


def remove_page(document: AttachedDocument, page_id: UUID) -> AttachedDocument:
    """Return the document with a page taken out, so that `restore_page` can undo it.

    Raises:
        RuleError: `page.none`.
    """
    rest = _with_page(document, page_id, lambda page: replace(page, removed=True))
    if rest.status is DocumentStatus.SCANNED and not rest.visible_pages:
        return replace(rest, status=DocumentStatus.UNSETTLED)
    return rest


def restore_page(document: AttachedDocument, page_id: UUID) -> AttachedDocument:
    """Return the document with a removed page back in its place.

    Raises:
        RuleError: `page.none`.
    """
    whole = _with_page(document, page_id, lambda page: replace(page, removed=False))
    return replace(whole, status=DocumentStatus.SCANNED)


def move_page(document: AttachedDocument, page_id: UUID, places: int) -> AttachedDocument:
    """Return the document with a page moved by `places` (negative is towards the front).

    Pages that were taken out are passed over: what counts is what the clerk sees.

    Raises:
        RuleError: `page.none`.
    """
    page = document.pages[_index_of(document, page_id)]
    others = [other for other in document.pages if other.page_id != page_id]
    visible = [other for other in others if not other.removed]
    shown_at = len([p for p in others[: _index_of(document, page_id)] if not p.removed])
    wanted = max(0, min(len(visible), shown_at + places))
    index = others.index(visible[wanted]) if wanted < len(visible) else len(others)
    return replace(document, pages=(*others[:index], page, *others[index:]))


def mark(document: AttachedDocument, status: DocumentStatus) -> AttachedDocument:
    """Return the document marked seen, absent or unsettled; its pages are kept.

    A document that has pages and is no longer absent or seen counts as scanned again.
    """
    if status is DocumentStatus.UNSETTLED and document.visible_pages:
        status = DocumentStatus.SCANNED
    return replace(document, status=status)


def _with_page(
    document: AttachedDocument, page_id: UUID, change: Callable[[Page], Page]
) -> AttachedDocument:
    index = _index_of(document, page_id)
    changed = change(document.pages[index])
    return replace(document, pages=(*document.pages[:index], changed, *document.pages[index + 1 :]))


def _index_of(document: AttachedDocument, page_id: UUID) -> int:
    for index, page in enumerate(document.pages):
        if page.page_id == page_id:
            return index
    raise RuleError("page.none")

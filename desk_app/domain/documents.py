"""Documents of the package: what was scanned, seen or marked absent, and their pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID


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
    """A listed document of one case; `code` is the rule pack's."""

    code: str
    status: DocumentStatus = DocumentStatus.UNSETTLED
    pages: tuple[Page, ...] = ()
    expired: bool = False

    @property
    def visible_pages(self) -> tuple[Page, ...]:
        """Pages that were not taken out, in reading order."""
        return tuple(page for page in self.pages if not page.removed)


def add_page(document: AttachedDocument, page: Page) -> AttachedDocument:
    """Return the document with a page at its end; it counts as scanned."""
    return replace(document, status=DocumentStatus.SCANNED, pages=(*document.pages, page))


def replace_page(document: AttachedDocument, old: UUID, new: Page) -> AttachedDocument:
    """Return the document with a page taken again in the place of an old one."""
    pages = tuple(new if page.page_id == old else page for page in document.pages)
    return replace(document, pages=pages)


def turn_page(document: AttachedDocument, page_id: UUID, degrees: int) -> AttachedDocument:
    """Return the document with one page turned clockwise by a multiple of 90."""

    def turned(page: Page) -> Page:
        return replace(page, turn_degrees=(page.turn_degrees + degrees) % 360)

    return _map_page(document, page_id, turned)


def remove_page(document: AttachedDocument, page_id: UUID) -> AttachedDocument:
    """Return the document with a page taken out, so that `restore_page` can undo it."""
    return _settled(_map_page(document, page_id, lambda page: replace(page, removed=True)))


def restore_page(document: AttachedDocument, page_id: UUID) -> AttachedDocument:
    """Return the document with a removed page back in its place."""
    return _settled(_map_page(document, page_id, lambda page: replace(page, removed=False)))


def move_page(document: AttachedDocument, page_id: UUID, places: int) -> AttachedDocument:
    """Return the document with a page moved by `places` (negative is towards the front)."""
    pages = list(document.pages)
    index = next((i for i, page in enumerate(pages) if page.page_id == page_id), None)
    if index is None:
        return document
    page = pages.pop(index)
    pages.insert(max(0, min(len(pages), index + places)), page)
    return replace(document, pages=tuple(pages))


def mark(document: AttachedDocument, status: DocumentStatus) -> AttachedDocument:
    """Return the document marked seen, absent or unsettled; its pages are kept."""
    return replace(document, status=status)


def _settled(document: AttachedDocument) -> AttachedDocument:
    status = DocumentStatus.SCANNED if document.visible_pages else DocumentStatus.UNSETTLED
    return replace(document, status=status)


def _map_page(
    document: AttachedDocument, page_id: UUID, change: Callable[[Page], Page]
) -> AttachedDocument:
    pages = tuple(change(page) if page.page_id == page_id else page for page in document.pages)
    return replace(document, pages=pages)

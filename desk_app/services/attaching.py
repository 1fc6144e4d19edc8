"""The package of documents: scanned, seen or absent; pages turned, moved, taken out and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from desk_app.domain import documents as pages
from desk_app.domain.cases import Case, with_document
from desk_app.domain.devices import PageImage
from desk_app.domain.documents import AttachedDocument, DocumentStatus, Page
from desk_app.domain.operators import Permission
from desk_app.domain.rule_packs import DocumentRule, Settling
from desk_app.domain.signing import HANDED_IN, application_text
from desk_app.domain.steps import needs_scan
from desk_app.errors import RuleError
from desk_app.services.desk import Desk, allow, edit


def mark_document(application_id: UUID, code: str, status: DocumentStatus, *, desk: Desk) -> Case:
    """Mark a listed document seen, absent, or unsettled again.

    Raises:
        RuleError: `document.unknown`, or `document.scan_needed` where this desk keeps a copy and
            seeing the original is not enough.
    """

    def change(case: Case) -> Case:
        rule = document_rule(case, code, desk)
        if status is DocumentStatus.SEEN and needs_scan(rule, desk.office.kind):
            raise RuleError("document.scan_needed", document=code)
        if status is DocumentStatus.SCANNED and not case.document(code).visible_pages:
            raise RuleError("document.no_pages", document=code)
        return settled(case, rule, pages.mark(case.document(code), status), desk)

    return edit(application_id, change, desk=desk, deed=f"document.{status}")


def document_rule(case: Case, code: str, desk: Desk) -> DocumentRule:
    """Return the pack's rule of a listed document, or raise RuleError `document.unknown`."""
    for rule in desk.pack_of(case).documents:
        if rule.code == code:
            return rule
    raise RuleError("document.unknown", document=code)


def settled(case: Case, rule: DocumentRule, document: AttachedDocument, desk: Desk) -> Case:
    """Return the case with a document as it stands; the signed one sets the stamp t3.

    It also keeps which text was signed: that of the application last made, else that of now.
    """
    if rule.settled_by is not Settling.SIGNING:
        return with_document(case, document)
    signed_at: datetime | None = case.stamps.t3_signed or desk.clock.now()
    if document.status not in HANDED_IN:
        signed_at = None
    elif _is_signed_anew(case.document(rule.code), document):
        signed_text = case.application_text or application_text(case)
        # A second page of the same text is not a second signature.
        if signed_text != document.signed_text:
            signed_at = desk.clock.now()
        document = replace(document, signed_text=signed_text)
    changed = with_document(case, document)
    return replace(changed, stamps=replace(changed.stamps, t3_signed=signed_at))


def _is_signed_anew(before: AttachedDocument, document: AttachedDocument) -> bool:
    known = {page.page_id for page in before.pages}
    has_new_page = any(page.page_id not in known for page in document.visible_pages)
    is_seen_now = document.status is DocumentStatus.SEEN and document.status is not before.status
    # A page taken out and put back is the sheet that was signed, with its text.
    is_first = before.status not in HANDED_IN and not before.signed_text
    return is_first or has_new_page or is_seen_now


def keep_page(application_id: UUID, code: str, image: PageImage, *, desk: Desk) -> Page:
    """Store a page durably, then let the case name it; returns the page."""
    allow(desk, Permission.SERVE)
    page = _stored(image, desk)
    _change(application_id, code, lambda d: pages.add_page(d, page), desk, "page.added")
    return page


def replace_page(
    application_id: UUID, code: str, old: UUID, image: PageImage, *, desk: Desk
) -> Page:
    """Take a page again in the place of an old one, which `restore_page` can bring back."""
    allow(desk, Permission.SERVE)
    page = _stored(image, desk)
    _change(application_id, code, lambda d: pages.replace_page(d, old, page), desk, "page.replaced")
    return page


def _stored(image: PageImage, desk: Desk) -> Page:
    return Page(
        page_id=desk.ids.new(),
        sha256=desk.scans.put(image.data),
        media_type=image.media_type.value,
        width_px=image.width_px,
        height_px=image.height_px,
        dpi=image.dpi,
        size_bytes=image.size_bytes,
    )


def turn_page(application_id: UUID, code: str, page_id: UUID, *, degrees: int, desk: Desk) -> Case:
    """Turn a page clockwise; the stored bytes stay as they were taken."""
    return _change(application_id, code, lambda d: pages.turn_page(d, page_id, degrees), desk)


def remove_page(application_id: UUID, code: str, page_id: UUID, *, desk: Desk) -> Case:
    """Take a page out; `restore_page` undoes it."""
    return _change(
        application_id, code, lambda d: pages.remove_page(d, page_id), desk, "page.removed"
    )


def restore_page(application_id: UUID, code: str, page_id: UUID, *, desk: Desk) -> Case:
    """Bring a removed page back to its place."""
    return _change(
        application_id, code, lambda d: pages.restore_page(d, page_id), desk, "page.restored"
    )


def move_page(application_id: UUID, code: str, page_id: UUID, *, places: int, desk: Desk) -> Case:
    """Move a page towards the front (negative) or the end."""
    return _change(application_id, code, lambda d: pages.move_page(d, page_id, places), desk)


def _change(
    application_id: UUID,
    code: str,
    change: Callable[[AttachedDocument], AttachedDocument],
    desk: Desk,
    deed: str = "",
) -> Case:
    def changed(case: Case) -> Case:
        rule = document_rule(case, code, desk)
        return settled(case, rule, change(case.document(code)), desk)

    return edit(application_id, changed, desk=desk, deed=deed)

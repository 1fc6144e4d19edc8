"""What the applicant signs: whether the signed sheet still says what the case says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date

from desk_app.domain.applicants import Applicant
from desk_app.domain.cases import Case
from desk_app.domain.documents import DocumentStatus

HANDED_IN = frozenset({DocumentStatus.SCANNED, DocumentStatus.SEEN})


def application_text(case: Case) -> str:
    """Return the SHA-256 hex digest of everything the application for signing says.

    How often a page was scanned is no part of it.
    """
    form = case.form
    said = [
        case.application_language.value,
        case.result_language.value,
        case.requested_status.value,
        list(_applicant(case.applicant)),
        sorted((code, text) for code, text in form.answers.items() if text),
        sorted((code, [sorted(row.items()) for row in rows]) for code, rows in form.rows.items()),
        sorted((c.code, c.text_version, c.given) for c in case.consents if c.given is not None),
    ]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _applicant(applicant: Applicant) -> Iterator[str]:
    document, representative = applicant.document, applicant.representative
    yield applicant.name.full
    yield applicant.iin.digits if applicant.iin else ""
    yield from (document.kind, document.number, document.issued_by)
    yield from map(_day, (applicant.birth_date, document.issued_on, document.valid_until))
    if representative is not None:
        yield representative.name.full
        yield from (representative.basis.value, representative.basis_document)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def is_signed_text_older(case: Case, code: str) -> bool:
    """Whether the data changed after the signed document of that code was printed or signed."""
    document = case.document(code)
    is_signed = document.status in HANDED_IN and bool(document.signed_text)
    return is_signed and document.signed_text != application_text(case)

"""The answers of the commands `iin` and `mrz`, as plain JSON values."""

from __future__ import annotations

from datetime import date

from desk_app.domain.iin import examine
from desk_app.domain.mrz import read_mrz


def iin_report(text: str, today: date) -> dict[str, str | list[str] | None]:
    """Return what the algorithm says about a text given as an IIN."""
    examined = examine(text, today)
    return {
        "iin": examined.text,
        "verdict": examined.verdict.value,
        "reasons": [reason.value for reason in examined.reasons],
        "warnings": [warning.value for warning in examined.warnings],
        "birth_date": _iso(examined.birth_date),
        "sex": examined.sex.value if examined.sex else None,
    }


def mrz_report(text: str, today: date) -> dict[str, str | list[str] | None]:
    """Return what machine-readable lines say and what does not hold in them."""
    read = read_mrz(text, today)
    return {
        "format": read.format.value if read.format else None,
        "verdict": read.verdict.value,
        "document_number": read.document_number or None,
        "issuer": read.issuer or None,
        "nationality": read.nationality or None,
        "surname": read.surname or None,
        "given_names": read.given_names or None,
        "birth_date": _iso(read.birth_date),
        "sex": read.sex.value if read.sex else None,
        "expires_on": _iso(read.expires_on),
        "iin": read.iin.digits if read.iin else None,
        "errors": [error.value for error in read.errors],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

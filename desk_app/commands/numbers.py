"""The answers of the commands `iin` and `mrz`, as plain JSON values."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.domain.iin import examine
from desk_app.domain.mrz import read_mrz
from desk_app.domain.working_days import KZ_ZONE
from desk_app.errors import StoreError

_LONGEST_MRZ_BYTES = 4096


def answer_iin(call: Invocation) -> Answer:
    """Answer `iin NUMBER`; status 1 for a number that does not hold."""
    return _judged(iin_report(call.options.number, _today()))


def answer_mrz(call: Invocation) -> Answer:
    """Answer `mrz [FILE]`, from standard input where no file is named."""
    return _judged(mrz_report(_lines(call.options.file), _today()))


def _lines(file: str | None) -> str:
    if file is None or file == "-":
        return sys.stdin.read(_LONGEST_MRZ_BYTES)
    try:
        with Path(file).open(encoding="utf-8", errors="replace") as lines:
            return lines.read(_LONGEST_MRZ_BYTES)
    except OSError:
        raise StoreError("file.not_readable", field="file", file=Path(file).name) from None


def _judged(report: dict[str, str | list[str] | None]) -> Answer:
    holds = report["verdict"] == "valid"
    return Answer(Status.DONE if holds else Status.REFUSED, report)


def _today() -> date:
    return datetime.now(KZ_ZONE).date()


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

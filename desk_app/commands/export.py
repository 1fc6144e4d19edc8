"""The command `export`: the visits of a period with their clocks, as a CSV file."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from desk_app.commands.answer import Answer
from desk_app.commands.invocation import Invocation
from desk_app.commands.signed_in import signed_in
from desk_app.errors import InputError, StoreError
from desk_app.services.export import Table, export_visits
from desk_app.store.durable import replace_file

_ENDING = ".csv"
# A cell that starts like a formula is run by spreadsheet programs; ticket numbers are typed.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def answer_export(call: Invocation) -> Answer:
    """Answer `export`; the period's days are local ones, both included."""
    options = call.options
    first, last = _day(options.start, field="from"), _day(options.end, field="to")
    output = Path(options.output)
    if output.suffix.lower() != _ENDING:
        raise InputError("export.ending", field="output", file=output.name)
    with signed_in(call) as here:
        table = export_visits(first, last, desk=here.desk)
    _write(output, csv_of(table))
    return Answer(values={"path": str(output), "rows": len(table.rows)})


def csv_of(table: Table) -> bytes:
    """Return a table as CSV with the mark by which spreadsheet programs know UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows([_as_text(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _day(text: str, *, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError("export.date", field=field, text=text) from None


def _write(output: Path, content: bytes) -> None:
    try:
        replace_file(output, content)
    except OSError:
        raise StoreError("export.not_written", file=output.name) from None

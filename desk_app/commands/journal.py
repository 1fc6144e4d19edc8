"""The command `journal verify`: whether the audit chain is as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.commands.signed_in import signed_in
from desk_app.domain.audit import AuditEntry, first_broken
from desk_app.domain.operators import Permission
from desk_app.services.desk import allow_any


def answer_journal(call: Invocation) -> Answer:
    """Answer `journal verify`; status 1 for a broken chain."""
    with signed_in(call) as here:
        allow_any(here.desk, Permission.SEE_FIGURES, Permission.MANAGE_OPERATORS)
        with here.opened.store.reading() as unit:
            report = journal_report(unit.audit.entries())
    holds = report["verdict"] == "intact"
    return Answer(Status.DONE if holds else Status.REFUSED, report)


def journal_report(entries: Iterable[AuditEntry]) -> dict[str, int | str | None]:
    """Return how many entries there are, whether they hold together, and the first that does not.

    Reads one entry at a time: ten years of a desk are two million.
    """
    count = 0

    def counted() -> Iterator[AuditEntry]:
        nonlocal count
        for entry in entries:
            count += 1
            yield entry

    # The count goes on behind a break.
    reading = counted()
    broken_at = first_broken(reading)
    for _ in reading:
        pass
    return {
        "entries": count,
        "verdict": "intact" if broken_at is None else "broken",
        "first_broken": broken_at,
    }

"""`journal verify` counts the entries and names the first that does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from desk_app.commands.journal import journal_report
from desk_app.domain.audit import AuditEntry, chain
from tests.store.builders import audit_event


def chained(count: int) -> Iterator[AuditEntry]:
    last = None
    for number in range(count):
        last = chain(audit_event(f"deed_{number}"), after=last)
        yield last


def test_a_chain_as_it_was_written_is_intact() -> None:
    assert journal_report(chained(5)) == {"entries": 5, "verdict": "intact", "first_broken": None}
    assert journal_report([]) == {"entries": 0, "verdict": "intact", "first_broken": None}


def test_a_rewritten_entry_is_named_and_the_rest_counted() -> None:
    entries = list(chained(5))
    entries[2] = replace(entries[2], event=replace(entries[2].event, operator="another"))

    assert journal_report(entries) == {"entries": 5, "verdict": "broken", "first_broken": 3}

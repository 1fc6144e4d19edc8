"""The command `journal verify`: whether the audit chain, and the store, is as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.commands.signed_in import signed_in
from desk_app.domain.audit import AuditEntry, first_broken
from desk_app.domain.operators import Permission
from desk_app.errors import StoreError
from desk_app.services.desk import Desk, allow_any
from desk_app.store.wholeness import DAMAGE_CODES, SCHEMA, Damage

# Where the journal's table does not read there is no chain to speak of.
_PARTS_OF_CHAIN = frozenset({"audit", SCHEMA})
_UNREAD = MappingProxyType({"entries": 0, "verdict": "damaged", "first_broken": None})


def answer_journal(call: Invocation) -> Answer:
    """Answer `journal verify`; status 1 for a broken chain or a damaged store."""
    try:
        with signed_in(call) as here:
            allow_any(here.desk, Permission.SEE_FIGURES, Permission.MANAGE_OPERATORS)
            damage = here.opened.damage()
            report = _UNREAD if _hides_chain(damage) else _chain_of(here.desk)
    except StoreError as error:
        if error.code not in DAMAGE_CODES:
            raise
        return _told(call, _UNREAD, Damage(), (error.code,))
    return _told(call, report, damage, _reasons(report, damage))


def _hides_chain(damage: Damage) -> bool:
    return not _PARTS_OF_CHAIN.isdisjoint(damage.parts)


def _chain_of(desk: Desk) -> Mapping[str, int | str | None]:
    with desk.store.reading() as unit:
        return journal_report(unit.audit.entries())


def _reasons(report: Mapping[str, object], damage: Damage) -> tuple[str, ...]:
    chain = ("journal.broken",) if report["verdict"] == "broken" else ()
    return (("store.corrupt",) if damage else ()) + chain


def _told(
    call: Invocation, report: Mapping[str, object], damage: Damage, reasons: tuple[str, ...]
) -> Answer:
    values: dict[str, Any] = {
        **report,
        "reasons": reasons,
        "damaged_parts": damage.parts,
        "damaged_pages": damage.pages,
    }
    if not reasons:
        return Answer(Status.DONE, values)
    if report["verdict"] == "intact":
        values["verdict"] = "damaged"
    values["message"] = call.texts.get(f"error.{reasons[0]}", call.language)
    return Answer(Status.REFUSED, values)


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

"""What the seeded requests need of the shipped rules: the pack in force, its term, the days off.

Only these few values are read: checking packs is the desk's work.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from desk_app.domain.vocabulary import Channel
from desk_app.domain.working_days import KZ_ZONE, Calendar, CalendarEndsError, TermStart, due_on
from desk_app.resource_paths import shipped_folder

_PACKS = "rule_packs"


@dataclass(frozen=True, slots=True)
class Law:
    """A rule pack by its id, with what a deadline follows from."""

    pack_id: str
    term_working_days: int
    term_start: TermStart
    calendar: Calendar

    def due_on(self, accepted_at: datetime) -> date | None:
        """Return the last day for the result, or None where the calendar ends before it."""
        try:
            return due_on(accepted_at, self.term_working_days, self.term_start, self.calendar)
        except CalendarEndsError:
            return None


def pack_ids(resources: Path | None = None) -> tuple[str, ...]:
    """Return the ids of the shipped packs."""
    folder = (resources or shipped_folder("resources")) / _PACKS
    return tuple(sorted(file.stem for file in folder.glob("*.toml")))


def law_at(now: datetime, *, pack_id: str = "", resources: Path | None = None) -> Law:
    """Return the named pack, or the newest one in force at an instant.

    Args:
        now: Aware instant.
        pack_id: One of `pack_ids`; empty asks for the newest in force.
        resources: Where packs and calendar lie; None is the shipped folder.

    Raises:
        ValueError: No pack was in force then.
    """
    resources = resources or shipped_folder("resources")
    folder = resources / _PACKS
    chosen = pack_id or _newest(folder, now.astimezone(KZ_ZONE).date())
    norms = _norms(folder, chosen)
    return Law(
        pack_id=chosen,
        term_working_days=norms["term_working_days"],
        term_start=TermStart(norms["term_starts"][Channel.PORTAL.value]),
        calendar=_calendar(resources / "calendar.toml"),
    )


def _newest(folder: Path, on: date) -> str:
    packs = {file.stem: _read(file) for file in folder.glob("*.toml")}
    in_force = [
        (pack["valid_from"], pack_id)
        for pack_id, pack in packs.items()
        if pack["valid_from"] <= on <= pack.get("valid_to", date.max)
    ]
    if not in_force:
        raise ValueError(f"no rule pack in force on {on}")
    return max(in_force)[1]


def _norms(folder: Path, pack_id: str) -> Mapping[str, Any]:
    """Return the norms of a pack; its own words win over those of the fragments it includes."""
    pack = _read(folder / f"{pack_id}.toml")
    tables = [*(_read(folder / name) for name in pack.get("include", ())), pack]
    norms: dict[str, Any] = {}
    for table in tables:
        norms |= table.get("norms", {})
    return norms


def _calendar(file: Path) -> Calendar:
    table = _read(file)
    return Calendar(
        days_off=frozenset(table["days_off"]),
        worked_weekends=frozenset(table["worked_weekends"]),
        covers_from=table["covers_from"],
        covers_to=table["covers_to"],
    )


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))

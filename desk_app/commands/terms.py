"""The command `deadline`: an instant of acceptance to the legal due date."""

from __future__ import annotations

from datetime import datetime

from desk_app.commands.answer import Answer
from desk_app.commands.invocation import Invocation
from desk_app.domain.vocabulary import Channel
from desk_app.domain.working_days import due_at, due_on
from desk_app.errors import InputError
from desk_app.packs import calendar_file, load_calendar, load_packs
from desk_app.resource_paths import shipped_folder

DEFAULT_PACK = "KZ-LIR-2020"


def answer_deadline(call: Invocation) -> Answer:
    """Return `due_on`, `due_at` (with +05:00) and the pack that says so.

    Raises:
        InputError: The instant or the pack cannot be used.
        RuleError: `calendar.ends` where neither the home folder's calendar nor the shipped one
            reaches the day.
    """
    options = call.options
    resources = shipped_folder("resources")
    pack_id = options.pack or DEFAULT_PACK
    packs = load_packs(resources / "rule_packs")
    if pack_id not in packs:
        raise InputError("pack.unknown", field="pack", pack=pack_id)
    norms = packs[pack_id].norms
    channel = Channel(options.channel or Channel.STATE_CORPORATION)
    due = due_on(
        _instant(options.accepted_at),
        norms.term_working_days,
        norms.term_starts[channel],
        load_calendar(calendar_file(call.home, resources)),
    )
    values = {"due_on": due.isoformat(), "due_at": due_at(due).isoformat(), "pack": pack_id}
    return Answer(values=values)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise InputError("deadline.instant", field="accepted_at") from None
    if instant.tzinfo is None:
        raise InputError("deadline.zone", field="accepted_at")
    return instant

"""The answer of the command `packs`: what is loaded, in force, broken or to be checked."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.domain.languages import Bilingual
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.rules import LawyerItem, lawyer_list, validity
from desk_app.domain.standard_card import standard_card
from desk_app.domain.working_days import KZ_ZONE
from desk_app.errors import KnownError
from desk_app.packs import load_pack, pack_files
from desk_app.resource_paths import shipped_folder


def answer_packs(_call: Invocation) -> Answer:
    """Answer `packs`; status 1 where a pack is broken."""
    folder = shipped_folder("resources") / "rule_packs"
    report = packs_report(folder, datetime.now(KZ_ZONE).date())
    is_whole = all(pack["check"] == "ok" for pack in report["packs"])
    return Answer(Status.DONE if is_whole else Status.REFUSED, report)


def packs_report(folder: Path, today: date) -> dict[str, Any]:
    """Return every pack of a folder with validity and check result; a broken one says where.

    `check` is `ok` or `broken`; `card` is what the edition says of the service; `to_be_checked`
    counts what a lawyer has yet to look at and `lawyer_list` names each item by key path and
    provenance.
    """
    return {"packs": [_reported(file, today) for file in pack_files(folder)]}


def _reported(file: Path, today: date) -> dict[str, Any]:
    try:
        return _whole(load_pack(file), today)
    except KnownError as error:
        return {"pack": file.stem, "check": "broken", "code": error.code, **error.params}


def _whole(pack: RulePack, today: date) -> dict[str, Any]:
    standing, items = validity(pack, today), lawyer_list(pack)
    return {
        "pack": pack.pack_id,
        "check": "ok",
        "title": _both(pack.title),
        "valid_from": pack.valid_from.isoformat(),
        "valid_to": pack.valid_to.isoformat() if pack.valid_to else None,
        "validity": standing.state.value,
        "replaced_by": standing.replaced_by,
        "replaced_note": _both(standing.replaced_note),
        "card": {line.code: _both(line.words) for line in standard_card(pack)},
        "to_be_checked": len(items),
        "lawyer_list": [_listed(item) for item in items],
    }


def _listed(item: LawyerItem) -> dict[str, str]:
    return {"path": item.path, "provenance": item.provenance.value}


def _both(words: Bilingual | None) -> dict[str, str] | None:
    return {"kk": words.kk, "ru": words.ru} if words else None

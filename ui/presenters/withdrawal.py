"""Why a case ends without an outcome, in words."""

from __future__ import annotations

from collections.abc import Sequence

from desk_app.domain.cases import Case
from desk_app.domain.rules import find_sub_reason
from desk_app.services.withdrawing import TAKEN_IN, Withdrawal
from ui.presenters.workbench import Workbench

Reason = tuple[str, str, str]


def first_reason(case: Case, codes: Sequence[str]) -> str:
    """Return the reason chosen beforehand; what was accepted is closed by a choice of its own."""
    return "" if case.state in TAKEN_IN else codes[0]


def reason_words(case: Case, codes: Sequence[str], bench: Workbench) -> tuple[Reason, ...]:
    """Return the reasons as code, words and a line below; the pack's own are word for word."""
    pack, own = bench.desk.pack_of(case), set(Withdrawal)
    found = []
    for code in codes:
        named = find_sub_reason(pack, code)
        if code in own:
            words = bench.say(f"withdrawal.{code}"), bench.say(f"withdrawal.{code}_line")
        else:
            words = named.text.text(bench.language) if named is not None else code, ""
        found.append((code, *words))
    return tuple(found)

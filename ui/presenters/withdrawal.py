"""Why a case ends without an outcome, in words."""

from __future__ import annotations

from desk_app.domain.cases import TRANSITIONS, Case, Deed
from desk_app.domain.rules import find_sub_reason
from desk_app.services.withdrawing import Withdrawal, reasons_for
from ui.presenters.workbench import Workbench

Reason = tuple[str, str, str]


def may_withdraw(case: Case) -> bool:
    """Whether the case can still end without an outcome."""
    return (case.state, Deed.WITHDRAW) in TRANSITIONS


def reason_words(case: Case, bench: Workbench) -> tuple[Reason, ...]:
    """Return the reasons as code, words and a line below; the pack's own are word for word."""
    pack, own = bench.desk.pack_of(case), set(Withdrawal)
    found = []
    for code in reasons_for(case, pack):
        named = find_sub_reason(pack, code)
        if code in own:
            words = bench.say(f"withdrawal.{code}"), bench.say(f"withdrawal.{code}_line")
        else:
            words = named.text.text(bench.language) if named is not None else code, ""
        found.append((code, *words))
    return tuple(found)

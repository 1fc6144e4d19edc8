"""Where the facts of a case lead: which outcome stands chosen, with the reason they give it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from desk_app.domain.cases import Case, was_taken_in_whole
from desk_app.domain.rule_packs import Fault, RulePack, Settling
from desk_app.domain.rules import bars, find_fault_reason
from desk_app.domain.steps import (
    OfferedOutcome,
    check_values,
    consent_consequences,
    needs_supervisor,
    package_faults,
    usable_grounds,
)
from desk_app.domain.vocabulary import DeskKind, Outcome

_SHEET_TO_SIGN = frozenset({"document.unsettled", "document.signed_text_older"})


@dataclass(frozen=True, slots=True)
class Lead:
    """An outcome that a fact of this very case leads to, with the codes the fact stands for."""

    outcome: Outcome
    ground: str = ""
    sub_reason: str = ""
    return_reason: str = ""


def leads(case: Case, *, pack: RulePack, desk: DeskKind, today: date) -> tuple[Lead, ...]:
    """Return where the known facts lead at this desk, the weightiest first.

    Who cannot be identified, or belongs to another office, is not judged here; then come the
    consents that were refused and at last what a check shows.
    """
    offered = {rule.code for rule in pack.outcomes[desk]}
    found = chain(
        _by_faults(case, pack, desk, today),
        _by_ways_out(case, pack),
        _by_consents(case, pack, desk, today),
        _by_grounds(case, pack, desk, today),
    )
    return tuple(lead for lead in found if lead.outcome in offered)


def _by_faults(case: Case, pack: RulePack, desk: DeskKind, today: date) -> Iterator[Lead]:
    if was_taken_in_whole(case):
        return
    faults = package_faults(case, pack, today)
    if faults.any:
        yield Lead(Outcome.REFUSE_ACCEPTANCE)
    listed = ((Fault.MISSING, faults.missing), (Fault.EXPIRED, faults.expired))
    for fault, codes in listed:
        reasons = (find_fault_reason(pack, desk, code, fault) for code in codes)
        for reason in (reason for reason in reasons if reason is not None):
            yield Lead(Outcome.RETURN_OR_REDIRECT, return_reason=reason.code)


def _by_ways_out(case: Case, pack: RulePack) -> Iterator[Lead]:
    for bar in bars(pack, case.requested_status, check_values(case)):
        if bar.return_reason is not None:
            yield Lead(Outcome.RETURN_OR_REDIRECT, return_reason=bar.return_reason.code)


def _by_consents(case: Case, pack: RulePack, desk: DeskKind, today: date) -> Iterator[Lead]:
    for _, consequence in consent_consequences(case, pack, desk, today):
        if consequence.outcome is None:
            continue
        ground, way_out = consequence.ground, consequence.return_reason
        yield Lead(
            consequence.outcome,
            ground=ground.code if ground is not None else "",
            return_reason=way_out.code if way_out is not None else "",
        )


def _by_grounds(case: Case, pack: RulePack, desk: DeskKind, today: date) -> Iterator[Lead]:
    usable = usable_grounds(case, case.requested_status, pack, desk, today)
    grounds = {reason.code: item.ground for item in usable for reason in item.sub_reasons}
    for bar in bars(pack, case.requested_status, check_values(case)):
        reason = bar.sub_reason
        if reason is not None and reason.code in grounds:
            yield Lead(Outcome.REFUSE, ground=grounds[reason.code].code, sub_reason=reason.code)


def preselected(
    case: Case,
    offers: tuple[OfferedOutcome, ...],
    *,
    pack: RulePack,
    desk: DeskKind,
    today: date,
) -> OfferedOutcome:
    """Return the outcome that stands chosen: the first one, or where a known fact leads instead.

    The sheet that is signed on the last step stands against nothing. A refusal is never chosen
    for want of something better: without a fact the first outcome tells its obstacles. What a
    supervisor may decide is no first choice either: the fact that asks for it leads.
    """
    first = offers[0]
    is_free = all(_is_signed_here(o.place, o.code, pack) for o in first.obstacles)
    if is_free and not (first.rule.code is Outcome.REGISTER and needs_supervisor(case, pack)):
        return first
    by_code = {offer.rule.code: offer for offer in offers}
    found = (by_code[lead.outcome] for lead in leads(case, pack=pack, desk=desk, today=today))
    return next((offer for offer in found if offer.is_open), first)


def _is_signed_here(place: str, code: str, pack: RulePack) -> bool:
    signing = {rule.code for rule in pack.documents if rule.settled_by is Settling.SIGNING}
    return place in signing and code in _SHEET_TO_SIGN

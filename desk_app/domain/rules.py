"""What a rule pack says about one applicant on one day: bars, grounds, consents, validity."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from desk_app.domain.dates import age_on
from desk_app.domain.iin import Sex
from desk_app.domain.languages import Bilingual
from desk_app.domain.rule_packs import (
    CheckRule,
    EvidenceKind,
    Fault,
    Ground,
    OutcomeRule,
    ReturnReason,
    RulePack,
    SubReason,
)
from desk_app.domain.vocabulary import (
    Bearing,
    Channel,
    CheckValue,
    DeskKind,
    Outcome,
    Provenance,
    RequestedStatus,
)

SIXTEEN = "sixteen"
PENSION_AGE = "pension_age"
# What the clerk can hold in hand; what only a register or arithmetic knows comes in as a check.
OWN_EVIDENCE = frozenset({EvidenceKind.DOCUMENT, EvidenceKind.STATEMENT, EvidenceKind.COURT_ACT})
_KNOWN_FOR_SURE = frozenset({Provenance.VERBATIM, Provenance.COMPUTED})


# --- validity and provenance --------------------------------------------------------------


class ValidityState(StrEnum):
    """Where a day stands against a pack's dates."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Validity:
    """A pack's standing on a day; an expired one names what replaced it and still works."""

    state: ValidityState
    valid_from: date
    valid_to: date | None
    replaced_by: str | None
    replaced_note: Bilingual | None


def validity(pack: RulePack, today: date) -> Validity:
    """Return the pack's standing on a day; never a bar to work, only a warning."""
    state = ValidityState.IN_FORCE
    if today < pack.valid_from:
        state = ValidityState.NOT_YET
    elif pack.valid_to is not None and today > pack.valid_to:
        state = ValidityState.EXPIRED
    return Validity(state, pack.valid_from, pack.valid_to, pack.replaced_by, pack.replaced_note)


@dataclass(frozen=True, slots=True)
class LawyerItem:
    """A rule that is inferred rather than known: its key path and how it is known."""

    path: str
    provenance: Provenance
    words: Bilingual | None


def lawyer_list(pack: RulePack) -> tuple[LawyerItem, ...]:
    """Return every item "to be checked by a lawyer", in the order of the pack."""
    return tuple(_unsure(pack, ()))


def _unsure(value: Any, path: tuple[str, ...]) -> Iterator[LawyerItem]:  # noqa: ANN401
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _unsure(item, (*path, str(getattr(item, "code", index))))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _unsure(item, (*path, str(key)))
    elif is_dataclass(value):
        provenance = getattr(value, "provenance", None)
        if isinstance(provenance, Provenance) and provenance not in _KNOWN_FOR_SURE:
            yield LawyerItem(".".join(path) or "valid_from", provenance, _words(value))
        for slot in fields(value):
            yield from _unsure(getattr(value, slot.name), (*path, slot.name))


def _words(value: object) -> Bilingual | None:
    named = (getattr(value, name, None) for name in ("text", "title", "label"))
    return next((words for words in named if isinstance(words, Bilingual)), None)


# --- age ----------------------------------------------------------------------------------


def computed_checks(
    pack: RulePack, *, birth_date: date | None, sex: Sex | None, on: date
) -> Mapping[str, CheckValue]:
    """Return the checks the desk answers by arithmetic; without the facts they are unknown."""
    return {
        SIXTEEN: _sixteen(pack, birth_date, on),
        PENSION_AGE: _pension(pack, birth_date, sex, on),
    }


def _sixteen(pack: RulePack, birth_date: date | None, on: date) -> CheckValue:
    if birth_date is None or birth_date > on:
        return CheckValue.UNKNOWN
    return _answer(yes=age_on(birth_date, on) >= pack.procedure.working_age_years)


def _pension(pack: RulePack, birth_date: date | None, sex: Sex | None, on: date) -> CheckValue:
    if birth_date is None or birth_date > on or sex is None:
        return CheckValue.UNKNOWN
    return _answer(yes=pension_age_reached(pack, birth_date=birth_date, sex=sex, on=on))


def _answer(*, yes: bool) -> CheckValue:
    return CheckValue.YES if yes else CheckValue.NO


def pension_age_reached(pack: RulePack, *, birth_date: date, sex: Sex, on: date) -> bool:
    """Tell whether the pension age was reached by a day.

    Who reached it while a lower age was in force stays a pensioner when the age rises.
    """
    return any(day <= on for day in _pension_days(pack, birth_date, sex))


def _pension_days(pack: RulePack, birth_date: date, sex: Sex) -> Iterator[date]:
    steps = [step for step in pack.pension_ages if step.sex is sex]
    ends = [*(step.valid_from for step in steps[1:]), date.max]
    starts = [date.min, *(step.valid_from for step in steps[1:])]
    for step, start, end in zip(steps, starts, ends, strict=True):
        day = max(add_months(birth_date, step.age_months), start)
        if day < end:
            yield day


def add_months(day: date, months: int) -> date:
    """Return the day so many months later; a day the month lacks becomes the next month's first.

    A person born on 29 February comes of age on 1 March of a common year.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return add_months(day.replace(day=1), months + 1)


# --- checks and bars ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """An outcome that cannot happen, the check that says so and the way out."""

    outcome: Outcome
    check: CheckRule
    sub_reason: SubReason | None
    return_reason: ReturnReason | None


def bearing(rule: CheckRule, status: RequestedStatus, value: CheckValue) -> Bearing:
    """Return what a check's value means for a requested status."""
    return rule.standing[status].of(value)


def bars(
    pack: RulePack, status: RequestedStatus, checks: Mapping[str, CheckValue]
) -> tuple[Bar, ...]:
    """Return the outcomes that known checks keep from happening for a requested status."""
    return tuple(
        Bar(
            outcome,
            rule,
            find_sub_reason(pack, rule.sub_reason),
            find_return_reason(pack, rule.return_reason),
        )
        for rule in pack.checks
        if bearing(rule, status, value_of(checks, rule.code)) is Bearing.BAR
        for outcome in rule.bars
    )


def warnings(
    pack: RulePack, status: RequestedStatus, checks: Mapping[str, CheckValue]
) -> tuple[CheckRule, ...]:
    """Return the checks the clerk must weigh though they bar nothing."""
    return tuple(
        rule
        for rule in pack.checks
        if bearing(rule, status, value_of(checks, rule.code)) is Bearing.WARN
    )


def value_of(checks: Mapping[str, CheckValue], code: str) -> CheckValue:
    """Return a check's value; one never made is unknown."""
    return checks.get(code, CheckValue.UNKNOWN)


def outcomes_for(
    pack: RulePack, desk: DeskKind, status: RequestedStatus, checks: Mapping[str, CheckValue]
) -> tuple[OutcomeRule, ...]:
    """Return the desk's outcomes in order, without those a known check bars."""
    barred = {bar.outcome for bar in bars(pack, status, checks)}
    return tuple(rule for rule in pack.outcomes[desk] if rule.code not in barred)


# --- grounds of refusal -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UsableGround:
    """A ground that may be used now, with the sub-reasons whose evidence is there."""

    ground: Ground
    sub_reasons: tuple[SubReason, ...]


def refusal_grounds(
    pack: RulePack,
    desk: DeskKind,
    status: RequestedStatus,
    checks: Mapping[str, CheckValue],
    *,
    on: date,
    refused_consents: Collection[str] = (),
) -> tuple[UsableGround, ...]:
    """Return the grounds this desk may refuse this status on, on this day and evidence.

    A sub-reason that rests on a check is there only when the check gave the supporting value;
    an unknown check supports nothing. A ground that stands on a refused consent is there only
    when such a consent was refused.
    """
    usable = (
        UsableGround(ground, _supported(pack, ground, status, checks))
        for ground in pack.grounds
        if _may_be_used(pack, ground, desk, status, on, refused_consents)
    )
    return tuple(u for u in usable if u.sub_reasons or not u.ground.needs_sub_reason)


def _may_be_used(
    pack: RulePack,
    ground: Ground,
    desk: DeskKind,
    status: RequestedStatus,
    on: date,
    refused_consents: Collection[str],
) -> bool:
    consents = _consents_behind(pack, ground, desk)
    return (
        not ground.hidden
        and desk in ground.desks
        and status in ground.statuses
        and ground.is_in_force(on)
        and (not consents or not consents.isdisjoint(refused_consents))
    )


def _consents_behind(pack: RulePack, ground: Ground, desk: DeskKind) -> frozenset[str]:
    return frozenset(c.code for c in pack.consents if c.on_refusal[desk].ground == ground.code)


def _supported(
    pack: RulePack, ground: Ground, status: RequestedStatus, checks: Mapping[str, CheckValue]
) -> tuple[SubReason, ...]:
    return tuple(
        reason
        for reason in pack.sub_reasons
        if reason.ground == ground.code
        and reason.can_refuse
        and status in reason.statuses
        and (reason.check is None or value_of(checks, reason.check) is reason.supported_by)
    )


def needs_known_check(reason: SubReason) -> bool:
    """Tell whether a refusal on this reason waits for the registry's or the desk's answer."""
    return reason.check is not None


def may_rest_on(holder: Ground | SubReason, evidence: EvidenceKind) -> bool:
    """Tell whether a fact from this kind of source may carry the ground, or a reason below it."""
    return evidence in holder.evidence


def may_carry(pack: RulePack, rule: CheckRule, status: RequestedStatus, value: CheckValue) -> bool:
    """Tell whether a check's value may carry a refusal of a status.

    It must bar that status and be the value its own reason rests on: who works, is of pension
    age or under sixteen is kept from the status of an unemployed person and from no other.
    """
    reason = find_sub_reason(pack, rule.sub_reason)
    supports = reason is not None and reason.supported_by is value
    return supports and bearing(rule, status, value) is Bearing.BAR


# --- consents -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConsentConsequence:
    """What a refused consent leads to; no outcome means the case simply goes on."""

    outcome: Outcome | None
    ground: Ground | None = None
    acceptance_reason: str | None = None
    return_reason: ReturnReason | None = None


def consents_for(pack: RulePack, channel: Channel) -> tuple[str, ...]:
    """Return the codes of the consents asked in a channel, in order."""
    return tuple(c.code for c in pack.consents if channel in c.channels)


def consent_consequence(
    pack: RulePack, consent_code: str, desk: DeskKind, status: RequestedStatus, *, on: date
) -> ConsentConsequence:
    """Return the outcome a refused consent leads to at this desk on this day."""
    consent = next(c for c in pack.consents if c.code == consent_code)
    refusal = consent.on_refusal[desk]
    if refusal.ground is None:
        return ConsentConsequence(refusal.outcome, acceptance_reason=refusal.reason)
    usable = refusal_grounds(pack, desk, status, {}, on=on, refused_consents={consent_code})
    for item in usable:
        if item.ground.code == refusal.ground:
            return ConsentConsequence(Outcome.REFUSE, ground=item.ground)
    way_out = find_return_reason(pack, refusal.otherwise)
    return ConsentConsequence(Outcome.RETURN_OR_REDIRECT, return_reason=way_out)


# --- looking up by code -------------------------------------------------------------------


def find_sub_reason(pack: RulePack, code: str | None) -> SubReason | None:
    """Return a sub-reason by its code."""
    return next((reason for reason in pack.sub_reasons if reason.code == code), None)


def find_return_reason(pack: RulePack, code: str | None) -> ReturnReason | None:
    """Return a return reason by its code."""
    return next((reason for reason in pack.return_reasons if reason.code == code), None)


def return_reasons_for(pack: RulePack, desk: DeskKind) -> tuple[ReturnReason, ...]:
    """Return why a case may go back at a desk, in the order of the pack.

    A fault of the package is a reason only where acceptance cannot be refused on it.
    """
    refuses = any(rule.code is Outcome.REFUSE_ACCEPTANCE for rule in pack.outcomes[desk])
    return tuple(r for r in pack.return_reasons if r.fault is None or not refuses)


def withdrawal_reasons(pack: RulePack, status: RequestedStatus) -> tuple[SubReason, ...]:
    """Return the pack's reasons that are the applicant's own wish, for a requested status."""
    return tuple(r for r in pack.sub_reasons if not r.can_refuse and status in r.statuses)


def find_fault_reason(
    pack: RulePack, desk: DeskKind, document: str, fault: Fault
) -> ReturnReason | None:
    """Return why a case goes back at a desk for a document's fault, or None."""
    found = (
        r for r in return_reasons_for(pack, desk) if (r.document, r.fault) == (document, fault)
    )
    return next(found, None)


def find_ground(pack: RulePack, code: str) -> Ground | None:
    """Return a ground by its code."""
    return next((ground for ground in pack.grounds if ground.code == code), None)


def find_evidence_words(pack: RulePack, code: str) -> Bilingual | None:
    """Return the words for a kind of the clerk's own evidence."""
    return next((kind.text for kind in pack.evidence_kinds if kind.code == code), None)


def find_check(pack: RulePack, code: str) -> CheckRule | None:
    """Return a check's rule by its code."""
    return next((rule for rule in pack.checks if rule.code == code), None)

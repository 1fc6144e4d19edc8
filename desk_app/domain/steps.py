"""The four steps: what keeps each from being left, and which outcomes the last one offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from desk_app.domain import identity
from desk_app.domain.cases import TRANSITIONS, Case, CaseState, Deed, Step, was_taken_in_whole
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.form_fields import validate_form
from desk_app.domain.rule_packs import (
    DocumentRule,
    OutcomeRule,
    Requirement,
    RulePack,
    ScanRule,
    Settling,
)
from desk_app.domain.rules import (
    Bar,
    ConsentConsequence,
    UsableGround,
    bars,
    consent_consequence,
    consents_for,
    refusal_grounds,
    warnings,
)
from desk_app.domain.signing import is_signed_text_older
from desk_app.domain.vocabulary import Channel, CheckValue, DeskKind, Outcome, RequestedStatus

STEPS = (Step.IDENTITY, Step.DOCUMENTS, Step.APPLICATION, Step.RESULT)
DEEDS: Mapping[Outcome, Deed] = {
    Outcome.ACCEPT: Deed.ACCEPT,
    Outcome.REFUSE_ACCEPTANCE: Deed.REFUSE_ACCEPTANCE,
    Outcome.RETURN_OR_REDIRECT: Deed.RETURN,
    Outcome.REGISTER: Deed.REGISTER,
    Outcome.REFUSE: Deed.REFUSE,
}


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing to put right: where (a field or document code), what, and values for its text."""

    place: str
    code: str
    params: tuple[tuple[str, str | int], ...] = ()


def blockers(
    case: Case, step: Step, *, pack: RulePack, desk: DeskKind, today: date
) -> tuple[Blocker, ...]:
    """Return what keeps a step from being left, in the order of the screen."""
    match step:
        case Step.IDENTITY:
            return tuple(_identity_blockers(case, pack, today))
        case Step.DOCUMENTS:
            return tuple(_document_blockers(case, pack, Settling.COUNTER))
        case Step.APPLICATION:
            return tuple(_application_blockers(case, pack, today))
        case _:
            return tuple(_document_blockers(case, pack, Settling.SIGNING))


def _identity_blockers(case: Case, pack: RulePack, today: date) -> Iterator[Blocker]:
    applicant = case.applicant
    kind = identity.document_kind(applicant, pack)
    if applicant.iin is None and (kind is None or kind.has_iin):
        yield Blocker("iin", "required")
    required = {
        "surname": applicant.name.surname,
        "given_name": applicant.name.given_name,
        "birth_date": applicant.birth_date,
        "document_kind": applicant.document.kind,
        "document_number": applicant.document.number or applicant.document.app_code,
    }
    yield from (Blocker(place, "required") for place, value in required.items() if not value)
    for unfit in identity.unfit_parts(applicant, today):
        yield Blocker(unfit.field, unfit.code, tuple(sorted(unfit.params.items())))
    if applicant.document.number and not identity.has_number_form(applicant, pack):
        yield Blocker("document_number", "identity.number_form")
    if applicant.iin is not None and identity.needs_second_datum(applicant):
        yield Blocker("document_digits", "identity.second_datum")
    if identity.told_differences(applicant, pack) and not applicant.mismatch_reason:
        yield Blocker("mismatch_reason", "identity.difference")
    is_asked_for = _asks_for_representative(case, pack) and applicant.representative is None
    if is_asked_for or identity.needs_representative(applicant, pack, today):
        yield Blocker("representative", "identity.representative")
    elif not identity.is_representative_known(applicant):
        yield Blocker("representative", "required")
    if not applicant.is_confirmed:
        yield Blocker("confirm", "identity.confirm")


def _asks_for_representative(case: Case, pack: RulePack) -> bool:
    weighed = warnings(pack, case.requested_status, check_values(case))
    return any(rule.requires is Requirement.REPRESENTATIVE for rule in weighed)


def _document_blockers(case: Case, pack: RulePack, settled_by: Settling) -> Iterator[Blocker]:
    # A portal application carries an electronic signature; there is no sheet to sign or scan.
    if case.channel is Channel.PORTAL:
        return
    for rule in pack.documents:
        is_open = case.document(rule.code).status is DocumentStatus.UNSETTLED
        if rule.settled_by is settled_by and is_open:
            yield Blocker(rule.code, "document.unsettled")
        if rule.settled_by is settled_by and is_signed_text_older(case, rule.code):
            yield Blocker(rule.code, "document.signed_text_older")


def _application_blockers(case: Case, pack: RulePack, today: date) -> Iterator[Blocker]:
    for problem in validate_form(pack.form, case.form.answers, case.form.rows, today=today):
        yield Blocker(problem.field, problem.code, problem.params)
    for code in consents_for(pack, case.channel):
        record = case.consent(code)
        if record is None or record.given is None:
            yield Blocker(f"consent.{code}", "consent.unanswered")


def check_values(case: Case) -> Mapping[str, CheckValue]:
    """Return the values of the case's checks by code."""
    return {result.code: result.value for result in case.checks}


def refused_consents(case: Case) -> frozenset[str]:
    """Return the consents the applicant refused."""
    return frozenset(record.code for record in case.consents if record.given is False)


@dataclass(frozen=True, slots=True)
class OfferedOutcome:
    """An outcome of this desk and what stands against it; one with obstacles explains, not hides.

    Attributes:
        obstacles: Codes of reasons, empty where the outcome may be issued now.
    """

    rule: OutcomeRule
    obstacles: tuple[Blocker, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.obstacles


def offered_outcomes(
    case: Case, *, pack: RulePack, desk: DeskKind, today: date
) -> tuple[OfferedOutcome, ...]:
    """Return the desk's outcomes in the pack's order with their obstacles."""
    return tuple(
        OfferedOutcome(rule, tuple(_obstacles(case, rule.code, pack, desk, today)))
        for rule in pack.outcomes[desk]
    )


def _obstacles(
    case: Case, outcome: Outcome, pack: RulePack, desk: DeskKind, today: date
) -> Iterator[Blocker]:
    # What the State Corporation accepted is the career centre's to decide or return.
    is_here = desk is DeskKind.PROVIDER or case.state is CaseState.DRAFT
    if not is_here or (case.state, DEEDS[outcome]) not in TRANSITIONS:
        yield Blocker("state", "case.deed_not_allowed", (("state", case.state.value),))
        return
    match outcome:
        case Outcome.ACCEPT | Outcome.REGISTER:
            yield from _intake_obstacles(case, pack, desk, today)
            yield from _positive_obstacles(case, outcome, pack, desk, today)
        case Outcome.REFUSE:
            yield from _refusal_obstacles(case, pack, desk, today)
        case Outcome.REFUSE_ACCEPTANCE:
            if not acceptance_faults(case, pack, desk, today).any:
                yield Blocker("documents", "acceptance.nothing_missing")


def _intake_obstacles(case: Case, pack: RulePack, desk: DeskKind, today: date) -> Iterator[Blocker]:
    if was_taken_in_whole(case):
        return
    for step in STEPS:
        yield from blockers(case, step, pack=pack, desk=desk, today=today)
    faults = package_faults(case, pack, today)
    yield from (Blocker(code, "document.missing") for code in faults.missing)
    yield from (Blocker(code, "document.expired") for code in faults.expired)


def _positive_obstacles(
    case: Case, outcome: Outcome, pack: RulePack, desk: DeskKind, today: date
) -> Iterator[Blocker]:
    for consent, consequence in consent_consequences(case, pack, desk, today):
        if consequence.outcome is not None:
            yield Blocker(f"consent.{consent}", "consent.refused")
    for bar in bars(pack, case.requested_status, check_values(case)):
        if bar.outcome is outcome and not is_for_supervisor(bar):
            yield Blocker(f"check.{bar.check.code}", "check.bars")


def is_for_supervisor(bar: Bar) -> bool:
    """Whether a supervisor may still decide for what a check keeps a specialist from."""
    decides = bar.check.requires is Requirement.SUPERVISOR_DECISION
    return decides and bar.outcome is Outcome.REGISTER


def needs_supervisor(case: Case, pack: RulePack) -> bool:
    """Whether the person is registered only by a second person's decision, with a reason."""
    known = bars(pack, case.requested_status, check_values(case))
    return any(is_for_supervisor(bar) for bar in known)


def standing_obstacles(
    case: Case, *, pack: RulePack, desk: DeskKind, today: date
) -> tuple[Blocker, ...]:
    """Return what stands against a registration that was proposed, on what is known now."""
    return tuple(_positive_obstacles(case, Outcome.REGISTER, pack, desk, today))


def _refusal_obstacles(
    case: Case, pack: RulePack, desk: DeskKind, today: date
) -> Iterator[Blocker]:
    if case.state is CaseState.DRAFT:
        yield from _identity_blockers(case, pack, today)
    if not usable_grounds(case, case.requested_status, pack, desk, today):
        yield Blocker("ground", "refusal.no_ground")


def usable_grounds(
    case: Case, status: RequestedStatus, pack: RulePack, desk: DeskKind, today: date
) -> tuple[UsableGround, ...]:
    """Return the grounds a status may be refused on, given the case's checks and consents."""
    return refusal_grounds(
        pack, desk, status, check_values(case), on=today, refused_consents=refused_consents(case)
    )


def consent_consequences(
    case: Case, pack: RulePack, desk: DeskKind, today: date
) -> tuple[tuple[str, ConsentConsequence], ...]:
    """Return what each refused consent leads to at this desk; never nothing at all to do."""
    known = refused_consents(case) & {consent.code for consent in pack.consents}
    return tuple(
        (code, consent_consequence(pack, code, desk, case.requested_status, on=today))
        for code in sorted(known)
    )


@dataclass(frozen=True, slots=True)
class PackageFaults:
    """Mandatory documents that are missing and shown ones that expired: two lists, never one."""

    missing: tuple[str, ...]
    expired: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether the package is incomplete."""
        return bool(self.missing or self.expired)


def package_faults(case: Case, pack: RulePack, today: date) -> PackageFaults:
    """Return what is wrong with the package; documents "if any" are never missing."""
    mandatory = [rule for rule in pack.documents if rule.mandatory]
    missing = [r.code for r in mandatory if case.document(r.code).status is DocumentStatus.ABSENT]
    expired = [r.code for r in mandatory if _has_expired(case, r, today)]
    return PackageFaults(tuple(missing), tuple(c for c in expired if c not in missing))


def acceptance_faults(case: Case, pack: RulePack, desk: DeskKind, today: date) -> PackageFaults:
    """Return what acceptance may be refused on: the package, and consents the law asks for.

    An application without a consent it needs is an application that is missing.
    """
    faults = package_faults(case, pack, today)
    reasons = {reason.code: reason for reason in pack.acceptance_refusal_reasons}
    without_consent = [
        reasons[consequence.acceptance_reason].document
        for _, consequence in consent_consequences(case, pack, desk, today)
        if consequence.outcome is Outcome.REFUSE_ACCEPTANCE and consequence.acceptance_reason
    ]
    missing = tuple(dict.fromkeys((*faults.missing, *without_consent)))
    return PackageFaults(missing, tuple(c for c in faults.expired if c not in missing))


def _has_expired(case: Case, rule: DocumentRule, today: date) -> bool:
    by_date = rule.settled_by is Settling.IDENTIFICATION
    return case.document(rule.code).expired or (
        by_date and identity.expiry(case.applicant, today).is_expired
    )


def needs_scan(rule: DocumentRule, desk: DeskKind) -> bool:
    """Whether this desk keeps a copy of the document, or seeing the original is enough."""
    return rule.scan[desk] is ScanRule.SCAN

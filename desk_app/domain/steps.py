"""The four steps: what keeps each from being left, and which outcomes the last one offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from desk_app.domain import identity
from desk_app.domain.cases import Case, Step
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.form_fields import validate_form
from desk_app.domain.rule_packs import DocumentRule, OutcomeRule, RulePack, ScanRule, Settling
from desk_app.domain.rules import (
    UsableGround,
    bars,
    consent_consequence,
    consents_for,
    refusal_grounds,
)
from desk_app.domain.vocabulary import CheckValue, DeskKind, Outcome, RequestedStatus

STEPS = (Step.IDENTITY, Step.DOCUMENTS, Step.APPLICATION, Step.RESULT)


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
        case Step.RESULT:
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
        "document_number": applicant.document.number,
    }
    yield from (Blocker(place, "required") for place, value in required.items() if not value)
    if applicant.iin is not None and identity.needs_second_datum(applicant):
        yield Blocker("document_digits", "identity.second_datum")
    if identity.differences(applicant) and not applicant.mismatch_reason:
        yield Blocker("mismatch_reason", "identity.difference")
    if identity.needs_representative(applicant, pack, today):
        yield Blocker("representative", "identity.representative")
    if not applicant.is_confirmed:
        yield Blocker("confirm", "identity.confirm")


def _document_blockers(case: Case, pack: RulePack, settled_by: Settling) -> Iterator[Blocker]:
    for rule in pack.documents:
        is_open = case.document(rule.code).status is DocumentStatus.UNSETTLED
        if rule.settled_by is settled_by and is_open:
            yield Blocker(rule.code, "document.unsettled")


def _application_blockers(case: Case, pack: RulePack, today: date) -> Iterator[Blocker]:
    for problem in validate_form(pack.form, case.form.answers, case.form.rows, today=today):
        yield Blocker(problem.field, problem.code, problem.params)
    for code in consents_for(pack, case.channel):
        record = case.consent(code)
        if record is None or record.given is None:
            yield Blocker(f"consent.{code}", "consent.unanswered")


def first_open_step(case: Case, *, pack: RulePack, desk: DeskKind, today: date) -> Step:
    """Return the first step with something to put right, or the last step."""
    for step in STEPS[:-1]:
        if blockers(case, step, pack=pack, desk=desk, today=today):
            return step
    return Step.RESULT


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


def preselected(offers: tuple[OfferedOutcome, ...]) -> OfferedOutcome:
    """Return the first outcome nothing speaks against, or the first one."""
    return next((offer for offer in offers if offer.is_open), offers[0])


def _obstacles(
    case: Case, outcome: Outcome, pack: RulePack, desk: DeskKind, today: date
) -> Iterator[Blocker]:
    match outcome:
        case Outcome.ACCEPT | Outcome.REGISTER:
            yield from _positive_obstacles(case, outcome, pack, desk, today)
        case Outcome.REFUSE:
            if not any_ground(case, pack, desk, today):
                yield Blocker("ground", "refusal.no_ground")
        case Outcome.REFUSE_ACCEPTANCE:
            if not package_faults(case, pack, today).any and not _consents_lead_to(
                case, outcome, pack, desk, today
            ):
                yield Blocker("documents", "acceptance.nothing_missing")
        case Outcome.RETURN_OR_REDIRECT:
            return


def _positive_obstacles(
    case: Case, outcome: Outcome, pack: RulePack, desk: DeskKind, today: date
) -> Iterator[Blocker]:
    faults = package_faults(case, pack, today)
    yield from (Blocker(code, "document.missing") for code in faults.missing)
    yield from (Blocker(code, "document.expired") for code in faults.expired)
    for consent in sorted(refused_consents(case)):
        consequence = consent_consequence(pack, consent, desk, case.requested_status, on=today)
        if consequence.outcome is not None:
            yield Blocker(f"consent.{consent}", "consent.refused")
    for bar in bars(pack, case.requested_status, check_values(case)):
        if bar.outcome is outcome:
            yield Blocker(f"check.{bar.check.code}", "check.bars")
    yield from _document_blockers(case, pack, Settling.SIGNING)


def any_ground(case: Case, pack: RulePack, desk: DeskKind, today: date) -> bool:
    """Whether any status of the pack could be refused at this desk on today's evidence."""
    return any(
        usable_grounds(case, status, pack, desk, today) for status in pack.procedure.statuses
    )


def usable_grounds(
    case: Case, status: RequestedStatus, pack: RulePack, desk: DeskKind, today: date
) -> tuple[UsableGround, ...]:
    """Return the grounds a status may be refused on, given the case's checks and consents."""
    return refusal_grounds(
        pack, desk, status, check_values(case), on=today, refused_consents=refused_consents(case)
    )


def _consents_lead_to(
    case: Case, outcome: Outcome, pack: RulePack, desk: DeskKind, today: date
) -> bool:
    return any(
        consent_consequence(pack, c, desk, case.requested_status, on=today).outcome is outcome
        for c in refused_consents(case)
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


def _has_expired(case: Case, rule: DocumentRule, today: date) -> bool:
    by_date = rule.settled_by is Settling.IDENTIFICATION
    return case.document(rule.code).expired or (
        by_date and identity.expiry(case.applicant, today).is_expired
    )


def needs_scan(rule: DocumentRule, desk: DeskKind) -> bool:
    """Whether this desk keeps a copy of the document, or seeing the original is enough."""
    return rule.scan[desk] is ScanRule.SCAN

"""The rule pack: everything law and wording say about the service, as frozen typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desk_app.domain.form_fields import FormCatalogue
from desk_app.domain.iin import Sex
from desk_app.domain.languages import Bilingual
from desk_app.domain.vocabulary import (
    Bearing,
    Channel,
    CheckValue,
    DeskKind,
    Outcome,
    PaperKind,
    Provenance,
    RequestedStatus,
)
from desk_app.domain.working_days import TermStart


class ScanRule(StrEnum):
    """What settles a document at a desk."""

    SCAN = "scan"
    SEEN_IS_ENOUGH = "seen_is_enough"


class Settling(StrEnum):
    """The step that settles a document of the list."""

    COUNTER = "counter"
    IDENTIFICATION = "identification"
    SIGNING = "signing"


class MachineReading(StrEnum):
    """What a reader can take from an identity document."""

    NONE = "none"
    TD1 = "TD1"
    TD3 = "TD3"


class EvidenceKind(StrEnum):
    """What an established fact stands on."""

    REGISTER = "register"
    COMPUTED = "computed"
    DOCUMENT = "document"
    STATEMENT = "statement"
    COURT_ACT = "court_act"


class ReasonClass(StrEnum):
    """What a reason of the field's drop-down lists really is; exactly one each."""

    REFUSE = "refuse"
    SAME_AS_FALSE_DOCUMENTS = "same_as_G1"
    SUPERVISOR_DECISION = "supervisor_decision"
    PRACTICE = "practice"
    WITHDRAWAL = "withdrawal"
    RETURN = "return"
    REDIRECT = "redirect"
    REFUSE_ACCEPTANCE = "refuse_acceptance"


class Fault(StrEnum):
    """Why a document keeps an application from being accepted; two lists on the paper."""

    MISSING = "missing"
    EXPIRED = "expired"


class Requirement(StrEnum):
    """What must be had before an outcome that a check's value does not bar."""

    REPRESENTATIVE = "representative"
    SUPERVISOR_DECISION = "supervisor_decision"


@dataclass(frozen=True, slots=True)
class LegalReference:
    """An act of law the papers and grounds point to."""

    code: str
    title: Bilingual
    number: str
    url: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ServicePassport:
    """The service's standard card; the words are official and never shortened on paper."""

    title: Bilingual
    state_body: Bilingual
    recipients: Bilingual
    channels: Mapping[Channel, Bilingual]
    term: Bilingual
    wait_norm: Bilingual
    serve_norm: Bilingual
    price: Bilingual
    documents_heading: Bilingual
    portal_documents: Bilingual
    result: Bilingual
    result_form: Bilingual
    egov_code: str
    reference: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Norms:
    """The times the standard sets, and the marks the clocks show."""

    wait_seconds: int
    serve_seconds: int
    mark_seconds: tuple[int, ...]
    waiting_amber_seconds: int
    term_working_days: int
    term_starts: Mapping[Channel, TermStart]
    after_hours_shift: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Terms:
    """The names of bodies and people that changed between the editions of the law."""

    centre: Bilingual
    centre_short: Bilingual
    specialist: Bilingual
    operator: Bilingual
    state_corporation: Bilingual
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """One document of the standard's list.

    `title` is the standard's wording for papers; `short_title` is for the screen. A document
    that is `if_any` can be marked absent, and its absence never supports an outcome.
    """

    code: str
    title: Bilingual
    short_title: Bilingual
    signed_title: Bilingual | None
    mandatory: bool
    if_any: bool
    settled_by: Settling
    scan: Mapping[DeskKind, ScanRule]
    examples: Bilingual | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class IdentityDocumentKind:
    """A document that proves who the applicant is.

    `number_pattern` is a regular expression for the whole normalised number (upper case, no
    spaces). `seen_in_app` marks the digital document shown in eGov mobile: entered by hand or
    code and marked as seen, never scanned.
    """

    code: str
    title: Bilingual
    machine_reading: MachineReading
    has_iin: bool
    number_pattern: str
    expires: bool
    seen_in_app: bool
    needs_representative: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class RepresentativeBasis:
    """On what another person may act for the applicant."""

    code: str
    text: Bilingual
    document: Bilingual
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class CheckTexts:
    """The words for the three values of a check; a check never asserts what it does not know."""

    yes: Bilingual
    no: Bilingual
    unknown: Bilingual

    def of(self, value: CheckValue) -> Bilingual:
        """Return the words for one value."""
        return {CheckValue.YES: self.yes, CheckValue.NO: self.no}.get(value, self.unknown)


@dataclass(frozen=True, slots=True)
class Standing:
    """What each value of a check means for one requested status."""

    yes: Bearing
    no: Bearing
    unknown: Bearing

    def of(self, value: CheckValue) -> Bearing:
        """Return the bearing of one value."""
        return {CheckValue.YES: self.yes, CheckValue.NO: self.no}.get(value, self.unknown)


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A question about the applicant that a register or arithmetic answers.

    A value whose bearing is `bar` keeps the outcomes in `bars` from happening for that status.
    `sub_reason` and `return_reason` say what the barred case leads to instead. `requires` asks
    for a representative when the value only warns, or for a second person's decision when a
    refusal rests on it.
    """

    code: str
    title: Bilingual
    texts: CheckTexts
    source: Bilingual
    evidence: EvidenceKind
    shown_first: bool
    standing: Mapping[RequestedStatus, Standing]
    bars: tuple[Outcome, ...]
    sub_reason: str | None
    return_reason: str | None
    requires: Requirement | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of legal refusal (clause 9 of the standard, art. 19-1 of the law)."""

    code: str
    text: Bilingual
    remedy: Bilingual
    reference: str
    statuses: tuple[RequestedStatus, ...]
    desks: tuple[DeskKind, ...]
    evidence: tuple[EvidenceKind, ...]
    needs_sub_reason: bool
    hidden: bool
    valid_from: date | None
    valid_to: date | None
    provenance: Provenance

    def is_in_force(self, on: date) -> bool:
        """Tell whether the ground may be used on a day; both ends belong to the period."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class SubReason:
    """A reason below a ground; `check` and `supported_by` name the value it must rest on."""

    code: str
    text: Bilingual
    remedy: Bilingual
    kind: ReasonClass
    ground: str | None
    statuses: tuple[RequestedStatus, ...]
    evidence: tuple[EvidenceKind, ...]
    check: str | None
    supported_by: CheckValue | None
    provenance: Provenance

    @property
    def can_refuse(self) -> bool:
        """A withdrawal is the applicant's wish, never the provider's refusal."""
        return self.kind is not ReasonClass.WITHDRAWAL

    @property
    def needs_supervisor(self) -> bool:
        """What is only practice needs a supervisor's own decision."""
        return self.kind in {ReasonClass.SUPERVISOR_DECISION, ReasonClass.PRACTICE}


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """Why a case goes back to the applicant or to another place; never a refusal.

    `document` and `fault` go together: the fault of the package that leads to this reason at a
    desk which cannot refuse to accept.
    """

    code: str
    text: Bilingual
    advice: Bilingual
    kind: ReasonClass
    needs_place: bool
    provenance: Provenance
    document: str | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class AcceptanceRefusalReason:
    """A document's fault that keeps an application from being accepted."""

    code: str
    text: Bilingual
    document: str
    fault: Fault
    kind: ReasonClass
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ConsentRefusal:
    """What a refused consent leads to at a desk.

    `outcome` is None where the case simply goes on. `ground`, where named, is used while it is
    in force; else `otherwise` is the way out, so that no refusal of consent is a dead end.
    """

    outcome: Outcome | None
    ground: str | None
    reason: str | None
    otherwise: str | None


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """A consent asked of the applicant, recorded with the version of its text."""

    code: str
    title: Bilingual
    text: Bilingual
    version: str
    channels: tuple[Channel, ...]
    on_refusal: Mapping[DeskKind, ConsentRefusal]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class HoldReason:
    """Why a case is put on hold; only some of the reasons stop the clock."""

    code: str
    text: Bilingual
    stops_clock: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class NamedText:
    """One entry of a list that is only words."""

    code: str
    text: Bilingual
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class OutcomeRule:
    """A deed offered on the last step, with its words, its paper and who must agree."""

    code: Outcome
    title: Bilingual
    subtitle: Bilingual
    action: Bilingual
    paper: PaperKind
    copies: int
    approval_required: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Procedure:
    """Switches of the procedure that the law may turn."""

    statuses: tuple[RequestedStatus, ...]
    approval_action: Bilingual
    working_age_years: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PensionAge:
    """The pension age of one sex from a day on, in whole months."""

    sex: Sex
    valid_from: date
    age_months: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PaperWords:
    """Titles and standing sentences of the papers that belong to the edition of the law.

    `acceptance_refusal_basis` begins the sentence of a refusal to accept; what a sentence rests
    on is named by the reference beside it.
    """

    titles: Mapping[PaperKind, Bilingual]
    refusal_titles: Mapping[RequestedStatus, Bilingual]
    applicant_labels: Mapping[str, Bilingual]
    basis: Bilingual
    reference: str
    acceptance_refusal_basis: Bilingual
    acceptance_refusal_reference: str
    appeal: Bilingual
    appeal_reference: str
    contact_centre: Bilingual
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class RulePack:
    """All rules and words of one edition of the service; a case keeps its pack for life."""

    pack_id: str
    title: Bilingual
    provenance: Provenance
    valid_from: date
    valid_to: date | None
    replaced_by: str | None
    replaced_note: Bilingual | None
    service: ServicePassport
    norms: Norms
    terms: Terms
    procedure: Procedure
    references: tuple[LegalReference, ...]
    documents: tuple[DocumentRule, ...]
    identity_documents: tuple[IdentityDocumentKind, ...]
    representative_bases: tuple[RepresentativeBasis, ...]
    checks: tuple[CheckRule, ...]
    grounds: tuple[Ground, ...]
    sub_reasons: tuple[SubReason, ...]
    return_reasons: tuple[ReturnReason, ...]
    acceptance_refusal_reasons: tuple[AcceptanceRefusalReason, ...]
    consents: tuple[ConsentRule, ...]
    hold_reasons: tuple[HoldReason, ...]
    overrun_reasons: tuple[NamedText, ...]
    difference_reasons: tuple[NamedText, ...]
    evidence_kinds: tuple[NamedText, ...]
    positions: tuple[NamedText, ...]
    result_languages: tuple[NamedText, ...]
    outcomes: Mapping[DeskKind, tuple[OutcomeRule, ...]]
    pension_ages: tuple[PensionAge, ...]
    papers: PaperWords
    form: FormCatalogue

"""A case: one application at the counter, its states and the deeds that move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from desk_app.domain.applicants import Applicant
from desk_app.domain.documents import AttachedDocument
from desk_app.domain.languages import Language
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import (
    Channel,
    CheckValue,
    Outcome,
    PaperKind,
    RequestedStatus,
)
from desk_app.errors import RuleError


class CaseState(StrEnum):
    """Every state of a case; "registered" is an outcome, never the intake."""

    DRAFT = "draft"
    HELD = "held"
    ACCEPTED = "accepted"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    RETURNED = "returned"
    AWAITING_APPROVAL = "awaiting_approval"
    REGISTERED = "registered"
    REFUSED = "refused"
    READY = "ready"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"


class Deed(StrEnum):
    """What can be done with a case."""

    HOLD = "hold"
    RESUME = "resume"
    ACCEPT = "accept"
    REFUSE_ACCEPTANCE = "refuse_acceptance"
    RETURN = "return"
    SEND_FOR_APPROVAL = "send_for_approval"
    DECLINE_APPROVAL = "decline_approval"
    REOPEN = "reopen"
    REGISTER = "register"
    APPROVE_REGISTRATION = "approve_registration"
    REFUSE = "refuse"
    RECEIVE_RESULT = "receive_result"
    HAND_OVER = "hand_over"
    WITHDRAW = "withdraw"
    ANNUL = "annul"


TRANSITIONS: Mapping[tuple[CaseState, Deed], CaseState] = {
    (CaseState.DRAFT, Deed.HOLD): CaseState.HELD,
    (CaseState.HELD, Deed.RESUME): CaseState.DRAFT,
    (CaseState.DRAFT, Deed.ACCEPT): CaseState.ACCEPTED,
    (CaseState.DRAFT, Deed.REFUSE_ACCEPTANCE): CaseState.ACCEPTANCE_REFUSED,
    (CaseState.DRAFT, Deed.RETURN): CaseState.RETURNED,
    (CaseState.DRAFT, Deed.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.HELD, Deed.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.DRAFT, Deed.REGISTER): CaseState.REGISTERED,
    (CaseState.DRAFT, Deed.REFUSE): CaseState.REFUSED,
    (CaseState.DRAFT, Deed.SEND_FOR_APPROVAL): CaseState.AWAITING_APPROVAL,
    (CaseState.ACCEPTED, Deed.REGISTER): CaseState.REGISTERED,
    (CaseState.ACCEPTED, Deed.REFUSE): CaseState.REFUSED,
    (CaseState.ACCEPTED, Deed.SEND_FOR_APPROVAL): CaseState.AWAITING_APPROVAL,
    (CaseState.ACCEPTED, Deed.RETURN): CaseState.RETURNED,
    (CaseState.ACCEPTED, Deed.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.AWAITING_APPROVAL, Deed.REFUSE): CaseState.REFUSED,
    (CaseState.AWAITING_APPROVAL, Deed.APPROVE_REGISTRATION): CaseState.REGISTERED,
    (CaseState.AWAITING_APPROVAL, Deed.DECLINE_APPROVAL): CaseState.ACCEPTED,
    # What was never taken in as a whole is filled in again where it was opened.
    (CaseState.ACCEPTED, Deed.REOPEN): CaseState.DRAFT,
    (CaseState.AWAITING_APPROVAL, Deed.WITHDRAW): CaseState.WITHDRAWN,
    (CaseState.ACCEPTED, Deed.RECEIVE_RESULT): CaseState.READY,
    (CaseState.READY, Deed.HAND_OVER): CaseState.HANDED_OVER,
    (CaseState.REGISTERED, Deed.HAND_OVER): CaseState.HANDED_OVER,
    (CaseState.REFUSED, Deed.HAND_OVER): CaseState.HANDED_OVER,
    # The memo of an accepted application that was returned is given where it was taken in.
    (CaseState.RETURNED, Deed.HAND_OVER): CaseState.RETURNED,
    (CaseState.REGISTERED, Deed.ANNUL): CaseState.ANNULLED,
    (CaseState.READY, Deed.ANNUL): CaseState.ANNULLED,
    (CaseState.HANDED_OVER, Deed.ANNUL): CaseState.ANNULLED,
}


def next_state(state: CaseState, deed: Deed) -> CaseState:
    """Return the state a deed leads to.

    Raises:
        RuleError: `case.deed_not_allowed` where the deed has no place in this state.
    """
    try:
        return TRANSITIONS[state, deed]
    except KeyError:
        raise RuleError("case.deed_not_allowed", state=state.value, deed=deed.value) from None


class Step(StrEnum):
    """The four steps of the case screen."""

    IDENTITY = "identity"
    DOCUMENTS = "documents"
    APPLICATION = "application"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check established, in which system and when.

    Attributes:
        since_on: The day from which it is so, where the system tells.
    """

    code: str
    value: CheckValue = CheckValue.UNKNOWN
    source: str = ""
    queried_at: datetime | None = None
    detail: str = ""
    since_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """An answer to a consent, with the version of the text that was read.

    Attributes:
        given: True or False as the applicant answered; None while nobody asked.
    """

    code: str
    text_version: str
    given: bool | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """The application's data by field code of the rule pack.

    Attributes:
        answers: Cleaned text per field.
        rows: Rows of the repeating groups (work history, education).
        from_registry: Fields prefilled by the registry and not changed since.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    from_registry: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome chosen or reached, with all its evidence.

    Attributes:
        ground / sub_reason: Codes of the rule pack, for a refusal only.
        refused_status: Which status the ground refuses.
        fact / source / queried_at: The established fact, where and when it was read; the source
            is a check or a kind of the clerk's own evidence, `source_detail` says which one.
        declined_reason: Why a prepared refusal was sent back; the decision is the draft's again.
        return_reason: Code of the pack's return reasons, for a return or redirect only.
        missing / expired: Document codes, for a refusal to accept only.
        decided_by / approved_by: Operators' logins.
        executor_name / executor_phone: Who decided, as papers name them at whatever desk.
        workplace: Where it was decided; a certificate that waits for its number is made there.
    """

    outcome: Outcome | None = None
    ground: str = ""
    sub_reason: str = ""
    refused_status: RequestedStatus | None = None
    fact: str = ""
    source: str = ""
    queried_at: datetime | None = None
    remedy: str = ""
    return_reason: str = ""
    return_place: str = ""
    missing: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()
    decided_by: str = ""
    decided_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None
    workplace: str = ""
    executor_name: str = ""
    executor_phone: str = ""
    source_detail: str = ""
    declined_reason: str = ""


@dataclass(frozen=True, slots=True)
class Stamps:
    """The instants t0 … t6 of a case; they travel to the registry."""

    t0_ticket: datetime | None = None
    t1_called: datetime | None = None
    t2_identified: datetime | None = None
    t3_signed: datetime | None = None
    t4_decided: datetime | None = None
    t5_paper_out: datetime | None = None
    t6_handed_over: datetime | None = None


class PrintState(StrEnum):
    """How far a paper got on its way to the sheet; one given out elsewhere is printed there."""

    WAITING = "waiting"
    SPOOLED = "spooled"
    FAILED = "failed"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A paper made for a case; its stored bytes are what preview and printer get.

    Attributes:
        number: The number printed on it.
        sha256 / content_sha256: Digests of the PDF and of the values it was made from, both kept
            with the scans; the values make a marked copy possible at any desk.
        copy_number: 0 for the first print, then 1, 2 … as marked on the sheet.
        failure: Code of the print failure, empty otherwise.
    """

    paper_id: UUID
    kind: PaperKind
    language: PaperLanguage
    number: str
    sha256: str
    made_at: datetime
    content_sha256: str = ""
    copy_number: int = 0
    print_state: PrintState = PrintState.WAITING
    failure: str = ""
    printed_at: datetime | None = None


class CaseOrigin(StrEnum):
    """Whether this desk opened the case or received it from the registry."""

    DESK = "desk"
    REGISTRY = "registry"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What stands on the screen of a draft and is no part of the case yet; for a restart.

    Attributes:
        place: The control with the focus, by the names on the way to it; empty where none was told.
        texts: By field, as typed: what cannot be kept as what it is meant to be.
    """

    place: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One application from the first look at the applicant to the paper in their hand.

    Attributes:
        pack_id: The rule pack the case keeps for life.
        revision: Count of messages sent to the registry; the next one carries revision + 1.
        number: Permanent number, empty until known.
        temporary_number: Printed on a receipt given before the number was known.
        held_reason / held_at: Why and since when the case waits.
        step: Where the clerk is; comes back after a restart.
        unfinished: What else comes back with it; it ends with the draft and never travels.
        application_text: Digest of what the application last made for signing says.
        accepted_at / due_on: Legal acceptance and the last day for the result.
        intake_office / decision_office: Office codes of both ends of the chain.
    """

    application_id: UUID
    pack_id: str
    channel: Channel
    office_code: str
    workplace: str
    operator: str
    opened_at: datetime
    state: CaseState = CaseState.DRAFT
    origin: CaseOrigin = CaseOrigin.DESK
    revision: int = 0
    step: Step = Step.IDENTITY
    visit_id: UUID | None = None
    requested_status: RequestedStatus = RequestedStatus.JOB_SEEKER
    applicant: Applicant = Applicant()  # noqa: RUF009  # frozen: sharing it is safe
    documents: tuple[AttachedDocument, ...] = ()
    form: ApplicationForm = ApplicationForm()
    consents: tuple[ConsentRecord, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    application_language: Language = Language.KK
    result_language: PaperLanguage = PaperLanguage.KK
    decision: Decision = Decision()
    number: str = ""
    temporary_number: str = ""
    certificate_number: str = ""
    accepted_at: datetime | None = None
    due_on: date | None = None
    held_reason: str = ""
    held_at: datetime | None = None
    stamps: Stamps = Stamps()
    papers: tuple[IssuedPaper, ...] = ()
    intake_office: str = ""
    decision_office: str = ""
    delivered_at: datetime | None = None
    application_text: str = ""
    unfinished: Unfinished = Unfinished()

    def document(self, code: str) -> AttachedDocument:
        """Return the listed document by code; an unlisted one is unsettled and empty."""
        return next((d for d in self.documents if d.code == code), AttachedDocument(code))

    def check(self, code: str) -> CheckResult:
        """Return a check's result by code; one never made is unknown."""
        return next((c for c in self.checks if c.code == code), CheckResult(code))

    def consent(self, code: str) -> ConsentRecord | None:
        """Return the answer to a consent, or None where nobody asked."""
        return next((c for c in self.consents if c.code == code), None)


def do(case: Case, deed: Deed) -> Case:
    """Return the case in the state the deed leads to; the deed's facts are the caller's."""
    state = next_state(case.state, deed)
    unfinished = case.unfinished if state in OPEN_STATES else Unfinished()
    return replace(case, state=state, unfinished=unfinished)


def with_document(case: Case, document: AttachedDocument) -> Case:
    """Return the case with one listed document replaced, or added at the end."""
    if any(d.code == document.code for d in case.documents):
        documents = tuple(document if d.code == document.code else d for d in case.documents)
    else:
        documents = (*case.documents, document)
    return replace(case, documents=documents)


def with_check(case: Case, result: CheckResult) -> Case:
    """Return the case with one check's result put in place of the older one."""
    others = tuple(c for c in case.checks if c.code != result.code)
    return replace(case, checks=(*others, result))


def with_consent(case: Case, record: ConsentRecord) -> Case:
    """Return the case with the latest answer to a consent."""
    others = tuple(c for c in case.consents if c.code != record.code)
    return replace(case, consents=(*others, record))


def with_answer(case: Case, code: str, text: str) -> Case:
    """Return the case with one field answered; a changed field is the applicant's own from then."""
    form = case.form
    kept = tuple(c for c in form.from_registry if c != code or form.answers.get(code) == text)
    answers = {**form.answers, code: text}
    return replace(case, form=replace(form, answers=answers, from_registry=kept))


def with_text(case: Case, name: str, text: str) -> Case:
    """Return the case with what stands in a field as typed; an empty text takes it away."""
    others = {code: kept for code, kept in case.unfinished.texts.items() if code != name}
    texts = {**others, name: text} if text else others
    return replace(case, unfinished=replace(case.unfinished, texts=texts))


def with_place(case: Case, place: str) -> Case:
    """Return the case with the place of the focus."""
    return replace(case, unfinished=replace(case.unfinished, place=place))


def with_paper(case: Case, paper: IssuedPaper) -> Case:
    """Return the case with a paper added or brought up to date."""
    if any(p.paper_id == paper.paper_id for p in case.papers):
        papers = tuple(paper if p.paper_id == paper.paper_id else p for p in case.papers)
    else:
        papers = (*case.papers, paper)
    return replace(case, papers=papers)


# A refused person may apply again at once and as often as they like.
ENDED_STATES = frozenset(
    {
        CaseState.ACCEPTANCE_REFUSED,
        CaseState.RETURNED,
        CaseState.REFUSED,
        CaseState.HANDED_OVER,
        CaseState.WITHDRAWN,
        CaseState.ANNULLED,
    }
)
OPEN_STATES = frozenset({CaseState.DRAFT, CaseState.HELD})
# What is not decided yet; a person once registered may be registered anew.
ACTIVE_STATES = OPEN_STATES | {CaseState.ACCEPTED, CaseState.AWAITING_APPROVAL}


def is_active(case: Case) -> bool:
    """Whether a second application by the same person would be a double."""
    return case.state in ACTIVE_STATES


def keeps_unfinished(case: Case) -> bool:
    """Whether what stands on the screen is kept with the case: it is filled in or decided here."""
    return case.state in {CaseState.DRAFT, CaseState.ACCEPTED}


def was_taken_in_whole(case: Case) -> bool:
    """Whether the application lacked nothing when it was accepted, at a counter or on the portal.

    The career centre accepts a visitor's own application with its decision only; one whose
    prepared refusal was declined may still be unfinished.
    """
    return case.state not in OPEN_STATES and case.channel is not Channel.PROVIDER


def is_own_walk_in(case: Case) -> bool:
    """Whether a visitor of the career centre handed the application in at this very desk."""
    return case.channel is Channel.PROVIDER and case.origin is CaseOrigin.DESK


def is_untouched(case: Case) -> bool:
    """Whether nothing was entered yet, so that nothing is lost with the visit."""
    has_words = any(case.form.answers.values()) or any(case.form.rows.values())
    has_pages = any(document.pages for document in case.documents)
    return (
        case.state is CaseState.DRAFT
        and case.applicant == Applicant()
        and not (has_words or has_pages or case.consents)
    )

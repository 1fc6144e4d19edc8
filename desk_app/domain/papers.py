"""What each of the six papers says, as values already resolved for printing.

Texts that a rule pack or an office directory decides (titles, service, grounds, references, names
of bodies, positions) come in as `Bilingual`; frames and labels are wording of the print templates.
Instants are aware and are printed in the local time of Kazakhstan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from desk_app.domain.languages import Bilingual, Language
from desk_app.domain.vocabulary import PaperKind, RequestedStatus


class PaperLanguage(StrEnum):
    """The language or languages a paper speaks."""

    KK = "kk"
    RU = "ru"
    BOTH = "both"

    @property
    def languages(self) -> tuple[Language, ...]:
        """Return the languages in the order they stand on the paper: Kazakh first."""
        if self is PaperLanguage.BOTH:
            return (Language.KK, Language.RU)
        return (Language(self.value),)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues the paper: the state body above, the office below, its address."""

    agency: Bilingual
    office: Bilingual
    address: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks across the paper: a numbered copy of an earlier print, a training paper."""

    copy_number: int | None = None
    training: bool = False


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """One row of a form; a value without languages (a name, a number) is a plain string."""

    label: Bilingual
    value: Bilingual | str


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of the application under one heading."""

    title: Bilingual
    rows: tuple[LabelledValue, ...]


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document handed in and its number of sheets; none where the original was only shown."""

    title: Bilingual
    sheets: int


@dataclass(frozen=True, slots=True)
class ExpiredDocument:
    """A document shown after its validity ended."""

    title: Bilingual
    expired_on: date | None = None


@dataclass(frozen=True, slots=True)
class StatedConsent:
    """A consent as worded to the applicant, and the answer."""

    text: Bilingual
    given: bool


@dataclass(frozen=True, slots=True)
class Signatory:
    """The official who signs; an acting one is named as acting."""

    position: Bilingual
    name: str
    acting: bool = False


@dataclass(frozen=True, slots=True)
class SignedFor:
    """Who signs in the applicant's place and on what basis (parent, power of attorney)."""

    signer: str
    basis: Bilingual
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Executor:
    """The employee who prepared the paper, to be reached by phone."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class StatedGround:
    """One ground of a refusal with the fact it rests on.

    `reference` is the legal norm; `queried_at` is when the source answered or was examined.
    """

    code: str
    text: Bilingual
    reference: Bilingual
    fact: Bilingual
    source: Bilingual
    queried_at: datetime
    remedy: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPaper:
    """The application as the applicant signs it."""

    title: Bilingual
    addressee: Bilingual
    applicant_name: str
    sections: tuple[Section, ...]
    documents: tuple[ListedDocument, ...]
    consents: tuple[StatedConsent, ...]
    requested_status: RequestedStatus = RequestedStatus.JOB_SEEKER
    number: str | None = None
    signed_on: date | None = None
    signed_for: SignedFor | None = None
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPaper:
    """The receipt of acceptance; a temporary number is named as one."""

    letterhead: Letterhead
    title: Bilingual
    number: str
    accepted_at: datetime
    service: Bilingual
    documents: tuple[ListedDocument, ...]
    result_on: date
    result_place: Bilingual
    employee: Signatory
    applicant_name: str
    applicant_contact: str
    contact_centre: Bilingual
    result_time: time | None = None
    number_is_temporary: bool = False
    ticket: str | None = None
    represented_by: SignedFor | None = None
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceRefusalPaper:
    """The refusal to accept documents, one copy for each side; two lists, never mixed.

    `basis` is the norm it is guided by, worded as the beginning of its sentence.
    """

    letterhead: Letterhead
    title: Bilingual
    applicant_name: str
    applicant_address: str
    service: Bilingual
    missing: tuple[Bilingual, ...]
    expired: tuple[ExpiredDocument, ...]
    composed_on: date
    employee: Signatory
    executor: Executor
    basis: Bilingual | None = None
    represented_by: SignedFor | None = None
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePaper:
    """The certificate of registration as a job seeker; never without its number."""

    letterhead: Letterhead
    title: Bilingual
    number: str
    issued_at: datetime
    applicant_name: str
    iin: str | None
    birth_date: date
    registered_on: date
    registered_at: Bilingual
    legal_basis: Bilingual
    signatory: Signatory
    executor: Executor
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalPaper:
    """The reasoned refusal of the service; `appeal_reference` is the norm of the appeal."""

    letterhead: Letterhead
    title: Bilingual
    number: str
    issued_at: datetime
    addressee_name: str
    addressee_iin: str | None
    addressee_address: str
    service: Bilingual
    application_number: str
    application_date: date
    grounds: tuple[StatedGround, ...]
    appeal: Bilingual
    signatory: Signatory
    executor: Executor
    appeal_reference: Bilingual | None = None
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoPaper:
    """The memo of a return or redirection; it is no refusal."""

    letterhead: Letterhead
    title: Bilingual
    given_at: datetime
    reason: Bilingual
    advice: Bilingual
    place: Bilingual
    contact_centre: Bilingual
    employee: Signatory
    applicant_name: str | None = None
    service: Bilingual | None = None
    ticket: str | None = None
    marks: Marks = Marks()


Paper = (
    ApplicationPaper
    | ReceiptPaper
    | AcceptanceRefusalPaper
    | CertificatePaper
    | RefusalPaper
    | MemoPaper
)

PAPER_TYPES: dict[PaperKind, type[Paper]] = {
    PaperKind.APPLICATION: ApplicationPaper,
    PaperKind.RECEIPT: ReceiptPaper,
    PaperKind.ACCEPTANCE_REFUSAL: AcceptanceRefusalPaper,
    PaperKind.CERTIFICATE: CertificatePaper,
    PaperKind.REFUSAL: RefusalPaper,
    PaperKind.MEMO: MemoPaper,
}

_KINDS: dict[type[Paper], PaperKind] = {paper: kind for kind, paper in PAPER_TYPES.items()}


def kind_of(paper: Paper) -> PaperKind:
    """Return which of the six forms a paper is."""
    return _KINDS[type(paper)]


def barcode_number(paper: Paper) -> str | None:
    """Return the number a paper carries as a bar code, if it has one."""
    match paper:
        case AcceptanceRefusalPaper() | MemoPaper():
            return None
        case _:
            return paper.number or None

"""The applicant: who sits at the counter, on what evidence, and who speaks for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desk_app.domain.iin import Iin, Sex
from desk_app.domain.vocabulary import CheckValue


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as the document or the registry has it; the patronymic may be absent."""

    surname: str = ""
    given_name: str = ""
    patronymic: str = ""

    @property
    def full(self) -> str:
        """Surname, name and patronymic, without stray spaces."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


@dataclass(frozen=True, slots=True)
class IdentityDocument:
    """The document shown at the counter.

    Attributes:
        kind: Code of the rule pack's identity document kinds.
        seen_in_app: Shown as a digital document; entered by hand or code and marked as seen.
        app_code: The code that the app showed, as it was typed or read. No service checks it from
            here: it is kept as seen.
    """

    kind: str = ""
    number: str = ""
    issued_by: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    seen_in_app: bool = False
    app_code: str = ""


@dataclass(frozen=True, slots=True)
class RegistryPerson:
    """What the registry said of the person; kept as said, to be compared with the document."""

    name: PersonName = PersonName()
    birth_date: date | None = None
    sex: Sex | None = None
    citizenship: str = ""
    document: IdentityDocument = IdentityDocument()


class RepresentativeBasis(StrEnum):
    """On what a person acts for the applicant."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    POWER_OF_ATTORNEY = "power_of_attorney"


@dataclass(frozen=True, slots=True)
class Representative:
    """Who signs for the applicant, and on what basis."""

    name: PersonName
    basis: RepresentativeBasis
    basis_document: str = ""
    iin: Iin | None = None
    phone: str = ""


class IinSource(StrEnum):
    """How the IIN reached the desk; a typed one needs a second datum."""

    TYPED = "typed"
    BARCODE = "barcode"
    MRZ = "mrz"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a question to one source answered, and when.

    Attributes:
        found: Yes, no, or unknown where the source could not be asked.
        source: "registry" or "local"; the screen says where it looked.
    """

    found: CheckValue = CheckValue.UNKNOWN
    source: str = "registry"
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """The person who asks for the service.

    Attributes:
        second_datum_matched: A typed IIN has its second datum: digits that fit the number the
            registry knows or, where it knows none, the whole number from the document.
        is_confirmed: The clerk compared photo and data with the person.
        mismatch_reason: Why a difference between IIN, document and registry was passed over.
        from_document: The parts that the shown document said, read or typed, by the names of
            `identity_sources.PARTS`; the others are the IIN's own or the registry's.
        registry_person: What the registry said, None as long as it has said nothing.
    """

    iin: Iin | None = None
    iin_source: IinSource = IinSource.NONE
    name: PersonName = PersonName()
    latin_name: str = ""
    birth_date: date | None = None
    sex: Sex | None = None
    citizenship: str = "KAZ"
    document: IdentityDocument = IdentityDocument()
    representative: Representative | None = None
    registry_lookup: Lookup = Lookup()
    second_datum_matched: bool = False
    is_confirmed: bool = False
    mismatch_reason: str = ""
    from_document: tuple[str, ...] = ()
    registry_person: RegistryPerson | None = None

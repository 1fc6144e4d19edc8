"""The applicant entered by hand: one text per field, cleaned and put into the applicant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from desk_app.domain.applicants import (
    Applicant,
    IdentityDocument,
    PersonName,
    Representative,
    RepresentativeBasis,
)
from desk_app.domain.iin import Iin, Sex
from desk_app.domain.mrz import MachineReadable, MrzFormat
from desk_app.domain.names import normalise_name, normalise_phone
from desk_app.domain.rule_packs import MachineReading, RulePack
from desk_app.errors import InputError
from ui.presenters.words import day

Change = Callable[[Applicant, RulePack], Applicant]
_READINGS = {MrzFormat.TD1: MachineReading.TD1, MrzFormat.TD3: MachineReading.TD3}
_NOBODY = Representative(PersonName(), RepresentativeBasis.LEGAL_REPRESENTATIVE)


def form_values(applicant: Applicant) -> Mapping[str, str]:
    """Return the applicant as the fields of the form show it."""
    name, document = applicant.name, applicant.document
    deputy = applicant.representative or _NOBODY
    return {
        "surname": name.surname,
        "given_name": name.given_name,
        "patronymic": name.patronymic,
        "birth_date": _day_or_empty(applicant.birth_date),
        "sex": applicant.sex.value if applicant.sex else "",
        "citizenship": applicant.citizenship,
        "document_kind": document.kind,
        "document_number": document.number,
        "issued_by": document.issued_by,
        "issued_on": _day_or_empty(document.issued_on),
        "valid_until": _day_or_empty(document.valid_until),
        "representative_basis": deputy.basis.value,
        "representative_surname": deputy.name.surname,
        "representative_given_name": deputy.name.given_name,
        "representative_patronymic": deputy.name.patronymic,
        "representative_document": deputy.basis_document,
        "representative_iin": deputy.iin.digits if deputy.iin else "",
        "representative_phone": deputy.phone.removeprefix("+7"),
    }


def _day_or_empty(value: date | None) -> str:
    return day(value) if value else ""


def with_lines(applicant: Applicant, lines: MachineReadable, pack: RulePack) -> Applicant:
    """Return the applicant with what the lines of the shown document say."""
    latin = " ".join(part for part in (lines.surname, lines.given_names) if part)
    document = replace(
        applicant.document,
        kind=_kind_of_lines(lines, pack) or applicant.document.kind,
        number=lines.document_number or applicant.document.number,
        valid_until=lines.expires_on or applicant.document.valid_until,
    )
    return replace(
        applicant,
        latin_name=latin,
        birth_date=lines.birth_date or applicant.birth_date,
        sex=lines.sex or applicant.sex,
        citizenship=lines.nationality or applicant.citizenship,
        document=document,
    )


def _kind_of_lines(lines: MachineReadable, pack: RulePack) -> str:
    if lines.nationality != "KAZ":
        return ""
    wanted = _READINGS.get(lines.format) if lines.format else None
    kinds = (kind for kind in pack.identity_documents if kind.machine_reading is wanted)
    return next((kind.code for kind in kinds), "")


def read_day(text: str, field: str) -> date | None:
    """Return a day typed as dd.MM.yyyy, None for no text.

    Raises:
        InputError: `field.not_a_date`.
    """
    if not text.strip(". "):
        return None
    try:
        number = [int(part) for part in text.split(".")]
        return date(number[2], number[1], number[0])
    except (ValueError, IndexError):
        raise InputError("field.not_a_date", field=field) from None


# --- one function a field: from its text to the change of the applicant --------------------------


def _name(change: Callable[[PersonName, str], PersonName], field: str) -> Callable[[str], Change]:
    def read(text: str) -> Change:
        value = normalise_name(text, field=field) if text.strip() else ""
        return lambda applicant, _: replace(applicant, name=change(applicant.name, value))

    return read


def _birth_date(text: str) -> Change:
    born = read_day(text, "birth_date")
    return lambda applicant, _: replace(applicant, birth_date=born)


def _sex(text: str) -> Change:
    sex = Sex(text) if text else None
    return lambda applicant, _: replace(applicant, sex=sex)


def _citizenship(text: str) -> Change:
    return lambda applicant, _: replace(applicant, citizenship=text)


def _document(change: Callable[[IdentityDocument], IdentityDocument]) -> Change:
    return lambda applicant, _: replace(applicant, document=change(applicant.document))


def _document_kind(text: str) -> Change:
    def change(applicant: Applicant, pack: RulePack) -> Applicant:
        kind = next((k for k in pack.identity_documents if k.code == text), None)
        in_app = kind is not None and kind.seen_in_app
        return replace(
            applicant, document=replace(applicant.document, kind=text, seen_in_app=in_app)
        )

    return change


def _document_number(text: str) -> Change:
    number = "".join(text.split()).upper()

    def change(applicant: Applicant, _pack: RulePack) -> Applicant:
        same = number == applicant.document.number
        return replace(
            applicant,
            document=replace(applicant.document, number=number),
            second_datum_matched=applicant.second_datum_matched and same,
        )

    return change


def _issued_by(text: str) -> Change:
    body = " ".join(text.split())
    return _document(lambda shown: replace(shown, issued_by=body))


def _issued_on(text: str) -> Change:
    issued = read_day(text, "issued_on")
    return _document(lambda shown: replace(shown, issued_on=issued))


def _valid_until(text: str) -> Change:
    until = read_day(text, "valid_until")
    return _document(lambda shown: replace(shown, valid_until=until))


def _deputy(change: Callable[[Representative], Representative]) -> Change:
    return lambda applicant, _: replace(
        applicant, representative=_or_none(change(applicant.representative or _NOBODY))
    )


def _or_none(deputy: Representative) -> Representative | None:
    return None if deputy == _NOBODY else deputy


def _deputy_name(
    change: Callable[[PersonName, str], PersonName], field: str
) -> Callable[[str], Change]:
    def read(text: str) -> Change:
        value = normalise_name(text, field=field) if text.strip() else ""
        return _deputy(lambda deputy: replace(deputy, name=change(deputy.name, value)))

    return read


def _deputy_basis(text: str) -> Change:
    basis = RepresentativeBasis(text) if text else _NOBODY.basis
    return _deputy(lambda deputy: replace(deputy, basis=basis))


def _deputy_document(text: str) -> Change:
    paper = " ".join(text.split())
    return _deputy(lambda deputy: replace(deputy, basis_document=paper))


def _deputy_iin(text: str) -> Change:
    iin = Iin.parse(text) if text else None
    return _deputy(lambda deputy: replace(deputy, iin=iin))


def _deputy_phone(text: str) -> Change:
    phone = normalise_phone(f"+7{text}", field="representative_phone") if text else ""
    return _deputy(lambda deputy: replace(deputy, phone=phone))


def _surname(name: PersonName, text: str) -> PersonName:
    return replace(name, surname=text)


def _given_name(name: PersonName, text: str) -> PersonName:
    return replace(name, given_name=text)


def _patronymic(name: PersonName, text: str) -> PersonName:
    return replace(name, patronymic=text)


CHANGES: Mapping[str, Callable[[str], Change]] = {
    "surname": _name(_surname, "surname"),
    "given_name": _name(_given_name, "given_name"),
    "patronymic": _name(_patronymic, "patronymic"),
    "birth_date": _birth_date,
    "sex": _sex,
    "citizenship": _citizenship,
    "document_kind": _document_kind,
    "document_number": _document_number,
    "issued_by": _issued_by,
    "issued_on": _issued_on,
    "valid_until": _valid_until,
    "representative_basis": _deputy_basis,
    "representative_surname": _deputy_name(_surname, "representative_surname"),
    "representative_given_name": _deputy_name(_given_name, "representative_given_name"),
    "representative_patronymic": _deputy_name(_patronymic, "representative_patronymic"),
    "representative_document": _deputy_document,
    "representative_iin": _deputy_iin,
    "representative_phone": _deputy_phone,
}


def tidy_name(text: str) -> str:
    """Return a name while it is typed: capitals and look-alikes put right, the rest as it is."""
    try:
        name = normalise_name(text, field="name")
    except InputError:
        return text
    return name + text[len(text.rstrip(" -")) :]

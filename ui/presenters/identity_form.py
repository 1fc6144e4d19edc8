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
from desk_app.domain.identity import needs_second_datum, require_day
from desk_app.domain.identity_sources import PARTS, said_by_document
from desk_app.domain.iin import Iin, Sex
from desk_app.domain.keyboard_wedge import decode_typed
from desk_app.domain.mrz import MachineReadable, MrzFormat
from desk_app.domain.names import normalise_name, normalise_phone
from desk_app.domain.paper_alphabet import require_printable
from desk_app.domain.rule_packs import MachineReading, RulePack
from desk_app.errors import InputError
from ui.presenters.words import day

Change = Callable[[Applicant, RulePack], Applicant]
Read = Callable[[str, date], Change]
_READINGS = {MrzFormat.TD1: MachineReading.TD1, MrzFormat.TD3: MachineReading.TD3}
_LONGEST_CODE = 200
_PAPER_PARTS = frozenset(
    {"document_kind", "document_number", "issued_by", "issued_on", "valid_until", "app_code"}
)
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
        "document_number": "" if is_number_hidden(applicant) else document.number,
        "app_code": document.app_code,
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


def is_number_hidden(applicant: Applicant) -> bool:
    """Whether the number is the registry's own and the document has not said it yet."""
    is_said = "document_number" in applicant.from_document
    return needs_second_datum(applicant) and not is_said


def with_lines(applicant: Applicant, lines: MachineReadable, pack: RulePack) -> Applicant:
    """Return the applicant with what the lines of the shown document say."""
    latin = " ".join(part for part in (lines.surname, lines.given_names) if part)
    kind = _kind_of_lines(lines, pack)
    document = _document_of_lines(applicant, lines, kind)
    read = replace(
        _of_one_document(applicant, lines),
        latin_name=latin,
        birth_date=lines.birth_date or applicant.birth_date,
        sex=lines.sex or applicant.sex,
        citizenship=lines.nationality or applicant.citizenship,
        document=document,
    )
    said = {
        "birth_date": lines.birth_date,
        "sex": lines.sex,
        "citizenship": lines.nationality,
        "document_kind": kind,
        "document_number": lines.document_number,
        "valid_until": lines.expires_on,
    }
    return said_by_document(read, *(part for part, value in said.items() if value))


def _is_another(shown: IdentityDocument, lines: MachineReadable) -> bool:
    """Whether the lines are of another document than the one entered so far."""
    return shown.seen_in_app or lines.document_number not in {"", shown.number}


def _of_one_document(applicant: Applicant, lines: MachineReadable) -> Applicant:
    if not _is_another(applicant.document, lines):
        return applicant
    person = tuple(part for part in applicant.from_document if part not in _PAPER_PARTS)
    return replace(applicant, from_document=person)


def _document_of_lines(applicant: Applicant, lines: MachineReadable, kind: str) -> IdentityDocument:
    shown = applicant.document
    if _is_another(shown, lines):
        # A card in the hand takes the place of what was shown before, in an app, too.
        shown = IdentityDocument(kind="" if shown.seen_in_app else shown.kind)
    return replace(
        shown,
        kind=kind or shown.kind,
        number=lines.document_number or shown.number,
        valid_until=lines.expires_on or shown.valid_until,
    )


def _kind_of_lines(lines: MachineReadable, pack: RulePack) -> str:
    if lines.nationality != "KAZ":
        return ""
    wanted = _READINGS.get(lines.format) if lines.format else None
    kinds = (kind for kind in pack.identity_documents if kind.machine_reading is wanted)
    return next((kind.code for kind in kinds), "")


def read_day(text: str, field: str, today: date) -> date | None:
    """Return a day typed as dd.MM.yyyy, None for no text.

    Raises:
        InputError: `field.not_a_date`, a year of two digits, too; `field.in_future`.
    """
    if not text.strip(". "):
        return None
    try:
        number = [int(part) for part in text.split(".")]
        typed = date(number[2], number[1], number[0])
    except (ValueError, IndexError):
        raise InputError("field.not_a_date", field=field) from None
    require_day(typed, field=field, today=today)
    return typed


# --- one function a field: from its text to the change of the applicant --------------------------


def _read_name(text: str, field: str) -> str:
    name = normalise_name(text, field=field) if text.strip() else ""
    require_printable(name, field=field)
    return name


def _read_text(text: str, field: str) -> str:
    words = " ".join(text.split())
    require_printable(words, field=field)
    return words


def _name(change: Callable[[PersonName, str], PersonName], field: str) -> Read:
    def read(text: str, _: date) -> Change:
        value = _read_name(text, field)
        return lambda applicant, _: replace(applicant, name=change(applicant.name, value))

    return read


def _birth_date(text: str, today: date) -> Change:
    born = read_day(text, "birth_date", today)
    return lambda applicant, _: replace(applicant, birth_date=born)


def _sex(text: str, _: date) -> Change:
    sex = Sex(text) if text else None
    return lambda applicant, _: replace(applicant, sex=sex)


def _citizenship(text: str, _: date) -> Change:
    return lambda applicant, _: replace(applicant, citizenship=text)


def _document(change: Callable[[IdentityDocument], IdentityDocument]) -> Change:
    return lambda applicant, _: replace(applicant, document=change(applicant.document))


def _document_kind(text: str, _: date) -> Change:
    def change(applicant: Applicant, pack: RulePack) -> Applicant:
        kind = next((k for k in pack.identity_documents if k.code == text), None)
        in_app = kind is not None and kind.seen_in_app
        code = applicant.document.app_code if in_app else ""
        shown = replace(applicant.document, kind=text, seen_in_app=in_app, app_code=code)
        return replace(applicant, document=shown)

    return change


def _document_number(text: str, _: date) -> Change:
    number = "".join(text.split()).upper()
    require_printable(number, field="document_number")

    def change(applicant: Applicant, _pack: RulePack) -> Applicant:
        same = number == applicant.document.number
        return replace(
            applicant,
            document=replace(applicant.document, number=number),
            second_datum_matched=applicant.second_datum_matched and same,
        )

    return change


def _app_code(text: str, _: date) -> Change:
    # A reader may have typed it under another layout; its form is not published.
    code = decode_typed(text.strip())
    if len(code) > _LONGEST_CODE or not (code.isascii() and code.replace(" ", "").isprintable()):
        raise InputError("identity.app_code", field="app_code")
    return _document(lambda shown: replace(shown, app_code=code))


def _issued_by(text: str, _: date) -> Change:
    body = _read_text(text, "issued_by")
    return _document(lambda shown: replace(shown, issued_by=body))


def _issued_on(text: str, today: date) -> Change:
    issued = read_day(text, "issued_on", today)
    return _document(lambda shown: replace(shown, issued_on=issued))


def _valid_until(text: str, today: date) -> Change:
    until = read_day(text, "valid_until", today)
    return _document(lambda shown: replace(shown, valid_until=until))


def _deputy(change: Callable[[Representative], Representative]) -> Change:
    return lambda applicant, _: replace(
        applicant, representative=_or_none(change(applicant.representative or _NOBODY))
    )


def _or_none(deputy: Representative) -> Representative | None:
    return None if deputy == _NOBODY else deputy


def _deputy_name(change: Callable[[PersonName, str], PersonName], field: str) -> Read:
    def read(text: str, _: date) -> Change:
        value = _read_name(text, field)
        return _deputy(lambda deputy: replace(deputy, name=change(deputy.name, value)))

    return read


def _deputy_basis(text: str, _: date) -> Change:
    basis = RepresentativeBasis(text) if text else _NOBODY.basis
    return _deputy(lambda deputy: replace(deputy, basis=basis))


def _deputy_document(text: str, _: date) -> Change:
    paper = _read_text(text, "representative_document")
    return _deputy(lambda deputy: replace(deputy, basis_document=paper))


def _deputy_iin(text: str, _: date) -> Change:
    iin = Iin.parse(text) if text else None
    return _deputy(lambda deputy: replace(deputy, iin=iin))


def _deputy_phone(text: str, _: date) -> Change:
    phone = normalise_phone(f"+7{text}", field="representative_phone") if text else ""
    return _deputy(lambda deputy: replace(deputy, phone=phone))


def _surname(name: PersonName, text: str) -> PersonName:
    return replace(name, surname=text)


def _given_name(name: PersonName, text: str) -> PersonName:
    return replace(name, given_name=text)


def _patronymic(name: PersonName, text: str) -> PersonName:
    return replace(name, patronymic=text)


def _from_document(part: str, read: Read) -> Read:
    """Return a reading that marks its part as said by the document, if it is one of the parts."""
    if part not in PARTS:
        return read

    def marked(text: str, today: date) -> Change:
        change = read(text, today)
        return lambda applicant, pack: said_by_document(change(applicant, pack), part)

    return marked


_READS: Mapping[str, Read] = {
    "surname": _name(_surname, "surname"),
    "given_name": _name(_given_name, "given_name"),
    "patronymic": _name(_patronymic, "patronymic"),
    "birth_date": _birth_date,
    "sex": _sex,
    "citizenship": _citizenship,
    "document_kind": _document_kind,
    "app_code": _app_code,
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
CHANGES: Mapping[str, Read] = {code: _from_document(code, read) for code, read in _READS.items()}


def tidy_name(text: str) -> str:
    """Return a name while it is typed: capitals and look-alikes put right, the rest as it is."""
    try:
        name = normalise_name(text, field="name")
    except InputError:
        return text
    return name + text[len(text.rstrip(" -")) :]

"""Invented people: the same index is always the same person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from desk_app.domain.iin import Iin, Sex, compose_iin
from desk_app.domain.vocabulary import CheckValue
from registry.seeding.names import (
    ELSEWHERE,
    EMPLOYERS,
    HERE,
    KAZAKH,
    NEWCOMERS,
    RUSSIAN,
    SPECIALITIES,
    Place,
    Stock,
)

FIRST_SERIAL = 9900
SERIALS = 100
_LAST_ISSUE = date(2025, 6, 30)
_FIRST_MONDAY = date(2025, 1, 13)
_MINISTRY = "Қазақстан Республикасы Ішкі істер министрлігі"
_CITY_OFFICE = "Үлгі қаласының тіркеу бөлімі"


class Story(StrEnum):
    """What is particular about a person; each leads to another end at the counter."""

    JOBLESS = "jobless"
    EMPLOYED = "employed"
    PENSIONER = "pensioner"
    CHILD = "child"
    ENTREPRENEUR = "entrepreneur"
    REGISTERED = "registered"
    FOREIGNER = "foreigner"
    TEMPORARY_FOREIGNER = "temporary_foreigner"
    DISABLED = "disabled"
    KANDAS = "kandas"
    NO_PATRONYMIC = "no_patronymic"
    EXPIRED_DOCUMENT = "expired_document"
    FROM_ELSEWHERE = "from_elsewhere"
    PARTLY_UNKNOWN = "partly_unknown"


# Twenty people in a row: mostly ordinary ones, and each particular story once.
STORIES = (
    Story.JOBLESS, Story.JOBLESS, Story.EMPLOYED, Story.JOBLESS, Story.PENSIONER, Story.CHILD,
    Story.JOBLESS, Story.ENTREPRENEUR, Story.REGISTERED, Story.JOBLESS, Story.FOREIGNER,
    Story.TEMPORARY_FOREIGNER, Story.DISABLED, Story.JOBLESS, Story.KANDAS, Story.NO_PATRONYMIC,
    Story.EXPIRED_DOCUMENT, Story.FROM_ELSEWHERE, Story.PARTLY_UNKNOWN, Story.JOBLESS,
)  # fmt: skip

_BORN = {
    Story.PENSIONER: (date(1946, 1, 1), date(1958, 12, 31)),
    Story.CHILD: (date(2013, 1, 1), date(2019, 12, 31)),
}
_BORN_AT_WORKING_AGE = (date(1969, 1, 1), date(2005, 12, 31))

_SOURCES = {
    "registered": "АИС «Рынок труда»",
    "labour_contract": "ЕСУТД",
    "permanent_residence": "ГБД ФЛ",
    "resident_here": "ГБД ФЛ",
    "entrepreneur": "КГД МФ РК",
    "single_payment": "КГД МФ РК",
    "pension_contributions": "ЕНПФ",
    "social_payments": "ЕИС СТС",
    "disability": "ЦБДИ",
    "kandas_status": "ИС «Кандас»",
    "secondary_education": "НОБД",
    "vocational_education": "НОБД",
    "higher_education": "НОБД",
    "driving_licence": "МВД РК",
}
_YES = {
    Story.EMPLOYED: ("labour_contract", "pension_contributions"),
    Story.ENTREPRENEUR: ("entrepreneur", "pension_contributions"),
    Story.REGISTERED: ("registered",),
    Story.DISABLED: ("disability", "social_payments"),
    Story.KANDAS: ("kandas_status",),
}
_NO = {
    Story.TEMPORARY_FOREIGNER: ("permanent_residence",),
    Story.FROM_ELSEWHERE: ("resident_here",),
}
_UNKNOWN = {Story.PARTLY_UNKNOWN: ("labour_contract", "pension_contributions")}
_USUALLY_YES = ("permanent_residence", "resident_here", "secondary_education")


@dataclass(frozen=True, slots=True)
class InventedCheck:
    """What a state system answers about an invented person, and since when it is so."""

    code: str
    value: CheckValue
    source: str
    detail: str = ""
    since_on: date | None = None


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """A person of the state database who does not exist."""

    story: Story
    iin: Iin
    surname: str
    given_name: str
    patronymic: str
    birth_date: date
    sex: Sex
    citizenship: str
    document_kind: str
    document_number: str
    document_issued_by: str
    document_issued_on: date
    document_valid_until: date | None
    prefill: Mapping[str, str]
    checks: tuple[InventedCheck, ...] = field(default=())


def invented_people() -> Iterator[InventedPerson]:
    """Yield people without end, the same ones in the same order each time."""
    taken: set[str] = set()
    index = 0
    while True:
        # Seeded by index, so that a longer list begins like a shorter one.
        person = _person(index, STORIES[index % len(STORIES)], Random(index), taken)  # noqa: S311 - no secret
        taken.add(person.iin.digits)
        yield person
        index += 1


def _person(index: int, story: Story, chance: Random, taken: set[str]) -> InventedPerson:
    sex = chance.choice((Sex.FEMALE, Sex.MALE))
    birth_date, iin = _free_iin(story, sex, chance, taken)
    stock = _stock(story, sex, chance)
    place = ELSEWHERE if story is Story.FROM_ELSEWHERE else HERE
    education = _education(story, chance)
    kind, number, issued_by = _document(story, chance)
    issued_on = _issue_date(story, birth_date, chance)
    return InventedPerson(
        story=story,
        iin=iin,
        surname=chance.choice(stock.surnames),
        given_name=chance.choice(stock.given_names),
        patronymic=_patronymic(story, stock, chance),
        birth_date=birth_date,
        sex=sex,
        citizenship="UZB" if story in {Story.FOREIGNER, Story.TEMPORARY_FOREIGNER} else "KAZ",
        document_kind=kind,
        document_number=number,
        document_issued_by=issued_by,
        document_issued_on=issued_on,
        document_valid_until=None if kind == "birth_certificate" else _ten_years_on(issued_on),
        prefill=_prefill(index, story, place, education, chance),
        checks=_checks(story, education, chance),
    )


def _free_iin(story: Story, sex: Sex, chance: Random, taken: set[str]) -> tuple[date, Iin]:
    first, last = _BORN.get(story, _BORN_AT_WORKING_AGE)
    while True:
        born = first + timedelta(days=chance.randrange((last - first).days + 1))
        iin = compose_iin(born, sex, FIRST_SERIAL + chance.randrange(SERIALS))
        if iin is not None and iin.digits not in taken:
            return born, iin


def _stock(story: Story, sex: Sex, chance: Random) -> Stock:
    if story in {Story.FOREIGNER, Story.TEMPORARY_FOREIGNER}:
        return NEWCOMERS[sex]
    return (RUSSIAN if chance.random() < 0.3 else KAZAKH)[sex]


def _patronymic(story: Story, stock: Stock, chance: Random) -> str:
    if story is Story.NO_PATRONYMIC or not stock.patronymics:
        return ""
    return chance.choice(stock.patronymics)


def _document(story: Story, chance: Random) -> tuple[str, str, str]:
    nine_digits = f"{chance.randrange(10_000_000, 100_000_000):09d}"
    match story:
        case Story.CHILD:
            return "birth_certificate", nine_digits, _CITY_OFFICE
        case Story.FOREIGNER:
            return "residence_permit", nine_digits, _MINISTRY
        case Story.TEMPORARY_FOREIGNER:
            return "", "", ""
        case _:
            return "id_card", nine_digits, _MINISTRY


def _issue_date(story: Story, birth_date: date, chance: Random) -> date:
    if story is Story.CHILD:
        return birth_date + timedelta(days=20)
    if story is Story.EXPIRED_DOCUMENT:
        return date(2012, 2, 1) + timedelta(days=chance.randrange(1000))
    first = max(date(2019, 2, 1), birth_date + timedelta(days=16 * 366))
    return first + timedelta(days=chance.randrange((_LAST_ISSUE - first).days))


def _ten_years_on(day: date) -> date:
    return date(day.year + 10, day.month, min(day.day, 28))


def _education(story: Story, chance: Random) -> str:
    if story is Story.CHILD:
        return "primary"
    return chance.choice(("general_secondary", "specialised_secondary", "higher"))


def _prefill(
    index: int, story: Story, place: Place, education: str, chance: Random
) -> dict[str, str]:
    street, house, flat = chance.choice(place.streets), chance.randrange(1, 120), index % 90 + 1
    known = {
        "address": f"{place.city}, {place.district}, {street}, {house}, {flat}",
        "registered_country": "Қазақстан",
        "registered_region": place.region,
        "registered_city": place.city,
        "registered_district": place.district,
        "registered_street": street,
        "registered_house": str(house),
        "registered_flat": str(flat),
        "phone": f"+7700000{index % 10_000:04d}",
        "education": education,
    }
    return known | _particulars(story, education, chance)


def _particulars(story: Story, education: str, chance: Random) -> dict[str, str]:
    known = {}
    if education in {"specialised_secondary", "higher"}:
        known["speciality"] = chance.choice(SPECIALITIES)
    if story not in {Story.CHILD, Story.TEMPORARY_FOREIGNER} and chance.random() < 0.7:
        known["last_employer"] = chance.choice(EMPLOYERS)
    if story is Story.DISABLED:
        known |= {"disability_group": "third", "target_group": "disability"}
    if story is Story.KANDAS:
        known["target_group"] = "kandas"
    return known


def _checks(story: Story, education: str, chance: Random) -> tuple[InventedCheck, ...]:
    yes = {*_USUALLY_YES, *_YES.get(story, ())} - set(_NO.get(story, ()))
    if education != "general_secondary":
        yes.add("higher_education" if education == "higher" else "vocational_education")
    if story is Story.CHILD:
        yes -= {"secondary_education", "vocational_education"}
    elif chance.random() < 0.5:
        yes.add("driving_licence")
    unknown = _UNKNOWN.get(story, ())
    since = {"registered": _registration_day(chance)} if story is Story.REGISTERED else {}
    return tuple(
        InventedCheck(code, _value(code, yes, unknown), source, since_on=since.get(code))
        for code, source in _SOURCES.items()
    )


def _registration_day(chance: Random) -> date:
    """Return a Monday to Friday of the first half of 2025."""
    return _FIRST_MONDAY + timedelta(weeks=chance.randrange(24), days=chance.randrange(5))


def _value(code: str, yes: set[str], unknown: tuple[str, ...]) -> CheckValue:
    if code in unknown:
        return CheckValue.UNKNOWN
    return CheckValue.YES if code in yes else CheckValue.NO

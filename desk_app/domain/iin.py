"""The individual identification number (IIN): its structure, check digit and doubts.

Source: Government decree 406 of 22.05.2007. What the digits say about birth date and sex is a hint,
never the truth: thousands of numbers differ from the document and are not changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desk_app.errors import InputError

LENGTH = 12
_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_UNUSUAL_CENTURY_DIGIT = "0"
_BLANKS = str.maketrans("", "", " \u00a0\u2009\u202f")


class Sex(StrEnum):
    """Sex as documents state it."""

    MALE = "male"
    FEMALE = "female"


class Verdict(StrEnum):
    """Whether a number or a machine-readable zone holds by its own algorithm."""

    VALID = "valid"
    INVALID = "invalid"


class IinReason(StrEnum):
    """Why a text is no IIN, in the order in which it is told."""

    LENGTH = "length"
    NOT_DIGITS = "not_digits"
    CENTURY = "century"
    BIRTH_DATE = "birth_date"
    CHECK_DIGIT = "check_digit"
    NOT_ISSUABLE = "not_issuable"


class IinWarning(StrEnum):
    """What is odd about an IIN that holds; the desk asks, it never bars."""

    UNUSUAL_CENTURY_DIGIT = "unusual_century_digit"
    BIRTH_DATE_IN_FUTURE = "birth_date_in_future"


_CENTURY_AND_SEX = {
    "1": (1800, Sex.MALE),
    "2": (1800, Sex.FEMALE),
    "3": (1900, Sex.MALE),
    "4": (1900, Sex.FEMALE),
    "5": (2000, Sex.MALE),
    "6": (2000, Sex.FEMALE),
}
_CENTURIES = (1800, 1900, 2000)


@dataclass(frozen=True, slots=True, repr=False)
class Iin:
    """An IIN whose structure and check digit hold; anything else cannot be made.

    Raises:
        InputError: Code `iin.<reason>` of the first reason, field `iin`, `n` digits given.
    """

    digits: str

    def __post_init__(self) -> None:
        reasons = reasons_against(self.digits)
        if reasons:
            raise InputError(f"iin.{reasons[0]}", field="iin", n=_count_digits(self.digits))

    def __repr__(self) -> str:
        # Values end up in logs and reports; the number is personal data.
        return "Iin(…)"

    @classmethod
    def parse(cls, text: str) -> Iin:
        """Return the IIN in a typed or pasted text, blanks between the groups allowed.

        Raises:
            InputError: As for the constructor.
        """
        return cls(without_blanks(text))

    @property
    def birth_date(self) -> date | None:
        """Return the birth date the digits state, or None for an unusual century digit."""
        return _stated_birth_date(self.digits)

    @property
    def sex(self) -> Sex | None:
        """Return the sex the digits state, or None for an unusual century digit."""
        century_and_sex = _CENTURY_AND_SEX.get(self.digits[6])
        return century_and_sex[1] if century_and_sex else None

    def grouped(self) -> str:
        """Return the number as it is shown: two groups of six."""
        return f"{self.digits[:6]} {self.digits[6:]}"

    def masked(self) -> str:
        """Return the number as lists show it, the serial hidden."""
        return f"{self.digits[:6]} ••••{self.digits[-2:]}"


@dataclass(frozen=True, slots=True)
class IinVerdict:
    """What the algorithm says about a text given as an IIN."""

    text: str
    iin: Iin | None
    reasons: tuple[IinReason, ...]
    warnings: tuple[IinWarning, ...]

    @property
    def verdict(self) -> Verdict:
        """Return whether the text is an IIN."""
        return Verdict.VALID if self.iin else Verdict.INVALID

    @property
    def birth_date(self) -> date | None:
        """Return the birth date the number states, if it holds and states one."""
        return self.iin.birth_date if self.iin else None

    @property
    def sex(self) -> Sex | None:
        """Return the sex the number states, if it holds and states one."""
        return self.iin.sex if self.iin else None


def examine(text: str, today: date) -> IinVerdict:
    """Return every reason against a text as an IIN, or the IIN with its warnings."""
    digits = without_blanks(text)
    reasons = reasons_against(digits)
    if reasons:
        return IinVerdict(digits, None, reasons, ())
    iin = Iin(digits)
    return IinVerdict(digits, iin, (), warnings_about(iin, today))


def warnings_about(iin: Iin, today: date) -> tuple[IinWarning, ...]:
    """Return what is odd about an IIN on a given day."""
    if iin.birth_date is None:
        return (IinWarning.UNUSUAL_CENTURY_DIGIT,)
    if iin.birth_date > today:
        return (IinWarning.BIRTH_DATE_IN_FUTURE,)
    return ()


def reasons_against(digits: str) -> tuple[IinReason, ...]:
    """Return all reasons why a text is no IIN; none when it is one."""
    return tuple(_shape_reasons(digits)) or tuple(_content_reasons(digits))


def check_digit(first_eleven: str) -> int | None:
    """Return the check digit for eleven digits, or None where no number may be issued.

    The first pass does not protect the eleventh digit (its weight is 11), so a typed number needs
    a second datum to be confirmed.
    """
    digits = [int(digit) for digit in first_eleven]
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        remainder = sum(d * w for d, w in zip(digits, weights, strict=True)) % 11
        if remainder != 10:
            return remainder
    return None


def compose_iin(birth_date: date, sex: Sex, serial: int) -> Iin | None:
    """Return the IIN of an invented person, or None where the serial is not issuable.

    Args:
        birth_date: A day of 1800 to 2099.
        sex: As stated by the seventh digit.
        serial: 0 to 9999; invented people of working age use 9900 to 9999 only.
    """
    century = birth_date.year // 100 * 100
    seventh = next(d for d, meaning in _CENTURY_AND_SEX.items() if meaning == (century, sex))
    first_eleven = f"{birth_date:%y%m%d}{seventh}{serial:04d}"
    check = check_digit(first_eleven)
    return None if check is None else Iin(f"{first_eleven}{check}")


def without_blanks(text: str) -> str:
    """Return a text without the blanks around it and between its groups."""
    return text.strip().translate(_BLANKS)


def is_digits(text: str) -> bool:
    """Return whether a text consists of the digits 0 to 9; `str.isdigit` takes Arabic ones too."""
    return text.isascii() and text.isdigit()


def _count_digits(text: str) -> int:
    return sum(is_digits(character) for character in text)


def _shape_reasons(digits: str) -> Iterator[IinReason]:
    if len(digits) != LENGTH:
        yield IinReason.LENGTH
    if digits and not is_digits(digits):
        yield IinReason.NOT_DIGITS


def _content_reasons(digits: str) -> Iterator[IinReason]:
    century_digit = digits[6]
    if century_digit not in _CENTURY_AND_SEX and century_digit != _UNUSUAL_CENTURY_DIGIT:
        yield IinReason.CENTURY
    if not _has_possible_birth_date(digits):
        yield IinReason.BIRTH_DATE
    check = check_digit(digits[:11])
    if check is None:
        yield IinReason.NOT_ISSUABLE
    elif check != int(digits[11]):
        yield IinReason.CHECK_DIGIT


def _has_possible_birth_date(digits: str) -> bool:
    if digits[6] in _CENTURY_AND_SEX:
        return _stated_birth_date(digits) is not None
    return any(day_in_century(century, digits[:6]) for century in _CENTURIES)


def _stated_birth_date(digits: str) -> date | None:
    century_and_sex = _CENTURY_AND_SEX.get(digits[6])
    return day_in_century(century_and_sex[0], digits[:6]) if century_and_sex else None


def day_in_century(century: int, yymmdd: str) -> date | None:
    """Return the day that six digits name in a century (its first year), or None for no day."""
    if not is_digits(yymmdd):
        return None
    try:
        return date(century + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return None

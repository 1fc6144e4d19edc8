"""Numbers of cases, certificates and offline receipts, and the leased block they come from.

A number carries two ISO 7064 MOD 97-10 check characters, so that one mistyped digit or two swapped
digits never lead to another case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from desk_app.errors import InputError, RuleError

LAST_SERIAL = 999_999
_TEMPORARY = "T"
_DASHES = str.maketrans("‐‑‒–—−", "------")
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")
# An office code has two characters at least, so that no office can be called T.
_OFFICE = "[A-Z0-9]{2,8}"
_WORKPLACE = "[A-Z0-9]{1,8}"
_CASE = re.compile(rf"({_OFFICE})-({_WORKPLACE})-(2[0-9]{{3}})-([0-9]{{6}})")
_OFFLINE = re.compile(rf"{_TEMPORARY}-({_OFFICE})-({_WORKPLACE})-([0-9]{{6}})")
_CHECK_LENGTH = len("-00")


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """The number of a case or a certificate.

    Raises:
        InputError: `number.form`, field `number`, if a part cannot stand in a number.
    """

    office_code: str
    workplace_code: str
    year: int
    serial: int

    def __post_init__(self) -> None:
        _require_form(_CASE, self._body(), self.serial)

    def __str__(self) -> str:
        return _with_check(self._body())

    def _body(self) -> str:
        return f"{self.office_code}-{self.workplace_code}-{self.year:04d}-{self.serial:06d}"


@dataclass(frozen=True, slots=True)
class TemporaryNumber:
    """The number of a receipt given without a link; its barcode finds the case ever after.

    Raises:
        InputError: `number.form`, field `number`, if a part cannot stand in a number.
    """

    office_code: str
    workplace_code: str
    desk_sequence: int

    def __post_init__(self) -> None:
        _require_form(_OFFLINE, self._body(), self.desk_sequence)

    def __str__(self) -> str:
        return _with_check(self._body())

    def _body(self) -> str:
        return f"{_TEMPORARY}-{self.office_code}-{self.workplace_code}-{self.desk_sequence:06d}"


def parse_number(text: str) -> CaseNumber | TemporaryNumber:
    """Return the number in a typed or scanned text.

    Raises:
        InputError: `number.form` for a text of another shape, `number.check` where the check
            characters do not fit; field `number`.
    """
    typed = _put_right(text)
    number = _number_with_body(typed[:-_CHECK_LENGTH])
    if str(number) != typed:
        raise InputError("number.check", field="number")
    return number


def _number_with_body(body: str) -> CaseNumber | TemporaryNumber:
    if case := _CASE.fullmatch(body):
        office, workplace, year, serial = case.groups()
        return CaseNumber(office, workplace, int(year), int(serial))
    if offline := _OFFLINE.fullmatch(body):
        office, workplace, sequence = offline.groups()
        return TemporaryNumber(office, workplace, int(sequence))
    raise InputError("number.form", field="number")


def check_characters(payload: str) -> str:
    """Return the ISO 7064 MOD 97-10 check characters for letters A-Z and digits."""
    return f"{98 - _remainder(f'{payload}00'):02d}"


def is_intact(text: str) -> bool:
    """Return whether letters and digits with their check characters at the end hold together."""
    return _remainder(text) == 1


@dataclass(frozen=True, slots=True)
class NumberBlock:
    """Serials leased to a workplace; `next` is the first one not yet used."""

    first: int
    last: int
    next: int

    def __post_init__(self) -> None:
        if not 0 < self.first <= self.next <= self.last + 1 <= LAST_SERIAL + 1:
            raise ValueError(f"no block of serials: {self}")

    @classmethod
    def leased(cls, first: int, last: int) -> NumberBlock:
        """Return a block of which nothing is used."""
        return cls(first, last, first)

    @property
    def left(self) -> int:
        """Return how many serials are left."""
        return self.last + 1 - self.next

    def take(self) -> tuple[int, NumberBlock]:
        """Return the next serial and the block without it.

        Raises:
            RuleError: `numbers.exhausted`; intake goes on, certificates wait.
        """
        if not self.left:
            raise RuleError("numbers.exhausted")
        return self.next, replace(self, next=self.next + 1)


def _require_form(form: re.Pattern[str], body: str, serial: int) -> None:
    if not form.fullmatch(body) or not serial:
        raise InputError("number.form", field="number")


def _with_check(body: str) -> str:
    return f"{body}-{check_characters(body.replace('-', ''))}"


def _put_right(text: str) -> str:
    return "".join(text.split()).upper().translate(_DASHES).translate(_LOOK_ALIKES)


def _remainder(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text)) % 97

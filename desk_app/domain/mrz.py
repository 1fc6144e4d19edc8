"""Machine-readable zones of identity cards (TD1) and passports (TD3), after ICAO Doc 9303.

In Kazakh documents the optional data holds the IIN. Names are a transliteration: they are compared
and shown, never turned back into Cyrillic. Names and sex are covered by no check digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desk_app.domain.iin import (
    Iin,
    Sex,
    Verdict,
    day_in_century,
    reasons_against,
)

_FILLER = "<"
_VALUES = {character: value for value, character in enumerate("0123456789")}
_VALUES |= {chr(ord("A") + n): 10 + n for n in range(26)} | {_FILLER: 0}
_WEIGHTS = (7, 3, 1)
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУҮХІҺЅЈ", "ABEKMHOPCTYYXIHSJ")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_INVISIBLE = re.compile(r"[\s\u200b\u2060\ufeff]+")
_SEXES = {"M": Sex.MALE, "F": Sex.FEMALE, _FILLER: None}
_ISSUER_WITH_IIN = "KAZ"
_IIN_LENGTH = 12
_BIRTH_CENTURIES = (1800, 1900, 2000)
_EXPIRY_CENTURY = 2000


class MrzFormat(StrEnum):
    """A layout of machine-readable lines."""

    TD1 = "TD1"
    TD3 = "TD3"


class MrzError(StrEnum):
    """What does not hold in a machine-readable zone, in the order in which it is told."""

    LENGTH = "length"
    CHARACTERS = "characters"
    DOCUMENT_NUMBER = "document_number"
    BIRTH_DATE = "birth_date"
    EXPIRY = "expiry"
    OPTIONAL_DATA = "optional_data"
    COMPOSITE = "composite"
    IIN = "iin"


_LINE_LENGTHS = {MrzFormat.TD1: (3, 30), MrzFormat.TD3: (2, 44)}
_DOCUMENT_CODES = {MrzFormat.TD1: "IAC", MrzFormat.TD3: "P"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineReadable:
    """What machine-readable lines say; an empty text or None is what they do not say."""

    format: MrzFormat | None = None
    document_number: str = ""
    issuer: str = ""
    nationality: str = ""
    surname: str = ""
    given_names: str = ""
    birth_date: date | None = None
    sex: Sex | None = None
    expires_on: date | None = None
    iin: Iin | None = None
    errors: tuple[MrzError, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Return whether every check digit holds."""
        return Verdict.INVALID if self.errors else Verdict.VALID


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """Characters and the check digit that protects them."""

    data: str
    check: str

    def holds(self) -> bool:
        if not self.data.strip(_FILLER):
            return self.check in ("0", _FILLER)
        return self.check == mrz_check_digit(self.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Zone:
    format: MrzFormat
    text: str
    issuer: str
    nationality: str
    names: str
    number: _Checked
    birth: _Checked
    sex: str
    expiry: _Checked
    optional: str
    optional_check: str | None
    composite: _Checked


def read_mrz(text: str, today: date) -> MachineReadable:
    """Return what two or three machine-readable lines say, and all that does not hold in them.

    Lines may come glued, with any line ends, in lower case or with Cyrillic look-alikes.

    Args:
        text: The lines.
        today: The day against which a birth year without an IIN is resolved.
    """
    zone = _zone(text)
    if zone is None:
        return MachineReadable(errors=(MrzError.LENGTH,))
    iin = _iin(zone)
    birth_date = _birth_date(zone.birth.data, iin, today)
    expires_on = day_in_century(_EXPIRY_CENTURY, zone.expiry.data)
    surname, given_names = _names(zone.names)
    return MachineReadable(
        format=zone.format,
        document_number=_shown(zone.number.data),
        issuer=_shown(zone.issuer),
        nationality=_shown(zone.nationality),
        surname=surname,
        given_names=given_names,
        birth_date=birth_date,
        sex=_SEXES.get(zone.sex),
        expires_on=expires_on,
        iin=iin,
        errors=tuple(_errors(zone, birth_date, expires_on, iin)),
    )


def mrz_check_digit(characters: str) -> str | None:
    """Return the 7-3-1 check digit, or None where a character cannot stand in such a zone."""
    if any(character not in _VALUES for character in characters):
        return None
    weighed = (_VALUES[c] * _WEIGHTS[n % 3] for n, c in enumerate(characters))
    return str(sum(weighed) % 10)


def _zone(text: str) -> _Zone | None:
    lines = [_put_right(line) for line in _CONTROLS.split(text)]
    lines = [line for line in lines if line]
    glued = "".join(lines)
    for zone_format, (count, length) in _LINE_LENGTHS.items():
        if len(glued) == count * length and all(len(line) % length == 0 for line in lines):
            rows = [glued[start : start + length] for start in range(0, len(glued), length)]
            return _td1(rows) if zone_format is MrzFormat.TD1 else _td3(rows)
    return None


def _put_right(line: str) -> str:
    return _INVISIBLE.sub("", line).upper().translate(_LOOK_ALIKES)


def _td1(rows: list[str]) -> _Zone:
    first, second, third = rows
    number, optional = _td1_number(first)
    return _Zone(
        format=MrzFormat.TD1,
        text="".join(rows),
        issuer=first[2:5],
        nationality=second[15:18],
        names=third,
        number=number,
        birth=_Checked(data=second[0:6], check=second[6]),
        sex=second[7],
        expiry=_Checked(data=second[8:14], check=second[14]),
        optional=optional,
        optional_check=None,
        composite=_Checked(
            data=first[5:30] + second[0:7] + second[8:15] + second[18:29], check=second[29]
        ),
    )


def _td1_number(first: str) -> tuple[_Checked, str]:
    """Return the document number and the optional data after it.

    A number longer than nine characters goes on in the optional data: its tenth place is a filler
    and its check digit stands last (Doc 9303 part 5, note j).
    """
    short = _Checked(data=first[5:14], check=first[14])
    rest, _, optional = first[15:].partition(_FILLER)
    if short.check != _FILLER or not rest:
        return short, first[15:]
    return _Checked(data=first[5:14] + rest[:-1], check=rest[-1]), optional


def _td3(rows: list[str]) -> _Zone:
    first, second = rows
    return _Zone(
        format=MrzFormat.TD3,
        text="".join(rows),
        issuer=first[2:5],
        nationality=second[10:13],
        names=first[5:],
        number=_Checked(data=second[0:9], check=second[9]),
        birth=_Checked(data=second[13:19], check=second[19]),
        sex=second[20],
        expiry=_Checked(data=second[21:27], check=second[27]),
        optional=second[28:42],
        optional_check=second[42],
        composite=_Checked(data=second[0:10] + second[13:20] + second[21:43], check=second[43]),
    )


def _iin(zone: _Zone) -> Iin | None:
    digits = zone.optional.rstrip(_FILLER)
    is_iin = zone.issuer == _ISSUER_WITH_IIN and not reasons_against(digits)
    return Iin(digits) if is_iin else None


def _birth_date(yymmdd: str, iin: Iin | None, today: date) -> date | None:
    """Return the day of the century the IIN points to; without one, the latest past one.

    The IIN's own day may differ from the document's, so the nearest day to it is taken.
    """
    in_centuries = [day_in_century(century, yymmdd) for century in _BIRTH_CENTURIES]
    days = [day for day in in_centuries if day]
    stated = iin.birth_date if iin else None
    if stated:
        return min(days, key=lambda day: abs(day - stated), default=None)
    return max((day for day in days if day <= today), default=None)


def _names(field: str) -> tuple[str, str]:
    surname, _, given_names = field.partition(_FILLER * 2)
    return _shown(surname), _shown(given_names)


def _shown(field: str) -> str:
    return " ".join(part for part in field.split(_FILLER) if part)


def _errors(
    zone: _Zone, birth_date: date | None, expires_on: date | None, iin: Iin | None
) -> Iterator[MrzError]:
    if not _has_right_characters(zone):
        yield MrzError.CHARACTERS
    if not zone.number.holds():
        yield MrzError.DOCUMENT_NUMBER
    if not _date_holds(zone.birth, birth_date):
        yield MrzError.BIRTH_DATE
    if not _date_holds(zone.expiry, expires_on):
        yield MrzError.EXPIRY
    if not _optional_data_holds(zone):
        yield MrzError.OPTIONAL_DATA
    if not zone.composite.holds():
        yield MrzError.COMPOSITE
    if iin is None and _should_hold_iin(zone):
        yield MrzError.IIN


def _has_right_characters(zone: _Zone) -> bool:
    return (
        all(character in _VALUES for character in zone.text)
        and zone.text[0] in _DOCUMENT_CODES[zone.format]
        and zone.sex in _SEXES
    )


def _date_holds(field: _Checked, day: date | None) -> bool:
    # Doc 9303 lets unknown parts of a date be fillers: no date, and no error either.
    return field.holds() and (day is not None or _FILLER in field.data)


def _optional_data_holds(zone: _Zone) -> bool:
    if zone.optional_check is None:
        return True
    return _Checked(data=zone.optional, check=zone.optional_check).holds()


def _should_hold_iin(zone: _Zone) -> bool:
    return zone.issuer == _ISSUER_WITH_IIN and len(zone.optional.rstrip(_FILLER)) == _IIN_LENGTH

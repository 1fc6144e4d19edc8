"""What a barcode reader typed as a keyboard, whatever layout was active.

The reader presses the keys of a US keyboard. By scan code its characters are exact; from a text
that the active layout has already spoilt they are put back. Under the Kazakh layout even digits
arrive as letters: 900101 comes as `ұққ"қ"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desk_app.domain.iin import LENGTH as IIN_LENGTH
from desk_app.domain.iin import Iin, reasons_against, without_blanks
from desk_app.domain.mrz import MachineReadable, MrzError, read_mrz
from desk_app.domain.numbers import CaseNumber, TemporaryNumber, parse_number
from desk_app.errors import InputError

LONGEST_GAP_MS = 40
FEWEST_KEYS = 6
SILENCE_AFTER_SCAN_MS = 80

ENTER_SCAN_CODES = frozenset({0x1C, 0x60, 0x11C})
TAB_SCAN_CODE = 0x0F
# An X11 or Wayland key code is the scan code plus this.
X11_OFFSET = 8

# Rows of keys from their first scan code on: US plain, US shifted, Russian and Kazakh the same way.
_ROWS = (
    (0x02, "1234567890-=", "!@#$%^&*()_+", "1234567890-=", '!"№;%:?*()_+',
     '"әіңғ,.үұқөһ', "!ӘІҢҒ;:ҮҰҚӨҺ"),
    (0x10, "qwertyuiop[]", "QWERTYUIOP{}", "йцукенгшщзхъ", "ЙЦУКЕНГШЩЗХЪ",
     "йцукенгшщзхъ", "ЙЦУКЕНГШЩЗХЪ"),
    (0x1E, "asdfghjkl;'`", 'ASDFGHJKL:"~', "фывапролджэё", "ФЫВАПРОЛДЖЭЁ",
     "фывапролджэ(", "ФЫВАПРОЛДЖЭ)"),
    (0x2B, "\\zxcvbnm,./", "|ZXCVBNM<>?", "\\ячсмитьбю.", "/ЯЧСМИТЬБЮ,",
     "\\ячсмитьбю№", "/ЯЧСМИТЬБЮ?"),
    (0x39, " ", " ", " ", " ", " ", " "),
)  # fmt: skip
_KEYPAD = dict(zip((0x52, *range(0x4F, 0x52), *range(0x4B, 0x4E), *range(0x47, 0x4A)),
                   "0123456789", strict=True))  # fmt: skip
_PLAIN = {row[0] + n: character for row in _ROWS for n, character in enumerate(row[1])} | _KEYPAD
_SHIFTED = {row[0] + n: character for row in _ROWS for n, character in enumerate(row[2])}
_LATIN = "".join(row[1] + row[2] for row in _ROWS)
_FROM_RUSSIAN = str.maketrans("".join(row[3] + row[4] for row in _ROWS), _LATIN)
_FROM_KAZAKH = str.maketrans("".join(row[5] + row[6] for row in _ROWS), _LATIN)
_KAZAKH_DIGITS = dict(zip('"әіңғ,.үұқ!ӘІҢҒ;:ҮҰҚ', "12345678901234567890", strict=True))
_FROM_KAZAKH_DIGITS = str.maketrans(_KAZAKH_DIGITS)
_ONLY_KAZAKH_LETTERS = frozenset("әіңғүұқөһӘІҢҒҮҰҚӨҺ")


@dataclass(frozen=True, slots=True)
class KeyPress:
    """A pressed key by its scan code (make code of set 1) and whether Shift was held."""

    scan_code: int
    shifted: bool = False


class WedgeKind(StrEnum):
    """What a reader typed."""

    IIN = "iin"
    MRZ = "mrz"
    NUMBER = "number"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class WedgeRead:
    """What was found in a typed text: one of the four kinds, and the text put back to Latin."""

    kind: WedgeKind
    text: str
    iin: Iin | None = None
    mrz: MachineReadable | None = None
    number: CaseNumber | TemporaryNumber | None = None


def characters(keys: Iterable[KeyPress]) -> str:
    """Return what a US keyboard would have typed; keys without a character add nothing."""
    return "".join((_SHIFTED if key.shifted else _PLAIN).get(key.scan_code, "") for key in keys)


def is_burst(gaps_ms: Sequence[float], last_scan_code: int) -> bool:
    """Return whether keys came from a reader: fast, many, and ended by Enter or Tab.

    Args:
        gaps_ms: The time between each key and the next, so one fewer than the keys.
        last_scan_code: The key that ended them.
    """
    ended = last_scan_code in ENTER_SCAN_CODES or last_scan_code == TAB_SCAN_CODE
    return ended and _is_fast(gaps_ms)


def is_burst_without_end(gaps_ms: Sequence[float], silence_ms: float, text: str) -> bool:
    """Return whether a reader that ends with no key typed a whole IIN.

    Args:
        gaps_ms: As for `is_burst`.
        silence_ms: How long no key has followed.
        text: What was typed.
    """
    silent = silence_ms >= SILENCE_AFTER_SCAN_MS
    return silent and _is_fast(gaps_ms) and not reasons_against(text)


def decode_typed(text: str) -> str:
    """Return what a reader meant by a text typed under a Latin, Russian or Kazakh layout.

    No Cyrillic layout types Latin letters, so a text with one stays as it is.
    """
    if any(character.isascii() and character.isalpha() for character in text):
        return text
    if _is_kazakh_number_row(text):
        return digits_typed(text)
    if _is_kazakh(text):
        return text.translate(_FROM_KAZAKH)
    if any(character.isalpha() for character in text):
        return text.translate(_FROM_RUSSIAN)
    return text


def digits_typed(text: str) -> str:
    """Return a text with the number row of the Kazakh layout, plain or shifted, as digits."""
    return text.translate(_FROM_KAZAKH_DIGITS)


def extract_identity(text: str, today: date) -> WedgeRead:
    """Return the person, the case or the unknown code in a text that a reader typed.

    Caps Lock turns the letters of Cyrillic layouts round, so the text is tried that way, too; and
    as it is, for a number that a clerk typed with a Cyrillic look-alike.

    Args:
        text: As the focused field got it, or exact by scan code.
        today: The day against which a birth year without an IIN is resolved.
    """
    decoded = decode_typed(text)
    # The fullest reading first: lines of a card hold an IIN even where their letters are spoilt.
    candidates = dict.fromkeys((decoded, decode_typed(text.swapcase()), text))
    readings = (
        recognise(candidate.strip(), today)
        for recognise in (_as_mrz, _as_number, _as_iin)
        for candidate in candidates
    )
    unknown = WedgeRead(WedgeKind.UNKNOWN, decoded.strip())
    return next((read for read in readings if read is not None), unknown)


def _is_fast(gaps_ms: Sequence[float]) -> bool:
    return len(gaps_ms) + 1 >= FEWEST_KEYS and max(gaps_ms) <= LONGEST_GAP_MS


def _is_kazakh_number_row(text: str) -> bool:
    typed = [character for character in text if not character.isspace()]
    return bool(typed) and all(character in _KAZAKH_DIGITS for character in typed)


def _is_kazakh(text: str) -> bool:
    if not _ONLY_KAZAKH_LETTERS.isdisjoint(text):
        return True
    # The Kazakh slash is №; with digits in the text it is the Russian number sign.
    return "№" in text and not any(character.isdigit() for character in text)


def _as_mrz(text: str, today: date) -> WedgeRead | None:
    mrz = read_mrz(text, today)
    if mrz.format is None or MrzError.CHARACTERS in mrz.errors:
        return None
    return WedgeRead(WedgeKind.MRZ, text, iin=mrz.iin, mrz=mrz)


def _as_number(text: str, _today: date) -> WedgeRead | None:
    try:
        return WedgeRead(WedgeKind.NUMBER, text, number=parse_number(text))
    except InputError:
        return None


def _as_iin(text: str, _today: date) -> WedgeRead | None:
    iin = _only_iin(text)
    return WedgeRead(WedgeKind.IIN, text, iin=iin) if iin else None


def _only_iin(text: str) -> Iin | None:
    """Return the one IIN in a text; with two different ones nobody can be meant."""
    runs = re.findall("[0-9]+", text)
    whole = {run for run in (*runs, without_blanks(text)) if not reasons_against(run)}
    found = whole or {part for run in runs for part in _windows(run) if not reasons_against(part)}
    return Iin(found.pop()) if len(found) == 1 else None


def _windows(run: str) -> Iterable[str]:
    return (run[start : start + IIN_LENGTH] for start in range(len(run) - IIN_LENGTH + 1))

"""Digits as typed and as shown: number rows of the layouts, and grouping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# On the Kazakh layout the number row gives these letters and marks, without and with Shift.
_KAZAKH_ROW: Final = '"әіңғ,.үұқ'
_KAZAKH_SHIFTED_ROW: Final = "!ӘІҢҒ;:ҮҰҚ"
_ROW: Final = "1234567890"
_DIGITS: Final = (
    dict(zip(_KAZAKH_ROW, _ROW, strict=True))
    | dict(zip(_KAZAKH_SHIFTED_ROW, _ROW, strict=True))
    | {digit: digit for digit in _ROW}
)


def typed_digit(character: str) -> str:
    """Return the digit of the key that gave this character, or an empty text.

    Digits come from any layout; the letters and marks of the Kazakh number row are put right.
    """
    return _DIGITS.get(character, "")


@dataclass(frozen=True, slots=True)
class DigitFormat:
    """How a number is grouped on screen.

    Attributes:
        groups: Lengths of the groups, left to right.
        separator: What stands between groups.
        prefix: What stands before the first digit and is no part of what is typed.
        trunk: Leading digits that mean the same as the prefix when the number is one too long.
    """

    groups: tuple[int, ...]
    separator: str = " "
    prefix: str = ""
    trunk: str = ""

    @property
    def capacity(self) -> int:
        """The number of digits it holds."""
        return sum(self.groups)

    def digits_in(self, text: str) -> str:
        """Return the digits of a text pasted or shown, cut to the capacity."""
        bare = text.strip().removeprefix(self.prefix.strip())
        digits = "".join(character for character in bare if character in _ROW)
        if len(digits) > self.capacity and self.trunk and digits[0] in self.trunk:
            digits = digits[1:]
        return digits[: self.capacity]

    def shown(self, digits: str) -> str:
        """Return the digits in groups; nothing for none."""
        if not digits:
            return ""
        parts = []
        start = 0
        for length in self.groups:
            parts.append(digits[start : start + length])
            start += length
        return self.prefix + self.separator.join(part for part in parts if part)

    def position(self, shown: str, digit_count: int) -> int:
        """Return where the cursor stands in the shown text after so many digits."""
        if digit_count == 0:
            return min(len(self.prefix), len(shown))
        seen = 0
        for index in range(len(self.prefix), len(shown)):
            seen += shown[index].isdigit()
            if seen == digit_count:
                return index + 1
        return len(shown)


def numbered(length: int) -> DigitFormat:
    """Return a format of one group, for a plain number of at most so many digits."""
    return DigitFormat((length,))


IIN_FORMAT: Final = DigitFormat((6, 6))
PHONE_FORMAT: Final = DigitFormat((3, 3, 2, 2), prefix="+7 ", trunk="78")
DATE_FORMAT: Final = DigitFormat((2, 2, 4), separator=".")

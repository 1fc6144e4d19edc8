"""Ticket numbers as people type them: case, dashes and the keyboard's layout say nothing."""

from __future__ import annotations

_LATIN_TWINS = str.maketrans("abcehkmoptxy", "авсенкмортху")


def same_number(one: str, other: str) -> bool:
    """Whether two ticket numbers are one, however they were typed."""
    return _squeezed(one) == _squeezed(other)


def _squeezed(number: str) -> str:
    kept = "".join(character for character in number.casefold() if character.isalnum())
    return kept.translate(_LATIN_TWINS)

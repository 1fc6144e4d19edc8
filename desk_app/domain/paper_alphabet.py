"""The characters that the papers' typefaces hold; any other would print as an empty box."""

from __future__ import annotations

import unicodedata
from typing import Final

from desk_app.errors import InputError

# Latin, Cyrillic with every Kazakh letter, punctuation, ‰, ₸, № and −: what both weights hold.
_SPANS: Final = (
    (0x0020, 0x007E),
    (0x00A0, 0x00FF),
    (0x0400, 0x04FF),
    (0x2010, 0x2026),
    (0x202F, 0x2030),
    (0x2039, 0x203A),
    (0x20B8, 0x20B8),
    (0x2116, 0x2116),
    (0x2212, 0x2212),
)
PAPER_ALPHABET: Final = frozenset(
    chr(code) for first, last in _SPANS for code in range(first, last + 1)
)


def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters of a text that no paper can show, each once, in order.

    Letters are composed first, as they are for printing; line ends break lines and count as
    printable.
    """
    composed = unicodedata.normalize("NFC", text)
    return tuple(dict.fromkeys(c for c in composed if c not in PAPER_ALPHABET and c != "\n"))


def require_printable(text: str, *, field: str) -> None:
    """Refuse a text that a paper could not show in full.

    Raises:
        InputError: `field.unprintable` with the first such `character`, itself and its code.
    """
    for character in unprintable(text):
        raise InputError("field.unprintable", field=field, character=_named(character))


def _named(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return f"«{character}» ({code})" if character.isprintable() else code

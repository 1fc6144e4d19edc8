"""The marks on paper: fonts that know every Kazakh letter, and Code 128 bars."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desk_app.errors import InputError, KnownError

REGULAR = "NotoSans-Regular"
BOLD = "NotoSans-Bold"

# Three dots of a 200 dpi printer: above the 0.33 mm that readers need, and whole at 600 dpi.
MODULE_MM = 0.381
QUIET_MODULES = 10


@dataclass(frozen=True, slots=True)
class Fonts:
    """The characters that both weights can print; the fonts are registered by their names."""

    characters: frozenset[int]


def load_fonts(folder: Path) -> Fonts:
    """Register both weights with the PDF library and return what they can print.

    Raises:
        KnownError: `font.unreadable`, naming the file.
    """
    return Fonts(_register(folder, REGULAR) & _register(folder, BOLD))


def _register(folder: Path, name: str) -> frozenset[int]:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    try:
        font = TTFont(name, str(folder / f"{name}.ttf"))
    except (TTFError, OSError) as error:
        raise KnownError("font.unreadable", file=f"{name}.ttf") from error
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def missing_characters(text: str, fonts: Fonts) -> tuple[str, ...]:
    """Return the characters of a text that would print as an empty box, as `U+XXXX`, in order."""
    missing = (ord(character) for character in text if ord(character) not in fonts.characters)
    return tuple(f"U+{code:04X}" for code in dict.fromkeys(missing))


def code128_modules(number: str, *, field: str, widest: int) -> str:
    """Return a number as Code 128 modules, `1` for a bar and `0` for a space.

    Raises:
        InputError: `paper.number_unprintable`; not ASCII, or wider than `widest` modules.
    """
    from barcode.codex import Code128

    if not number.isascii() or not number.isprintable():
        raise InputError("paper.number_unprintable", field=field)
    modules: str = Code128(number).build()[0]
    if len(modules) > widest:
        raise InputError("paper.number_unprintable", field=field)
    return modules


def bars(modules: str) -> list[tuple[int, int]]:
    """Return the bars as (first module, width in modules), neighbours joined."""
    runs: list[tuple[int, int]] = []
    for position, module in enumerate(modules):
        if module != "1":
            continue
        if runs and sum(runs[-1]) == position:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((position, 1))
    return runs

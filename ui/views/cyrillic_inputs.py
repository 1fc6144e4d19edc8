"""Inputs of Cyrillic text with the Kazakh pairs and the mark of a Latin layout."""

from __future__ import annotations

from desk_app.domain.names import kazakh_pair
from ui.presenters.identity_form import tidy_name
from ui.widgets.cyrillic import CyrillicArea, CyrillicInput
from ui.widgets.name_input import NameInput

# The code a keyboard shows for its Latin layout, the same in every language.
_LATIN_LAYOUT = "EN"


def name_input(name: str) -> NameInput:
    """Return the input of a name."""
    editor = NameInput(name, tidy=tidy_name, kazakh_pair=kazakh_pair)
    editor.set_layout_mark(_LATIN_LAYOUT)
    return editor


def text_input(name: str) -> CyrillicInput:
    """Return the input of a line."""
    editor = CyrillicInput(name, kazakh_pair=kazakh_pair)
    editor.set_layout_mark(_LATIN_LAYOUT)
    return editor


def text_area(name: str, *, lines: int = 3) -> CyrillicArea:
    """Return the input of several lines."""
    editor = CyrillicArea(name, kazakh_pair=kazakh_pair, lines=lines)
    editor.set_layout_mark(_LATIN_LAYOUT)
    return editor

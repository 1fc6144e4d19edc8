"""Inputs of Cyrillic text with the Kazakh pairs and the mark of a Latin layout."""

from __future__ import annotations

from typing import TypeVar

from desk_app.domain.names import kazakh_pair
from ui.presenters.identity_form import tidy_name
from ui.widgets.cyrillic import CyrillicArea, CyrillicInput
from ui.widgets.name_input import NameInput

Editor = TypeVar("Editor", CyrillicInput, CyrillicArea, NameInput)
# The code a keyboard shows for its Latin layout, the same in every language.
_LATIN_LAYOUT = "EN"


def name_input(name: str) -> NameInput:
    """Return the input of a name."""
    return _marked(NameInput(name, tidy=tidy_name, kazakh_pair=kazakh_pair))


def text_input(name: str) -> CyrillicInput:
    """Return the input of a line."""
    return _marked(CyrillicInput(name, kazakh_pair=kazakh_pair))


def text_area(name: str, *, lines: int = 3) -> CyrillicArea:
    """Return the input of several lines."""
    return _marked(CyrillicArea(name, kazakh_pair=kazakh_pair, lines=lines))


def _marked(editor: Editor) -> Editor:
    editor.set_layout_mark(_LATIN_LAYOUT)
    return editor

"""Every screen and state, walked as a clerk walks, in both languages and at every size."""

from collections.abc import Iterator
from itertools import islice

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from desk_app.domain.languages import Language
from registry.seeding.people import invented_people
from tests.ui.case.counter import CTRL
from tests.ui.shell.desk_window import texts
from tests.ui.window import audit
from tests.ui.window.rings import rings_unseen
from tests.ui.window.spoken import unsaid
from tests.ui.window.walks import WALKS

SIZES = ((1280, 720), (1366, 768), (1440, 900), (1920, 1080))
PEOPLE = (
    "Сынақова",
    *(word for p in islice(invented_people(), 40) for word in (p.surname, p.iin.digits)),
)
OTHER = {Language.KK: Language.RU, Language.RU: Language.KK}


def wrong_at(desk, language) -> Iterator[str]:
    """Yield what is wrong with the screen in a language."""
    window = desk.window
    yield from audit.nameless(window)
    yield from audit.mute(window)
    yield from (f"unsaid: {found}" for found in unsaid(window))
    yield from (f"other language: {found}" for found in audit.left_behind(window, language))
    if window.windowTitle() != texts().get("app.title", language):
        yield f"title: {window.windowTitle()}"
    yield from (f"person in a toast: {text}" for text in audit.named_in_toasts(window, PEOPLE))
    for size in SIZES:
        window.resize(*size)
        audit.settle_layout()
        yield from (f"{size[0]}x{size[1]}: {found}" for found in audit.misfits(window, size))
    window.resize(1440, 900)
    audit.settle_layout()


def is_scanning(desk) -> bool:
    workspace = desk.window.workspace
    return workspace is not None and workspace.case_page.documents.rows.presenter.is_scanning


def typed(window) -> dict[str, tuple[str, int]]:
    """Return every text with the place of the cursor in it, by name."""
    lines = [e for e in audit.visible(window, QLineEdit) if e.objectName()]
    areas = audit.visible(window, QPlainTextEdit)
    return {e.objectName(): (e.text(), e.cursorPosition()) for e in lines} | {
        e.objectName(): (e.toPlainText(), e.textCursor().position()) for e in areas
    }


def wrong_after_switch(desk) -> Iterator[str]:
    """Switch the language by its key; yield what the switch took away."""
    window = desk.window
    focused, written = QApplication.focusWidget(), typed(window)
    before = audit.spoken_names(window)
    desk.key(Qt.Key.Key_F12, CTRL)
    if not is_scanning(desk):
        desk.settle()
    audit.settle_layout()
    if QApplication.focusWidget() is not focused:
        yield f"focus went from {focused} to {QApplication.focusWidget()}"
    if typed(window) != written:
        yield f"typed text: {written} became {typed(window)}"
    after = audit.spoken_names(window)
    if set(after) != set(before):
        yield f"other parts: {set(after) ^ set(before)}"
    if before and all(after.get(name) == words for name, words in before.items()):
        yield "no name changed"


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_every_screen_is_named_fits_and_is_reached_in_both_languages(walk, open_desk, at_counter):
    wrong: list[str] = []

    for desk, stop in walk(open_desk, at_counter):
        audit.settle_layout()
        language = desk.window.language
        found = {
            "tab": list(audit.lost_by_tab(desk.window)),
            "focus": list(rings_unseen(desk.window)),
            language: list(wrong_at(desk, language)),
            "switch": list(wrong_after_switch(desk)),
            OTHER[language]: list(wrong_at(desk, OTHER[language])),
            "switch back": list(wrong_after_switch(desk)),
        }
        wrong += [f"{stop} / {what} / {part}" for what, parts in found.items() for part in parts]

    assert wrong == [], "\n".join(["", *dict.fromkeys(wrong)])

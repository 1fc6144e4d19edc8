"""Whole screens made of the kit: names, targets, fit, themes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget

from tests.ui.kit.gallery import SCREENS, SIZES
from tests.ui.kit.keys import show_focused
from tests.ui.kit.pictures import colours_in
from ui.theme import apply_theme
from ui.tokens import MIN_TARGET_PX, THEMES, ThemeName, density_for


@pytest.fixture
def screen(qapp, qtbot):
    def build(name, size=SIZES[0], theme=ThemeName.LIGHT):
        apply_theme(qapp, theme, density_for(*size))
        frame = SCREENS[name]()
        qtbot.addWidget(frame)
        frame.resize(*size)
        show_focused(frame, frame.focused)
        return frame

    yield build
    apply_theme(qapp)


def reachable(frame):
    return [
        part
        for part in frame.findChildren(QWidget)
        if part.isVisible()
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and part.focusProxy() is None
        and not isinstance(part, QScrollArea)
    ]


@pytest.mark.parametrize("name", SCREENS)
def test_everything_the_keyboard_reaches_can_be_named_and_found(screen, name):
    frame = screen(name)
    for part in frame.findChildren(QWidget, "queue"):
        part.set_name("Кезек")
    for preview in frame.findChildren(QWidget, "preview"):
        preview.set_tool_names("Үлкейту", "Кішірейту", "Бұру")
        preview.set_page_name("1-бет")
    parts = reachable(frame)

    assert [part.objectName() for part in parts if not part.accessibleName()] == []
    assert len({part.objectName() for part in parts} - {""}) == len(parts)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_keeps_to_its_window_with_no_word_cut_and_no_target_small(screen, name, size):
    frame = screen(name, size)
    buttons = [part for part in frame.findChildren(QAbstractButton) if part.isVisible()]
    words = [part for part in frame.findChildren(QLabel) if part.isVisible()]

    assert (frame.width(), frame.height()) == size
    cut = [part for part in words + buttons if part.width() < part.minimumSizeHint().width()]
    cut += [part for part in words if part.height() < part.heightForWidth(part.width())]
    assert [part.text() for part in cut] == []
    small = [part for part in buttons if min(part.width(), part.height()) < MIN_TARGET_PX]
    assert [part.objectName() for part in small] == []


def test_what_takes_the_focus_in_a_low_window_is_scrolled_into_sight(screen):
    frame = screen("application_wrong", (1280, 720))
    body = frame.findChild(QScrollArea, "main.body")
    last = frame.findChild(QWidget, "consent")
    assert body.verticalScrollBar().maximum() > 0

    last.setFocus()
    QApplication.processEvents()

    top = last.mapTo(body.viewport(), last.rect().topLeft()).y()
    assert top >= 0
    assert top + last.height() <= body.viewport().height()


@pytest.mark.parametrize("theme", ThemeName)
def test_a_change_of_theme_reaches_a_screen_that_is_open(screen, qapp, theme):
    frame = screen("refusal")

    apply_theme(qapp, theme)
    QApplication.processEvents()

    colours, seen = THEMES[theme], colours_in(frame)
    assert {colours.surface, colours.app, colours.bad, colours.text} <= seen
    if theme is not ThemeName.LIGHT:
        assert THEMES[ThemeName.LIGHT].app not in seen


def test_a_change_of_theme_keeps_focus_and_text(screen, qapp):
    frame = screen("application")
    frame.focused.setCursorPosition(3)

    apply_theme(qapp, ThemeName.DARK, density_for(1366, 768))

    assert frame.focused.hasFocus()
    assert (frame.focused.text(), frame.focused.cursorPosition()) == ("Бухгалтер", 3)
    assert frame.focused.height() == 34

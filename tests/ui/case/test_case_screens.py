"""Every step in both languages: names for a screen reader, nothing clipped or out of reach."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget

from desk_app.domain.cases import Step
from desk_app.domain.vocabulary import DeskKind
from tests.builders import iins
from tests.ui.case.counter import CTRL, ENTER, person
from tests.ui.case.test_other_ends import called, identify
from tests.ui.case.test_standard_case import fill_seven_fields

SIZES = ((1280, 720), (1366, 768), (1440, 900))


def screens(clerk, language):
    """Go through the steps as the clerk does; yield a name at every state of interest."""
    yield "identity"
    somebody = person(skip=1)
    clerk.data(somebody.iin.digits)
    yield "identity found"
    clerk.data(somebody.document_number[-4:])
    clerk.press(ENTER)
    yield "documents"
    clerk.press(Qt.Key.Key_F3)
    yield "documents scanned"
    clerk.press(Qt.Key.Key_F4)
    clerk.press(ENTER, CTRL)
    yield "application"
    clerk.press(ENTER, CTRL)
    yield "application wrong"
    fill_seven_fields(clerk, language)
    clerk.press(Qt.Key.Key_Space)
    clerk.press(ENTER, CTRL)
    assert clerk.page.presenter.step is Step.RESULT
    yield "result"
    for card in clerk.page.result.presenter.cards():
        clerk.page.result.presenter.choose_by_hand(card.code)
        clerk.settle()
        yield f"result {card.code}"


def visible(window, kind=QWidget):
    return [part for part in window.findChildren(kind) if part.isVisible()]


def nameless(window):
    return [
        part.objectName() or type(part).__name__
        for part in visible(window)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and not part.accessibleName()
    ]


def twins(page):
    """Return names that two controls of one parent share."""
    found = []
    for parent in [page, *visible(page)]:
        names = [
            child.accessibleName()
            for child in parent.children()
            if isinstance(child, QWidget)
            and child.isVisible()
            and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        found += [name for name in set(names) if names.count(name) > 1]
    return found


def clipped(window):
    labels = [
        label.text()
        for label in visible(window, QLabel)
        if not label.wordWrap() and label.sizeHint().width() > label.width() + 1
    ]
    buttons = [
        button.accessibleName()
        for button in visible(window, QAbstractButton)
        if not button.hasHeightForWidth() and button.sizeHint().width() > button.width() + 1
    ]
    low = [
        part.accessibleName()
        for part in visible(window, QAbstractButton)
        if part.hasHeightForWidth() and part.heightForWidth(part.width()) > part.height() + 1
    ]
    return labels + buttons + low


def sideways(window):
    """Return the bodies of cards that are wider than their card."""
    return [
        area.objectName()
        for area in visible(window, QScrollArea)
        if area.objectName().endswith(".body") and area.horizontalScrollBar().maximum() > 0
    ]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("kind", list(DeskKind), ids=str)
def test_the_steps_fit_and_speak(at_counter, language, kind, size):
    clerk = called(at_counter, language=language, kind=kind, size=size)
    wrong = {}

    for screen in screens(clerk, language):
        window = clerk.desk.window
        QApplication.processEvents()
        assert (window.width(), window.height()) == size
        found = {
            "nameless": nameless(window),
            "twins": twins(clerk.page),
            "clipped": clipped(window),
            "sideways": sideways(window),
        }
        wrong |= {(screen, what): parts for what, parts in found.items() if parts}

    assert wrong == {}


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_forms_by_hand_fit_and_speak(at_counter, language, size):
    clerk = called(at_counter, language=language, size=size, offline=True)
    clerk.data(iins()[0].digits)
    clerk.page.identity.with_deputy.click()
    clerk.settle()
    QApplication.processEvents()

    window = clerk.desk.window
    assert (window.width(), window.height()) == size
    assert nameless(window) == twins(clerk.page) == clipped(window) == sideways(window) == []


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_application_fits_without_scrolling(at_counter, language, size):
    clerk = called(at_counter, language=language, size=size)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F4)
    clerk.press(Qt.Key.Key_F4)
    clerk.press(ENTER)

    (body,) = [
        area
        for area in visible(clerk.page, QScrollArea)
        if area.objectName() == "application.main.body"
    ]
    assert body.verticalScrollBar().maximum() == 0

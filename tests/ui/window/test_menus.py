"""The menu key: the deeds of a row and of an input, in the words of the screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from desk_app.services import holding
from tests.builders import draft, identify, iins
from tests.ui.case.counter import CTRL, person
from tests.ui.case.test_other_ends import called
from tests.ui.case.test_other_ends import identify as identify_by_keys
from tests.ui.kit.keys import press
from tests.ui.shell.desk_window import texts
from tests.ui.window.walks import waiting

# The platform without a screen opens menus and says what of it a real one does besides.
pytestmark = pytest.mark.qt_log_ignore(
    "does not support raise", "does not support grabbing the keyboard", extend=True
)


def menu_key() -> QMenu:
    """Press the menu key on what has the focus, as the platform tells of it."""
    focused = QApplication.focusWidget()
    spot = QPoint(4, 4)
    # A list hears of it at its viewport.
    target = focused.viewport() if hasattr(focused, "viewport") else focused
    keyboard = QContextMenuEvent.Reason.Keyboard
    event = QContextMenuEvent(keyboard, spot, target.mapToGlobal(spot))
    QApplication.sendEvent(target, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def words_of(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def take(menu: QMenu, *, down: int = 0) -> None:
    for _ in range(down):
        press(menu, Qt.Key.Key_Down)
    press(menu, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_a_waiting_ticket_is_called_from_its_menu(open_desk, language):
    desk = open_desk(language=language)
    desk.sign_in()
    waiting(desk, 21, 5)
    desk.window.frame.rail.focus_list()
    desk.key(Qt.Key.Key_End)

    menu = menu_key()
    assert words_of(menu) == [texts().get("rail.call_this", language)]
    take(menu)
    desk.settle()

    assert desk.page_name == "case_page"
    assert desk.window.workspace.home.called.number == "А-045"


def test_a_held_case_is_opened_from_its_menu(open_desk, language):
    desk = open_desk(language=language)
    desk.sign_in()
    case = draft(desk.desk)
    identify(desk.desk, case, iins()[0])
    holding.hold(case.application_id, "missing_document", desk=desk.desk)
    for _ in range(2):
        desk.key(Qt.Key.Key_PageDown, CTRL)
    desk.settle()

    menu = menu_key()
    assert words_of(menu)[0] == texts().get("list.open", language)
    take(menu)
    desk.settle()

    assert desk.page_name == "case_page"
    assert desk.window.workspace.home.counter.case.application_id == case.application_id


def test_a_document_is_marked_from_its_menu(at_counter, language):
    clerk = called(at_counter, language=language)
    identify_by_keys(clerk, person())
    code = clerk.focus.removeprefix("document.")

    menu = menu_key()
    assert len(words_of(menu)) == 2
    take(menu, down=1)
    clerk.settle()

    assert clerk.case.document(code).status == "absent"


def test_an_input_is_cut_and_pasted_by_its_menu_in_the_words_of_the_screen(at_counter, language):
    clerk = called(at_counter, language=language, offline=True)
    clerk.data("82011")
    for switched in (False, True):
        if switched:
            clerk.press(Qt.Key.Key_F12, CTRL)
        menu = menu_key()
        in_force = clerk.desk.window.language
        keys = ("cut", "copy", "paste", "select_all")
        assert words_of(menu) == [texts().get(f"edit.{key}", in_force) for key in keys]
        menu.close()
        clerk.desk.window.activateWindow()
        QApplication.processEvents()

    QGuiApplication.clipboard().setText("639")
    paste = menu_key().actions()[2]
    paste.trigger()

    assert clerk.page.identity.iin.value() == "82011639"

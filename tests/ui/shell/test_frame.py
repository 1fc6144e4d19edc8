import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from desk_app.domain.languages import Language
from desk_app.domain.service_time import TicketSource
from desk_app.domain.vocabulary import DeskKind
from tests.builders import ticket, wait_in_queue
from tests.ui.shell.desk_window import PASSWORD, texts
from ui.theme import look
from ui.tokens import COMFORTABLE, COMPACT, NARROW
from ui.window_state import WindowState, load_window_state, save_window_state

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SCREENS = ("idle", "list", "held", "outbox", "help", "ticket", "search", "lock")


def show(desk, screen):
    keys = {
        "list": (Qt.Key.Key_PageDown, CTRL),
        "outbox": (Qt.Key.Key_F10,),
        "help": (Qt.Key.Key_F1,),
        "ticket": (Qt.Key.Key_F2, SHIFT),
        "search": (Qt.Key.Key_Space, CTRL),
        "lock": (Qt.Key.Key_F12,),
    }
    if screen == "held":
        desk.key(*keys["list"])
        desk.key(*keys["list"])
    elif screen in keys:
        desk.key(*keys[screen])
    desk.settle()


def visible(window, kind=QWidget):
    return [part for part in window.findChildren(kind) if part.isVisible()]


@pytest.mark.parametrize("screen", SCREENS)
def test_whatever_takes_the_focus_has_a_name_in_the_language(signed_in, language, screen):
    desk = signed_in(language=language)
    show(desk, screen)

    nameless = [
        part.objectName() or type(part).__name__
        for part in visible(desk.window)
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and not part.accessibleName()
    ]

    assert nameless == []


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (1440, 900)])
@pytest.mark.parametrize("kind", list(DeskKind))
def test_every_screen_fits_and_no_word_is_clipped(signed_in, language, size, kind):
    desk = signed_in(language=language, size=size, kind=kind)
    wait_in_queue(desk.desk, ticket(source=TicketSource.LOCAL))

    for screen in ("idle", "list", "held", "outbox"):
        show(desk, screen)
        assert (desk.window.width(), desk.window.height()) == size
        clipped = [
            label.text()
            for label in visible(desk.window, QLabel)
            if not label.wordWrap() and label.sizeHint().width() > label.width() + 1
        ]
        short = [
            button.accessibleName()
            for button in visible(desk.window, QAbstractButton)
            if button.sizeHint().width() > button.width() + 1
        ]
        out = [
            button.accessibleName()
            for button in visible(desk.window.frame.rail, QAbstractButton)
            if button.mapTo(desk.window.frame.rail, button.rect().topRight()).x()
            > desk.window.frame.rail.width()
        ]
        assert (screen, clipped, short, out) == (screen, [], [], [])


@pytest.mark.parametrize(
    ("size", "density"),
    [((1440, 900), COMFORTABLE), ((1366, 900), NARROW), ((1440, 800), COMPACT)],
)
def test_the_density_follows_the_window(open_desk, size, density):
    desk = open_desk(size=size)

    assert look().density is density
    desk.window.resize(1440, 900)
    assert look().density is COMFORTABLE


def test_the_title_carries_no_person(signed_in, language):
    desk = signed_in(language=language)

    assert desk.window.windowTitle() == texts().get("app.title", language)


def test_the_demo_mark_is_shown_in_the_demo_office_only(open_desk, language):
    desk = open_desk(language=language, is_demo=True)

    assert desk.part("top.mark").isVisible()
    assert desk.part("top.mark").accessibleName() == texts().get("top.demo", language)


def test_a_real_desk_carries_no_mark(open_desk):
    assert not open_desk().part("top.mark").isVisible()


def test_f6_goes_round_the_panes(signed_in):
    desk = signed_in()
    panes = []
    for _ in range(3):
        desk.key(Qt.Key.Key_F6)
        panes.append(desk.focus().objectName().split(".")[0])

    assert panes == ["status", "rail", "idle"]


def test_the_hint_of_the_demo_office_lets_anybody_in(open_desk):
    desk = open_desk()

    assert PASSWORD in desk.part("sign_in.hint").text()


def test_the_window_comes_back_as_it_was(tmp_path):
    state = WindowState(Language.RU, is_maximized=False, size_px=(1500, 870))

    save_window_state(tmp_path, state)

    assert load_window_state(tmp_path) == state


@pytest.mark.parametrize("content", ["", "{", '{"language": "fr"}', "[]"])
def test_a_state_that_cannot_be_read_is_as_good_as_none(tmp_path, content):
    (tmp_path / "window.json").write_text(content, encoding="utf-8")

    assert load_window_state(tmp_path) == WindowState()


def test_a_window_smaller_than_the_smallest_is_widened(tmp_path):
    save_window_state(tmp_path, WindowState(Language.KK, size_px=(300, 200)))

    assert load_window_state(tmp_path).size_px == (1280, 720)

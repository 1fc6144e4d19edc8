"""Choosing by keys: lists, ticks, switches, outcome cards, tabs."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from tests.ui.kit.keys import press, show_focused, type_text
from ui.widgets.choice_input import ChoiceInput
from ui.widgets.choices import CheckBox, Segmented
from ui.widgets.line_inputs import TextInput
from ui.widgets.radio_cards import RadioCards
from ui.widgets.rail import RailTabs

LEVELS = [("basic", "Негізгі орта"), ("high", "Жоғары"), ("post", "Жоғары оқу орнынан кейінгі")]
FOLD = str.maketrans("әғқңөұүһіыё", "агкноуухиие")


@pytest.fixture
def page(kit, qtbot):
    """A window with a list, an input after it, and room for the list to open."""
    window = QWidget()
    window.resize(500, 500)
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    choice = ChoiceInput("level", fold=lambda text: text.casefold().translate(FOLD))
    choice.set_options(LEVELS)
    after = TextInput("after")
    column.addWidget(choice)
    column.addWidget(after)
    column.addStretch(1)
    show_focused(window, choice)
    window.choice, window.after, window.told, window.asked = choice, after, [], []
    choice.edited.connect(window.told.append)
    choice.next_requested.connect(lambda: window.asked.append("next"))
    return window


def test_letters_open_the_list_and_enter_takes_and_goes_on(page):
    type_text(page.choice, "жо")
    assert page.choice.is_open()
    assert page.choice.value() == ""

    press(page.choice, Qt.Key.Key_Return)

    assert page.choice.value() == "high"
    assert (page.told, page.asked) == (["high"], ["next"])
    assert not page.choice.is_open()


def test_more_letters_reach_the_longer_name(page):
    type_text(page.choice, "жоғары о")

    assert page.choice.highlighted_text() == "Жоғары оқу орнынан кейінгі"


def test_letters_of_the_other_layout_find_the_same(page):
    type_text(page.choice, "жогары о")

    assert page.choice.highlighted_text() == "Жоғары оқу орнынан кейінгі"


def test_escape_leaves_the_choice_as_it_was(page):
    page.choice.set_value("basic")
    type_text(page.choice, "ж")

    press(page.choice, Qt.Key.Key_Escape)

    assert page.choice.value() == "basic"
    assert page.told == []
    assert not page.choice.is_open()
    assert page.choice.hasFocus()


def test_tab_takes_the_suggestion_and_moves_the_focus(page):
    type_text(page.choice, "н")
    QTest.keyClick(page.choice, Qt.Key.Key_Tab)

    assert page.choice.value() == "basic"
    assert page.after.hasFocus()


def test_leaving_otherwise_takes_nothing(page):
    type_text(page.choice, "н")
    page.after.setFocus()

    assert page.choice.value() == ""
    assert not page.choice.is_open()


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up])
def test_arrows_open_the_list_and_change_nothing_by_themselves(page, key):
    page.choice.set_value("high")

    press(page.choice, key, modifiers=Qt.KeyboardModifier.AltModifier)

    assert page.choice.is_open()
    assert page.choice.value() == "high"
    assert page.choice.highlighted_text() == "Жоғары"


def test_arrows_home_and_end_move_in_the_open_list(page):
    page.choice.showPopup()
    seen = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_Up):
        press(page.choice, key)
        seen.append(page.choice.highlighted_text())

    assert seen == [LEVELS[1][1], LEVELS[2][1], LEVELS[2][1], LEVELS[0][1], LEVELS[0][1]]


def test_function_keys_and_ctrl_enter_are_left_to_the_screen(page):
    assert not press(page.choice, Qt.Key.Key_F4)
    assert not press(page.choice, Qt.Key.Key_Return, "\r", Qt.KeyboardModifier.ControlModifier)
    assert page.choice.value() == ""


def test_a_click_elsewhere_closes_and_a_click_on_a_row_takes(page):
    page.choice.showPopup()
    QTest.mouseClick(page, Qt.MouseButton.LeftButton, pos=QPoint(490, 490))
    assert not page.choice.is_open()

    page.choice.showPopup()
    view = page.choice._list.view
    spot = view.visualRect(view.model().index(2, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    assert page.choice.value() == "post"
    assert page.told == ["post"]


def test_the_choice_stays_when_the_language_changes(page):
    page.choice.set_value("high")

    page.choice.set_options([("basic", "Основное"), ("high", "Высшее"), ("post", "Послевузовское")])

    assert page.choice.value() == "high"
    assert page.choice.currentText() == "Высшее"
    assert page.told == []


def test_an_open_list_goes_with_its_box(page):
    page.choice.showPopup()

    page.choice.hide()
    assert not page.choice.is_open()
    page.choice.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    assert page.findChildren(QListView) == []


def test_a_read_only_list_does_not_open(page):
    page.choice.set_read_only(True)
    type_text(page.choice, "ж")

    assert not page.choice.is_open()
    assert page.choice.value() == ""


def test_space_ticks_and_enter_goes_on(kit, qtbot):
    box = CheckBox("consent")
    qtbot.addWidget(box)
    box.set_text("Келісім алынды & сақталды")
    asked = []
    box.next_requested.connect(lambda: asked.append("next"))
    show_focused(box)

    press(box, Qt.Key.Key_Space, " ")
    assert box.isChecked()
    press(box, Qt.Key.Key_Return)

    assert asked == ["next"]
    assert box.isChecked()
    assert box.accessibleName() == "Келісім алынды & сақталды"


def test_a_long_tick_wraps_instead_of_being_cut(kit, qtbot):
    box = CheckBox("ground")
    qtbot.addWidget(box)
    box.set_text("Ұсынылған құжаттардың және олардағы деректердің анық еместігі " * 3)

    assert box.heightForWidth(400) > box.heightForWidth(900) > 0


def test_arrows_choose_an_outcome_and_say_so(kit, qtbot):
    cards = RadioCards("outcomes")
    qtbot.addWidget(cards)
    cards.set_options([("accept", "Қабылдау", "a"), ("refuse", "Қайтару", "b"), ("c", "С", "c")])
    chosen, asked = [], []
    cards.chosen.connect(chosen.append)
    cards.next_requested.connect(lambda: asked.append("next"))
    cards.set_value("accept")
    show_focused(cards)
    cards.focus_chosen()

    press(cards.card("accept"), Qt.Key.Key_Down)
    assert cards.value() == "refuse"
    assert cards.card("refuse").hasFocus()
    press(cards.card("refuse"), Qt.Key.Key_Return)

    assert chosen == ["refuse"]
    assert asked == ["next"]
    cards.set_value("")
    assert cards.value() == ""


def test_a_barred_outcome_says_why(kit, qtbot):
    cards = RadioCards("outcomes")
    qtbot.addWidget(cards)
    cards.set_options([("refuse", "Бас тарту", "негізі")])

    cards.card("refuse").set_unavailable("Байланыс жоқ")
    assert not cards.card("refuse").isEnabled()
    assert cards.card("refuse").accessibleDescription() == "Байланыс жоқ"

    cards.card("refuse").set_unavailable("")
    assert cards.card("refuse").isEnabled()
    assert cards.card("refuse").accessibleDescription() == "негізі"


def test_a_switch_is_moved_by_arrows_and_told_once(kit, qtbot):
    switch = Segmented("language")
    qtbot.addWidget(switch)
    switch.set_options([("kk", "ҚАЗ"), ("ru", "РУС")])
    switch.set_value("kk")
    chosen = []
    switch.chosen.connect(chosen.append)
    first = switch.findChild(QWidget, "language.kk")
    show_focused(switch, first)

    press(first, Qt.Key.Key_Right)

    assert switch.value() == "ru"
    assert chosen == ["ru"]


def test_tabs_are_stepped_through_and_read_with_their_count(kit, qtbot):
    tabs = RailTabs("tabs")
    qtbot.addWidget(tabs)
    tabs.set_tabs([("queue", "Кезек", 6), ("ready", "Дайын", 3), ("held", "Кідіртілген", 1)])
    chosen = []
    tabs.chosen.connect(chosen.append)

    tabs.step(1)
    tabs.step(1)
    tabs.step(1)
    tabs.step(-1)

    assert chosen == ["ready", "held", "queue", "held"]
    assert tabs.findChild(QWidget, "tabs.ready").accessibleName() == "Дайын: 3"

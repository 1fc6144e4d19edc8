"""Fields, messages, preview and overlay: what they say and where the keys lead."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QEnterEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.kit.gallery import paper
from tests.ui.kit.keys import press
from tests.ui.kit.pictures import colours_in, pixels
from ui.theme import look
from ui.widgets.buttons import Button
from ui.widgets.chips import Tone
from ui.widgets.digits import IIN_FORMAT
from ui.widgets.edit_menu import EditWords, edit_menu, set_edit_words
from ui.widgets.fields import Field
from ui.widgets.line_inputs import DigitInput, TextInput
from ui.widgets.messages import Banner, ErrorSummary, Toast
from ui.widgets.notes import SavedNote
from ui.widgets.overlay import Overlay
from ui.widgets.page_preview import PagePreview
from ui.widgets.speech import announce


def test_a_field_names_its_input_and_explains_the_error(make):
    editor = TextInput("phone")
    field = make(Field("f", editor))
    field.set_label("Ұялы телефоны")
    field.set_hint("11 цифр")
    assert editor.accessibleDescription() == "11 цифр"

    field.set_error("Өрісті толтырыңыз")
    assert editor.accessibleName() == "Ұялы телефоны"
    assert editor.accessibleDescription() == field.error() == "Өрісті толтырыңыз"
    assert editor.property("invalid") is True

    field.set_error("")
    assert editor.accessibleDescription() == "11 цифр"
    assert editor.property("invalid") is False


def test_a_wrong_field_with_the_focus_keeps_the_ring(make):
    editor = TextInput("phone")
    field = make(Field("f", editor))
    field.set_error("Қате")
    editor.setFocus()

    drawn = colours_in(editor)

    assert {look().colours.focus, look().colours.bad_sub} <= drawn


def test_a_line_of_the_summary_leads_to_its_field(make):
    summary = ErrorSummary("summary")
    summary.show_errors("2 өрісті түзету керек", [("iin", "ЖСН қате"), ("phone", "Толтырыңыз")])
    make(summary)
    asked = []
    summary.field_requested.connect(asked.append)

    press(summary.findChild(QWidget, "summary.2"), Qt.Key.Key_Return)
    summary.show_errors("1 өрісті түзету керек", [("phone", "Толтырыңыз")])
    press(summary.findChild(QWidget, "summary.1"), Qt.Key.Key_Return)

    assert asked == ["phone", "phone"]
    assert summary.lines() == ["Толтырыңыз"]
    summary.show_errors("", [])
    assert summary.isHidden()


def test_a_banner_stays_until_its_cause_is_gone(make):
    banner = Banner("banner")
    banner.show_message("Сканер табылмады", Tone.WARN)
    banner.set_action("Файлды қосу", "F3")
    make(banner)
    asked = []
    banner.action_requested.connect(lambda: asked.append(1))

    banner.action.click()
    assert asked == [1]
    assert banner.accessibleName() == "Сканер табылмады"

    banner.show_message("", Tone.WARN)
    assert banner.isHidden()


@pytest.fixture
def toast(make):
    host = QWidget()
    host.resize(800, 600)
    made = Toast("toast", host)
    make(host)
    made.show_message("Бет жойылды", "Қалпына келтіру", "Alt+Backspace")
    return made


def test_a_toast_stands_inside_its_host_and_offers_undo(toast):
    undone = []
    toast.undo_requested.connect(lambda: undone.append(1))
    assert QRect(0, 0, 800, 600).contains(toast.geometry())
    assert toast._timer.remainingTime() > 7000

    toast.findChild(QWidget, "toast.undo").click()

    assert undone == [1]
    assert toast.isHidden()


def test_a_toast_goes_when_its_time_is_over_but_not_under_the_pointer_or_focus(toast):
    spot = QPointF(5, 5)
    QApplication.sendEvent(toast, QEnterEvent(spot, spot, spot))
    assert not toast._timer.isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast._timer.isActive()

    toast.findChild(QWidget, "toast.undo").setFocus()
    toast._timer.timeout.emit()
    assert toast.isVisible()

    toast.findChild(QWidget, "toast.undo").clearFocus()
    toast._timer.timeout.emit()
    assert toast.isHidden()


def test_a_second_toast_takes_the_place_of_the_first(toast):
    toast.show_message("Құжат жоқ деп белгіленді")

    assert toast.text() == "Құжат жоқ деп белгіленді"
    assert not toast.findChild(QWidget, "toast.undo").isVisible()


@pytest.fixture
def preview(make):
    made = PagePreview("preview", with_tools=True)
    made.resize(420, 560)
    made.set_pages([paper(), paper(), paper()])
    make(made)
    return made


def test_pages_are_turned_enlarged_and_leafed_by_keys(preview):
    area = preview.findChild(QWidget, "preview.page")
    pages, turns = [], []
    preview.page_changed.connect(pages.append)
    preview.turned.connect(lambda page, quarters: turns.append((page, quarters)))

    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        press(area, key)
    press(area, Qt.Key.Key_Asterisk, "*")
    press(area, Qt.Key.Key_Plus, "+")

    assert pages == [1, 2, 1]
    assert turns == [(1, 1)]
    assert preview.zoom_factor() == pytest.approx(1.25)
    press(area, Qt.Key.Key_Minus, "-")
    press(area, Qt.Key.Key_Minus, "-")
    assert preview.zoom_factor() == 1.0


def test_delete_asks_to_remove_the_page_shown(preview):
    asked = []
    preview.removal_requested.connect(asked.append)
    preview.show_page(2)

    press(preview.findChild(QWidget, "preview.page"), Qt.Key.Key_Delete)

    assert asked == [2]
    assert preview.page_count() == 3


def test_paper_is_white_and_the_whole_page_is_seen(preview):
    page = QImage(100, 140, QImage.Format.Format_RGB32)
    page.fill(QColor("#3355AA"))
    preview.set_pages([page])
    QApplication.processEvents()
    drawn = pixels(preview.findChild(QWidget, "preview.page"))

    blue = [
        (x, y) for y, line in enumerate(drawn) for x, name in enumerate(line) if name == "#3355AA"
    ]
    width = max(x for x, _ in blue) - min(x for x, _ in blue) + 1
    height = max(y for _, y in blue) - min(y for _, y in blue) + 1
    assert width / height == pytest.approx(100 / 140, abs=0.02)
    assert height > len(drawn) * 0.6


def test_the_tools_of_the_preview_have_names(preview):
    preview.set_tool_names("Үлкейту", "Кішірейту", "Бұру")

    names = [
        preview.findChild(QWidget, f"preview.{tool}").accessibleName()
        for tool in ("larger", "smaller", "turn")
    ]
    assert names == ["Үлкейту", "Кішірейту", "Бұру"]


def test_escape_leaves_a_panel_and_the_focus_goes_back(make):
    host = QWidget()
    host.resize(900, 700)
    before = TextInput("before", parent=host)
    overlay = Overlay("help", host)
    first, second = Button("first"), Button("second")
    for button in (first, second):
        button.set_text(button.objectName())
        overlay.body.addWidget(button)
    make(host)
    before.setFocus()
    told = []
    overlay.closed.connect(lambda: told.append("closed"))

    overlay.open_on(first)
    assert first.hasFocus()
    assert overlay.geometry() == host.rect()
    seen = []
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        QTest.keyClick(QApplication.focusWidget(), key)
        seen.append(QApplication.focusWidget().objectName())
    press(first, Qt.Key.Key_Escape)

    assert seen == ["second", "first", "second"]
    assert overlay.isHidden()
    assert before.hasFocus()
    assert told == ["closed"]


def test_a_click_beside_the_panel_leaves_it(make):
    host = QWidget()
    host.resize(900, 700)
    overlay = Overlay("help", host)
    button = Button("only")
    overlay.body.addWidget(button)
    make(host)
    overlay.open_on(button)

    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=overlay.panel.geometry().center())
    assert overlay.isVisible()
    QTest.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))

    assert overlay.isHidden()


def test_a_failure_to_save_is_red_and_said_in_words(make):
    note = make(SavedNote("saved"))
    note.set_saved("Сақталды 10:42:31")
    note.adjustSize()
    assert look().colours.bad not in colours_in(note)

    note.set_failed("Сақталмады: дискіде орын жоқ")
    note.adjustSize()

    assert look().colours.bad in colours_in(note)
    assert note.accessibleName() == "Сақталмады: дискіде орын жоқ"


def test_the_menu_of_an_input_has_the_words_it_was_given(make):
    field = make(DigitInput("iin", IIN_FORMAT))
    field.set_value("910314999125")
    set_edit_words(EditWords("Қиып алу", "Көшіру", "Қою", "Барлығын таңдау"))
    field.selectAll()

    menu = edit_menu(field, field, writable=False)
    actions = {action.text(): action for action in menu.actions()}
    actions["Көшіру"].trigger()

    assert list(actions) == ["Қиып алу", "Көшіру", "Қою", "Барлығын таңдау"]
    assert not actions["Қою"].isEnabled()
    assert QGuiApplication.clipboard().text() == "910314999125"


def test_an_announcement_reaches_a_screen_reader_and_moves_no_focus(make):
    field = make(TextInput("a"))
    field.setFocus()

    announce(field, "Тұлға табылды")

    assert field.hasFocus()

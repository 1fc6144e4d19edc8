"""Buttons, timer, steps, lists, rows, messages, preview: states, keys and what they tell."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QEnterEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from tests.ui.kit.gallery import paper, reading, steps_at
from tests.ui.kit.keys import press, show_focused
from tests.ui.kit.pictures import colours_in, pixels
from ui.theme import look
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.cards import HeaderCard
from ui.widgets.checks import CheckRow, CheckValue
from ui.widgets.chips import StatusItem, Tone, WaitBadge
from ui.widgets.digits import IIN_FORMAT
from ui.widgets.documents import DocumentList, DocumentRow, DocumentState
from ui.widgets.edit_menu import EditWords, edit_menu, set_edit_words
from ui.widgets.fields import Field
from ui.widgets.line_inputs import DigitInput, TextInput
from ui.widgets.list_table import Column, ListTable, TableModel, TableRow
from ui.widgets.messages import Banner, ErrorSummary, Toast
from ui.widgets.notes import SavedNote
from ui.widgets.overlay import Overlay
from ui.widgets.page_preview import PagePreview
from ui.widgets.queue_list import QueueHeading, QueueList, QueueModel, QueueRow
from ui.widgets.service_timer import ServiceTimer, TimerState
from ui.widgets.speech import announce
from ui.widgets.steps_bar import Step, StepsBar, StepState


@pytest.fixture
def make(kit, qtbot):
    def shown(widget):
        qtbot.addWidget(widget)
        show_focused(widget)
        return widget

    return shown


def row_of(key, minutes, tone=Tone.PLAIN):
    return QueueRow(key, key, "Ким С.", f"{minutes} мин", minutes / 30, tone, f"{key}, {minutes}")


# Buttons


def test_enter_and_space_press_a_button_once_and_repeats_do_not(make):
    button = make(Button("call", ButtonKind.PRIMARY, icon="megaphone", key="F2"))
    button.set_text("Келесіні шақыру")
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))

    press(button, Qt.Key.Key_Return)
    press(button, Qt.Key.Key_Return, repeats=True)
    press(button, Qt.Key.Key_Space, " ")

    assert len(pressed) == 2
    assert button.accessibleName() == "Келесіні шақыру"


def test_enter_never_presses_the_button_that_issues_a_paper(make):
    button = make(Button("issue", ButtonKind.PRIMARY, key="Ctrl+Enter"))
    button.set_enter_activates(False)
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))

    press(button, Qt.Key.Key_Return)

    assert pressed == []


def test_a_busy_button_keeps_its_width_and_does_nothing(make):
    button = make(Button("next", ButtonKind.PRIMARY))
    button.set_text("Тіркеу және басып шығару")
    button.adjustSize()
    width = button.width()
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))

    button.set_busy("Басып шығару…")
    press(button, Qt.Key.Key_Return)
    press(button, Qt.Key.Key_Space, " ")
    assert (button.width(), button.accessibleName(), pressed) == (width, "Басып шығару…", [])

    button.set_busy("")
    press(button, Qt.Key.Key_Return)
    assert (button.accessibleName(), pressed) == ("Тіркеу және басып шығару", [1])


def test_a_disabled_button_says_why(make):
    button = make(Button("scan"))
    button.set_text("Сканерлеу")

    button.set_unavailable("Сканер табылмады")

    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == "Сканер табылмады"
    button.set_unavailable("")
    assert button.isEnabled()


@pytest.mark.parametrize("kind", ButtonKind)
def test_the_focus_ring_lies_inside_and_moves_nothing(make, kind):
    button = make(Button("any", kind, key="F9"))
    button.set_text("Кідірту")
    button.clearFocus()
    size, before = button.size(), colours_in(button)

    button.setFocus()

    assert button.size() == size
    assert look().colours.focus in colours_in(button) - before


# Timer


@pytest.mark.parametrize(
    ("state", "present", "absent"),
    [
        (TimerState.NORMAL, {"text", "accent"}, {"warn", "bad", "warn_fill", "bad_fill"}),
        (TimerState.WARNING, {"warn", "warn_fill", "warn_sub"}, {"accent", "bad"}),
        (TimerState.LAST_MINUTES, {"warn", "warn_fill"}, {"accent", "bad", "warn_sub"}),
        (TimerState.OVERRUN, {"bad", "bad_fill", "text_2", "bad_sub"}, {"accent", "warn"}),
        (TimerState.PAUSED, {"input_line", "muted"}, {"accent", "warn", "bad"}),
    ],
)
def test_each_state_of_the_timer_has_its_own_look(make, state, present, absent):
    timer = make(ServiceTimer("timer"))

    timer.set_reading(reading(state))

    drawn = colours_in(timer)
    assert {token for token in present if look().colours[token] not in drawn} == set()
    assert {token for token in absent if look().colours[token] in drawn} == set()


def test_the_excess_over_the_norm_is_hatched(make):
    timer = make(ServiceTimer("timer"))
    timer.set_reading(reading(TimerState.OVERRUN))
    line = pixels(timer)[timer.height() - look().px(6)]
    start = round(timer.width() * 1200 / 1330) + 3

    stripes = [colour > "#E00000" for colour in line[start:290]]

    assert sum(before != after for before, after in pairwise(stripes)) >= 4


def test_the_timer_is_read_as_progress_with_words(make):
    timer = make(ServiceTimer("timer"))
    timer.set_texts("Қызмет көрсету уақыты", "норма – 20 мин")
    timer.set_reading(reading(TimerState.WARNING))

    assert isinstance(timer, QProgressBar)
    assert timer.accessibleName() == "Қызмет көрсету уақыты"
    assert timer.accessibleDescription() == "3:08 қалды"
    assert (timer.value(), timer.maximum()) == (1012, 1200)


def test_the_same_reading_again_repaints_nothing_and_a_new_one_only_the_timer(make, qtbot):
    header = make(HeaderCard("header"))
    painted = []

    class Watch(QWidget):
        def eventFilter(self, watched, event):  # noqa: N802
            if event.type() == QEvent.Type.Paint:
                painted.append(watched)
            return False

    watch = Watch()
    qtbot.addWidget(watch)
    for part in (header, header.timer, header.wait):
        part.installEventFilter(watch)
    header.timer.set_reading(reading(TimerState.NORMAL))
    QApplication.processEvents()
    painted.clear()

    header.timer.set_reading(reading(TimerState.NORMAL))
    QApplication.processEvents()
    assert painted == []

    header.timer.set_reading(reading(TimerState.WARNING))
    QApplication.processEvents()
    assert header.timer in painted
    assert header.wait not in painted


# Steps and header


def test_steps_tell_their_number_name_and_state(make):
    bar = make(StepsBar("steps"))
    asked = []
    bar.step_requested.connect(asked.append)
    bar.set_steps([Step("a", "Құжаттар", StepState.DONE, "аяқталды"), *steps_at(2)[1:]])

    first = bar.findChild(QWidget, "steps.1")
    first.click()

    assert first.accessibleName() == "1. Құжаттар"
    assert first.accessibleDescription() == "аяқталды"
    assert asked == ["a"]
    current = [part.objectName() for part in bar.findChildren(QWidget) if part.isChecked()]
    assert current == ["steps.2"]


def test_errors_of_a_step_are_shown_as_a_red_count(make):
    bar = make(StepsBar("steps"))
    bar.resize(800, 44)
    bar.set_steps(steps_at(3))
    assert look().colours.bad not in colours_in(bar)

    bar.set_steps([Step("a", "Өтініш", StepState.CURRENT, error_count=2), *steps_at(1)[1:]])

    assert look().colours.bad in colours_in(bar)


def test_the_wait_is_read_with_its_caption(make):
    badge = make(WaitBadge("wait"))
    badge.set_state("Кезекте күтті", "31 / 30 мин", Tone.BAD)

    assert badge.accessibleName() == "Кезекте күтті: 31 / 30 мин"
    assert look().colours.bad in colours_in(badge)


def test_a_status_chip_stands_out_and_a_plain_state_does_not(make):
    item = make(StatusItem("link"))
    item.set_plain("Байланыс бар", "соңғы алмасу 10:41", icon="wifi", tone=Tone.OK)
    assert look().colours.warn_sub not in colours_in(item)

    item.set_chip("Байланыс жоқ", "үзілген уақыты 10:17", icon="cloud-off", tone=Tone.WARN)
    item.adjustSize()

    assert look().colours.warn_sub in colours_in(item)
    assert item.accessibleName() == "Байланыс жоқ үзілген уақыты 10:17"


# Lists


def test_the_queue_model_keeps_the_rules_of_models(qtmodeltester, kit):
    model = QueueModel()
    model.set_entries([QueueHeading("Күтуде"), row_of("А-1", 3), row_of("А-2", 1)])
    qtmodeltester.check(model)
    model.set_entries([row_of("А-2", 2)])
    qtmodeltester.check(model)


def test_the_table_model_keeps_the_rules_of_models(qtmodeltester, kit):
    model = TableModel()
    model.set_columns([Column("Оператор", stretches=True), Column("Саны", is_number=True)])
    model.set_rows([TableRow("a", ("Беков Н. Т.", "31")), TableRow("b", ("Ким С.", "28"))])
    qtmodeltester.check(model)


def test_headings_are_passed_over_and_rows_opened_by_enter(make):
    queue = QueueList("queue")
    queue.set_entries(
        [
            QueueHeading("30 минуттан асқан"),
            row_of("А-1", 41, Tone.BAD),
            QueueHeading("Күтуде", "норма 30 мин"),
            row_of("А-2", 3),
        ]
    )
    make(queue)
    opened = []
    queue.row_activated.connect(opened.append)

    seen = [queue.chosen_key()]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Home):
        press(queue, key)
        seen.append(queue.chosen_key())

    assert seen[:3] == ["А-1", "А-2", "А-2"]
    assert opened == ["А-2"]


def test_the_row_chosen_stays_chosen_when_the_queue_moves(make):
    queue = make(QueueList("queue"))
    queue.set_entries([row_of("А-1", 9), row_of("А-2", 4), row_of("А-3", 1)])
    queue.choose("А-2")
    told = []
    queue.row_chosen.connect(told.append)

    queue.set_entries([row_of("А-1", 10), row_of("А-2", 5), row_of("А-3", 2)])
    assert queue.chosen_key() == "А-2"
    assert told == []

    queue.set_entries([row_of("А-2", 6), row_of("А-3", 3)])
    assert queue.chosen_key() == "А-2"


@pytest.mark.parametrize(
    ("tone", "token"), [(Tone.WARN, "warn_sub"), (Tone.BAD, "bad_sub"), (Tone.PLAIN, None)]
)
def test_a_long_wait_gets_its_chip(make, tone, token):
    queue = make(QueueList("queue"))
    queue.resize(280, 120)
    queue.set_entries([row_of("А-1", 25, tone)])

    drawn = colours_in(queue)

    for name in ("warn_sub", "bad_sub"):
        assert (look().colours[name] in drawn) == (name == token)


def test_a_table_row_is_opened_by_its_key_and_keeps_its_choice(make):
    table = ListTable("outbox")
    table.set_columns([Column("Оператор", stretches=True), Column("Саны", is_number=True)])
    rows = [TableRow("a", ("Беков Н. Т.", "31")), TableRow("b", ("Ким С.", "28"))]
    table.set_rows(rows)
    make(table)
    opened = []
    table.row_activated.connect(opened.append)

    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Return)
    table.set_rows(list(reversed(rows)))

    assert opened == ["b"]
    assert table.chosen_key() == "b"


# Documents and checks


def test_arrows_move_between_documents_and_buttons_follow(make):
    rows = [DocumentRow(name) for name in ("a", "b")]
    for row in rows:
        row.set_texts("Құжат", "бар болса")
        row.set_state(DocumentState.NOT_SCANNED, "сканерленбеген")
        row.add_action("scan", ButtonKind.PRIMARY, key="F3").set_text("Сканерлеу")
    documents = DocumentList("documents")
    documents.set_rows(rows)
    make(documents)
    chosen, asked, went_on = [], [], []
    documents.row_chosen.connect(chosen.append)
    documents.action_requested.connect(lambda row, action: asked.append((row, action)))
    documents.next_requested.connect(lambda: went_on.append("next"))

    documents.choose("a")
    assert rows[0].findChild(QWidget, "scan").isVisible()
    press(rows[0], Qt.Key.Key_Down)
    press(rows[1], Qt.Key.Key_Down)
    rows[1].findChild(QWidget, "scan").click()
    press(rows[1], Qt.Key.Key_Return)
    press(rows[1], Qt.Key.Key_Return, repeats=True)

    assert went_on == ["next"]
    assert chosen == ["a", "b"]
    assert rows[1].hasFocus()
    assert not rows[0].findChild(QWidget, "scan").isVisible()
    assert asked == [("b", "scan")]


@pytest.mark.parametrize("state", DocumentState)
def test_a_document_tells_its_state_in_words(make, state):
    row = make(DocumentRow("a"))
    row.set_texts("Өтініш", "1-қосымша")
    row.set_state(state, "2 бет")

    assert row.accessibleName() == "Өтініш, 1-қосымша"
    assert row.accessibleDescription() == "2 бет"


@pytest.mark.parametrize(
    ("value", "token"),
    [(CheckValue.YES, "ok"), (CheckValue.NO, "bad"), (CheckValue.UNKNOWN, "warn")],
)
def test_the_three_answers_of_a_check_look_different(make, value, token):
    row = make(CheckRow("check"))
    row.resize(260, 30)
    row.set_state(value, "Тіркелуі: жоқ", "МДҚ, 10:38")

    assert look().colours[token] in colours_in(row)
    assert (row.accessibleName(), row.accessibleDescription()) == ("Тіркелуі: жоқ", "МДҚ, 10:38")


# Fields and messages


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


# Preview


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


# Overlay, notes, menu


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

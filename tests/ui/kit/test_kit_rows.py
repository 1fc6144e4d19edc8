"""Queue, table, documents and checks: rows, keys and what they tell."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.ui.kit.keys import press
from tests.ui.kit.pictures import colours_in
from ui.theme import apply_theme, look
from ui.tokens import ThemeName, density_for
from ui.widgets.buttons import ButtonKind
from ui.widgets.checks import CheckRow, CheckValue
from ui.widgets.chips import Tone
from ui.widgets.documents import DocumentList, DocumentRow, DocumentState
from ui.widgets.list_table import Column, ListTable, TableModel, TableRow
from ui.widgets.queue_list import QueueHeading, QueueList, QueueModel, QueueRow


def row_of(key, minutes, tone=Tone.PLAIN):
    return QueueRow(key, key, "Ким С.", f"{minutes} мин", minutes / 30, tone, f"{key}, {minutes}")


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
    table.set_columns([Column("Оператор", stretches=True), Column("Сан", is_number=True)])
    assert table.chosen_key() == "b"
    assert table.model().headerData(1, Qt.Orientation.Horizontal) == "Сан"


def test_a_long_cell_goes_on_in_a_second_line_at_every_width(make, qtbot):
    table = ListTable("outbox", wraps=True)
    table.set_columns([Column("Нөмірі"), Column("Күйі", stretches=True)])
    table.set_rows(
        [TableRow("a", ("1", "Беттің файлы табылмады. " * 4)), TableRow("b", ("2", "–"))]
    )
    make(table)
    table.resize(1200, 300)
    qtbot.waitUntil(lambda: table.rowHeight(0) == table.rowHeight(1))

    table.resize(500, 300)

    qtbot.waitUntil(lambda: table.rowHeight(0) > table.rowHeight(1))
    assert table.rowHeight(0) >= table.sizeHintForRow(0)


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


def test_system_and_time_of_a_check_stand_below_it_and_a_long_one_makes_it_no_higher(make):
    row = make(CheckRow("check"))
    row.set_state(CheckValue.YES, "Тіркелуі: жоқ")
    alone = row.heightForWidth(260)
    row.set_state(CheckValue.YES, "Тіркелуі: жоқ", "10:38 · МДҚ")
    with_source = row.heightForWidth(260)
    row.resize(260, with_source)

    assert with_source > alone
    assert look().colours["text_2"] in colours_in(row)
    row.set_state(CheckValue.YES, "Тіркелуі: жоқ", "10:38 · " + "ұзақ атауы бар жүйе " * 9)
    assert row.heightForWidth(260) == with_source


def test_in_a_compact_window_they_stand_behind_the_answer_as_far_as_there_is_room(make, qapp):
    apply_theme(qapp, ThemeName.LIGHT, density_for(1280, 720))
    row = make(CheckRow("check"))
    row.set_state(CheckValue.YES, "Тіркелуі: жоқ")
    alone = row.heightForWidth(260)
    row.resize(260, alone)
    assert look().colours["text_2"] not in colours_in(row)

    row.set_state(CheckValue.YES, "Тіркелуі: жоқ", "10:38 · МДҚ")
    assert row.heightForWidth(260) == alone
    assert look().colours["text_2"] in colours_in(row)

    row.resize(130, row.heightForWidth(130))
    assert look().colours["text_2"] not in colours_in(row)

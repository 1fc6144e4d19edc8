"""A reader that types as a keyboard is heard on every layout; its field gets back its text."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desk_app.domain.keyboard_wedge import X11_OFFSET, WedgeKind
from tests.builders import iins
from ui.wedge import Wedge
from ui.widgets.line_inputs import TextInput

US_ROW = "1234567890"
KAZAKH_ROW = '"әіңғ,.үұқ'
TD1 = (
    "I<KAZ0123456784910417499005<<<",
    "9104176F3112319KAZ<<<<<<<<<<<8",
    "ULGI<<OIDAN<<<<<<<<<<<<<<<<<<<",
)
FIRST_SCAN_CODE = 0x02


class Reader:
    """Presses keys of a US keyboard by scan code, whatever text the layout makes of them."""

    def __init__(self, app, window, field):
        self.now_ms = 0.0
        self.field = field
        self.reads = []
        self.wedge = Wedge(
            window,
            lambda: date(2026, 11, 23),
            now_ms=lambda: self.now_ms,
            scan_code_offset=X11_OFFSET,
        )
        self.wedge.scanned.connect(self.reads.append)
        app.installEventFilter(self.wedge)

    def key(self, text, scan_code=0, key=Qt.Key.Key_unknown, gap_ms=5.0):
        self.now_ms += gap_ms
        native = scan_code + X11_OFFSET if scan_code else 0
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(
                kind, key, Qt.KeyboardModifier.NoModifier, native, 0, 0, text, False, 1
            )
            QApplication.sendEvent(QApplication.focusWidget(), event)

    def digits(self, digits, row, gap_ms=5.0):
        for digit in digits:
            place = US_ROW.index(digit)
            self.key(row[place], FIRST_SCAN_CODE + place, gap_ms=gap_ms)

    def enter(self, gap_ms=5.0):
        self.key("\r", 0x1C, Qt.Key.Key_Return, gap_ms)


@pytest.fixture
def reader(qtbot, kit, qapp):
    window = QWidget()
    field = TextInput("field")
    QVBoxLayout(window).addWidget(field)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    field.setFocus()
    QApplication.processEvents()
    made = Reader(qapp, window, field)
    yield made
    qapp.removeEventFilter(made.wedge)


@pytest.mark.parametrize("row", [US_ROW, KAZAKH_ROW], ids=["latin", "kazakh"])
def test_a_card_is_read_on_any_layout_and_the_field_keeps_its_text(reader, row):
    iin = iins()[0]
    reader.field.setText("before")

    reader.digits(iin.digits, row)
    reader.enter()

    assert [(read.kind, read.iin) for read in reader.reads] == [(WedgeKind.IIN, iin)]
    assert reader.field.text() == "before"


def test_the_end_of_a_burst_does_not_reach_the_field(reader):
    entered = []
    reader.field.next_requested.connect(lambda: entered.append(1))

    reader.digits(iins()[0].digits, US_ROW)
    reader.enter()

    assert entered == []


def test_the_field_saves_what_it_got_back(reader):
    saved = []
    reader.field.edited.connect(saved.append)

    reader.digits(iins()[0].digits, US_ROW)
    reader.enter()

    assert saved[-1] == ""


def test_a_person_who_types_is_no_reader(reader):
    entered = []
    reader.field.next_requested.connect(lambda: entered.append(1))
    iin = iins()[0]

    reader.digits(iin.digits, US_ROW, gap_ms=120)
    reader.enter(gap_ms=120)

    assert reader.reads == []
    assert reader.field.text() == iin.digits
    assert entered == [1]


def test_fast_typing_that_means_nothing_stays_as_it_is(reader):
    reader.digits("123456", US_ROW)
    reader.enter()

    assert reader.reads == []
    assert reader.field.text() == "123456"


def test_a_reader_without_an_end_key_is_heard_in_the_silence(reader, qtbot):
    iin = iins()[0]

    reader.digits(iin.digits, US_ROW)
    reader.now_ms += 200

    qtbot.waitUntil(lambda: bool(reader.reads))
    assert reader.reads[0].iin == iin
    assert reader.field.text() == ""


def test_the_lines_of_a_card_arrive_as_one_read(reader):
    for line in TD1:
        for character in line:
            reader.key(character)
        reader.enter()

    assert [read.kind for read in reader.reads] == [WedgeKind.MRZ]
    assert reader.field.text() == ""

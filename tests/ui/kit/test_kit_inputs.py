"""Typing into inputs, by key events that carry their text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tests.ui.kit.keys import press, show_focused, type_text
from ui.widgets.cyrillic import CyrillicArea, CyrillicInput
from ui.widgets.digits import DATE_FORMAT, IIN_FORMAT, PHONE_FORMAT, numbered, typed_digit
from ui.widgets.line_inputs import DateInput, DigitInput, TextInput
from ui.widgets.name_input import NameInput
from ui.widgets.text_area import TextArea

CTRL = Qt.KeyboardModifier.ControlModifier
PAIRS = {"к": "қ", "қ": "к", "у": "ұ", "ұ": "ү", "ү": "у"}
LOOKALIKES = str.maketrans("aceopxyi", "асеорхуі")


def tidy_name(text):
    """A stand-in for the rule of the domain: look-alikes put right, other Latin refused."""
    put_right = text.translate(LOOKALIKES)
    return "".join(c for c in put_right if not c.isascii() or not c.isalpha()).capitalize()


@pytest.mark.parametrize("row", ["1234567890", '"әіңғ,.үұқ', "!ӘІҢҒ;:ҮҰҚ"])
def test_the_number_row_of_every_layout_gives_digits(make, row):
    field = make(DigitInput("number", numbered(10)))

    type_text(field, row)

    assert field.value() == "1234567890"


@pytest.mark.parametrize("character", "абвabc-_=яҺ ")
def test_other_letters_are_no_digits(character):
    assert typed_digit(character) == ""


def test_an_iin_is_shown_in_groups_and_stored_without(make):
    field = make(DigitInput("iin", IIN_FORMAT))

    type_text(field, "910314999125")

    assert field.text() == "910314 999125"
    assert field.value() == "910314999125"
    assert field.is_complete()


def test_a_digit_too_many_changes_nothing(make):
    field = make(DigitInput("iin", IIN_FORMAT))
    type_text(field, "9103149991257")
    press(field, Qt.Key.Key_Home)
    type_text(field, "5")

    assert field.value() == "910314999125"


def test_every_digit_is_told_once(make):
    field = make(DigitInput("iin", IIN_FORMAT))
    told = []
    field.edited.connect(told.append)

    type_text(field, "9103x1")

    assert told == ["9", "91", "910", "9103", "91031"]


def test_digits_are_put_in_and_taken_out_across_the_gap(make):
    field = make(DigitInput("iin", IIN_FORMAT))
    type_text(field, "9103149")
    assert field.cursorPosition() == 8

    press(field, Qt.Key.Key_Backspace)
    assert field.text() == "910314"
    type_text(field, "99")
    field.setCursorPosition(7)
    press(field, Qt.Key.Key_Backspace)

    assert field.value() == "9103199"
    assert field.cursorPosition() == 5


def test_a_selection_is_replaced_and_deleted(make):
    field = make(DigitInput("iin", IIN_FORMAT))
    field.set_value("910314999125")
    field.setSelection(0, 6)
    type_text(field, "0")
    assert field.value() == "0999125"

    field.selectAll()
    press(field, Qt.Key.Key_Delete)
    assert field.value() == ""


def test_an_iin_is_copied_without_the_space(make):
    field = make(DigitInput("iin", IIN_FORMAT))
    field.set_value("910314999125")
    field.selectAll()

    press(field, Qt.Key.Key_C, "\x03", CTRL)

    assert QGuiApplication.clipboard().text() == "910314999125"


def test_what_a_reader_sends_can_be_heard_as_it_came(make):
    field = make(DigitInput("iin", IIN_FORMAT))
    heard = []
    field.key_typed.connect(heard.append)

    type_text(field, "IDKAZ12")

    assert "".join(heard) == "IDKAZ12"
    assert field.value() == "12"


def test_a_pasted_text_gives_its_digits_and_is_told_as_it_was(make):
    field = make(DigitInput("iin", IIN_FORMAT))
    pasted = []
    field.text_pasted.connect(pasted.append)
    QGuiApplication.clipboard().setText("ИИН 910314-999125")

    press(field, Qt.Key.Key_V, "\x16", CTRL)

    assert field.value() == "910314999125"
    assert pasted == ["ИИН 910314-999125"]


@pytest.mark.parametrize("typed", ["7012345678", "87012345678", "77012345678"])
def test_a_phone_is_typed_with_or_without_the_trunk_digit(make, typed):
    field = make(DigitInput("phone", PHONE_FORMAT))

    type_text(field, typed)

    assert field.text() == "+7 701 234 56 78"
    assert field.value() == "7012345678"


@pytest.mark.parametrize("pasted", ["+7 701 234-56-78", "8 (701) 234 56 78", "7012345678"])
def test_a_phone_is_pasted_in_any_spelling(make, pasted):
    field = make(DigitInput("phone", PHONE_FORMAT))
    QGuiApplication.clipboard().setText(pasted)

    press(field, Qt.Key.Key_V, "\x16", CTRL)

    assert field.text() == "+7 701 234 56 78"


def test_the_prefix_of_a_phone_cannot_be_deleted_alone(make):
    field = make(DigitInput("phone", PHONE_FORMAT))
    field.set_value("701")
    field.setCursorPosition(3)

    press(field, Qt.Key.Key_Backspace)
    assert field.text() == "+7 701"

    for _ in range(3):
        field.end(False)
        press(field, Qt.Key.Key_Backspace)
    assert field.text() == ""


def test_a_date_takes_dots_typed_or_not_and_the_kazakh_row(make):
    for typed in ("14031991", "14.03.1991", "14/03/1991", '"ғ.қі."үү"'):
        field = make(DateInput("birth"))
        type_text(field, typed)
        shown = field.value()
        assert field.is_complete()
        assert shown == ("15.03.1881" if typed[0] == '"' else "14.03.1991")


@given(st.text(alphabet="0123456789 -.", max_size=20))
def test_shown_digits_read_back_as_themselves(text):
    for shape in (IIN_FORMAT, PHONE_FORMAT, DATE_FORMAT, numbered(4)):
        digits = shape.digits_in("".join(c for c in text if c.isdigit()))
        assert shape.digits_in(shape.shown(digits)) == digits
        assert len(digits) <= shape.capacity


def test_insert_swaps_a_letter_for_its_kazakh_pair_and_back(make):
    field = make(NameInput("surname", tidy=str, kazakh_pair=lambda c: PAIRS.get(c, c)))
    type_text(field, "ку")

    seen = []
    for _ in range(3):
        press(field, Qt.Key.Key_Insert)
        seen.append(field.value())
    field.setCursorPosition(1)
    press(field, Qt.Key.Key_Insert)

    assert seen == ["кұ", "кү", "ку"]
    assert field.value() == "қу"
    assert field.cursorPosition() == 1


@pytest.mark.parametrize("build", [CyrillicInput, CyrillicArea])
def test_free_text_has_the_kazakh_pairs_and_the_layout_mark_too(make, build):
    field = make(build("address", kazakh_pair=lambda letter: PAIRS.get(letter, letter)))
    field.set_layout_mark("EN")
    told = []
    field.edited.connect(told.append)
    type_text(field, "к")
    plain = field.grab().toImage()

    press(field, Qt.Key.Key_Insert)
    assert (field.value(), told[-1]) == ("қ", "қ")
    type_text(field, "w")
    assert field.layout_misfits()
    assert field.grab().toImage() != plain
    type_text(field, "ә")
    assert not field.layout_misfits()
    assert field.value() == "қwә"


def test_a_name_is_put_right_while_typed(make):
    field = make(NameInput("surname", tidy=tidy_name, kazakh_pair=str))
    told = []
    field.edited.connect(told.append)

    type_text(field, "cерwік")

    assert field.value() == "Серік"
    assert field.cursorPosition() == 5
    assert told[-1] == "Серік"


def test_a_latin_layout_shows_its_mark_until_a_cyrillic_letter(make):
    field = make(NameInput("surname", tidy=tidy_name, kazakh_pair=str))
    field.set_layout_mark("EN")
    plain = field.grab().toImage()

    type_text(field, "w")
    assert field.layout_misfits()
    assert field.grab().toImage() != plain

    type_text(field, "ә")
    assert not field.layout_misfits()


@pytest.mark.parametrize("build", [lambda: TextInput("text"), lambda: TextArea("area")])
def test_enter_goes_on_once_and_ctrl_enter_is_left_to_the_screen(make, build):
    field = make(build())
    asked = []
    field.next_requested.connect(lambda: asked.append("next"))

    press(field, Qt.Key.Key_Return)
    press(field, Qt.Key.Key_Enter, modifiers=Qt.KeyboardModifier.KeypadModifier)
    press(field, Qt.Key.Key_Return, repeats=True)
    taken = press(field, Qt.Key.Key_Return, "\r", CTRL)

    assert asked == ["next", "next"]
    assert not taken
    assert field.value() == ""


def test_shift_enter_breaks_the_line_of_an_area(make):
    area = make(TextArea("fact"))
    type_text(area, "бір")
    press(area, Qt.Key.Key_Return, "\r", Qt.KeyboardModifier.ShiftModifier)
    type_text(area, "екі")

    assert area.value().replace("\u2028", "\n") == "бір\nекі"


def test_a_value_set_by_code_is_not_told_as_typed(make):
    told = []
    for field in (TextInput("a"), TextArea("b"), DigitInput("c", IIN_FORMAT)):
        make(field)
        field.edited.connect(told.append)
        field.set_value("910314")

    assert told == []


def test_leaving_an_input_is_told(kit, qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    first, second = TextInput("first"), TextInput("second")
    column.addWidget(first)
    column.addWidget(second)
    show_focused(page, first)
    left = []
    first.left.connect(lambda: left.append("first"))

    second.setFocus()

    assert left == ["first"]


def test_a_read_only_input_keeps_its_value(make):
    for field in (TextInput("a"), DigitInput("b", IIN_FORMAT), DateInput("c")):
        make(field)
        field.set_value("14031991")
        before = field.value()
        field.set_read_only(True)
        type_text(field, "5")
        press(field, Qt.Key.Key_Backspace)
        assert field.value() == before


def test_marks_change_the_look_and_not_the_size(make):
    field = make(TextInput("text"))
    size, plain = field.size(), field.grab().toImage()

    field.set_invalid(True)
    wrong = field.grab().toImage()
    field.set_invalid(False)
    field.set_filled(True)

    assert field.size() == size
    assert wrong != plain
    assert field.grab().toImage() not in (plain, wrong)

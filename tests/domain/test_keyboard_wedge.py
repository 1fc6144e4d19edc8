"""A reader's keys under three layouts; the layouts below are written key by key from their tables,
apart from those of the code under test."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.iin import Iin, Sex, compose_iin
from desk_app.domain.keyboard_wedge import (
    ENTER_SCAN_CODES,
    TAB_SCAN_CODE,
    X11_OFFSET,
    KeyPress,
    WedgeKind,
    characters,
    decode_typed,
    digits_typed,
    extract_identity,
    is_burst,
    is_burst_without_end,
)
from desk_app.domain.mrz import MrzError
from desk_app.domain.numbers import CaseNumber, TemporaryNumber

TODAY = date(2026, 11, 23)
ENTER = 0x1C
LETTER_A = 0x1E
CARD = (
    "IDKAZ0412365878880412401006<<<\n"
    "8804123F3104116KAZ<<<<<<<<<<<2\n"
    "SEIDAKHMETOVA<<MADINA<<<<<<<<<\n"
)
CASE = CaseNumber("0712", "K3", 2026, 123)
OFFLINE = TemporaryNumber("0712", "03", 45)

_LETTER_KEYS = "QWERTYUIOPASDFGHJKLZXCVBNM"
_CYRILLIC_OF_KEYS = "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ"
_SMALL = {k.lower(): c.lower() for k, c in zip(_LETTER_KEYS, _CYRILLIC_OF_KEYS, strict=True)}
_CAPITAL = dict(zip(_LETTER_KEYS, _CYRILLIC_OF_KEYS, strict=True))
RUSSIAN = _SMALL | _CAPITAL | {"<": "Б", ":": "Ж", "/": ".", ".": "ю", "&": "?", "?": ","}
KAZAKH = (
    _SMALL
    | _CAPITAL
    | {"<": "Б", ":": "Ж", "/": "№", ".": "ю", "-": "ө", "=": "һ", "?": "?", "&": ":"}
    | dict(zip("1234567890", '"әіңғ,.үұқ', strict=True))
)
LATIN: dict[str, str] = {}
LAYOUTS = [LATIN, RUSSIAN, KAZAKH]


def typed_under(layout, text):
    return "".join(layout.get(character, character) for character in text)


def with_caps_lock(layout, text):
    return typed_under(layout, text).swapcase()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('ұққ"қ"іққ"әі', "900101300123"),
        ("ШВЛФЯіғұұ.,", "IDKAZ359976"),
        ("реезыЖ..упщмюля", "https://egov.kz"),
        ("реезыЖ№№упщмюля", "https://egov.kz"),
        ("1№ф", "1#a"),
        ('","\n', "161\n"),
        ("!Ә ІҢ\n", "12 34\n"),
        ("900101300123", "900101300123"),
        ("ІDKAZ", "ІDKAZ"),
        ("(", "("),
        ("", ""),
    ],
)
def test_a_spoilt_text_is_put_back(typed, meant):
    assert decode_typed(typed) == meant


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "text", [CARD, "991231543218", str(CASE), str(OFFLINE), "https://egov.kz/d?a=1&n=234"]
)
def test_what_a_reader_types_comes_back_from_every_layout(layout, text):
    assert decode_typed(typed_under(layout, text)) == text


@given(st.text("0123456789", min_size=1))
def test_digits_come_back_from_the_kazakh_layout_plain_and_shifted(digits):
    shifted = digits.translate(str.maketrans("1234567890", "!ӘІҢҒ;:ҮҰҚ"))

    assert decode_typed(typed_under(KAZAKH, digits)) == digits
    assert digits_typed(typed_under(KAZAKH, digits)) == digits_typed(shifted) == digits


def test_keys_of_a_us_keyboard_give_its_characters():
    assert characters(KeyPress(code) for code in range(0x02, 0x0E)) == "1234567890-="
    assert characters(KeyPress(code) for code in range(0x10, 0x1C)) == "qwertyuiop[]"
    assert characters(KeyPress(code) for code in range(0x1E, 0x2A)) == "asdfghjkl;'`"
    assert characters(KeyPress(code) for code in range(0x2B, 0x36)) == "\\zxcvbnm,./"
    assert characters([KeyPress(0x39)]) == " "


def test_shift_gives_the_upper_characters():
    assert characters(KeyPress(code, shifted=True) for code in range(0x02, 0x0E)) == "!@#$%^&*()_+"
    assert characters([KeyPress(0x17, shifted=True), KeyPress(0x33, shifted=True)]) == "I<"


def test_the_keypad_gives_digits():
    codes = [0x52, 0x4F, 0x50, 0x51, 0x4B, 0x4C, 0x4D, 0x47, 0x48, 0x49]

    assert characters(KeyPress(code) for code in codes) == "0123456789"


def test_keys_without_a_character_add_nothing():
    assert characters([KeyPress(ENTER), KeyPress(0x2A), KeyPress(LETTER_A), KeyPress(999)]) == "a"


def test_a_code_of_x11_is_the_scan_code_and_eight():
    assert characters([KeyPress(38 - X11_OFFSET)]) == "a"


@pytest.mark.parametrize(
    ("gaps_ms", "last", "burst"),
    [
        ([5, 5, 5, 5, 5], ENTER, True),
        ([40] * 12, TAB_SCAN_CODE, True),
        ([40, 40, 41, 40, 40], ENTER, False),
        ([5, 5, 5, 5], ENTER, False),
        ([], ENTER, False),
        ([5] * 12, LETTER_A, False),
        ([120] * 12, ENTER, False),
    ],
)
def test_a_burst_is_fast_and_long_and_ends_with_enter_or_tab(gaps_ms, last, burst):
    assert is_burst(gaps_ms, last) is burst


def test_every_enter_key_ends_a_burst():
    assert all(is_burst([5] * 12, code) for code in ENTER_SCAN_CODES)


@pytest.mark.parametrize(
    ("gaps_ms", "silence_ms", "text", "burst"),
    [
        ([5] * 11, 80, "991231543218", True),
        ([5] * 11, 79, "991231543218", False),
        ([5] * 11, 80, "991231543219", False),
        ([90] * 11, 80, "991231543218", False),
    ],
)
def test_without_an_end_key_only_a_whole_iin_is_taken(gaps_ms, silence_ms, text, burst):
    assert is_burst_without_end(gaps_ms, silence_ms, text) is burst


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("press", [typed_under, with_caps_lock])
@pytest.mark.parametrize("end", ["\n", "\r", "\t", ""])
def test_the_lines_of_a_card_name_the_person_in_every_layout(layout, press, end):
    read = extract_identity(press(layout, CARD.replace("\n", end)), TODAY)

    assert read.kind is WedgeKind.MRZ
    assert read.mrz is not None
    assert (read.mrz.surname, read.mrz.errors) == ("SEIDAKHMETOVA", ())
    assert read.iin == Iin("880412401006")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("press", [typed_under, with_caps_lock])
@pytest.mark.parametrize("number", [CASE, OFFLINE])
def test_the_number_of_a_paper_finds_its_case_in_every_layout(layout, press, number):
    read = extract_identity(press(layout, f"{number}\n"), TODAY)

    assert (read.kind, read.number) == (WedgeKind.NUMBER, number)


@given(
    st.sampled_from(LAYOUTS),
    st.dates(date(1930, 1, 1), TODAY),
    st.sampled_from(Sex),
    st.integers(9900, 9999),
)
def test_the_barcode_of_a_card_names_the_person_in_every_layout(layout, birth_date, sex, serial):
    iin = compose_iin(birth_date, sex, serial)

    if iin is not None:
        read = extract_identity(typed_under(layout, iin.digits), TODAY)
        assert (read.kind, read.iin, read.text) == (WedgeKind.IIN, iin, iin.digits)


@pytest.mark.parametrize(
    "text",
    [
        "991231 543218",
        "]C1991231543218\r",
        "IIN:991231543218;N12345678",
        "041236587991231543218",
        "\x1d991231543218\x1d",
        "991231543218 991231543218",
    ],
)
def test_an_iin_is_found_inside_a_longer_code(text):
    read = extract_identity(text, TODAY)

    assert (read.kind, read.iin) == (WedgeKind.IIN, Iin("991231543218"))


@pytest.mark.parametrize(
    "text",
    [
        "https://egov.kz/d/7fa3",
        "991231543219",
        "991231543218 960229543219",
        "991231543218960229543219",
        "0712-K3-2026-000123-00",
        "",
    ],
)
def test_what_names_nobody_for_certain_is_an_unknown_code(text):
    read = extract_identity(f"{text}\n", TODAY)

    assert (read.kind, read.text) == (WedgeKind.UNKNOWN, text)
    assert (read.iin, read.mrz, read.number) == (None, None, None)


def test_an_unknown_code_is_kept_as_it_was_meant():
    assert extract_identity("реезыЖ..упщмюля\n", TODAY).text == "https://egov.kz"


def test_lines_that_do_not_hold_are_told_and_not_taken_for_an_unknown_code():
    read = extract_identity(CARD.replace("041236587", "041236588"), TODAY)

    assert read.kind is WedgeKind.MRZ
    assert read.mrz is not None
    assert MrzError.DOCUMENT_NUMBER in read.mrz.errors


def test_a_number_typed_with_cyrillic_look_alikes_is_found():
    typed = str(OFFLINE).replace("T", "Т")

    assert extract_identity(typed, TODAY).number == OFFLINE


@given(st.text(max_size=120))
def test_any_text_is_recognised_or_unknown(text):
    read = extract_identity(text, TODAY)

    assert (read.kind is WedgeKind.NUMBER) == (read.number is not None)
    assert (read.kind is WedgeKind.MRZ) == (read.mrz is not None)
    assert read.kind is not WedgeKind.IIN or read.iin is not None

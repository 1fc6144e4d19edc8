"""Machine-readable zones; every person and document here is invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.iin import Iin, Sex, Verdict
from desk_app.domain.mrz import MachineReadable, MrzError, MrzFormat, mrz_check_digit, read_mrz

TODAY = date(2026, 11, 23)
CARD = """\
IDKAZ0412365878880412401006<<<
8804123F3104116KAZ<<<<<<<<<<<2
SEIDAKHMETOVA<<MADINA<<<<<<<<<
"""
CARD_OF_2000 = """\
IDKAZ0123456784000101500011<<<
0001018M3502147KAZ<<<<<<<<<<<5
TESTOV<<ALIKHAN<<<<<<<<<<<<<<<
"""
CARD_OF_1985 = """\
IDKAZ0987654326850512300015<<<
8505121M3001019KAZ<<<<<<<<<<<0
SYNAQBAYEV<<NURLAN<<<<<<<<<<<<
"""
PASSPORT = """\
P<KAZTESTOV<<ALIKHAN<<<<<<<<<<<<<<<<<<<<<<<<
N123456785KAZ0001018M3401310000101500011<<74
"""
FOREIGN_PASSPORT = """\
P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10
"""
FOREIGN_CARD = """\
I<UTOD231458907<<<<<<<<<<<<<<<
7408122F1204159UTO<<<<<<<<<<<6
ERIKSSON<<ANNA<MARIA<<<<<<<<<<
"""


def card(
    *,
    code="ID",
    issuer="KAZ",
    number="012345678",
    optional="000101500011",
    birth="000101",
    sex="M",
    expiry="350214",
    names="TESTOV<<ALIKHAN",
):
    """Return TD1 lines whose check digits hold, whatever the fields say."""
    if len(number) > 9:
        number_field = f"{number[:9]}<"
        optional = f"{number[9:]}{mrz_check_digit(number)}<{optional}"
    else:
        number_field = f"{number:<<9}" + mrz_check_digit(f"{number:<<9}")
    first = f"{code:<<2}{issuer:<<3}{number_field}{optional:<<15}"
    birth_field = birth + mrz_check_digit(birth)
    expiry_field = expiry + mrz_check_digit(expiry)
    composite = mrz_check_digit(f"{first[5:]}{birth_field}{expiry_field}" + 11 * "<")
    second = f"{birth_field}{sex}{expiry_field}{issuer:<<3}{11 * '<'}{composite}"
    return f"{first}\n{second}\n{names:<<30}\n"


def read(text):
    return read_mrz(text, TODAY)


def test_an_identity_card_says_who_holds_it():
    assert read(CARD) == MachineReadable(
        format=MrzFormat.TD1,
        document_number="041236587",
        issuer="KAZ",
        nationality="KAZ",
        surname="SEIDAKHMETOVA",
        given_names="MADINA",
        birth_date=date(1988, 4, 12),
        sex=Sex.FEMALE,
        expires_on=date(2031, 4, 11),
        iin=Iin("880412401006"),
    )
    assert read(CARD).verdict is Verdict.VALID


def test_a_passport_says_who_holds_it():
    assert read(PASSPORT) == MachineReadable(
        format=MrzFormat.TD3,
        document_number="N12345678",
        issuer="KAZ",
        nationality="KAZ",
        surname="TESTOV",
        given_names="ALIKHAN",
        birth_date=date(2000, 1, 1),
        sex=Sex.MALE,
        expires_on=date(2034, 1, 31),
        iin=Iin("000101500011"),
    )


@pytest.mark.parametrize("lines", [FOREIGN_PASSPORT, FOREIGN_CARD])
def test_a_foreign_document_holds_without_an_iin(lines):
    document = read(lines)

    assert document.verdict is Verdict.VALID
    assert document.iin is None
    assert (document.surname, document.given_names) == ("ERIKSSON", "ANNA MARIA")
    assert document.birth_date == date(1974, 8, 12)


@pytest.mark.parametrize("lines", [CARD, CARD_OF_2000, CARD_OF_1985, PASSPORT])
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", ""),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\t"),
        lambda text: f"\ufeff\n {text} \n\n",
        str.lower,
        lambda text: text.translate(str.maketrans("AEKMOHT", "АЕКМОНТ")),
        lambda text: text.lower().translate(str.maketrans("ao", "ао")),
    ],
)
def test_lines_are_put_right_before_they_are_read(lines, change):
    assert read(change(lines)) == read(lines)
    assert read(lines).verdict is Verdict.VALID


def test_a_card_may_begin_with_a_filler_in_its_code():
    assert read(card(code="I")).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "text",
    [
        "",
        "IDKAZ0412365878880412401006<<<",
        CARD[:-2],
        CARD.replace("\n", "<\n"),
        "".join((CARD[:29], "\n", CARD[29:30], CARD[31:])),
        "000101500011",
    ],
)
def test_lines_of_another_length_are_not_read(text):
    assert read(text) == MachineReadable(errors=(MrzError.LENGTH,))
    assert read(text).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("old", "new", "errors"),
    [
        ("KAZ041236587", "KAZ041236588", ["document_number", "composite"]),
        ("8804123F", "8804124F", ["birth_date", "composite"]),
        ("3104116", "3104117", ["expiry", "composite"]),
        ("<<<2\n", "<<<3\n", ["composite"]),
        ("880412401006", "880412401007", ["composite", "iin"]),
        ("MADINA", "МЯДИНА", ["characters"]),
        ("3F31", "3Q31", ["characters"]),
        ("IDKAZ", "QDKAZ", ["characters"]),
        ("KAZ041236587", "KAZ0412?6587", ["characters", "document_number", "composite"]),
    ],
)
def test_what_does_not_hold_is_named(old, new, errors):
    changed = read(CARD.replace(old, new))

    assert list(changed.errors) == errors
    assert changed.verdict is Verdict.INVALID


def test_the_optional_data_of_a_passport_have_a_check_digit_of_their_own():
    changed = read(PASSPORT.replace("000101500011<<7", "000101500011<<8"))

    assert changed.errors == (MrzError.OPTIONAL_DATA, MrzError.COMPOSITE)


@pytest.mark.parametrize("check", ["0", "<"])
def test_a_passport_without_optional_data_holds(check):
    first, second = FOREIGN_PASSPORT.split()
    body = second[:28] + 14 * "<" + check
    composite = mrz_check_digit(body[0:10] + body[13:20] + body[21:43])

    assert read(f"{first}\n{body}{composite}").verdict is Verdict.VALID


def test_a_number_of_twelve_places_that_is_no_iin_is_an_error_of_the_iin_only():
    document = read(card(optional="000101500012"))

    assert document.errors == (MrzError.IIN,)
    assert document.iin is None


def test_a_document_of_another_issuer_is_not_expected_to_hold_an_iin():
    document = read(card(issuer="UTO", optional="000101500012"))

    assert (document.errors, document.iin) == ((), None)


def test_impossible_days_are_errors_even_when_their_check_digits_hold():
    document = read(card(birth="000230", expiry="351332"))

    assert document.errors == (MrzError.BIRTH_DATE, MrzError.EXPIRY)
    assert (document.birth_date, document.expires_on) == (None, None)


def test_unknown_parts_of_a_date_leave_it_open_without_an_error():
    document = read(card(birth="85<<<<", expiry="<<<<<<", optional=""))

    assert (document.errors, document.birth_date, document.expires_on) == ((), None, None)


@pytest.mark.parametrize(
    ("birth", "optional", "born"),
    [
        ("800101", "800101143215", date(1880, 1, 1)),
        ("991231", "991231543218", date(2099, 12, 31)),
        ("991231", "", date(1999, 12, 31)),
        ("261123", "", date(2026, 11, 23)),
        ("261124", "", date(1926, 11, 24)),
        ("000229", "", date(2000, 2, 29)),
        ("991231", "991231043216", date(1999, 12, 31)),
        ("991230", "000101500011", date(1999, 12, 30)),
        ("850513", "850512300015", date(1985, 5, 13)),
    ],
)
def test_the_birth_century_comes_from_the_iin_or_is_the_latest_past_one(birth, optional, born):
    assert read(card(birth=birth, optional=optional)).birth_date == born


def test_an_expiry_is_always_of_this_century():
    assert read(card(expiry="991231")).expires_on == date(2099, 12, 31)


def test_sex_may_be_left_open():
    document = read(card(sex="<"))

    assert (document.sex, document.errors) == (None, ())


@pytest.mark.parametrize(
    ("names", "surname", "given_names"),
    [
        ("TESTOV", "TESTOV", ""),
        ("TESTOV<<ALIKHAN<SERIK", "TESTOV", "ALIKHAN SERIK"),
        ("TEST<TESTOV<<ALIKHAN", "TEST TESTOV", "ALIKHAN"),
    ],
)
def test_names_are_parted_by_two_fillers(names, surname, given_names):
    document = read(card(names=names))

    assert (document.surname, document.given_names) == (surname, given_names)


def test_a_long_document_number_goes_on_in_the_optional_data():
    document = read(card(issuer="UTO", number="D23145890734", optional=""))

    assert (document.document_number, document.errors) == ("D23145890734", ())


def test_a_filler_for_a_check_digit_without_a_longer_number_does_not_hold():
    broken = CARD.replace("0412365878880412401006<<<", "041236587<<<<<<<<<<<<<<<<")

    assert MrzError.DOCUMENT_NUMBER in read(broken).errors


@pytest.mark.parametrize(
    ("characters", "digit"), [("L898902C3", "6"), ("740812", "2"), ("120415", "9"), ("Ә", None)]
)
def test_check_digits_are_those_of_doc_9303(characters, digit):
    assert mrz_check_digit(characters) == digit


@given(st.integers(0, 29), st.sampled_from("0123456789"))
def test_any_changed_digit_of_the_second_line_is_noticed(position, digit):
    first, second, third = CARD.split()

    if second[position].isdigit() and second[position] != digit:
        changed = second[:position] + digit + second[position + 1 :]
        assert read(f"{first}\n{changed}\n{third}").verdict is Verdict.INVALID


@given(st.text("<0A9ҚZ\n \x1d", max_size=100))
def test_any_text_is_read_or_refused(text):
    document = read(text)

    assert (document.format is None) == (document.errors == (MrzError.LENGTH,))


@given(st.text(min_size=90, max_size=90))
def test_any_text_of_the_right_length_is_read_or_refused(text):
    assert read(text).verdict is Verdict.INVALID

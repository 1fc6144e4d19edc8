import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.numbers import (
    LAST_SERIAL,
    CaseNumber,
    NumberBlock,
    TemporaryNumber,
    check_characters,
    is_intact,
    parse_number,
)
from desk_app.errors import InputError, RuleError

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
offices = st.text(ALPHABET, min_size=2, max_size=8)
workplaces = st.text(ALPHABET, min_size=1, max_size=8)
serials = st.integers(1, LAST_SERIAL)
case_numbers = st.builds(CaseNumber, offices, workplaces, st.integers(2000, 2999), serials)
temporary_numbers = st.builds(TemporaryNumber, offices, workplaces, serials)
numbers = case_numbers | temporary_numbers


def test_a_number_is_written_with_its_parts_and_check_characters():
    assert str(CaseNumber("0712", "03", 2026, 123)).startswith("0712-03-2026-000123-")
    assert str(TemporaryNumber("0712", "03", 45)).startswith("T-0712-03-000045-")


@pytest.mark.parametrize(("payload", "check"), [("794", "44"), ("0", "98"), ("96", "04")])
def test_check_characters_are_those_of_iso_7064_mod_97_10(payload, check):
    assert check_characters(payload) == check
    assert is_intact(payload + check)


@pytest.mark.parametrize("iban", ["WEST12345698765432GB82", "370400440532013000DE89"])
def test_published_account_numbers_hold_together_by_the_same_rule(iban):
    assert is_intact(iban)
    assert check_characters(iban[:-2]) == iban[-2:]


@given(numbers)
def test_a_number_can_be_read_back(number):
    assert parse_number(str(number)) == number


@given(numbers, st.data())
def test_one_wrong_digit_never_leads_to_another_number(number, data):
    text = str(number)
    places = [n for n, character in enumerate(text) if character.isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda d: d != text[place]))

    with pytest.raises(InputError):
        parse_number(text[:place] + digit + text[place + 1 :])


@given(numbers, st.data())
def test_two_swapped_digits_never_lead_to_another_number(number, data):
    text = str(number)
    pairs = [n for n in range(len(text) - 1) if text[n : n + 2].isdigit()]
    place = data.draw(st.sampled_from(pairs))
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]

    if swapped != text:
        with pytest.raises(InputError):
            parse_number(swapped)


@given(temporary_numbers)
def test_a_temporary_number_is_never_a_case_number(number):
    assert isinstance(parse_number(str(number)), TemporaryNumber)


def test_dashes_blanks_case_and_look_alikes_are_put_right():
    number = CaseNumber("AB12", "K3", 2026, 7)
    typed = str(number).lower().replace("-", " – ").replace("a", "а").replace("k", "к")

    assert parse_number(typed) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "number.form"),
        ("991231543218", "number.form"),
        ("0712-03-2026-123-45", "number.form"),
        ("0712-03-2026-000000-45", "number.form"),
        ("T-0712-03-000000-45", "number.form"),
        ("0712-03-2026-000123-00", "number.check"),
        ("T-0712-03-000045-00", "number.check"),
    ],
)
def test_what_is_no_number_is_refused(text, code):
    with pytest.raises(InputError) as refusal:
        parse_number(text)

    assert (refusal.value.code, refusal.value.field) == (code, "number")


@pytest.mark.parametrize(
    ("office", "workplace", "year", "serial"),
    [
        ("T", "03", 2026, 1),
        ("0712", "", 2026, 1),
        ("07-12", "03", 2026, 1),
        ("0712", "03", 26, 1),
        ("0712", "03", 2026, 0),
        ("0712", "03", 2026, LAST_SERIAL + 1),
        ("ӘЖ", "03", 2026, 1),
    ],
)
def test_no_number_is_made_of_parts_that_could_not_be_read_back(office, workplace, year, serial):
    with pytest.raises(InputError, match=r"number\.form"):
        CaseNumber(office, workplace, year, serial)


def test_a_block_gives_each_serial_once_and_then_says_that_it_is_used_up():
    block = NumberBlock.leased(201, 203)
    taken = []

    while block.left:
        serial, block = block.take()
        taken.append(serial)

    assert taken == [201, 202, 203]
    with pytest.raises(RuleError, match=r"numbers\.exhausted"):
        block.take()


def test_a_block_counts_what_is_left():
    block = NumberBlock(first=1, last=200, next=151)

    assert block.left == 50
    assert block.take()[1].left == 49


@pytest.mark.parametrize(
    ("first", "last", "next"),
    [(0, 10, 1), (5, 3, 5), (1, 10, 12), (3, 10, 2), (1, LAST_SERIAL + 1, 1)],
)
def test_a_block_that_contradicts_itself_is_refused(first, last, next):
    with pytest.raises(ValueError, match="no block"):
        NumberBlock(first, last, next)

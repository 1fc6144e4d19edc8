import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desk_app.domain.names import (
    ALPHABET,
    collation_key,
    display_phone,
    kazakh_pair,
    normalise_email,
    normalise_latin_name,
    normalise_name,
    normalise_phone,
    search_key,
    surname_and_initials,
)
from desk_app.errors import InputError


def refusal_of(normalise, text):
    with pytest.raises(InputError) as refusal:
        normalise(text, field="the_field")
    assert refusal.value.field == "the_field"
    return refusal.value


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  серікбаева ", "Серікбаева"),
        ("СЕРІКБАЕВА", "Серікбаева"),
        ("сЕРІКБАЕВА", "Серікбаева"),
        ("әбдіғали-ұлы", "Әбдіғали-Ұлы"),
        ("анна - мария", "Анна-Мария"),
        ("анна – мария", "Анна-Мария"),
        ("нұр  сұлтан", "Нұр Сұлтан"),
        ("МакКензи", "МакКензи"),
        ("о’нил", "О'нил"),
        ("О'Нил", "О'Нил"),
        ("ҺҰН", "Һұн"),
        ("ceрікбаева", "Серікбаева"),
        ("Coxa", "Соха"),
        ("hұн iңір yш", "Һұн Іңір Уш"),
        ("Hұрлан", "Нұрлан"),
        ("Ю", "Ю"),
        (unicodedata.normalize("NFD", "Абай"), "Абай"),
    ],
)
def test_a_typed_name_is_put_right(typed, name):
    assert normalise_name(typed, field="surname") == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name.empty"),
        (" \t\u00a0", "name.empty"),
        ("Smith", "name.latin"),
        ("Сериk", "name.latin"),
        ("Серік1", "name.characters"),
        ("Серік<b>", "name.latin"),
        ("Серік&", "name.characters"),
        ("Серік\x00", "name.characters"),
        ("Σερίκ", "name.characters"),
        ("-", "name.characters"),
        ("а" * 101, "name.too_long"),
    ],
)
def test_what_is_no_cyrillic_name_is_refused(typed, code):
    assert refusal_of(normalise_name, typed).code == code


def test_a_name_that_is_too_long_says_how_long_it_is():
    assert refusal_of(normalise_name, "а" * 101).params == {"n": 101}
    assert normalise_name("а" * 100, field="surname") == "А" + "а" * 99


@given(st.text(f"{ALPHABET}{ALPHABET.upper()}- ", min_size=1, max_size=30))
def test_a_name_put_right_stays_as_it_is(typed):
    assume(typed.strip(" -"))

    name = normalise_name(typed, field="surname")

    assert normalise_name(name, field="surname") == name


def test_a_latin_name_is_kept_in_capitals():
    assert normalise_latin_name(" Müller-o’neil ", field="latin_name") == "MÜLLER-O'NEIL"


@pytest.mark.parametrize(
    ("typed", "code"), [("", "name.empty"), ("Иван", "name.characters"), ("A1", "name.characters")]
)
def test_what_is_no_latin_name_is_refused(typed, code):
    assert refusal_of(normalise_latin_name, typed).code == code


@pytest.mark.parametrize(
    ("written", "looked_for"),
    [
        ("Серікбаева", "Серикбаева"),
        ("Қыдырәлі", "КИДИРАЛИ"),
        ("Ұлту", "улту"),
        ("Үмүт", "умут"),
        ("Ғани", "гани"),
        ("Теңге", "тенге"),
        ("Өмір", "омыр"),
        ("Һасан", "хасан"),
        ("Алёна  Ким", " алена ким"),
    ],
)
def test_search_finds_a_name_without_its_kazakh_letters(written, looked_for):
    assert search_key(written) == search_key(looked_for)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x52F), max_size=40))
def test_folding_twice_changes_nothing_more(text):
    assert search_key(search_key(text)) == search_key(text)


def test_search_keeps_letters_apart_that_are_not_alike():
    keys = {search_key(letter) for letter in ALPHABET}

    assert len(keys) == len(ALPHABET) - len("ёәғқңөұүһіы")


@given(st.permutations(ALPHABET))
def test_letters_sort_by_the_kazakh_alphabet(shuffled):
    assert "".join(sorted(shuffled, key=collation_key)) == ALPHABET


def test_names_sort_by_the_kazakh_alphabet():
    names = [
        "Яна",
        "Іңкәр",
        "Ыбырай",
        "Ұлан",
        "Әсел",
        "Уәли",
        "Қанат",
        "Кәрім",
        "Жан",
        "Ёлкин",
        "Ен",
    ]

    assert sorted(names, key=collation_key) == [
        "Әсел", "Ен", "Ёлкин", "Жан", "Кәрім", "Қанат", "Уәли", "Ұлан", "Ыбырай", "Іңкәр", "Яна",
    ]  # fmt: skip


def test_sorting_ignores_case_and_puts_a_shorter_name_first():
    assert collation_key("ӘСЕЛ") == collation_key("әсел")
    assert collation_key("Ким") < collation_key("Ким Анна") < collation_key("Кимов")


def test_letters_of_other_languages_sort_behind():
    assert (
        collation_key("Smith")
        < collation_key("Абай")
        < collation_key("Яна")
        < collation_key("Їжак")
    )


@pytest.mark.parametrize("pair", ["аә", "гғ", "кқ", "нң", "оө", "хһ", "АӘ", "КҚ", "ХҺ"])
def test_a_letter_turns_into_its_pair_and_back(pair):
    assert kazakh_pair(pair[0]) == pair[1]
    assert kazakh_pair(pair[1]) == pair[0]


@pytest.mark.parametrize("cycle", ["уұүу", "УҰҮУ"])
def test_u_goes_round_three_letters(cycle):
    assert [kazakh_pair(letter) for letter in cycle[:3]] == list(cycle[1:])


def test_both_i_turn_into_the_kazakh_one_which_goes_back_to_where_it_came_from():
    assert kazakh_pair("и") == kazakh_pair("ы") == "і"
    assert kazakh_pair("і") == "и"
    assert kazakh_pair("і", turned_from="ы") == "ы"
    assert (kazakh_pair("Ы"), kazakh_pair("І", turned_from="Ы")) == ("І", "Ы")


@pytest.mark.parametrize("letter", ["б", "Ж", "1", "-", "q", ""])
def test_a_letter_without_a_pair_stays(letter):
    assert kazakh_pair(letter) == letter


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (("Серікбаева", "Айгүл", "Маратқызы"), "Серікбаева А. М."),
        (("Серікбаева", "Айгүл"), "Серікбаева А."),
        (("Серікбаева", ""), "Серікбаева"),
        (("", "Айгүл"), "Айгүл"),
    ],
)
def test_a_name_is_shortened_to_initials(parts, shown):
    assert surname_and_initials(*parts) == shown


@pytest.mark.parametrize(
    "typed",
    ["+7 701 234 56 78", "87012345678", "77012345678", "8 (701) 234-56-78", "+7 701 234–56–78"],
)
def test_a_phone_is_kept_in_one_form_and_shown_in_groups(typed):
    phone = normalise_phone(typed, field="phone")

    assert phone == "+77012345678"
    assert display_phone(phone) == "+7 701 234 56 78"


@pytest.mark.parametrize(
    ("typed", "code", "params"),
    [
        ("", "phone.length", {"n": 0}),
        ("870123456", "phone.length", {"n": 9}),
        ("+7 701 234 56 789", "phone.length", {"n": 12}),
        ("8701234567a", "phone.characters", {}),
        ("8701234567٩", "phone.characters", {}),
        ("97012345678", "phone.country", {}),
    ],
)
def test_what_is_no_phone_is_refused(typed, code, params):
    refusal = refusal_of(normalise_phone, typed)

    assert (refusal.code, refusal.params) == (code, params)


@pytest.mark.parametrize("text", ["", "8701", "+7 701 234 56 78"])
def test_what_is_not_yet_a_phone_is_displayed_as_it_is(text):
    assert display_phone(text) == text


@given(st.text("0123456789", min_size=10, max_size=10))
def test_a_shown_phone_can_be_typed_back(national):
    phone = normalise_phone(f"8{national}", field="phone")

    assert normalise_phone(display_phone(phone), field="phone") == phone


@pytest.mark.parametrize("address", ["a@example.kz", "a.b-c+d@mail.example.org"])
def test_an_address_of_mail_is_kept(address):
    assert normalise_email(f" {address} ", field="email") == address


def test_the_domain_of_mail_has_no_case():
    assert normalise_email("Aigul@Example.KZ", field="email") == "Aigul@example.kz"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a",
        "a@",
        "@example.kz",
        "a@example",
        "a b@example.kz",
        "a..b@example.kz",
        "a@-example.kz",
        "a@example..kz",
        "а@example.kz",
        "a@example.kz\nb",
        "a" * 250 + "@example.kz",
    ],
)
def test_what_is_no_address_of_mail_is_refused(typed):
    assert refusal_of(normalise_email, typed).code == "email.form"

"""The catalogue of words: complete in both languages, plural, and loud about what is broken."""

import pytest

from desk_app.domain.languages import Language
from desk_app.errors import KnownError
from desk_app.texts import load_texts, russian_plural


def catalogue(folder, text):
    (folder / "words.toml").write_text(text, encoding="utf-8")
    return load_texts(folder)


@pytest.mark.parametrize(
    ("n", "form"),
    [
        (0, "many"),
        (1, "one"),
        (2, "few"),
        (5, "many"),
        (11, "many"),
        (14, "many"),
        (21, "one"),
        (22, "few"),
        (111, "many"),
        (124, "few"),
    ],
)
def test_russian_numbers_take_three_forms(n, form):
    assert russian_plural(n) == form


def test_a_text_is_given_in_the_asked_language(tmp_path):
    texts = catalogue(tmp_path, '[rail]\nqueue = { kk = "Кезек", ru = "Очередь" }\n')

    assert texts.get("rail.queue", Language.KK) == "Кезек"
    assert texts.get("rail.queue", Language.RU) == "Очередь"
    assert "rail.queue" in texts
    assert texts.keys() == ("rail.queue",)


def test_a_counting_text_takes_the_form_of_its_number(tmp_path):
    texts = catalogue(
        tmp_path,
        'pages = { kk = "{n} бет", '
        'ru = { one = "{n} лист", few = "{n} листа", many = "{n} листов" } }',
    )

    assert [texts.get("pages", Language.RU, n=n) for n in (1, 3, 5)] == [
        "1 лист",
        "3 листа",
        "5 листов",
    ]
    assert texts.get("pages", Language.KK, n=3) == "3 бет"


def test_an_error_has_its_words(tmp_path):
    texts = catalogue(tmp_path, '[error.iin]\nlength = { kk = "{n} цифр", ru = "введено {n}" }\n')

    assert texts.of_error(KnownError("iin.length", n=11), Language.RU) == "введено 11"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('a = { kk = "б" }', "kk and ru"),
        ('a = "б"', "kk and ru"),
        ('a = { kk = "б", ru = " " }', "text"),
        ('a = { kk = 1, ru = "б" }', "text"),
        ('a = { kk = "{n}", ru = "{m}" }', "placeholders"),
        ('a = { kk = "б", ru = { one = "б", few = "б" } }', "one, few, many"),
    ],
)
def test_a_broken_text_is_refused_with_its_place(tmp_path, text, reason):
    with pytest.raises(KnownError) as refused:
        catalogue(tmp_path, text)

    assert refused.value.params == {"file": "words.toml", "key": "a", "reason": reason}


def test_a_key_may_stand_in_one_file_only(tmp_path):
    (tmp_path / "a.toml").write_text('x = { kk = "1", ru = "1" }', encoding="utf-8")

    with pytest.raises(KnownError) as refused:
        catalogue(tmp_path, 'x = { kk = "2", ru = "2" }')

    assert refused.value.params["reason"] == "twice"


def of_two_files(folder, second='b = { kk = "2", ru = "2" }'):
    (folder / "first.toml").write_text('a = { kk = "1", ru = "1" }', encoding="utf-8")
    (folder / "second.toml").write_text(second, encoding="utf-8")
    return load_texts(folder, first="first.toml")


def test_the_first_file_is_enough_for_its_own_texts(tmp_path):
    texts = of_two_files(tmp_path, "no TOML at all")

    assert texts.get("a", Language.KK) == "1"


@pytest.mark.parametrize(
    "asked",
    [
        lambda texts: texts.get("b", Language.KK) == "2",
        lambda texts: "b" in texts,
        lambda texts: texts.keys() == ("a", "b"),
    ],
    ids=["get", "contains", "keys"],
)
def test_a_text_of_another_file_is_there_when_it_is_asked_for(tmp_path, asked):
    texts = of_two_files(tmp_path)

    assert asked(texts)
    assert texts.get("a", Language.KK) == "1"


def test_a_file_left_out_at_first_is_refused_like_any_when_it_is_broken(tmp_path):
    texts = of_two_files(tmp_path, 'a = { kk = "2", ru = "2" }')

    for _ in range(2):
        with pytest.raises(KnownError) as refused:
            texts.load()

    assert refused.value.params == {"file": "second.toml", "key": "a", "reason": "twice"}


def test_a_key_that_no_file_has_is_a_bug(tmp_path):
    with pytest.raises(KeyError):
        of_two_files(tmp_path).get("c", Language.KK)

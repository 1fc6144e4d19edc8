import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.names import ALPHABET
from desk_app.domain.paper_alphabet import PAPER_ALPHABET, require_printable, unprintable
from desk_app.errors import InputError


def test_every_kazakh_letter_can_be_printed():
    assert unprintable(ALPHABET + ALPHABET.upper()) == ()


def test_what_no_paper_can_show_is_named_once_and_in_order():
    assert unprintable("повар 厨师, 厨 🙂") == ("厨", "师", "🙂")


def test_letters_are_composed_before_they_are_looked_at():
    assert unprintable(unicodedata.normalize("NFD", "Йогі, ёж")) == ()


def test_line_ends_are_no_characters_of_the_paper():
    assert unprintable("бірінші\nекінші") == ()


@pytest.mark.parametrize(
    ("text", "named"), [("厨师", "«厨» (U+53A8)"), ("шыны\u200bшы", "U+200B"), ("a\tb", "U+0009")]
)
def test_a_field_is_told_the_character_that_it_cannot_keep(text, named):
    with pytest.raises(InputError) as caught:
        require_printable(text, field="job")

    assert (caught.value.code, caught.value.field) == ("field.unprintable", "job")
    assert caught.value.params == {"character": named}


@given(st.text(alphabet=sorted(PAPER_ALPHABET)))
def test_a_text_of_the_alphabet_passes(text):
    require_printable(text, field="job")

"""How text falls into lines and blocks into pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth

from desk_app.printing.blocks import (
    Columns,
    Framed,
    Indented,
    Rule,
    Space,
    Stack,
    Style,
    Text,
    scaled,
    together,
)
from tests.printing.papers import squeezed, templates

STYLE = Style(10, 13)
TEXT = st.text(alphabet="аәбқңұүһіійшщ №«»-0123456789 \n", max_size=300)


@pytest.fixture(scope="module", autouse=True)
def _fonts():
    templates()


@given(text=TEXT, width=st.floats(min_value=15, max_value=500))
def test_wrapping_loses_nothing_and_stays_within_the_width(text, width):
    lines = Text(text, STYLE).lines(width)

    assert squeezed("".join(lines)) == squeezed(text)
    assert all(stringWidth(line, STYLE.font, STYLE.size) <= width + 0.01 for line in lines)


@given(text=TEXT, width=st.floats(min_value=15, max_value=200), room=st.floats(0, 800))
def test_a_broken_text_is_the_same_text_in_two_parts(text, width, room):
    block = Text(text, STYLE)

    parts = block.split(width, room)

    if parts is not None:
        first, rest = parts
        assert first.height(width) <= room
        assert first.height(width) + rest.height(width) == pytest.approx(block.height(width))
        assert [*first.lines(width), *rest.lines(width)] == block.lines(width)
        assert min(len(first.lines(width)), len(rest.lines(width))) >= 2


def test_columns_break_where_their_texts_may():
    columns = Columns((Text("а\n" * 9 + "а", STYLE), Text("б", STYLE)), (50, 50), hairline=True)

    first, rest = columns.split(105, 6 * 13)

    assert first.height(105) == 6 * 13
    assert rest.height(105) == 4 * 13
    assert (first.hairline, rest.hairline) == (False, True)


def test_a_signature_never_breaks_from_what_it_signs():
    block = together([Text("қол", STYLE), Rule()])

    assert block.split(100, 13) is None


def test_a_heading_breaks_only_inside_the_text_below_it():
    block = together([Text("Бас", STYLE), Text("а\n" * 9 + "а", STYLE)])

    first, rest = block.split(100, 5 * 13)

    assert first.height(100) == 5 * 13
    assert rest.height(100) == 6 * 13
    assert block.split(100, 2 * 13) is None


@pytest.mark.parametrize("block", [Text("сөз", STYLE), Space(13), together([Space(13)])])
def test_smaller_type_takes_less_height(block):
    assert scaled(block, 0.5).height(100) == pytest.approx(6.5)


@pytest.mark.parametrize("wrapped", [Framed, lambda block: Indented(block, 10)])
def test_smaller_type_reaches_wrapped_blocks(wrapped):
    block = wrapped(Text("сөз", STYLE))

    assert block.height(100) - scaled(block, 0.5).height(100) == pytest.approx(6.5)


def test_a_stack_breaks_inside_a_block_or_between_two():
    stack = Stack((Text("а\n" * 3 + "а", STYLE), Rule(), Space(30)))

    inside, between = stack.split(100, 2 * 13), stack.split(100, 4 * 13 + 5)

    assert [part.height(100) for part in inside] == pytest.approx([26, 26.4 + 30])
    assert [part.height(100) for part in between] == pytest.approx([52.4, 30])
    assert stack.split(100, 1000) is None
    assert stack.split(100, 13) is None


def test_a_double_name_breaks_after_its_hyphen():
    name = "Құлмұхамбетұлы-Әбдіғаппаров"
    width = stringWidth("Құлмұхамбетұлы-Әбді", STYLE.font, STYLE.size)

    assert Text(f"Ян {name}", STYLE).lines(width) == ["Ян Құлмұхамбетұлы-", "Әбдіғаппаров"]

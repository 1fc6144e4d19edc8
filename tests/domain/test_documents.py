"""Pages of a document: every deed on one can be taken back."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.documents import (
    AttachedDocument,
    DocumentStatus,
    Page,
    add_page,
    mark,
    move_page,
    remove_page,
    replace_page,
    restore_page,
    turn_page,
)
from desk_app.errors import RuleError


def page(number: int) -> Page:
    return Page(UUID(int=number), f"{number:064x}", "image/png", 100, 140, 300, 1)


def document(*numbers: int) -> AttachedDocument:
    made = AttachedDocument("employment")
    for number in numbers:
        made = add_page(made, page(number))
    return made


def shown(made: AttachedDocument) -> list[int]:
    return [each.page_id.int for each in made.visible_pages]


def test_a_page_makes_a_document_scanned():
    assert document(1).status is DocumentStatus.SCANNED


def test_the_last_page_taken_out_leaves_the_document_unsettled_until_it_is_back():
    without = remove_page(document(1), UUID(int=1))

    assert (without.status, shown(without)) == (DocumentStatus.UNSETTLED, [])
    back = restore_page(without, UUID(int=1))
    assert back == document(1)


def test_taking_a_page_out_of_a_seen_document_leaves_it_seen():
    seen = mark(document(1), DocumentStatus.SEEN)

    assert remove_page(seen, UUID(int=1)).status is DocumentStatus.SEEN


def test_a_page_taken_again_stands_in_its_place_and_the_old_one_can_come_back():
    again = replace_page(document(1, 2), UUID(int=1), page(3))

    assert shown(again) == [3, 2]
    undone = restore_page(remove_page(again, UUID(int=3)), UUID(int=1))
    assert shown(undone) == [1, 2]


def test_pages_move_among_those_that_are_seen():
    without_second = remove_page(document(1, 2, 3), UUID(int=2))

    moved = move_page(without_second, UUID(int=3), -1)

    assert shown(moved) == [3, 1]
    assert shown(move_page(moved, UUID(int=3), 9)) == [1, 3]
    assert shown(move_page(moved, UUID(int=1), -9)) == [1, 3]


def test_absent_taken_back_leaves_what_was_scanned():
    absent = mark(document(1), DocumentStatus.ABSENT)

    assert mark(absent, DocumentStatus.UNSETTLED) == document(1)
    assert mark(mark(document(), DocumentStatus.ABSENT), DocumentStatus.UNSETTLED) == document()


def test_a_page_is_turned_by_quarters():
    with pytest.raises(ValueError, match="45"):
        turn_page(document(1), UUID(int=1), 45)
    assert turn_page(document(1), UUID(int=1), -90).pages[0].turn_degrees == 270


@pytest.mark.parametrize(
    "deed",
    [
        lambda made, which: turn_page(made, which, 90),
        remove_page,
        restore_page,
        lambda made, which: move_page(made, which, 1),
        lambda made, which: replace_page(made, which, page(8)),
    ],
)
def test_a_page_that_is_not_there_is_named(deed):
    with pytest.raises(RuleError, match=r"page\.none"):
        deed(document(1), UUID(int=9))


@given(
    count=st.integers(1, 6),
    removed=st.sets(st.integers(1, 6)),
    which=st.integers(0, 5),
    places=st.integers(-7, 7),
    quarters=st.integers(-5, 5),
)
def test_every_deed_on_a_page_is_undone(count, removed, which, places, quarters):
    made = document(*range(1, count + 1))
    for number in sorted(removed & set(range(1, count))):
        made = remove_page(made, UUID(int=number))
    before = shown(made)
    chosen = UUID(int=before[which % len(before)])

    moved = move_page(made, chosen, places)
    went = shown(moved).index(chosen.int) - before.index(chosen.int)

    assert sorted(shown(moved)) == sorted(before)
    assert went == max(
        -before.index(chosen.int), min(places, len(before) - 1 - before.index(chosen.int))
    )
    assert shown(move_page(moved, chosen, -went)) == before
    turned = turn_page(made, chosen, 90 * quarters)
    assert turn_page(turned, chosen, -90 * quarters) == made
    assert restore_page(remove_page(made, chosen), chosen) == made

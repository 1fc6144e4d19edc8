"""Damage of a store is found wherever it lies, without being touched, and named by its part."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import chain, repeat
from pathlib import Path

import pytest

from desk_app.errors import StoreError
from desk_app.store import engine as sql
from desk_app.store.opening import (
    OpenStore,
    database_path,
    new_store_key,
    open_store,
    open_store_for_reading,
)
from desk_app.store.wholeness import Damage
from tests.store.builders import IINS, audit_event, invented_case

PAGE = 4096
SAMPLE = 40
MANY = 250
ROUNDS = 3


def on() -> bool:
    return False


@pytest.fixture
def closed(opened: OpenStore, home: Path) -> Path:
    fill(opened, ROUNDS)
    opened.close()
    return home


def fill(opened: OpenStore, rounds: int) -> None:
    for _ in range(rounds):
        with opened.store.unit() as unit:
            for iin in IINS:
                unit.cases.save(invented_case(iin=iin))
                unit.audit.append(audit_event())


@pytest.fixture
def spoil(closed: Path) -> Callable[[int], None]:
    """Flip one bit of one page; every other page is as it was written."""
    whole = database_path(closed).read_bytes()

    def flip(page: int) -> None:
        content = bytearray(whole)
        content[(page - 1) * PAGE + 200] ^= 1
        database_path(closed).write_bytes(content)

    return flip


@pytest.fixture
def roots(closed: Path, key: bytes) -> dict[str, int]:
    """Return the first page of each table and index by its name."""
    with closing(sql.connect(database_path(closed), key)) as connection:
        return dict(
            connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0")
        )


@pytest.fixture
def reading(closed: Path, key: bytes) -> Iterator[Callable[[], OpenStore]]:
    """Open the store for reading, as often as a test wants."""
    all_opened: list[OpenStore] = []

    def read() -> OpenStore:
        all_opened.append(open_store_for_reading(closed, key))
        return all_opened[-1]

    yield read
    for opened in all_opened:
        opened.close()


def test_an_untouched_store_has_no_damage(closed: Path, key: bytes) -> None:
    opened = open_store(closed, key)

    assert opened.damage() == Damage()
    assert not opened.damage()
    opened.close()


def test_a_damaged_page_is_told_with_its_number_and_its_part(closed, key, spoil, roots) -> None:
    spoil(roots["outbox"])
    opened = open_store(closed, key)

    assert opened.damage() == Damage(("outbox",), (roots["outbox"],))
    opened.close()


def test_beside_the_writer_the_part_is_told(spoil, roots, reading) -> None:
    spoil(roots["cases_by_iin"])

    assert reading().damage() == Damage(("cases",))


def test_damage_is_found_on_any_page(closed, spoil, reading) -> None:
    pages = database_path(closed).stat().st_size // PAGE
    chance = random.Random(20261125)

    def is_noticed(page: int) -> bool:
        spoil(page)
        try:
            return bool(reading().damage())
        except StoreError as error:
            return error.code == "store.corrupt"

    # The first page says what the file is; a store whose first page is broken does not open.
    assert [p for p in chance.sample(range(2, pages + 1), SAMPLE) if not is_noticed(p)] == []


def test_what_is_readable_stays_readable_after_the_damage_was_met(spoil, roots, reading) -> None:
    spoil(roots["audit"])
    store = reading().store

    with pytest.raises(StoreError, match=r"store\.corrupt"), store.reading() as unit:
        list(unit.audit.entries())
    with store.reading() as unit:
        assert len(list(unit.cases.all_ids())) == ROUNDS * len(IINS)


def test_a_write_that_met_damage_is_not_taken_for_done(closed, key, spoil, roots) -> None:
    spoil(roots["audit"])
    opened = open_store(closed, key)

    def write() -> None:
        with opened.store.unit() as unit:
            unit.notes.put("name", "text")
            with suppress(StoreError):
                unit.audit.append(audit_event())

    with pytest.raises(StoreError, match=r"store\.corrupt"):
        write()
    with opened.store.reading() as unit:
        assert unit.notes.get("name") is None
    opened.close()


@pytest.mark.parametrize("answers", [(True,), (False, True)])
def test_a_stopped_look_finds_nothing_and_the_next_one_does(closed, key, spoil, answers) -> None:
    opened = open_store(closed, key)
    with opened.store.unit() as unit:
        for number in range(MANY):
            unit.cases.save(invented_case(iin=IINS[number % len(IINS)]))
    opened.close()
    content = bytearray(database_path(closed).read_bytes())
    with closing(sql.connect(database_path(closed), key)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'cases_to_hand_over'"
        ).fetchone()
    content[(root - 1) * PAGE + 200] ^= 1
    database_path(closed).write_bytes(content)
    opened = open_store(closed, key)
    answer = chain(answers, repeat(True))

    # The index lies behind all the rows.
    assert not opened.store.is_damaged("cases", is_stopped=lambda: next(answer))
    assert opened.store.is_damaged("cases", is_stopped=on)
    opened.close()


def test_every_part_is_looked_at(reading) -> None:
    found = reading().store.parts()

    assert found[0] == "sqlite_schema"
    assert {"cases", "case_words_data", "visits", "outbox", "audit", "operators"} <= set(found)


def test_a_look_waits_for_no_writer_and_no_writer_for_it(opened: OpenStore) -> None:
    with opened.store.unit() as unit:
        unit.notes.put("name", "text")
        assert not opened.store.is_damaged("notes", is_stopped=on)
    with opened.store.reading() as unit:
        assert unit.notes.get("name") == "text"


@pytest.mark.parametrize("kept_pages", [5, 20])
def test_a_file_that_was_cut_off_does_not_open(closed, reading, kept_pages) -> None:
    content = database_path(closed).read_bytes()
    database_path(closed).write_bytes(content[: kept_pages * PAGE])

    with pytest.raises(StoreError, match=r"store\.corrupt"):
        reading()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "store.empty"),
        (bytes(PAGE * 3), "store.corrupt"),
        (bytes(PAGE) + os.urandom(PAGE), "store.corrupt"),
    ],
)
def test_a_file_whose_content_is_gone_is_no_matter_of_the_key(closed, key, content, code) -> None:
    database_path(closed).write_bytes(content)

    for any_key in (key, new_store_key()):
        with pytest.raises(StoreError) as refused:
            open_store(closed, any_key)
        assert refused.value.code == code
    assert database_path(closed).read_bytes() == content

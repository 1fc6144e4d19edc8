"""The first results of a search among 50,000 and 1,000,000 local cases."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, text

from desk_app.domain.applicants import PersonName
from desk_app.domain.cases import Case, CaseState
from desk_app.domain.iin import Sex, compose_iin
from desk_app.domain.numbers import CaseNumber
from desk_app.services import lists
from desk_app.services.desk import Desk
from desk_app.store.cases import _columns
from desk_app.store.column_types import to_microseconds
from desk_app.store.rows import CaseRow, table_of
from registry.seeding.names import KAZAKH, RUSSIAN, Stock
from tests.benchmarks.measures import Row, milliseconds, seconds_of
from tests.benchmarks.saving import desk_in
from tests.store.builders import NOON, invented_case

_STOCKS = (*KAZAKH.values(), *RUSSIAN.values())
_AT_ONCE = 5_000
_ROUNDS = 15
_MOST_SECONDS = 0.1
_DAYS = 20_000
_SERIALS = 100


def measure(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure every kind of query in a small store and in the same store grown."""
    small, large = (50_000, 200_000) if quick else (50_000, 1_000_000)
    with desk_in(folder / "search") as desk:
        _fill(desk, 0, small)
        few = _slowest(desk, small)
        yield _row(small, few)
        _fill(desk, small, large)
        many = _slowest(desk, large)
        yield _row(large, many)
    growth = many[1] / few[1]
    yield Row(
        f"search: growth from {small:,} to {large:,} cases",
        milliseconds(many[1]), milliseconds(few[1]), growth,
        f"< {large // small} × (sub-linear)", growth < large / small,
    )  # fmt: skip


def _row(count: int, slowest: tuple[str, float]) -> Row:
    query, seconds = slowest
    return Row(
        f"search among {count:,} cases, slowest kind of query: {query}",
        milliseconds(seconds), "–", None, "≤ 100 ms", seconds <= _MOST_SECONDS,
    )  # fmt: skip


def _slowest(desk: Desk, count: int) -> tuple[str, float]:
    queries = _queries(count)
    medians = {
        kind: statistics.median(
            [seconds_of(lambda q=q: lists.search(q, desk=desk)) for _ in range(_ROUNDS)]
        )
        for kind, q in queries.items()
    }
    for kind, query in queries.items():
        if not lists.search(query, desk=desk):
            raise AssertionError(f"nothing found by {kind}")
    kind = max(medians, key=medians.__getitem__)
    return kind, medians[kind]


def _queries(count: int) -> dict[str, str]:
    case = _invented(count // 3)
    iin = case.applicant.iin
    return {
        "one letter": "ү",
        "the start of a surname": "Сын",
        "surname and name": f"{case.applicant.name.surname} {case.applicant.name.given_name}",
        "all three names": case.applicant.name.full,
        "the start of an IIN": iin.digits[:6] if iin else "",
        "an IIN": iin.digits if iin else "",
        "a number": case.number,
        "two common letters": "а с",
    }


def _fill(desk: Desk, start: int, end: int) -> None:
    """Write cases past the door of single cases, in the very form it gives them."""
    numbers = iter(range(start, end))
    while batch := list(islice(numbers, _AT_ONCE)):
        with desk.store.unit() as unit:
            _write(unit.cases._connection, [_values(number) for number in batch])


def _write(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(table_of(CaseRow)), rows)
    words = [{"row_id": row["row_id"], "words": row["words"]} for row in rows]
    connection.execute(
        text("INSERT INTO case_words (rowid, words) VALUES (:row_id, :words)"), words
    )


def _values(number: int) -> dict[str, Any]:
    case = _invented(number)
    return {"row_id": to_microseconds(case.opened_at), **_columns(case)}


_TEMPLATE = invented_case(state=CaseState.HANDED_OVER)


def _invented(number: int) -> Case:
    stock = _STOCKS[number % len(_STOCKS)]
    sex = Sex.FEMALE if stock.surnames[0].endswith("а") else Sex.MALE
    born = date(1960, 1, 1) + timedelta(days=number % _DAYS)
    iin = compose_iin(born, sex, 9900 + number // _DAYS % _SERIALS)
    return replace(
        _TEMPLATE,
        application_id=UUID(int=number + 1),
        applicant=replace(_TEMPLATE.applicant, iin=iin, name=_name(stock, number)),
        number=str(CaseNumber("SC01", f"{number // 900_000:02d}", 2026, number % 900_000 + 1)),
        opened_at=NOON + timedelta(seconds=number),
    )


def _name(stock: Stock, number: int) -> PersonName:
    rest, surname = divmod(number // len(_STOCKS), len(stock.surnames))
    rest, given = divmod(rest, len(stock.given_names))
    patronymic = rest % len(stock.patronymics)
    return PersonName(
        stock.surnames[surname], stock.given_names[given], stock.patronymics[patronymic]
    )

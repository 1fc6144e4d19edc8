"""Cases in the store: the whole value, the columns of its lists, and the words of its search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    bindparam,
    insert,
    or_,
    select,
    text,
    update,
)

from desk_app.domain.cases import Case, CaseState
from desk_app.domain.handing_over import hand_over_office, unprinted_papers
from desk_app.domain.iin import Iin
from desk_app.domain.names import search_key
from desk_app.errors import StoreError
from desk_app.ports.store import CaseSummary
from desk_app.store.column_types import to_microseconds
from desk_app.store.rows import CaseRow, table_of
from desk_app.wire import decode_case, encode_case

_SUMMARY = (
    CaseRow.application_id,
    CaseRow.state,
    CaseRow.number,
    CaseRow.temporary_number,
    CaseRow.certificate_number,
    CaseRow.full_name,
    CaseRow.iin,
    CaseRow.opened_at,
    CaseRow.accepted_at,
    CaseRow.due_on,
    CaseRow.held_reason,
    CaseRow.held_at,
    CaseRow.operator,
    CaseRow.delivered_at,
)
_MATCHES = text(
    """SELECT rowid AS row_id FROM case_words WHERE case_words MATCH :query
    ORDER BY rowid DESC LIMIT :limit"""
).columns(CaseRow.row_id)
# An IIN is shown, and therefore pasted, in two groups of six.
_GROUPED_IIN = re.compile(r"(?<!\S)([0-9]{6})\s+([0-9]{1,6})(?!\S)")
# Built once: making a statement costs more than running it.
_CASES = table_of(CaseRow)
_IS_THE_CASE = CaseRow.application_id == bindparam("wanted")
_STORED = select(CaseRow.row_id, CaseRow.words).where(_IS_THE_CASE)
_PAYLOAD = select(CaseRow.payload).where(_IS_THE_CASE)
_TAKEN = select(CaseRow.row_id).where(CaseRow.row_id == bindparam("wanted"))
_ADD = insert(_CASES)
_CHANGE = update(_CASES).where(_CASES.c.row_id == bindparam("stored_row_id"))
_ADD_WORDS = text("INSERT INTO case_words (rowid, words) VALUES (:row_id, :words)")
_CHANGE_WORDS = text("UPDATE case_words SET words = :words WHERE rowid = :row_id")


class SqlCases:
    """The `Cases` port over an open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, application_id: UUID) -> Case:
        payload = self._connection.execute(
            _PAYLOAD, {"wanted": application_id}
        ).scalar_one_or_none()
        if payload is None:
            raise StoreError("case.not_found")
        return decode_case(payload)

    def exists(self, application_id: UUID) -> bool:
        return self._connection.execute(_STORED, {"wanted": application_id}).first() is not None

    def save(self, case: Case) -> None:
        stored = self._connection.execute(_STORED, {"wanted": case.application_id}).one_or_none()
        values = _columns(case)
        if stored is None:
            self._add(case, values)
        else:
            self._change(stored.row_id, stored.words, values)

    def by_number(self, number: str) -> CaseSummary | None:
        if not number:
            return None
        columns = (CaseRow.number, CaseRow.temporary_number, CaseRow.certificate_number)
        # `<> ''` lets SQLite use the partial indexes.
        carries = or_(*((column == number) & (column != "") for column in columns))
        found = self._summaries(carries, newest_first=True, limit=1)
        return found[0] if found else None

    def by_iin(self, iin: Iin) -> Sequence[CaseSummary]:
        return self._summaries(CaseRow.iin == iin.digits, newest_first=True)

    def in_states(self, *states: CaseState, limit: int = 500) -> Sequence[CaseSummary]:
        wanted = CaseRow.state.in_([state.value for state in states])
        return self._summaries(wanted, newest_first=False, limit=limit)

    def with_unprinted_papers(self, *, limit: int = 500) -> Sequence[Case]:
        query = (
            select(CaseRow.payload)
            .where(CaseRow.has_unprinted_papers)
            .order_by(CaseRow.row_id)
            .limit(limit)
        )
        return [decode_case(payload) for payload in self._connection.execute(query).scalars()]

    def to_hand_over(self, office_code: str, *, limit: int = 500) -> Sequence[CaseSummary]:
        # `<> ''` lets SQLite use the partial index.
        waits = (CaseRow.hand_over_office == office_code) & (CaseRow.hand_over_office != "")
        return self._summaries(waits, newest_first=False, limit=limit)

    def search(self, words: str, *, limit: int = 20) -> Sequence[CaseSummary]:
        query = _match_query(words)
        if not query:
            return ()
        matches = _MATCHES.bindparams(query=query, limit=limit)
        return self._summaries(CaseRow.row_id.in_(select(matches.subquery().c.row_id)))

    def all_ids(self) -> Sequence[UUID]:
        """Return the identity of every case, oldest first."""
        query = select(CaseRow.application_id).order_by(CaseRow.row_id)
        return self._connection.execute(query).scalars().all()

    def _summaries(
        self, condition: ColumnElement[bool], *, newest_first: bool = True, limit: int | None = None
    ) -> list[CaseSummary]:
        order = CaseRow.row_id.desc() if newest_first else CaseRow.row_id
        query = select(*_SUMMARY).where(condition).order_by(order).limit(limit)
        return [_summary(row) for row in self._connection.execute(query).mappings()]

    def _add(self, case: Case, values: dict[str, Any]) -> None:
        row_id = self._free_row_id(to_microseconds(case.opened_at))
        self._connection.execute(_ADD, {"row_id": row_id, **values})
        self._connection.execute(_ADD_WORDS, {"row_id": row_id, "words": values["words"]})

    def _change(self, row_id: int, old_words: str, values: dict[str, Any]) -> None:
        self._connection.execute(_CHANGE, {"stored_row_id": row_id, **values})
        if values["words"] != old_words:
            self._connection.execute(_CHANGE_WORDS, {"row_id": row_id, "words": values["words"]})

    def _free_row_id(self, wanted: int) -> int:
        while self._connection.execute(_TAKEN, {"wanted": wanted}).first() is not None:
            wanted += 1
        return wanted


def _columns(case: Case) -> dict[str, Any]:
    applicant = case.applicant
    return {
        "application_id": case.application_id,
        "state": case.state.value,
        "number": case.number,
        "temporary_number": case.temporary_number,
        "certificate_number": case.certificate_number,
        "full_name": applicant.name.full,
        "iin": applicant.iin.digits if applicant.iin else None,
        "opened_at": case.opened_at,
        "accepted_at": case.accepted_at,
        "due_on": case.due_on,
        "held_reason": case.held_reason,
        "held_at": case.held_at,
        "operator": case.operator,
        "delivered_at": case.delivered_at,
        "has_unprinted_papers": bool(unprinted_papers(case)),
        "hand_over_office": hand_over_office(case),
        "words": _index_words(case),
        "payload": encode_case(case),
    }


def _summary(row: RowMapping) -> CaseSummary:
    iin = row["iin"]
    typed = {"state": CaseState(row["state"]), "iin": Iin(iin) if iin else None}
    return CaseSummary(**{**row, **typed})


def _index_words(case: Case) -> str:
    iin = case.applicant.iin
    words = _name_words(case.applicant.name.full)
    words += [iin.digits] if iin else []
    for number in (case.number, case.temporary_number, case.certificate_number):
        words += _number_words(number)
    return " ".join(words)


def _match_query(typed: str) -> str:
    # Every word is one token, so a quoted token with a star is a prefix and never a phrase.
    return " ".join(f'"{word}"*' for word in _typed_words(typed))


def _typed_words(typed: str) -> list[str]:
    words: list[str] = []
    for word in _GROUPED_IIN.sub(r"\1\2", typed).split():
        if any(character.isdigit() for character in word):
            words += [_squeezed(word)]
        else:
            words += _name_words(word)
    return words


def _name_words(name: str) -> list[str]:
    letters = (character if character.isalnum() else " " for character in search_key(name))
    return "".join(letters).split()


def _number_words(number: str) -> list[str]:
    # A number is found by its start as printed and by its serial as people say it.
    parts = number.split("-")
    serial = parts[-2].lstrip("0") if len(parts) > 2 else ""
    return [word for word in (_squeezed(number), serial) if word]


def _squeezed(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())

"""Administrators and supervisors see how the rules stand; nobody's work waits for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desk_app.domain.rules import ValidityState
from desk_app.domain.vocabulary import Provenance
from desk_app.domain.working_days import Calendar
from desk_app.errors import AccessError
from desk_app.services.rules_report import calendar_warning, rules_report
from tests.builders import ADMINISTRATOR, OPERATOR, SUPERVISOR, accepted, iins


def test_the_pack_of_the_office_comes_first_with_what_replaced_it(corporation):
    own, other = rules_report(desk=corporation.as_operator(ADMINISTRATOR))

    assert (own.pack_id, own.is_chosen) == (corporation.pack_id, True)
    assert own.standing.state is ValidityState.EXPIRED
    assert own.standing.replaced_by == other.pack_id
    assert (other.is_chosen, other.standing.state) == (False, ValidityState.IN_FORCE)


def test_what_is_inferred_is_listed_for_a_lawyer_with_its_place(corporation):
    own, _ = rules_report(desk=corporation.as_operator(SUPERVISOR))

    known = {Provenance.VERBATIM, Provenance.COMPUTED}
    paths = [item.path for item in own.to_check]
    assert "norms" in paths
    assert len(paths) == len(set(paths))
    assert not known & {item.provenance for item in own.to_check}


def test_each_edition_says_what_the_service_is(corporation):
    old, new = rules_report(desk=corporation.as_operator(ADMINISTRATOR))

    lines = {line.code: line.words for line in old.card}
    assert lines["title"] == corporation.pack.service.title
    assert lines["channels"].ru.startswith("1) Государственная корпорация")
    assert lines["documents"].kk.count(")") > len(corporation.pack.documents)
    assert [line.code for line in new.card] == list(lines)
    assert all(line.words.kk and line.words.ru for line in (*old.card, *new.card))


@pytest.mark.parametrize(
    ("covers_from", "covers_to", "told"),
    [
        (date(2024, 1, 1), date(2027, 12, 31), None),
        (date(2024, 1, 1), date(2027, 1, 23), None),
        (date(2024, 1, 1), date(2027, 1, 22), date(2027, 1, 22)),
        (date(2024, 1, 1), date(2025, 12, 31), date(2025, 12, 31)),
        (date(2027, 1, 1), date(2029, 12, 31), date(2029, 12, 31)),
    ],
)
def test_a_calendar_that_is_near_its_end_or_elsewhere_is_told(
    corporation, covers_from, covers_to, told
):
    calendar = Calendar(frozenset(), frozenset(), covers_from, covers_to)
    desk = replace(corporation.as_operator(ADMINISTRATOR), calendar=calendar)

    assert calendar_warning(desk=desk) == told


def test_an_operator_sees_nothing_of_it_and_works_on_with_an_expired_pack(corporation):
    with pytest.raises(AccessError, match=r"access\.not_allowed"):
        rules_report(desk=corporation.as_operator(OPERATOR))

    assert corporation.pack.valid_to < date(2026, 1, 1)
    assert accepted(corporation, iins()[0]).number


def test_a_pack_whose_day_has_not_come_says_so(corporation):
    pack = replace(corporation.pack, valid_from=date(2099, 1, 1), valid_to=None)
    desk = replace(corporation, packs={pack.pack_id: pack}, operator=ADMINISTRATOR)

    (report,) = rules_report(desk=desk)

    assert report.standing.state is ValidityState.NOT_YET

"""Signatories, roles, delays, retries and the journal's chain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.audit import AuditEvent, chain, first_broken
from desk_app.domain.offices import signatory_on
from desk_app.domain.operators import (
    FREE_ATTEMPTS,
    LONGEST_DELAY_SECONDS,
    Operator,
    Permission,
    attempts_left,
    delay_seconds,
    require,
)
from desk_app.domain.outbox import (
    LONGEST_RETRY_SECONDS,
    LONGEST_WISH_SECONDS,
    next_attempt,
)
from desk_app.domain.vocabulary import Role
from desk_app.errors import AccessError, RuleError
from tests.builders import CENTRE, OPERATOR

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_an_acting_signatory_goes_before_the_absent_head():
    assert signatory_on(CENTRE, date(2026, 11, 30)).name == "Ойдан Директор"
    assert signatory_on(CENTRE, date(2026, 12, 5)).acting
    assert not signatory_on(CENTRE, date(2026, 12, 6)).acting


def test_a_day_without_signatory_is_named():
    with pytest.raises(RuleError, match=r"office\.no_signatory \(day=2019-12-31\)"):
        signatory_on(CENTRE, date(2019, 12, 31))


ALLOWED = {
    Role.OPERATOR: {Permission.SERVE},
    Role.SPECIALIST: {Permission.SERVE, Permission.DECIDE},
    Role.APPROVER: {Permission.SERVE, Permission.DECIDE, Permission.APPROVE},
    Role.SUPERVISOR: {Permission.SEE_FIGURES, Permission.EXPORT, Permission.SEE_RULES},
    Role.ADMINISTRATOR: {Permission.MANAGE_OPERATORS, Permission.SEE_RULES},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_may_what_its_list_says_and_a_departed_operator_nothing(role, permission):
    operator = Operator("somebody", "Ойдан Біреу", frozenset({role}))

    assert operator.may(permission) is (permission in ALLOWED[role])
    assert not replace(operator, is_active=False).may(permission)


def test_what_is_not_allowed_is_named():
    with pytest.raises(AccessError, match=r"access\.not_allowed \(permission=decide\)"):
        require(OPERATOR, Permission.DECIDE)


def test_the_delay_after_wrong_passwords_grows_to_an_hour():
    assert [delay_seconds(n) for n in (0, FREE_ATTEMPTS - 1)] == [0, 0]
    grown = [delay_seconds(FREE_ATTEMPTS + n) for n in range(9)]
    assert grown == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert max(grown) == LONGEST_DELAY_SECONDS
    assert [attempts_left(n) for n in (0, 4, 5, 99)] == [5, 1, 0, 0]


@given(attempts=st.integers(1, 10_000), jitter=st.floats(0, 1, exclude_max=True))
def test_a_retry_is_never_at_once_and_never_later_than_the_longest_pause(attempts, jitter):
    pause = (next_attempt(attempts, NOW, jitter=jitter) - NOW).total_seconds()

    assert 1 < pause <= LONGEST_RETRY_SECONDS


@pytest.mark.parametrize(
    ("wish", "granted"), [(30.0, 30.0), (-5.0, 0.0), (1e300, LONGEST_WISH_SECONDS)]
)
def test_the_registry_may_name_the_pause_within_an_hour(wish, granted):
    at = next_attempt(1, NOW, jitter=0.0, retry_after_seconds=wish)

    assert at - NOW == timedelta(seconds=granted)


def journal(count: int):
    entries, last = [], None
    for number in range(count):
        event = AuditEvent(
            NOW + timedelta(seconds=number), "operator", "case.opened", UUID(int=number), {"k": "v"}
        )
        last = chain(event, after=last)
        entries.append(last)
    return entries


def test_a_whole_chain_is_not_broken():
    assert first_broken(journal(5)) is None
    assert first_broken([]) is None


@pytest.mark.parametrize("index", range(4))
@pytest.mark.parametrize(
    "change",
    [
        lambda e: replace(e, event=replace(e.event, operator="another")),
        lambda e: replace(e, event=replace(e.event, at=e.event.at + timedelta(seconds=1))),
        lambda e: replace(e, event=replace(e.event, details={"k": "w"})),
        lambda e: replace(e, event=replace(e.event, application_id=None)),
        lambda e: replace(e, entry_hash="0" * 64),
        lambda e: replace(e, previous_hash="1" * 64),
        lambda e: replace(e, sequence=e.sequence + 1),
    ],
)
def test_a_changed_entry_is_found_where_it_stands(index, change):
    entries = journal(4)
    entries[index] = change(entries[index])

    assert first_broken(entries) == index + 1


@pytest.mark.parametrize("index", range(3))
def test_a_missing_entry_is_found_where_it_stood(index):
    entries = journal(4)
    del entries[index]

    assert first_broken(entries) == index + 1

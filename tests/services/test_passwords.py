"""Passwords change on real keys, and the journal tells of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_app.errors import AccessError, InputError, KnownError, StoreError
from desk_app.services import passwords
from desk_app.store.device_secret import FileKeystore
from desk_app.store.keys import Cost, new_recovery_keys
from desk_app.store.operator_keys import make_operator_keys
from desk_app.store.recovery import recovered_key
from tests.builders import ADMINISTRATOR, KEY, OPERATOR, journal

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
OLD, NEW = "жарық таң 7", "күн шықты 12"


@pytest.fixture
def desk(corporation):
    with corporation.store.unit() as unit:
        unit.operators.save(OPERATOR)
        unit.operators.save(ADMINISTRATOR)
    return corporation


@pytest.fixture
def keys(desk, tmp_path):
    home = tmp_path / "keys"
    made = make_operator_keys(
        home, KEY, login=OPERATOR.login, password=OLD, places=[FileKeystore(home)], cost=CHEAP
    )
    made.add(ADMINISTRATOR.login, OLD, store_key=KEY)
    return made


def opens(keys, desk, login, password) -> bool:
    try:
        return keys.unlock(login, password, now=desk.clock.moment()) == KEY
    except AccessError:
        return False


def test_everybody_changes_their_own_password(desk, keys):
    passwords.change_password(OLD, NEW, desk=desk, passwords=keys)

    assert opens(keys, desk, OPERATOR.login, NEW)
    assert not opens(keys, desk, OPERATOR.login, OLD)
    assert journal(desk)[-1] == "operator.password_changed"


def test_an_administrator_sets_a_password_anew(desk, keys):
    admin = desk.as_operator(ADMINISTRATOR)

    passwords.reset_password(OPERATOR.login, NEW, OLD, desk=admin, passwords=keys)

    assert opens(keys, desk, OPERATOR.login, NEW)
    assert opens(keys, desk, ADMINISTRATOR.login, OLD)
    assert journal(desk)[-1] == "operator.password_reset"


def test_recovery_needs_no_password(desk, keys):
    admin = desk.as_operator(ADMINISTRATOR)

    passwords.take_back(ADMINISTRATOR.login, NEW, desk=admin, passwords=keys, store_key=KEY)

    assert opens(keys, desk, ADMINISTRATOR.login, NEW)
    assert journal(desk)[-1] == "operator.recovered"


def test_an_administrator_renews_the_recovery_key(desk, keys, tmp_path):
    admin = desk.as_operator(ADMINISTRATOR)
    pairs = [new_recovery_keys(), new_recovery_keys()]

    for pair in pairs:
        passwords.renew_recovery(pair.public_key, OLD, desk=admin, passwords=keys)

    assert recovered_key(tmp_path / "keys", pairs[1].private_key) == KEY
    with pytest.raises(AccessError, match=r"access\.wrong_recovery_key"):
        recovered_key(tmp_path / "keys", pairs[0].private_key)
    assert journal(desk)[-2:] == ["recovery.renewed", "recovery.renewed"]


@pytest.mark.parametrize(
    ("operator", "public_key", "password", "code"),
    [
        (OPERATOR, None, OLD, "access.not_allowed"),
        (ADMINISTRATOR, None, NEW, "access.wrong_password"),
        (ADMINISTRATOR, bytes(32), OLD, "keys.recovery_key"),
    ],
)
def test_no_recovery_key_without_an_administrator_and_a_key(
    desk, keys, tmp_path, operator, public_key, password, code
):
    before = journal(desk)
    pair = new_recovery_keys()

    with pytest.raises(KnownError, match=code.replace(".", r"\.")):
        passwords.renew_recovery(
            public_key or pair.public_key,
            password,
            desk=desk.as_operator(operator),
            passwords=keys,
        )

    assert journal(desk) == before
    with pytest.raises(StoreError, match=r"keys\.no_recovery"):
        recovered_key(tmp_path / "keys", pair.private_key)


def test_a_departed_operator_gets_no_password(desk, keys):
    with desk.store.unit() as unit:
        unit.operators.save(replace(OPERATOR, is_active=False))
    admin = desk.as_operator(ADMINISTRATOR)

    with pytest.raises(AccessError, match=r"access\.inactive"):
        passwords.reset_password(OPERATOR.login, NEW, OLD, desk=admin, passwords=keys)

    assert opens(keys, desk, OPERATOR.login, OLD)


def test_what_is_refused_leaves_neither_a_password_nor_an_entry(desk, keys):
    before = journal(desk)

    with pytest.raises(AccessError, match=r"access\.wrong_password"):
        passwords.change_password("another one", NEW, desk=desk, passwords=keys)
    with pytest.raises(InputError, match=r"password\.too_short"):
        passwords.change_password(OLD, "short", desk=desk, passwords=keys)

    assert journal(desk) == before
    assert opens(keys, desk, OPERATOR.login, OLD)

"""The key file lies there twice: damage to one of them locks nobody out and brings nobody back."""

from __future__ import annotations

import base64
import json
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desk_app.domain.service_time import Moment
from desk_app.errors import AccessError, StoreError
from desk_app.store.device_secret import FileKeystore
from desk_app.store.key_copies import FORMAT, KEY_COPY, KEY_FILE, are_alike, write_both
from desk_app.store.keys import Cost, RecoveryKeys, new_recovery_keys
from desk_app.store.logins import read_logins
from desk_app.store.operator_keys import (
    OperatorKeys,
    load_operator_keys,
    make_operator_keys,
    read_key_file,
)
from desk_app.store.recovery import recovered_key
from tests.store import freeze_keys, key_writer
from tests.store.builders import NOON
from tests.store.power_loss import Disk, record

DATA = Path(__file__).parent.parent / "data"
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
PASSWORD = "құпия сөз 1"
NEW = "жаңа құпия 2"
OTHER = new_recovery_keys()
NOW = Moment(NOON, 1000.0, "boot")
BOTH = (KEY_FILE, KEY_COPY)
DAMAGE: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "zeroed": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "other text": lambda path: path.write_text("[]"),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.fixture
def pair() -> RecoveryKeys:
    return new_recovery_keys()


@pytest.fixture
def keys(home: Path, key: bytes, pair: RecoveryKeys) -> OperatorKeys:
    made = make_operator_keys(
        home,
        key,
        login="aigul",
        password=PASSWORD,
        places=[FileKeystore(home)],
        cost=CHEAP,
        recovery_public_key=pair.public_key,
    )
    made.add("zere", PASSWORD, store_key=key)
    return made


def load(home: Path) -> OperatorKeys:
    return load_operator_keys(home, places=[FileKeystore(home)], cost=CHEAP)


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_either_copy_alone_signs_in_and_recovers(keys, home, key, pair, name, damage) -> None:
    damage(home / name)

    assert read_logins(home) == ("aigul", "zere")
    assert recovered_key(home, pair.private_key) == key
    assert load(home).unlock("zere", PASSWORD, now=NOW) == key


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_signing_in_puts_a_damaged_copy_right(keys, home, key, name, damage) -> None:
    damage(home / name)
    assert not are_alike(home)

    load(home).unlock("aigul", PASSWORD, now=NOW)

    if not (home / name).is_dir():
        assert are_alike(home)
        (home / next(other for other in BOTH if other != name)).unlink()
    assert load(home).unlock("zere", PASSWORD, now=NOW) == key


@pytest.mark.parametrize("name", BOTH)
def test_a_flipped_bit_anywhere_is_noticed(keys, home, key, name: str) -> None:
    whole = (home / name).read_bytes()
    file = read_key_file(home)
    chance = random.Random(20261125)
    for position in (chance.randrange(len(whole) * 8) for _ in range(300)):
        content = bytearray(whole)
        content[position // 8] ^= 1 << position % 8
        (home / name).write_bytes(content)

        assert not are_alike(home)
        assert read_key_file(home) == file
        assert read_logins(home) == ("aigul", "zere")


@pytest.mark.parametrize(
    ("damage", "code"), [(DAMAGE["deleted"], "keys.missing"), (DAMAGE["cut"], "keys.damaged")]
)
def test_with_both_copies_gone_the_reason_is_said(keys, home, pair, damage, code: str) -> None:
    for name in BOTH:
        damage(home / name)

    for read in (read_logins, load, lambda folder: recovered_key(folder, pair.private_key)):
        with pytest.raises(StoreError, match=code.replace(".", r"\.")):
            read(home)


def test_a_lost_copy_beside_a_damaged_one_is_damage(keys, home) -> None:
    (home / KEY_FILE).unlink()
    DAMAGE["cut"](home / KEY_COPY)

    with pytest.raises(StoreError, match=r"keys\.damaged"):
        read_logins(home)


def test_an_older_copy_brings_nobody_back(keys, home, key) -> None:
    older = (home / KEY_FILE).read_bytes()
    keys.remove("zere")

    for name in BOTH:
        newer = (home / name).read_bytes()
        (home / name).write_bytes(older)
        assert read_logins(home) == ("aigul",)
        with pytest.raises(AccessError, match=r"access\.unknown_operator"):
            load(home).unlock("zere", PASSWORD, now=NOW)
        (home / name).write_bytes(newer)
    (home / KEY_FILE).write_bytes(older)
    load(home).unlock("aigul", PASSWORD, now=NOW)

    assert are_alike(home)
    assert all(b"zere" not in (home / name).read_bytes() for name in BOTH)


def test_a_removed_operators_wrap_lies_nowhere(keys, home) -> None:
    wrap = read_key_file(home).wrap_of("zere")

    keys.remove("zere")

    files = [path for path in home.rglob("*") if path.is_file()]
    assert {KEY_FILE, KEY_COPY} <= {path.name for path in files}
    wrapped = base64.b64encode(wrap.wrapped)
    assert not [path for path in files if wrapped in path.read_bytes()]


@pytest.mark.parametrize("version", range(1, FORMAT + 1))
def test_keys_of_every_form_still_open_and_are_doubled(tmp_path: Path, version: int) -> None:
    home = tmp_path / "home"
    shutil.copytree(DATA / f"keys-v{version}", home)
    assert json.loads((home / KEY_FILE).read_bytes())["format"] == version

    assert read_logins(home) == ("aigul", "zere")
    assert recovered_key(home, freeze_keys.RECOVERY_PRIVATE_KEY) == freeze_keys.FROZEN_KEY
    assert load(home).unlock("zere", freeze_keys.PASSWORD, now=NOW) == freeze_keys.FROZEN_KEY

    assert are_alike(home)
    assert json.loads((home / KEY_COPY).read_bytes())["format"] == FORMAT
    assert recovered_key(home, freeze_keys.RECOVERY_PRIVATE_KEY) == freeze_keys.FROZEN_KEY


def test_a_file_of_a_newer_program_is_said_so(keys, home) -> None:
    newer = json.loads((home / KEY_FILE).read_bytes())
    del newer["sha256"]
    write_both(home, json.dumps({**newer, "format": 3}, separators=(",", ":")).encode())
    DAMAGE["cut"](home / KEY_COPY)

    for read in (read_logins, load):
        with pytest.raises(StoreError, match=r"keys\.newer") as refusal:
            read(home)
        assert refusal.value.params == {"found": 3, "known": 2}


@pytest.mark.parametrize("name", BOTH)
def test_what_the_disk_does_not_take_changes_neither_copy(keys, home, key, name: str) -> None:
    # Nothing can be written under the name of a folder.
    (home / f"{name}.new").mkdir()
    before = {other: (home / other).read_bytes() for other in BOTH}

    with pytest.raises(StoreError, match=r"store\.io"):
        keys.add("third", PASSWORD, store_key=key)

    assert {other: (home / other).read_bytes() for other in BOTH} == before
    assert [path.name for path in home.glob("*.new")] == [f"{name}.new"]


# What is changed, and the password of "aigul" after it.
CHANGES: dict[str, tuple[Callable[[OperatorKeys, bytes], None], str]] = {
    "password": (lambda keys, key: keys.change_password("aigul", PASSWORD, NEW, now=NOW), NEW),
    "reset": (lambda keys, key: keys.reset_password("aigul", NEW, store_key=key, now=NOW), NEW),
    "removed": (lambda keys, key: keys.remove("zere"), PASSWORD),
    "added": (lambda keys, key: keys.add("nur", PASSWORD, store_key=key), PASSWORD),
    "recovery": (
        lambda keys, key: keys.renew_recovery(OTHER.public_key, store_key=key),
        PASSWORD,
    ),
}


@pytest.mark.parametrize(("change", "password"), CHANGES.values(), ids=CHANGES)
def test_a_change_that_reached_one_copy_holds_and_sign_in_repairs_the_other(
    keys, home, key, caplog, change, password
) -> None:
    before = read_key_file(home)
    # A file cannot take the name of a folder.
    DAMAGE["a folder"](home / KEY_COPY)

    change(keys, key)

    after = read_key_file(home)
    assert after.generation == before.generation + 1
    assert (after.wraps, after.recovery) != (before.wraps, before.recovery)
    assert list(home.glob("*.new")) == []
    (said,) = caplog.messages
    assert KEY_COPY in said
    assert not [login for login in ("aigul", "zere", "nur") if login in said]
    (home / KEY_COPY).rmdir()
    assert load(home).unlock("aigul", password, now=NOW) == key
    assert are_alike(home)


def test_only_the_new_password_opens_once_one_copy_has_it(keys, home, key) -> None:
    DAMAGE["a folder"](home / KEY_COPY)

    keys.change_password("aigul", PASSWORD, NEW, now=NOW)

    with pytest.raises(AccessError, match=r"access\.wrong_password"):
        load(home).unlock("aigul", PASSWORD, now=NOW)
    (home / KEY_COPY).rmdir()
    assert load(home).unlock("aigul", NEW, now=NOW) == key
    assert are_alike(home)


@pytest.mark.parametrize("change", [change for change, _ in CHANGES.values()], ids=CHANGES)
def test_a_change_that_reached_no_copy_is_none(keys, home, key, change) -> None:
    before = read_key_file(home)
    DAMAGE["a folder"](home / KEY_FILE)

    with pytest.raises(StoreError, match=r"store\.io"):
        change(keys, key)

    assert read_key_file(home) == before
    assert list(home.glob("*.new")) == []
    assert load(home).unlock("aigul", PASSWORD, now=NOW) == key


def test_no_power_cut_locks_out_or_lets_back_in(tmp_path: Path, system_program) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "tests.store.key_writer", str(home)]
    events = record(command, home, tmp_path / "calls", system_program("strace"))
    said = [at for at, event in enumerate(events) if event.kind == "said"]
    assert len(said) == len(key_writer.STEPS)
    chance = random.Random(20261125)

    for number in range(200):
        cut = chance.randint(said[0] + 1, len(events))
        left = tmp_path / "left"
        shutil.rmtree(left, ignore_errors=True)
        Disk(tmp_path, events[:cut]).leave(left, chance, chance.choice((0.0, 0.5, 0.9, 1.0)))
        done = sum(at < cut for at in said) - 1
        allowed = [set(logins) for logins in key_writer.STEPS[done : done + 2]]

        assert set(read_logins(left / "home")) in allowed, number
        opened = load(left / "home").unlock("aigul", key_writer.PASSWORD, now=NOW)
        assert opened == key_writer.KEY

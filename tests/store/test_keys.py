"""The store key opens for the right password on this PC, for recovery, and for nobody else."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import keyring.errors
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend

from desk_app.domain.operators import FREE_ATTEMPTS
from desk_app.domain.service_time import Moment
from desk_app.errors import AccessError, InputError, StoreError
from desk_app.store.device_secret import (
    FileKeystore,
    PlatformKeystore,
    find_device_secret,
    make_device_secret,
)
from desk_app.store.key_copies import write_both
from desk_app.store.keys import (
    Cost,
    calibrate,
    measure_seconds,
    new_recovery_keys,
    recover_store_key,
    unwrap_for_operator,
    wrap_for_operator,
    wrap_for_recovery,
)
from desk_app.store.operator_keys import (
    OperatorKeys,
    load_operator_keys,
    make_operator_keys,
    read_key_file,
    write_key_file,
)
from tests.store.builders import NOON, minutes

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
PASSWORD = "құпия сөз 1"
NOW = Moment(NOON, 1000.0, "boot")


def later(seconds: float) -> Moment:
    return Moment(NOON + minutes(seconds / 60), 1000.0 + seconds, "boot")


@pytest.fixture
def keys(home: Path, key: bytes) -> OperatorKeys:
    return make_operator_keys(
        home, key, login="aigul", password=PASSWORD, places=[FileKeystore(home)], cost=CHEAP
    )


def load(home: Path, cost: Cost = CHEAP) -> OperatorKeys:
    return load_operator_keys(home, places=[FileKeystore(home)], cost=cost)


def type_wrong(keys: OperatorKeys, times: int, *, now: Moment = NOW) -> AccessError:
    """Return the last refusal; each try comes after the wait that the one before brought."""
    for _ in range(times):
        now = later(now.counter_seconds - 1000.0 + keys.wait_seconds("aigul", now=now))
        with pytest.raises(AccessError, match=r"access\.wrong_password") as refusal:
            keys.unlock("aigul", "another password", now=now)
    return refusal.value


def test_the_right_password_opens_and_a_wrong_one_does_not(keys, home, key) -> None:
    assert load(home).unlock("aigul", PASSWORD, now=NOW) == key
    refusal = type_wrong(load(home), 1)
    assert (refusal.code, refusal.params) == (
        "access.wrong_password",
        {"attempts_left": FREE_ATTEMPTS - 1, "n": FREE_ATTEMPTS - 1},
    )


def test_a_password_typed_composed_or_not_is_the_same(key: bytes) -> None:
    wrap = wrap_for_operator(key, "op", "йод-йод-йод", device_secret=b"d" * 32, cost=CHEAP)

    decomposed = "йод-йод-йод".replace("й", "и\u0306")
    assert unwrap_for_operator(wrap, decomposed, device_secret=b"d" * 32) == key


@settings(max_examples=50)
@given(password=st.text(min_size=8, max_size=20), other=st.text(max_size=20))
def test_a_wrap_opens_for_its_own_password_login_and_pc_only(password: str, other: str) -> None:
    key, device = bytes(range(32)), b"d" * 32
    wrap = wrap_for_operator(key, "op", password, device_secret=device, cost=CHEAP)

    assert unwrap_for_operator(wrap, password, device_secret=device) == key
    assert unwrap_for_operator(wrap, password + "x", device_secret=device) is None
    assert unwrap_for_operator(wrap, password, device_secret=b"e" * 32) is None
    assert unwrap_for_operator(replace(wrap, login="x"), password, device_secret=device) is None
    assert wrap.wrapped.find(key) == -1
    if other != password:
        assert unwrap_for_operator(wrap, other, device_secret=device) in {None, key}


def test_a_short_password_is_refused_with_the_length_it_needs(keys, key) -> None:
    with pytest.raises(InputError, match=r"password\.too_short") as refusal:
        keys.add("new", "1234567", store_key=key)

    assert (refusal.value.field, refusal.value.params) == ("password", {"n": 8})


def test_an_operator_is_added_and_shut_out(keys, home, key) -> None:
    keys.add("zere", "another word", store_key=key)
    assert keys.logins() == ("aigul", "zere")
    assert keys.unlock("zere", "another word", now=NOW) == key
    with pytest.raises(InputError, match=r"operator\.exists"):
        keys.add("zere", "a third word", store_key=key)

    keys.remove("aigul")

    assert load(home).logins() == ("zere",)
    with pytest.raises(AccessError, match=r"access\.unknown_operator"):
        keys.unlock("aigul", PASSWORD, now=NOW)
    with pytest.raises(AccessError, match=r"access\.unknown_operator"):
        keys.remove("aigul")
    with pytest.raises(InputError, match=r"operator\.last"):
        keys.remove("zere")


def test_a_changed_password_replaces_the_old_one(keys, key) -> None:
    keys.change_password("aigul", PASSWORD, "a new password", now=NOW)

    assert keys.unlock("aigul", "a new password", now=NOW) == key
    with pytest.raises(AccessError, match=r"access\.wrong_password"):
        keys.unlock("aigul", PASSWORD, now=NOW)


def test_who_has_the_key_can_reset_a_forgotten_password(keys, key) -> None:
    type_wrong(keys, FREE_ATTEMPTS)

    keys.reset_password("aigul", "a new password", store_key=key, now=NOW)

    assert keys.unlock("aigul", "a new password", now=NOW) == key


def test_the_memory_of_a_guess_is_given_back() -> None:
    guess = (
        "import resource, sys\n"
        "from desk_app.store.keys import Cost, measure_seconds\n"
        "pages = lambda: int(open('/proc/self/statm').read().split()[1])\n"
        "before = pages()\n"
        "measure_seconds(Cost(passes=1))\n"
        "print((pages() - before) * resource.getpagesize() // 2**20)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )

    ran = subprocess.run([sys.executable, "-c", guess], capture_output=True, text=True, check=True)

    kept_mib, peak_mib = map(int, ran.stdout.split())
    assert peak_mib > 256
    assert kept_mib < 16


def test_a_new_cost_is_taken_up_at_the_next_sign_in(keys, home, key) -> None:
    dearer = Cost(memory_kib=16, passes=2, lanes=1)

    assert load(home, dearer).unlock("aigul", PASSWORD, now=NOW) == key

    assert [wrap.cost for wrap in read_key_file(home).wraps] == [dearer]
    assert load(home, dearer).unlock("aigul", PASSWORD, now=NOW) == key


def test_waits_grow_and_are_kept_across_restarts(keys, home) -> None:
    type_wrong(keys, FREE_ATTEMPTS)

    assert load(home).wait_seconds("aigul", now=NOW) == 60
    with pytest.raises(AccessError, match=r"access\.wait") as waiting:
        load(home).unlock("aigul", PASSWORD, now=later(20))
    assert waiting.value.params["seconds"] == 40

    refusal = type_wrong(load(home), 1)
    assert (refusal.code, refusal.params) == (
        "access.wrong_password_wait",
        {"seconds": 120, "n": 120},
    )


def test_the_right_password_after_the_wait_begins_again_at_none(keys, key) -> None:
    type_wrong(keys, FREE_ATTEMPTS)

    assert keys.unlock("aigul", PASSWORD, now=later(60)) == key

    assert type_wrong(keys, 1, now=later(61)).params["attempts_left"] == FREE_ATTEMPTS - 1


@pytest.mark.parametrize("days", [-30, 30])
def test_no_clock_shortens_the_wait(keys, home, days: int) -> None:
    type_wrong(keys, FREE_ATTEMPTS)
    moved = NOON + minutes(days * 24 * 60)

    assert load(home).wait_seconds("aigul", now=Moment(moved, 1001.0, "boot")) == 59
    # After a restart with another clock the wait runs from the restart.
    assert load(home).wait_seconds("aigul", now=Moment(moved, 10.0, "other boot")) == 50


def test_one_operators_wrong_passwords_do_not_hold_up_another(keys, key) -> None:
    keys.add("zere", "another word", store_key=key)
    type_wrong(keys, FREE_ATTEMPTS)

    assert keys.unlock("zere", "another word", now=NOW) == key


@pytest.mark.parametrize("forgery", [None, b"", b"{}", b'{"body":{},"mac":"AAAA"}'])
def test_a_missing_or_forged_counter_is_the_longest_wait(keys, home, forgery) -> None:
    counters = home / "attempts.json"
    counters.unlink() if forgery is None else counters.write_bytes(forgery)

    for seconds in (0, 1800):
        with pytest.raises(AccessError, match=r"access\.wait") as refusal:
            load(home).unlock("aigul", PASSWORD, now=later(seconds))
        assert refusal.value.params["seconds"] == 3600 - seconds
    assert load(home).unlock("aigul", PASSWORD, now=later(3600))


def test_a_counter_set_back_by_hand_is_forged(keys, home) -> None:
    type_wrong(keys, 3)
    counters = home / "attempts.json"
    content = json.loads(counters.read_text())
    content["body"]["aigul"]["wrong"] = 0
    counters.write_text(json.dumps(content, separators=(",", ":")))

    assert load(home).wait_seconds("aigul", now=NOW) == 3600


def test_a_counter_of_another_store_is_forged(keys, home, tmp_path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "device-secret").write_bytes((home / "device-secret").read_bytes())
    make_operator_keys(
        other, b"o" * 32, login="aigul", password=PASSWORD, places=[FileKeystore(other)], cost=CHEAP
    )
    (home / "attempts.json").write_bytes((other / "attempts.json").read_bytes())

    assert keys.wait_seconds("aigul", now=NOW) == 3600


def test_the_key_file_shows_logins_and_no_secret(keys, home, key) -> None:
    content = (home / "keys.json").read_bytes()

    shown = json.loads(content)
    assert content == (home / "keys.copy.json").read_bytes()
    assert [wrap["login"] for wrap in shown["wraps"]] == ["aigul"]
    for secret in (key, (home / "device-secret").read_bytes()):
        assert secret not in content
        assert secret.hex().encode() not in content
    assert "device-secret" in keys.kept_in


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": 3}, "keys.newer"),
        ({"store_id": None}, "keys.damaged"),
        ({"wraps": [{"login": "aigul"}]}, "keys.damaged"),
    ],
)
def test_a_whole_key_file_that_says_something_else_is_not_used(keys, home, change, code) -> None:
    content = json.loads((home / "keys.json").read_bytes())
    del content["sha256"]
    write_both(home, json.dumps({**content, **change}).encode())

    with pytest.raises(StoreError, match=code.replace(".", r"\.")):
        load(home)


def test_a_folder_from_another_pc_says_so(keys, home) -> None:
    (home / "device-secret").write_bytes(b"e" * 32)
    with pytest.raises(StoreError, match=r"keys\.other_device"):
        load(home)

    (home / "device-secret").unlink()
    with pytest.raises(StoreError, match=r"keys\.no_device_secret"):
        load(home)


def test_recovery_opens_with_the_private_key_only(home, key) -> None:
    pair = new_recovery_keys()
    make_operator_keys(
        home,
        key,
        login="aigul",
        password=PASSWORD,
        places=[FileKeystore(home)],
        cost=CHEAP,
        recovery_public_key=pair.public_key,
    )
    wrap = read_key_file(home).recovery
    assert wrap is not None

    assert recover_store_key(wrap, pair.private_key) == key
    for other in (new_recovery_keys().private_key, b"short"):
        with pytest.raises(AccessError, match=r"access\.wrong_recovery_key"):
            recover_store_key(wrap, other)
    with pytest.raises(AccessError, match=r"access\.wrong_recovery_key"):
        recover_store_key(replace(wrap, wrapped=bytes(40)), pair.private_key)
    assert pair.private_key.hex() not in repr(pair)


@pytest.mark.parametrize("public_key", [b"short", bytes(32)])
def test_a_recovery_key_that_is_none_is_refused(key, public_key: bytes) -> None:
    with pytest.raises(InputError, match=r"keys\.recovery_key"):
        wrap_for_recovery(key, public_key)


def test_the_key_file_is_replaced_whole(keys, home) -> None:
    file = read_key_file(home)

    write_key_file(home, file)

    assert read_key_file(home) == replace(file, generation=file.generation + 1)
    assert sorted(path.name for path in home.iterdir()) == [
        "attempts.json",
        "device-secret",
        "keys.copy.json",
        "keys.json",
    ]


class MemoryKeyring(KeyringBackend):
    """A keystore like the platform's, in memory."""

    priority = 1

    def __init__(self, *, broken: bool = False, forgets: bool = False) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.broken = broken
        self.forgets = forgets

    def get_password(self, service: str, username: str) -> str | None:
        if self.broken:
            raise keyring.errors.KeyringLocked("locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.broken:
            raise keyring.errors.PasswordSetError("locked")
        if not self.forgets:
            self.kept[service, username] = password


def test_the_platforms_keystore_comes_before_the_file(tmp_path: Path) -> None:
    places = [PlatformKeystore(tmp_path, MemoryKeyring()), FileKeystore(tmp_path)]

    made = make_device_secret(places)

    assert made.kept_in == f"keystore: {MemoryKeyring().name}"
    assert not (tmp_path / "device-secret").exists()
    assert find_device_secret(places, fits=made.value.__eq__) == made
    assert made.value.hex() not in repr(made)


@pytest.mark.parametrize("fault", [{"broken": True}, {"forgets": True}])
def test_without_a_working_keystore_the_file_is_named(tmp_path: Path, fault) -> None:
    places = [PlatformKeystore(tmp_path, MemoryKeyring(**fault)), FileKeystore(tmp_path)]

    made = make_device_secret(places)

    assert made.kept_in == "file: device-secret"
    assert (tmp_path / "device-secret").stat().st_mode & 0o777 == 0o600
    assert find_device_secret(places, fits=made.value.__eq__) == made


def test_a_pc_that_keeps_nothing_cannot_have_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"keys\.no_device_secret"):
        make_device_secret([PlatformKeystore(tmp_path, MemoryKeyring(broken=True))])


def test_a_slow_pc_gives_up_memory_and_a_fast_one_adds_passes() -> None:
    slow = calibrate(lambda cost: cost.memory_kib * cost.passes / (256 * 1024))
    very_slow = calibrate(lambda _: 60.0)
    fast = calibrate(lambda cost: cost.passes * 0.05)
    right = calibrate(lambda _: 0.7)

    assert slow == Cost(memory_kib=64 * 1024, passes=3, lanes=2)
    assert very_slow.memory_kib == 64 * 1024
    assert fast == Cost(passes=10)
    assert right == Cost(memory_kib=256 * 1024, passes=3, lanes=2)


def test_a_dearer_cost_takes_longer() -> None:
    assert measure_seconds(Cost(memory_kib=16 * 1024, passes=4)) > measure_seconds(CHEAP)


@pytest.mark.parametrize("fields", [{"memory_kib": 15}, {"passes": 0}, {"lanes": 0}])
def test_an_impossible_cost_cannot_be_made(fields: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="no cost"):
        Cost(**fields)


def test_a_pc_without_the_memory_for_a_password_says_so() -> None:
    program = """if True:
        import resource
        from desk_app.errors import StoreError
        from desk_app.store.keys import Cost, measure_seconds

        resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
        try:
            measure_seconds(Cost(memory_kib=2**21))
        except StoreError as error:
            print(error)
    """

    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )

    assert run.stdout == "keys.no_memory (mebibytes=2048)\n"

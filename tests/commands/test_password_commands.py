"""Passwords changed by their owners, set anew by an administrator, and won back by recovery."""

from __future__ import annotations

import shutil
import stat

import pytest

from desk_app.bootstrap import set_up
from desk_app.commands.line import main
from desk_app.domain.operators import Operator
from desk_app.domain.vocabulary import Role
from desk_app.settings import load_settings, settings_file
from desk_app.store.device_secret import FileKeystore, PlatformKeystore
from desk_app.store.keys import Cost
from desk_app.store.lock import lock
from desk_app.store.opening import lock_path
from desk_app.store.operator_keys import read_key_file
from tests.commands.conftest import OFFICE, Workplace

ADMIN = Operator("admin", "Ким В.", frozenset({Role.ADMINISTRATOR}))
CLERK = Operator("clerk", "Ахметова Д.", frozenset({Role.SPECIALIST}))
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
FIRST, SECOND, THIRD = "жарық таң 7", "күн шықты 12", "ай туды 345"


@pytest.fixture(scope="module")
def safe(tmp_path_factory):
    """A folder away from the desks with a pair of recovery keys."""
    folder = tmp_path_factory.mktemp("safe")
    assert main(["recovery-keys", "--output", str(folder / "recovery.key")]) == 0
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory, safe) -> Workplace:
    folder = tmp_path_factory.mktemp("made")
    public = (safe / "recovery.key.pub").read_text(encoding="utf-8").strip()
    home = folder / "home"
    home.mkdir()
    text = f'recovery_public_key = "{public}"\n{OFFICE}'
    settings_file(home).write_text(text, encoding="utf-8")
    set_up(load_settings(home), {ADMIN: FIRST, CLERK: FIRST}, cost=CHEAP)
    return _signing_in(home, _file(folder, "password", FIRST))


@pytest.fixture
def place(made, tmp_path) -> Workplace:
    """A copy of the workplace for one test, on the same PC."""
    return _on_this_pc(made, tmp_path)


def _on_this_pc(made, tmp_path):
    home = _copy(made, tmp_path)
    secret = FileKeystore(made.home).get() or PlatformKeystore(made.home).get()
    FileKeystore(home).put(secret)
    return _signing_in(home, made.password_file)


def _copy(made, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(made.home, home)
    return home


def _signing_in(home, password_file):
    common = ("--home", str(home), "--password-file", str(password_file))
    return Workplace(home, password_file, (*common, "--operator", "admin"))


def _file(folder, name, text):
    file = folder / name
    file.write_text(f"{text}\n", encoding="utf-8")
    return file


def test_an_operator_changes_their_own_password(place, desk_app, tmp_path):
    old, new = _file(tmp_path, "old", FIRST), _file(tmp_path, "new", SECOND)
    clerk = ("--home", place.home, "--operator", "clerk", "--password-file")

    changed = desk_app("operator", "password", *clerk, old, "--new-password-file", new)
    with_new, with_old = desk_app("outbox", *clerk, new), desk_app("outbox", *clerk, old)

    assert (changed.answer, changed.status) == ({"login": "clerk", "changed": True}, 0)
    assert with_new.status == 0
    assert (with_old.status, with_old.answer["error"]) == (1, "access.wrong_password")


def test_a_short_password_changes_nothing(place, desk_app, tmp_path):
    old, new = _file(tmp_path, "old", FIRST), _file(tmp_path, "new", "1234567")
    clerk = ("--home", place.home, "--operator", "clerk", "--password-file")

    refused = desk_app("operator", "password", *clerk, old, "--new-password-file", new)

    assert (refused.status, refused.answer["error"]) == (2, "password.too_short")
    assert desk_app("outbox", *clerk, old).status == 0


def test_an_administrator_sets_a_forgotten_password_anew(place, desk_app, tmp_path):
    new = _file(tmp_path, "new", SECOND)

    reset = desk_app("operator", "reset", "clerk", *place.sign_in, "--new-password-file", new)
    worked = desk_app("outbox", "--home", place.home, "--operator", "clerk", "--password-file", new)

    assert (reset.status, reset.answer) == (0, {"login": "clerk", "changed": True})
    assert worked.status == 0


def test_nobody_else_sets_a_password_anew(place, desk_app, tmp_path):
    old, new = _file(tmp_path, "old", FIRST), _file(tmp_path, "new", SECOND)

    refused = desk_app(
        "operator", "reset", "admin", "--home", place.home, "--operator", "clerk",
        "--password-file", old, "--new-password-file", new,
    )  # fmt: skip
    unknown = desk_app("operator", "reset", "nobody", *place.sign_in, "--new-password-file", new)

    assert (refused.status, refused.answer["error"]) == (1, "access.not_allowed")
    assert (unknown.status, unknown.answer["error"]) == (1, "access.unknown_operator")
    assert desk_app("outbox", *place.sign_in).status == 0


def test_recovery_lets_an_administrator_in_on_another_pc(made, desk_app, safe, tmp_path):
    new, home = _file(tmp_path, "new", THIRD), _copy(made, tmp_path)
    (home / "device-secret").unlink(missing_ok=True)
    place = _signing_in(home, made.password_file)
    locked_out = desk_app("outbox", *place.sign_in)

    recovered = desk_app(
        "recover", "admin", "--home", place.home, "--recovery-key", safe / "recovery.key",
        "--new-password-file", new,
    )  # fmt: skip
    sign_in = ("--home", place.home, "--operator", "admin", "--password-file", new)
    clerk = _file(tmp_path, "clerk", SECOND)
    reset = desk_app("operator", "reset", "clerk", *sign_in, "--new-password-file", clerk)
    worked = desk_app(
        "outbox", "--home", place.home, "--operator", "clerk", "--password-file", clerk
    )

    assert locked_out.answer["error"] in {"keys.no_device_secret", "keys.other_device"}
    assert (recovered.status, recovered.answer) == (0, {"login": "admin", "recovered": True})
    assert reset.status == 0
    assert worked.status == 0
    assert desk_app("journal", "verify", *sign_in).answer["verdict"] == "intact"


def test_recovery_ends_the_waits_after_wrong_passwords(place, desk_app, safe, tmp_path):
    wrong, new = _file(tmp_path, "wrong", SECOND), _file(tmp_path, "new", THIRD)
    sign_in = ("--home", place.home, "--operator", "admin", "--password-file")
    codes = [desk_app("outbox", *sign_in, wrong).answer["error"] for _ in range(5)]

    desk_app(
        "recover", "admin", "--home", place.home, "--recovery-key", safe / "recovery.key",
        "--new-password-file", new,
    )  # fmt: skip

    assert codes[-1] == "access.wrong_password_wait"
    assert desk_app("outbox", *sign_in, new).status == 0


@pytest.mark.parametrize(
    ("login", "key", "code"),
    [
        ("admin", "00" * 32, "access.wrong_recovery_key"),
        ("admin", "no key at all", "recovery.key_file"),
        ("nobody", None, "access.unknown_operator"),
        ("clerk", None, "access.not_allowed"),
    ],
)
def test_recovery_is_for_the_key_and_for_administrators(
    place, desk_app, safe, tmp_path, login, key, code
):
    new = _file(tmp_path, "new", THIRD)
    file = safe / "recovery.key" if key is None else _file(tmp_path, "key", key)

    refused = desk_app(
        "recover", login, "--home", place.home, "--recovery-key", file,
        "--new-password-file", new,
    )  # fmt: skip

    assert refused.answer["error"] == code
    assert desk_app("outbox", *place.sign_in).status == 0


def test_a_workplace_without_a_recovery_key_says_so(workplace, desk_app, safe, tmp_path):
    new = _file(tmp_path, "new", THIRD)

    refused = desk_app(
        "recover", "admin", "--home", workplace.home, "--recovery-key", safe / "recovery.key",
        "--new-password-file", new,
    )  # fmt: skip

    assert (refused.status, refused.answer["error"]) == (3, "keys.no_recovery")


def _name_recovery_key(place, public_key):
    file = settings_file(place.home)
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("recovery_public_key")]
    named = f'recovery_public_key = "{public_key}"'
    file.write_text("\n".join([named, *kept]), encoding="utf-8")


def _recover(desk_app, place, key_file, new):
    return desk_app(
        "recover", "admin", "--home", place.home, "--recovery-key", key_file,
        "--new-password-file", new,
    )  # fmt: skip


def test_a_recovery_key_named_after_setup_lets_an_administrator_in(
    workplace, desk_app, safe, tmp_path
):
    place, new = _on_this_pc(workplace, tmp_path), _file(tmp_path, "new", THIRD)
    public_key = (safe / "recovery.key.pub").read_text(encoding="utf-8").strip()
    _name_recovery_key(place, public_key)
    too_early = _recover(desk_app, place, safe / "recovery.key", new)

    renewed = desk_app("recovery-renew", *place.sign_in)
    recovered = _recover(desk_app, place, safe / "recovery.key", new)

    assert too_early.answer["error"] == "keys.no_recovery"
    assert (renewed.status, renewed.answer) == (0, {"public_key": public_key, "renewed": True})
    assert recovered.status == 0
    sign_in = ("--home", place.home, "--operator", "admin", "--password-file", new)
    assert desk_app("journal", "verify", *sign_in).answer["verdict"] == "intact"


def test_a_renewed_recovery_key_ends_the_one_before(place, desk_app, safe, tmp_path):
    new = _file(tmp_path, "new", THIRD)
    made = desk_app("recovery-keys", "--output", tmp_path / "second.key")
    _name_recovery_key(place, made.answer["public_key"])

    renewed = desk_app("recovery-renew", *place.sign_in)

    assert renewed.status == 0
    before = _recover(desk_app, place, safe / "recovery.key", new)
    assert before.answer["error"] == "access.wrong_recovery_key"
    assert _recover(desk_app, place, tmp_path / "second.key", new).status == 0


def test_only_an_administrator_with_the_store_renews_the_recovery_key(
    place, workplace, desk_app, tmp_path
):
    clerk = ("--home", place.home, "--operator", "clerk", "--password-file", place.password_file)
    before = read_key_file(place.home)

    refused = desk_app("recovery-renew", *clerk)
    held = lock(lock_path(place.home))
    try:
        in_use = desk_app("recovery-renew", *place.sign_in)
    finally:
        held.release()
    unnamed = desk_app("recovery-renew", *workplace.sign_in)

    assert (refused.status, refused.answer["error"]) == (1, "access.not_allowed")
    assert (in_use.status, in_use.answer["error"]) == (3, "store.in_use")
    assert (unnamed.status, unnamed.answer["error"]) == (2, "recovery.none_named")
    assert read_key_file(place.home) == before


@pytest.mark.parametrize("name", ["keys.json", "keys.copy.json"])
def test_a_damaged_key_file_locks_out_neither_password_nor_recovery(
    place, desk_app, safe, tmp_path, name
):
    new = _file(tmp_path, "new", THIRD)
    file = place.home / name
    file.write_bytes(file.read_bytes()[:100])

    doubted = desk_app("doctor", "--home", place.home)
    worked = desk_app("outbox", *place.sign_in)
    trusted = desk_app("doctor", "--home", place.home)
    file.unlink()
    recovered = _recover(desk_app, place, safe / "recovery.key", new)

    assert _state(doubted, "key_file") == "warn"
    assert worked.status == 0
    assert _state(trusted, "key_file") == "ok"
    assert recovered.status == 0


@pytest.mark.parametrize(("language", "word"), [("kk", "көшірмесі"), ("ru", "копия")])
def test_with_both_copies_damaged_both_doors_say_so(
    place, desk_app, safe, tmp_path, language, word
):
    new = _file(tmp_path, "new", THIRD)
    for name in ("keys.json", "keys.copy.json"):
        (place.home / name).write_bytes(b"{}")

    signed_in = desk_app("outbox", *place.sign_in, "--language", language)
    recovered = desk_app(
        "recover", "admin", "--home", place.home, "--recovery-key", safe / "recovery.key",
        "--new-password-file", new, "--language", language,
    )  # fmt: skip

    for ran in (signed_in, recovered):
        assert (ran.status, ran.answer["error"]) == (3, "keys.damaged")
        assert word in ran.said
    assert _state(desk_app("doctor", "--home", place.home), "key_file") == "fail"


def test_the_doctor_tells_of_a_recovery_key_that_opens_nothing_yet(place, workplace, desk_app):
    ready = desk_app("doctor", "--home", place.home)
    _name_recovery_key(place, "ab" * 32)
    other = desk_app("doctor", "--home", place.home)
    without = desk_app("doctor", "--home", workplace.home)

    assert _state(ready, "recovery") == "ok"
    assert (_state(other, "recovery"), _state(without, "recovery")) == ("warn", "warn")
    assert "recovery-renew" in str(other.answer)


def _state(ran, name):
    (found,) = [check for check in ran.answer["checks"] if check["name"] == name]
    assert (found["state"] == "ok") == (not found["remedy"])
    return found["state"]


def test_a_pair_of_recovery_keys_is_never_written_over(desk_app, tmp_path):
    file = tmp_path / "recovery.key"

    first = desk_app("recovery-keys", "--output", file)
    private = file.read_text(encoding="utf-8")
    second = desk_app("recovery-keys", "--output", file)

    assert first.status == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first.answer["public_key"] == (tmp_path / "recovery.key.pub").read_text().strip()
    assert private.strip() not in str(first)
    assert (second.status, second.answer["error"]) == (2, "recovery.exists")
    assert file.read_text(encoding="utf-8") == private


def test_a_recovery_key_in_the_settings_that_is_none_is_refused_at_setup(desk_app, tmp_path):
    settings = tmp_path / "desk.toml"
    settings.write_text(f'recovery_public_key = "xyz"\n{OFFICE}', encoding="utf-8")

    refused = desk_app(
        "setup", "--home", tmp_path / "home", "--settings", settings, "--login", "admin",
        "--name", "Ким В.", "--password-file", _file(tmp_path, "password", FIRST),
    )  # fmt: skip

    assert (refused.status, refused.answer["error"]) == (2, "settings.broken")


def test_setup_measures_the_cost_of_a_guess_and_later_operators_get_it(
    workplace, desk_app, tmp_path
):
    (administrator,) = read_key_file(workplace.home).wraps

    desk_app(
        "operator", "add", "later", *workplace.sign_in, "--name", "Ахметова Д.",
        "--role", "operator", "--new-password-file", _file(tmp_path, "later", SECOND),
    )  # fmt: skip

    costs = {wrap.login: wrap.cost for wrap in read_key_file(workplace.home).wraps}
    assert administrator.cost.memory_kib >= 64 * 1024
    assert administrator.cost.passes >= 3
    assert costs == {"admin": administrator.cost, "later": administrator.cost}

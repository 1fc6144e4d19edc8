"""Setting up a workplace, its operators, and the commands that sign in."""

from __future__ import annotations

import pytest

from desk_app.settings import settings_file
from desk_app.store.lock import lock
from desk_app.store.opening import lock_path
from tests.commands.conftest import OFFICE


@pytest.fixture
def password(tmp_path):
    """Write a password to a file of its own."""

    def kept(text: str):
        file = tmp_path / f"password-{len(list(tmp_path.iterdir()))}"
        file.write_text(f"{text}\n", encoding="utf-8")
        return file

    return kept


def test_setup_never_touches_a_workplace_that_is_there(workplace, desk_app):
    before = {f: f.read_bytes() for f in workplace.home.rglob("*") if f.is_file()}
    ran = desk_app(
        "setup", "--home", workplace.home, "--password-file", workplace.password_file,
        "--login", "other", "--name", "Ким В.",
    )  # fmt: skip

    assert (ran.status, ran.answer["error"]) == (3, "store.exists")
    assert {f: f.read_bytes() for f in workplace.home.rglob("*") if f.is_file()} == before


@pytest.mark.parametrize(
    ("settings", "field", "code"),
    [
        (OFFICE.replace('code = "CC01"', 'code = "қала"'), "settings", "settings.broken"),
        (OFFICE.replace('kind = "provider"', 'kind = "shop"'), "settings", "settings.broken"),
        ("workplace =", "settings", "settings.broken"),
        (f'pack = "KZ-LIR-1999"\n{OFFICE}', "pack", "pack.unknown"),
    ],
)
def test_settings_a_desk_cannot_work_with_make_no_workplace(
    desk_app, tmp_path, password, settings, field, code
):
    file = tmp_path / "desk.toml"
    file.write_text(settings, encoding="utf-8")
    ran = desk_app(
        "setup", "--home", tmp_path / "home", "--settings", file, "--login", "admin",
        "--name", "Ким В.", "--password-file", password("жарық таң 7"),
    )  # fmt: skip

    assert (ran.status, ran.answer["error"], ran.answer["field"]) == (2, code, field)
    assert not (tmp_path / "home").exists()


def test_setup_needs_settings_a_fitting_login_and_a_long_password(desk_app, tmp_path, password):
    common = ("setup", "--home", tmp_path / "home", "--name", "Ким В.")
    good, short = password("жарық таң 7"), password("1")
    file = tmp_path / "desk.toml"
    file.write_text(OFFICE, encoding="utf-8")

    codes = [
        desk_app(*common, "--login", login, "--password-file", kept, *more).answer["error"]
        for login, kept, more in [
            ("admin", good, ()),
            ("Админ", good, ("--settings", file)),
            ("admin", tmp_path / "none", ("--settings", file)),
            ("admin", short, ("--settings", file)),
        ]
    ]

    assert codes == [
        "settings.missing", "operator.login_form", "password.file", "password.too_short",
    ]  # fmt: skip


def test_an_operator_is_let_in_works_and_is_shut_out(workplace, desk_app, password):
    own = password("күн шықты 12")
    added = desk_app(
        "operator", "add", "clerk", *workplace.sign_in, "--name", "Ахметова Д. С.",
        "--role", "specialist", "--new-password-file", own,
    )  # fmt: skip
    as_clerk = ("--home", workplace.home, "--operator", "clerk", "--password-file", own)
    worked = desk_app("outbox", *as_clerk)
    forbidden = desk_app("operator", "list", *as_clerk)
    closed = desk_app("journal", "verify", *as_clerk)
    disabled = desk_app("operator", "disable", "clerk", *workplace.sign_in)
    refused = desk_app("outbox", *as_clerk)

    assert added.status == 0
    assert {
        "login": "clerk",
        "name": "Ахметова Д. С.",
        "roles": ["specialist"],
        "active": True,
    } in (added.answer["operators"])
    assert worked.status == 0
    assert (forbidden.status, forbidden.answer["error"]) == (1, "access.not_allowed")
    assert (closed.status, closed.answer["error"]) == (1, "access.not_allowed")
    assert [o["active"] for o in disabled.answer["operators"] if o["login"] == "clerk"] == [False]
    assert (refused.status, refused.answer["error"]) == (1, "access.unknown_operator")


def test_the_last_administrator_cannot_lock_the_door_from_inside(workplace, desk_app):
    ran = desk_app("operator", "disable", "admin", *workplace.sign_in)

    assert (ran.status, ran.answer["error"]) == (2, "operator.yourself")


def test_the_journal_tells_of_what_was_done(workplace, desk_app):
    ran = desk_app("journal", "verify", *workplace.sign_in)

    assert ran.status == 0
    assert ran.answer.keys() >= {"entries", "verdict", "first_broken"}
    assert (ran.answer["verdict"], ran.answer["first_broken"]) == ("intact", None)


def test_the_outbox_of_a_new_workplace_is_empty(workplace, desk_app):
    assert desk_app("outbox", *workplace.sign_in).answer == {
        "pending": 0, "oldest_seconds": None, "parked": 0, "messages": [],
    }  # fmt: skip


def test_a_wrong_password_is_refused_in_the_language_of_the_desk(workplace, desk_app, password):
    ran = desk_app(
        "outbox", "--home", workplace.home, "--operator", "admin",
        "--password-file", password("басқа сөз 1"),
    )  # fmt: skip

    assert (ran.status, ran.answer["error"]) == (1, "access.wrong_password")
    assert ran.said.startswith("Неверный пароль")


def test_who_signs_in_and_how_must_be_said(workplace, desk_app):
    nobody = desk_app("outbox", "--home", workplace.home)
    silent = desk_app("outbox", "--home", workplace.home, "--operator", "admin")

    assert (nobody.status, nobody.answer["error"]) == (2, "operator.missing")
    assert (silent.status, silent.answer["error"]) == (2, "password.missing")


def test_while_a_window_holds_the_store_commands_read_and_do_not_write(workplace, desk_app):
    held = lock(lock_path(workplace.home))
    try:
        read = desk_app("outbox", *workplace.sign_in)
        written = desk_app("sync", *workplace.sign_in)
    finally:
        held.release()

    assert read.status == 0
    assert (written.status, written.answer["error"]) == (3, "store.in_use")


def test_the_doctor_finds_a_workplace_ready_and_gives_remedies(workplace, desk_app, tmp_path):
    ready = desk_app("doctor", "--home", workplace.home)
    bare = desk_app("doctor", "--home", tmp_path)

    assert ready.status == 0
    states = {check["name"]: check["state"] for check in ready.answer["checks"]}
    assert {name for name, state in states.items() if state == "fail"} == set()
    assert states["store"] == states["scanner"] == states["printer"] == "ok"
    assert all(c["remedy"] for c in ready.answer["checks"] if c["state"] != "ok")
    assert bare.status == 1
    assert {"name": "settings", "state": "fail"}.items() <= bare.answer["checks"][-1].items()


@pytest.fixture
def watching(workplace):
    """Name a folder to be watched in the settings, for the test's time."""
    file = settings_file(workplace.home)
    before = file.read_text("utf-8")
    assert "simulated = true" in before
    named = before.replace("simulated = true", 'simulated = true\nwatched_folder = "arrivals"')
    file.write_text(named, encoding="utf-8")
    yield workplace.home / "arrivals"
    file.write_text(before, encoding="utf-8")


def watched_check(ran):
    return next((c for c in ran.answer["checks"] if c["name"] == "watched_folder"), None)


def test_the_doctor_looks_into_the_watched_folder(watching, workplace, desk_app):
    words = ("doctor", "--home", workplace.home)
    missing = desk_app(*words)
    watching.write_text("no folder", encoding="utf-8")
    unreadable = desk_app(*words)
    watching.unlink()
    watching.mkdir()
    (watching / "page.png").write_bytes(b"a file that is still arriving")
    ready = desk_app(*words)

    for ran in (missing, unreadable):
        assert ran.status == 0
        assert watched_check(ran)["state"] == "warn"
        assert "watched_folder" in watched_check(ran)["remedy"]
    assert watched_check(ready) == {"name": "watched_folder", "state": "ok", "remedy": ""}
    assert list(watching.iterdir())


def test_the_doctor_says_nothing_of_a_folder_nobody_named(workplace, desk_app):
    assert watched_check(desk_app("doctor", "--home", workplace.home)) is None


def test_a_workplace_without_a_registry_is_told_so_and_not_of_a_broken_link(workplace, desk_app):
    ran = desk_app("sync", *workplace.sign_in)

    assert (ran.status, ran.answer["error"]) == (3, "registry.none")
    assert (ran.answer["sent"], ran.answer["pending"]) == (0, 0)
    assert "registry.url" in ran.said


def test_the_key_of_a_registry_that_cannot_be_read_is_named(workplace, desk_app):
    file = settings_file(workplace.home)
    before = file.read_text("utf-8")
    named = '[registry]\nurl = "http://127.0.0.1:9"\ntoken_file = "none.token"\n'
    file.write_text(f"{before}\n{named}", encoding="utf-8")
    try:
        ran = desk_app("sync", *workplace.sign_in)
    finally:
        file.write_text(before, encoding="utf-8")

    assert (ran.status, ran.answer["error"]) == (2, "registry.token_file")
    assert ran.answer["field"] == "registry"
    assert "none.token" in ran.said
    assert str(workplace.home) not in ran.said

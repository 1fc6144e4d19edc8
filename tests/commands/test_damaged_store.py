"""A damaged store is told by the commands that look for it, before anybody touches the damage."""

import json
from contextlib import closing
from functools import partial

import pytest

from desk_app import bootstrap
from desk_app.resource_paths import shipped_folder
from desk_app.settings import load_settings
from desk_app.store import engine as sql
from desk_app.store.lock import lock
from desk_app.store.opening import database_path, lock_path
from desk_app.texts import load_texts

PAGE = 4096


@pytest.fixture(scope="module")
def roots(workplace):
    """Return the first page of each table and index; read once, with the key of the store."""
    premises = bootstrap.prepare(
        load_settings(workplace.home), load_texts(shipped_folder("resources") / "texts")
    )
    password = workplace.password_file.read_text("utf-8").strip()
    key = premises.keys.unlock("admin", password, now=premises.clock.moment())
    premises.close()
    with closing(sql.connect(database_path(workplace.home), key)) as connection:
        return dict(
            connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0")
        )


@pytest.fixture
def database(workplace):
    """The workplace's database, whole again after the test."""
    path = database_path(workplace.home)
    before = path.read_bytes()
    yield path
    for ending in ("-wal", "-shm"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
    path.write_bytes(before)


def flip(database, page):
    content = bytearray(database.read_bytes())
    content[(page - 1) * PAGE + 200] ^= 1
    database.write_bytes(content)


def check_of(ran, name):
    return next(check for check in ran.answer["checks"] if check["name"] == name)


@pytest.fixture
def verify(desk_app, workplace):
    return partial(desk_app, "journal", "verify", *workplace.sign_in)


@pytest.fixture
def doctor(desk_app, workplace):
    return partial(desk_app, "doctor", *workplace.sign_in)


def test_a_whole_store_is_intact_and_well(verify, doctor, database):
    ran = verify()

    assert (ran.status, ran.answer["verdict"], ran.said) == (0, "intact", "")
    assert ran.answer["reasons"] == ran.answer["damaged_parts"] == ran.answer["damaged_pages"] == []
    assert check_of(doctor(), "store_pages") == {"name": "store_pages", "state": "ok", "remedy": ""}


@pytest.mark.parametrize("part", ["cases", "outbox", "visits"])
def test_damage_beside_the_journal_is_told_with_its_place(verify, doctor, database, roots, part):
    flip(database, roots.get(part) or roots[f"sqlite_autoindex_{part}_1"])

    ran, seen = verify(), doctor()

    assert (ran.status, ran.answer["verdict"]) == (1, "damaged")
    assert (ran.answer["first_broken"], ran.answer["reasons"]) == (None, ["store.corrupt"])
    assert ran.answer["entries"] > 0
    assert (ran.answer["damaged_parts"], ran.answer["damaged_pages"]) == ([part], [roots[part]])
    assert ran.said.startswith("Хранилище повреждено")
    assert seen.status == 1
    assert check_of(seen, "store_pages")["state"] == "fail"
    assert "journal verify" in check_of(seen, "store_pages")["remedy"]


def test_beside_a_window_the_damaged_part_is_told(verify, database, roots, workplace):
    flip(database, roots["cases_by_iin"])
    held = lock(lock_path(workplace.home))
    try:
        ran = verify()
    finally:
        held.release()

    assert (ran.status, ran.answer["damaged_parts"]) == (1, ["cases"])


@pytest.mark.parametrize("part", ["audit", "operators"])
def test_damage_that_lets_nobody_in_or_hides_the_chain_is_told(
    verify, doctor, database, roots, part
):
    flip(database, roots[part])

    ran, seen = verify(), doctor()

    assert (ran.status, ran.answer["verdict"]) == (1, "damaged")
    assert (ran.answer["entries"], ran.answer["reasons"]) == (0, ["store.corrupt"])
    assert check_of(seen, "store_pages")["state"] == "fail"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_an_empty_file_is_told_as_such_and_not_as_a_wrong_key(
    verify, doctor, desk_app, database, workplace, language
):
    database.write_bytes(b"")
    words = ("--language", language)

    ran, seen, opened = verify(*words), doctor(*words), desk_app("outbox", *workplace.sign_in)

    assert (ran.status, ran.answer["reasons"]) == (1, ["store.empty"])
    assert (opened.status, opened.answer["error"]) == (3, "store.empty")
    assert ran.said.startswith("Деректер" if language == "kk" else "Файл хранилища пуст")
    assert check_of(seen, "store")["state"] == check_of(seen, "store_pages")["state"] == "fail"


def test_without_an_operator_the_doctor_says_what_it_has_not_looked_at(
    desk_app, database, workplace
):
    quiet = desk_app("doctor", "--home", workplace.home)
    database.write_bytes(bytes(PAGE))
    damaged = desk_app("doctor", "--home", workplace.home)

    assert (quiet.status, check_of(quiet, "store")["state"]) == (0, "ok")
    assert check_of(quiet, "store_pages")["state"] == "warn"
    assert "--operator" in check_of(quiet, "store_pages")["remedy"]
    assert (damaged.status, check_of(damaged, "store")["state"]) == (1, "fail")
    assert json.dumps(damaged.answer).count(str(workplace.home)) == 0


def test_a_wrong_password_is_no_damage(desk_app, workplace, database, tmp_path):
    (tmp_path / "password").write_text("басқа сөз 1", encoding="utf-8")
    ran = desk_app(
        "doctor", "--home", workplace.home, "--operator", "admin",
        "--password-file", tmp_path / "password",
    )  # fmt: skip

    assert (ran.status, ran.answer["error"]) == (1, "access.wrong_password")

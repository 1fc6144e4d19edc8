"""What is broken around the desk: a clear word in the chosen language, a status, nothing lost."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from desk_app.commands.demo_office import demo_office
from desk_app.domain.vocabulary import DeskKind
from desk_app.resource_paths import shipped_folder
from desk_app.settings import settings_file
from desk_app.store.opening import database_path
from desk_app.texts import load_texts
from tests.end_to_end.plug import ROOT, Running, is_restored

TEXTS = load_texts(shipped_folder("resources") / "texts")
LANGUAGES = ("kk", "ru")
KAZAKH = set("әғқңөұүһі")


@dataclass(frozen=True)
class Office:
    """A demo office with a desk that is set up and closed."""

    folder: Path
    home: Path
    login: str
    password_file: Path

    @property
    def sign_in(self) -> tuple[str, ...]:
        return "--operator", self.login, "--password-file", str(self.password_file)


@pytest.fixture(scope="module")
def running_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Make an office once for the module; its registry runs meanwhile."""
    folder = tmp_path_factory.mktemp("bad") / "office"
    with demo_office(folder, TEXTS) as opened:
        desk = opened.desk(DeskKind.STATE_CORPORATION)
        desk.premises.close()
        password_file = folder / "password"
        password_file.write_text(desk.password, encoding="utf-8")
        yield Office(folder, desk.premises.settings.home, desk.login, password_file)


@pytest.fixture
def office(running_office: Office, tmp_path: Path) -> Office:
    """Give a home of its own that may be broken."""
    home = tmp_path / "home"
    shutil.copytree(running_office.home, home)
    return Office(running_office.folder, home, running_office.login, running_office.password_file)


def desk_app(*words: object) -> tuple[int, dict[str, Any], str]:
    """Call the program as a shell does, before a screen that is never reached."""
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    ran = subprocess.run(
        [sys.executable, "-m", "desk_app", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**environment, "DISPLAY": ":99"},
    )
    assert "Traceback" not in ran.stderr
    return ran.returncode, json.loads(ran.stdout), ran.stderr


def is_in(language: str, text: str) -> bool:
    """Whether a text is in a language: Kazakh has letters that Russian has not."""
    has_kazakh = bool(KAZAKH & set(text.lower()))
    return bool(text.strip()) and has_kazakh == (language == "kk")


def content(home: Path) -> dict[str, str]:
    """Return the digest of every file of a store."""
    files = (file for file in (home / "store").rglob("*") if file.is_file())
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_a_second_program_is_told_and_the_first_goes_on(running_office: Office) -> None:
    office = running_office
    first = Running(office.folder)
    first.until(is_restored)

    for language in LANGUAGES:
        status, answer, said = desk_app("--demo", "--home", office.folder, "--language", language)
        assert (status, answer["error"]) == (3, "window.already_open")
        assert is_in(language, said)
        common = ("--home", office.home, "--language", language, *office.sign_in)
        status, answer, said = desk_app("sync", *common)
        assert (status, answer["error"]) == (3, "store.in_use")
        assert is_in(language, said)

    after = len(first.life.lines)
    first.until(lambda line: line["kind"] == "stored" and line["iin"] != "")
    assert len(first.life.lines) > after
    first.kill_after(0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("page", "store.corrupt"),
        ("plain", "store.foreign"),
        ("text", "store.foreign"),
        ("gone", "store.missing"),
    ],
)
def test_a_store_that_is_none_is_named_and_left_alone(
    office: Office, damage: str, code: str, language: str
) -> None:
    database = database_path(office.home)
    common = ("--home", office.home, "--language", language, *office.sign_in)
    # A program that ends well has folded its log into the database.
    assert desk_app("outbox", *common)[0] == 0
    spoil(database, damage)
    before = content(office.home).get(str(database))

    status, answer, said = desk_app("outbox", *common)

    assert (status, answer["error"]) == (3, code)
    assert is_in(language, said)
    assert content(office.home).get(str(database)) == before


def spoil(database: Path, damage: str) -> None:
    """Make a database what it should not be."""
    whole = database.read_bytes()
    if damage == "page":
        database.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))
    elif damage == "plain":
        database.write_bytes(b"SQLite format 3\x00" + whole[16:])
    elif damage == "text":
        database.write_text("not a store at all", encoding="utf-8")
    else:
        database.unlink()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ("workplace = [", "settings.broken"),
        ("workplace = '01'\nunknown = 1", "settings.broken"),
        ("\udcff", "settings.broken"),
        (None, "settings.missing"),
    ],
)
def test_broken_settings_say_where_and_touch_nothing(
    office: Office, settings: str | None, code: str, language: str
) -> None:
    before = content(office.home)
    file = settings_file(office.home)
    if settings is None:
        file.unlink()
    else:
        file.write_text(settings, encoding="utf-8", errors="surrogateescape")

    status, answer, said = desk_app("--home", office.home, "--language", language)

    assert (status, answer["error"]) == (2, code)
    assert is_in(language, said)
    assert "desk.toml" in said
    assert content(office.home) == before


class Portal(BaseHTTPRequestHandler):
    """Answers everything with a page for people, as a captive portal or a proxy does."""

    def do_GET(self) -> None:
        page = "<html><body>Қош келдіңіз! Сначала оплатите доступ.</body></html>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    do_PUT = do_POST = do_GET  # noqa: N815 - the library's names

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def portal() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Portal) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_registry_that_answers_a_web_page_is_told_and_costs_nothing(
    office: Office, portal: str, language: str
) -> None:
    common = ("--home", office.home, "--language", language, *office.sign_in)

    status, answer, said = desk_app("sync", *common, "--registry", portal)
    read, listed, _ = desk_app("outbox", *common)

    assert status == 3
    assert str(answer.get("error") or answer.get("failure")).startswith("registry.")
    assert is_in(language, said)
    assert (read, listed["pending"]) == (0, 0)

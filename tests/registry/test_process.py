"""The registry's command line and its life as a process."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from registry.__main__ import main
from registry.database import Database
from registry.serving import _listen
from registry.settings import (
    DEFAULT_LISTEN,
    TOKEN_VARIABLE,
    Settings,
    UsageError,
    read_settings,
)


def settings(*arguments: str, **environment: str) -> Settings:
    return read_settings(arguments, environment)


def test_by_default_it_serves_this_computer_from_a_file() -> None:
    read = settings()

    assert read.database_url.startswith("sqlite:///")
    assert f"{read.host}:{read.port}" == DEFAULT_LISTEN
    assert read.files.name == "files"
    assert read.seed_people is None


def test_database_files_and_address_can_be_chosen(tmp_path: Path) -> None:
    read = settings(
        "--database", "postgresql://r@h/d", "--files", str(tmp_path), "--listen", "[::1]:0",
    )  # fmt: skip

    assert read.database_url == "postgresql://r@h/d"
    assert (read.files, read.host, read.port) == (tmp_path, "::1", 0)


def test_a_plain_path_is_an_sqlite_file() -> None:
    assert settings("--database", "a/b.db").database_url == "sqlite:///a/b.db"


@pytest.mark.parametrize("order", [0, 1])
def test_the_database_may_stand_before_or_after_the_command(order: int) -> None:
    where = ("--database", "x.db")
    seed = ("seed", "--people", "5")
    arguments = (*where, *seed) if order else (*seed, *where)

    read = settings(*arguments)

    assert (read.database_url, read.seed_people) == ("sqlite:///x.db", 5)
    assert (read.intake_office, read.decision_office) == ("SC01", "CC01")


def test_the_seeded_offices_can_be_named() -> None:
    read = settings(
        "seed", "--people", "1", "--intake-office", "S9", "--decision-office", "C9",
    )  # fmt: skip

    assert (read.intake_office, read.decision_office) == ("S9", "C9")


def test_the_token_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("from file\n", encoding="utf-8")

    assert settings(**{TOKEN_VARIABLE: "from environment"}).token == "from environment"
    assert settings("--token-file", str(file)).token == "from file"


def test_other_computers_get_in_with_a_token_only() -> None:
    with pytest.raises(UsageError):
        settings("--listen", "0.0.0.0:80")
    with pytest.raises(UsageError):
        settings("--listen", "registry.example:80")

    assert settings("--listen", "0.0.0.0:80", **{TOKEN_VARIABLE: "t"}).host == "0.0.0.0"
    assert settings("--listen", "localhost:80").host == "localhost"


@pytest.mark.parametrize("address", ["80", "host:", ":80", "host:x", "host:99999"])
def test_what_is_no_address_is_wrong_usage(address: str) -> None:
    with pytest.raises(UsageError):
        settings("--listen", address)


@pytest.mark.parametrize(
    "arguments",
    [
        ("seed",),
        ("seed", "--people", "-1"),
        ("seed", "--people", "x"),
        ("seed", "--people", "1", "--intake-office", "a-b"),
        ("nothing",),
        ("--nothing",),
    ],
)
def test_wrong_usage_ends_with_status_two(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as raised:
        settings(*arguments)

    assert raised.value.code == 2


def test_an_unreadable_or_empty_token_file_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty"
    empty.write_bytes(b"\n")

    assert main(["--token-file", str(tmp_path / "none")]) == 2
    assert main(["--token-file", str(empty)]) == 2
    assert "token file" in capsys.readouterr().err


def test_seeding_prints_how_many_people_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = str(tmp_path / "new" / "registry.db")

    assert main(["seed", "--people", "30", "--database", database]) == 0

    assert json.loads(capsys.readouterr().out) == {"people": 30}


def test_a_database_that_cannot_be_opened_ends_with_status_three(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all" * 100)

    assert main(["seed", "--people", "1", "--database", str(broken)]) == 3
    assert main(["seed", "--people", "1", "--database", "postgresql://x@127.0.0.1:9/x"]) == 3
    assert "the registry cannot work" in capsys.readouterr().err


def test_an_address_in_use_ends_with_status_three(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "registry", "--database", str(tmp_path / "r.db")]
    command += ["--files", str(tmp_path / "files"), "--parent-pipe"]
    with subprocess.Popen(
        [*command, "--listen", "127.0.0.1:0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout is not None
        told = json.loads(first.stdout.readline())
        assert told["url"] == f"http://127.0.0.1:{told['port']}"

        second = subprocess.run(
            [*command, "--listen", f"127.0.0.1:{told['port']}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        first.communicate(timeout=30)

    assert second.returncode == 3
    assert first.returncode == 0


def test_small_answers_are_sent_at_once() -> None:
    # Only a socket that names its protocol gets this from asyncio.
    with _listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_ctrl_c_is_an_ordinary_end(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "registry", "--database", str(tmp_path / "r.db")]
    command += ["--files", str(tmp_path / "files"), "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        assert httpx2.get(f"{url}/health", trust_env=False).status_code == 200
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)

    assert (process.returncode, told) == (0, b"")


def test_a_database_of_a_newer_program_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "registry.db"
    Database(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = file.read_bytes()

    assert main(["seed", "--people", "1", "--database", str(file)]) == 3

    assert file.read_bytes() == before
    assert "the registry cannot work" in capsys.readouterr().err

"""What `--database` takes: a mistake is told, and never becomes a new empty registry."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from registry.__main__ import main
from registry.settings import UsageError, read_settings

SECRET = "q7 secret/word"
ESCAPED = "q7%20secret%2Fword"
SEED = ("seed", "--people", "1", "--database")


def url_of(database: str) -> str:
    return read_settings(("--database", database), {}).database_url


@pytest.mark.parametrize(
    ("database", "url"),
    [
        ("sqlite:///a/b.db", "sqlite:///a/b.db"),
        ("sqlite:////srv/registry", "sqlite:////srv/registry"),
        ("a/b.db", "sqlite:///a/b.db"),
        ("b.sqlite3", "sqlite:///b.sqlite3"),
        ("B.DB", "sqlite:///B.DB"),
        (r"C:\data\b.db", r"sqlite:///C:\data\b.db"),
        ("postgresql://r@h/d", "postgresql://r@h/d"),
        ("postgres://r@h:5433/d", "postgres://r@h:5433/d"),
        ("postgresql+psycopg://r@h/d", "postgresql+psycopg://r@h/d"),
        ("postgresql://r@/d?host=/run/postgresql", "postgresql://r@/d?host=/run/postgresql"),
    ],
)
def test_a_file_and_an_address_are_taken(database: str, url: str) -> None:
    assert url_of(database) == url


@pytest.mark.parametrize(
    "database",
    [
        "nonsense",
        "",
        "a/b",
        f"postgre://r:{ESCAPED}@h/d",
        f"postgresql:/r:{ESCAPED}@h/d",
        f"postgresql:r:{ESCAPED}@h/d.db",
        f"postgresql//r:{ESCAPED}@h/d",
        f"postgresql//r:{ESCAPED}@h/d.db",
        f"Postgres/r:{ESCAPED}@h/d.db",
        f"postgresql://r:{ESCAPED}@h:port/d",
        f"postgresql://r:{ESCAPED}@h",
        f"postgresql://r:{ESCAPED}@h/",
        f"postgresql+psycopg2://r:{ESCAPED}@h/d",
        f"mysql://r:{ESCAPED}@h/d",
        f"host=h password={ESCAPED} dbname=d",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite://b.db",
        "sqlite:/b.db",
        "sqlite:b.db",
        "sqlite+aiosqlite:///b.db",
        "://b.db",
    ],
)
def test_what_is_neither_is_wrong_usage_and_makes_nothing(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main([*SEED, database]) == 2

    told = capsys.readouterr().err
    for form in ("sqlite:///FILE", "FILE.db", "postgresql://USER@HOST/NAME"):
        assert form in told
    assert "secret" not in told
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "registry.db").mkdir()

    with pytest.raises(UsageError, match="is a folder"):
        url_of(str(tmp_path / "registry.db"))
    with pytest.raises(UsageError, match="is a folder"):
        url_of(f"sqlite:///{tmp_path}")


def test_a_folder_that_was_missing_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new" / "registry.db"

    assert main([*SEED, str(file)]) == 0
    first = capsys.readouterr().err
    assert main([*SEED, f"sqlite:///{file}"]) == 0
    second = capsys.readouterr().err

    assert str(file.parent) in first
    assert second == ""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def test_a_server_that_does_not_answer_is_named_without_the_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    port = free_port()

    status = main([*SEED, f"postgresql://r:{ESCAPED}@127.0.0.1:{port}/d"])

    told = capsys.readouterr().err
    assert status == 3
    assert "refused" in told
    assert str(port) in told
    assert "secret" not in told


@pytest.mark.parametrize("password", [SECRET, ESCAPED])
def test_the_password_is_never_repeated(password: str, capsys: pytest.CaptureFixture[str]) -> None:
    # The library would tell of an option that it does not know, with its whole value.
    database = f"postgresql://r:{ESCAPED}@127.0.0.1:9/d?options={ESCAPED}&nosuch={ESCAPED}"

    assert main([*SEED, database]) == 3

    assert password not in capsys.readouterr().err


def test_a_file_that_is_no_database_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database at all" * 100)

    assert main([*SEED, str(tmp_path / "broken.db")]) == 3

    assert "file is not a database" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")

    assert main([*SEED, str(tmp_path / "file" / "registry.db")]) == 3

    told = capsys.readouterr().err
    assert os.strerror(20) in told or os.strerror(17) in told
    assert str(tmp_path / "file") in told


def test_a_database_of_a_newer_registry_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import sqlite3
    from contextlib import closing

    file = tmp_path / "registry.db"
    assert main([*SEED, str(file)]) == 0
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    assert main([*SEED, str(file)]) == 3

    assert "newer" in capsys.readouterr().err

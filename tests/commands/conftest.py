"""Commands called as from a shell, and a workplace that was set up by them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desk_app.commands.line import main

OFFICE = """
workplace = "01"
training = true
[office]
code = "CC01"
kind = "provider"
name = { kk = "Мансап орталығы", ru = "Карьерный центр" }
agency = { kk = "Әкімдік", ru = "Акимат" }
address = { kk = "Қала", ru = "Город" }
phone = "1414"
decision_office = "CC01"
decision_office_name = { kk = "Мансап орталығы", ru = "Карьерный центр" }
[[office.signatories]]
name = "Жұмабеков Е. Т."
position = { kk = "Директор", ru = "Директор" }
valid_from = 2020-01-01
[devices]
simulated = true
[window]
language = "ru"
"""


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    status: int
    answer: dict[str, Any]
    said: str


@pytest.fixture
def desk_app(capsys) -> Callable[..., Ran]:
    """Call a command in this process; standard output must be one JSON object and no more."""

    def run(*words: object) -> Ran:
        status = main([str(word) for word in words])
        printed, said = capsys.readouterr()
        return Ran(status, json.loads(printed), said)

    return run


@dataclass(frozen=True)
class Workplace:
    """A home folder made by `setup`, with the words its administrator signs in by."""

    home: Path
    password_file: Path
    sign_in: tuple[str, ...]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory) -> Workplace:
    """A workplace made once for the tests of a module: passwords are slow on purpose."""
    folder = tmp_path_factory.mktemp("workplace")
    settings, password_file, home = folder / "desk.toml", folder / "password", folder / "home"
    settings.write_text(OFFICE, encoding="utf-8")
    password_file.write_text("жарық таң 7\n", encoding="utf-8")
    common = ("--home", str(home), "--password-file", str(password_file))
    words = ("setup", *common, "--settings", str(settings), "--login", "admin", "--name", "Ким В.")
    assert main(words) == 0
    return Workplace(home, password_file, (*common, "--operator", "admin"))

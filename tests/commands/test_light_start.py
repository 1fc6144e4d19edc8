"""The sign-in page waits for nothing that only works after it: causes, not times."""

import os
import subprocess
import sys

import pytest

from desk_app import bootstrap
from desk_app.domain.operators import Operator
from desk_app.domain.vocabulary import Role
from desk_app.errors import ExchangeError, InputError
from desk_app.settings import load_settings, settings_file
from desk_app.store.keys import Cost
from desk_app.sync.late_registry import LateRegistry
from tests.commands.conftest import OFFICE

# What a whole start may not load, by first part of its name or whole.
LIBRARIES = {
    "sqlalchemy", "sqlcipher3", "argon2", "cryptography", "keyring", "httpx2", "reportlab",
    "barcode", "pikepdf", "pypdfium2", "PIL", "platformdirs",
}  # fmt: skip
OWN = {
    "desk_app.wire", "desk_app.packs", "desk_app.domain.cases", "desk_app.domain.rule_packs",
    "desk_app.domain.papers", "desk_app.services", "desk_app.store.opening", "desk_app.devices",
    "desk_app.printing", "desk_app.sync.registry_client", "ui.workspace", "ui.screens",
    "ui.views.case_page", "ui.views.rail", "ui.views.lock_page", "ui.views.help_panel",
    "ui.widgets.list_table", "ui.widgets.choice_list",
}  # fmt: skip


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    registry = '[registry]\nurl = "http://127.0.0.1:9"\n'
    settings_file(folder).write_text(f"{OFFICE}\n{registry}", encoding="utf-8")
    clerk = Operator("clerk", "Ким В.", frozenset({Role.SPECIALIST}))
    cheap = Cost(memory_kib=64, passes=1, lanes=1)
    bootstrap.set_up(load_settings(folder), {clerk: "жарық таң 7"}, cost=cheap)
    return folder


def test_nothing_that_works_only_after_sign_in_is_loaded_before_it(home):
    ran = subprocess.run(
        [sys.executable, "-m", "tests.commands.loaded_at_sign_in", str(home)],
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )

    assert ran.returncode == 0, ran.stderr
    loaded = set(ran.stdout.splitlines())
    assert "ui.views.sign_in_page" in loaded
    assert loaded & OWN == set()
    assert {name.partition(".")[0] for name in loaded} & LIBRARIES == set()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('url = "office"', "registry.url"),
        ('url = "http://office"\ntoken_file = "none.token"', "registry.token_file"),
        ('url = "https://office"\nca_file = "none.pem"', "registry.ca_file"),
    ],
)
def test_a_wrong_address_of_the_registry_is_told_before_the_window_opens(home, line, code):
    written = settings_file(home).read_text("utf-8")
    settings_file(home).write_text(written.replace('url = "http://127.0.0.1:9"', line), "utf-8")

    with pytest.raises(InputError) as refused:
        bootstrap.late_registry_of(load_settings(home))

    assert (refused.value.code, refused.value.field) == (code, "registry")


def test_the_registry_of_a_window_is_made_once_and_closed(home):
    made = []

    def make():
        made.append(bootstrap.registry_of(load_settings(home)))
        return made[0]

    registry = LateRegistry(make)
    registry.close()
    assert made == []

    for _ in range(2):
        with pytest.raises(ExchangeError):
            registry.health()
    registry.close()

    assert len(made) == 1

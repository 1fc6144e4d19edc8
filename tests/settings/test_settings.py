"""The settings of a workplace: all of them or a word about what is wrong and where."""

from __future__ import annotations

import pytest

from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import DeskKind
from desk_app.errors import InputError
from desk_app.settings import FILE_NAME, default_home, load_settings, settings_file
from tests.commands.conftest import OFFICE


@pytest.fixture
def home(tmp_path):
    settings_file(tmp_path).write_text(OFFICE, encoding="utf-8")
    return tmp_path


def changed(home, old, new):
    file = settings_file(home)
    file.write_text(OFFICE.replace(old, new), encoding="utf-8")
    return home


def test_what_is_not_said_has_its_default(home):
    settings = load_settings(home)

    assert settings.home == home
    assert settings.office.kind is DeskKind.PROVIDER
    assert (settings.pack_id, settings.registry_url, settings.printer) == ("KZ-LIR-2020", "", "")
    assert (settings.language, settings.idle_lock_minutes) == (Language.RU, 5)
    assert settings.watched_folder is settings.registry_token_file is None


def test_the_registry_named_on_the_command_line_goes_first(home):
    changed(home, "[devices]", '[registry]\nurl = "http://office"\n[devices]')

    assert load_settings(home).registry_url == "http://office"
    assert load_settings(home, registry_url="http://here").registry_url == "http://here"
    assert load_settings(home, registry_url="").registry_url == ""


def test_files_are_looked_for_in_the_home_folder(home):
    changed(
        home, "[devices]",
        '[registry]\ntoken_file = "token"\n[devices]\nwatched_folder = "scans"',
    )  # fmt: skip
    settings = load_settings(home)

    assert settings.registry_token_file == home / "token"
    assert settings.watched_folder == home / "scans"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('workplace = "01"', "", "workplace"),
        ('kind = "provider"', 'kind = "shop"', "kind"),
        ("simulated = true", "simulted = true", "simulted"),
        ('language = "ru"', "idle_lock_minutes = 1", "idle_lock_minutes"),
        ('language = "ru"', "idle_lock_minutes = 16", "idle_lock_minutes"),
        ('code = "CC01"', 'code = "c"', "office.code"),
        ('workplace = "01"', 'workplace = "№1"', "workplace"),
        ("[office]", "[office", ""),
    ],
)
def test_what_is_wrong_is_named_with_its_place(home, old, new, place):
    changed(home, old, new)

    with pytest.raises(InputError, match=r"settings\.broken") as broken:
        load_settings(home)
    assert place in str(broken.value.params["detail"])
    assert broken.value.params["file"] == FILE_NAME


def test_a_file_that_is_not_there_or_cannot_be_read_is_named(tmp_path):
    with pytest.raises(InputError, match=r"settings\.missing"):
        load_settings(tmp_path)
    settings_file(tmp_path).mkdir()
    with pytest.raises(InputError, match=r"settings\.unreadable"):
        load_settings(tmp_path)


def test_bytes_that_are_no_text_are_wrong_settings(tmp_path):
    settings_file(tmp_path).write_bytes(b"\xff\xfe\x00")

    with pytest.raises(InputError, match=r"settings\.broken"):
        load_settings(tmp_path)


def test_the_home_folder_comes_from_the_environment_or_the_platform(tmp_path):
    assert default_home({"DESK_APP_HOME": str(tmp_path)}) == tmp_path
    assert default_home({}).name == "desk-app"

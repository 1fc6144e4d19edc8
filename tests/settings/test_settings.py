"""The settings of a workplace: all of them or a word about what is wrong and where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import get_args, get_type_hints

import msgspec
import pytest

from desk_app.domain.languages import Language
from desk_app.domain.offices import signatory_on
from desk_app.domain.vocabulary import DeskKind
from desk_app.domain.working_days import OpenSpan
from desk_app.errors import InputError
from desk_app.packs import load_packs
from desk_app.resource_paths import shipped_folder
from desk_app.settings import (
    FILE_NAME,
    _File,
    check_settings,
    default_home,
    load_settings,
    settings_file,
)
from desk_app.texts import load_texts
from tests.commands.conftest import OFFICE

SHIPPED = shipped_folder("resources") / "rule_packs"
EXAMPLE = (shipped_folder("resources") / "office_example.toml").read_text(encoding="utf-8")


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


HOURS = """
closes_at = 17:30:00
[[office.opening_hours]]
opens_at = 09:00:00
closes_at = 13:00:00
[[office.opening_hours]]
opens_at = {after_lunch}
closes_at = 18:30:00
[[office.signatories]]"""


def test_an_office_has_its_own_hours(home):
    hours = HOURS.format(after_lunch="14:30:00")
    office = load_settings(changed(home, "[[office.signatories]]", hours)).office

    assert office.opening_hours == (
        OpenSpan(time(9), time(13)),
        OpenSpan(time(14, 30), time(18, 30)),
    )
    assert office.closes_at == time(17, 30)


@pytest.mark.parametrize(
    ("said", "closes_at", "hours"),
    [
        ("", time(18), OpenSpan(time(9), time(18))),
        ("closes_at = 20:00:00", time(20), OpenSpan(time(9), time(20))),
        (
            "[[office.opening_hours]]\nopens_at = 09:30:00\ncloses_at = 17:00:00",
            time(17),
            OpenSpan(time(9, 30), time(17)),
        ),
    ],
)
def test_hours_that_are_not_said_follow_from_those_that_are(home, said, closes_at, hours):
    changed(home, "[[office.signatories]]", f"{said}\n[[office.signatories]]")

    office = load_settings(home).office

    assert (office.closes_at, office.opening_hours) == (closes_at, (hours,))


@pytest.mark.parametrize("after_lunch", ["12:30:00", "13:00:00", "19:00:00"])
def test_hours_out_of_order_are_named(home, after_lunch):
    changed(home, "[[office.signatories]]", HOURS.format(after_lunch=after_lunch))

    with pytest.raises(InputError, match=r"settings\.broken") as broken:
        load_settings(home)
    assert "office.opening_hours" in str(broken.value.params["detail"])


@pytest.mark.parametrize("said", ["08:00:00", "09:00:00"])
def test_an_office_cannot_close_before_it_opens(home, said):
    changed(home, "[[office.signatories]]", f"closes_at = {said}\n[[office.signatories]]")

    with pytest.raises(InputError, match=r"settings\.closes_early") as early:
        load_settings(home)
    assert early.value.params == {
        "file": FILE_NAME, "closes_at": said[:5], "opens_at": "09:00",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "code"),
    [("23:00:00", "closes_late"), ("18:30:01", "closes_late"), ("08:59:00", "closes_early")],
)
def test_results_are_handed_out_within_the_hours_that_are_said(home, said, code):
    hours = HOURS.format(after_lunch="14:30:00").replace("17:30:00", said)
    changed(home, "[[office.signatories]]", hours)

    with pytest.raises(InputError, match=rf"settings\.{code}"):
        load_settings(home)
    with pytest.raises(InputError, match=rf"settings\.{code}"):
        check_settings(settings_file(home).read_bytes())


def test_results_may_be_handed_out_until_the_office_closes(home):
    hours = HOURS.format(after_lunch="14:30:00").replace("17:30:00", "18:30:00")

    office = load_settings(changed(home, "[[office.signatories]]", hours)).office

    assert office.closes_at == office.opening_hours[-1].closes_at


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("said", ["08:00:00", "23:00:00"])
def test_a_wrong_hour_is_named_in_both_languages(home, language, said):
    hours = HOURS.format(after_lunch="14:30:00").replace("17:30:00", said)
    changed(home, "[[office.signatories]]", hours)

    with pytest.raises(InputError) as refusal:
        load_settings(home)
    words = load_texts(shipped_folder("resources") / "texts").of_error(refusal.value, language)
    assert "office.closes_at" in words
    assert said[:5] in words


def test_the_example_is_an_office_that_can_work(tmp_path):
    settings_file(tmp_path).write_text(EXAMPLE, encoding="utf-8")

    settings = load_settings(tmp_path)

    assert settings.pack_id in load_packs(SHIPPED)
    assert signatory_on(settings.office, date(2026, 12, 5)).acting
    positions = {p.code for p in load_packs(SHIPPED)[settings.pack_id].positions}
    assert {term.position_code for term in settings.office.signatories} <= positions


def test_the_example_has_every_key_that_settings_can_have():
    known = set(keys_of(_File))
    lines = EXAMPLE.splitlines()
    said = {line.split(" = ")[0] for line in lines if " = " in line and not line.startswith("#")}
    tables = {line.strip("[]").split(".")[-1] for line in lines if line.startswith("[")}

    assert said | tables >= known - {"kk", "ru"}


def keys_of(struct: type[msgspec.Struct]) -> Iterator[str]:
    for name, hint in get_type_hints(struct).items():
        yield name
        for kind in (hint, *get_args(hint)):
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                yield from keys_of(kind)


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

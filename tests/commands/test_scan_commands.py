"""The commands `scanners` and `scan` against SANE's own test backend and the demo office."""

from __future__ import annotations

import hashlib
import json
from argparse import Namespace
from pathlib import Path

import pytest
from PIL import Image

from desk_app.commands.invocation import Invocation
from desk_app.commands.scan import answer_scan, answer_scanners
from desk_app.domain.languages import Language
from desk_app.errors import StoreError
from desk_app.resource_paths import shipped_folder
from desk_app.texts import load_texts

TEXTS = load_texts(shipped_folder("resources") / "texts")

DEMO_HOME = """
workplace = "01"
[office]
code = "101"
kind = "provider"
name = { kk = "Мансап орталығы", ru = "Карьерный центр" }
agency = { kk = "Әкімдік", ru = "Акимат" }
address = { kk = "Қала", ru = "Город" }
phone = "1414"
decision_office = "101"
decision_office_name = { kk = "Мансап орталығы", ru = "Карьерный центр" }
[devices]
simulated = true
"""


@pytest.fixture
def sane(tmp_path, monkeypatch, system_program):
    """SANE with nothing but its test backend, set by the lines given."""
    system_program("scanimage")
    config = tmp_path / "sane.d"
    config.mkdir()
    monkeypatch.setenv("SANE_CONFIG_DIR", str(config))
    (config / "dll.conf").write_text("test\n")

    def configured(*settings: str) -> None:
        (config / "test.conf").write_text("\n".join(settings) + "\n")

    configured("number_of_devices 1")
    return configured


@pytest.fixture
def run(tmp_path):
    """Answer a command; return its exit status and its JSON."""

    def called(command, *, home: Path = tmp_path / "home", **options):
        options = {"home": str(home), "language": "kk", "source": "feeder", **options}
        answer = command(Invocation(Namespace(**options), TEXTS))
        return answer.status, json.loads(json.dumps(answer.values))

    return called


def test_connected_scanners_are_listed(sane, run):
    assert run(answer_scanners) == (
        0,
        {
            "scanners": [
                {
                    "id": "test:0",
                    "name": "Noname frontend-tester",
                    "backend": "sane",
                    "sources": ["feeder", "flatbed"],
                }
            ]
        },
    )


def test_a_pc_without_sane_has_no_scanners_and_says_why(run, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    status, answer = run(answer_scanners)

    assert (status, answer["scanners"], answer["error"]) == (0, [], "scan.no_driver")


def test_the_feeder_becomes_numbered_files_that_are_what_the_answer_says(sane, run, tmp_path):
    status, answer = run(answer_scan, device="test:0", output=str(tmp_path / "pages"))

    assert (status, answer["error"], len(answer["pages"])) == (0, None, 10)
    for page in answer["pages"]:
        content = Path(page["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == page["sha256"]
        assert len(content) == page["size_bytes"]
        with Image.open(page["path"]) as picture:
            assert picture.size == (page["width_px"], page["height_px"])
    assert sorted(entry.name for entry in (tmp_path / "pages").iterdir())[0] == "page-0001.jpg"


def test_a_second_scan_never_overwrites_the_first(sane, run, tmp_path):
    options = {"device": "test:0", "source": "flatbed", "output": str(tmp_path)}

    paths = [run(answer_scan, **options)[1]["pages"][0]["path"] for _ in range(2)]

    assert [Path(path).name for path in paths] == ["page-0001.jpg", "page-0002.jpg"]


def test_a_fault_is_named_and_ends_with_status_3(sane, run, tmp_path):
    sane("number_of_devices 1", 'read-status-code "SANE_STATUS_JAMMED"')

    status, answer = run(answer_scan, device="test:0", output=str(tmp_path))

    assert (status, answer["pages"], answer["error"]) == (3, [], "scan.jam")
    assert answer["message"]


def test_a_scanner_that_is_not_there_is_told_by_the_field_that_names_it(sane, run, tmp_path):
    status, answer = run(answer_scan, device="nowhere:0", output=str(tmp_path))

    assert (status, answer["error"], answer["field"]) == (3, "scan.offline", "device")


def test_a_folder_that_cannot_be_written_is_named(sane, run, tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match=r"scan\.not_written") as failed:
        run(answer_scan, device="test:0", output=str(tmp_path / "file"))

    assert TEXTS.of_error(failed.value, Language.RU)


def test_a_demo_office_has_its_own_scanner(sane, run, tmp_path):
    home = tmp_path / "demo"
    home.mkdir()
    (home / "desk.toml").write_text(DEMO_HOME, encoding="utf-8")

    listed = run(answer_scanners, home=home)[1]["scanners"]
    status, answer = run(
        answer_scan, device="simulated:scanner", output=str(tmp_path / "pages"), home=home
    )

    assert [scanner["id"] for scanner in listed] == ["simulated:scanner", "test:0"]
    assert (status, len(answer["pages"])) == (0, 2)

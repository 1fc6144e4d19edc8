"""What holds for every command: one JSON object, exit statuses, words for people."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dev
from desk_app.commands import line
from desk_app.commands.answer import Answer
from desk_app.commands.usage import usage_error

ABSENT = ("verify", "print", "printers", "backup", "restore")


def shell(*words: object, given: str | bytes = b"", **environment: str):
    """Call the program in a process of its own, as a shell does."""
    return subprocess.run(
        [sys.executable, "-m", "desk_app", *map(str, words)],
        cwd=dev.ROOT,
        env={**os.environ, **environment},
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
    )


def test_a_process_prints_one_json_object_and_nothing_else():
    ran = shell("iin", "991231043217")

    assert (ran.returncode, ran.stderr) == (1, b"")
    assert json.loads(ran.stdout)["verdict"] == "invalid"


def test_output_is_utf8_whatever_the_system_says():
    ran = shell("render", "receipt", "--example", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")

    assert ran.returncode == 0
    assert "Қазақстан" in ran.stdout.decode("utf-8") or "Қараған" in ran.stdout.decode("utf-8")


def test_lines_that_are_no_text_are_judged_and_not_choked_on():
    ran = shell("mrz", given=b"\xff\xfe\x00 P<KAZ\x9d")

    assert (ran.returncode, ran.stderr) == (1, b"")
    assert json.loads(ran.stdout)["errors"] == ["length"]


def test_a_reader_that_stops_reading_is_no_failure():
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(
        [sys.executable, "-m", "desk_app", "packs"],
        cwd=dev.ROOT, stdout=write, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(write)

    assert (ran.returncode, ran.stderr) == (0, b"")


def test_the_version_is_that_of_the_package(desk_app):
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert desk_app("--version").answer == {"version": project["version"]}


WRONG_WORDS = [
    (("iin",), "missing", "number", ["number"]),
    (("scan", "--output", "x"), "missing", "device", ["--device"]),
    (("stress",), "missing", "command", ["COMMAND"]),
    (("frob",), "command", "command", ["frob"]),
    (("operator", "frob"), "command", "command", ["frob"]),
    (("deadline", "x", "--channel", "moon"), "choice", "channel",
     ["--channel", "state_corporation", "provider", "portal"]),
    (("stress", "write", "x", "y"), "number", "N", ["N"]),
    (("scan", "--device"), "no_value", "device", ["--device"]),
    (("packs", "--json=3"), "no_value_taken", "json", ["--json"]),
    (("--frob",), "unknown_option", "frob", ["--frob"]),
    (("iin", "1", "2"), "too_many_words", "command", []),
]  # fmt: skip


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize(("words", "code", "field", "names"), WRONG_WORDS)
def test_wrong_words_end_with_status_2_and_a_message(desk_app, words, code, field, names, language):
    ran = desk_app("--language", language, *words)

    assert (ran.status, ran.answer["error"], ran.answer["field"]) == (2, f"usage.{code}", field)
    assert ran.said.strip() == ran.answer["message"]
    assert ran.said.startswith({"kk": "Бұйрық", "ru": "Команда"}[language])
    # Latin letters stand in what can be typed, and nowhere else.
    latin = set(re.findall(r"--[a-z_]+|[A-Za-z_]+", ran.said)) - {"desk", "app", "--help"}
    assert latin - {"-app"} == set(names)


def test_a_mistake_argparse_tells_in_a_new_way_is_still_told_in_words():
    error = usage_error("something argparse never said")

    assert (error.code, error.field, error.params) == ("usage.wrong", "command", {})


@pytest.mark.parametrize("name", ABSENT)
def test_commands_of_later_versions_are_absent(desk_app, name):
    assert desk_app(name).status == 2


def test_what_was_asked_of_a_file_that_is_not_there_is_said(desk_app, tmp_path):
    ran = desk_app("mrz", tmp_path / "none.txt", "--language", "ru")

    assert (ran.status, ran.answer["error"], ran.answer["field"]) == (
        3, "file.not_readable", "file",
    )  # fmt: skip
    assert "none.txt" in ran.said
    assert str(tmp_path) not in ran.said


def test_a_bug_of_ours_leaves_a_report_without_personal_data(desk_app, tmp_path, monkeypatch):
    def broken(_: object) -> Answer:
        raise ValueError("Серікбаева 991231 043216")

    monkeypatch.setattr(line, "_answer_version", broken)
    ran = desk_app("--version", "--home", tmp_path)

    assert (ran.status, ran.answer["error"]) == (3, "unexpected")
    report = Path(ran.answer["report"])
    assert report.parent == tmp_path / "logs"
    assert report.name in ran.said
    assert "Traceback" not in ran.said
    kept = report.read_text("utf-8")
    assert "ValueError" in kept
    assert "Серікбаева" not in kept
    assert "043216" not in kept


def test_a_bug_on_a_disk_that_takes_nothing_is_still_one_line(desk_app, tmp_path, monkeypatch):
    def broken(_: object) -> Answer:
        raise ValueError

    (tmp_path / "logs").touch()
    monkeypatch.setattr(line, "_answer_version", broken)
    ran = desk_app("--version", "--home", tmp_path)

    assert (ran.status, ran.answer["report"]) == (3, None)
    assert len(ran.said.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("2026-11-23T10:00:00",), "deadline.zone"),
        (("yesterday",), "deadline.instant"),
        (("2026-11-23T10:00:00+05:00", "--pack", "KZ-0"), "pack.unknown"),
    ],
)
def test_a_deadline_that_cannot_be_told_names_the_field(desk_app, words, code):
    ran = desk_app("deadline", *words)

    assert (ran.status, ran.answer["error"]) == (2, code)
    assert ran.answer["field"]
    assert ran.said


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("2026-11-23T10:00:00+05:00", "2026-11-24"),
        ("2026-11-20T23:30:00+05:00", "2026-11-23"),
        # The day of acceptance is the local one: 19:30 by UTC on Thursday is Friday already.
        ("2026-11-19T19:30:00Z", "2026-11-23"),
    ],
)
def test_a_deadline_is_the_next_working_day(desk_app, accepted, due):
    ran = desk_app("deadline", accepted, "--channel", "provider")

    assert ran.status == 0
    assert ran.answer == {
        "due_on": due, "due_at": f"{due}T23:59:59+05:00", "pack": "KZ-LIR-2020",
    }  # fmt: skip


def test_a_paper_is_made_from_the_example(desk_app, tmp_path):
    source, output = tmp_path / "in.json", tmp_path / "out.pdf"
    source.write_text(json.dumps(desk_app("render", "certificate", "--example").answer))

    ran = desk_app(
        "render", "certificate", "--input", source, "--output", output, "--language", "kk"
    )

    assert ran.status == 0
    assert set(ran.answer) == {"path", "sha256", "pages", "size_bytes"}
    assert output.stat().st_size == ran.answer["size_bytes"]


def test_a_paper_needs_both_files(desk_app, tmp_path):
    ran = desk_app("render", "memo", "--output", tmp_path / "out.pdf")

    assert (ran.status, ran.answer["error"], ran.answer["field"]) == (2, "render.files", "input")

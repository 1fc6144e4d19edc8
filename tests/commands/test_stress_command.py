"""`stress write` acknowledges what `stress check` finds; harm of any kind ends with status 3."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from desk_app.commands.line import main
from desk_app.store.opening import database_path

# A paper's bytes and the values on it.
PAPER_FILES = 2


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "campaign")


def said(capsys: pytest.CaptureFixture[str], word: str) -> set[str]:
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith(f"{word} ") for line in lines)
    return {line.removeprefix(f"{word} ") for line in lines}


@pytest.fixture
def written(folder: str, capsys) -> set[str]:
    assert main(["stress", "write", folder, "3", "--scans", "2"]) == 0
    return said(capsys, "ACK")


def scan_files(folder: str) -> list[Path]:
    scans = database_path(Path(folder)).parent / "scans"
    return sorted(path for path in scans.iterdir() if path.is_file())


def test_what_was_acknowledged_is_whole(folder, written, capsys) -> None:
    assert main(["stress", "check", folder]) == 0
    assert said(capsys, "ID") == written
    assert len(written) == 3
    assert len(scan_files(folder)) == 3 * (2 + PAPER_FILES)


def test_a_second_run_adds_to_the_first(folder, written, capsys) -> None:
    assert main(["stress", "write", folder, "2", "--scans", "0"]) == 0
    more = said(capsys, "ACK")

    assert main(["stress", "check", folder]) == 0
    assert said(capsys, "ID") == written | more


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"torn")])
def test_any_lost_or_torn_file_is_harm(folder, written, capsys, tmp_path, harm) -> None:
    for number, file in enumerate(scan_files(folder)):
        harmed = tmp_path / f"harmed-{number}"
        shutil.copytree(folder, harmed)
        harm(harmed / file.relative_to(folder))

        assert main(["stress", "check", str(harmed)]) == 3
        assert capsys.readouterr().err


def test_a_flipped_bit_in_the_store_is_harm(folder, written, capsys) -> None:
    path = database_path(Path(folder))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    assert main(["stress", "check", folder]) == 3
    assert said(capsys, "ID") == set()


def test_a_folder_not_yet_filled_has_no_cases(tmp_path: Path, capsys) -> None:
    assert main(["stress", "check", str(tmp_path)]) == 0
    assert said(capsys, "ID") == set()


def test_a_folder_that_is_not_there_is_said_so(folder, capsys) -> None:
    assert main(["stress", "check", folder]) == 3
    assert capsys.readouterr().err


def test_a_negative_number_is_wrong_usage(folder, capsys) -> None:
    assert main(["stress", "write", folder, "-1"]) == 2
    assert main(["stress", "write", folder, "1", "--scans", "-1"]) == 2


def test_without_a_registry_everything_goes_on_waiting(folder, written, capsys) -> None:
    assert main(["stress", "sync", folder, "http://127.0.0.1:9"]) == 3
    answer = json.loads(capsys.readouterr().out)
    assert (answer["sent"], answer["pending"], answer["parked"]) == (0, 3, 0)

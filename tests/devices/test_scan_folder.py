"""Raw pages lie in private folders, and what a killed program left is removed."""

from __future__ import annotations

import pytest

from desk_app.devices.scan_folder import private_folder, remove_leftovers


def test_what_a_killed_program_left_is_removed_and_nothing_else(tmp_path):
    for name in ("scan-left", "scan-other", "kept"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page-0001.pnm").write_bytes(b"P5")

    remove_leftovers(tmp_path)

    assert [entry.name for entry in tmp_path.iterdir()] == ["kept"]


def test_nothing_to_remove_is_no_fault(tmp_path, caplog):
    remove_leftovers(tmp_path / "never made")

    assert caplog.messages == []


def test_what_cannot_be_removed_is_logged_and_the_rest_goes(tmp_path, caplog):
    # A folder's removal stops at anything that is none.
    (tmp_path / "scan-a").write_bytes(b"P5")
    for name in ("scan-b", "scan-0"):
        (tmp_path / name).mkdir()

    remove_leftovers(tmp_path)

    assert [entry.name for entry in tmp_path.iterdir()] == ["scan-a"]
    assert caplog.messages == ["pages of a killed scan cannot be removed: 1"]


def fill_and_fail(work_folder):
    with private_folder(work_folder) as folder:
        (folder / "page-0001.pnm").write_bytes(b"P5")
        raise ZeroDivisionError


def test_a_scan_that_ends_badly_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError):
        fill_and_fail(tmp_path / "work")

    assert list((tmp_path / "work").iterdir()) == []

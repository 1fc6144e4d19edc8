"""The log: what looks like a person does not reach the disk."""

from __future__ import annotations

import logging

import pytest

from desk_app.logs import log_folder, masked, start_logging


@pytest.fixture
def log(tmp_path):
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    file = start_logging(log_folder(tmp_path))
    yield file
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.handlers[:] = before
    root.setLevel(level)


def test_names_and_numbers_are_masked_in_the_line_and_in_its_trace(log):
    try:
        int("Сынақова 820116399873")
    except ValueError:
        logging.getLogger("desk_app").exception("case of %s", "Үлгі 820116 399873")

    text = log.read_text("utf-8")
    assert "invalid literal for int() with base 10: '<text> <number>'" in text
    assert "case of <text> <number>" in text
    assert text.startswith("20")
    assert "820116" not in text
    assert "399873" not in text


def test_codes_ids_and_times_stay_readable():
    line = "2026-11-25 10:42:31 case 0198 registry.unreachable attempts=3"

    assert masked(line) == line


def test_starting_again_writes_to_the_new_place_alone(log, tmp_path):
    other = start_logging(tmp_path / "other")
    logging.getLogger("desk_app").info("once")

    assert log.read_text("utf-8") == ""
    assert other.read_text("utf-8").count("once") == 1

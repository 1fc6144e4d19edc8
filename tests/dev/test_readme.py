"""What README says about commands and figures is so."""

from __future__ import annotations

import re

import dev

README = (dev.ROOT / "README.md").read_text("utf-8")


def section(title: str) -> str:
    """Return the text between a heading and the next of the same rank."""
    parts = re.split(r"^## ", README, flags=re.MULTILINE)
    return next(part for part in parts if part.splitlines()[0] == title)


def test_the_first_screen_has_the_two_commands() -> None:
    first_screen = "\n".join(README.splitlines()[:24])

    assert "python3 dev.py run" in first_screen
    assert "python3 dev.py test" in first_screen


def test_every_command_of_dev_is_in_its_table() -> None:
    named = set(re.findall(r"^\| `(\w+)", section("Commands"), re.MULTILINE))

    assert set(dev.COMMANDS) <= named


def test_the_map_names_what_is_there() -> None:
    rows = re.findall(r"^\| (`.*?) \|", section("Map of the house"), re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]

    assert named
    assert [name for name in named if not (dev.ROOT / name).exists()] == []


def test_a_decision_takes_no_more_than_ten_lines_of_prose() -> None:
    prose = re.sub(r"```.*?```", "", section("Decisions"), flags=re.DOTALL)
    decisions = re.split(r"^(?=\*\*)", prose, flags=re.MULTILINE)[1:]
    lengths = {text.splitlines()[0]: len(text.strip().splitlines()) for text in decisions}

    assert lengths
    assert {title: lines for title, lines in lengths.items() if lines > 10} == {}

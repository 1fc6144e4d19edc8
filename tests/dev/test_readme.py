"""What README says about commands and figures is so."""

from __future__ import annotations

import re

import dev
from desk_app.commands import line

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


def rows_of_desk_app() -> list[str]:
    """Return the first cells of the table of `desk-app …`."""
    after = section("Commands").split("`desk-app …`, for support")[1]
    return re.findall(r"^\| (`.*?`.*?) \| ", after, re.MULTILINE)


def named_in(cells: list[str]) -> set[str]:
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_the_table_of_desk_app_has_its_commands_and_no_others() -> None:
    words = {name.split()[0] for name in named_in(rows_of_desk_app())}

    commands = {word for word in words if not word.startswith("-")}
    assert commands == {name.split()[0] for name in line._HANDLERS}


def test_the_deeds_of_a_command_are_in_the_table() -> None:
    pairs = [name.split()[:2] for name in named_in(rows_of_desk_app()) if " " in name]
    deeds = {
        f"{command} {deed}" for command, told in pairs for deed in told.replace("\\", "").split("|")
    }

    assert {name for name in line._HANDLERS if " " in name} <= deeds


def test_every_option_of_the_whole_program_is_told() -> None:
    options = {
        option
        for action in line._parser()._actions
        for option in action.option_strings
        if option.startswith("--")
    }
    told = set(re.findall(r"--[a-z-]+", section("Commands")))

    assert options - {"--help"} <= told
    assert "`--demo [--demo-desk provider]`" in rows_of_desk_app()


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

"""The command `play`: what can be played, and what it says to wrong words."""

from __future__ import annotations

from desk_app.commands.play import SCENARIOS
from desk_app.commands.play_scenarios import SCENARIOS as PLAYED


def test_every_scenario_of_the_contract_is_listed_and_played(desk_app):
    listed = desk_app("play", "--list").answer["scenarios"]

    assert set(listed) >= {
        "standard", "certificate", "refusal", "refuse-to-accept", "redirect", "offline",
        "hold-and-resume", "hand-over",
    }  # fmt: skip
    assert set(listed) == set(SCENARIOS) == set(PLAYED)


def test_wrong_words_are_named(desk_app, tmp_path):
    unknown = desk_app("play", "comedy", "--output", tmp_path)
    nowhere = desk_app("play", "standard")

    assert (unknown.status, unknown.answer["error"]) == (2, "play.unknown")
    assert (nowhere.status, nowhere.answer["error"]) == (2, "play.output")


def test_a_folder_that_cannot_be_written_is_said(desk_app, tmp_path):
    (tmp_path / "file").touch()

    assert desk_app("play", "--output", tmp_path / "file").answer["error"] == "play.not_written"

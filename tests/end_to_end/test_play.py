"""Every scenario of `play` through the real window, by key events alone, in both languages."""

from __future__ import annotations

from itertools import product

import pypdfium2
import pytest

from desk_app.commands.play import SCENARIOS
from desk_app.commands.play_scenarios import play_on
from desk_app.commands.stage import Stage
from desk_app.domain.languages import Language
from desk_app.resource_paths import shipped_folder
from desk_app.texts import load_texts

TEXTS = load_texts(shipped_folder("resources") / "texts")
ENDS = {
    "standard": ("accepted", ["application", "receipt"]),
    "certificate": ("handed_over", ["application", "certificate"]),
    "refusal": ("refused", ["application", "refusal"]),
    "refuse-to-accept": ("acceptance_refused", ["acceptance-refusal"]),
    "redirect": ("returned", ["memo"]),
    "offline": ("accepted", ["application", "receipt"]),
    "hold-and-resume": ("accepted", ["application", "receipt"]),
    "hand-over": ("handed_over", ["application", "receipt", "certificate"]),
}
# The design's budgets of presses beyond data, and one more that leaves the last screen.
BUDGETS = {"standard": 18, "certificate": 18, "refuse-to-accept": 10}
# Where two people work on a case, of each sign-in; where a case waits, of its steps.
BUDGETS_OF_WINDOWS = {"refusal": (20, 8)}
BUDGETS_OF_STEPS = {"hold-and-resume": {"hold": 2, "held": 4}}


@pytest.fixture
def play(tmp_path, qapp):
    """Play a scenario with devices that take no time; return its report."""
    output = tmp_path / "out"
    output.mkdir()

    def played(name: str, language: Language):
        stage = Stage(tmp_path / "office", output, language, TEXTS, is_instant=True)
        return play_on(stage, name)

    return played


@pytest.mark.parametrize(("name", "language"), list(product(SCENARIOS, Language)))
def test_a_scenario_is_played_to_its_end_by_keys_alone(play, name, language):
    report = play(name, language)

    state, papers = ENDS[name]
    assert report["state"] == state
    assert report["synced"]
    assert (report["mouse_events"], report["dialogs"]) == (0, 0)
    made = [path.rpartition("/")[2][3:].removesuffix(".pdf") for path in report["papers"]]
    assert set(papers) <= set(made)
    for path in report["papers"]:
        with pypdfium2.PdfDocument(path) as paper:
            assert len(paper) >= 1
    assert len(report["pictures"]) == len(report["steps"])
    assert report["presses"] <= BUDGETS.get(name, report["presses"])
    for presses, budget in zip(
        presses_of_windows(report["steps"]), BUDGETS_OF_WINDOWS.get(name, ()), strict=False
    ):
        assert presses <= budget
    spent = {step["name"]: step["presses"] for step in report["steps"]}
    for step, budget in BUDGETS_OF_STEPS.get(name, {}).items():
        assert spent[step] <= budget


def presses_of_windows(steps):
    """Return how many presses each sign-in took until the next one."""
    starts = [at for at, step in enumerate(steps) if step["name"] == "sign-in"]
    ends = [*starts[1:], len(steps)]
    return [
        sum(step["presses"] for step in steps[start:end])
        for start, end in zip(starts, ends, strict=True)
    ]

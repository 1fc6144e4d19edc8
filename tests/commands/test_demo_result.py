"""In the demo office a result waits to be handed over from the first day on."""

from __future__ import annotations

import multiprocessing
import tomllib
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from desk_app import bootstrap
from desk_app.commands.demo_day import result_on_its_way
from desk_app.commands.demo_office import (
    PEOPLE,
    DemoOffice,
    demo_office,
)
from desk_app.commands.demo_result import bring_result
from desk_app.commands.play_scenarios import SCENARIOS, Clerk
from desk_app.commands.stage import Acts, Stage, applicant
from desk_app.domain.cases import CaseState
from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import DeskKind, PaperKind
from desk_app.errors import ExchangeError
from desk_app.ports.store import CaseSummary
from desk_app.resource_paths import shipped_folder
from desk_app.services import lists
from desk_app.services.exchange import exchange_once
from desk_app.texts import load_texts
from registry.seeding.people import Story, invented_people

TEXTS = load_texts(shipped_folder("resources") / "texts")
TOLD = tomllib.loads((shipped_folder("resources") / "demo" / "result.toml").read_text("utf-8"))
QUEUE_AND_PORTAL = 10
LONGEST_SECONDS = 120


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DemoOffice]:
    with demo_office(tmp_path / "office", TEXTS) as opened:
        yield opened


def ready_at_the_counter(office: DemoOffice) -> tuple[CaseSummary, ...]:
    """Return what the counter of the demo office can hand over after its first exchange."""
    demo = office.desk(DeskKind.STATE_CORPORATION)
    with (
        closing(demo.premises) as premises,
        closing(bootstrap.registry_of(premises.settings)) as registry,
    ):
        desk = premises.unlock(demo.login, demo.password)
        assert bootstrap.exchange_all(desk, registry, exchange_once).failure == ""
        return lists.ready(desk=desk)


@pytest.mark.parametrize("language", list(Language))
def test_a_result_can_be_handed_over_by_keys_at_once(tmp_path: Path, language: Language) -> None:
    stage = Stage(tmp_path / "office", tmp_path, language, TEXTS, is_instant=True)

    def hand_over_at_once(acts: Acts) -> None:
        bring_result(acts.office.folder, acts.office.registry_url)
        with acts.window_at(DeskKind.STATE_CORPORATION) as (player, window, desk):
            (found,) = lists.ready(desk=desk)
            clerk = Clerk(player, window, desk, acts.who)
            clerk.open_listed("ready", found.application_id)
            clerk.hand_over(found.application_id)
            acts.stage.note_outcome(clerk.finish(), desk)

    stage.play(hand_over_at_once, applicant("hand-over", language))

    assert stage.outcome.state == CaseState.HANDED_OVER
    kinds = [Path(paper).stem.partition("-")[2] for paper in stage.outcome.papers]
    assert PaperKind.CERTIFICATE in kinds


def test_each_result_is_somebody_elses_and_leaves_no_other_trace(office: DemoOffice) -> None:
    before = {file.name for file in office.folder.iterdir()}

    for _ in range(2):
        bring_result(office.folder, office.registry_url)

    assert {file.name for file in office.folder.iterdir()} == before
    ready = ready_at_the_counter(office)
    assert [s.iin.digits for s in ready if s.iin] == TOLD["iins"][:2]
    assert all(s.certificate_number for s in ready)


def wait_for_the_result() -> int | None:
    (process,) = multiprocessing.active_children()
    process.join(LONGEST_SECONDS)
    return process.exitcode


def test_the_result_comes_while_the_window_is_open_and_once_a_day(office: DemoOffice) -> None:
    with result_on_its_way(office) as begin:
        begin()
        assert wait_for_the_result() == 0
    with result_on_its_way(office) as begin:
        begin()
        assert multiprocessing.active_children() == []

    assert len(ready_at_the_counter(office)) == 1


def test_without_its_registry_the_office_opens_and_tries_again(office: DemoOffice) -> None:
    assert office.registry is not None
    office.registry.stop()

    for _ in range(2):
        with result_on_its_way(office) as begin:
            begin()
            assert wait_for_the_result() == 0
    with pytest.raises(ExchangeError, match="unreachable"):
        bring_result(office.folder, office.registry_url)


def test_a_window_that_closes_early_waits_for_nothing(office: DemoOffice) -> None:
    with result_on_its_way(office) as begin:
        begin()
        assert len(multiprocessing.active_children()) == 1

    assert multiprocessing.active_children() == []


def test_whose_result_it_is_is_known_to_the_registry_and_comes_in_no_play() -> None:
    people = {p.iin.digits: p for p in islice(invented_people(), QUEUE_AND_PORTAL, PEOPLE)}
    played = {applicant(name, Language.KK).iin for name in SCENARIOS}

    assert {people[digits].story for digits in TOLD["iins"]} == {Story.JOBLESS}
    assert not played & set(TOLD["iins"])
    assert len(set(TOLD["iins"])) == len(TOLD["iins"])

"""The plug is pulled at random moments of a case at the real window; the next start tells."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import pytest

from desk_app.commands.demo_office import PEOPLE as DEMO_PEOPLE
from desk_app.commands.demo_office import demo_office
from desk_app.domain.cases import Step
from desk_app.domain.vocabulary import DeskKind
from desk_app.resource_paths import shipped_folder
from desk_app.texts import load_texts
from registry.seeding.people import invented_people
from tests.end_to_end.plug import Life, Line, Running, is_restored, pull
from tests.end_to_end.plug_player import PEOPLE, TALE, talkative

TEXTS = load_texts(shipped_folder("resources") / "texts")
KILLS = 8
CAMPAIGN_KILLS = 100
KILLS_PER_OFFICE = 10
_STEPS = [step.value for step in Step]
# A step fills its fields when it is shown.
_NUMBERS = {"iin", "document_digits"}
_FIELDS_SHOWN: dict[str, set[str]] = {"identity": _NUMBERS, "documents": set(), "result": set()}


@dataclass(frozen=True)
class Aftermath:
    """What the lives told, each with what the next start found, and the office they left.

    Attributes:
        rounds: A life that was ended, and the `restored` line after it.
        messages: What the registry holds of this desk: case, sequence, kind, number.
    """

    folder: Path
    rounds: list[tuple[Life, Line]]
    messages: list[tuple[Any, ...]]
    last: Line
    unsent: list[str]

    @property
    def home(self) -> Path:
        return self.folder / DeskKind.STATE_CORPORATION.value


def survive(folder: Path, kills: int, chance: Random) -> Aftermath:
    """Pull the plug again and again on one home; the registry stays up all the time."""
    with demo_office(folder, TEXTS) as office:
        office.desk(DeskKind.STATE_CORPORATION).premises.close()
        lives: list[Life] = []
        for number in range(kills):
            life = pull(folder, number, chance)
            # Of one that died before it could tell, the life before it must still hold.
            if life.of("restored"):
                lives.append(life)
        sender = Running(folder, "send")
        last = sender.until(is_restored)
        unsent = sender.until(lambda line: line["kind"] == "sent")["unsent"]
        assert sender.process.wait(60) == 0
        sender.join()
    found = [life.of("restored")[0] for life in lives[1:]] + [last]
    rounds = list(zip(lives, found, strict=True))
    return Aftermath(folder, rounds, _received(folder), last, unsent)


def _received(folder: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "registry" / "registry.db")) as registry:
        return list(
            registry.execute(
                "SELECT application_id, sequence, kind, number FROM messages"
                " WHERE office_code LIKE 'SC%' ORDER BY application_id, sequence"
            )
        )


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    return survive(tmp_path_factory.mktemp("plug"), KILLS, Random(20261125))


def require_nothing_lost(aftermath: Aftermath) -> None:
    for life, found in aftermath.rounds:
        saved: dict[str, Line] = {line["case"]: line for line in life.of("stored")}
        for case_id, line in saved.items():
            _require_kept(line, found["cases"][case_id], life)
        assert found["journal"]["verdict"] == "intact"
        assert found["journal"]["entries"] >= life.of("restored")[-1]["journal"]["entries"]
    assert aftermath.last["journal"]["verdict"] == "intact"


def _require_kept(saved: Line, now: Line, life: Life) -> None:
    assert _STEPS.index(now["step"]) >= _STEPS.index(saved["step"])
    assert now["iin"] == saved["iin"] or not saved["iin"]
    assert now["is_confirmed"] >= saved["is_confirmed"]
    assert set(saved["consents"]) <= set(now["consents"])
    assert set(saved["papers"]) <= set(now["papers"])
    for code, pages in saved["pages"].items():
        assert now["pages"][code][: len(pages)] == pages
    for code, text in saved["answers"].items():
        newer = {texts.get(code) for texts in life.current("texts")}
        assert now["answers"][code] == text or now["answers"][code] in newer
    if not saved["is_draft"]:
        assert (now["state"], now["number"]) == (saved["state"], saved["number"])


def require_the_same_screen(aftermath: Aftermath) -> None:
    for life, found in aftermath.rounds:
        shown = [line for line in life.lines if line["kind"] in {"restored", "screen"}]
        was = shown[-1]
        if not was["case"] or found["cases"][was["case"]]["state"] != "draft":
            # The outcome stood, or nobody sat there: the visit is over, or it has just begun.
            assert found["case"] != was["case"] or not was["case"]
            continue
        assert found["case"] == was["case"]
        assert found["banner"]
        steps = set(life.current("step"))
        if steps != {found["step"]}:
            # The last key may have taken the case on and been kept without being told any more.
            assert found["step"] in steps | _taken_on_from(was["step"])
            continue
        for code in _FIELDS_SHOWN.get(found["step"], found["texts"].keys() - _NUMBERS):
            text = found["texts"][code]
            assert text in {texts.get(code) for texts in life.current("texts")}, (code, text)
        if found["step"] == "application":
            assert found["focus"] in set(life.current("focus"))
        assert (found["visit"], found["called"]) == (was["visit"], was["called"])
        first = next(line for line in shown if line.get("visit") == was["visit"])
        assert found["open_visit"]["is_accurate"]
        assert found["open_visit"]["gross_seconds"] >= found["at"] - first["at"]


def _taken_on_from(step: str) -> set[str]:
    return set(_STEPS[_STEPS.index(step) + 1 :][:1])


def require_each_message_once(aftermath: Aftermath) -> None:
    assert aftermath.unsent == []
    ended = [c for c in aftermath.last["cases"].values() if c["state"] == "accepted"]
    by_case: dict[str, list[tuple[Any, ...]]] = {}
    for case_id, *rest in aftermath.messages:
        by_case.setdefault(str(case_id).replace("-", ""), []).append(tuple(rest))
    assert set(by_case) >= {case["case"].replace("-", "") for case in ended}
    for case in ended:
        received = by_case[case["case"].replace("-", "")]
        assert [sequence for sequence, *_ in received] == list(range(1, len(received) + 1))
        kinds = [kind for _, kind, _ in received]
        assert kinds.count("case_accepted") == kinds.count("visit_closed") == 1
    numbers = [case["number"] for case in ended]
    assert len(numbers) == len(set(numbers)) > 0


def test_no_saved_field_scan_or_paper_is_lost(aftermath: Aftermath) -> None:
    assert sum(len(life.of("stored")) for life, _ in aftermath.rounds) > KILLS
    require_nothing_lost(aftermath)


def test_step_field_text_and_clock_come_back_within_a_second_of_typing(
    aftermath: Aftermath,
) -> None:
    assert any(found["banner"] for _, found in aftermath.rounds)
    require_the_same_screen(aftermath)


def test_no_message_is_received_twice_or_left_unsent(aftermath: Aftermath) -> None:
    require_each_message_once(aftermath)


def planted_words() -> list[str]:
    """Return what was typed or shown of the applicants: nobody may read it off the disk."""
    iins = {talkative(number).iin for number in range(len(PEOPLE))}
    seeded = islice(invented_people(), DEMO_PEOPLE)
    people = [person for person in seeded if person.iin.digits in iins]
    assert len(people) == len(iins)
    words = [*iins, *TALE.values()]
    for person in people:
        prefill = person.prefill
        words += [person.surname, prefill["phone"].removeprefix("+7"), prefill["address"]]
    return words


def readable(folder: Path, words: list[str]) -> list[tuple[str, str]]:
    """Return which words stand in which files, in any encoding a program here writes."""
    forms = {
        word: [w.encode(e) for w in (word, word.upper()) for e in ("utf-8", "utf-16-le")]
        for word in words
    }
    found = []
    for file in (file for file in folder.rglob("*") if file.is_file()):
        content = file.read_bytes()
        found += [
            (str(file.relative_to(folder)), word)
            for word, bytes_ in forms.items()
            if any(form in content for form in bytes_)
        ]
    return found


def test_nothing_of_a_person_is_readable_on_the_disk_after_the_crashes(
    aftermath: Aftermath,
) -> None:
    words = planted_words()
    # The registry of the demo is the other side of the wire: there the words must be found.
    assert readable(aftermath.folder / "registry", words)
    assert (aftermath.home / "logs" / "desk.log").is_file()

    # `printed` is the paper itself, in the place of a printer.
    left = [hit for hit in readable(aftermath.home, words) if not hit[0].startswith("printed")]

    assert left == []
    assert readable(aftermath.folder / "tmp", words) == []


@pytest.mark.campaign
@pytest.mark.timeout(7200)
def test_a_hundred_pulled_plugs_lose_nothing(tmp_path: Path) -> None:
    seed = SystemRandom().randrange(2**32)
    for number in range(CAMPAIGN_KILLS // KILLS_PER_OFFICE):
        chance = Random(seed + number)
        aftermath = survive(tmp_path / f"office-{seed + number}", KILLS_PER_OFFICE, chance)
        require_nothing_lost(aftermath)
        require_the_same_screen(aftermath)
        require_each_message_once(aftermath)

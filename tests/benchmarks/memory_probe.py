"""Case after case in one window: says the memory when idle and after each case.

`python -m tests.benchmarks.memory_probe COUNT`
"""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from desk_app.commands import demo_office as demo
from desk_app.commands.play_scenarios import Clerk
from desk_app.commands.stage import Acts, Applicant, Stage, applicant
from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import DeskKind
from desk_app.resource_paths import shipped_folder
from desk_app.texts import load_texts
from registry.seeding.people import Story, invented_people
from tests.benchmarks.start_probe import resident_kib

_QUEUE_AND_PORTAL = 10


def main(count: int) -> None:
    """Serve so many people without a ticket, one after another."""
    texts = load_texts(shipped_folder("resources") / "texts")
    # Nobody may come twice: a second case of a person is another kind of work.
    demo.PEOPLE = 4 * count + 100
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), None, Language.KK, texts, is_instant=True)
        with demo.demo_office(Path(folder), texts) as office:
            acts = Acts(stage, office, applicant("standard", Language.KK))
            with acts.window_at(DeskKind.STATE_CORPORATION) as (player, window, desk):
                clerk = Clerk(player, window, desk, acts.who)
                clerk.wait_for_queue()
                _tell()
                for who in _people(count, acts.who):
                    clerk.who = who
                    _serve(clerk)
                    player.steps.clear()
                    player.pulse.forget(0)
                    _tell()


def _people(count: int, answers: Applicant) -> Iterator[Applicant]:
    jobless = (p for p in list(_seeded(count)) if p.story is Story.JOBLESS)
    for _, person in zip(range(count), jobless, strict=False):
        yield Applicant(person.iin.digits, person.document_number[-4:], {}, {**answers.answers})


def _seeded(count: int) -> Iterator[object]:
    for number, person in zip(range(4 * count + 100), invented_people(), strict=False):
        if number >= _QUEUE_AND_PORTAL:
            yield person


def _serve(clerk: Clerk) -> None:
    clerk.take_without_ticket()
    clerk.identify()
    clerk.scan_documents()
    clerk.fill_application()
    clerk.scan_signed()
    clerk.issue()
    clerk.finish()


def _tell() -> None:
    gc.collect()
    sys.stdout.write(f"ready {resident_kib()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""Once a day the demo office lets a result come that can be handed over, beside its window."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

from desk_app.commands.demo_office import DemoOffice, is_from_today, note_today
from desk_app.errors import KnownError

_RESULT_DAY = "result.day"
_POLITELY = 10


@contextmanager
def result_on_its_way(office: DemoOffice) -> Iterator[Callable[[], None]]:
    """Hand out what begins to bring a result to hand over, in a process that ends with the block.

    Whoever opens a window begins once it stands, so that it is none the slower for it. There is
    one result a day.
    """
    begun: list[BaseProcess] = []

    def begin() -> None:
        if office.registry is None or is_from_today(office.folder / _RESULT_DAY):
            return
        # A forked child would inherit Qt, SQLite and their locks in whatever state they are.
        process = multiprocessing.get_context("spawn").Process(
            target=_bring_result, args=(office.folder, office.registry_url), daemon=True
        )
        process.start()
        begun.append(process)

    try:
        yield begin
    finally:
        for process in begun:
            process.kill()
            process.join()
            process.close()


def _bring_result(folder: Path, registry_url: str) -> None:
    from desk_app.commands.demo_result import bring_result

    if os.name == "posix":
        os.nice(_POLITELY)
    # Whatever stood in the way, the office works without; the next start tries again.
    with suppress(KnownError):
        bring_result(folder, registry_url)
        note_today(folder / _RESULT_DAY)

"""Two desks with stores of their own: a State Corporation's and a career centre's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.devices.simulated import SimulatedPrinter
from desk_app.domain.vocabulary import DeskKind
from desk_app.services.desk import Desk
from tests.builders import desk_of, opened_store


@pytest.fixture
def corporation(tmp_path: Path) -> Iterator[Desk]:
    opened = opened_store(tmp_path / "corporation")
    yield desk_of(opened)
    opened.close()


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Desk]:
    opened = opened_store(tmp_path / "centre")
    yield desk_of(opened, DeskKind.PROVIDER)
    opened.close()


@pytest.fixture
def printer(tmp_path: Path) -> SimulatedPrinter:
    return SimulatedPrinter(tmp_path / "printed", seconds_per_paper=0)

"""One registry process for a module of tests; each test has offices of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from desk_app.domain.numbers import CaseNumber
from tests.sync.desks import CounterDesk
from tests.sync.links import RegistryProcess, registry_process

_offices = count(1)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryProcess]:
    with registry_process(tmp_path_factory.mktemp("registry")) as process:
        yield process


@pytest.fixture(scope="module")
def seeded(registry: RegistryProcess) -> RegistryProcess:
    command = [sys.executable, "-m", "registry", "seed", "--people", "40"]
    database = str(registry._folder / "registry.db")
    done = subprocess.run([*command, "--database", database], check=True, capture_output=True)
    assert json.loads(done.stdout) == {"people": 40}
    return registry


@pytest.fixture
def offices() -> tuple[str, str]:
    """Codes of an intake office and its career centre that no other test uses."""
    number = next(_offices)
    return f"SC{number:03d}", f"CC{number:03d}"


@pytest.fixture
def desk_at(registry: RegistryProcess, tmp_path: Path) -> Iterator[Callable[..., CounterDesk]]:
    with ExitStack() as stack:

        def open_desk(office_code: str, workplace: str = "01", *, url: str = "") -> CounterDesk:
            folder = tmp_path / f"{office_code}-{workplace}"
            desk = CounterDesk(folder, url or registry.url, office_code, workplace)
            return stack.enter_context(desk)

        yield open_desk


@pytest.fixture
def intake(desk_at: Callable[..., CounterDesk], offices: tuple[str, str]) -> CounterDesk:
    return desk_at(offices[0])


@pytest.fixture
def centre(desk_at: Callable[..., CounterDesk], offices: tuple[str, str]) -> CounterDesk:
    return desk_at(offices[1])


@pytest.fixture
def certificate_number(offices: tuple[str, str]) -> str:
    return str(CaseNumber(offices[1], "01", 2026, 1))

"""A store of its own for each test, under a random raw key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.store.opening import OpenStore, create_store, new_store_key


@pytest.fixture
def key() -> bytes:
    return new_store_key()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def opened(home: Path, key: bytes) -> Iterator[OpenStore]:
    opened = create_store(home, key)
    yield opened
    opened.close()

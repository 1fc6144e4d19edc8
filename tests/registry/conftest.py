"""The registry in process, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from desk_app.domain.cases import Case
from desk_app.domain.outbox import MessageKind
from desk_app.wire import ChangesPage, MessageEnvelope, MessageReceipt, RefusalBody
from registry.api import Registry, create_app
from registry.database import Database
from registry.files import FileFolder
from tests.registry.builders import INTAKE_DESK, NOW, DeskIdentity, envelope_of
from tests.registry.postgres import PostgresServer, running_postgres

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Api:
    """The registry as desks see it, over its own routes."""

    client: TestClient[Litestar]
    registry: Registry

    def post(
        self, path: str, value: object, desk: DeskIdentity = INTAKE_DESK, **headers: str
    ) -> Response:
        content = msgspec.json.encode(value)
        return self.client.post(path, content=content, headers={**desk.headers, **headers})

    def get(self, path: str, desk: DeskIdentity = INTAKE_DESK, **parameters: Any) -> Response:
        return self.client.get(path, headers=desk.headers, params=parameters)

    def send(self, envelope: MessageEnvelope, desk: DeskIdentity | None = None) -> Response:
        sender = desk or DeskIdentity(envelope.office_code, envelope.workplace)
        return self.post("/v1/messages", envelope, sender)

    def deliver(
        self,
        case: Case,
        kind: MessageKind,
        *,
        desk: DeskIdentity = INTAKE_DESK,
        sequence: int = 1,
        files: tuple[str, ...] = (),
    ) -> MessageReceipt:
        response = self.send(envelope_of(case, kind, desk=desk, sequence=sequence, files=files))
        assert response.status_code == 201, response.text
        return read(response, MessageReceipt)

    def changes(self, desk: DeskIdentity, after: str = "") -> ChangesPage:
        return read(self.get("/v1/changes", desk, after=after), ChangesPage)


def read(response: Response, kind: type[_T]) -> _T:
    assert response.is_success, response.text
    return msgspec.json.decode(response.content, type=kind)


def refusal(response: Response) -> tuple[int, RefusalBody]:
    return response.status_code, msgspec.json.decode(response.content, type=RefusalBody)


@pytest.fixture(scope="session")
def postgres(system_program: Callable[[str], str]) -> Iterator[PostgresServer]:
    with running_postgres(system_program) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'registry.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    server.empty()
    yield server.url()


@pytest.fixture
def registry(database_url: str, tmp_path: Path) -> Iterator[Registry]:
    database = Database(database_url)
    yield Registry(database, FileFolder(tmp_path / "files"), now=lambda: NOW)
    database.close()


@pytest.fixture
def api(registry: Registry) -> Iterator[Api]:
    with TestClient(create_app(registry)) as client:
        yield Api(client, registry)

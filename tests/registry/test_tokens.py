"""A workplace's own token opens the registry for that workplace only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from desk_app.domain.outbox import MessageKind
from registry.__main__ import main
from registry.api import Registry, create_app
from registry.desks import CallingDesk
from registry.settings import read_settings
from registry.tokens import TokensFileError, read_tokens
from tests.registry.builders import (
    DECISION_DESK,
    INTAKE_DESK,
    DeskIdentity,
    accepted_case,
    envelope_of,
)
from tests.registry.conftest import Api

TOKEN, OTHER = "a token of the intake", "a token of the centre"
PLACES = {
    TOKEN: {"office": "SC01", "workplace": "01"},
    OTHER: {"office": "CC01", "workplace": "01"},
}
TOML = "\n".join(
    f'"{token}" = {{ office = "{place["office"]}", workplace = "{place["workplace"]}" }}'
    for token, place in PLACES.items()
)
SHARED = "the shared token"


@pytest.fixture
def tokens_file(tmp_path: Path) -> Path:
    file = tmp_path / "tokens.toml"
    file.write_text(TOML, encoding="utf-8")
    return file


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'registry.db'}"


@pytest.fixture
def client(registry: Registry, tokens_file: Path) -> Iterator[TestClient[Litestar]]:
    closed = replace(registry, tokens=read_tokens(tokens_file), token=SHARED)
    with TestClient(create_app(closed)) as opened:
        yield opened


def asked(client: TestClient[Litestar], token: str, desk: DeskIdentity) -> tuple[int, object]:
    headers = {**desk.headers, "Authorization": f"Bearer {token}"}
    response = client.get("/v1/changes", headers=headers)
    return response.status_code, response.json().get("code")


def test_a_workplace_gets_in_with_its_own_token(client: TestClient[Litestar]) -> None:
    assert asked(client, TOKEN, INTAKE_DESK) == (200, None)
    assert asked(client, OTHER, DECISION_DESK) == (200, None)


@pytest.mark.parametrize(
    "desk", [DECISION_DESK, DeskIdentity("SC01", "02"), DeskIdentity("SC02", "01")]
)
def test_a_token_does_not_speak_for_another_desk(
    client: TestClient[Litestar], desk: DeskIdentity
) -> None:
    assert asked(client, TOKEN, desk) == (403, "desk_mismatch")


@pytest.mark.parametrize("token", ["", "Bearer", SHARED, TOKEN.upper(), f"Bearer {TOKEN}"])
def test_no_other_token_opens_anything(client: TestClient[Litestar], token: str) -> None:
    assert asked(client, token, INTAKE_DESK) == (401, "token")


def test_a_person_is_not_told_to_who_names_no_desk(client: TestClient[Litestar]) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}

    assert client.get("/v1/persons/1/cases", headers=headers).json() == {"code": "desk_headers"}


def test_a_message_of_another_office_does_not_come_in(
    client: TestClient[Litestar], registry: Registry
) -> None:
    client.headers["Authorization"] = f"Bearer {OTHER}"

    response = Api(client, registry).send(
        envelope_of(accepted_case(), MessageKind.CASE_ACCEPTED), INTAKE_DESK
    )

    assert (response.status_code, response.json()) == (403, {"code": "desk_mismatch"})


def test_tokens_are_read_from_toml_and_json_alike(tokens_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "tokens.json"
    other.write_text(json.dumps(PLACES), encoding="utf-8")

    assert read_tokens(tokens_file) == read_tokens(other)
    assert set(read_tokens(other).values()) == {
        CallingDesk("SC01", "01"),
        CallingDesk("CC01", "01"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        '"short" = { office = "SC01", workplace = "01" }',
        f'"{TOKEN}" = {{ office = "sc", workplace = "01" }}',
        f'"{TOKEN}" = {{ office = "SC01" }}',
        f'"{TOKEN}" = {{ office = "SC01", workplace = "01", more = 1 }}',
    ],
)
def test_a_file_that_cannot_be_used_is_wrong_usage(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tokens.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(TokensFileError):
        read_tokens(file)
    assert main(["--tokens", str(file)]) == 2
    assert TOKEN not in capsys.readouterr().err


def test_with_tokens_of_its_own_other_computers_may_reach_it(tokens_file: Path) -> None:
    read = read_settings(["--listen", "0.0.0.0:1", "--tokens", str(tokens_file)], {})

    assert len(read.tokens) == 2


def test_one_token_for_all_and_one_for_each_are_not_mixed(tokens_file: Path) -> None:
    with pytest.raises(SystemExit):
        read_settings(["--token-file", "x", "--tokens", str(tokens_file)], {})


def test_the_help_tells_of_both(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    told = capsys.readouterr().out
    assert "--tokens FILE" in told
    assert "--token-file FILE" in told

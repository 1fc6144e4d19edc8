"""A fault campaign's store goes to a real registry, and to one that is not there."""

from __future__ import annotations

import pytest

from desk_app.commands.line import main
from desk_app.sync.embedded_registry import start_registry


@pytest.fixture
def registry(tmp_path, monkeypatch):
    monkeypatch.setenv("REGISTRY_TOKEN", "campaign")
    running = start_registry(tmp_path / "registry", token="campaign")
    yield running
    running.stop()


def test_every_case_arrives_once(registry, desk_app, tmp_path, capsys):
    folder = tmp_path / "store"
    assert main(["stress", "write", str(folder), "3", "--scans", "1"]) == 0
    assert capsys.readouterr().out.count("ACK ") == 3

    first = desk_app("stress", "sync", folder, registry.url)
    second = desk_app("stress", "sync", folder, registry.url)

    assert (first.status, first.answer["sent"], first.answer["pending"]) == (0, 3, 0)
    assert (second.status, second.answer["sent"]) == (0, 0)


def test_a_registry_that_is_away_leaves_all_waiting(desk_app, tmp_path, capsys):
    folder = tmp_path / "store"
    main(["stress", "write", str(folder), "2", "--scans", "0"])
    capsys.readouterr()

    ran = desk_app("stress", "sync", folder, "http://127.0.0.1:9")

    assert (ran.status, ran.answer["error"]) == (3, "registry.unreachable")
    assert (ran.answer["sent"], ran.answer["pending"]) == (0, 2)
    assert ran.said


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "registry", ""])
def test_what_is_no_address_is_wrong_usage(desk_app, tmp_path, capsys, url):
    folder = tmp_path / "store"
    main(["stress", "write", str(folder), "0"])
    capsys.readouterr()

    assert desk_app("stress", "sync", folder, url).status == 2


def test_a_folder_without_a_store_is_not_filled_with_one(desk_app, tmp_path):
    ran = desk_app("stress", "sync", tmp_path, "http://127.0.0.1:9")

    assert (ran.status, ran.answer["error"]) == (3, "store.missing")
    assert list(tmp_path.iterdir()) == []

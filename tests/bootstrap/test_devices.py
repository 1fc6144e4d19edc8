"""The devices an administrator named are those the counter gets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_app.counter_devices import devices_of
from desk_app.devices.sane import ChosenSaneScanner, SaneScanners
from desk_app.devices.simulated import SimulatedScanner
from desk_app.domain.devices import Arrival
from desk_app.settings import load_settings, settings_file
from tests.commands.conftest import OFFICE
from tests.devices.pictures import pdf_of, sheet


@pytest.fixture
def settings(tmp_path):
    settings_file(tmp_path).write_text(OFFICE, encoding="utf-8")
    return load_settings(tmp_path)


def kind_of_scanners(settings):
    devices = devices_of(settings)
    try:
        return type(devices.scanners)
    finally:
        devices.close()


def test_the_scanner_of_the_settings_is_chosen(settings):
    real = replace(settings, simulated_devices=False)

    assert kind_of_scanners(settings) is SimulatedScanner
    assert kind_of_scanners(real) is SaneScanners
    assert kind_of_scanners(replace(real, scanner="test:1")) is ChosenSaneScanner


def test_without_a_folder_in_the_settings_none_is_watched(settings):
    devices = devices_of(settings)
    devices.close()

    assert devices.watched is None


def test_files_of_the_watched_folder_arrive(settings, tmp_path):
    folder = tmp_path / "arrivals"
    folder.mkdir()
    (folder / "scan.pdf").write_bytes(pdf_of(sheet((200, 280), seed=1)))
    devices = devices_of(replace(settings, watched_folder=folder))
    try:
        first = list(devices.watched.poll(0.0))
        (arrival,) = devices.watched.poll(10.0)
    finally:
        devices.close()

    assert first == []
    assert isinstance(arrival, Arrival)
    assert len(arrival.pages) == 1

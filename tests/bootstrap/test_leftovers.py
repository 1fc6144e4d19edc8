"""A program killed while it scans leaves a person's pages; the next start removes them."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from desk_app import bootstrap
from desk_app.commands.window import only_window
from desk_app.counter_devices import devices_of, late_devices_of
from desk_app.domain.devices import ScanRequest
from desk_app.domain.operators import Operator
from desk_app.domain.vocabulary import Role
from desk_app.resource_paths import shipped_folder
from desk_app.settings import load_settings, settings_file
from desk_app.store.device_secret import FileKeystore
from desk_app.store.keys import Cost
from desk_app.texts import load_texts
from tests.commands.conftest import OFFICE

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
SLOW = ("number_of_devices 1", "read-delay true", "read-delay-duration 50000")


@pytest.fixture
def home(tmp_path, system_program, monkeypatch):
    """A desk with the scanner of SANE's test backend, which takes its time."""
    system_program("scanimage")
    config = tmp_path / "sane.d"
    config.mkdir()
    (config / "dll.conf").write_text("test\n")
    (config / "test.conf").write_text("\n".join(SLOW) + "\n")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(config))
    folder = tmp_path / "home"
    folder.mkdir()
    real = OFFICE.replace("simulated = true", 'scanner = "test:0"')
    settings_file(folder).write_text(real, encoding="utf-8")
    return folder


@pytest.fixture
def premises(home):
    settings, places = load_settings(home), [FileKeystore(home)]
    aigul = Operator("aigul", "А. Серікова", frozenset({Role.OPERATOR}))
    bootstrap.set_up(settings, {aigul: "құпия сөз 1"}, cost=CHEAP, places=places)
    texts = load_texts(shipped_folder("resources") / "texts")
    return bootstrap.prepare(settings, texts, cost=CHEAP, places=places)


def raw_pages(home: Path) -> list[Path]:
    return [path for path in (home / "scanning").rglob("*") if path.is_file()]


def is_driver_there(home: Path) -> bool:
    return any(_folder_of(entry).startswith(str(home)) for entry in Path("/proc").glob("[0-9]*"))


def _folder_of(process: Path) -> str:
    try:
        return str((process / "cwd").readlink())
    except OSError:
        return ""


def until(is_so, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline


def scan_and_be_killed(home: Path) -> None:
    """Kill a program while the scanner writes a page."""
    command = (sys.executable, "-m", "tests.bootstrap.slow_scan", str(home))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        try:
            assert program.stdout.readline() == b"page\n"
            until(lambda: raw_pages(home))
        finally:
            program.kill()
    # Nobody reads what the driver says, so it ends by itself.
    until(lambda: not is_driver_there(home))


def test_the_next_start_removes_the_pages_of_a_killed_scan(home, premises):
    scan_and_be_killed(home)
    assert raw_pages(home)

    with only_window(home), bootstrap.window_start(premises) as start:
        start.load_rest()

        assert list((home / "scanning").iterdir()) == []


def test_who_scans_before_all_is_loaded_keeps_the_pages_and_finds_no_older_ones(home, premises):
    older = home / "scanning" / "scan-older"
    older.mkdir(parents=True)
    (older / "page-0002.pnm").write_bytes(b"P5")
    with bootstrap.window_start(premises) as start:
        (scanner,) = start.scanners.scanners()
        scan = scanner.scan(ScanRequest(dpi=75), threading.Event())
        next(scan)

        start.load_rest()

        (running,) = (home / "scanning").iterdir()
        scan.close()
    assert running != older


def test_what_cannot_be_removed_does_not_keep_the_desk_from_starting(home, premises, caplog):
    (home / "scanning").mkdir()
    # A folder's removal stops at anything that is none.
    (home / "scanning" / "scan-left").write_bytes(b"P5")

    with bootstrap.window_start(premises) as start:
        start.load_rest()
        (scanner,) = start.scanners.scanners()

    assert scanner.info.id == "test:0"
    assert caplog.messages == ["pages of a killed scan cannot be removed: 1"]


def test_who_looks_at_the_devices_beside_an_open_window_leaves_its_scan_alone(home):
    running = home / "scanning" / "scan-running"
    running.mkdir(parents=True)
    devices = devices_of(load_settings(home))
    try:
        devices.tidy()
        devices.scanners.scanners()
    finally:
        devices.close()

    assert running.is_dir()


def test_the_devices_of_a_window_are_tidied_once(home):
    devices = late_devices_of(load_settings(home))
    devices.tidy()
    made_since = home / "scanning" / "scan-since"
    made_since.mkdir(parents=True)

    devices.tidy()

    assert made_since.is_dir()

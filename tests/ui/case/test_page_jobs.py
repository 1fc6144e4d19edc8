"""What a press of "scan" does with the scanners that are there."""

import threading
from dataclasses import dataclass, replace

import pytest

from desk_app.devices.demo_papers import load_papers
from desk_app.devices.simulated import SimulatedScanner
from desk_app.domain.devices import DeviceInfo
from desk_app.errors import DeviceError
from desk_app.resource_paths import shipped_folder
from ui.presenters.page_jobs import scan_pages


@dataclass(frozen=True)
class Listed:
    """Scanners as a backend lists them."""

    found: tuple[object, ...]

    def scanners(self):
        return self.found


@dataclass(frozen=True)
class Unopened:
    """A scanner in the list that cannot be opened now: nobody knows its sources."""

    info: DeviceInfo


def working():
    resources = shipped_folder("resources")
    papers = load_papers(resources / "demo" / "papers.toml")
    return SimulatedScanner(papers, fonts=resources / "fonts", seconds_per_page=0)


def unopened():
    return Unopened(replace(working().info, id="other", sources=()))


def test_a_scanner_that_cannot_be_opened_is_passed_over():
    pages = []

    scan_pages(Listed((unopened(), working())), 1, threading.Event(), pages.append)

    assert len(pages) == 1


@pytest.mark.parametrize("found", [(), (unopened(),)], ids=["none", "none opens"])
def test_without_a_scanner_that_opens_it_is_told(found):
    with pytest.raises(DeviceError, match=r"scan\.offline"):
        scan_pages(Listed(found), 1, threading.Event(), pytest.fail)

"""SANE's own `test` backend is the scanner here; nothing of it is imitated."""

from __future__ import annotations

import os
import signal
import stat
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from desk_app.devices.page_process import WorkCrashedError, WorkTooSlowError
from desk_app.devices.sane import (
    ChosenSaneScanner,
    Sane,
    SaneScanner,
    SaneScanners,
    judge,
    named_fault,
)
from desk_app.domain.devices import ScanFault, ScanMode, ScanRequest, ScanSource
from desk_app.errors import DeviceError, InputError
from tests.devices.pictures import opened

FEEDER = ScanRequest(dpi=75)
SLOW = ("read-delay true", "read-delay-duration 50000")


@pytest.fixture
def sane(tmp_path):
    """SANE with nothing but the test backend, set by the lines given."""

    def configured(*settings: str, **options) -> Sane:
        config = tmp_path / "sane.d"
        config.mkdir(exist_ok=True)
        (config / "dll.conf").write_text("test\n")
        (config / "test.conf").write_text(
            "\n".join(("number_of_devices 2", "geometry_max 300.0", *settings)) + "\n"
        )
        return Sane(tmp_path / "pages", config_folder=config, **{"busy_seconds": 0, **options})

    return configured


def scanner(sane: Sane) -> SaneScanner:
    return SaneScanners(sane).scanner("test:0")


def taken(device: SaneScanner, request: ScanRequest = FEEDER, *, on_page=None, cancel=None):
    """The pages that arrived and the error that ended them, if one did."""
    pages = []
    try:
        for page in device.scan(request, cancel or threading.Event()):
            pages.append(page)
            if on_page:
                on_page(len(pages))
    except DeviceError as error:
        return pages, error
    return pages, None


def drivers(device: SaneScanner) -> list[int]:
    """The processes that work in this scanner's folder."""
    folder = device.sane.work_folder
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and str(folder) in _folder_of(entry)
    ]


def _folder_of(process: Path) -> str:
    try:
        return str((process / "cwd").readlink())
    except OSError:
        return ""


def test_connected_devices_are_listed_with_their_sources(sane):
    infos = [device.info for device in SaneScanners(sane()).scanners()]

    assert [info.id for info in infos] == ["test:0", "test:1"]
    assert infos[0].name == "Noname frontend-tester"
    assert infos[0].backend == "sane"
    assert infos[0].sources == (ScanSource.FEEDER, ScanSource.FLATBED)


def test_a_backend_without_devices_gives_an_empty_list(sane):
    none = sane()
    (none.config_folder / "dll.conf").write_text("\n")

    assert SaneScanners(none).scanners() == ()


def test_a_pc_without_sane_says_no_driver(sane):
    with pytest.raises(DeviceError, match=r"scan\.no_driver"):
        SaneScanners(sane(program="scanimage-that-is-not-here")).scanners()


def test_the_feeder_gives_all_its_ten_pages_at_a4(sane):
    pages, error = taken(scanner(sane()))

    assert (len(pages), error) == (10, None)
    assert {(page.width_px, page.height_px, page.dpi) for page in pages} == {(620, 876, 75)}
    assert {opened(page.data).mode for page in pages} == {"L"}


def test_the_flatbed_gives_one_page_in_colour(sane):
    request = ScanRequest(source=ScanSource.FLATBED, dpi=100, mode=ScanMode.COLOUR)

    (page,), error = taken(scanner(sane('test-picture "Color pattern"')), request)

    assert error is None
    assert opened(page.data).mode == "RGB"
    assert page.dpi == 100


def test_a_bed_smaller_than_a4_is_used_to_its_edge(sane):
    (page,), error = taken(
        scanner(sane("geometry_max 200.0")), ScanRequest(source=ScanSource.FLATBED, dpi=100)
    )

    assert error is None
    assert page.width_px == pytest.approx(787, abs=2)


def test_the_page_limit_ends_the_scan(sane):
    pages, error = taken(scanner(sane()), ScanRequest(dpi=75, page_limit=3))

    assert (len(pages), error) == (3, None)


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        ("SANE_STATUS_UNSUPPORTED", ScanFault.UNSUPPORTED),
        ("SANE_STATUS_CANCELLED", ScanFault.CANCELLED),
        ("SANE_STATUS_DEVICE_BUSY", ScanFault.BUSY),
        ("SANE_STATUS_INVAL", ScanFault.PROTOCOL),
        ("SANE_STATUS_EOF", ScanFault.TRUNCATED),
        ("SANE_STATUS_JAMMED", ScanFault.JAM),
        ("SANE_STATUS_NO_DOCS", ScanFault.EMPTY),
        ("SANE_STATUS_COVER_OPEN", ScanFault.COVER),
        ("SANE_STATUS_IO_ERROR", ScanFault.OFFLINE),
        ("SANE_STATUS_NO_MEM", ScanFault.PROTOCOL),
        ("SANE_STATUS_ACCESS_DENIED", ScanFault.NO_DRIVER),
    ],
)
@pytest.mark.parametrize("source", list(ScanSource))
def test_every_read_status_is_a_fault_of_its_own_kind(sane, status, fault, source):
    device = scanner(sane(f'read-status-code "{status}"'))

    pages, error = taken(device, ScanRequest(source=source, dpi=75))

    assert pages == []
    assert (error.code, error.params["pages_kept"]) == (f"scan.{fault}", 0)


class Pauses(threading.Event):
    """A cancel that does something of its own whenever the scan pauses."""

    def __init__(self, deed) -> None:
        super().__init__()
        self.deed = deed

    def wait(self, timeout=None) -> bool:
        self.deed(self)
        return self.is_set()


def test_a_scanner_that_is_busy_at_first_is_asked_again(sane):
    device = scanner(sane('read-status-code "SANE_STATUS_DEVICE_BUSY"', busy_seconds=60))

    pages, error = taken(device, cancel=Pauses(lambda _: sane()))

    assert (len(pages), error) == (10, None)


def test_waiting_for_a_busy_scanner_can_be_cancelled(sane):
    device = scanner(sane('read-status-code "SANE_STATUS_DEVICE_BUSY"', busy_seconds=60))

    pages, error = taken(device, cancel=Pauses(lambda cancel: cancel.set()))

    assert (pages, error.code) == ([], "scan.cancelled")


def test_a_device_that_is_not_there_is_offline(sane):
    device = SaneScanners(sane()).scanner("test:9")

    assert taken(device)[1].code == "scan.offline"
    assert device.info.sources == ()


def test_a_source_the_device_lacks_is_unsupported(sane, tmp_path):
    hand_scanner = sane()
    lacking = tmp_path / "flatbed-only"
    lacking.write_text('#!/bin/sh\nexec scanimage "$@" | sed "/--source/s/|Automatic.*Feeder//"\n')
    lacking.chmod(0o755)
    device = scanner(Sane(tmp_path, config_folder=hand_scanner.config_folder, program=str(lacking)))

    assert device.info.sources == (ScanSource.FLATBED,)
    assert taken(device)[1].code == "scan.unsupported"


def test_cancelling_keeps_the_pages_and_ends_the_driver_at_once(sane):
    device = scanner(sane(*SLOW))
    cancel = threading.Event()
    cancelled_at = []

    def cancel_after_two(count: int) -> None:
        if count == 2:
            cancelled_at.append(time.monotonic())
            cancel.set()

    pages, error = taken(device, on_page=cancel_after_two, cancel=cancel)

    assert time.monotonic() - cancelled_at[0] < 1.5
    assert (error.code, error.params["pages_kept"], len(pages)) == ("scan.cancelled", 2, 2)
    assert drivers(device) == []


def test_a_driver_that_dies_leaves_the_pages_and_a_typed_error(sane):
    device = scanner(sane(*SLOW))

    def kill_after_two(count: int) -> None:
        if count == 2:
            for pid in drivers(device):
                os.kill(pid, signal.SIGKILL)

    pages, error = taken(device, on_page=kill_after_two)

    assert error.code == "scan.protocol"
    assert error.params["pages_kept"] == len(pages) >= 2


def test_a_driver_that_falls_silent_is_ended(sane):
    device = scanner(sane("read-delay true", "read-delay-duration 200000", silence_seconds=0.1))

    _, error = taken(device)

    assert (error.code, error.params["detail"]) == ("scan.offline", "silent")
    assert drivers(device) == []


@pytest.mark.parametrize(
    ("status", "pages_before", "ended"),
    [
        ("SANE_STATUS_CANCELLED", 0, "scan.cancelled"),
        ("SANE_STATUS_JAMMED", 0, "scan.jam"),
        ("SANE_STATUS_GOOD", 10, None),
    ],
)
def test_a_driver_that_hangs_after_its_last_word_is_believed(
    sane, tmp_path, status, pages_before, ended
):
    parting = tmp_path / "parting"
    parting.write_text(
        '#!/bin/sh\nscanimage "$@"\ncase "$*" in *--batch*) exec tail -f /dev/null;; esac\n'
    )
    parting.chmod(0o755)
    device = scanner(sane(f'read-status-code "{status}"', program=str(parting)))
    started_at = time.monotonic()

    pages, error = taken(device)

    assert len(pages) == pages_before
    assert (error and error.code) == ended
    assert time.monotonic() - started_at < device.sane.silence_seconds / 2
    assert drivers(device) == []


def test_a_device_list_that_hangs_is_given_up(sane, tmp_path):
    hanging = tmp_path / "hanging"
    hanging.write_text("#!/bin/sh\nexec tail -f /dev/null\n")
    hanging.chmod(0o755)

    with pytest.raises(DeviceError, match=r"scan\.offline"):
        SaneScanners(sane(program=str(hanging), list_timeout_seconds=0.2)).scanners()


def test_leaving_a_scan_unfinished_ends_the_driver(sane):
    device = scanner(sane(*SLOW))
    scan = device.scan(FEEDER, threading.Event())

    next(scan)
    scan.close()

    assert drivers(device) == []


def test_pages_lie_in_a_private_folder_only_while_they_are_taken(sane):
    here = sane()
    scan = scanner(here).scan(FEEDER, threading.Event())

    next(scan)
    (folder,) = here.work_folder.iterdir()
    mode = stat.S_IMODE(folder.stat().st_mode)
    first_page_is_gone = not (folder / "page-0001.pnm").exists()
    scan.close()

    assert mode == 0o700
    assert first_page_is_gone
    assert list(here.work_folder.iterdir()) == []


def test_a_jam_after_three_pages_is_no_end_of_the_stack():
    said = ["Scanned page 3. (scanner status = 5)", "scanimage: sane_start: Document feeder jammed"]

    assert judge(said, pages=3, status=6) is ScanFault.JAM


@pytest.mark.parametrize(
    ("complaint", "fault"),
    [
        ("open of device maker:usb failed: Device busy", ScanFault.BUSY),
        (
            "open of device maker:usb failed: Access to resource has been denied",
            ScanFault.NO_DRIVER,
        ),
        ("open of device maker:usb failed: Invalid argument", ScanFault.OFFLINE),
        ("open of device maker:usb failed: something new", ScanFault.OFFLINE),
        ("no SANE devices found", ScanFault.OFFLINE),
        ("setting of option --mode failed (Invalid argument)", ScanFault.UNSUPPORTED),
        ("unrecognized option '--source=ADF'", ScanFault.UNSUPPORTED),
        ("sane_start: Error during device I/O", ScanFault.OFFLINE),
        ("sane_start: something new", ScanFault.PROTOCOL),
    ],
)
def test_complaints_of_drivers_we_do_not_have_are_faults_of_their_kind(complaint, fault):
    assert named_fault(["scanimage: rounded value of br-x", f"scanimage: {complaint}"]) is fault


def test_an_empty_feeder_is_the_end_of_the_stack_whatever_the_exit_status():
    said = ["scanimage: sane_start: Document feeder out of documents"]

    assert judge(said, pages=3, status=7) is None
    assert judge(said, pages=0, status=0) is ScanFault.EMPTY


@pytest.mark.parametrize("harm", [WorkTooSlowError, WorkCrashedError])
def test_a_page_that_harms_its_reader_ends_the_scan_by_name(sane, harm):
    class Harmed:
        def run(self, work, /, *args, **kwargs):
            raise harm

    device = scanner(sane(runner=Harmed()))

    assert taken(device)[1].code == "scan.protocol"
    assert drivers(device) == []


def test_an_end_without_a_page_or_a_word_is_a_fault():
    assert judge([], pages=0, status=0) is ScanFault.PROTOCOL
    assert judge([], pages=2, status=-11) is ScanFault.PROTOCOL
    assert judge(["scanimage: rounded value of br-x from 210 to 200"], pages=1, status=0) is None


@pytest.mark.parametrize("wrong", [{"dpi": 74}, {"dpi": 601}, {"page_limit": 0}])
def test_a_request_outside_the_range_names_its_field(wrong):
    with pytest.raises(InputError) as refused:
        ScanRequest(**wrong)

    assert refused.value.field in wrong


def test_the_chosen_scanner_is_opened_by_its_id_without_a_search(sane, tmp_path):
    configured = sane()
    # A program that lists devices fails the test: SANE asks every backend for seconds.
    spy = tmp_path / "scanimage"
    spy.write_text(
        '#!/bin/sh\ncase "$*" in *formatted-device-list*) exit 9;; esac\nexec scanimage "$@"\n'
    )
    spy.chmod(spy.stat().st_mode | stat.S_IXUSR)

    (device,) = ChosenSaneScanner(replace(configured, program=str(spy)), "test:1").scanners()

    assert device.info.id == "test:1"
    assert ScanSource.FEEDER in device.info.sources


def test_a_chosen_scanner_that_is_not_there_is_told(sane):
    with pytest.raises(DeviceError, match=r"scan\.offline"):
        ChosenSaneScanner(sane(), "test:9").scanners()

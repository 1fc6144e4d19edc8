"""Jobs of Windows queues are followed by their title, and their status bits get their meaning.

The traces are laid out after winspool.h; none of them was recorded on a Windows.
"""

from __future__ import annotations

import ctypes
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.devices.system_printing import SystemPrinters
from desk_app.devices.winspool import JobStatus, WindowsSpooler, load_calls, read_jobs, state_of
from desk_app.domain.devices import PrintJob, PrintJobState
from desk_app.errors import DeviceError
from tests.devices.winspool_player import Player, answer_of

TRACES = sorted((Path(__file__).parents[1] / "data" / "winspool").glob("*.json"))
QUEUE = "Зал 1"
TITLE = "101-01-2026-000042-17 #1"
JOB = {"id": 7, "document": TITLE, "status": 0x10}


def playing(*states, **changes) -> tuple[Player, WindowsSpooler]:
    player = Player(QUEUE, list(states), **changes)
    return player, WindowsSpooler(load=player.load)


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.stem)
def test_a_job_is_followed_to_its_end(path):
    trace = json.loads(path.read_text(encoding="utf-8"))
    player = Player(trace["printer"], [poll["jobs"] for poll in trace["polls"]])
    printers = SystemPrinters(spooler=WindowsSpooler(load=player.load))
    job = PrintJob(7, trace["printer"], trace["title"], PrintJobState.PENDING)

    for poll in trace["polls"]:
        job = printers.job(job)
        assert (job.id, job.state, list(job.reasons)) == (7, poll["state"], poll["reasons"])
        player.next_poll()

    assert player.open_handles == 0


def test_the_traces_are_there():
    assert {path.stem for path in TRACES} >= {"printed", "paper_out", "offline", "vanished"}


def test_a_queue_is_read_with_every_title():
    jobs = [JOB, {"id": 8, "document": "Өтінім №2", "status": 0}, {**JOB, "id": 9, "document": ""}]
    _, spooler = playing(jobs)

    listed = spooler.jobs(QUEUE)

    assert [(job.id, job.title, job.printer_id) for job in listed] == [
        (7, TITLE, QUEUE),
        (8, "Өтінім №2", QUEUE),
        (9, "", QUEUE),
    ]


def test_an_empty_queue_has_no_jobs():
    _, spooler = playing([])

    assert spooler.jobs(QUEUE) == ()


def test_a_job_that_comes_between_the_two_calls_is_read_too():
    _, spooler = playing([JOB], grows_between_calls=True)

    assert len(spooler.jobs(QUEUE)) == 2


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (5, "print.refused"),
        (1722, "print.offline"),
        (1801, "print.unknown_printer"),
        (31, "print.protocol"),
    ],
)
def test_a_queue_that_does_not_open_fails_by_name(number, code):
    player, spooler = playing([JOB], refuses_with=number)

    with pytest.raises(DeviceError) as failed:
        spooler.jobs(QUEUE)

    assert (failed.value.code, failed.value.params) == (code, {"detail": f"windows {number}"})
    assert player.open_handles == 0


def test_a_printer_windows_does_not_know_fails_by_name():
    _, spooler = playing([JOB])

    with pytest.raises(DeviceError, match=r"print\.unknown_printer"):
        spooler.jobs("Зал 2")


@pytest.mark.parametrize("pointer", [ctypes.c_uint32, ctypes.c_uint64])
def test_records_of_both_kinds_of_windows_are_read(pointer):
    address = 0x7000_1000
    answer = answer_of([JOB, {**JOB, "id": 8}], address, printer=QUEUE, pointer=pointer)

    jobs = read_jobs(
        answer,
        count=2,
        address=address,
        printer_name=QUEUE,
        pointer_bytes=ctypes.sizeof(pointer),
    )

    assert [(job.id, job.title, job.state) for job in jobs] == [
        (7, TITLE, PrintJobState.PROCESSING),
        (8, TITLE, PrintJobState.PROCESSING),
    ]


@pytest.mark.parametrize("shift", [-100_000, 100_000])
def test_an_address_outside_the_answer_is_refused(shift):
    address = 0x7000_1000
    answer = answer_of([JOB], address + shift, printer=QUEUE)

    with pytest.raises(DeviceError, match=r"print\.protocol"):
        read_jobs(answer, count=1, address=address, printer_name=QUEUE)


def test_a_title_without_an_end_is_refused():
    address = 0x7000_1000
    answer = answer_of([JOB], address, printer=QUEUE)
    cut = answer.index(TITLE.encode("utf-16-le")) + 10

    with pytest.raises(DeviceError, match=r"print\.protocol"):
        read_jobs(answer[:cut], count=1, address=address, printer_name=QUEUE)


@given(st.binary(max_size=400), st.integers(0, 5))
def test_whatever_comes_is_read_or_refused(answer, count):
    codes = []
    try:
        jobs = read_jobs(answer, count=count, address=0, printer_name=QUEUE)
    except DeviceError as error:
        codes.append(error.code)

    assert codes == ["print.protocol"] or len(jobs) == count


@pytest.mark.parametrize(
    ("status", "state", "reasons"),
    [
        (0, "pending", ()),
        (JobStatus.SPOOLING, "pending", ()),
        (JobStatus.PAUSED, "held", ("job-suspended",)),
        (JobStatus.PRINTING, "processing", ("job-printing",)),
        (JobStatus.PRINTING | JobStatus.PAPEROUT, "stopped", ("media-empty",)),
        (JobStatus.OFFLINE, "stopped", ("offline",)),
        (JobStatus.ERROR, "stopped", ("other",)),
        (JobStatus.BLOCKED_DEVQ, "stopped", ("printer-stopped",)),
        (JobStatus.USER_INTERVENTION, "stopped", ("attention-required",)),
        (JobStatus.PRINTED, "completed", ()),
        (JobStatus.PRINTED | JobStatus.DELETING, "completed", ()),
        (JobStatus.COMPLETE | JobStatus.RETAINED, "completed", ("queued-in-device",)),
        (JobStatus.DELETING | JobStatus.PAPEROUT, "canceled", ()),
        (JobStatus.DELETED, "canceled", ()),
    ],
)
def test_status_bits_have_their_meaning(status, state, reasons):
    assert state_of(status) == (state, reasons)


@given(st.integers(0, 0xFFFF_FFFF))
def test_only_a_job_seen_as_printed_is_completed_without_a_reservation(status):
    state, reasons = state_of(status)

    is_plain = state is PrintJobState.COMPLETED and not reasons
    assert is_plain == bool(status & JobStatus.PRINTED)


def test_elsewhere_there_is_no_windows_queue():
    assert sys.platform != "win32"

    with pytest.raises(DeviceError, match=r"print\.no_printer"):
        load_calls()

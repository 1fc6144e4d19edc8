"""Work on pages happens elsewhere, and what goes wrong there stays there."""

from __future__ import annotations

import multiprocessing
import os

import pytest

from desk_app.devices.page_process import (
    FilePages,
    InThisProcess,
    PageProcess,
    WorkCrashedError,
    WorkTooSlowError,
)
from desk_app.devices.pages import import_pages, preview
from desk_app.errors import InputError
from tests.devices.deeds import die, hang, run_out_of_memory
from tests.devices.pictures import saved, sheet


@pytest.fixture(scope="module")
def process():
    started = PageProcess()
    yield started
    started.close()


def test_files_are_read_in_another_process_to_the_same_pages(process):
    content = saved(sheet(), "PNG")

    assert process.run(os.getpid) != os.getpid()
    assert FilePages(process).pages(content) == import_pages(content)
    assert FilePages(InThisProcess()).pages(content) == import_pages(content)


def test_previews_are_made_there_too(process):
    (page,) = import_pages(saved(sheet(), "PNG"))

    shown = FilePages(process).preview(page.data, box_px=(100, 100), turn_degrees=90)

    assert shown == preview(page.data, box_px=(100, 100), turn_degrees=90)


def test_a_refusal_comes_back_with_its_field_and_values(process):
    with pytest.raises(InputError) as refused:
        FilePages(process).pages(bytes(26 * 1024 * 1024))

    assert (refused.value.code, refused.value.field) == ("file.too_large", "file")
    assert refused.value.params == {"limit_mb": 25}


def test_a_crash_ends_the_work_and_the_next_work_is_done(process):
    with pytest.raises(WorkCrashedError):
        process.run(die)

    assert process.run(len, b"1234") == 4


def test_what_goes_wrong_in_the_work_comes_back(process):
    with pytest.raises(MemoryError):
        process.run(run_out_of_memory)


def test_work_that_hangs_is_killed():
    before = set(multiprocessing.active_children())

    with pytest.raises(WorkTooSlowError):
        PageProcess(timeout_seconds=0.1).run(hang)

    assert set(multiprocessing.active_children()) == before


def test_closing_twice_is_no_fault():
    process = PageProcess()

    process.close()
    process.close()


@pytest.mark.parametrize(
    ("error", "code"), [(WorkTooSlowError, "file.too_slow"), (WorkCrashedError, "file.unreadable")]
)
def test_a_file_that_harms_its_reader_is_refused_by_name(error, code):
    class Harmed:
        def run(self, work, /, *args, **kwargs):
            raise error

    with pytest.raises(InputError, match=code.replace(".", r"\.")):
        FilePages(Harmed()).pages(b"")

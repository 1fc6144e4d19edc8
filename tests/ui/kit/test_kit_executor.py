"""Work off the interface thread, with real threads and a real event loop."""

import sys
import threading

import pytest

from desk_app.errors import DeviceError, KnownError
from ui.executor import Executor, Lane, assert_not_gui_thread


@pytest.fixture
def executor(qapp):
    made = Executor()
    yield made
    made.shutdown()


class Outcome:
    """What came back, and on which thread."""

    def __init__(self):
        self.results = []
        self.failures = []
        self.threads = set()

    def done(self, result):
        self.results.append(result)
        self.threads.add(threading.get_ident())

    def failed(self, failure):
        self.failures.append(failure)
        self.threads.add(threading.get_ident())


@pytest.fixture
def outcome():
    return Outcome()


def test_a_job_runs_elsewhere_and_its_result_comes_back_here(executor, outcome, qtbot):
    executor.submit(Lane.DB, threading.get_ident, on_done=outcome.done, on_failed=outcome.failed)
    qtbot.waitUntil(lambda: bool(outcome.results))

    assert outcome.results != [threading.get_ident()]
    assert outcome.threads == {threading.get_ident()}


def test_nothing_is_delivered_before_the_event_loop_turns(executor, outcome, qtbot):
    ran = threading.Event()
    executor.submit(Lane.DB, ran.set, on_done=outcome.done, on_failed=outcome.failed)
    assert ran.wait(60)

    assert outcome.results == []
    qtbot.waitUntil(lambda: bool(outcome.results))


def test_one_lane_keeps_the_order_of_its_jobs(executor, outcome, qtbot):
    for number in range(50):
        executor.submit(
            Lane.DB, lambda number=number: number, on_done=outcome.done, on_failed=outcome.failed
        )
    qtbot.waitUntil(lambda: len(outcome.results) == 50)

    assert outcome.results == list(range(50))


def test_lanes_do_not_wait_for_each_other(executor, outcome, qtbot):
    release = threading.Event()
    executor.submit(
        Lane.SCAN, lambda: release.wait(60), on_done=outcome.done, on_failed=outcome.failed
    )
    executor.submit(Lane.DB, lambda: "saved", on_done=outcome.done, on_failed=outcome.failed)
    qtbot.waitUntil(lambda: outcome.results == ["saved"])

    release.set()
    qtbot.waitUntil(lambda: outcome.results == ["saved", True])


def test_a_known_error_goes_to_its_callback(executor, outcome, qtbot):
    def jam():
        raise DeviceError("scanner.jam")

    executor.submit(Lane.SCAN, jam, on_done=outcome.done, on_failed=outcome.failed)
    qtbot.waitUntil(lambda: bool(outcome.failures))

    assert isinstance(outcome.failures[0], KnownError)
    assert outcome.failures[0].code == "scanner.jam"
    assert outcome.results == []


def test_a_bug_goes_to_the_exception_hook_on_the_interface_thread(
    executor, outcome, qtbot, monkeypatch
):
    caught = []
    monkeypatch.setattr(
        sys, "excepthook", lambda kind, error, _trace: caught.append((kind, threading.get_ident()))
    )

    executor.submit(Lane.DB, lambda: 1 // 0, on_done=outcome.done, on_failed=outcome.failed)
    qtbot.waitUntil(lambda: bool(caught))

    assert caught == [(ZeroDivisionError, threading.get_ident())]
    assert outcome.results == outcome.failures == []


def test_a_cancelled_job_is_not_begun_and_answers_nothing(executor, outcome, qtbot):
    release, cancel, begun = threading.Event(), threading.Event(), []
    executor.submit(
        Lane.LOOKUP, lambda: release.wait(60), on_done=outcome.done, on_failed=outcome.failed
    )
    executor.submit(
        Lane.LOOKUP,
        lambda: begun.append("lookup"),
        on_done=outcome.done,
        on_failed=outcome.failed,
        cancel=cancel,
    )
    cancel.set()
    release.set()
    executor.submit(Lane.LOOKUP, lambda: "after", on_done=outcome.done, on_failed=outcome.failed)
    qtbot.waitUntil(lambda: "after" in outcome.results)

    assert begun == []
    assert outcome.results == [True, "after"]


def test_the_result_of_a_job_cancelled_while_running_is_dropped(executor, outcome, qtbot):
    running, cancel = threading.Event(), threading.Event()

    def scan():
        running.set()
        cancel.wait(60)
        return "pages"

    executor.submit(Lane.SCAN, scan, on_done=outcome.done, on_failed=outcome.failed, cancel=cancel)
    assert running.wait(60)
    cancel.set()
    executor.submit(Lane.SCAN, lambda: "after", on_done=outcome.done, on_failed=outcome.failed)
    qtbot.waitUntil(lambda: bool(outcome.results))

    assert outcome.results == ["after"]


def test_a_job_reports_its_progress_on_the_interface_thread(executor, outcome, qtbot):
    def scan():
        for page in (1, 2):
            executor.report(lambda page=page: outcome.done(f"page {page}"))
        return "done"

    executor.submit(Lane.SCAN, scan, on_done=outcome.done, on_failed=outcome.failed)
    qtbot.waitUntil(lambda: len(outcome.results) == 3)

    assert outcome.results == ["page 1", "page 2", "done"]
    assert outcome.threads == {threading.get_ident()}


def test_shutdown_finishes_all_saves_and_drops_other_work(qapp, outcome):
    executor = Executor()
    release, saved, exchanged = threading.Event(), [], []
    for lane in (Lane.DB, Lane.EXCHANGE):
        executor.submit(
            lane, lambda: release.wait(60), on_done=outcome.done, on_failed=outcome.failed
        )
    for number in range(20):
        executor.submit(
            Lane.DB,
            lambda number=number: saved.append(number),
            on_done=outcome.done,
            on_failed=outcome.failed,
        )
        executor.submit(
            Lane.EXCHANGE,
            lambda number=number: exchanged.append(number),
            on_done=outcome.done,
            on_failed=outcome.failed,
        )
    watcher = threading.Thread(target=lambda: (executor.stopping.wait(60), release.set()))
    watcher.start()

    executor.shutdown()
    watcher.join()
    qapp.processEvents()

    assert saved == list(range(20))
    assert exchanged == []
    assert outcome.results == outcome.failures == []


def test_blocking_work_is_refused_on_the_interface_thread_only(executor, outcome, qtbot):
    with pytest.raises(RuntimeError):
        assert_not_gui_thread()

    executor.submit(Lane.DB, assert_not_gui_thread, on_done=outcome.done, on_failed=outcome.failed)
    qtbot.waitUntil(lambda: outcome.results == [None])

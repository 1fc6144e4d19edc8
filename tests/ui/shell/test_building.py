"""The signed-in desk is built part by part, and a key is not lost meanwhile."""

import gc
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

from desk_app.domain.cases import Step
from desk_app.domain.service_time import TicketSource
from desk_app.services import queue
from tests.builders import draft, ticket, wait_in_queue
from tests.ui.shell.desk_window import PASSWORD
from ui.screens import build_screens
from ui.views.case_page import CasePage
from ui.views.form_fields import FieldGrid
from ui.widgets.overlay import Overlay

SHIFT = Qt.KeyboardModifier.ShiftModifier


def parts_of(frame, page):
    """Count what is dear: pages, panels over the window, steps of a case, parts of its form."""
    panels = frame.findChildren(Overlay, options=Qt.FindChildOption.FindDirectChildrenOnly)
    form = getattr(page, "application", None)
    grids = form.findChildren(FieldGrid) if form is not None else []
    return frame.pages.count() + len(panels) + len(page.steps) + len(grids)


def enter_password(desk):
    desk.type(PASSWORD)
    desk.key(Qt.Key.Key_Return)


def open_with_key(open_desk, key, modifiers=Qt.KeyboardModifier.NoModifier):
    """Open a desk whose key is pressed while its screens are being built."""

    def make_page(bench):
        desk.key(key, modifiers)
        return CasePage(bench)

    desk = open_desk(make_counter_page=make_page)
    return desk


def test_no_turn_of_the_event_loop_builds_more_than_one_part(signed_in):
    window = signed_in().window
    page = CasePage(window.bench)
    built = [parts_of(window.frame, page)]

    turns = build_screens(window.bench, window.say, window.frame, lambda _: page)
    built.extend(parts_of(window.frame, page) for _ in turns)

    assert len(page.steps) == len(Step)
    assert {later - before for before, later in pairwise(built)} <= {0, 1}


@pytest.mark.parametrize(("key", "page"), [(Qt.Key.Key_F10, "outbox"), (Qt.Key.Key_F12, "lock")])
def test_a_key_pressed_before_the_desk_stands_acts_once_it_does(open_desk, key, page):
    desk = open_with_key(open_desk, key)

    desk.sign_in()

    assert desk.page_name == page


def test_a_ticket_called_before_the_desk_stands_comes_to_the_counter(open_desk):
    desk = open_with_key(open_desk, Qt.Key.Key_F2)
    wait_in_queue(desk.desk, ticket("А-045", source=TicketSource.LOCAL))

    desk.sign_in()

    assert desk.page_name == "case_page"
    assert desk.window.workspace.home.counter.visit.ticket.number == "А-045"


def test_a_visit_that_was_interrupted_goes_before_a_ticket_called_early(open_desk):
    desk = open_with_key(open_desk, Qt.Key.Key_F2)
    visit = queue.take_without_ticket(desk=desk.desk)
    wait_in_queue(desk.desk, ticket("А-045", source=TicketSource.LOCAL))

    desk.sign_in()

    assert desk.window.workspace.home.counter.visit.visit_id == visit.visit_id
    assert [t.number for t in queue.waiting(desk=desk.desk)] == ["А-045"]


def test_a_ticket_asked_for_before_the_desk_stands_can_be_left_out(open_desk):
    desk = open_with_key(open_desk, Qt.Key.Key_F2, SHIFT)
    desk.sign_in()

    desk.key(Qt.Key.Key_Return)
    desk.settle()

    assert desk.page_name == "case_page"


def test_a_case_opened_before_its_page_is_built_builds_the_rest_at_once(signed_in):
    desk = signed_in()
    page = CasePage(desk.window.bench)
    desk.window.frame.add_page(page)
    next(page.build())

    page.open_case(draft(desk.desk), None)
    desk.window.frame.show_page(page)

    assert list(page.steps) == list(Step)
    assert desk.focus().objectName() == "iin"
    page.close_case()


def is_swept(part):
    """Tell whether a sweep for garbage goes through a part of the window."""
    return any(held is part for held in gc.get_objects())


def test_a_sweep_for_garbage_leaves_out_what_the_desk_is_built_of_until_it_closes(signed_in):
    desk = signed_in()
    steps = desk.window.workspace.case_page.steps

    assert not is_swept(steps)

    desk.window.close()
    assert is_swept(steps)


def test_a_bug_while_the_desk_is_built_leaves_the_sign_in_alive(open_desk, qtbot):
    broken = [RuntimeError("a part that cannot be built")]

    def make_page(bench):
        if broken:
            raise broken.pop()
        return CasePage(bench)

    desk = open_desk(make_counter_page=make_page)
    with qtbot.captureExceptions() as caught:
        enter_password(desk)
        desk.until(lambda: bool(caught))
    desk.window.recover()

    desk.sign_in()

    assert desk.page_name == "idle"


def test_a_window_closed_while_the_desk_is_built_is_built_no_further(open_desk):
    made = []

    def make_page(bench):
        made.append(bench)
        desk.window.close()
        return CasePage(bench)

    desk = open_desk(make_counter_page=make_page)
    enter_password(desk)
    desk.until(lambda: bool(made))
    desk.settle()

    assert desk.window.workspace is None

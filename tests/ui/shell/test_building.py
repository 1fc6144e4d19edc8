"""The signed-in desk is built part by part, and a key is not lost meanwhile."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

from desk_app.domain.cases import Step
from tests.builders import draft
from tests.ui.shell.desk_window import PASSWORD
from ui.screens import build_screens
from ui.views.case_page import CasePage
from ui.widgets.overlay import Overlay

SHIFT = Qt.KeyboardModifier.ShiftModifier


def parts_of(frame, page):
    """Count what is dear to build: pages, panels over the window, and the steps of a case."""
    panels = frame.findChildren(Overlay, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return frame.pages.count() + len(panels) + len(page.steps)


def test_no_turn_of_the_event_loop_builds_more_than_one_page_panel_or_step(signed_in):
    window = signed_in().window
    page = CasePage(window.bench)
    built = [parts_of(window.frame, page)]

    turns = build_screens(window.bench, window.say, window.frame, lambda _: page)
    built.extend(parts_of(window.frame, page) for _ in turns)

    assert len(page.steps) == len(Step)
    assert {later - before for before, later in pairwise(built)} <= {0, 1}


@pytest.mark.parametrize(("key", "page"), [(Qt.Key.Key_F10, "outbox"), (Qt.Key.Key_F12, "lock")])
def test_a_key_pressed_before_the_desk_stands_acts_once_it_does(open_desk, key, page):
    def make_page(bench):
        desk.key(key)
        return CasePage(bench)

    desk = open_desk(make_counter_page=make_page)

    desk.sign_in()

    assert desk.page_name == page


def test_a_visitor_taken_before_the_desk_stands_is_at_the_counter(open_desk):
    def make_page(bench):
        desk.key(Qt.Key.Key_F2, SHIFT)
        return CasePage(bench)

    desk = open_desk(make_counter_page=make_page)
    desk.type(PASSWORD)
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: desk.window.workspace is not None)

    desk.until(desk.window.workspace.ticket.isVisible)
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

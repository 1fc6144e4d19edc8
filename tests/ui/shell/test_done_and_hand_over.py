from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from desk_app.domain.cases import CaseState, PrintState
from desk_app.domain.devices import PrintFault
from desk_app.domain.papers import PaperKind
from desk_app.domain.service_time import IntervalKind, VisitEnd
from desk_app.domain.vocabulary import DeskKind
from desk_app.services import decisions, queue
from tests.builders import fill, identify, iins, stored, wait_in_queue
from tests.ui.shell.desk_window import texts
from tests.ui.shell.test_counter import visits, waiting_since
from tests.ui.shell.test_sign_in import words_on

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return


def issue(desk, *, minutes=12, seconds_without_scanner=0):
    """Serve a visitor to the outcome of this desk, and tell the window as the case page does."""
    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.key(ENTER)
    desk.settle()
    case = desk.window.workspace.home.counter.case
    identify(desk.desk, case, iins()[0])
    fill(desk.desk, case.application_id)
    desk.clock.pass_time(minutes=minutes)
    if seconds_without_scanner:
        visit_id = queue.open_visit(desk=desk.desk).visit_id
        queue.interrupt(visit_id, IntervalKind.SCANNER, desk=desk.desk)
        desk.clock.pass_time(seconds=seconds_without_scanner)
        queue.end_interruption(visit_id, IntervalKind.SCANNER, desk=desk.desk)
    if desk.desk.office.kind is DeskKind.PROVIDER:
        case = decisions.register(case.application_id, desk=desk.desk)
    else:
        case = decisions.accept(case.application_id, desk=desk.desk, link_is_up=False)
    desk.page.finished.emit(case, queue.open_visit(desk=desk.desk))
    desk.settle()
    return case.application_id


def test_the_paper_is_printed_and_the_clock_stops_without_a_key(signed_in, language):
    desk = signed_in(language=language)

    application_id = issue(desk)

    (visit,) = visits(desk)
    assert visit.end is VisitEnd.SERVED
    assert visit.finished.wall_at - visit.called.wall_at == timedelta(minutes=12)
    assert stored(desk.desk, application_id).papers[-1].print_state is PrintState.SPOOLED
    words = words_on(desk.window)
    assert texts().get("done.receipt", language) in words
    assert texts().get("done.originals", language) in words


def test_what_interrupted_the_service_is_told_beside_its_time(signed_in, language):
    desk = signed_in(language=language)

    issue(desk, minutes=12, seconds_without_scanner=190)

    words = words_on(desk.window)
    assert texts().get("interruption.scanner", language, time="3:10") in words
    assert " ".join((texts().get("done.time", language, time="15:10"), "·")) in words


def test_without_a_printer_the_paper_waits_and_the_visit_closes_all_the_same(signed_in, language):
    desk = signed_in(language=language)
    desk.printer.fail_next(PrintFault.OFFLINE)

    application_id = issue(desk)

    assert [visit.end for visit in visits(desk)] == [VisitEnd.SERVED]
    assert texts().get("error.print.offline", language) in words_on(desk.window)
    assert desk.part("done.failure").isVisible()

    desk.key(Qt.Key.Key_F8, SHIFT)
    desk.settle()

    paper = stored(desk.desk, application_id).papers[-1]
    assert (paper.print_state, paper.copy_number) == (PrintState.SPOOLED, 0)
    assert not desk.part("done.failure").isVisible()


def test_a_printed_paper_is_printed_again_as_a_marked_copy(signed_in):
    desk = signed_in()
    application_id = issue(desk)

    desk.key(Qt.Key.Key_F8, SHIFT)
    desk.settle()

    assert stored(desk.desk, application_id).papers[-1].copy_number == 1


@pytest.mark.parametrize(("minutes", "asked"), [(20, False), (21, True)])
def test_the_reason_of_an_overrun_is_asked_only_after_one(signed_in, minutes, asked):
    desk = signed_in()

    issue(desk, minutes=minutes)

    assert desk.part("done.reason_field").isVisible() is asked


def test_reason_and_rating_are_kept_by_keys_alone(signed_in, language):
    desk = signed_in(language=language)
    issue(desk, minutes=25)

    desk.key(Qt.Key.Key_Tab)
    while desk.focus().objectName() != "done.reason":
        desk.key(Qt.Key.Key_Tab)
    desk.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    desk.key(ENTER)
    while not desk.focus().objectName().startswith("done.rating"):
        desk.key(Qt.Key.Key_Tab)
    desk.key(Qt.Key.Key_Space)
    desk.key(Qt.Key.Key_Right)
    desk.settle()

    (visit,) = visits(desk)
    assert visit.overrun_reason == "system_unavailable"
    assert visit.rating == 2


def test_f2_goes_on_with_the_next_visitor(signed_in):
    desk = signed_in()
    issue(desk)
    wait_in_queue(desk.desk, waiting_since(desk, 2))

    desk.key(Qt.Key.Key_F2)
    desk.settle()

    assert desk.window.workspace.home.counter.visit.ticket.number == "А-048"


@pytest.mark.parametrize(("text", "rating"), [("4", 4), ("ң", 4), ("1", 1)])
def test_a_rating_is_given_by_its_digit_on_any_layout(signed_in, text, rating):
    desk = signed_in()
    issue(desk)

    desk.type(text)
    desk.settle()

    assert visits(desk)[0].rating == rating
    assert desk.part("done.rating").value() == str(rating)


def test_ctrl_enter_finishes_without_calling(signed_in):
    desk = signed_in()
    issue(desk)
    wait_in_queue(desk.desk, waiting_since(desk, 2))

    desk.key(ENTER, CTRL)
    desk.settle()

    assert desk.page_name == "idle"
    assert desk.window.workspace.home.counter is None


def test_a_certificate_given_at_the_counter_is_handed_over_at_once(signed_in):
    desk = signed_in(kind=DeskKind.PROVIDER)

    application_id = issue(desk)

    assert stored(desk.desk, application_id).state is CaseState.HANDED_OVER


def test_nothing_of_the_visitor_before_is_left_on_the_next_done_screen(signed_in):
    desk = signed_in()
    issue(desk, minutes=25)
    desk.key(Qt.Key.Key_Tab)
    while not desk.focus().objectName().startswith("done.rating"):
        desk.key(Qt.Key.Key_Tab)
    desk.key(Qt.Key.Key_Space)
    desk.settle()
    desk.key(ENTER, CTRL)
    desk.settle()

    desk.window.workspace.show_past(stored(desk.desk, visits(desk)[0].application_id))

    assert desk.part("done.rating").value() == ""


# --- hand-over ---


def to_be_handed_over(desk):
    """Return a case that was registered at the counter while the printer was away."""
    desk.printer.fail_next(PrintFault.OFFLINE)
    application_id = issue(desk)
    desk.key(ENTER, CTRL)
    desk.settle()
    case = stored(desk.desk, application_id)
    assert case.state is CaseState.REGISTERED
    return case


def begin_hand_over(desk, case):
    desk.window.workspace.home.hand_over(case.application_id)
    desk.settle()
    assert desk.page_name == "hand_over"


def test_a_result_goes_out_against_document_and_receipt(signed_in, language):
    desk = signed_in(kind=DeskKind.PROVIDER, language=language)
    case = to_be_handed_over(desk)
    begin_hand_over(desk, case)
    timer = desk.part("hand_over.timer")
    norm = texts().get("timer.norm", language, minutes=20)
    assert timer.accessibleName() == f"{texts().get('timer.caption', language)}, {norm}"
    desk.clock.pass_time(minutes=2)

    desk.key(Qt.Key.Key_Space)
    desk.key(Qt.Key.Key_Tab)
    desk.type(case.number)
    desk.key(ENTER, CTRL)
    desk.settle()

    handed = stored(desk.desk, case.application_id)
    assert handed.state is CaseState.HANDED_OVER
    assert handed.papers[-1].print_state is PrintState.SPOOLED
    assert handed.papers[-1].kind is PaperKind.CERTIFICATE
    assert [v.end for v in visits(desk)] == [VisitEnd.SERVED, VisitEnd.SERVED]
    assert desk.page_name == "done"


def test_without_the_document_nothing_is_given(signed_in, language):
    desk = signed_in(kind=DeskKind.PROVIDER, language=language)
    case = to_be_handed_over(desk)
    begin_hand_over(desk, case)

    desk.key(Qt.Key.Key_Tab)
    desk.type(case.number)
    desk.key(ENTER, CTRL)
    desk.settle()

    assert stored(desk.desk, case.application_id).state is CaseState.REGISTERED
    assert texts().get("hand_over.see_document", language) in words_on(desk.window)
    assert desk.focus().objectName() == "hand_over.seen"


def test_a_number_of_another_case_is_told_at_its_field(signed_in, language):
    desk = signed_in(kind=DeskKind.PROVIDER, language=language)
    case = to_be_handed_over(desk)
    begin_hand_over(desk, case)

    desk.key(Qt.Key.Key_Space)
    desk.key(Qt.Key.Key_Tab)
    desk.type("T-0201-03-000777-11")
    desk.key(ENTER, CTRL)
    desk.settle()

    error = desk.part("hand_over.receipt_field").error()
    assert error == texts().get("error.hand_over.receipt", language)
    assert stored(desk.desk, case.application_id).state is CaseState.REGISTERED


def test_a_paper_that_cannot_be_printed_is_not_given(signed_in, language):
    desk = signed_in(kind=DeskKind.PROVIDER, language=language)
    case = to_be_handed_over(desk)
    begin_hand_over(desk, case)
    desk.printer.fail_next(PrintFault.OFFLINE)

    desk.key(Qt.Key.Key_Space)
    desk.key(Qt.Key.Key_Tab)
    desk.type(case.number)
    desk.key(ENTER, CTRL)
    desk.settle()

    assert stored(desk.desk, case.application_id).state is CaseState.REGISTERED
    assert texts().get("error.print.offline", language) in words_on(desk.window)

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from desk_app.domain.languages import Language
from desk_app.domain.service_time import IntervalKind, TicketSource, VisitEnd
from desk_app.services import intake, queue
from tests.builders import identify, iins, ticket, wait_in_queue
from tests.ui.shell.desk_window import texts
from tests.ui.shell.test_sign_in import words_on

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return


def waiting_since(desk, minutes, number="А-048"):
    issued_at = desk.clock.now() - timedelta(minutes=minutes)
    return ticket(number, source=TicketSource.LOCAL, issued_at=issued_at)


def served(desk):
    return desk.window.workspace.home.counter


def visits(desk):
    now = desk.clock.now()
    with desk.desk.store.reading() as unit:
        return unit.visits.called_between(now - timedelta(hours=9), now + timedelta(hours=9))


def queue_words(desk):
    model = desk.part("rail.list").model()
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def test_f2_calls_who_waited_longest_and_opens_their_case(signed_in, no_sql):
    desk = signed_in()
    wait_in_queue(desk.desk, waiting_since(desk, 5, "А-050"), waiting_since(desk, 21))
    no_sql()

    desk.key(Qt.Key.Key_F2)
    desk.settle()

    assert served(desk).visit.ticket.number == "А-048"
    assert desk.page.file.case.application_id == served(desk).case.application_id
    assert "А-048" in desk.part("rail.now").accessibleName()


def test_with_a_case_open_f2_is_a_hint_and_nothing_else(signed_in, language):
    desk = signed_in(language=language)
    wait_in_queue(desk.desk, waiting_since(desk, 21), waiting_since(desk, 3, "А-050"))
    desk.key(Qt.Key.Key_F2)
    desk.settle()
    before = served(desk)

    desk.key(Qt.Key.Key_F2)
    desk.settle()

    assert served(desk) == before
    assert desk.part("frame.toast").text() == texts().get("notice.case_open", language)


def test_an_empty_queue_offers_the_visitor_without_a_ticket(signed_in, language):
    desk = signed_in(language=language)

    desk.key(Qt.Key.Key_F2)
    desk.settle()

    assert texts().get("error.queue.empty", language) in words_on(desk.window)
    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.key(ENTER)
    desk.settle()
    assert served(desk).visit.ticket is None


def test_number_and_time_of_a_paper_ticket_are_typed(signed_in):
    desk = signed_in()

    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.type("Б-7")
    desk.key(ENTER)
    desk.type("0940")
    desk.key(ENTER)
    desk.settle()

    called = served(desk).visit
    assert called.ticket.number == "Б-7"
    assert (called.called.wall_at - called.ticket.issued_at) == timedelta(minutes=20)


def test_with_somebody_at_the_counter_a_ticket_goes_on_the_list(signed_in, language):
    desk = signed_in(language=language)
    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.key(ENTER)
    desk.settle()
    before = served(desk)

    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.type("Б-9")
    desk.key(ENTER)
    desk.type("0955")
    desk.key(ENTER)
    desk.settle()

    assert served(desk) == before
    assert [t.number for t in queue.waiting(desk=desk.desk)] == ["Б-9"]
    assert any(row.startswith("Б-9") for row in queue_words(desk))
    assert desk.part("frame.toast").text() == texts().get("notice.ticket_listed", language)


def test_a_ticket_that_waits_already_is_not_listed_twice(signed_in, language):
    desk = signed_in(language=language)
    wait_in_queue(desk.desk, waiting_since(desk, 5, "Б-9"))
    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.type("Б-9")
    desk.key(ENTER)
    desk.type("0955")
    desk.key(Qt.Key.Key_Tab)
    while desk.focus().objectName() != "ticket.list":
        desk.key(Qt.Key.Key_Tab)

    desk.key(Qt.Key.Key_Space)
    desk.settle()

    error = desk.part("ticket.number_field").error()
    assert error == texts().get("error.ticket.waits_already", language)


def test_a_time_that_has_not_come_is_told_at_its_field(signed_in, language):
    desk = signed_in(language=language)
    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.type("Б-7")
    desk.key(ENTER)
    desk.type("2359")

    desk.key(ENTER)
    desk.settle()

    field = desk.part("ticket.time_field")
    assert field.error() == texts().get("error.ticket.time_in_future", language)
    assert desk.focus().objectName() == "ticket.time"
    assert served(desk) is None


@pytest.mark.parametrize(
    ("downs", "end", "left"),
    [(0, VisitEnd.NO_SHOW, []), (1, VisitEnd.PUT_BACK, ["А-048"])],
)
def test_a_visitor_who_does_not_come_leaves_no_minutes(signed_in, downs, end, left):
    desk = signed_in()
    wait_in_queue(desk.desk, waiting_since(desk, 21))
    desk.key(Qt.Key.Key_F2)
    desk.settle()

    desk.key(Qt.Key.Key_F9, SHIFT)
    for _ in range(downs):
        desk.key(Qt.Key.Key_Down)
    desk.key(ENTER)
    desk.settle()

    assert [visit.end for visit in visits(desk)] == [end]
    assert [t.number for t in queue.waiting(desk=desk.desk)] == left
    assert desk.page_name == "idle"
    assert queue.day(desk=desk.desk).figures.served == 0


def test_one_whose_data_were_entered_has_come(signed_in, language):
    desk = signed_in(language=language)
    wait_in_queue(desk.desk, waiting_since(desk, 21))
    desk.key(Qt.Key.Key_F2)
    desk.settle()
    identify(desk.desk, served(desk).case, iins()[0])

    desk.key(Qt.Key.Key_F9, SHIFT)
    desk.key(ENTER)
    desk.settle()

    assert texts().get("error.visit.case_begun", language) in words_on(desk.window)
    assert served(desk) is not None


def test_who_waits_over_the_norm_stands_on_top_under_a_heading(signed_in, language):
    desk = signed_in(language=language)
    wait_in_queue(
        desk.desk,
        waiting_since(desk, 31, "А-047"),
        waiting_since(desk, 30, "А-048"),
        waiting_since(desk, 5, "А-049"),
    )

    desk.window.workspace.home.refresh()
    desk.settle()

    late = texts().get("rail.late", language, minutes=30)
    waiting = texts().get("rail.waiting", language)
    norm = texts().get("rail.norm", language, minutes=30)
    rows = queue_words(desk)
    assert rows[0] == late
    assert rows[1].startswith("А-047")
    assert rows[2] == f"{waiting}, {norm}"
    assert rows[3].startswith("А-048")


def test_enter_on_a_waiting_ticket_calls_it_out_of_order(signed_in):
    desk = signed_in()
    wait_in_queue(desk.desk, waiting_since(desk, 21), waiting_since(desk, 3, "А-050"))
    desk.window.workspace.home.refresh()
    desk.settle()

    desk.key(Qt.Key.Key_F6, SHIFT)
    desk.key(Qt.Key.Key_Down)
    desk.key(ENTER)
    desk.settle()

    assert served(desk).visit.ticket.number == "А-050"


def test_a_call_again_without_a_link_is_made_by_voice(signed_in, language):
    desk = signed_in(language=language)
    wait_in_queue(desk.desk, waiting_since(desk, 21))
    desk.key(Qt.Key.Key_F2)
    desk.settle()

    desk.key(Qt.Key.Key_F2, CTRL)
    desk.settle()

    expected = texts().get("notice.call_by_voice", language, ticket="А-048")
    assert desk.part("frame.toast").text() == expected


def test_a_link_that_is_down_is_written_into_the_visit_by_itself(signed_in):
    desk = signed_in()
    assert desk.window.workspace.link.link.is_down

    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.key(ENTER)
    desk.settle()

    (visit,) = visits(desk)
    assert [(i.kind, i.ended, i.stops_clock) for i in visit.intervals] == [
        (IntervalKind.LINK, None, False)
    ]


def test_a_visit_that_a_crash_interrupted_comes_back(open_desk):
    desk = open_desk()
    visit = queue.take_without_ticket(desk=desk.desk)
    case = intake.open_case(visit.visit_id, desk=desk.desk)

    desk.sign_in()
    desk.until(lambda: served(desk) is not None)

    assert desk.page.file.case.application_id == case.application_id
    assert desk.part("case.restored").isVisible()


def test_closing_the_window_holds_the_case_without_a_question(signed_in):
    desk = signed_in()
    desk.key(Qt.Key.Key_F2, SHIFT)
    desk.key(ENTER)
    desk.settle()
    case = served(desk).case

    desk.window.close()
    desk.window.run.shutdown()

    with desk.desk.store.reading() as unit:
        held = unit.cases.get(case.application_id)
    assert held.held_reason == "window_closed"


def test_a_repeated_key_of_the_keyboard_calls_once(signed_in):
    desk = signed_in()
    wait_in_queue(desk.desk, waiting_since(desk, 21), waiting_since(desk, 3, "А-050"))
    desk.key(Qt.Key.Key_F2)
    desk.key(Qt.Key.Key_F2)
    desk.settle()

    assert len(visits(desk)) == 1


def test_the_language_switch_keeps_page_and_focus(signed_in):
    desk = signed_in(language=Language.KK)
    desk.key(Qt.Key.Key_PageDown, CTRL)
    desk.settle()
    before = (desk.page_name, desk.focus())

    desk.key(Qt.Key.Key_F12, CTRL)

    assert (desk.page_name, desk.focus()) == before
    assert texts().get("list.ready.empty", Language.RU) in words_on(desk.window)

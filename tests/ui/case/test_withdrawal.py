"""A case whose visitor left is closed without an outcome by keys: at the counter and held."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QRadioButton

from desk_app.domain.cases import CaseState
from desk_app.domain.rules import find_sub_reason
from desk_app.domain.service_time import VisitEnd
from desk_app.domain.vocabulary import DeskKind, RequestedStatus
from desk_app.services import lists, queue
from tests.builders import OPERATOR, journal, stored, ticket, wait_in_queue
from tests.ui.case.counter import CTRL, ENTER, person
from tests.ui.case.test_other_ends import called, identify
from tests.ui.case.test_result import incoming
from tests.ui.shell.test_sign_in import words_on


def begun(at_counter, language, **choices):
    clerk = called(at_counter, language=language, **choices)
    identify(clerk, person())
    return clerk, clerk.case


def visit_of(clerk, case):
    with clerk.desk.desk.store.reading() as unit:
        return unit.visits.get(case.visit_id)


def words_on_panel(clerk) -> str:
    panel = clerk.desk.window.workspace.leaving
    assert panel.isVisible()
    return panel.accessibleName()


def test_one_key_and_enter_close_a_begun_case_and_free_the_counter(at_counter, language):
    clerk, case = begun(at_counter, language)

    clerk.press(Qt.Key.Key_F9, CTRL)
    assert words_on_panel(clerk) == clerk.page.bench.texts.get("withdrawal.title", language)
    assert clerk.stored().state is CaseState.DRAFT
    clerk.press(ENTER)

    closed = stored(clerk.desk.desk, case.application_id)
    assert closed.state is CaseState.WITHDRAWN
    assert visit_of(clerk, case).end is VisitEnd.LEFT
    assert clerk.shown_page is clerk.desk.window.workspace.idle
    said = clerk.desk.window.frame.toast.text()
    assert clerk.page.bench.texts.get("notice.withdrawn", language) in said
    wait_in_queue(clerk.desk.desk, ticket("А-049"))
    clerk.call()
    assert clerk.case.application_id != case.application_id


def test_esc_leaves_the_case_as_it_is(at_counter, language):
    clerk, case = begun(at_counter, language)
    before = clerk.focus

    clerk.press(Qt.Key.Key_F9, CTRL)
    clerk.press(Qt.Key.Key_Escape)

    assert clerk.focus == before
    assert clerk.stored().state is CaseState.DRAFT
    assert visit_of(clerk, case).is_open


def test_the_hold_panel_offers_it_as_its_last_answer(at_counter, language):
    clerk, case = begun(at_counter, language)

    clerk.press(Qt.Key.Key_F9)
    for _ in clerk.page.presenter.hold_reasons():
        clerk.press(Qt.Key.Key_Down)
    words = clerk.page.bench.texts.get("action.withdraw", language)
    assert words in words_on(clerk.desk.window)
    clerk.press(ENTER)
    assert clerk.stored().state is CaseState.DRAFT
    words_on_panel(clerk)
    clerk.press(Qt.Key.Key_Down)
    clerk.press(ENTER)

    assert stored(clerk.desk.desk, case.application_id).state is CaseState.WITHDRAWN
    with clerk.desk.desk.store.reading() as unit:
        events = [entry.event for entry in unit.audit.entries()]
    (event,) = [e for e in events if e.kind == "case.withdrawn"]
    assert event.details == {"reason": "own_wish"}


def test_a_held_case_is_closed_in_its_list(at_counter, language):
    clerk, case = begun(at_counter, language)
    clerk.press(Qt.Key.Key_F9)
    clerk.press(ENTER)
    window = clerk.desk.window
    while window.frame.page() is not window.workspace.lists["held"]:
        clerk.press(Qt.Key.Key_PageDown, CTRL)

    clerk.press(Qt.Key.Key_F9, CTRL)
    words_on_panel(clerk)
    clerk.press(ENTER)

    assert stored(clerk.desk.desk, case.application_id).state is CaseState.WITHDRAWN
    assert visit_of(clerk, case).end is VisitEnd.LEFT
    assert lists.held(desk=clerk.desk.desk) == ()
    assert not window.workspace.lists["held"].panel.has_rows()
    assert queue.open_visit(desk=clerk.desk.desk) is None
    assert journal(clerk.desk.desk, case.application_id)[-2:] == ["case.withdrawn", "visit.left"]


def test_the_wish_of_the_pack_is_offered_for_the_unemployed_in_its_own_words(at_counter, language):
    clerk, case = begun(at_counter, language, kind=DeskKind.PROVIDER)
    clerk.page.result.presenter.choose_status(RequestedStatus.UNEMPLOYED)
    clerk.settle()

    clerk.press(Qt.Key.Key_F9, CTRL)
    clerk.press(Qt.Key.Key_Down)
    clerk.press(Qt.Key.Key_Down)
    words = find_sub_reason(clerk.page.file.pack, "U10").text.text(language)
    assert clerk.desk.focus().accessibleName() == words
    clerk.press(ENTER)

    closed = stored(clerk.desk.desk, case.application_id)
    assert (closed.state, closed.decision.outcome) == (CaseState.WITHDRAWN, None)
    assert closed.papers == ()


def test_the_words_change_with_the_language_while_it_is_asked(at_counter, language):
    clerk, _ = begun(at_counter, language)
    clerk.press(Qt.Key.Key_F9, CTRL)
    before = words_on_panel(clerk)

    clerk.press(Qt.Key.Key_F12, CTRL)

    assert words_on_panel(clerk) != before


def test_what_was_accepted_is_closed_by_a_choice_of_its_own(at_counter, language):
    clerk, came = incoming(at_counter, language)
    clerk.desk.window.workspace.home.open_case(came.application_id)
    clerk.settle()

    clerk.press(Qt.Key.Key_F9, CTRL)
    cards = clerk.desk.window.workspace.leaving.findChildren(QRadioButton)
    words = clerk.page.bench.texts.get("withdrawal.own_wish", language)
    assert [(card.accessibleName(), card.isChecked()) for card in cards] == [(words, False)]
    clerk.press(ENTER)
    assert stored(clerk.desk.desk, came.application_id).state is CaseState.ACCEPTED
    assert [card.isChecked() for card in cards] == [True]
    clerk.press(ENTER)

    assert stored(clerk.desk.desk, came.application_id).state is CaseState.WITHDRAWN
    assert clerk.shown_page is clerk.desk.window.workspace.idle


def test_the_button_asks_for_a_choice_too(at_counter, language):
    clerk, came = incoming(at_counter, language)
    clerk.desk.window.workspace.home.open_case(came.application_id)
    clerk.settle()
    clerk.press(Qt.Key.Key_F9, CTRL)

    clerk.desk.window.findChild(QPushButton, "withdrawal.take").click()
    clerk.settle()

    words_on_panel(clerk)
    assert clerk.focus == "withdrawal.reasons.own_wish"
    assert stored(clerk.desk.desk, came.application_id).state is CaseState.ACCEPTED


def test_who_does_not_decide_is_not_offered_to_close_what_was_accepted(at_counter, language):
    clerk, came = incoming(at_counter, language)
    clerk.page.bench.desk = clerk.desk.desk.as_operator(OPERATOR)
    clerk.desk.window.workspace.home.open_case(came.application_id)
    clerk.settle()
    bench = clerk.page.bench
    deed = bench.texts.get("action.withdraw", language)
    no_use = bench.texts.get("notice.no_use", language, deed=deed, pressed="Ctrl+F9")

    clerk.press(Qt.Key.Key_F9, CTRL)

    assert not clerk.desk.window.panels.has_open()
    assert no_use in clerk.desk.window.frame.toast.text()
    assert stored(clerk.desk.desk, came.application_id).state is CaseState.ACCEPTED

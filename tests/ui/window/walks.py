"""Walks through the window, as a clerk goes: each stops at every screen and state on its way.

A walk takes what opens a desk, and yields the desk's window with the name of each stop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QColor, QImage

from desk_app.domain.cases import CaseOrigin, CaseState, Step
from desk_app.domain.devices import PrintFault, ScanFault, scan_failed
from desk_app.domain.iin import Sex, compose_iin
from desk_app.domain.languages import Language
from desk_app.domain.service_time import TicketSource
from desk_app.domain.vocabulary import Channel, DeskKind
from desk_app.errors import AccessError
from desk_app.services import holding, issuing, queue
from registry.seeding.people import Story
from tests.builders import (
    ADMINISTRATOR,
    APPROVER,
    accepted,
    draft,
    filled,
    identify,
    iins,
    saved,
    stored,
    take_numbers_away,
    ticket,
    wait_in_queue,
)
from tests.ui.case import test_other_ends as ends
from tests.ui.case.counter import ALT, CTRL, ENTER, SHIFT, person
from tests.ui.case.test_documents import JammingScanner
from tests.ui.case.test_identity import identify_until_confirmation
from tests.ui.case.test_other_ends import NoScanners, called
from tests.ui.case.test_result import at_result, incoming
from tests.ui.case.test_standard_case import fill_seven_fields
from tests.ui.shell.desk_window import DeskWindow
from tests.ui.shell.test_done_and_hand_over import begin_hand_over, issue, to_be_handed_over

Stop = tuple[DeskWindow, str]
Walk = Callable[[Callable, Callable], Iterator[Stop]]


def sign_in_and_lock(open_desk, at_counter) -> Iterator[Stop]:
    desk = open_desk(is_demo=True)
    yield desk, "sign-in"
    desk.type("wrong")
    desk.key(ENTER)
    desk.settle()
    yield desk, "sign-in, wrong password"
    desk.key(Qt.Key.Key_F12, SHIFT)
    yield desk, "password"
    desk.type("old")
    desk.key(ENTER)
    desk.type("a")
    desk.key(ENTER)
    desk.type("b")
    desk.key(ENTER)
    desk.settle()
    yield desk, "password, wrong"
    desk.key(Qt.Key.Key_Escape)
    desk.sign_in()
    desk.key(Qt.Key.Key_F12)
    desk.settle()
    yield desk, "lock"
    desk.type("wrong")
    desk.key(ENTER)
    desk.settle()
    yield desk, "lock, wrong password"


def locked_out(open_desk, at_counter) -> Iterator[Stop]:
    def unlock(login, password):
        raise AccessError("access.wrong_password", attempts_left=0, seconds=30)

    desk = open_desk(unlock=unlock)
    desk.type("wrong")
    desk.key(ENTER)
    desk.settle()
    yield desk, "sign-in, to wait"


def waiting(desk, *minutes):
    now = desk.clock.now()
    wait_in_queue(
        desk.desk,
        *(
            ticket(f"А-0{50 - m}", source=TicketSource.LOCAL, issued_at=now - timedelta(minutes=m))
            for m in minutes
        ),
    )
    desk.window.workspace.home.refresh()
    desk.settle()


def day_of_an_operator(open_desk, at_counter) -> Iterator[Stop]:
    desk = open_desk()
    desk.sign_in()
    yield desk, "idle, empty queue"
    desk.key(Qt.Key.Key_F2)
    desk.settle()
    yield desk, "idle, nobody to call"
    desk.key(Qt.Key.Key_F2, SHIFT)
    yield desk, "ticket"
    desk.type("Б-7")
    desk.key(ENTER)
    desk.type("2960")
    desk.key(ENTER)
    desk.settle()
    yield desk, "ticket, wrong time"
    desk.key(Qt.Key.Key_Escape)
    waiting(desk, 5, 21, 34)
    yield desk, "idle, queue"
    desk.key(Qt.Key.Key_F1)
    yield desk, "help"
    desk.key(Qt.Key.Key_Escape)
    yield from _searches(desk)
    yield from _lists(desk)
    desk.key(Qt.Key.Key_F2)
    desk.settle()
    desk.key(Qt.Key.Key_F9, SHIFT)
    yield desk, "not come"
    desk.key(Qt.Key.Key_Escape)
    desk.key(Qt.Key.Key_F12)
    desk.settle()
    yield desk, "lock, with a visitor"


def _searches(desk) -> Iterator[Stop]:
    desk.key(Qt.Key.Key_Space, CTRL)
    yield desk, "search"
    desk.type("жоқадам")
    desk.key(ENTER)
    desk.settle()
    yield desk, "search, nothing"
    desk.key(Qt.Key.Key_Escape)


def _lists(desk) -> Iterator[Stop]:
    for name in ("ready", "held"):
        desk.key(Qt.Key.Key_PageDown, CTRL)
        desk.settle()
        yield desk, f"{name}, empty"
    desk.key(Qt.Key.Key_F10)
    desk.settle()
    yield desk, "outbox, empty"
    held = draft(desk.desk)
    identify(desk.desk, held, iins()[0])
    holding.hold(held.application_id, "missing_document", desk=desk.desk)
    _unsent(desk)
    desk.clock.pass_time(minutes=75)
    desk.key(Qt.Key.Key_Escape)
    desk.key(Qt.Key.Key_PageDown, CTRL)
    desk.key(Qt.Key.Key_PageDown, CTRL)
    desk.settle()
    yield desk, "held"
    desk.key(Qt.Key.Key_F10)
    desk.settle()
    yield desk, "outbox"
    desk.key(Qt.Key.Key_Space, CTRL)
    desk.type("сынакова")
    # The search waits for a pause in typing before it looks.
    desk.until(desk.part("search.found").isVisible)
    desk.settle()
    yield desk, "search, found"
    desk.key(Qt.Key.Key_Escape)
    desk.key(Qt.Key.Key_Escape)


def _unsent(desk) -> None:
    case = accepted(desk.desk, iins()[1], link_is_up=False)
    queue.finish_visit(case.visit_id, desk=desk.desk)
    desk.printer.fail_next(PrintFault.OFFLINE)
    paper = case.papers[-1]
    issuing.print_paper(case.application_id, paper.paper_id, desk=desk.desk, printer=desk.printer)
    desk.key(Qt.Key.Key_F5)
    desk.settle()


def day_of_the_rules(open_desk, at_counter) -> Iterator[Stop]:
    desk = open_desk(unlock=lambda *_: desk.desk.as_operator(ADMINISTRATOR))
    desk.sign_in()
    yield desk, "rules"


def end_of_a_visit(open_desk, at_counter) -> Iterator[Stop]:
    desk = open_desk()
    desk.sign_in()
    issue(desk)
    yield desk, "done"


def end_of_a_long_visit(open_desk, at_counter) -> Iterator[Stop]:
    desk = open_desk()
    desk.sign_in()
    desk.printer.fail_next(PrintFault.OFFLINE)
    issue(desk, minutes=25)
    yield desk, "done, overrun and no printer"


def hand_over(open_desk, at_counter) -> Iterator[Stop]:
    desk = open_desk(kind=DeskKind.PROVIDER)
    desk.sign_in()
    case = to_be_handed_over(desk)
    yield desk, "idle after a case"
    begin_hand_over(desk, case)
    yield desk, "hand-over"
    desk.key(Qt.Key.Key_Tab)
    desk.type("T-0201-03-000777-11")
    desk.key(ENTER, CTRL)
    desk.settle()
    yield desk, "hand-over, wrong"


def incoming_list(open_desk, at_counter) -> Iterator[Stop]:
    desk = open_desk(kind=DeskKind.PROVIDER)
    desk.sign_in()
    desk.key(Qt.Key.Key_PageDown, CTRL)
    desk.settle()
    yield desk, "incoming, empty"
    for number, channel in enumerate((Channel.STATE_CORPORATION, Channel.PORTAL)):
        case = filled(desk.desk, iins()[number])
        saved(
            desk.desk,
            replace(
                case,
                state=CaseState.ACCEPTED,
                origin=CaseOrigin.REGISTRY,
                channel=channel,
                number=f"0101-03-2026-00000{number}-14",
                accepted_at=desk.clock.now(),
                due_on=date(2026, 11, 24),
                visit_id=None,
            ),
        )
        queue.finish_visit(case.visit_id, desk=desk.desk)
    desk.key(Qt.Key.Key_F10)
    desk.key(Qt.Key.Key_Escape)
    desk.key(Qt.Key.Key_PageDown, CTRL)
    desk.settle()
    yield desk, "incoming"


def standard_case(open_desk, at_counter) -> Iterator[Stop]:
    clerk = called(at_counter)
    yield clerk.desk, "identity"
    somebody = person(skip=1)
    clerk.data(somebody.iin.digits)
    yield clerk.desk, "identity, found"
    clerk.data(somebody.document_number[-4:])
    clerk.press(ENTER, CTRL)
    yield clerk.desk, "identity, not confirmed"
    clerk.press(ENTER)
    yield clerk.desk, "documents"
    clerk.press(ENTER, CTRL)
    yield clerk.desk, "documents, not settled"
    clerk.press(Qt.Key.Key_F3)
    clerk.press(Qt.Key.Key_Up)
    yield clerk.desk, "documents, scanned"
    clerk.press(Qt.Key.Key_Delete)
    yield clerk.desk, "documents, page taken out"
    clerk.press(Qt.Key.Key_Backspace, ALT)
    clerk.press(Qt.Key.Key_Down)
    yield from _scanner_troubles(clerk)
    clerk.press(Qt.Key.Key_F4)
    clerk.press(ENTER, CTRL)
    assert clerk.page.presenter.step is Step.APPLICATION
    yield clerk.desk, "application"
    clerk.press(ENTER, CTRL)
    yield clerk.desk, "application, wrong"
    clerk.press(Qt.Key.Key_F9)
    yield clerk.desk, "hold"
    clerk.press(Qt.Key.Key_Escape)
    clerk.press(Qt.Key.Key_F9, CTRL)
    yield clerk.desk, "close without an outcome"
    clerk.press(Qt.Key.Key_Escape)
    fill_seven_fields(clerk, Language.KK)
    clerk.press(Qt.Key.Key_Space)
    clerk.press(ENTER, CTRL)
    assert clerk.page.presenter.step is Step.RESULT
    yield clerk.desk, "result, unsigned"
    yield from _outcomes(clerk)
    clerk.seconds(16 * 60)
    yield clerk.desk, "result, warning"
    clerk.seconds(5 * 60)
    yield clerk.desk, "result, overrun"


def _scanner_troubles(clerk) -> Iterator[Stop]:
    bench, rows = clerk.page.bench, clerk.page.documents.rows.presenter
    able = bench.scanners
    (image,) = bench.files.pages(_paper())
    bench.scanners = SlowScanner(image)
    clerk.desk.key(Qt.Key.Key_F3)
    clerk.desk.until(lambda: rows.is_scanning and len(rows.pages("education")) == 1)
    yield clerk.desk, "documents, scanning"
    clerk.press(Qt.Key.Key_Escape)
    bench.scanners = NoScanners()
    clerk.press(Qt.Key.Key_F3)
    yield clerk.desk, "documents, no scanner"
    bench.scanners = able


class SlowScanner(JammingScanner):
    """Gives one page and takes its time for the next, until it is cancelled."""

    def scan(self, request, cancel):
        yield self._image
        assert cancel.wait(120)
        raise scan_failed(ScanFault.CANCELLED, pages_kept=1)


def _paper() -> bytes:
    image = QImage(620, 877, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    content = QBuffer()
    content.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(content, "PNG")
    return content.data().data()


def _outcomes(clerk) -> Iterator[Stop]:
    presenter = clerk.page.result.presenter
    codes = [card.code for card in presenter.cards()]
    for code in (*codes[1:], codes[0]):
        presenter.choose_by_hand(code)
        clerk.settle()
        yield clerk.desk, f"result, {code}"


def strangers(open_desk, at_counter) -> Iterator[Stop]:
    clerk = called(at_counter)
    clerk.data(compose_iin(date(1960, 2, 29), Sex.MALE, 9977).digits)
    yield clerk.desk, "identity, not found"
    clerk.press(ENTER, CTRL)
    yield clerk.desk, "identity, by hand and wrong"


def without_link(open_desk, at_counter) -> Iterator[Stop]:
    clerk = called(at_counter, offline=True)
    clerk.press(Qt.Key.Key_F5)
    digits = iins()[0].digits
    clerk.data(digits[:11] + str((int(digits[11]) + 1) % 10))
    yield clerk.desk, "identity, wrong digit"
    for _ in range(12):
        clerk.press(Qt.Key.Key_Backspace)
    clerk.data(digits)
    clerk.page.identity.with_deputy.click()
    clerk.settle()
    yield clerk.desk, "identity, offline, with a representative"


def doubles_and_children(open_desk, at_counter) -> Iterator[Stop]:
    clerk = at_counter()
    somebody = person(skip=5)
    other = accepted(clerk.desk.desk, somebody.iin)
    queue.finish_visit(other.visit_id, desk=clerk.desk.desk)
    wait_in_queue(clerk.desk.desk, ticket())
    clerk.call()
    clerk.data(somebody.iin.digits)
    yield clerk.desk, "identity, duplicates"
    for _ in range(12):
        clerk.press(Qt.Key.Key_Backspace)
    clerk.page.identity.iin.setFocus()
    clerk.page.identity.iin.clear()
    identify_until_confirmation(clerk, person(Story.CHILD))
    yield clerk.desk, "identity, a child"


def career_centre(open_desk, at_counter) -> Iterator[Stop]:
    clerk = called(at_counter, kind=DeskKind.PROVIDER)
    take_numbers_away(clerk.desk.desk)
    at_result(clerk, Language.KK)
    clerk.press(Qt.Key.Key_Space)
    yield clerk.desk, "result, waits for a number"
    yield from _outcomes(clerk)


def approval(open_desk, at_counter) -> Iterator[Stop]:
    clerk = called(at_counter, kind=DeskKind.PROVIDER)
    ends.identify(clerk, person(Story.PARTLY_UNKNOWN))
    clerk.press(Qt.Key.Key_F7)
    yield clerk.desk, "result, refusal"
    clerk.press(ENTER)
    clerk.data("Құжаттағы күн түзетілген")
    clerk.press(ENTER)
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)
    yield clerk.desk, "done, sent for approval"
    sent = ends.ended(clerk)
    clerk.page.bench.desk = clerk.desk.desk.as_operator(APPROVER)
    clerk.page.open_case(stored(clerk.desk.desk, sent.application_id), None)
    clerk.desk.window.frame.show_page(clerk.page)
    clerk.settle()
    yield clerk.desk, "result, approval"


def incoming_case(open_desk, at_counter) -> Iterator[Stop]:
    clerk, _ = incoming(at_counter, Language.KK)
    yield clerk.desk, "incoming case, result"
    for step in (Step.APPLICATION, Step.DOCUMENTS, Step.IDENTITY):
        clerk.page.presenter.ask_for(step)
        clerk.settle()
        yield clerk.desk, f"incoming case, {step.name.lower()}"


WALKS: tuple[Walk, ...] = (
    sign_in_and_lock,
    locked_out,
    day_of_an_operator,
    day_of_the_rules,
    end_of_a_visit,
    end_of_a_long_visit,
    hand_over,
    incoming_list,
    standard_case,
    strangers,
    without_link,
    doubles_and_children,
    career_centre,
    approval,
    incoming_case,
)

"""The signed-in desk: which page is shown when, and what the keys of the window do."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject

from desk_app.domain.cases import Case
from desk_app.domain.keyboard_wedge import WedgeRead
from desk_app.domain.service_time import Moment, Visit, VisitPurpose
from desk_app.errors import AccessError, KnownError
from desk_app.services import lists
from desk_app.services.exchange import ExchangeReport
from ui.frame import Frame
from ui.keys import BY_ACTION, Action
from ui.listing import Listing
from ui.presenters.counter_words import DayWords, Waiting
from ui.presenters.home import Home
from ui.presenters.link import LinkPresenter
from ui.presenters.link_state import Link, LinkState, link_words
from ui.presenters.lists import (
    person_of,
)
from ui.presenters.rules import may_see_rules
from ui.presenters.standing import may_serve
from ui.presenters.store_check import StoreCheck
from ui.presenters.timer import TimerWords, read_timer
from ui.presenters.words import DASH, Say
from ui.presenters.workbench import Lane, Workbench
from ui.screens import Screens
from ui.views import rail
from ui.views.not_come_panel import NOT_COME
from ui.views.page import Page
from ui.views.rules_page import RulesPage
from ui.widgets.speech import announce

REWORD_EVERY_SECONDS = 10
DEVICES_EVERY_SECONDS = 120
_FOR_ALL_ROLES = frozenset({Action.EXCHANGE, Action.ESCAPE})
# A text undoes its own typing by the key that undoes a deed.
_OF_THE_TEXT = frozenset({Action.UNDO})
# A screen reader hears of a link lost and back, not of every exchange.
_TOLD_ALOUD = frozenset({LinkState.ONLINE, LinkState.SILENT, LinkState.OFFLINE})


class Workspace(QObject):
    """What a signed-in desk does with its pages and panels; made at the first sign-in."""

    def __init__(
        self, bench: Workbench, say: Say, frame: Frame, screens: Screens, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._say = say
        self._frame = frame
        self._seconds = 0
        self._told_state: LinkState | None = None
        # Few see it: it is made when the first of them signs in.
        self._rules: RulesPage | None = None
        self.home = Home(bench, self)
        self.link = LinkPresenter(bench, self)
        self._store_check = StoreCheck(bench, self._tell_damage)
        self.idle = screens.idle
        self.case_page = screens.case_page
        self.done = screens.done
        self.hand_over = screens.hand_over
        self.outbox = screens.outbox
        self.lists = screens.lists
        self.ticket, self.absent, self.search = screens.ticket, screens.absent, screens.search
        self.leaving = screens.leaving
        self._asked = (self.ticket, self.absent, self.search, self.leaving)
        self._listing = Listing(bench, frame, screens, self._refused)
        self._connect()

    # --- coming and going ---

    def start(self) -> None:
        """An operator has come in: show the day, exchange, look at the devices."""
        self._frame.rail.setVisible(may_serve(self._bench.desk))
        self._frame.rail.show_tab(rail.QUEUE)
        self._frame.show_page(self.idle)
        if may_see_rules(self._bench.desk):
            self._show_rules()
        if not may_serve(self._bench.desk):
            self._frame.show_banner(lambda: self._say("standing.no_counter"))
        self.home.start()
        self.link.start()
        self._look_at_devices()
        self._check_store()

    def come_back(self) -> None:
        """The same operator unlocked the desk."""
        self._frame.rail.setVisible(may_serve(self._bench.desk))
        self._show_home_page()
        self.home.refresh()
        self._check_store()

    def leave(self) -> None:
        """The desk is locked or closed: what is only typed is stored, what is asked is put away."""
        self._store_check.stop()
        self.case_page.flush()
        for panel in self._asked:
            panel.close_overlay()

    def forget_counter(self) -> None:
        """Another operator comes in: nobody of theirs is at the counter."""
        self.home.counter = None
        self.counter_free()

    def recover(self) -> None:
        """A bug broke off a job: let the next key act."""
        self.case_page.recover()
        self.home.recover()
        self.link.recover()
        self.done.presenter.recover()
        self.hand_over.presenter.recover()

    def timer(self, now: Moment) -> TimerWords | None:
        """Return the service timer of the visit at the counter, if there is one."""
        counter = self.home.counter
        if counter is None or counter.visit is None:
            return None
        pack = self._bench.desk.pack_of(counter.case)
        return read_timer(counter.visit, now, pack, self._say, self._bench.language)

    def tick(self, now: Moment) -> None:
        """Do what is due in this second."""
        self._seconds += 1
        self.link.tick()
        if self._seconds % REWORD_EVERY_SECONDS == 0:
            self.home.reword()
        if self._seconds % DEVICES_EVERY_SECONDS == 0:
            self._look_at_devices()
        page = self._frame.page()
        if page is not None:
            page.tick(now)

    def take_scan(self, read: WedgeRead) -> bool:
        """Give a reader's text to search or page; a case number opens its case anywhere else."""
        if self.search.isVisible():
            return self.search.take_scan(read)
        page = self._frame.page()
        if page is not None and page.take_scan(read):
            return True
        if read.number is None or not may_serve(self._bench.desk):
            return False
        self.home.open_number(str(read.number))
        return True

    def retranslate(self) -> None:
        """Show panels and rows in the language in force; pages were told already."""
        for panel in self._asked:
            panel.retranslate()
        self.home.reword()
        self._show_serving()
        self._listing.reload()

    # --- keys ---

    def handle(self, action: Action) -> bool:
        """Do what a key asks for where the page had no use for it."""
        deed = self._deeds().get(action)
        if deed is None:
            return self._say_no_use(action)
        if may_serve(self._bench.desk) or action in _FOR_ALL_ROLES:
            deed()
        else:
            self._refused(AccessError("access.not_allowed"))
        return True

    def _say_no_use(self, action: Action) -> bool:
        """Say that a key does nothing on this screen; False where it may be the text's own."""
        if action in _OF_THE_TEXT:
            return False
        words, key = self._say(f"action.{action}"), BY_ACTION[action].shown
        self.say_notice(self._say("notice.no_use", deed=words, pressed=key))
        return True

    def _deeds(self) -> dict[Action, Callable[[], None]]:
        of_the_visit: dict[Action, Callable[[], None]] = {}
        if self.home.called is not None:
            of_the_visit[Action.CALL_AGAIN] = self.home.call_again
        if self.home.has_visitor:
            of_the_visit[Action.NOT_COME] = self.absent.ask
        return of_the_visit | {
            Action.CALL_NEXT: self.call_next,
            Action.TAKE_WITHOUT_TICKET: self.ask_ticket,
            Action.EXCHANGE: self.link.send_now,
            Action.OUTBOX: self.show_outbox,
            Action.SEARCH: self.search.ask,
            Action.NEXT_TAB: lambda: self._frame.rail.step_tab(1),
            Action.PREVIOUS_TAB: lambda: self._frame.rail.step_tab(-1),
            Action.ESCAPE: self._escape,
        }

    def call_next(self) -> None:
        """Call the next visitor; the one before is done with."""
        self._frame.hide_banner()
        if self._frame.page() is self.done:
            self.done.presenter.finish()
        self.home.call_next()

    def ask_ticket(self) -> None:
        """Ask for the ticket of a visitor the queue does not know."""
        if self._frame.page() is self.done:
            self.done.presenter.finish()
        self._frame.hide_banner()
        self.ticket.ask(is_counter_free=self.home.counter is None)

    def show_outbox(self) -> None:
        """Show what is not sent yet, to who serves."""
        if not may_serve(self._bench.desk):
            return
        self._frame.show_page(self.outbox)
        self._listing.reload(takes_focus=True)
        self.link.conflicts_seen()

    def _escape(self) -> None:
        counter = self.home.counter
        is_only_looked_at = counter is not None and counter.visit is None
        if self._frame.has_banner():
            self._frame.hide_banner()
        elif self._frame.page() is self.case_page and is_only_looked_at:
            self.home.leave_counter()
        elif self._frame.page() is not self._home_page():
            self._show_home_page()

    # --- what the presenters tell ---

    def show_waiting(self, waiting: Waiting, count: int) -> None:
        norm_minutes = self._bench.desk.pack.norms.wait_seconds // 60
        self._frame.rail.show_waiting(waiting, count, norm_minutes)

    def show_day(self, words: DayWords) -> None:
        self.idle.show_day(words)

    def show_counts(self, counts: lists.Counts) -> None:
        self._frame.rail.show_counts(ready=counts.ready, incoming=counts.incoming, held=counts.held)
        self.link.outbox_read(counts.outbox)

    def counter_taken(self, case: Case, visit: Visit | None, *, is_restored: bool) -> None:
        self._frame.hide_banner()
        for panel in self._asked:
            panel.close_overlay()
        self._frame.rail.show_tab(rail.QUEUE)
        self.done.clear()
        if visit is not None:
            self.link.visit_began(visit)
            if visit.ticket is not None and not is_restored:
                # The other desks hear of the call at once, and this one that they were faster.
                self.link.exchange()
        if visit is not None and visit.purpose is VisitPurpose.HAND_OVER:
            self.case_page.close_case()
            self.hand_over.begin(case, visit)
            self._frame.show_page(self.hand_over)
        else:
            self.case_page.open_case(case, visit, is_restored=is_restored)
            self._frame.show_page(self.case_page)
        self._show_serving()

    def counter_free(self) -> None:
        self.link.visit_ended()
        self.case_page.close_case()
        self.hand_over.clear()
        self._show_serving()
        self._frame.rail.show_tab(rail.QUEUE)
        self._show_home_page()

    def show_past(self, case: Case) -> None:
        self.done.clear()
        self.done.presenter.look_at(case)
        self._frame.show_page(self.done)

    def say_notice(self, text: str) -> None:
        self._frame.toast.show_message(text)

    def say_refusal(self, error: KnownError, *, offers_ticket: bool = False) -> None:
        action_key = "action.take_without_ticket" if offers_ticket else ""
        key = BY_ACTION[Action.TAKE_WITHOUT_TICKET].shown if offers_ticket else ""
        self._frame.show_banner(
            lambda: self._bench.say_error(error), action_key=action_key, key=key
        )

    def show_link(self, link: Link) -> None:
        if link.state is not self._told_state and link.state in _TOLD_ALOUD:
            if self._told_state is not None:
                words = link_words(link, self._say)
                announce(self._frame, f"{words.strong} {words.calm}")
            self._told_state = link.state
        self._frame.status.show_link(link)
        self.outbox.show_busy(busy=link.total is not None)

    def exchanged(self, report: ExchangeReport) -> None:
        self.home.refresh()
        self.home.look_for_twin()
        self._listing.reload()

    # --- how ---

    def _connect(self) -> None:
        bar, column = self._frame.status, self._frame.rail
        self._frame.banner_action.connect(self.ask_ticket)
        bar.outbox_requested.connect(self.show_outbox)
        bar.exchange_requested.connect(self.link.send_now)
        column.call_requested.connect(self.call_next)
        column.ticket_chosen.connect(self.home.call_ticket)
        column.tab_chosen.connect(self._show_tab)
        self.case_page.finished.connect(self._on_finished)
        self.case_page.held.connect(self._on_held)
        self.case_page.left.connect(self.home.leave_counter)
        self.case_page.visit_changed.connect(self.home.visit_changed)
        self.case_page.case_changed.connect(self._on_case_changed)
        self.case_page.existing_requested.connect(self.home.open_found)
        self.done.left.connect(self._on_done_left)
        self.hand_over.finished.connect(self._on_finished)
        self.hand_over.left.connect(self._show_home_page)
        self.outbox.exchange_requested.connect(self.link.send_now)
        self.outbox.left.connect(self._show_home_page)
        self.outbox.paper_chosen.connect(lambda key: self.home.look_at(UUID(key)))
        self.lists[rail.HELD].opened.connect(lambda key: self.home.resume(UUID(key)))
        self.lists[rail.READY].opened.connect(lambda key: self.home.hand_over(UUID(key)))
        self.lists[rail.INCOMING].opened.connect(lambda key: self.home.open_case(UUID(key)))
        self.search.chosen.connect(lambda key: self.home.open_found(UUID(key)))
        self.ticket.walk_in.connect(self.home.take_without_ticket)
        self.ticket.ticket_typed.connect(self._on_ticket)
        self.ticket.ticket_listed.connect(self._on_listed)
        self.absent.answered.connect(self._on_absent)
        self.case_page.withdrawal_wanted.connect(
            lambda case: self.home.ask_withdrawal(case.application_id, self.leaving.ask)
        )
        held = self.lists[rail.HELD]
        held.withdrawal_wanted.connect(
            lambda key: self.home.ask_withdrawal(UUID(key), self.leaving.ask)
        )
        self.leaving.answered.connect(self._on_withdrawal)

    def _on_ticket(self, number: str, issued_local: str) -> None:
        self.home.take_typed_ticket(number, issued_local, self._on_ticket_refused)

    def _on_listed(self, number: str, issued_local: str) -> None:
        def listed() -> None:
            self.ticket.close_overlay()
            self.say_notice(self._say("notice.ticket_listed"))

        self.home.list_ticket(number, issued_local, listed, self._on_ticket_refused)

    def _on_ticket_refused(self, error: KnownError) -> None:
        self.ticket.show_refusal(error)

    def _on_absent(self, answer: str) -> None:
        if answer == NOT_COME:
            self.home.not_come()
        else:
            self.home.put_back()

    def _on_withdrawal(self, case: Case, reason: str) -> None:
        def closed() -> None:
            self._listing.reload(takes_focus=True)
            self.link.exchange()

        self.home.withdraw(case, reason, closed)

    def _on_finished(self, case: Case, visit: Visit | None) -> None:
        self.home.counter = None
        self.link.visit_ended()
        self.done.clear()
        self.done.begin(case, visit)
        self.case_page.close_case()
        self._show_serving()
        self._frame.show_page(self.done)
        self.home.refresh()

    def _on_case_changed(self, case: Case) -> None:
        self.home.case_changed(case)
        self._show_serving()

    def _on_held(self, _: object) -> None:
        self.home.leave_counter()

    def _on_done_left(self) -> None:
        self._show_home_page()
        self.home.refresh()
        self.link.exchange()

    def _show_rules(self) -> None:
        if self._rules is None:
            self._rules = RulesPage(self._bench, self._say)
            self._rules.left.connect(self._show_home_page)
            self._frame.add_page(self._rules)
            self._rules.retranslate()
        self._rules.begin(has_other_work=may_serve(self._bench.desk))
        self._frame.show_page(self._rules)

    def _home_page(self) -> Page:
        if self._rules is not None and not may_serve(self._bench.desk):
            return self._rules
        counter = self.home.counter
        if counter is None:
            return self.done if self.done.presenter.case is not None else self.idle
        is_hand_over = counter.visit is not None and counter.visit.purpose is VisitPurpose.HAND_OVER
        return self.hand_over if is_hand_over else self.case_page

    def _show_home_page(self) -> None:
        self._frame.rail.show_tab(rail.QUEUE)
        self._frame.show_page(self._home_page())
        if self._store_check.is_damaged and self.home.counter is None:
            self._tell_damage()

    def _show_tab(self, key: str) -> None:
        page = self.lists.get(key)
        if page is None:
            self._frame.show_page(self._home_page())
            return
        self._frame.show_page(page)
        self._listing.reload(takes_focus=True)

    def _show_serving(self) -> None:
        counter = self.home.counter
        if counter is None:
            self._frame.rail.show_serving("", "")
            return
        ticket = counter.visit.ticket if counter.visit else None
        person = person_of(counter.case)
        if ticket is None:
            words = "rail.without_ticket" if counter.visit else "rail.incoming"
            self._frame.rail.show_serving(self._say(words), person)
        else:
            known = person if person != DASH else ticket.label or DASH
            self._frame.rail.show_serving(ticket.number, known)

    def _check_store(self) -> None:
        """Go on looking for damage; what was found is told again to who comes in."""
        self._store_check.go_on()
        if self._store_check.is_damaged:
            self._tell_damage()

    def _tell_damage(self) -> None:
        self._frame.show_banner(lambda: self._say("notice.store_damaged"))

    def _look_at_devices(self) -> None:
        scanners, printer = self._bench.scanners, self._bench.printer
        self._look("scanner", Lane.SCAN, lambda: bool(scanners.scanners()))
        self._look("printer", Lane.PRINT, lambda: bool(printer.printers()))

    def _look(self, name: str, lane: Lane, look: Callable[[], bool]) -> None:
        bar = self._frame.status
        self._bench.run.submit(
            lane,
            look,
            on_done=lambda ready: bar.show_device(name, ready=ready),
            on_failed=lambda _: bar.show_device(name, ready=False),
        )

    def _refused(self, error: KnownError) -> None:
        self.say_refusal(error)

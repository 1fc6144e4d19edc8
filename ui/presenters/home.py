"""The counter: who is called to it, and which case is served there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

from desk_app.domain.cases import Case, CaseState
from desk_app.domain.operators import Permission
from desk_app.domain.service_time import Ticket, TicketSource, Visit, VisitPurpose
from desk_app.domain.vocabulary import DeskKind
from desk_app.errors import ExchangeError, KnownError, RuleError
from desk_app.ports.store import CaseSummary
from desk_app.services import holding, intake, lists, queue
from desk_app.services.desk import Desk
from desk_app.services.registry_queue import called_elsewhere
from desk_app.services.withdrawing import offered, withdraw
from ui.presenters.counter_words import DayWords, Waiting, day_words, waiting_lines
from ui.presenters.hand_over import begin_visit
from ui.presenters.standing import may_serve
from ui.presenters.workbench import Lane, Workbench

Result = TypeVar("Result")
_TO_DECIDE = frozenset({CaseState.ACCEPTED, CaseState.AWAITING_APPROVAL})


class HomeView(Protocol):
    """The window around the counter."""

    def show_waiting(self, waiting: Waiting, count: int) -> None:
        """Show who waits."""

    def show_day(self, words: DayWords) -> None:
        """Show the day on the idle page."""

    def show_counts(self, counts: lists.Counts) -> None:
        """Show the figures of the tabs and the outbox."""

    def counter_taken(self, case: Case, visit: Visit | None, *, is_restored: bool) -> None:
        """A case is at the counter now."""

    def counter_free(self) -> None:
        """Nobody is at the counter now."""

    def show_past(self, case: Case) -> None:
        """Show a case whose outcome stands, for a print or a look."""

    def say_notice(self, text: str) -> None:
        """Show a short message that needs no answer."""

    def say_refusal(self, error: KnownError, *, offers_ticket: bool = False) -> None:
        """Say what cannot be done now, and what can; a visitor without a ticket always can."""


@dataclass(frozen=True, slots=True)
class Counter:
    """The case at the counter and its visit; an incoming case has no visitor."""

    case: Case
    visit: Visit | None


class Home:
    """What the window does with queue and counter; one deed at a time."""

    def __init__(self, bench: Workbench, view: HomeView) -> None:
        self._bench = bench
        self._view = view
        self._tickets: tuple[Ticket, ...] = ()
        self._day: queue.Day | None = None
        self._is_acting = False
        # While it is read whether a visit was interrupted, whom to serve first is not known yet.
        self._is_starting = False
        self._asked_early: Callable[[], None] | None = None
        self._told_twin: UUID | None = None
        self.counter: Counter | None = None

    # --- what is shown ---

    def start(self) -> None:
        """Take up the visit that a restart interrupted, if there is one, and show the day."""
        self.refresh()
        if may_serve(self._bench.desk):
            self._is_starting = True
            self._act(
                lambda: _interrupted(self._bench.desk), self._on_interrupted, self._on_not_read
            )

    def refresh(self) -> None:
        """Read queue, day and counts again."""
        desk = self._bench.desk
        if may_serve(desk) or desk.operator.may(Permission.SEE_FIGURES):
            self._read(lambda: queue.waiting(desk=desk), self._on_tickets)
            self._read(lambda: queue.day(desk=desk), self._on_day)
            self._read(lambda: lists.counts(desk=desk), self._view.show_counts)

    def reword(self) -> None:
        """Show the same again: the language or the minute has changed."""
        desk = self._bench.desk
        norms = desk.pack.norms
        waiting = waiting_lines(self._tickets, desk.clock.now(), norms, self._bench.say)
        self._view.show_waiting(waiting, len(self._tickets))
        if self._day is not None:
            up = self._bench.link_is_up
            self._view.show_day(
                day_words(self._day, link_is_up=up, norms=norms, say=self._bench.say)
            )

    @property
    def waiting_count(self) -> int:
        """How many people wait, as last read."""
        return len(self._tickets)

    def _on_tickets(self, tickets: tuple[Ticket, ...]) -> None:
        self._tickets = tickets
        self.reword()

    def _on_day(self, day: queue.Day) -> None:
        self._day = day
        self.reword()

    # --- the deeds ---

    def call_next(self) -> None:
        """Call the next visitor; with a case open nothing but a hint."""
        if self.counter is not None:
            self._view.say_notice(self._bench.say("notice.case_open"))
            return
        self._serve(lambda desk: queue.call_next(desk=desk))

    def call_ticket(self, ticket_id: str) -> None:
        """Call a chosen ticket out of order."""
        if self.counter is not None:
            self._view.say_notice(self._bench.say("notice.case_open"))
            return
        self._serve(lambda desk: queue.call_ticket(ticket_id, desk=desk))

    def look_for_twin(self) -> None:
        """Say it if the registry answered that another desk had called the ticket before."""
        desk = self._bench.desk
        if self._visit is not None and may_serve(desk):
            self._read(lambda: called_elsewhere(desk=desk), self._on_twin)

    def _on_twin(self, visit: Visit | None) -> None:
        if visit is None or visit.ticket is None or visit.visit_id == self._told_twin:
            return
        self._told_twin = visit.visit_id
        self._refused(RuleError("queue.called_elsewhere", ticket=visit.ticket.number))

    def take_without_ticket(self) -> None:
        """Serve a visitor without a ticket."""
        self._serve(lambda desk: queue.take_without_ticket(desk=desk))

    def take_typed_ticket(
        self, number: str, issued_local: str, refused: Callable[[KnownError], None]
    ) -> None:
        """Serve a ticket read from paper; a wrong number or time goes to `refused`."""
        self._serve(lambda desk: queue.take_typed_ticket(number, issued_local, desk=desk), refused)

    def list_ticket(
        self,
        number: str,
        issued_local: str,
        listed: Callable[[], None],
        refused: Callable[[KnownError], None],
    ) -> None:
        """Put a ticket read from paper on this desk's own list; it is called in its turn."""
        desk = self._bench.desk

        def done(_: Ticket) -> None:
            listed()
            self.refresh()

        self._act(lambda: queue.add_local_ticket(number, issued_local, desk=desk), done, refused)

    @property
    def has_visitor(self) -> bool:
        """Whether somebody was called to the counter, or came there."""
        return self._visit is not None

    @property
    def called(self) -> Ticket | None:
        """The ticket at the counter, if its visitor has one."""
        return self._visit.ticket if self._visit else None

    def call_again(self) -> None:
        """Call the ticket at the counter once more."""
        ticket, bench = self.called, self._bench
        if ticket is None:
            return
        bench.run.submit(
            Lane.EXCHANGE,
            lambda: _call_again(bench, ticket),
            on_done=lambda told: self._say_called_again(ticket, told=told),
            on_failed=self._refused,
        )

    def _say_called_again(self, ticket: Ticket, *, told: bool) -> None:
        key = "notice.called_again" if told else "notice.call_by_voice"
        self._view.say_notice(self._bench.say(key, ticket=ticket.number))

    def not_come(self) -> None:
        """The visitor did not come."""
        self._end(lambda visit, desk: queue.not_come(visit.visit_id, desk=desk), "not_come")

    def put_back(self) -> None:
        """Put the called ticket back with its original wait."""
        self._end(lambda visit, desk: queue.put_back(visit.visit_id, desk=desk), "put_back")

    def resume(self, application_id: UUID) -> None:
        """Take a held case up again."""
        self._act(lambda: _resumed(application_id, self._bench.desk), self._take)

    def open_case(self, application_id: UUID) -> None:
        """Open a case that has no visitor, such as an incoming one."""
        if self.counter is not None:
            self._view.say_notice(self._bench.say("notice.case_open"))
            return
        desk = self._bench.desk
        self._act(lambda: Counter(lists.case(application_id, desk=desk), None), self._take)

    def hand_over(self, application_id: UUID) -> None:
        """The owner of a result is at the counter."""
        desk = self._bench.desk
        self._act(lambda: Counter(*begin_visit(application_id, desk=desk)), self._take)

    def open_found(self, application_id: UUID) -> None:
        """Open a case that a search found, as its state asks for."""
        counter, desk = self.counter, self._bench.desk
        if counter is not None and counter.case.application_id == application_id:
            self._view.counter_taken(counter.case, counter.visit, is_restored=False)
            return
        self._read(lambda: lists.case(application_id, desk=desk), self._open_by_state)

    def open_number(self, number: str) -> None:
        """Open the case whose number a reader took from a paper."""
        desk = self._bench.desk

        def show(found: tuple[CaseSummary, ...]) -> None:
            if found:
                self.open_found(found[0].application_id)
            else:
                self._view.say_notice(self._bench.say("notice.number_unknown"))

        self._read(lambda: lists.search(number, desk=desk), show)

    def _open_by_state(self, case: Case) -> None:
        decides_here = self._bench.desk.office.kind is DeskKind.PROVIDER
        if case.state is CaseState.HELD:
            self.resume(case.application_id)
        elif case.state is CaseState.READY:
            self.hand_over(case.application_id)
        elif self.counter is not None:
            self._view.say_notice(self._bench.say("notice.case_open"))
        elif case.state is CaseState.DRAFT or (decides_here and case.state in _TO_DECIDE):
            self._take(Counter(case, None))
        else:
            self._view.show_past(case)

    def ask_withdrawal(
        self, application_id: UUID, ask: Callable[[Case, tuple[str, ...]], None]
    ) -> None:
        """Ask for the reason to close a case without an outcome, of those it can have now."""
        desk = self._bench.desk
        self._read(lambda: offered(application_id, desk=desk), lambda found: ask(*found))

    def withdraw(self, case: Case, reason: str, closed: Callable[[], None]) -> None:
        """Close a case without an outcome; its visitor, if they are at the counter, has left."""
        application_id, desk = case.application_id, self._bench.desk

        def on_done(_: Case) -> None:
            counter = self.counter
            if counter is not None and counter.case.application_id == application_id:
                self.leave_counter()
            self._view.say_notice(self._bench.say("notice.withdrawn"))
            self.refresh()
            closed()

        self._act(lambda: withdraw(application_id, desk=desk, reason=reason), on_done)

    def look_at(self, application_id: UUID) -> None:
        """Show a case whose outcome stands, for a print."""
        desk = self._bench.desk
        self._read(lambda: lists.case(application_id, desk=desk), self._view.show_past)

    def recover(self) -> None:
        """A bug broke the deed off: the next key acts again."""
        self._end_start()
        self._is_acting = False

    def leave_counter(self) -> None:
        """The case was put aside, its outcome stands or it was only looked at."""
        self.counter = None
        self._view.counter_free()
        self.refresh()

    def visit_changed(self, visit: Visit) -> None:
        """The case page has heard of a later state of the visit."""
        if self.counter is not None:
            self.counter = Counter(self.counter.case, visit)

    def case_changed(self, case: Case) -> None:
        """The case page knows more of the case at the counter."""
        counter = self.counter
        if counter is not None and counter.case.application_id == case.application_id:
            self.counter = Counter(case, counter.visit)

    # --- how ---

    @property
    def _visit(self) -> Visit | None:
        return self.counter.visit if self.counter else None

    def _serve(
        self,
        call: Callable[[Desk], Visit],
        refused: Callable[[KnownError], None] | None = None,
    ) -> None:
        if self._is_starting:
            self._asked_early = partial(self._serve, call, refused)
            return
        desk, language = self._bench.desk, self._bench.language

        def job() -> Counter:
            visit = call(desk)
            case = intake.open_case(visit.visit_id, desk=desk, language=language)
            return Counter(case, queue.open_visit(desk=desk) or visit)

        self._act(job, self._take, refused)

    def _end(self, end: Callable[[Visit, Desk], Visit], word: str) -> None:
        visit, desk = self._visit, self._bench.desk
        if visit is None:
            return

        def on_ended(_: Visit) -> None:
            self.leave_counter()
            self._view.say_notice(self._bench.say(f"notice.{word}"))

        self._act(lambda: end(visit, desk), on_ended)

    def _act(
        self,
        job: Callable[[], Result],
        on_done: Callable[[Result], None],
        refused: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Do one deed; a second key before it is done changes nothing."""
        if self._is_acting:
            return
        self._is_acting = True

        def done(result: Result) -> None:
            self._is_acting = False
            on_done(result)

        def failed(error: KnownError) -> None:
            self._is_acting = False
            (refused or self._refused)(error)

        self._bench.run.submit(Lane.DB, job, on_done=done, on_failed=failed)

    def _read(self, job: Callable[[], Result], on_done: Callable[[Result], None]) -> None:
        self._bench.run.submit(Lane.DB, job, on_done=on_done, on_failed=self._refused)

    def _take(self, counter: Counter) -> None:
        self._put(counter, is_restored=False)

    def _put(self, counter: Counter, *, is_restored: bool) -> None:
        self.counter = counter
        self._view.counter_taken(counter.case, counter.visit, is_restored=is_restored)
        self.refresh()

    def _on_interrupted(self, counter: Counter | None) -> None:
        asked = self._end_start()
        if counter is not None:
            self._put(counter, is_restored=True)
        elif asked is not None:
            asked()

    def _on_not_read(self, error: KnownError) -> None:
        self._end_start()
        self._refused(error)

    def _end_start(self) -> Callable[[], None] | None:
        """Return what was asked for meanwhile: it comes after a visit that was interrupted."""
        asked, self._asked_early, self._is_starting = self._asked_early, None, False
        return asked

    def _refused(self, error: KnownError) -> None:
        is_empty = error.code == "queue.empty"
        self._view.say_refusal(error, offers_ticket=is_empty)


def _interrupted(desk: Desk) -> Counter | None:
    """Return the visit that was at the counter when the program ended, with its case."""
    visit = queue.open_visit(desk=desk)
    if visit is None:
        return None
    if visit.application_id is None:
        return Counter(intake.open_case(visit.visit_id, desk=desk), visit)
    case = lists.case(visit.application_id, desk=desk)
    if case.state is CaseState.DRAFT or visit.purpose is VisitPurpose.HAND_OVER:
        return Counter(case, visit)
    # The outcome stood already and only the last step of the visit was lost.
    queue.finish_visit(visit.visit_id, desk=desk)
    return None


def _resumed(application_id: UUID, desk: Desk) -> Counter:
    case = holding.resume(application_id, desk=desk)
    return Counter(case, queue.open_visit(desk=desk))


def _call_again(bench: Workbench, ticket: Ticket) -> bool:
    """Tell the queue system once more; False where it cannot be told."""
    if ticket.source is not TicketSource.REGISTRY:
        return False
    try:
        bench.registry.call_ticket(ticket.ticket_id, bench.desk.ids.new())
    except ExchangeError:
        return False
    return True

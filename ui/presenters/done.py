"""After the outcome: its paper goes to the printer and the visit closes by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from desk_app.domain.cases import Case, CaseState, IssuedPaper, PrintState
from desk_app.domain.handing_over import unprinted_papers
from desk_app.domain.service_time import Visit, Zone, serve_time, timer_zone
from desk_app.domain.vocabulary import PaperKind
from desk_app.errors import KnownError
from desk_app.ports.devices import Printer
from desk_app.services import issuing, lists, queue
from desk_app.services.desk import Desk
from ui.presenters.timer import interruption_words
from ui.presenters.words import minutes_and_seconds, sentence_start
from ui.presenters.workbench import Lane, Workbench


@dataclass(frozen=True, slots=True)
class DoneWords:
    """The screen in words.

    Attributes:
        note: What is special about the number, if anything.
        paper: How the print stands.
        failure: What kept it from being printed, empty otherwise.
        time: How long the service took, empty without a visit.
        overrun_reasons: Code and words, where the norm was broken and no reason was given.
    """

    title: str
    number: str
    note: str
    paper: str
    failure: str
    time: str
    is_late: bool
    originals: str
    overrun_reasons: tuple[tuple[str, str], ...]
    overrun_reason: str
    rating: int | None
    has_visit: bool


class DoneView(Protocol):
    """The page that says what was done."""

    def show_done(self, words: DoneWords) -> None:
        """Show the outcome and how its paper stands."""

    def left_done(self) -> None:
        """The page is done with; the counter is free."""


class Done:
    """Prints what the outcome made, closes the visit, keeps rating and reason of an overrun."""

    def __init__(self, bench: Workbench, view: DoneView) -> None:
        self._bench = bench
        self._view = view
        self._case: Case | None = None
        self._visit: Visit | None = None
        self._failure: KnownError | None = None
        self._is_printing = False

    @property
    def case(self) -> Case | None:
        """The case whose outcome is shown."""
        return self._case

    @property
    def is_settled(self) -> bool:
        """Whether the papers are at the printer, or wait for it, and the visit is closed."""
        is_open = self._visit is not None and self._visit.is_open
        return self._case is not None and not self._is_printing and not is_open

    def look_at(self, case: Case) -> None:
        """Show an outcome of before, for a look or a print; nothing is printed by itself."""
        self._case, self._visit, self._failure = case, None, None
        self._is_printing = False
        self.reword()

    def begin(self, case: Case, visit: Visit | None) -> None:
        """Show the outcome; papers not yet printed go to the printer, then the visit closes."""
        self._case, self._visit, self._failure = case, visit, None
        fresh = [p for p in unprinted_papers(case) if p.print_state is PrintState.WAITING]
        self._is_printing = bool(fresh)
        self.reword()
        if fresh:
            self._print(fresh, closes_visit=True)
        else:
            self._close_visit()

    @property
    def has_paper(self) -> bool:
        """Whether the case has a paper that was printed, or waits for it."""
        return self._case is not None and bool(_papers(self._case))

    def print_again(self) -> None:
        """Print the last paper again: a waiting one as it is, a printed one as a marked copy."""
        case = self._case
        if case is None or self._is_printing or not _papers(case):
            return
        self._is_printing = True
        self.reword()
        bench, paper = self._bench, _papers(case)[-1]
        bench.run.submit(
            Lane.DB,
            lambda: issuing.copy_paper(case.application_id, paper.paper_id, desk=bench.desk),
            on_done=lambda copied: self._print([copied[1]], closes_visit=False),
            on_failed=self._on_print_failed,
        )

    def rate(self, rating: int) -> None:
        """Keep the applicant's rating."""
        visit, desk = self._visit, self._bench.desk
        if visit is not None:
            self._change_visit(lambda: queue.rate(visit.visit_id, rating, desk=desk))

    def explain_overrun(self, reason: str) -> None:
        """Keep why the norm was broken."""
        visit, desk = self._visit, self._bench.desk
        if visit is not None and reason:
            self._change_visit(lambda: queue.explain_overrun(visit.visit_id, reason, desk=desk))

    def finish(self) -> None:
        """Leave the screen."""
        if self._case is not None:
            self._case = self._visit = None
            self._view.left_done()

    def recover(self) -> None:
        """A bug broke the print off: it can be asked for again."""
        self._is_printing = False
        self.reword()

    def reword(self) -> None:
        """Show the same in the language in force."""
        if self._case is not None:
            self._view.show_done(self._words(self._case))

    # --- how ---

    def _print(self, papers: list[IssuedPaper], *, closes_visit: bool) -> None:
        case = self._case
        if case is None:
            return
        bench = self._bench
        bench.run.submit(
            Lane.PRINT,
            lambda: _print_all(case, papers, desk=bench.desk, printer=bench.printer),
            on_done=lambda printed: self._on_printed(printed, closes_visit=closes_visit),
            on_failed=self._on_print_failed,
        )

    def _on_printed(self, case: Case, *, closes_visit: bool) -> None:
        self._is_printing = False
        if self._case is None or self._case.application_id != case.application_id:
            return
        self._case, self._failure = case, None
        self.reword()
        if closes_visit:
            self._close_visit()

    def _on_print_failed(self, error: KnownError) -> None:
        self._is_printing = False
        self._on_refused(error)
        self._close_visit()

    def _on_refused(self, error: KnownError) -> None:
        self._failure = error
        self.reword()

    def _close_visit(self) -> None:
        visit, desk = self._visit, self._bench.desk
        if visit is not None and visit.is_open:
            self._change_visit(lambda: queue.finish_visit(visit.visit_id, desk=desk))

    def _change_visit(self, change: Callable[[], Visit]) -> None:
        self._bench.run.submit(Lane.DB, change, on_done=self._on_visit, on_failed=self._on_refused)

    def _on_visit(self, visit: Visit) -> None:
        if self._visit is not None and self._visit.visit_id == visit.visit_id:
            self._visit = visit
            self.reword()

    def _words(self, case: Case) -> DoneWords:
        say, visit = self._bench.say, self._visit
        paper = _papers(case)[-1] if _papers(case) else None
        is_late = visit is not None and self._is_late(visit)
        reasons = self._bench.desk.pack_of(case).overrun_reasons if is_late else ()
        return DoneWords(
            title=sentence_start(say(f"done.{paper.kind}" if paper else f"state.{case.state}")),
            number=self._number(paper),
            note=self._note(case, paper),
            paper=self._paper_words(paper),
            failure=self._failure_words(case),
            time=self._time_words(visit) if visit else "",
            is_late=is_late,
            originals=say("done.originals") if visit else "",
            overrun_reasons=tuple((r.code, r.text.text(self._bench.language)) for r in reasons),
            overrun_reason=visit.overrun_reason if visit else "",
            rating=visit.rating if visit else None,
            has_visit=visit is not None,
        )

    def _number(self, paper: IssuedPaper | None) -> str:
        if paper is None or not paper.number:
            return ""
        return self._bench.say("done.number", number=paper.number)

    def _note(self, case: Case, paper: IssuedPaper | None) -> str:
        if paper is not None and paper.number and paper.number == case.temporary_number:
            return self._bench.say("done.temporary")
        waits = case.state is CaseState.REGISTERED and not case.certificate_number
        return self._bench.say("done.waits_for_number") if waits else ""

    def _paper_words(self, paper: IssuedPaper | None) -> str:
        if self._is_printing:
            return self._bench.say("done.printing")
        is_out = paper is not None and paper.print_state is PrintState.SPOOLED
        return self._bench.say("done.printed") if is_out else ""

    def _failure_words(self, case: Case) -> str:
        if self._is_printing:
            return ""
        if self._failure is not None:
            return self._bench.say_error(self._failure)
        failed = [p.failure for p in unprinted_papers(case) if p.failure]
        return self._bench.say_error(KnownError(failed[-1])) if failed else ""

    def _time_words(self, visit: Visit) -> str:
        now, say = self._bench.desk.clock.moment(), self._bench.say
        time = minutes_and_seconds(serve_time(visit, now).net.seconds)
        told = interruption_words(visit, now, say)
        if not told:
            return say("done.time", time=time)
        return say("done.time_interrupted", time=time, interruptions=told)

    def _is_late(self, visit: Visit) -> bool:
        norms = self._bench.desk.pack.norms
        serve = serve_time(visit, self._bench.desk.clock.moment())
        return timer_zone(serve, norms.mark_seconds, norms.serve_seconds) is Zone.OVERRUN


def _papers(case: Case) -> list[IssuedPaper]:
    return [paper for paper in case.papers if paper.kind is not PaperKind.APPLICATION]


def _print_all(case: Case, papers: list[IssuedPaper], *, desk: Desk, printer: Printer) -> Case:
    for paper in papers:
        issuing.print_paper(case.application_id, paper.paper_id, desk=desk, printer=printer)
    return lists.case(case.application_id, desk=desk)

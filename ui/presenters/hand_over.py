"""Handing a result over: document seen, receipt number given, paper printed, visit closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from desk_app.domain.cases import Case, PrintState
from desk_app.domain.handing_over import result_paper
from desk_app.domain.numbers import parse_number
from desk_app.domain.service_time import Visit
from desk_app.errors import InputError, KnownError
from desk_app.ports.devices import Printer
from desk_app.services import decisions, issuing, lists, queue
from desk_app.services.closing import require_result
from desk_app.services.desk import Desk
from ui.presenters.words import DASH, Say, day
from ui.presenters.workbench import Lane, Workbench


@dataclass(frozen=True, slots=True)
class HandOverWords:
    """The screen in words."""

    person: str
    facts: tuple[tuple[str, str], ...]
    receipt_error: str
    seen_error: str
    failure: str
    is_busy: bool


class HandOverView(Protocol):
    """The page of the hand-over."""

    def show_hand_over(self, words: HandOverWords) -> None:
        """Show the result to hand over, and what is still wrong."""

    def handed_over(self, case: Case, visit: Visit) -> None:
        """The result was given; the visit's clock has stopped."""


class HandOver:
    """One hand-over, from the opened page to the closed visit."""

    def __init__(self, bench: Workbench, view: HandOverView) -> None:
        self._bench = bench
        self._view = view
        self._case: Case | None = None
        self._visit: Visit | None = None
        self._failure: KnownError | None = None
        self._receipt_failure: KnownError | None = None
        self._is_unseen = False
        self._is_busy = False

    def begin(self, case: Case, visit: Visit) -> None:
        """Show a result whose owner is at the counter."""
        self._case, self._visit = case, visit
        self._failure = self._receipt_failure = None
        self._is_unseen = self._is_busy = False
        self.reword()

    def forget(self) -> None:
        """Let go of the case: another page is shown."""
        self._case = self._visit = None

    def hand_over(self, receipt_number: str, *, document_seen: bool) -> None:
        """Print the stored result and hand it over, if document and receipt are there."""
        case, visit = self._case, self._visit
        if case is None or visit is None or self._is_busy:
            return
        self._is_unseen = not document_seen
        fits = _fits(receipt_number, case)
        self._receipt_failure = (
            None if fits else InputError("hand_over.receipt", field="receipt_number")
        )
        self._failure = None
        self._is_busy = fits and document_seen
        self.reword()
        if self._is_busy:
            self._print_and_hand(case, visit, receipt_number, document_seen=document_seen)

    def recover(self) -> None:
        """A bug broke the hand-over off: it can be asked for again."""
        self._is_busy = False
        self.reword()

    def reword(self) -> None:
        """Show the same in the language in force."""
        if self._case is not None:
            self._view.show_hand_over(self._words(self._case))

    def _print_and_hand(
        self, case: Case, visit: Visit, receipt_number: str, *, document_seen: bool
    ) -> None:
        bench = self._bench

        def hand(application_id: UUID, desk: Desk) -> Case:
            return decisions.hand_over(
                application_id, receipt_number, desk=desk, document_seen=document_seen
            )

        bench.run.submit(
            Lane.PRINT,
            lambda: _hand(case.application_id, visit, hand, bench.desk, bench.printer),
            on_done=self._on_handed,
            on_failed=self._on_failed,
        )

    def _on_handed(self, handed: tuple[Case, Visit]) -> None:
        self._is_busy = False
        self.forget()
        self._view.handed_over(*handed)

    def _on_failed(self, error: KnownError) -> None:
        self._is_busy, self._failure = False, error
        self.reword()

    def _words(self, case: Case) -> HandOverWords:
        say, say_error = self._bench.say, self._bench.say_error
        return HandOverWords(
            person=_full_name(case) or DASH,
            facts=_facts(case, say),
            receipt_error=say_error(self._receipt_failure) if self._receipt_failure else "",
            seen_error=say("hand_over.see_document") if self._is_unseen else "",
            failure=say_error(self._failure) if self._failure else "",
            is_busy=self._is_busy,
        )


def _fits(receipt_number: str, case: Case) -> bool:
    try:
        number = str(parse_number(receipt_number))
    except InputError:
        return False
    return number in {case.number, case.temporary_number, case.certificate_number}


def _full_name(case: Case) -> str:
    name = case.applicant.name
    return " ".join(part for part in (name.surname, name.given_name, name.patronymic) if part)


def _facts(case: Case, say: Say) -> tuple[tuple[str, str], ...]:
    iin, born = case.applicant.iin, case.applicant.birth_date
    paper = result_paper(case)
    return (
        (say("column.iin"), iin.grouped() if iin else DASH),
        (say("hand_over.birth_date"), day(born) if born else DASH),
        (say("hand_over.document"), case.applicant.document.number or DASH),
        (say("hand_over.result"), say(f"done.{paper.kind}") if paper else DASH),
    )


def begin_visit(application_id: UUID, *, desk: Desk) -> tuple[Case, Visit]:
    """Return the case and the visit of its owner, who is at the counter now."""
    visit = queue.take_for_hand_over(application_id, desk=desk)
    return lists.case(application_id, desk=desk), visit


def _hand(
    application_id: UUID,
    visit: Visit,
    hand_over: Callable[[UUID, Desk], Case],
    desk: Desk,
    printer: Printer,
) -> tuple[Case, Visit]:
    """Print what waits for a sheet, then hand over; a paper that cannot be printed is not given."""
    case = lists.case(application_id, desk=desk)
    # The desk beside this one may have given it meanwhile: no second sheet is printed then.
    require_result(case)
    paper = result_paper(case)
    if paper is not None and paper.print_state is not PrintState.SPOOLED:
        printed = issuing.print_paper(application_id, paper.paper_id, desk=desk, printer=printer)
        if printed.failure:
            raise KnownError(printed.failure)
    handed = hand_over(application_id, desk)
    return handed, queue.finish_visit(visit.visit_id, desk=desk)

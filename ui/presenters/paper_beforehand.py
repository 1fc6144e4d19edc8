"""The paper of the last step before its deed: the bytes that would be stored now, as pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desk_app.domain.papers import kind_of
from desk_app.domain.vocabulary import RequestedStatus
from desk_app.errors import KnownError
from desk_app.services import issuing
from ui.presenters.case_file import CaseFile
from ui.presenters.paper_drafts import Choice, paper_of
from ui.presenters.workbench import Lane, PaperPicture

PREVIEW_DPI = 110
# Gets the pages, or why there are none.
ShowPaper = Callable[[Sequence[object], str], None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    drawn: Callable[[], None]
    failed: Callable[[KnownError], None]


class PaperBeforehand:
    """Draws the paper of a choice; a later choice overtakes an earlier one.

    Args:
        file: The case.
        show: Shows it.
        decode: Turns a raster into a picture; called in a lane.
        why_not: Words the failure that leaves no paper to show.

    Attributes:
        is_drawing: Whether neither the paper nor why there is none is shown yet.
    """

    def __init__(
        self,
        file: CaseFile,
        show: ShowPaper,
        *,
        decode: Callable[[PaperPicture], object],
        why_not: Callable[[KnownError], str],
    ) -> None:
        self._file = file
        self._show = show
        self._decode = decode
        self._why_not = why_not
        self._order = 0
        self.forget()

    def forget(self) -> None:
        """Forget what is shown and who waits; no drawing under way comes back."""
        self._order += 1
        self._content = b""
        self._outcome = ""
        self._waiting: _Waiting | None = None
        self.is_drawing = False

    @property
    def is_awaited(self) -> bool:
        """Whether a deed waits for the paper."""
        return self._waiting is not None

    def draw(self, choice: Choice, status: RequestedStatus) -> None:
        """Show the paper as it would be printed now; the one shown stays if it is the same."""
        self._order += 1
        self.is_drawing = True
        order, bench, outcome = self._order, self._file.bench, choice.outcome
        case, link_is_up = self._file.case, bench.link_is_up
        if not self._content or self._outcome != outcome:
            self._content = b""
            self._show((), bench.say("result.preview_preparing"))

        def make() -> bytes:
            desk = bench.desk
            paper = paper_of(case.application_id, choice, status, desk=desk, link_is_up=link_is_up)
            language = issuing.language_of(case, kind_of(paper))
            return issuing.preview(paper, language, desk=desk)

        self._file.work(
            Lane.DB,
            make,
            done=lambda content: self._picture(order, outcome, content),
            failed=lambda error: self._fail(order, error),
        )

    def when_drawn(
        self,
        choice: Choice,
        status: RequestedStatus,
        drawn: Callable[[], None],
        failed: Callable[[KnownError], None],
    ) -> None:
        """Call `drawn` once the paper shown is, to the byte, the one of this moment.

        A drawing that overtakes this one is waited for instead.
        """
        self._waiting = _Waiting(drawn, failed)
        self.draw(choice, status)

    def stop_waiting(self) -> None:
        """Call nobody back: the deed is not wanted any more."""
        self._waiting = None

    def _picture(self, order: int, outcome: str, content: bytes) -> None:
        if order != self._order:
            return
        if content == self._content:
            self._ready()
            return
        preview_paper = self._file.bench.preview_paper
        self._file.work(
            Lane.PRINT,
            lambda: [self._decode(page) for page in preview_paper(content, PREVIEW_DPI)],
            done=lambda pages: self._drawn(order, outcome, content, pages),
            failed=lambda error: self._fail(order, error),
        )

    def _drawn(self, order: int, outcome: str, content: bytes, pages: Sequence[object]) -> None:
        if order == self._order:
            self._content, self._outcome = content, outcome
            self._show(pages, "")
            self._ready()

    def _ready(self) -> None:
        self.is_drawing = False
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.drawn()

    def _fail(self, order: int, error: KnownError) -> None:
        if order != self._order:
            return
        self.is_drawing = False
        waiting, self._waiting, self._content = self._waiting, None, b""
        self._show((), self._why_not(error))
        if waiting is not None:
            waiting.failed(error)

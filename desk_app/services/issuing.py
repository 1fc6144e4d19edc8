"""Papers on their way: made once, stored, shown, printed, copied; the case never waits for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

import msgspec

from desk_app.domain.cases import Case, CaseOrigin, IssuedPaper, PrintState, with_paper
from desk_app.domain.devices import print_title
from desk_app.domain.handing_over import is_given_out_at, unprinted_papers
from desk_app.domain.operators import Permission
from desk_app.domain.papers import PAPER_TYPES, Marks, Paper, PaperLanguage, barcode_number, kind_of
from desk_app.domain.service_time import IntervalKind, Visit, begin_interval, end_interval
from desk_app.domain.signing import application_text
from desk_app.domain.vocabulary import Channel, PaperKind
from desk_app.errors import DeviceError, RuleError
from desk_app.ports.devices import Printer
from desk_app.ports.store import UnitOfWork
from desk_app.services import paper_contents as contents
from desk_app.services.closing import close_if_done, tell_again
from desk_app.services.desk import Desk, allow, edit, note_deed

_values = msgspec.json.Encoder(order="deterministic")


def preview(paper: Paper, language: PaperLanguage, *, desk: Desk) -> bytes:
    """Return the bytes a paper will have; the preview is a raster of these."""
    allow(desk, Permission.SERVE)
    return desk.render(paper, language)


# The certificate and the reasoned answer are the result; the law gives it a language of its own.
_RESULTS = frozenset({PaperKind.CERTIFICATE, PaperKind.REFUSAL})


def language_of(case: Case, kind: PaperKind) -> PaperLanguage:
    """Return the language of a case's paper: a result's own, or else the application's.

    What the counter gives at once (receipt, refusal to accept, memo) answers the application and
    is read by who has just signed it.
    """
    if kind in _RESULTS:
        return case.result_language
    return PaperLanguage(case.application_language.value)


def make_paper(case: Case, paper: Paper, *, desk: Desk) -> Case:
    """Return the case with a paper made and its bytes and values stored durably."""
    language = language_of(case, kind_of(paper))
    pdf = desk.render(paper, language)
    issued = IssuedPaper(
        paper_id=desk.ids.new(),
        kind=kind_of(paper),
        language=language,
        number=barcode_number(paper) or "",
        sha256=desk.scans.put(pdf),
        content_sha256=desk.scans.put(_values.encode(paper)),
        made_at=desk.clock.now(),
        print_state=_first_print_state(case, kind_of(paper), desk),
    )
    return with_paper(case, issued)


def _first_print_state(case: Case, kind: PaperKind, desk: Desk) -> PrintState:
    """Return whether a new paper waits for a printer here: there is one original of each."""
    is_here = kind is PaperKind.APPLICATION or is_given_out_at(case, desk.office.code)
    return PrintState.WAITING if is_here else PrintState.ELSEWHERE


def make_application(application_id: UUID, *, desk: Desk) -> Case:
    """Make the application for signing; each call makes the current text anew."""

    def change(case: Case) -> Case:
        kept = tuple(p for p in case.papers if p.kind is not PaperKind.APPLICATION)
        paper = contents.application_paper(case, desk=desk)
        made = replace(case, papers=kept, application_text=application_text(case))
        return make_paper(made, paper, desk=desk)

    return edit(application_id, change, desk=desk, deed="application.made")


def latest_paper(case: Case, kind: PaperKind | None = None) -> IssuedPaper:
    """Return the case's last paper, of one kind if named.

    Raises:
        RuleError: `paper.none`.
    """
    papers = [p for p in case.papers if kind is None or p.kind is kind]
    if not papers:
        raise RuleError("paper.none")
    return papers[-1]


def paper_bytes(paper: IssuedPaper, *, desk: Desk) -> bytes:
    """Return a paper's stored bytes: what preview and printer get."""
    allow(desk, Permission.SERVE)
    return desk.scans.get(paper.sha256)


@dataclass(frozen=True, slots=True)
class Printed:
    """How a print ended: the case as it stands, and the failure's code if there was one."""

    case: Case
    paper: IssuedPaper
    failure: str


def print_paper(application_id: UUID, paper_id: UUID, *, desk: Desk, printer: Printer) -> Printed:
    """Send the stored bytes to the printer; a failure leaves the paper in the print list.

    Blocks while the printer takes the bytes: call it in the print lane. Once the visit's last
    paper is out, or its failure is known, and nothing else of the visit is open, the SERVE clock
    stops; `finish_visit` afterwards changes nothing.

    Raises:
        RuleError: `paper.none`; `paper.printed_elsewhere` where the original comes out of another
            office's printer: here a marked copy can be had.
    """
    allow(desk, Permission.SERVE)
    with desk.store.reading() as unit:
        case = unit.cases.get(application_id)
    paper = _paper_of(case, paper_id)
    if _is_printed_elsewhere(case, paper):
        raise RuleError("paper.printed_elsewhere")
    failure = _submit(paper, desk, printer)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        printed = _printed(_paper_of(case, paper_id), failure, desk)
        closed_before = _closed_visit(unit, case)
        before, case = case, _with_print(case, printed)
        unit.cases.save(case)
        _note_printer(unit, case, failure, desk)
        details = {"paper": paper.kind.value}
        note_deed(unit, desk, _PRINT_DEEDS[bool(failure)], application_id, details)
        close_if_done(unit, case, desk)
        if closed_before is not None and case.stamps != before.stamps:
            tell_again(unit, desk, closed_before)
        case = unit.cases.get(application_id)
    return Printed(case, printed, failure)


_PRINT_DEEDS = {False: "paper.spooled", True: "paper.failed"}


def _is_printed_elsewhere(case: Case, paper: IssuedPaper) -> bool:
    # A portal applicant has the result in the cabinet; on paper it is printed where it is asked.
    return paper.print_state is PrintState.ELSEWHERE and case.channel is not Channel.PORTAL


def _paper_of(case: Case, paper_id: UUID) -> IssuedPaper:
    for paper in case.papers:
        if paper.paper_id == paper_id:
            return paper
    raise RuleError("paper.none")


def _with_print(case: Case, printed: IssuedPaper) -> Case:
    """Return the case with a paper as printed; t5 is the first official paper that came out."""
    case = with_paper(case, printed)
    if printed.failure or printed.kind is PaperKind.APPLICATION:
        return case
    out_at = case.stamps.t5_paper_out or printed.printed_at
    return replace(case, stamps=replace(case.stamps, t5_paper_out=out_at))


def _closed_visit(unit: UnitOfWork, case: Case) -> Visit | None:
    """Return the visit that was over before its paper came out; a visit elsewhere is not here."""
    if case.visit_id is None or case.origin is CaseOrigin.REGISTRY:
        return None
    visit = unit.visits.get(case.visit_id)
    return None if visit.is_open else visit


def _submit(paper: IssuedPaper, desk: Desk, printer: Printer) -> str:
    title = print_title(paper.number or str(paper.paper_id)[:8], attempt=paper.copy_number + 1)
    try:
        printer.submit(paper_bytes(paper, desk=desk), title=title)
    except DeviceError as error:
        return error.code
    return ""


def _printed(paper: IssuedPaper, failure: str, desk: Desk) -> IssuedPaper:
    if failure:
        return replace(paper, print_state=PrintState.FAILED, failure=failure)
    return replace(paper, print_state=PrintState.SPOOLED, failure="", printed_at=desk.clock.now())


def _note_printer(unit: UnitOfWork, case: Case, failure: str, desk: Desk) -> None:
    visit = unit.visits.open()
    if visit is None or visit.application_id != case.application_id:
        return
    now = desk.clock.moment()
    if failure:
        visit = begin_interval(visit, IntervalKind.PRINTER, failure, now, stops_clock=False)
    else:
        visit = end_interval(visit, IntervalKind.PRINTER, now)
    unit.visits.save(visit)


def copy_paper(application_id: UUID, paper_id: UUID, *, desk: Desk) -> tuple[Case, IssuedPaper]:
    """Make a marked copy of a paper that was printed; its number stays, its bytes are new.

    A paper never yet printed is returned as it is: its first sheet is no copy. One whose original
    is another office's is copied.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        paper = _paper_of(case, paper_id)
        was_printed = paper.print_state is PrintState.SPOOLED
        if not (was_printed or _is_printed_elsewhere(case, paper)):
            return case, paper
        copy = _copy(paper, _copies_made(case, paper) + 1, desk)
        case = with_paper(case, copy)
        unit.cases.save(case)
        details = {"paper": paper.kind.value, "copy": str(copy.copy_number)}
        note_deed(unit, desk, "paper.copied", application_id, details)
    return case, copy


def _copies_made(case: Case, paper: IssuedPaper) -> int:
    same = [p for p in case.papers if p.kind is paper.kind and p.number == paper.number]
    return max(p.copy_number for p in same)


def _copy(paper: IssuedPaper, copy_number: int, desk: Desk) -> IssuedPaper:
    values = msgspec.json.decode(desk.scans.get(paper.content_sha256), type=PAPER_TYPES[paper.kind])
    training = values.marks.training
    marked = replace(values, marks=Marks(copy_number=copy_number, training=training))
    return replace(
        paper,
        paper_id=desk.ids.new(),
        sha256=desk.scans.put(desk.render(marked, paper.language)),
        made_at=desk.clock.now(),
        copy_number=copy_number,
        print_state=PrintState.WAITING,
        failure="",
        printed_at=None,
    )


def print_list(*, desk: Desk) -> tuple[tuple[UUID, IssuedPaper], ...]:
    """Return papers that wait for a printer, oldest first, with their cases' ids."""
    allow(desk, Permission.SERVE)
    with desk.store.reading() as unit:
        cases = unit.cases.with_unprinted_papers()
    waits = [(case.application_id, paper) for case in cases for paper in unprinted_papers(case)]
    return tuple(sorted(waits, key=lambda item: item[1].made_at))

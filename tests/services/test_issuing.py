"""Papers: made once, printed as stored, copied with a mark; the case never waits for a printer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from desk_app.domain.cases import CaseOrigin, CaseState, PrintState
from desk_app.domain.devices import PrintFault
from desk_app.domain.languages import Language
from desk_app.domain.papers import MemoPaper, PaperLanguage
from desk_app.domain.service_time import IntervalKind, Span, serve_time
from desk_app.domain.vocabulary import Channel, PaperKind
from desk_app.errors import RuleError
from desk_app.services import decisions, intake, issuing, queue
from desk_app.services.paper_contents import receipt_paper
from tests.builders import (
    accepted,
    draft,
    filled,
    identify,
    iins,
    messages,
    saved,
    stored,
    ticket,
    wait_in_queue,
)

IIN = iins()[0]


def receipt_of(case):
    return issuing.latest_paper(case, PaperKind.RECEIPT)


def printed(desk, case, printer, paper=None):
    paper = paper or receipt_of(case)
    return issuing.print_paper(case.application_id, paper.paper_id, desk=desk, printer=printer)


def visit_of(desk, case):
    with desk.store.reading() as unit:
        return unit.visits.get(case.visit_id)


def test_the_application_is_made_in_its_own_language_and_only_its_latest_text_is_kept(corporation):
    case = filled(corporation, IIN)
    intake.choose_languages(case.application_id, desk=corporation, result=PaperLanguage.RU)

    first = issuing.make_application(case.application_id, desk=corporation)
    intake.answer_field(case.application_id, "job", "аспаз", desk=corporation)
    second = issuing.make_application(case.application_id, desk=corporation)

    (before,), (after,) = first.papers, second.papers
    assert (after.kind, after.language) == (PaperKind.APPLICATION, PaperLanguage.KK)
    assert before.sha256 != after.sha256


def test_the_same_values_give_the_same_bytes(corporation):
    case = filled(corporation, IIN)

    first = issuing.make_application(case.application_id, desk=corporation)
    second = issuing.make_application(case.application_id, desk=corporation)

    assert first.papers[0].sha256 == second.papers[0].sha256


def test_a_case_without_papers_says_so(corporation):
    case = draft(corporation)

    with pytest.raises(RuleError, match=r"paper\.none"):
        issuing.latest_paper(case)
    for deed in (issuing.copy_paper, issuing.print_paper):
        ports = {"printer": None} if deed is issuing.print_paper else {}
        with pytest.raises(RuleError, match=r"paper\.none"):
            deed(case.application_id, UUID(int=9), desk=corporation, **ports)


def test_the_stored_bytes_go_to_the_printer_and_the_serve_clock_stops(
    corporation, printer, tmp_path: Path
):
    case = accepted(corporation, IIN)
    corporation.clock.pass_time(minutes=9)

    done = printed(corporation, case, printer)

    (sheet,) = (tmp_path / "printed").iterdir()
    assert sheet.read_bytes() == issuing.paper_bytes(done.paper, desk=corporation)
    assert IIN.digits not in sheet.name
    assert (done.paper.print_state, done.failure) == (PrintState.SPOOLED, "")
    assert done.case.stamps.t5_paper_out == corporation.clock.now()
    closed = visit_of(corporation, case)
    assert serve_time(closed, corporation.clock.moment()).net == Span(540)
    assert queue.open_visit(desk=corporation) is None
    assert queue.finish_visit(case.visit_id, desk=corporation) == closed
    assert messages(corporation, case.application_id) == ["case_accepted", "visit_closed"]


def test_a_printer_that_fails_leaves_the_paper_in_the_list_and_lets_the_visitor_go(
    corporation, printer
):
    case = accepted(corporation, IIN)
    printer.fail_next(PrintFault.OFFLINE)

    failed = printed(corporation, case, printer)

    assert (failed.failure, failed.paper.print_state) == ("print.offline", PrintState.FAILED)
    assert failed.case.stamps.t5_paper_out is None
    assert queue.open_visit(desk=corporation) is None
    (interval,) = visit_of(corporation, case).intervals
    assert (interval.kind, interval.reason) == (IntervalKind.PRINTER, "print.offline")
    assert issuing.print_list(desk=corporation) == ((case.application_id, failed.paper),)


def test_a_paper_that_comes_out_after_the_visit_travels_with_its_instant(corporation, printer):
    case = accepted(corporation, IIN)
    printer.fail_next(PrintFault.OFFLINE)
    printed(corporation, case, printer)
    corporation.clock.pass_time(minutes=30)

    late = printed(corporation, case, printer)

    assert late.case.stamps.t5_paper_out == corporation.clock.now()
    assert issuing.print_list(desk=corporation) == ()
    kinds = messages(corporation, case.application_id)
    assert kinds == ["case_accepted", "visit_closed", "visit_closed"]
    printed(corporation, case, printer)
    assert messages(corporation, case.application_id) == kinds


def test_a_visit_closed_by_its_paper_travels_once(corporation, printer):
    corporation.clock.tick_seconds = 0.01
    case = accepted(corporation, IIN)

    printed(corporation, case, printer)

    assert messages(corporation, case.application_id) == ["case_accepted", "visit_closed"]


def test_a_case_without_a_visit_of_this_desk_prints_too(centre, printer):
    for origin in CaseOrigin:
        case = filled(centre, IIN)
        done = decisions.register(case.application_id, desk=centre)
        queue.finish_visit(case.visit_id, desk=centre)
        visit_id = case.visit_id if origin is CaseOrigin.REGISTRY else None
        current = stored(centre, case.application_id)
        saved(centre, replace(current, origin=origin, visit_id=visit_id))

        out = printed(centre, done, printer, done.papers[-1])

        assert out.case.stamps.t5_paper_out == centre.clock.now()
        decisions.hand_over(case.application_id, out.case.number, desk=centre)


def test_an_outage_of_the_printer_ends_with_the_first_sheet(corporation, printer):
    case = filled(corporation, IIN)
    made = issuing.make_application(case.application_id, desk=corporation)
    printer.fail_next(PrintFault.BUSY)
    printed(corporation, made, printer, made.papers[0])
    corporation.clock.pass_time(minutes=2)

    done = printed(corporation, made, printer, made.papers[0])

    (interval,) = queue.open_visit(desk=corporation).intervals
    assert interval.ended == corporation.clock.moment()
    assert done.case.stamps.t5_paper_out is None
    assert done.case.state is CaseState.DRAFT
    assert issuing.print_list(desk=corporation) == ()


def test_the_clock_runs_on_while_another_paper_of_the_visit_waits(corporation, printer):
    case = accepted(corporation, IIN)
    first = receipt_of(case)
    other = replace(first, paper_id=UUID(int=70), made_at=corporation.clock.now())
    saved(corporation, replace(case, papers=(first, other)))

    printed(corporation, case, printer, first)
    assert queue.open_visit(desk=corporation) is not None

    printed(corporation, case, printer, other)
    assert queue.open_visit(desk=corporation) is None


def test_the_print_list_is_oldest_first(corporation, printer):
    first = accepted(corporation, IIN)
    queue.finish_visit(first.visit_id, desk=corporation)
    corporation.clock.pass_time(minutes=1)
    case = draft(corporation)
    identify(corporation, case, iins()[1])
    second = decisions.return_case(case.application_id, "wrong_ticket", desk=corporation)

    listed = issuing.print_list(desk=corporation)

    assert [application_id for application_id, _ in listed] == [
        first.application_id,
        second.application_id,
    ]


def test_a_copy_keeps_its_number_is_marked_and_counted(corporation, printer):
    case = accepted(corporation, IIN)
    printed(corporation, case, printer)
    original = receipt_of(case)

    _, first = issuing.copy_paper(case.application_id, original.paper_id, desk=corporation)
    printed(corporation, case, printer, first)
    with_second, second = issuing.copy_paper(
        case.application_id, original.paper_id, desk=corporation
    )

    assert [p.copy_number for p in (original, first, second)] == [0, 1, 2]
    assert {p.number for p in (original, first, second)} == {case.number}
    assert len({p.sha256 for p in (original, first, second)}) == 3
    assert second.print_state is PrintState.WAITING
    assert with_second.papers[-1] == second


def test_the_original_of_a_result_comes_out_where_it_is_handed_over(corporation, centre, printer):
    case = accepted(corporation, IIN)
    arrived = saved(centre, replace(case, visit_id=None, papers=()))
    done = decisions.register(arrived.application_id, desk=centre)
    certificate = issuing.latest_paper(done, PaperKind.CERTIFICATE)

    assert issuing.print_list(desk=centre) == ()
    with pytest.raises(RuleError, match=r"paper\.printed_elsewhere"):
        printed(centre, done, printer, certificate)
    _, copy = issuing.copy_paper(done.application_id, certificate.paper_id, desk=centre)
    assert (copy.copy_number, copy.print_state) == (1, PrintState.WAITING)
    assert copy.sha256 != certificate.sha256
    assert printed(centre, done, printer, copy).failure == ""


def test_a_portal_result_is_printed_only_when_somebody_asks(corporation, centre, printer):
    case = accepted(corporation, IIN)
    arrived = saved(
        centre,
        replace(case, visit_id=None, papers=(), channel=Channel.PORTAL, intake_office="0201"),
    )
    done = decisions.register(arrived.application_id, desk=centre)
    certificate = issuing.latest_paper(done, PaperKind.CERTIFICATE)

    assert issuing.print_list(desk=centre) == ()
    _, asked = issuing.copy_paper(done.application_id, certificate.paper_id, desk=centre)
    assert asked == certificate
    assert printed(centre, done, printer, asked).paper.print_state is PrintState.SPOOLED
    _, copy = issuing.copy_paper(done.application_id, certificate.paper_id, desk=centre)
    assert copy.copy_number == 1


@pytest.mark.parametrize(
    ("kind", "language"),
    [
        (PaperKind.APPLICATION, PaperLanguage.RU),
        (PaperKind.RECEIPT, PaperLanguage.RU),
        (PaperKind.ACCEPTANCE_REFUSAL, PaperLanguage.RU),
        (PaperKind.MEMO, PaperLanguage.RU),
        (PaperKind.CERTIFICATE, PaperLanguage.BOTH),
        (PaperKind.REFUSAL, PaperLanguage.BOTH),
    ],
)
def test_only_the_result_speaks_the_language_of_the_result(corporation, kind, language):
    case = draft(corporation)
    case = intake.choose_languages(
        case.application_id, desk=corporation, application=Language.RU, result=PaperLanguage.BOTH
    )

    assert issuing.language_of(case, kind) is language


def test_a_memo_speaks_the_language_of_the_application_and_names_the_ticket(corporation):
    wait_in_queue(corporation, ticket("А-048"))
    visit = queue.call_next(desk=corporation)
    case = intake.open_case(visit.visit_id, desk=corporation)
    intake.choose_languages(case.application_id, desk=corporation, result=PaperLanguage.RU)

    done = decisions.return_case(case.application_id, "wrong_ticket", desk=corporation)

    memo = issuing.latest_paper(done, PaperKind.MEMO)
    kept = msgspec.json.decode(corporation.scans.get(memo.content_sha256), type=MemoPaper)
    assert (memo.language, kept.ticket) == (PaperLanguage.KK, "А-048")


def test_a_memo_of_a_case_from_another_desk_names_no_ticket(centre):
    case = filled(centre, IIN)
    came = replace(case, origin=CaseOrigin.REGISTRY, visit_id=UUID(int=5), state=CaseState.ACCEPTED)
    with centre.store.unit() as unit:
        unit.cases.save(came)

    done = decisions.return_case(came.application_id, "complete_data", desk=centre)

    memo = issuing.latest_paper(done, PaperKind.MEMO)
    kept = msgspec.json.decode(centre.scans.get(memo.content_sha256), type=MemoPaper)
    assert kept.ticket is None


def test_a_paper_never_printed_is_no_copy(corporation):
    case = accepted(corporation, IIN)

    assert issuing.copy_paper(case.application_id, receipt_of(case).paper_id, desk=corporation) == (
        case,
        receipt_of(case),
    )


def test_a_training_copy_stays_marked_as_training(corporation, printer):
    desk = replace(corporation, is_training=True)
    case = accepted(desk, IIN)
    plain = issuing.preview(
        receipt_paper(case, desk=corporation), case.result_language, desk=corporation
    )
    printed(desk, case, printer)

    _, copy = issuing.copy_paper(case.application_id, receipt_of(case).paper_id, desk=corporation)

    bytes_of_copy = issuing.paper_bytes(copy, desk=corporation)
    assert bytes_of_copy not in {plain, issuing.paper_bytes(receipt_of(case), desk=desk)}

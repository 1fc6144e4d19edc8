"""Random deeds on a real store: state, outbox and journal move together, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_app.devices.simulated import SimulatedPrinter
from desk_app.domain.applicants import IinSource
from desk_app.domain.audit import first_broken
from desk_app.domain.cases import ENDED_STATES, OPEN_STATES, CaseState
from desk_app.domain.devices import PrintFault
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.outbox import MessageKind
from desk_app.domain.refusals import RefusalRequest
from desk_app.domain.service_time import VisitEnd, serve_time
from desk_app.domain.vocabulary import CheckValue, DeskKind, PaperKind, RequestedStatus
from desk_app.errors import KnownError
from desk_app.services import decisions, intake, issuing, queue, withdrawing
from desk_app.services.answers import RegistryAnswer
from desk_app.wire import decode_event
from tests.builders import (
    APPROVER,
    PAGE,
    checks_of,
    desk_of,
    draft,
    fill,
    iins,
    opened_store,
    person,
    stored,
    ticket,
    wait_in_queue,
)

_BEFORE_REOPENING = {
    MessageKind.REFUSAL_PREPARED,
    MessageKind.REFUSAL_DECLINED,
    MessageKind.VISIT_CLOSED,
}
OUTCOME_OF = {
    CaseState.ACCEPTED: PaperKind.RECEIPT,
    CaseState.ACCEPTANCE_REFUSED: PaperKind.ACCEPTANCE_REFUSAL,
    CaseState.RETURNED: PaperKind.MEMO,
    CaseState.REGISTERED: PaperKind.CERTIFICATE,
    CaseState.REFUSED: PaperKind.REFUSAL,
}
PEOPLE = iins()[:30]
GROUNDS = [("G1", "", "document"), ("G2", "U2", ""), ("G3", "", "statement")]
CODES = ["application", "identity", "employment", "education"]
DEEDS_IN_A_RUN = 60


class AnyDeeds:
    """A clerk, an approver and bad luck at one counter."""

    def __init__(self, folder: Path, kind: DeskKind, random: Random) -> None:
        self.opened = opened_store(folder / "home")
        self.printer = SimulatedPrinter(folder / "printed", seconds_per_paper=0)
        self.desk = desk_of(self.opened, kind)
        self.desk.clock.tick_seconds = 0.5
        self.random = random
        self.tickets = 0
        self.reached: set[str] = set()

    def run(self) -> None:
        deeds = {
            self.somebody_comes: 2,
            self.somebody_brings_everything: 8,
            self.time_passes: 3,
            self.identify: 2,
            self.fill_in: 1,
            self.settle: 2,
            self.hold_or_resume: 3,
            self.conclude: 6,
            self.refuse: 4,
            self.refuse_acceptance: 5,
            self.second_person: 5,
            self.send_away: 2,
            self.withdraw: 1,
            self.hand_over: 3,
            self.print_something: 5,
            self.visit_ends: 3,
            self.numbers_run_out: 1,
            self.numbers_come: 2,
        }
        for deed in self.random.choices(list(deeds), list(deeds.values()), k=DEEDS_IN_A_RUN):
            deed()
            self.everything_agrees()

    def attempt(self, deed) -> None:
        """Do a deed; one that the rules refuse leaves everything as it was."""
        before = self.snapshot()
        try:
            deed()
        except KnownError:
            assert self.snapshot() == before

    def snapshot(self):
        with self.desk.store.reading() as unit:
            return (
                [unit.cases.get(application_id) for application_id in unit.cases.all_ids()],
                unit.outbox.unsent(),
                list(unit.audit.entries()),
                unit.visits.open(),
                unit.numbers.block(),
            )

    @property
    def cases(self):
        with self.desk.store.reading() as unit:
            return [unit.cases.get(i) for i in unit.cases.all_ids()]

    def pick(self):
        """Return a case: mostly the one at the counter or one that is not over yet."""
        cases = self.cases
        visit = queue.open_visit(desk=self.desk)
        here = [c for c in cases if visit is not None and c.application_id == visit.application_id]
        live = [case for case in cases if case.state not in ENDED_STATES]
        if cases:
            return self.random.choice(here * 3 * len(cases) + live * 2 + cases)
        return draft(self.desk)

    def maybe(self) -> bool:
        return self.random.random() < 0.5

    def somebody_comes(self) -> None:
        if self.maybe():
            self.tickets += 1
            wait_in_queue(self.desk, ticket(f"А-{self.tickets}"))
            self.attempt(lambda: queue.call_next(desk=self.desk))
        else:
            self.attempt(lambda: queue.take_without_ticket(desk=self.desk))
        visit = queue.open_visit(desk=self.desk)
        if visit is not None:
            self.attempt(lambda: intake.open_case(visit.visit_id, desk=self.desk))

    def somebody_brings_everything(self) -> None:
        visit = queue.open_visit(desk=self.desk)
        if visit is not None and visit.application_id is None:
            return
        case = draft(self.desk) if visit is None else stored(self.desk, visit.application_id)
        if case.state is not CaseState.DRAFT:
            return
        status = self.random.choice(list(RequestedStatus))
        self.identify_as(case.application_id, self.random.choice(PEOPLE), is_online=True)
        intake.ask_for(case.application_id, status, desk=self.desk)
        fill(self.desk, case.application_id, consents={"secrets": self.random.random() < 0.8})

    def time_passes(self) -> None:
        clock = self.desk.clock
        clock.pass_time(minutes=self.random.randint(1, 90))
        clock.set_wall(minutes=self.random.randint(-30, 30))
        if self.random.random() < 0.2:
            clock.restart(f"boot-{clock.wall_at}")

    def identify(self) -> None:
        case = self.pick().application_id
        self.identify_as(case, self.random.choice(PEOPLE), is_online=self.maybe())

    def identify_as(self, case, iin, *, is_online: bool) -> None:
        answer = RegistryAnswer(asked=False, iin=iin)
        if is_online:
            contract = self.random.choice(list(CheckValue))
            checks = checks_of(self.desk, labour_contract=contract)
            answer = RegistryAnswer(True, person(iin), checks, iin=iin)
        self.attempt(lambda: intake.give_iin(case, iin, IinSource.BARCODE, desk=self.desk))
        self.attempt(lambda: intake.take_answer(case, answer, desk=self.desk))
        self.attempt(lambda: intake.confirm_person(case, desk=self.desk))

    def fill_in(self) -> None:
        case = self.pick()
        if case.state is CaseState.DRAFT:
            fill(self.desk, case.application_id)

    def settle(self) -> None:
        case, code = self.pick().application_id, self.random.choice(CODES)
        status = self.random.choice(list(DocumentStatus))
        self.attempt(lambda: intake.mark_document(case, code, status, desk=self.desk))
        self.attempt(lambda: intake.keep_page(case, code, PAGE, desk=self.desk))

    def hold_or_resume(self) -> None:
        case = self.pick()
        reason = self.random.choice(["applicant_absent", "system"])
        if case.state is CaseState.HELD:
            self.attempt(lambda: intake.resume(case.application_id, desk=self.desk))
        else:
            self.attempt(lambda: intake.hold(case.application_id, reason, desk=self.desk))

    def conclude(self) -> None:
        case, link = self.pick().application_id, self.maybe()
        self.attempt(lambda: decisions.accept(case, desk=self.desk, link_is_up=link))
        self.attempt(lambda: decisions.register(case, desk=self.desk))

    def refuse(self) -> None:
        case = self.pick()
        code, sub_reason, source = self.random.choice(GROUNDS)
        status = self.random.choice([case.requested_status, *RequestedStatus])
        request = RefusalRequest(status, code, "анықталды", sub_reason, source)
        self.attempt(lambda: decisions.refuse(case.application_id, request, desk=self.desk))

    def refuse_acceptance(self) -> None:
        case = self.pick().application_id
        absent, missing = DocumentStatus.ABSENT, ("application",) if self.maybe() else ()
        self.attempt(lambda: intake.mark_document(case, "application", absent, desk=self.desk))
        self.attempt(lambda: decisions.refuse_acceptance(case, desk=self.desk, missing=missing))

    def second_person(self) -> None:
        deed = decisions.approve if self.random.random() < 0.7 else decisions.decline
        case, desk = self.pick().application_id, self.desk.as_operator(APPROVER)
        self.attempt(lambda: deed(case, desk=desk))

    def send_away(self) -> None:
        case = self.pick().application_id
        reason = self.random.choice(["wrong_ticket", "other_service"])
        self.attempt(lambda: decisions.return_case(case, reason, desk=self.desk))

    def withdraw(self) -> None:
        case = self.pick().application_id
        self.attempt(lambda: withdrawing.withdraw(case, desk=self.desk))

    def hand_over(self) -> None:
        case = self.pick()
        number = case.number or case.temporary_number
        self.attempt(lambda: queue.take_for_hand_over(case.application_id, desk=self.desk))
        self.attempt(lambda: decisions.hand_over(case.application_id, number, desk=self.desk))

    def print_something(self) -> None:
        with_papers = [case for case in self.cases if case.papers]
        if not with_papers:
            return
        case = self.random.choice(with_papers)
        paper = case.papers[-1]
        if self.maybe():
            _, paper = issuing.copy_paper(case.application_id, paper.paper_id, desk=self.desk)
        if self.random.random() < 0.3:
            self.printer.fail_next(PrintFault.BUSY)
        issuing.print_paper(
            case.application_id, paper.paper_id, desk=self.desk, printer=self.printer
        )

    def visit_ends(self) -> None:
        end = self.random.choice([queue.finish_visit, queue.not_come, queue.put_back])
        visit = queue.open_visit(desk=self.desk)
        if visit is not None:
            self.attempt(lambda: end(visit.visit_id, desk=self.desk))

    def numbers_run_out(self) -> None:
        with self.desk.store.unit() as unit:
            block = unit.numbers.block()
            unit.numbers.save_block(replace(block, last=block.next - 1 or 1))

    def numbers_come(self) -> None:
        with self.desk.store.unit() as unit:
            block = unit.numbers.block()
            unit.numbers.save_block(replace(block, last=block.next + 50))
        if self.desk.office.kind is DeskKind.PROVIDER:
            self.attempt(lambda: decisions.issue_waiting(desk=self.desk))

    def everything_agrees(self) -> None:
        cases, unsent, entries, at_counter, _ = self.snapshot()
        assert first_broken(entries) is None
        self.reached |= {case.state.value for case in cases}
        by_case = {case.application_id: [] for case in cases}
        for message in sorted(unsent, key=lambda m: m.sequence):
            by_case[message.application_id].append(message)
        for case in cases:
            self.case_agrees(case, by_case[case.application_id], entries)
        numbers = [n for case in cases for n in {case.number, case.certificate_number} if n]
        assert len(numbers) == len(set(numbers))
        if at_counter is not None:
            assert at_counter.is_at_counter

    def case_agrees(self, case, sent, entries) -> None:
        assert [m.sequence for m in sent] == list(range(1, case.revision + 1))
        if sent:
            told = decode_event(sent[-1].payload).case
            assert (told.number, told.decision) == (case.number, case.decision)
            # A visitor's application is filled in again where its refusal was declined.
            again = {CaseState.ACCEPTED, *OPEN_STATES} if case.state in OPEN_STATES else set()
            assert told.state in {case.state, *again}
        kinds = {e.event.kind for e in entries if e.event.application_id == case.application_id}
        made = {paper.kind for paper in case.papers}
        if case.state in OUTCOME_OF and not (
            case.state is CaseState.ACCEPTED and self.desk.office.kind is DeskKind.PROVIDER
        ):
            waits = case.state is CaseState.REGISTERED and not case.certificate_number
            assert waits or OUTCOME_OF[case.state] in made
        if PaperKind.CERTIFICATE in made:
            assert case.certificate_number
        assert len(made & set(OUTCOME_OF.values())) <= 1
        if case.state in OPEN_STATES:
            assert all(message.kind in _BEFORE_REOPENING for message in sent)
        elif case.state is not CaseState.WITHDRAWN:
            assert sent or case.accepted_at
        if case.state in ENDED_STATES - {CaseState.REFUSED}:
            assert any(kind.startswith(("case.", "refusal.")) for kind in kinds)
        self.visit_agrees(case)

    def visit_agrees(self, case) -> None:
        if case.visit_id is None:
            return
        with self.desk.store.reading() as unit:
            visit = unit.visits.get(case.visit_id)
        serve = serve_time(visit, self.desk.clock.moment())
        assert 0 <= serve.net.seconds <= serve.gross.seconds
        if case.state is CaseState.HELD:
            # What came back from approval waits for a visitor who has left.
            assert visit.is_open or case.accepted_at is not None
            assert not visit.is_at_counter
        if case.state is CaseState.DRAFT:
            assert visit.is_at_counter
        if visit.end in {VisitEnd.NO_SHOW, VisitEnd.PUT_BACK}:
            assert case.state is CaseState.WITHDRAWN


@settings(max_examples=8)
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(DeskKind))
def test_no_order_of_deeds_parts_state_outbox_and_journal(seed, kind):
    folder = Path(tempfile.mkdtemp())
    run = AnyDeeds(folder, kind, Random(seed))
    try:
        run.run()
    finally:
        run.opened.close()
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            DeskKind.STATE_CORPORATION,
            {"draft", "held", "accepted", "acceptance_refused", "returned", "withdrawn"},
        ),
        (
            DeskKind.PROVIDER,
            {"draft", "held", "awaiting_approval", "registered", "refused", "handed_over"},
        ),
    ],
)
def test_random_deeds_come_far_enough_to_mean_something(tmp_path, kind, expected):
    reached = set()
    for seed in range(3):
        run = AnyDeeds(tmp_path / str(seed), kind, Random(seed))
        run.run()
        reached |= run.reached
        run.opened.close()

    assert expected <= reached

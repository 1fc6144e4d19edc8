"""A visitor's refusal is prepared at one workplace and approved, or declined, at another.

Two stores of one career centre and a real registry between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from desk_app.clocks import SystemIds
from desk_app.domain.cases import Case, CaseState
from desk_app.domain.refusals import RefusalRequest
from desk_app.domain.vocabulary import CheckValue, DeskKind, PaperKind, RequestedStatus
from desk_app.services import decisions, intake, lists, queue
from desk_app.services.desk import Desk
from desk_app.services.exchange import exchange_now
from desk_app.sync.embedded_registry import EmbeddedRegistry, seed_registry, start_registry
from desk_app.sync.registry_client import RegistryClient
from tests.builders import APPROVER, CENTRE, PAGE, desk_of, filled, iins, opened_store, stored

TOKEN = "a token of the tests"
UNEMPLOYED = RequestedStatus.UNEMPLOYED
NEW_PAGE = replace(PAGE, data=b"the application signed anew")
ON_CONTRACT = RefusalRequest(UNEMPLOYED, "G2", "еңбек шарты бар", "U2")


@dataclass(frozen=True)
class Place:
    desk: Desk
    registry: RegistryClient

    def exchange(self) -> None:
        desk = self.desk
        report = exchange_now(
            store=desk.store,
            scans=desk.scans,
            registry=self.registry,
            clock=desk.clock,
            ids=desk.ids,
        )
        assert not report.failure

    def case(self, like: Case) -> Case:
        return stored(self.desk, like.application_id)

    @property
    def approver(self) -> Desk:
        return self.desk.as_operator(APPROVER)


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[EmbeddedRegistry]:
    folder = tmp_path / "registry"
    seed_registry(folder, people=1)
    running = start_registry(folder, token=TOKEN)
    yield running
    running.stop()


@contextmanager
def place(home: Path, registry: EmbeddedRegistry, workplace: str) -> Iterator[Place]:
    opened = opened_store(home)
    client = RegistryClient(registry.url, token=TOKEN, office_code=CENTRE.code, workplace=workplace)
    desk = desk_of(opened, DeskKind.PROVIDER)
    try:
        yield Place(replace(desk, workplace=workplace, ids=SystemIds()), client)
    finally:
        client.close()
        opened.close()


@pytest.fixture
def here(tmp_path: Path, registry: EmbeddedRegistry) -> Iterator[Place]:
    with place(tmp_path / "here", registry, "03") as opened:
        yield opened


@pytest.fixture
def there(tmp_path: Path, registry: EmbeddedRegistry) -> Iterator[Place]:
    with place(tmp_path / "there", registry, "04") as opened:
        yield opened


def prepared(here: Place, person: int) -> Case:
    """Return a visitor's refusal that waits for approval; the visitor has left."""
    case = filled(here.desk, iins()[person], status=UNEMPLOYED, labour_contract=CheckValue.YES)
    sent = decisions.refuse(case.application_id, ON_CONTRACT, desk=here.desk)
    queue.finish_visit(case.visit_id, desk=here.desk)
    here.exchange()
    return sent


def test_the_head_approves_at_another_workplace(here, there):
    sent = prepared(here, 0)
    there.exchange()

    (waiting,) = [
        case
        for case in lists.incoming(desk=there.approver)
        if case.application_id == sent.application_id
    ]
    assert (waiting.state, waiting.due_on) == (CaseState.AWAITING_APPROVAL, sent.due_on)
    done = decisions.approve(sent.application_id, desk=there.approver)
    there.exchange()
    here.exchange()

    known = here.case(sent)
    assert (known.state, known.certificate_number) == (CaseState.REFUSED, done.certificate_number)
    assert known.papers[-1].kind is PaperKind.REFUSAL
    assert known.decision.approved_by == APPROVER.login
    assert sent.application_id in {s.application_id for s in lists.ready(desk=here.desk)}


def test_what_the_head_declines_at_another_workplace_is_filled_in_where_it_began(here, there):
    sent = prepared(here, 1)
    there.exchange()
    decisions.decline(sent.application_id, desk=there.approver, reason="факт анық емес")
    there.exchange()
    here.exchange()

    back = here.case(sent)
    assert (back.state, back.decision.declined_reason) == (CaseState.HELD, "факт анық емес")
    intake.resume(sent.application_id, desk=here.desk)
    again = replace(ON_CONTRACT, fact="еңбек шарты 2024 жылдан бері қолданыста")
    decisions.refuse(sent.application_id, again, desk=here.desk)
    here.exchange()
    there.exchange()

    waiting = there.case(sent)
    assert (waiting.state, waiting.decision.fact) == (CaseState.AWAITING_APPROVAL, again.fact)
    assert waiting.decision.declined_reason == ""


def test_a_proposed_registration_is_approved_at_another_workplace(here, there):
    case = filled(here.desk, iins()[3], permanent_residence=CheckValue.NO)
    decisions.register(case.application_id, desk=here.desk, reason="отбасымен тұрақты тұрады")
    here.exchange()
    there.exchange()

    done = decisions.approve(case.application_id, desk=there.approver)
    there.exchange()
    here.exchange()

    known = here.case(case)
    assert known.state is CaseState.REGISTERED
    assert known.certificate_number == done.certificate_number
    assert lists.conflicts(desk=here.desk) == ()


def test_what_is_declined_and_registered_where_it_began_is_registered_everywhere(here, there):
    sent = prepared(here, 2)
    decisions.decline(sent.application_id, desk=here.approver)
    intake.resume(sent.application_id, desk=here.desk)
    intake.ask_for(sent.application_id, RequestedStatus.JOB_SEEKER, desk=here.desk)
    # Another status is another application: it is signed anew.
    intake.keep_page(sent.application_id, "application", NEW_PAGE, desk=here.desk)
    decisions.register(sent.application_id, desk=here.desk)
    here.exchange()

    there.exchange()

    assert there.case(sent).state is CaseState.REGISTERED
    assert lists.conflicts(desk=there.desk) == ()

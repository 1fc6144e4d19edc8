"""A case accepted at one desk is decided at another and handed over where it began.

Two desks with stores of their own and a real registry between them, as in the demo office.
"""

import threading
from dataclasses import dataclass

import pytest

from desk_app import bootstrap
from desk_app.commands.demo_office import demo_office
from desk_app.counter_devices import Devices, devices_of
from desk_app.domain.applicants import IinSource
from desk_app.domain.cases import CaseState
from desk_app.domain.devices import ScanRequest
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.rules import consents_for
from desk_app.domain.vocabulary import DeskKind, PaperKind
from desk_app.ports.registry import RegistryGateway
from desk_app.resource_paths import shipped_folder
from desk_app.services import decisions, intake, issuing, lookup, queue, registry_queue
from desk_app.services.desk import Desk
from desk_app.services.exchange import exchange_now
from desk_app.texts import load_texts
from registry.seeding.people import Story, invented_people


@dataclass(frozen=True)
class Counter:
    desk: Desk
    registry: RegistryGateway
    devices: Devices

    def exchange(self):
        desk = self.desk
        report = exchange_now(
            store=desk.store,
            scans=desk.scans,
            registry=self.registry,
            clock=desk.clock,
            ids=desk.ids,
        )
        assert not report.failure
        return report

    def lease(self):
        registry_queue.lease_numbers_if_needed(
            store=self.desk.store, registry=self.registry, ids=self.desk.ids
        )


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    texts = load_texts(shipped_folder("resources") / "texts")
    with demo_office(tmp_path_factory.mktemp("office"), texts) as opened:
        yield opened


def counter_at(office, kind):
    demo = office.desk(kind)
    premises = demo.premises
    desk = premises.unlock(demo.login, demo.password)
    registry = bootstrap.registry_of(premises.settings)
    devices = devices_of(premises.settings, is_instant=True)
    return Counter(desk, registry, devices), premises


@pytest.fixture(scope="module")
def intake_counter(office):
    counter, premises = counter_at(office, DeskKind.STATE_CORPORATION)
    yield counter
    counter.registry.close()
    counter.devices.close()
    premises.close()


@pytest.fixture(scope="module")
def decision_counter(office):
    counter, premises = counter_at(office, DeskKind.PROVIDER)
    yield counter
    counter.registry.close()
    counter.devices.close()
    premises.close()


def jobless_person(counter):
    """Return the IIN of a seeded person whom nothing bars, and what the registry says of them."""
    person = next(p for p in invented_people() if p.story is Story.JOBLESS)
    answer = lookup.ask_registry(person.iin, registry=counter.registry, desk=counter.desk)
    return person.iin, answer


def filled_case(counter):
    desk = counter.desk
    registry_queue.refresh_tickets(store=desk.store, registry=counter.registry, clock=desk.clock)
    visit = queue.call_next(desk=desk)
    case_id = intake.open_case(visit.visit_id, desk=desk).application_id
    iin, answer = jobless_person(counter)
    intake.give_iin(case_id, iin, IinSource.BARCODE, desk=desk)
    intake.take_answer(case_id, answer, desk=desk)
    intake.confirm_person(case_id, desk=desk)
    scan_into(counter, case_id, "employment")
    intake.mark_document(case_id, "education", DocumentStatus.ABSENT, desk=desk)
    answers = {
        "phone": "+77012345678",
        "education": "higher",
        "job": "Бухгалтер",
        "experience": "8",
        "last_employer": "«Сарыарқа Құрылыс» ЖШС",
    }
    for code, text in answers.items():
        intake.answer_field(case_id, code, text, desk=desk)
    case = None
    for consent in consents_for(desk.pack, intake.CHANNELS[desk.office.kind]):
        case = intake.record_consent(case_id, consent, given=True, desk=desk)
    issuing.make_application(case_id, desk=desk)
    scan_into(counter, case_id, "application")
    return case.application_id


def scan_into(counter, case_id, code):
    scanner = counter.devices.scanners.scanners()[0]
    for image in scanner.scan(ScanRequest(page_limit=1), threading.Event()):
        intake.keep_page(case_id, code, image, desk=counter.desk)


def test_a_case_goes_from_desk_to_desk_and_back_by_itself(intake_counter, decision_counter):
    here, there = intake_counter, decision_counter
    here.lease()
    there.lease()
    case_id = filled_case(here)

    accepted = decisions.accept(case_id, desk=here.desk, link_is_up=True)
    assert accepted.state is CaseState.ACCEPTED
    assert accepted.number
    assert here.exchange().sent >= 1

    there.exchange()
    with there.desk.store.unit() as unit:
        arrived = unit.cases.get(case_id)
    assert arrived.state is CaseState.ACCEPTED
    assert arrived.number == accepted.number
    for page in arrived.document("employment").visible_pages:
        assert there.desk.scans.get(page.sha256) == here.desk.scans.get(page.sha256)

    registered = decisions.register(case_id, desk=there.desk)
    assert registered.certificate_number
    there.exchange()

    here.exchange()
    with here.desk.store.unit() as unit:
        ready = unit.cases.get(case_id)
    assert ready.state is CaseState.READY
    assert ready.certificate_number == registered.certificate_number
    certificate = issuing.latest_paper(ready, PaperKind.CERTIFICATE)
    stored = issuing.paper_bytes(certificate, desk=here.desk)
    assert stored == issuing.paper_bytes(
        issuing.latest_paper(registered, PaperKind.CERTIFICATE), desk=there.desk
    )

    printed = issuing.print_paper(
        case_id, certificate.paper_id, desk=here.desk, printer=here.devices.printer
    )
    assert not printed.failure
    handed = decisions.hand_over(case_id, accepted.number, desk=here.desk)
    assert handed.state is CaseState.HANDED_OVER
    here.exchange()

    there.exchange()
    with there.desk.store.unit() as unit:
        assert unit.cases.get(case_id).state is CaseState.HANDED_OVER


def test_a_portal_request_is_waiting_at_the_career_centre(decision_counter):
    decision_counter.exchange()

    with decision_counter.desk.store.unit() as unit:
        incoming = unit.cases.in_states(CaseState.ACCEPTED)
        channels = {unit.cases.get(s.application_id).channel.value for s in incoming}
    assert "portal" in channels

"""What the desk learns of a person from the registry, and what it knows when nobody answers."""

from __future__ import annotations

from desk_app.services.lookup import ask_registry
from desk_app.sync.no_registry import NoRegistry
from registry.seeding.people import Story, invented_people
from tests.builders import desk_of
from tests.sync.desks import CounterDesk
from tests.sync.links import RegistryProcess


def test_an_answer_brings_what_is_known_of_the_person(
    seeded: RegistryProcess, intake: CounterDesk
) -> None:
    invented = next(p for p in invented_people() if p.story is Story.EMPLOYED)

    answer = ask_registry(invented.iin, registry=intake.registry, desk=desk_of(intake.opened))

    assert answer.asked
    assert answer.person is not None
    assert answer.person.surname == invented.surname
    assert "labour_contract" in {check.code for check in answer.checks}


def test_an_answer_brings_the_cases_of_a_person_nothing_else_is_known_of(
    intake: CounterDesk, centre: CounterDesk
) -> None:
    case = intake.accept(centre.office_code)
    intake.exchange()
    iin = case.applicant.iin
    assert iin is not None

    answer = ask_registry(iin, registry=intake.registry, desk=desk_of(intake.opened))

    assert (answer.asked, answer.iin) == (True, iin)
    assert case.application_id in {known.application_id for known in answer.cases}
    assert (answer.person, answer.checks) == (None, ())


def test_without_a_way_to_the_registry_nothing_is_known(intake: CounterDesk) -> None:
    iin = intake.accept("CC000").applicant.iin
    assert iin is not None

    answer = ask_registry(iin, registry=NoRegistry(), desk=desk_of(intake.opened))

    assert (answer.asked, answer.person, answer.checks, answer.cases) == (False, None, (), ())

"""Who comes to the counter in a play is who the demo registry knows, with the story it needs."""

from itertools import islice

import pytest

from desk_app.commands.demo_office import PEOPLE
from desk_app.commands.play import SCENARIOS
from desk_app.commands.stage import applicant
from desk_app.domain.languages import Language
from registry.seeding.people import Story, invented_people

STORIES = {"refusal": Story.EMPLOYED, "redirect": Story.FROM_ELSEWHERE}
QUEUE_AND_PORTAL = 10


@pytest.fixture(scope="module")
def people():
    """The people of the demo office who neither wait in its queue nor have asked by the portal."""
    seeded = islice(invented_people(), QUEUE_AND_PORTAL, PEOPLE)
    return {person.iin.digits: person for person in seeded}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_person_of_a_scenario_is_in_the_registry(people, name, language):
    who = applicant(name, language)

    assert people[who.iin].story is STORIES.get(name, Story.JOBLESS)
    assert people[who.iin].document_number.endswith(who.digits)
    assert all(who.answers.values())


def test_nobody_comes_twice():
    iins = [applicant(name, Language.KK).iin for name in SCENARIOS]

    assert len(set(iins)) == len(iins)

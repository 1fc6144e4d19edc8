"""What stands chosen when step 4 opens, and that no ground of refusal is chosen for the clerk."""

import pytest
from PySide6.QtCore import Qt

from desk_app.domain.cases import CaseState
from desk_app.domain.vocabulary import DeskKind, Outcome
from registry.seeding.people import Story
from tests.ui.case.counter import CTRL, ENTER, person
from tests.ui.case.test_other_ends import called, ended, identify
from tests.ui.case.test_result import at_result

SENT_BACK = [
    (Story.EXPIRED_DOCUMENT, "identity_expired"),
    (Story.FROM_ELSEWHERE, "other_district"),
]


@pytest.mark.parametrize(("story", "reason"), SENT_BACK)
def test_the_career_centre_sends_back_whom_it_may_not_refuse(at_counter, language, story, reason):
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    at_result(clerk, language, person(story))

    choice = clerk.page.result.presenter.choice
    assert (choice.outcome, choice.return_reason) == (Outcome.RETURN_OR_REDIRECT.value, reason)
    assert choice.ground == ""

    clerk.page.result.outcomes.focus_chosen()
    clerk.press(ENTER)
    clerk.press(ENTER)
    if clerk.focus == "return_place":
        clerk.data("Үлгі орталығы")
        clerk.press(ENTER)
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)

    case = ended(clerk)
    assert (case.state, case.decision.return_reason) == (CaseState.RETURNED, reason)


def test_the_state_corporation_refuses_to_accept_an_expired_document(at_counter, language):
    clerk = called(at_counter, language=language)
    at_result(clerk, language, person(Story.EXPIRED_DOCUMENT))

    choice = clerk.page.result.presenter.choice
    assert (choice.outcome, choice.expired) == (Outcome.REFUSE_ACCEPTANCE.value, ("identity",))


def test_a_refusal_that_nothing_supports_asks_for_its_ground(at_counter, language):
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F7)
    clerk.seconds(1)

    clerk.press(ENTER, CTRL)

    assert clerk.stored().state is CaseState.DRAFT
    words = clerk.page.bench.texts.get("error.refusal.ground", language)
    assert words in " ".join(clerk.page.result.summary.lines())
    assert clerk.focus == "ground.G1"


def test_a_reason_the_clerk_took_stays_when_the_step_is_opened_again(at_counter, language):
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    at_result(clerk, language, person(Story.EXPIRED_DOCUMENT))
    presenter = clerk.page.result.presenter
    clerk.page.result.outcomes.focus_chosen()
    clerk.press(ENTER)
    clerk.press(Qt.Key.Key_Down)
    clerk.press(Qt.Key.Key_Home)
    clerk.press(ENTER)
    taken = presenter.choice.return_reason
    assert taken != "identity_expired"

    clerk.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    clerk.press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)

    assert presenter.choice.return_reason == taken

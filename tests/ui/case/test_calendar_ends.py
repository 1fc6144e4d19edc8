"""A desk whose calendar has ended, or whose clock is wrong by years: the window goes on."""

from PySide6.QtCore import Qt

from desk_app.domain.cases import CaseState, Step
from desk_app.domain.vocabulary import Outcome
from tests.builders import stored
from tests.services.test_calendar_ends import where_the_calendar_has_ended
from tests.ui.case.counter import CTRL, ENTER, person
from tests.ui.case.test_other_ends import called
from tests.ui.case.test_result import at_result
from tests.ui.shell.desk_window import texts
from tests.ui.shell.test_sign_in import words_on
from ui.presenters.words import DASH


def test_the_due_day_is_a_dash_and_the_screen_says_what_to_do(at_counter, language):
    clerk = called(at_counter, language=language)
    file = clerk.page.presenter.file
    file.bench.desk = where_the_calendar_has_ended(file.bench.desk)

    at_result(clerk, language, person())

    result = clerk.page.result.presenter
    told = texts().get("error.calendar.no_due_day", language)
    assert clerk.page.presenter.step is Step.RESULT
    assert (texts().get("summary.due", language), DASH) in result.summary()
    result.choose_by_hand(Outcome.ACCEPT.value)
    clerk.settle()
    assert told in words_on(clerk.desk.window)
    clerk.press(ENTER, CTRL)
    case = stored(clerk.desk.desk, file.case.application_id)
    assert case.state is CaseState.DRAFT
    clerk.press(Qt.Key.Key_F1)
    assert clerk.desk.window.isVisible()

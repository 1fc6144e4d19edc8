"""The standard case of ui.md §9 through key events only."""

import pytest
from PySide6.QtCore import Qt

from desk_app.domain.cases import CaseState, Step
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.languages import Language
from tests.builders import ticket, wait_in_queue
from tests.sql_guard import no_sql_on_this_thread
from tests.ui.case.counter import CTRL, ENTER, KAZAKH_ROW, person

# On the Kazakh layout the number row gives letters; the digits must arrive all the same.
ROWS = {Language.KK: KAZAKH_ROW, Language.RU: {}}
FIELDS = {
    Language.KK: ("7012345678", "жо", "Есепші", "Аудитор", "8", "шт", "«Үлгі» ЖШС"),
    Language.RU: ("7012345678", "вы", "Бухгалтер", "Аудитор", "8", "по сок", "ТОО «Үлгі»"),
}


def test_the_standard_case_takes_sixteen_presses(at_counter, language):
    clerk = at_counter(language=language)
    wait_in_queue(clerk.desk.desk, ticket())
    somebody = person()
    row = ROWS[language]

    with no_sql_on_this_thread():
        clerk.call()
        clerk.data(somebody.iin.digits.translate(row))
        clerk.data(somebody.document_number[-4:].translate(row))
        assert clerk.focus == "confirm"
        clerk.press(ENTER)
        assert clerk.page.presenter.step is Step.DOCUMENTS
        assert clerk.focus == "document.employment"
        clerk.press(Qt.Key.Key_F3)
        assert clerk.focus == "document.education"
        clerk.press(Qt.Key.Key_F4)
        clerk.press(ENTER)
        assert clerk.page.presenter.step is Step.APPLICATION
        fill_seven_fields(clerk, language)
        assert clerk.focus == "consent"
        clerk.press(Qt.Key.Key_Space)
        clerk.press(ENTER, CTRL)
        assert clerk.page.presenter.step is Step.RESULT
        assert clerk.focus == "document.application"
        clerk.press(Qt.Key.Key_F3)
        clerk.seconds(1)
        clerk.press(ENTER, CTRL)

    case_id = clerk.desk.window.workspace.done.presenter.case.application_id
    with clerk.desk.desk.store.reading() as unit:
        case = unit.cases.get(case_id)
    assert case.state is CaseState.ACCEPTED
    assert case.document("education").status is DocumentStatus.ABSENT
    assert clerk.shown_page is clerk.desk.window.workspace.done
    assert clerk.presses <= 16, clerk.log


def fill_seven_fields(clerk, language):
    """Type the seven fields wherever the registry has not filled them; Enter after each."""
    clerk.page.application.grid.focus_field("phone")
    for text in FIELDS[language]:
        if not clerk.desk.focus().value():
            clerk.data(text)
        clerk.press(ENTER)


@pytest.mark.parametrize("skip", [1])
def test_prefilled_fields_need_no_typing(at_counter, skip):
    clerk = at_counter()
    wait_in_queue(clerk.desk.desk, ticket())
    somebody = person(skip=skip)

    clerk.call()
    clerk.data(somebody.iin.digits)
    clerk.data(somebody.document_number[-4:])
    clerk.press(ENTER)
    clerk.press(Qt.Key.Key_F4)
    clerk.press(Qt.Key.Key_F4)
    clerk.press(ENTER)

    assert clerk.page.presenter.step is Step.APPLICATION
    grid = clerk.page.application.grid
    assert grid.value("address") == somebody.prefill["address"]

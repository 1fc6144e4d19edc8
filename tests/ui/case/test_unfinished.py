"""What a stopped desk comes back to: the field, and texts that are no part of the case yet."""

from __future__ import annotations

from desk_app.domain.cases import Step
from desk_app.services import intake
from tests.builders import iins
from tests.ui.case.counter import ENTER, person
from tests.ui.case.test_application import at_application, focus_on
from tests.ui.case.test_other_ends import called
from tests.ui.case.test_refusal_panel import refusing


def stop_and_start(clerk) -> None:
    """Let the page forget everything and take the case up from the store."""
    clerk.page.flush()
    clerk.settle()
    case, visit = clerk.stored(), clerk.page.file.visit
    clerk.page.close_case()
    clerk.desk.window.frame.show_page(clerk.desk.window.workspace.idle)
    clerk.desk.window.workspace.counter_taken(case, visit, is_restored=True)
    clerk.settle()


def test_a_number_that_is_only_begun_comes_back(at_counter):
    clerk = called(at_counter)
    clerk.data("82011639")

    stop_and_start(clerk)

    assert clerk.page.identity.iin.value() == "82011639"
    assert clerk.focus == "iin"
    assert clerk.case.applicant.iin is None


def test_a_whole_number_leaves_nothing_begun(at_counter):
    clerk = called(at_counter, offline=True)
    clerk.data(iins()[0].digits[:5])
    stop_and_start(clerk)
    clerk.data(iins()[0].digits[5:])
    clerk.page.flush()
    clerk.settle()

    assert clerk.case.applicant.iin == iins()[0]
    assert dict(clerk.stored().unfinished.texts) == {}


def test_digits_confirmed_just_before_the_stop_are_asked_for_no_more(at_counter):
    clerk = called(at_counter)
    somebody = person()
    clerk.data(somebody.iin.digits)
    clerk.data(somebody.document_number[-4:-1])
    clerk.page.flush()
    clerk.settle()
    # The last digit confirmed the number, and nothing else was kept any more.
    digits = somebody.document_number[-4:]
    intake.confirm_digits(clerk.case.application_id, digits, desk=clerk.desk.desk)

    stop_and_start(clerk)

    assert clerk.page.identity.digits.value() == ""
    assert clerk.focus == "confirm"


def test_a_stop_in_digits_that_are_right_goes_on_at_the_confirmation(at_counter):
    clerk = called(at_counter)
    somebody = person()
    clerk.data(somebody.iin.digits)
    clerk.data(somebody.document_number[-4:])
    clerk.page.flush()
    clerk.settle()
    intake.keep_place(clerk.case.application_id, "document_digits", desk=clerk.desk.desk)

    stop_and_start(clerk)

    assert clerk.focus == "confirm"
    clerk.page.identity.digits.setFocus()
    clerk.press(ENTER)
    assert clerk.focus == "confirm"


def test_a_date_that_is_none_yet_comes_back_with_what_is_wrong(at_counter):
    clerk = called(at_counter, offline=True)
    clerk.page.identity.presenter.enter_by_hand()
    clerk.settle()
    clerk.page.identity.go_to_field("birth_date")
    clerk.data("3109")

    stop_and_start(clerk)

    field = clerk.page.identity.form.fields["birth_date"]
    assert field.editor.value() == "31.09"
    assert field.error()
    assert clerk.focus == "birth_date"

    clerk.data("1990")
    clerk.page.flush()
    clerk.settle()
    assert "identity.birth_date" in clerk.stored().unfinished.texts


def test_the_field_at_work_comes_back_though_others_are_empty(at_counter):
    clerk = at_application(at_counter)
    focus_on(clerk, "last_employer")
    clerk.data("Үлгі")

    stop_and_start(clerk)

    assert clerk.page.presenter.step is Step.APPLICATION
    assert clerk.focus == "last_employer"
    assert clerk.page.application.grid.value("last_employer") == "Үлгі"


def test_a_field_behind_more_is_opened_to_come_back_to(at_counter):
    clerk = at_application(at_counter)
    section = next(s for s in clerk.page.application.presenter.sections() if s.fields)
    code = section.fields[0].code
    focus_on(clerk, code)

    stop_and_start(clerk)

    assert clerk.focus == code


def test_a_refusal_in_the_making_comes_back_with_its_fact(at_counter, language):
    clerk = refusing(at_counter, language)
    clerk.press(ENTER)
    assert clerk.focus == "fact"
    clerk.data("Құжаттағы күн түзетілген")
    entered = clerk.page.result.presenter.choice

    stop_and_start(clerk)

    assert clerk.page.presenter.step is Step.RESULT
    assert clerk.page.result.presenter.choice == entered
    assert entered.fact == "Құжаттағы күн түзетілген"
    assert entered.outcome == "refuse"

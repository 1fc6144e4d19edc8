"""Step 3: answers saved as they are typed, checked when left, consents with their consequences."""

from PySide6.QtCore import Qt

from desk_app.domain.cases import Step
from desk_app.domain.languages import Language
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import DeskKind, Outcome, PaperKind, RequestedStatus
from tests.builders import stored
from tests.sql_guard import no_sql_on_this_thread
from tests.ui.case.counter import CTRL, ENTER, SHIFT, person
from tests.ui.case.test_other_ends import called, identify
from tests.ui.case.test_standard_case import fill_seven_fields
from ui.views.autosave import SAVE_AFTER_MS


def at_application(at_counter, **choices):
    clerk = called(at_counter, **choices)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F4)
    clerk.press(Qt.Key.Key_F4)
    clerk.press(ENTER)
    assert clerk.page.presenter.step is Step.APPLICATION
    return clerk


def focus_on(clerk, code):
    clerk.page.application.go_to_field(code)
    assert clerk.focus == code


def emptied(clerk, code):
    focus_on(clerk, code)
    clerk.desk.focus().selectAll()
    clerk.press(Qt.Key.Key_Delete)


def answers(clerk):
    return clerk.stored().form.answers


def test_typing_is_stored_within_a_second_without_leaving_the_field(at_counter, qtbot):
    clerk = at_application(at_counter)
    focus_on(clerk, "job")

    with no_sql_on_this_thread():
        clerk.desk.type("Аспаз")
        qtbot.waitUntil(lambda: not clerk.page.autosave.holds("job"))

    assert answers(clerk)["job"] == "Аспаз"
    assert SAVE_AFTER_MS < 1000
    assert clerk.focus == "job"


def test_the_start_is_the_first_empty_required_field(at_counter):
    clerk = at_application(at_counter)
    grid = clerk.page.application.grid
    empty = [s.code for s in grid.specs.values() if s.required and not grid.value(s.code)]

    assert clerk.focus == empty[0]


def test_a_phone_too_short_is_told_when_it_is_left(at_counter, language):
    clerk = at_application(at_counter, language=language)
    emptied(clerk, "phone")
    clerk.data("701234567")
    assert clerk.page.application.grid.fields["phone"].error() == ""

    clerk.press(Qt.Key.Key_Tab)

    error = clerk.page.application.grid.fields["phone"].error()
    assert "10" in error
    assert "11" in error


def test_what_is_wrong_is_summed_up_and_the_first_field_gets_the_focus(at_counter, language):
    clerk = at_application(at_counter, language=language)

    clerk.press(ENTER, CTRL)

    lines = clerk.page.application.summary.lines()
    assert clerk.page.presenter.step is Step.APPLICATION
    # job, experience and three consents, at the least
    assert len(lines) >= 5
    assert clerk.focus == "job"
    assert clerk.page.application.grid.fields["job"].error()


def test_a_changed_field_is_the_applicants_own(at_counter):
    clerk = at_application(at_counter)
    assert "address" in clerk.stored().form.from_registry

    focus_on(clerk, "address")
    clerk.press(Qt.Key.Key_End)
    clerk.data(", 5")
    clerk.press(ENTER)

    assert "address" not in clerk.stored().form.from_registry
    assert answers(clerk)["address"].endswith(", 5")


def test_one_space_records_every_consent_with_its_version(at_counter, language):
    clerk = at_application(at_counter, language=language)
    clerk.page.application.go_to_field("consent.personal_data")

    clerk.press(Qt.Key.Key_Space)

    consents = clerk.stored().consents
    assert len(consents) == len(clerk.page.application.presenter.consents()) == 3
    assert all(consent.given and consent.text_version for consent in consents)


def test_without_an_answer_to_the_consents_the_step_says_why_it_cannot_be_left(
    at_counter, language
):
    clerk = at_application(at_counter, language=language)

    clerk.press(ENTER, CTRL)

    words = {
        Language.KK: "Өтініш берушінің келісімінсіз жалғастыру мүмкін емес",
        Language.RU: "Без согласия заявителя продолжить нельзя",
    }
    assert any(line.endswith(words[language]) for line in clerk.page.application.summary.lines())


def test_one_key_asks_for_the_other_status_and_leaves_the_focus_alone(at_counter):
    clerk = at_application(at_counter)
    before = clerk.focus

    for status in (RequestedStatus.UNEMPLOYED, RequestedStatus.JOB_SEEKER):
        clerk.press(Qt.Key.Key_F7, SHIFT)

        assert clerk.stored().requested_status is status
        assert clerk.page.application.status.value() == status.value
        assert clerk.focus == before


def test_a_refused_consent_leads_to_its_outcome(at_counter, language):
    clerk = at_application(at_counter, language=language)
    clerk.page.application.presenter.consent_to_all(given=True)
    clerk.page.application.presenter.consent("personal_data", given=False)
    clerk.settle()
    assert clerk.page.application.consents.consequence.text()

    clerk.page.application.consents.consequence.action.click()
    clerk.settle()

    assert clerk.page.presenter.step is Step.RESULT
    assert clerk.page.result.presenter.outcome is Outcome.REFUSE_ACCEPTANCE
    clerk.seconds(1)
    case_id = clerk.case.application_id
    clerk.press(ENTER, CTRL)
    case = stored(clerk.desk.desk, case_id)
    assert case.decision.outcome is Outcome.REFUSE_ACCEPTANCE


def test_a_refused_publication_goes_on(at_counter, language):
    clerk = at_application(at_counter, language=language)
    fill_seven_fields(clerk, language)
    clerk.press(Qt.Key.Key_Space)
    clerk.page.application.presenter.consent("publication", given=False)
    clerk.settle()

    clerk.press(ENTER, CTRL)

    assert clerk.page.presenter.step is Step.RESULT
    assert clerk.page.result.presenter.outcome is Outcome.ACCEPT


def test_everything_else_stands_behind_more(at_counter, language):
    clerk = at_application(at_counter, language=language)
    shown = {
        code for _, grid, _ in clerk.page.application.form.sections.values() for code in grid.specs
    }
    spec_codes = {f.code for f in clerk.page.file.pack.form.fields if f.main_position is None}
    assert shown == spec_codes

    clerk.page.application.form.toggle.setFocus()
    clerk.press(ENTER)
    focus_on(clerk, "pay_min")
    clerk.data("200000")
    clerk.press(Qt.Key.Key_Tab)

    assert answers(clerk)["pay_min"] == "200000"


def test_a_place_of_work_is_added_as_a_row(at_counter, language):
    clerk = at_application(at_counter, language=language)
    clerk.page.application.form.toggle.setFocus()
    clerk.press(ENTER)
    table = clerk.page.application.form.sections["work"][2][0]
    table.add.setFocus()

    clerk.press(ENTER)
    clerk.data("«Үлгі» ЖШС")
    clerk.press(ENTER)
    clerk.data("Есепші")
    clerk.press(Qt.Key.Key_Tab)

    (row,) = clerk.stored().form.rows["work_history"]
    assert row["organisation"] == "«Үлгі» ЖШС"
    assert row["position"] == "Есепші"


def test_languages_are_two_fields(at_counter):
    clerk = at_application(at_counter)
    step = clerk.page.application

    step.result_language.chosen.emit("both")
    step.application_language.chosen.emit("ru")
    clerk.settle()

    assert clerk.stored().result_language is PaperLanguage.BOTH
    assert clerk.stored().application_language is Language.RU


def test_the_application_is_printed_once_for_each_content(at_counter, language):
    clerk = at_application(at_counter, language=language)
    fill_seven_fields(clerk, language)
    clerk.press(Qt.Key.Key_Space)
    clerk.press(ENTER, CTRL)
    (first,) = [p for p in clerk.stored().papers if p.kind is PaperKind.APPLICATION]

    clerk.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    clerk.press(ENTER, CTRL)
    (same,) = [p for p in clerk.stored().papers if p.kind is PaperKind.APPLICATION]
    assert same == first

    clerk.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    emptied(clerk, "job")
    clerk.data("Аспаз")
    clerk.press(ENTER, CTRL)
    (other,) = [p for p in clerk.stored().papers if p.kind is PaperKind.APPLICATION]
    assert other.sha256 != first.sha256


def test_at_the_career_centre_a_refused_consent_leads_to_a_refusal_or_a_return(at_counter):
    clerk = called(at_counter, kind=DeskKind.PROVIDER)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F4)
    clerk.press(Qt.Key.Key_F4)
    clerk.press(ENTER)

    clerk.page.application.presenter.consent("secrets", given=False)
    clerk.settle()

    (found,) = clerk.page.application.presenter.consequences()
    assert found[1] in {Outcome.REFUSE, Outcome.RETURN_OR_REDIRECT}

"""Step 1 where document, app and registry say different things; keys are the only input."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt

from desk_app.domain import identity
from desk_app.domain.applicants import Lookup, RepresentativeBasis
from desk_app.domain.cases import CaseState, Step
from desk_app.domain.keyboard_wedge import WedgeKind, WedgeRead
from desk_app.domain.languages import Language
from desk_app.domain.mrz import MachineReadable, MrzFormat
from desk_app.services import intake, queue
from desk_app.services.answers import RegistryAnswer
from desk_app.wire import PersonRecord
from tests.builders import accepted, filled, iins, saved, ticket, wait_in_queue
from tests.ui.case.counter import CTRL, ENTER, KAZAKH_ROW, person
from tests.ui.case.test_identity import ID_CARD, enter_by_hand, words
from tests.ui.case.test_other_ends import called
from tests.ui.case.test_unfinished import stop_and_start
from ui.presenters.identity_seen import LookupState

TAB = Qt.Key.Key_Tab
DIGITAL = {Language.KK: "egov", Language.RU: "цифровой"}
PASSPORT = {Language.KK: "қазақстан республикасы азаматының п", Language.RU: "паспорт"}
TRUSTEE = {Language.KK: "сенімхат", Language.RU: "представитель по д"}


def lines_of(somebody, **changes):
    """Return what a reader takes from a seeded person's card."""
    card = MachineReadable(
        format=MrzFormat.TD1,
        document_number=somebody.document_number,
        issuer="KAZ",
        nationality="KAZ",
        surname="ULGI",
        given_names="OIDAN",
        birth_date=somebody.birth_date,
        sex=somebody.sex,
        expires_on=somebody.document_valid_until,
        iin=somebody.iin,
    )
    card = replace(card, **changes)
    return WedgeRead(WedgeKind.MRZ, "", iin=card.iin, mrz=card)


def swipe(clerk, somebody, **changes):
    assert clerk.page.take_scan(lines_of(somebody, **changes))
    clerk.settle()


def form_field(clerk, code):
    return clerk.page.identity.form.fields[code]


def by_hand(clerk):
    """Open the form with the keyboard from the confirmation."""
    assert clerk.focus == "confirm"
    clerk.press(TAB)
    assert clerk.focus == "identity.by_hand"
    clerk.press(Qt.Key.Key_Space)


def go_to(clerk, code):
    """Go through the form with Tab until a field has the focus."""
    for _ in range(3 * len(clerk.page.identity.form.fields)):
        if clerk.focus == code:
            return
        clerk.press(TAB)
    raise AssertionError(code)


def test_a_card_that_expired_or_differs_says_so_though_the_registry_knows_better(
    at_counter, language
):
    clerk = called(at_counter, language=language)
    somebody = person()

    swipe(clerk, somebody, birth_date=date(2003, 1, 28), expires_on=date(2021, 1, 1))

    assert words(clerk).lookup is LookupState.FOUND
    assert clerk.case.applicant.birth_date == date(2003, 1, 28)
    assert "01.01.2021" in words(clerk).expired
    assert f"{somebody.birth_date:%d.%m.%Y}" in words(clerk).difference
    assert clerk.focus == "mismatch_reason"
    assert somebody.surname == clerk.case.applicant.name.surname


def test_a_card_that_agrees_asks_for_nothing(at_counter, language):
    clerk = called(at_counter, language=language)

    swipe(clerk, person())

    assert words(clerk).difference == ""
    assert clerk.page.identity.digits_field.isHidden()
    assert clerk.focus == "confirm"
    clerk.press(ENTER)
    assert clerk.page.presenter.step is Step.DOCUMENTS


def test_the_registrys_number_is_not_given_away_by_the_form(at_counter, language):
    clerk = called(at_counter, language=language)
    somebody = person()
    clerk.data(somebody.iin.digits)
    assert clerk.focus == "document_digits"
    clerk.press(TAB)
    for _ in range(9):
        if clerk.focus == "identity.by_hand":
            break
        clerk.press(TAB)
    clerk.press(Qt.Key.Key_Space)

    number = form_field(clerk, "document_number").editor
    assert clerk.focus == "document_number"
    assert number.value() == ""
    assert somebody.document_number not in words(clerk).number_hint
    clerk.data(somebody.document_number)
    clerk.press(ENTER)
    assert clerk.case.applicant.second_datum_matched
    assert words(clerk).number_hint == ""


def wrong_number(somebody):
    return f"{(int(somebody.document_number) + 1111) % 10**9:09d}"


def test_another_number_than_the_registrys_goes_on_with_a_reason(at_counter, language):
    clerk = called(at_counter, language=language)
    somebody = person()
    clerk.data(somebody.iin.digits)
    clerk.page.identity.by_hand.setFocus()
    clerk.press(Qt.Key.Key_Space)
    clerk.data(wrong_number(somebody))
    clerk.press(ENTER, CTRL)

    assert clerk.page.presenter.step is Step.IDENTITY
    assert not clerk.case.applicant.second_datum_matched
    assert somebody.document_number[:-4] in words(clerk).difference
    assert somebody.document_number not in words(clerk).difference
    assert clerk.focus == "mismatch_reason"
    clerk.press(Qt.Key.Key_Down)
    clerk.press(ENTER)
    assert clerk.focus == "confirm"
    clerk.press(ENTER)
    assert clerk.page.presenter.step is Step.DOCUMENTS
    assert not clerk.case.applicant.second_datum_matched


def test_what_was_typed_while_the_registry_was_silent_stays_when_it_answers(at_counter, language):
    clerk = called(at_counter, language=language, offline=True)
    somebody = person()
    clerk.data(somebody.iin.digits)
    assert words(clerk).lookup is LookupState.LATER
    enter_by_hand(clerk, [("surname", "өзгермес"), ("given_name", "аты")])

    asked = clerk.page.identity.presenter
    asked.file.change(
        lambda application_id, desk: intake.take_answer(
            application_id, registry_answer(somebody), desk=desk
        )
    )
    clerk.settle()

    name = clerk.case.applicant.name
    assert (name.surname, name.given_name) == ("Өзгермес", "Аты")
    assert somebody.surname in words(clerk).difference
    assert form_field(clerk, "surname").editor.value() == "Өзгермес"


def registry_answer(somebody):
    record = PersonRecord(
        iin=somebody.iin.digits,
        surname=somebody.surname,
        given_name=somebody.given_name,
        birth_date=somebody.birth_date,
        sex=somebody.sex,
        document_kind="id_card",
        document_number=somebody.document_number,
    )
    return RegistryAnswer(True, record, (), (), somebody.iin)


def test_who_was_entered_before_the_number_keeps_what_was_entered(at_counter, language):
    clerk = called(at_counter, language=language, offline=True)
    for _ in range(2):
        clerk.press(TAB)
    clerk.press(Qt.Key.Key_Space)
    enter_by_hand(clerk, [("surname", "өзгермес"), ("given_name", "аты")])
    for _ in range(3):
        clerk.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)

    assert clerk.focus == "iin"
    clerk.data(iins()[0].digits)

    assert clerk.case.applicant.iin == iins()[0]
    assert clerk.case.applicant.name.full == "Өзгермес Аты"
    assert form_field(clerk, "surname").editor.value() == "Өзгермес"


def test_a_document_shown_in_the_app_is_entered_by_its_code(at_counter, language):
    clerk = called(at_counter, language=language)
    somebody = person()
    clerk.data(somebody.iin.digits)
    clerk.data(somebody.document_number[-4:])
    by_hand(clerk)
    assert form_field(clerk, "app_code").isHidden()
    go_to(clerk, "document_kind")
    clerk.data(DIGITAL[language])
    clerk.press(ENTER)

    assert clerk.focus == "app_code"
    clerk.data("482 913")
    clerk.press(ENTER)

    document = clerk.case.applicant.document
    assert (document.kind, document.seen_in_app) == ("digital", True)
    assert document.app_code == "482 913"
    assert clerk.focus == "document_number"
    for _ in range(4):
        clerk.press(ENTER)
    assert clerk.focus == "confirm"
    clerk.press(ENTER)
    assert clerk.page.presenter.step is Step.DOCUMENTS, clerk.page.identity.summary.lines()


def test_offline_the_code_of_the_app_stands_for_the_number(at_counter, language):
    clerk = called(at_counter, language=language, offline=True)
    clerk.data(iins()[0].digits)
    enter_by_hand(
        clerk,
        [
            ("surname", "серікбаева"),
            ("given_name", "айгерім"),
            ("patronymic", ""),
            ("birth_date", ""),
            ("sex", ""),
            ("citizenship", ""),
            ("document_kind", DIGITAL[language]),
            ("app_code", "482913".translate(KAZAKH_ROW)),
            ("document_number", ""),
            ("valid_until", ""),
            ("issued_on", ""),
            ("issued_by", ""),
        ],
    )

    assert clerk.case.applicant.document.app_code == "482913"
    assert clerk.focus == "confirm"
    clerk.press(ENTER)
    assert clerk.page.presenter.step is Step.DOCUMENTS, clerk.page.identity.summary.lines()
    assert identity.is_unconfirmed(clerk.case.applicant)


def test_a_card_swiped_after_the_app_takes_its_place(at_counter, language):
    clerk = called(at_counter, language=language)
    somebody = person()
    clerk.data(somebody.iin.digits)
    clerk.data(somebody.document_number[-4:])
    by_hand(clerk)
    go_to(clerk, "document_kind")
    clerk.data(DIGITAL[language])
    clerk.press(ENTER)
    clerk.data("482913")
    clerk.press(ENTER)

    swipe(clerk, somebody)

    document = clerk.case.applicant.document
    assert (document.kind, document.seen_in_app, document.app_code) == ("id_card", False, "")
    assert document.issued_on == somebody.document_issued_on
    assert form_field(clerk, "app_code").isHidden()


def test_somebody_acts_by_power_of_attorney(at_counter, language):
    clerk = called(at_counter, language=language)
    swipe(clerk, person())
    for _ in range(2):
        clerk.press(TAB)
    assert clerk.focus == "identity.with_deputy"
    clerk.press(Qt.Key.Key_Space)

    assert clerk.focus == "representative_document"
    clerk.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    enter_by_hand(
        clerk,
        [
            ("representative_basis", TRUSTEE[language]),
            ("representative_document", "Сенімхат № 5"),
            ("representative_surname", "Үлгіев"),
            ("representative_given_name", "Ойдан"),
            ("representative_patronymic", ""),
            ("representative_iin", ""),
            ("representative_phone", ""),
        ],
    )
    assert clerk.focus == "confirm"
    clerk.press(ENTER)

    assert clerk.page.presenter.step is Step.DOCUMENTS, clerk.page.identity.summary.lines()
    deputy = clerk.case.applicant.representative
    assert deputy.basis is RepresentativeBasis.POWER_OF_ATTORNEY
    assert deputy.basis_document == "Сенімхат № 5"


@pytest.mark.parametrize(("offline", "where"), [(True, "none_here"), (False, "none_both")])
def test_where_other_applications_were_looked_for_is_said_though_none_was_found(
    at_counter, language, offline, where
):
    clerk = called(at_counter, language=language, offline=offline)
    looked = clerk.desk.part("identity.looked")
    assert looked.isHidden()

    clerk.data(iins()[0].digits if offline else person().iin.digits)

    said = clerk.desk.window.bench.texts.get(f"identity.{where}", language)
    assert looked.text() == said
    assert looked.isVisible()


def another_visit(clerk, first):
    queue.finish_visit(first.visit_id, desk=clerk.desk.desk)
    wait_in_queue(clerk.desk.desk, ticket())
    clerk.call()


def test_a_result_that_waits_here_for_the_person_is_told(at_counter, language):
    clerk = at_counter(language=language, offline=True)
    somebody = person(skip=5)
    first = saved(
        clerk.desk.desk,
        replace(accepted(clerk.desk.desk, somebody.iin), state=CaseState.READY),
    )
    another_visit(clerk, first)

    clerk.data(somebody.iin.digits)

    (told,) = words(clerk).duplicates
    assert first.number in told.text
    assert told.application_id == first.application_id


def test_a_certificate_this_desk_gave_the_person_is_told(at_counter, language):
    clerk = at_counter(language=language, offline=True)
    somebody = person(skip=5)
    given = replace(
        filled(clerk.desk.desk, somebody.iin),
        state=CaseState.HANDED_OVER,
        certificate_number="0101-03-2026-000001-06",
    )
    another_visit(clerk, saved(clerk.desk.desk, given))

    clerk.data(somebody.iin.digits)

    (told,) = words(clerk).duplicates
    assert "0101-03-2026-000001-06" in told.text
    assert told.application_id is None


def test_another_application_is_still_told_after_a_restart(at_counter, language):
    clerk = at_counter(language=language)
    somebody = person(skip=5)
    first = accepted(clerk.desk.desk, somebody.iin)
    another_visit(clerk, first)
    clerk.data(somebody.iin.digits)
    before = [told.text for told in words(clerk).duplicates]

    stop_and_start(clerk)

    assert [told.text for told in words(clerk).duplicates] == before


def test_a_case_taken_up_again_asks_the_registry_what_it_had_not_heard(at_counter, language):
    clerk = called(at_counter, language=language)
    clerk.data(person().iin.digits)
    unheard = replace(clerk.case.applicant, registry_lookup=Lookup(), registry_person=None)
    case = saved(clerk.desk.desk, replace(clerk.stored(), applicant=unheard))
    clerk.page.close_case()

    clerk.desk.window.workspace.counter_taken(case, None, is_restored=True)
    clerk.settle()

    assert words(clerk).lookup is LookupState.FOUND


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("birth_date", "010290"),
        ("birth_date", "01022090"),
        ("issued_on", "01012090"),
        ("valid_until", "010130"),
        ("issued_by", "ІІМ 厨"),
        ("surname", "Ꙁ"),
    ],
)
def test_what_no_paper_can_say_is_told_at_its_field(at_counter, language, code, typed):
    clerk = called(at_counter, language=language, offline=True)
    clerk.data(iins()[0].digits)
    go_to(clerk, code)

    clerk.press(Qt.Key.Key_A, CTRL)
    clerk.press(Qt.Key.Key_Delete)
    clerk.data(typed)
    clerk.press(ENTER)

    assert form_field(clerk, code).error()


def test_a_document_of_the_past_cannot_end_before_it_began(at_counter, language):
    clerk = called(at_counter, language=language, offline=True)
    clerk.data(iins()[0].digits)
    enter_by_hand(
        clerk,
        [
            ("surname", "серікбаева"),
            ("given_name", "айгерім"),
            ("patronymic", ""),
            ("birth_date", ""),
            ("sex", ""),
            ("citizenship", ""),
            ("document_kind", ID_CARD[language]),
            ("document_number", "045812337"),
            ("valid_until", "01012020"),
            ("issued_on", "02012020"),
        ],
    )

    clerk.press(ENTER, CTRL)

    assert form_field(clerk, "valid_until").error()
    assert clerk.focus == "valid_until"


def test_the_field_gone_to_is_seen_whole_with_what_is_wrong(at_counter, language):
    clerk = called(at_counter, language=language, offline=True)
    clerk.data(iins()[0].digits)
    enter_by_hand(clerk, [("surname", "серікбаева"), ("given_name", "айгерім")])

    clerk.press(ENTER, CTRL)

    assert len(clerk.page.identity.summary.lines()) > 1
    field = form_field(clerk, clerk.focus)
    assert field.error()
    clerk.desk.until(lambda: is_whole_in_sight(clerk, field))


def is_whole_in_sight(clerk, field):
    body = clerk.desk.part("identity.main.body").viewport()
    top = field.mapTo(body, QPoint(0, 0)).y()
    return top >= 0 and top + field.height() <= body.height()

"""Step 1: found, not found, out of reach, doubtful, doubled, by hand, through somebody else."""

import threading
from datetime import date

import msgspec
from PySide6.QtCore import Qt

from desk_app.domain.applicants import IinSource, RepresentativeBasis
from desk_app.domain.cases import CaseState, Step
from desk_app.domain.iin import Sex, compose_iin
from desk_app.domain.keyboard_wedge import extract_identity
from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import CheckValue, PaperKind
from desk_app.services import queue
from desk_app.sync.registry_client import RegistryClient
from registry.seeding.people import Story
from tests.builders import accepted, iins, ticket, wait_in_queue
from tests.sql_guard import no_sql_on_this_thread
from tests.ui.case.conftest import TOKEN
from tests.ui.case.counter import CTRL, ENTER, person
from tests.ui.case.test_other_ends import called, ended, identify
from tests.ui.case.test_standard_case import fill_seven_fields
from ui.presenters.identity_seen import LookupState
from ui.presenters.workbench import Lane

# The first letters of the kind, as the list has it.
ID_CARD = {
    Language.KK: "қазақстан республикасы азаматының ж",
    Language.RU: "удостоверение личности г",
}


def words(clerk):
    return clerk.page.identity.presenter.words()


def enter_by_hand(clerk, fields):
    """Fill the form from the field in focus on; Enter after each."""
    for name, text in fields:
        assert clerk.focus == name
        if text:
            clerk.data(text)
        clerk.press(ENTER)


def test_offline_the_whole_case_goes_on_with_a_temporary_number(at_counter, language):
    clerk = called(at_counter, language=language, offline=True)
    clerk.desk.window.workspace.link.exchange()
    clerk.settle()
    iin = iins()[0]

    with no_sql_on_this_thread():
        clerk.data(iin.digits)
        assert words(clerk).lookup is LookupState.LATER
        assert clerk.focus == "surname"
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
            ],
        )
        assert clerk.focus == "document_number"
        clerk.data("045812337")
        for _ in range(4):
            clerk.press(ENTER)
        assert clerk.focus == "confirm"
        clerk.press(ENTER)
        assert clerk.page.presenter.step is Step.DOCUMENTS, clerk.page.identity.summary.lines()
        clerk.press(Qt.Key.Key_F4)
        clerk.press(Qt.Key.Key_F4)
        clerk.press(ENTER)
        assert clerk.focus == "address"
        clerk.data("Үлгі көшесі, 1")
        fill_seven_fields(clerk, language)
        clerk.press(Qt.Key.Key_Space)
        clerk.press(ENTER, CTRL)
        clerk.press(Qt.Key.Key_F3)
        clerk.seconds(1)
        assert clerk.page.result.number_note.text()
        clerk.press(ENTER, CTRL)

    case = ended(clerk)
    assert case.state is CaseState.ACCEPTED
    assert case.temporary_number
    assert not case.number
    assert case.applicant.name.full == "Серікбаева Айгерім"
    assert case.applicant.second_datum_matched


def test_a_wrong_digit_is_told_under_the_field(at_counter, language):
    clerk = called(at_counter, language=language)
    digits = iins()[0].digits

    clerk.data(digits[:11] + str((int(digits[11]) + 1) % 10))

    assert clerk.page.identity.iin_field.error()
    assert clerk.focus == "iin"


def test_nothing_is_said_of_a_number_that_is_being_typed(at_counter):
    clerk = called(at_counter)

    clerk.data(iins()[0].digits[:7])

    assert clerk.page.identity.iin_field.error() == ""


def test_digits_of_another_document_do_not_pass(at_counter, language):
    clerk = called(at_counter, language=language)
    somebody = person()

    clerk.data(somebody.iin.digits)
    last = somebody.document_number[-4:]
    clerk.data(last[:3] + str((int(last[3]) + 1) % 10))

    assert clerk.page.identity.digits_field.error()
    assert clerk.focus == "document_digits"
    assert not clerk.case.applicant.second_datum_matched


def test_a_card_read_by_a_reader_needs_no_digits(at_counter, language):
    clerk = called(at_counter, language=language)
    somebody = person()
    read = extract_identity(somebody.iin.digits, date(2026, 11, 23))

    assert clerk.page.take_scan(read)
    clerk.settle()

    assert clerk.focus == "confirm"
    assert clerk.case.applicant.iin_source is IinSource.BARCODE
    clerk.press(ENTER)
    assert clerk.page.presenter.step is Step.DOCUMENTS


def test_somebody_the_registry_does_not_know_is_entered_by_hand(at_counter, language):
    clerk = called(at_counter, language=language)
    stranger = compose_iin(date(1960, 2, 29), Sex.MALE, 9977)

    clerk.data(stranger.digits)

    assert words(clerk).lookup is LookupState.NOT_FOUND
    assert words(clerk).is_by_hand
    assert clerk.focus == "surname"


def test_an_application_under_way_is_told_before_anything_is_entered(at_counter, language):
    clerk = at_counter(language=language)
    somebody = person(skip=5)
    other = accepted(clerk.desk.desk, somebody.iin)
    queue.finish_visit(other.visit_id, desk=clerk.desk.desk)
    wait_in_queue(clerk.desk.desk, ticket())
    clerk.call()

    clerk.data(somebody.iin.digits)

    (duplicate,) = words(clerk).duplicates
    assert other.number in duplicate.text
    assert duplicate.application_id == other.application_id
    assert clerk.case.check("active_application").value is CheckValue.YES


ALREADY = {
    Language.KK: ("Бұл адам {day} тіркелген", "Бұл адам бұрын тіркелген"),
    Language.RU: ("Это лицо уже зарегистрировано {day}", "Это лицо уже зарегистрировано"),
}


def test_a_person_who_is_registered_already_is_told_with_the_day(at_counter, language):
    clerk = called(at_counter, language=language)
    somebody = person(Story.REGISTERED)
    (since,) = {c.since_on for c in somebody.checks if c.code == "registered"}

    clerk.data(somebody.iin.digits)

    (told,) = words(clerk).duplicates
    assert told.text == ALREADY[language][0].format(day=f"{since:%d.%m.%Y}")
    assert clerk.desk.part("identity.duplicate0").text() == told.text
    assert clerk.desk.part("identity.looked").text() == words(clerk).looked
    assert told.application_id is None


class OlderRegistry(RegistryClient):
    """A registry of the version before: it does not know since when its answers hold."""

    def checks(self, iin):
        return tuple(msgspec.structs.replace(c, since_on=None) for c in super().checks(iin))


def test_an_older_registry_does_not_tell_the_day(at_counter, registry, language):
    clerk = called(at_counter, language=language)
    older = OlderRegistry(registry.url, token=TOKEN, office_code="SC01", workplace="07")
    clerk.desk.window.bench.registry = older

    clerk.data(person(Story.REGISTERED).iin.digits)
    older.close()

    assert [told.text for told in words(clerk).duplicates] == [ALREADY[language][1]]


def test_a_child_needs_a_legal_representative(at_counter, language):
    clerk = called(at_counter, language=language)
    child = person(Story.CHILD)

    identify_until_confirmation(clerk, child)

    assert clerk.focus == "representative_document"
    clerk.data("Туу туралы куәлік № 1")
    clerk.press(ENTER)
    enter_by_hand(
        clerk,
        [
            ("representative_surname", "Үлгіев"),
            ("representative_given_name", "Ойдан"),
            ("representative_patronymic", ""),
            ("representative_iin", ""),
            ("representative_phone", ""),
        ],
    )
    assert clerk.focus == "confirm"
    clerk.press(ENTER)
    assert clerk.page.presenter.step is Step.DOCUMENTS
    deputy = clerk.case.applicant.representative
    assert deputy.basis is RepresentativeBasis.LEGAL_REPRESENTATIVE
    assert deputy.name.full == "Үлгіев Ойдан"


def identify_until_confirmation(clerk, somebody):
    clerk.data(somebody.iin.digits)
    number = somebody.document_number
    digits = "".join(c for c in number if c.isdigit())
    if clerk.focus == "document_digits":
        clerk.data(digits[-4:])


def test_a_silent_registry_holds_nobody_up(at_counter, language):
    clerk = called(at_counter, language=language)
    answers = threading.Event()
    # A question before ours that gets no answer keeps the lane busy.
    clerk.page.file.work(Lane.LOOKUP, answers.wait, done=lambda _: None)
    for character in person().iin.digits:
        clerk.desk.clock.pass_time(seconds=0.2)
        clerk.desk.type(character)

    for _ in range(3):
        clerk.page.tick(clerk.desk.clock.moment())

    assert words(clerk).lookup is LookupState.SLOW
    assert clerk.page.identity.message.text() == words(clerk).message
    answers.set()
    clerk.settle()
    assert words(clerk).lookup is LookupState.FOUND


def test_without_a_confirmation_the_step_says_so(at_counter, language):
    clerk = called(at_counter, language=language)
    somebody = person()
    clerk.data(somebody.iin.digits)
    clerk.data(somebody.document_number[-4:])

    clerk.press(ENTER, CTRL)

    assert clerk.page.presenter.step is Step.IDENTITY
    assert len(clerk.page.identity.summary.lines()) == 1
    assert clerk.focus == "confirm"


def test_the_language_changes_with_focus_and_typed_text_kept(at_counter):
    clerk = called(at_counter)
    clerk.data(iins()[0].digits[:5])
    before = clerk.page.identity.iin_field.label()

    clerk.press(Qt.Key.Key_F12, CTRL)

    assert clerk.page.identity.iin_field.label() != before
    assert clerk.focus == "iin"
    assert clerk.page.identity.iin.value() == iins()[0].digits[:5]


def test_after_the_case_no_name_is_left_in_the_widgets(at_counter):
    clerk = called(at_counter)
    somebody = person()
    identify(clerk, somebody)
    clerk.press(Qt.Key.Key_F7)
    clerk.press(Qt.Key.Key_Space)
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)
    assert ended(clerk).papers[-1].kind is PaperKind.ACCEPTANCE_REFUSAL

    shown = " ".join(
        widget.accessibleName() + widget.accessibleDescription()
        for widget in clerk.page.findChildren(object)
        if hasattr(widget, "accessibleName")
    )
    assert somebody.surname not in shown
    assert somebody.iin.digits not in shown.replace(" ", "")

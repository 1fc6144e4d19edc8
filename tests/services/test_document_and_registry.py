"""What the document says stays; the registry fills the rest, and where they disagree it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desk_app.domain import identity
from desk_app.domain.applicants import IdentityDocument, IinSource, PersonName
from desk_app.domain.cases import Step
from desk_app.domain.identity import Difference
from desk_app.domain.iin import Sex
from desk_app.domain.steps import blockers
from desk_app.errors import InputError
from desk_app.services import intake, queue
from tests.builders import accepted, by_hand, draft, iins, person, stored
from tests.services.test_intake import UNASKED, answer, begun, identity_blockers

IIN = iins()[0]
OTHER_NUMBER = IdentityDocument("id_card", "999999999")
EXPIRED = IdentityDocument("id_card", "012345678", valid_until=date(2020, 1, 1))


def places(desk, case):
    found = blockers(case, Step.IDENTITY, pack=desk.pack, desk=desk.office.kind, today=desk.today())
    return {(blocker.place, blocker.code) for blocker in found}


def enter(desk, application_id, **changes):
    case = stored(desk, application_id)
    return intake.enter_applicant(application_id, replace(case.applicant, **changes), desk=desk)


def hear(desk, application_id, **fields):
    told = answer(desk, person=person(IIN, **fields))
    return intake.take_answer(application_id, told, desk=desk)


def test_what_the_card_says_is_not_hidden_by_the_registry(corporation):
    application_id = begun(corporation, IinSource.MRZ)
    enter(corporation, application_id, birth_date=date(1991, 4, 18), document=EXPIRED)

    case = hear(corporation, application_id)

    assert case.applicant.birth_date == date(1991, 4, 18)
    assert identity.expiry(case.applicant, corporation.today()).is_expired
    assert identity.differences(case.applicant) == (
        Difference.BIRTH_DATE,
        Difference.REGISTRY_BIRTH_DATE,
        Difference.REGISTRY_TERM,
    )
    assert case.applicant.name.full == "Сынақова Үлгі Мысалқызы"
    assert ("mismatch_reason", "identity.difference") in places(corporation, case)


def test_a_birth_date_of_the_document_that_fits_the_iin_is_not_changed_by_the_registry(corporation):
    application_id = begun(corporation, IinSource.MRZ)
    case = stored(corporation, application_id)
    said = identity.said_by_document(case.applicant, "birth_date")
    intake.enter_applicant(application_id, said, desk=corporation)

    case = hear(corporation, application_id, birth_date=date(1991, 4, 18))

    assert case.applicant.birth_date == IIN.birth_date
    assert identity.differences(case.applicant) == (Difference.REGISTRY_BIRTH_DATE,)


def test_what_was_typed_before_a_late_answer_is_not_lost(corporation):
    application_id = begun(corporation)
    intake.take_answer(application_id, UNASKED, desk=corporation)
    enter(corporation, application_id, name=PersonName("Өзгермес", "Аты"))

    case = hear(corporation, application_id, patronymic="")

    assert case.applicant.name == PersonName("Өзгермес", "Аты")
    assert identity.differences(case.applicant) == (Difference.REGISTRY_NAME,)
    assert case.applicant.document.number == "012345678"


def test_a_patronymic_taken_away_stays_away(corporation):
    application_id = begun(corporation)
    case = hear(corporation, application_id)
    name = replace(case.applicant.name, patronymic="")
    said = identity.said_by_document(replace(case.applicant, name=name), "patronymic")

    case = intake.enter_applicant(application_id, said, desk=corporation)

    assert case.applicant.name == name
    assert identity.differences(case.applicant) == ()
    assert hear(corporation, application_id).applicant.name == name


def test_an_answer_after_the_confirmation_is_compared_and_fills_nothing(corporation):
    application_id = begun(corporation)
    intake.enter_applicant(application_id, by_hand(IIN), desk=corporation)
    intake.confirm_person(application_id, desk=corporation)

    case = hear(corporation, application_id, sex=Sex.MALE, citizenship="UZB")

    assert case.applicant.is_confirmed
    assert case.applicant.name.patronymic == ""
    assert identity.differences(case.applicant) == (
        Difference.REGISTRY_SEX,
        Difference.REGISTRY_CITIZENSHIP,
    )
    assert identity_blockers(corporation, case) == ["identity.difference"]


def test_a_reason_covers_the_differences_it_was_given_for_and_no_other(corporation):
    application_id = begun(corporation)
    enter(
        corporation,
        application_id,
        birth_date=date(1991, 4, 18),
        mismatch_reason="document_is_right",
    )
    assert stored(corporation, application_id).applicant.mismatch_reason == "document_is_right"

    same = hear(corporation, application_id, birth_date=date(1991, 4, 18))
    other = hear(corporation, application_id)
    given = enter(corporation, application_id, mismatch_reason="register_confirms")
    changed = enter(corporation, application_id, sex=Sex.MALE)

    assert same.applicant.mismatch_reason == "document_is_right"
    assert other.applicant.mismatch_reason == ""
    assert given.applicant.mismatch_reason == "register_confirms"
    assert changed.applicant.mismatch_reason == ""


def test_the_days_of_another_document_are_not_put_to_the_one_shown(corporation):
    application_id = begun(corporation)
    enter(corporation, application_id, document=IdentityDocument("passport", "N12345678"))

    case = hear(corporation, application_id, document_issued_by="ІІМ")

    assert case.applicant.document == IdentityDocument("passport", "N12345678")
    assert identity.differences(case.applicant) == ()


def test_a_number_the_registry_does_not_have_confirms_nothing(corporation):
    application_id = begun(corporation, IinSource.TYPED)
    hear(corporation, application_id)

    case = enter(corporation, application_id, document=OTHER_NUMBER)

    with pytest.raises(InputError, match=r"identity\.digits_differ"):
        intake.confirm_digits(application_id, "999999999", desk=corporation)
    assert not case.applicant.second_datum_matched
    assert identity.differences(case.applicant) == (Difference.REGISTRY_NUMBER,)
    reasoned = enter(corporation, application_id, mismatch_reason="register_confirms")
    confirmed = intake.confirm_person(application_id, desk=corporation)
    assert not reasoned.applicant.second_datum_matched
    assert identity_blockers(corporation, confirmed) == []


def test_a_number_half_typed_is_no_other_number_yet(corporation):
    application_id = begun(corporation, IinSource.TYPED)
    hear(corporation, application_id)

    case = enter(corporation, application_id, document=IdentityDocument("id_card", "9999"))

    assert ("document_number", "identity.number_form") in places(corporation, case)
    assert "identity.difference" not in identity_blockers(corporation, case)


@pytest.mark.parametrize(
    ("source", "expected"),
    [(IinSource.TYPED, (Difference.REGISTRY_NUMBER,)), (IinSource.MRZ, ())],
)
def test_a_document_of_another_kind_confirms_no_typed_iin(corporation, source, expected):
    application_id = begun(corporation, source)
    hear(corporation, application_id)

    shown = IdentityDocument("passport", "N12345678")
    case = enter(corporation, application_id, document=shown)

    assert identity.differences(case.applicant) == expected


def test_the_whole_number_typed_from_the_document_is_compared_with_the_registrys(corporation):
    application_id = begun(corporation, IinSource.TYPED)
    known = hear(corporation, application_id)
    assert identity.needs_second_datum(known.applicant)

    said = identity.said_by_document(known.applicant, "document_number")
    case = intake.enter_applicant(application_id, said, desk=corporation)

    assert case.applicant.second_datum_matched
    assert not identity.is_unconfirmed(case.applicant)


def test_a_whole_number_typed_while_the_registry_is_silent_is_confirmed_by_its_answer(corporation):
    application_id = begun(corporation, IinSource.TYPED)
    alone = intake.confirm_digits(application_id, "012345678", desk=corporation)
    assert identity.is_unconfirmed(alone.applicant)

    case = hear(corporation, application_id)

    assert case.applicant.second_datum_matched
    assert not identity.is_unconfirmed(case.applicant)


def compared(desk):
    with desk.store.reading() as unit:
        events = [entry.event for entry in unit.audit.entries()]
    return [dict(event.details) for event in events if event.kind == "applicant.second_datum"]


def test_the_journal_keeps_what_a_second_datum_was_compared_with(corporation, centre):
    known = begun(corporation, IinSource.TYPED)
    hear(corporation, known)
    intake.confirm_digits(known, "5678", desk=corporation)
    intake.confirm_digits(known, "5678", desk=corporation)
    unknown = begun(centre, IinSource.TYPED)
    intake.confirm_digits(unknown, "012345678", desk=centre)

    assert compared(corporation) == [{"source": "registry"}]
    assert compared(centre) == [{"source": "document"}]


def test_the_code_of_the_app_stands_for_the_number_until_a_source_knows_one(corporation):
    application_id = begun(corporation, IinSource.TYPED)
    intake.take_answer(application_id, UNASKED, desk=corporation)
    shown = IdentityDocument("digital", seen_in_app=True, app_code="123456")
    name = PersonName("Сынақова", "Үлгі")
    enter(corporation, application_id, name=name, document=shown)

    alone = intake.confirm_person(application_id, desk=corporation)

    assert identity_blockers(corporation, alone) == []
    assert identity.is_unconfirmed(alone.applicant)
    case = hear(corporation, application_id)
    assert case.applicant.document == shown
    assert identity_blockers(corporation, case) == ["identity.second_datum"]


def test_a_document_in_the_app_is_filled_up_from_the_card_it_shows(corporation):
    application_id = begun(corporation)
    shown = IdentityDocument("digital", seen_in_app=True, app_code="123456")
    enter(corporation, application_id, document=shown)

    document = hear(corporation, application_id).applicant.document

    assert (document.kind, document.number) == ("digital", "012345678")
    assert document.valid_until == date(2030, 1, 1)
    assert document.app_code == "123456"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"birth_date": date(90, 2, 1)}, ("birth_date", "field.not_a_date")),
        ({"birth_date": date(1790, 2, 1)}, ("birth_date", "field.not_a_date")),
        ({"birth_date": date(2090, 2, 1)}, ("birth_date", "field.in_future")),
        (
            {"document": IdentityDocument("id_card", "012345678", issued_on=date(2027, 1, 1))},
            ("issued_on", "field.in_future"),
        ),
        (
            {"document": IdentityDocument("id_card", "012345678", valid_until=date(30, 1, 1))},
            ("valid_until", "field.not_a_date"),
        ),
        (
            {
                "document": IdentityDocument(
                    "id_card",
                    "012345678",
                    issued_on=date(2020, 1, 2),
                    valid_until=date(2020, 1, 1),
                )
            },
            ("valid_until", "field.before_its_start"),
        ),
        ({"name": PersonName("Сынақ\N{CYRILLIC SMALL LETTER MONOGRAPH UK}")},
         ("surname", "field.unprintable")),
        (
            {"document": IdentityDocument("id_card", "012345678", issued_by="ІІМ 厨")},
            ("issued_by", "field.unprintable"),
        ),
    ],
)  # fmt: skip
def test_a_day_or_letter_that_will_not_do_keeps_the_step_by_its_field(
    corporation, changes, problem
):
    application_id = begun(corporation)

    case = intake.enter_applicant(application_id, by_hand(IIN, **changes), desk=corporation)

    assert problem in places(corporation, case)


def test_an_answer_without_a_number_leaves_the_second_datum_as_it_was(corporation):
    application_id = begun(corporation, IinSource.TYPED)
    intake.confirm_digits(application_id, "012345678", desk=corporation)

    case = hear(corporation, application_id, document_kind="", document_number="")

    assert case.applicant.document.number == "012345678"
    assert case.applicant.second_datum_matched


def test_what_was_entered_before_the_number_was_known_stays(corporation):
    application_id = draft(corporation).application_id
    name = PersonName("Сынақова", "Үлгі")
    enter(
        corporation,
        application_id,
        name=name,
        birth_date=date(1991, 4, 18),
        document=IdentityDocument("id_card", "012345678"),
    )
    for what in ("identity.iin", "identity.issued_on"):
        intake.keep_text(application_id, what, "01.0", desk=corporation)
    intake.confirm_person(application_id, desk=corporation)

    case = intake.give_iin(application_id, IIN, IinSource.TYPED, desk=corporation).case

    assert (case.applicant.iin, case.applicant.name) == (IIN, name)
    assert (case.applicant.birth_date, case.applicant.sex) == (date(1991, 4, 18), IIN.sex)
    assert not case.applicant.is_confirmed
    assert identity.is_unconfirmed(case.applicant)
    assert dict(case.unfinished.texts) == {"identity.issued_on": "01.0"}
    assert case.check("sixteen").queried_at == corporation.clock.now()


def test_what_this_pc_knows_of_the_person_is_found_again(corporation):
    first = accepted(corporation, IIN)
    queue.finish_visit(first.visit_id, desk=corporation)
    application_id = draft(corporation).application_id
    assert intake.find_here(application_id, desk=corporation).here == ()
    intake.give_iin(application_id, IIN, IinSource.BARCODE, desk=corporation)

    found = intake.find_here(application_id, desk=corporation)

    assert [summary.number for summary in found.active_here] == [first.number]


def test_a_new_draft_has_heard_nothing(corporation):
    assert draft(corporation).applicant.registry_person is None

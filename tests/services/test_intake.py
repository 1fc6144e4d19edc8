"""Identification, the registry's answer, duplicates, answers, consents: nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from desk_app.domain.applicants import (
    IdentityDocument,
    IinSource,
    PersonName,
    Representative,
    RepresentativeBasis,
)
from desk_app.domain.cases import CaseState, Step, Unfinished
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.languages import Language
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.steps import blockers
from desk_app.domain.vocabulary import Channel, CheckValue, DeskKind, RequestedStatus
from desk_app.errors import InputError, RuleError
from desk_app.services import decisions, intake, queue, withdrawing
from desk_app.services.answers import RegistryAnswer
from desk_app.services.lookup import ask_registry
from desk_app.services.withdrawing import Withdrawal
from desk_app.sync.no_registry import NoRegistry
from desk_app.wire import KnownCase
from tests.builders import (
    PAGE,
    SPECIALIST,
    accepted,
    by_hand,
    checks_of,
    draft,
    fill,
    filled,
    identify,
    iins,
    journal,
    person,
    saved,
    stored,
    ticket,
    wait_in_queue,
)

IIN, OTHER = iins()[:2]
ELSEWHERE = UUID(int=500)
UNASKED = RegistryAnswer(asked=False)


def identity_blockers(desk, case):
    found = blockers(case, Step.IDENTITY, pack=desk.pack, desk=desk.office.kind, today=desk.today())
    return [blocker.code for blocker in found]


def answer(desk, iin=IIN, **fields):
    known = {"person": person(iin), "checks": checks_of(desk), "iin": iin}
    return RegistryAnswer(True, **{**known, **fields})


def begun(desk, source=IinSource.BARCODE):
    case = draft(desk)
    intake.give_iin(case.application_id, IIN, source, desk=desk)
    return case.application_id


@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        (DeskKind.STATE_CORPORATION, Channel.STATE_CORPORATION),
        (DeskKind.PROVIDER, Channel.PROVIDER),
    ],
)
def test_a_case_begins_as_its_desk_and_visit_say(corporation, centre, kind, channel):
    desk = corporation if kind is DeskKind.STATE_CORPORATION else centre
    wait_in_queue(desk, ticket())
    visit = queue.call_next(desk=desk)

    case = intake.open_case(visit.visit_id, desk=desk, language=Language.RU)

    assert (case.channel, case.pack_id, case.visit_id) == (channel, desk.pack_id, visit.visit_id)
    assert (case.stamps.t0_ticket, case.stamps.t1_called) == (
        visit.ticket.issued_at,
        visit.called.wall_at,
    )
    assert (case.application_language, case.result_language) == (Language.RU, PaperLanguage.RU)
    assert [d.code for d in case.documents] == [rule.code for rule in desk.pack.documents]
    assert intake.open_case(visit.visit_id, desk=desk) == case


def test_no_case_is_opened_in_a_closed_visit(corporation):
    visit = queue.take_without_ticket(desk=corporation)
    queue.finish_visit(visit.visit_id, desk=corporation)

    with pytest.raises(RuleError, match=r"visit\.closed"):
        intake.open_case(visit.visit_id, desk=corporation)


def test_an_iin_gives_birth_date_sex_and_the_checks_of_arithmetic(corporation):
    case = stored(corporation, begun(corporation))

    assert (case.applicant.birth_date, case.applicant.sex) == (IIN.birth_date, IIN.sex)
    assert case.check("sixteen").value is CheckValue.YES
    assert case.check("pension_age").value is CheckValue.NO
    assert case.check("labour_contract").value is CheckValue.UNKNOWN
    assert case.check("sixteen").queried_at == corporation.clock.now()


def test_another_iin_takes_everything_of_the_former_person_with_it(corporation):
    application_id = begun(corporation)
    intake.take_answer(application_id, answer(corporation), desk=corporation)
    intake.answer_field(application_id, "job", "аспаз", desk=corporation)
    intake.confirm_person(application_id, desk=corporation)

    case = intake.give_iin(application_id, OTHER, IinSource.TYPED, desk=corporation).case

    assert case.applicant == replace(
        by_hand(OTHER),
        iin_source=IinSource.TYPED,
        name=PersonName(),
        document=IdentityDocument(),
    )
    assert case.form.answers == {"job": "аспаз"}
    assert case.form.from_registry == ()
    assert case.document("identity").status is DocumentStatus.UNSETTLED
    assert case.stamps.t2_identified is None
    assert case.check("labour_contract").value is CheckValue.UNKNOWN


def test_what_is_only_begun_is_kept_as_typed_until_another_person_comes(corporation):
    case = draft(corporation)

    intake.keep_place(case.application_id, "field.job/job", desk=corporation)
    kept = intake.keep_text(case.application_id, "identity.iin", "8201", desk=corporation)
    given = intake.give_iin(case.application_id, IIN, IinSource.TYPED, desk=corporation).case

    assert kept.unfinished == Unfinished("field.job/job", {"identity.iin": "8201"})
    assert stored(corporation, case.application_id).unfinished == Unfinished("field.job/job")
    assert given.unfinished == Unfinished("field.job/job")


def test_what_stands_in_a_field_is_kept_until_the_decision_and_never_travels(corporation):
    application_id = accepted(corporation, IIN).application_id

    kept = intake.keep_text(application_id, "result.choice", "{}", desk=corporation)
    withdrawn = withdrawing.withdraw(application_id, desk=corporation.as_operator(SPECIALIST))

    assert kept.unfinished.texts == {"result.choice": "{}"}
    assert withdrawn.unfinished == Unfinished()
    with pytest.raises(RuleError, match=r"case\.not_editable"):
        intake.keep_text(application_id, "result.choice", "{}", desk=corporation)


def test_the_same_iin_again_changes_no_more_than_how_surely_it_was_read(corporation):
    application_id = begun(corporation, IinSource.TYPED)
    intake.take_answer(application_id, answer(corporation), desk=corporation)

    read = intake.give_iin(application_id, IIN, IinSource.MRZ, desk=corporation).case
    typed = intake.give_iin(application_id, IIN, IinSource.TYPED, desk=corporation).case

    assert read.applicant.iin_source is IinSource.MRZ
    assert typed.applicant == read.applicant
    assert typed.applicant.name.surname == "Сынақова"


def test_a_person_known_here_is_found_before_anything_is_entered(corporation):
    first = accepted(corporation, IIN)
    queue.finish_visit(first.visit_id, desk=corporation)
    second = draft(corporation)

    found = intake.give_iin(second.application_id, IIN, IinSource.BARCODE, desk=corporation)

    assert [s.application_id for s in found.here] == [first.application_id]
    assert intake.active_duplicates(found, ()) == (first.number,)
    check = found.case.check("active_application")
    assert (check.value, check.source) == (CheckValue.YES, "desk")


def test_a_case_that_ended_is_no_double(corporation):
    first = accepted(corporation, IIN)
    queue.finish_visit(first.visit_id, desk=corporation)
    withdrawing.withdraw(
        first.application_id,
        desk=corporation.as_operator(SPECIALIST),
        reason=Withdrawal.OWN_WISH,
    )
    second = draft(corporation)

    found = intake.give_iin(second.application_id, IIN, IinSource.BARCODE, desk=corporation)

    assert found.active_here == ()
    assert found.case.check("active_application").value is CheckValue.UNKNOWN


def test_who_was_registered_may_be_registered_anew(centre):
    first = filled(centre, IIN)
    decisions.register(first.application_id, desk=centre)
    queue.finish_visit(first.visit_id, desk=centre)

    again = filled(centre, IIN, registered=CheckValue.YES)

    assert again.check("active_application").value is CheckValue.NO
    assert decisions.register(again.application_id, desk=centre).state is CaseState.REGISTERED


def known_case(state: str, application_id: UUID = ELSEWHERE, number: str = "0301-X"):
    return KnownCase(
        application_id=application_id,
        number=number,
        state=state,
        channel="portal",
        office_code="0301",
    )


@pytest.mark.parametrize(
    ("state", "value"),
    [
        ("accepted", CheckValue.YES),
        ("awaiting_approval", CheckValue.YES),
        ("returned", CheckValue.NO),
        ("refused", CheckValue.NO),
        ("registered", CheckValue.NO),
        ("ready", CheckValue.NO),
    ],
)
def test_a_double_anywhere_is_found_in_the_registry(corporation, state, value):
    application_id = begun(corporation)
    known = (known_case(state), known_case("draft", application_id))

    case = intake.take_answer(application_id, answer(corporation, cases=known), desk=corporation)

    check = case.check("active_application")
    assert (check.value, check.source) == (value, "desk, registry")


def test_doubles_of_both_places_are_named_once_each(corporation):
    first = accepted(corporation, IIN)
    queue.finish_visit(first.visit_id, desk=corporation)
    second = draft(corporation)
    found = intake.give_iin(second.application_id, IIN, IinSource.BARCODE, desk=corporation)
    elsewhere = known_case("accepted")
    nameless = known_case("held", UUID(int=501), "")
    same = known_case("accepted", first.application_id, "")

    named = intake.active_duplicates(found, (elsewhere, nameless, same, known_case("annulled")))

    assert named == (first.number, "0301-X", str(UUID(int=501)))


def test_an_active_application_bars_a_second_one_and_leads_to_its_memo(corporation):
    case = filled(corporation, IIN)
    intake.take_answer(
        case.application_id,
        answer(corporation, cases=(known_case("accepted"),)),
        desk=corporation,
    )

    with pytest.raises(RuleError, match=r"obstacle=check\.bars, place=check\.active_application"):
        decisions.accept(case.application_id, desk=corporation, link_is_up=True)
    returned = decisions.return_case(case.application_id, "active_application", desk=corporation)
    assert returned.state is CaseState.RETURNED


def test_the_registry_fills_names_document_and_empty_fields_only(corporation):
    application_id = begun(corporation)
    intake.answer_field(application_id, "job", "аспаз", desk=corporation)
    prefill = {"address": "тізілімнен", "job": "бухгалтер"}

    case = intake.take_answer(
        application_id, answer(corporation, person=person(IIN, prefill=prefill)), desk=corporation
    )

    assert case.applicant.name.full == "Сынақова Үлгі Мысалқызы"
    assert case.applicant.document.number == "012345678"
    assert case.form.answers == {"job": "аспаз", "address": "тізілімнен"}
    assert case.form.from_registry == ("address",)
    assert case.applicant.registry_lookup.found is CheckValue.YES
    assert case.check("labour_contract").value is CheckValue.NO


def test_a_person_the_registry_does_not_know_is_entered_by_hand(corporation):
    application_id = begun(corporation)

    case = intake.take_answer(application_id, answer(corporation, person=None), desk=corporation)

    assert case.applicant.registry_lookup.found is CheckValue.NO
    assert case.applicant.name == PersonName()


def test_a_silent_registry_leaves_everything_unknown_and_takes_nothing_back(corporation):
    application_id = begun(corporation)

    silent = intake.take_answer(application_id, UNASKED, desk=corporation)
    heard = intake.take_answer(application_id, answer(corporation), desk=corporation)
    corporation.clock.pass_time(minutes=1)
    again = intake.take_answer(application_id, UNASKED, desk=corporation)

    assert silent.applicant.registry_lookup.found is CheckValue.UNKNOWN
    assert again.applicant == heard.applicant
    assert again.checks == heard.checks


def test_an_answer_about_somebody_else_is_not_taken(corporation):
    application_id = begun(corporation)
    before = stored(corporation, application_id)

    late = answer(corporation, OTHER)

    assert intake.take_answer(application_id, late, desk=corporation) == before


def test_what_the_clerk_compared_with_the_document_is_not_written_over(corporation):
    application_id = begun(corporation)
    entered = by_hand(IIN, name=PersonName("Өзгермес", "Аты"))
    intake.enter_applicant(application_id, entered, desk=corporation)
    intake.confirm_person(application_id, desk=corporation)

    case = intake.take_answer(application_id, answer(corporation), desk=corporation)

    assert case.applicant.name.surname == "Өзгермес"
    assert case.applicant.is_confirmed
    assert case.check("labour_contract").value is CheckValue.NO


def test_an_accepted_case_is_checked_again_and_keeps_its_person_and_form(centre):
    case = filled(centre, IIN, is_online=False)
    waiting = saved(centre, replace(case, state=CaseState.ACCEPTED))

    checked = intake.take_answer(case.application_id, answer(centre), desk=centre)

    assert checked.check("labour_contract").value is CheckValue.NO
    assert checked.applicant.name == waiting.applicant.name
    assert checked.form == waiting.form
    decided = saved(centre, replace(checked, state=CaseState.REFUSED))
    assert intake.take_answer(case.application_id, answer(centre), desk=centre) == decided


def test_a_registry_that_cannot_be_asked_is_an_answer(corporation):
    asked = ask_registry(IIN, registry=NoRegistry(), desk=corporation)

    assert asked == RegistryAnswer(asked=False, iin=IIN)


def test_four_digits_of_the_document_confirm_a_typed_iin(corporation):
    application_id = begun(corporation, IinSource.TYPED)
    intake.take_answer(application_id, answer(corporation), desk=corporation)

    with pytest.raises(InputError) as wrong:
        intake.confirm_digits(application_id, "1111", desk=corporation)
    assert (wrong.value.code, wrong.value.field) == ("identity.digits_differ", "document_digits")

    assert "identity.second_datum" in identity_blockers(
        corporation, stored(corporation, application_id)
    )
    case = intake.confirm_digits(application_id, "5678", desk=corporation)
    assert "identity.second_datum" not in identity_blockers(corporation, case)


@pytest.mark.parametrize("asked", [False, True])
def test_without_a_number_to_compare_the_whole_one_is_typed(corporation, asked):
    application_id = begun(corporation, IinSource.TYPED)
    if asked:
        nobody = person(IIN, document_kind="", document_number="")
        intake.take_answer(application_id, answer(corporation, person=nobody), desk=corporation)

    with pytest.raises(InputError) as short:
        intake.confirm_digits(application_id, "5678", desk=corporation)
    assert short.value.code == "identity.whole_number_needed"

    case = intake.confirm_digits(application_id, "n 012345678", desk=corporation)
    assert case.applicant.document.number == "N012345678"
    assert case.applicant.second_datum_matched


def test_the_whole_number_has_the_form_of_the_chosen_kind(corporation):
    application_id = begun(corporation, IinSource.TYPED)
    typed = by_hand(IIN, iin_source=IinSource.TYPED, document=IdentityDocument("id_card"))
    intake.enter_applicant(application_id, typed, desk=corporation)

    with pytest.raises(InputError, match=r"identity\.whole_number_needed"):
        intake.confirm_digits(application_id, "01234567", desk=corporation)
    assert intake.confirm_digits(
        application_id, "012345678", desk=corporation
    ).applicant.second_datum_matched


def test_a_number_typed_offline_proves_nothing_against_the_registrys(corporation):
    application_id = begun(corporation, IinSource.TYPED)
    intake.confirm_digits(application_id, "999999999", desk=corporation)

    case = intake.take_answer(application_id, answer(corporation), desk=corporation)

    assert case.applicant.document.number == "999999999"
    assert not case.applicant.second_datum_matched
    assert "identity.difference" in identity_blockers(corporation, case)


def test_confirming_settles_the_identity_document_and_stamps_the_instant(corporation):
    application_id = begun(corporation)
    intake.take_answer(application_id, answer(corporation), desk=corporation)
    corporation.clock.pass_time(minutes=1)
    confirmed_at = corporation.clock.now()
    intake.confirm_person(application_id, desk=corporation)
    corporation.clock.pass_time(minutes=1)

    case = intake.confirm_person(application_id, desk=corporation)

    assert case.stamps.t2_identified == confirmed_at
    assert case.document("identity").status is DocumentStatus.SEEN


def test_a_difference_warns_and_is_passed_over_with_a_reason_of_the_list(corporation):
    application_id = begun(corporation)
    differs = person(IIN, birth_date=date(1991, 4, 18))
    case = intake.take_answer(application_id, answer(corporation, person=differs), desk=corporation)
    assert "identity.difference" in identity_blockers(corporation, case)

    with pytest.raises(InputError, match=r"identity\.unknown_reason"):
        intake.confirm_person(application_id, desk=corporation, mismatch_reason="себебі жоқ")
    case = intake.confirm_person(
        application_id, desk=corporation, mismatch_reason="document_is_right"
    )

    assert identity_blockers(corporation, case) == []
    kept = intake.confirm_person(application_id, desk=corporation)
    assert kept.applicant.mismatch_reason == "document_is_right"


def test_a_changed_person_has_to_be_confirmed_again(corporation):
    case = identify(corporation, draft(corporation), IIN)

    same = intake.enter_applicant(case.application_id, case.applicant, desk=corporation)
    changed = intake.enter_applicant(
        case.application_id, replace(case.applicant, latin_name="X"), desk=corporation
    )

    assert same.applicant.is_confirmed
    assert not changed.applicant.is_confirmed


def test_without_iin_and_patronymic_on_a_document_that_has_none(centre):
    case = draft(centre)
    entered = by_hand(
        None, name=PersonName("Сынақ", "Үлгі"), document=IdentityDocument("refugee", "АБ-12345")
    )
    intake.enter_applicant(case.application_id, entered, desk=centre)
    intake.confirm_person(case.application_id, desk=centre)
    fill(centre, case.application_id)

    registered = decisions.register(case.application_id, desk=centre)

    assert registered.state is CaseState.REGISTERED
    assert registered.certificate_number


@pytest.mark.parametrize("basis", RepresentativeBasis)
def test_a_representative_signs_for_the_applicant(corporation, basis):
    case = draft(corporation)
    mother = Representative(PersonName("Сынақова", "Ана"), basis, "құжат № 5")
    intake.give_iin(case.application_id, IIN, IinSource.BARCODE, desk=corporation)
    intake.enter_applicant(
        case.application_id, by_hand(IIN, representative=mother), desk=corporation
    )
    intake.confirm_person(case.application_id, desk=corporation)
    fill(corporation, case.application_id)

    done = decisions.accept(case.application_id, desk=corporation, link_is_up=True)

    assert done.state is CaseState.ACCEPTED
    assert done.applicant.representative == mother


def test_under_sixteen_with_a_representative_gets_a_job_seekers_certificate(centre):
    (iin, *_) = iins(date(2012, 3, 4))
    case = draft(centre)
    mother = Representative(PersonName("Сынақова", "Ана"), RepresentativeBasis.LEGAL_REPRESENTATIVE)
    document = IdentityDocument("birth_certificate", "АА-1234567")
    intake.give_iin(case.application_id, iin, IinSource.BARCODE, desk=centre)
    intake.enter_applicant(
        case.application_id, by_hand(iin, representative=mother, document=document), desk=centre
    )
    intake.confirm_person(case.application_id, desk=centre)
    whole = fill(centre, case.application_id)

    assert whole.check("sixteen").value is CheckValue.NO
    assert decisions.register(case.application_id, desk=centre).state is CaseState.REGISTERED


def test_a_document_shown_in_the_app_is_a_kind_of_its_own(corporation):
    case = draft(corporation)
    intake.give_iin(case.application_id, IIN, IinSource.BARCODE, desk=corporation)
    shown = IdentityDocument("digital", "012345678", seen_in_app=True)
    intake.enter_applicant(case.application_id, by_hand(IIN, document=shown), desk=corporation)
    intake.take_answer(case.application_id, answer(corporation), desk=corporation)

    confirmed = intake.confirm_person(case.application_id, desk=corporation)

    document = confirmed.applicant.document
    assert (document.kind, document.seen_in_app) == ("digital", True)
    assert document.valid_until == date(2030, 1, 1)
    assert identity_blockers(corporation, confirmed) == []


def test_answers_rows_languages_status_and_step_are_kept_as_given(corporation):
    case = draft(corporation)
    rows = [{"organisation": "«Үлгі» ЖШС", "position": "аспаз"}]
    intake.answer_field(case.application_id, "phone", "8 701", desk=corporation)
    intake.answer_rows(case.application_id, "work_history", rows, desk=corporation)
    intake.choose_languages(case.application_id, desk=corporation, result=PaperLanguage.BOTH)
    intake.choose_languages(case.application_id, desk=corporation, application=Language.RU)
    intake.ask_for(case.application_id, RequestedStatus.UNEMPLOYED, desk=corporation)
    intake.go_to(case.application_id, Step.APPLICATION, desk=corporation)

    kept = stored(corporation, case.application_id)

    assert kept.form.answers == {"phone": "8 701"}
    assert kept.form.rows == {"work_history": tuple(rows)}
    assert kept.application_language is Language.RU
    assert kept.result_language is PaperLanguage.BOTH
    assert kept.requested_status is RequestedStatus.UNEMPLOYED
    assert kept.step is Step.APPLICATION


def test_a_consent_is_kept_with_the_version_that_was_read(corporation):
    case = draft(corporation)
    intake.record_consent(case.application_id, "secrets", given=False, desk=corporation)
    kept = intake.record_consent(case.application_id, "secrets", given=True, desk=corporation)

    record = kept.consent("secrets")
    assert (record.text_version, record.given) == ("1", True)
    assert record.recorded_at == corporation.clock.now()
    assert journal(corporation, case.application_id)[-2:] == ["consent.refused", "consent.given"]
    with pytest.raises(RuleError, match=r"consent\.unknown"):
        intake.record_consent(case.application_id, "lottery", given=True, desk=corporation)


def test_a_case_that_left_the_draft_is_not_edited(corporation):
    case = accepted(corporation, IIN)
    application_id = case.application_id

    for deed in (
        lambda: intake.answer_field(application_id, "phone", "", desk=corporation),
        lambda: intake.give_iin(application_id, OTHER, IinSource.TYPED, desk=corporation),
        lambda: intake.confirm_person(application_id, desk=corporation),
        lambda: intake.keep_page(application_id, "employment", PAGE, desk=corporation),
        lambda: intake.record_consent(application_id, "secrets", given=False, desk=corporation),
    ):
        with pytest.raises(RuleError, match=r"case\.not_editable \(state=accepted\)"):
            deed()
    assert stored(corporation, application_id) == case


def test_a_deed_that_changes_nothing_leaves_no_trace(corporation):
    case = draft(corporation)
    intake.mark_document(case.application_id, "employment", DocumentStatus.ABSENT, desk=corporation)
    before = journal(corporation)

    intake.mark_document(case.application_id, "employment", DocumentStatus.ABSENT, desk=corporation)

    assert journal(corporation) == before


def test_a_case_of_a_pack_this_desk_lacks_is_named(corporation):
    case = draft(corporation)
    saved(corporation, replace(case, pack_id="KZ-LIR-1999"))

    with pytest.raises(RuleError, match=r"pack\.unknown \(pack=KZ-LIR-1999\)"):
        intake.confirm_person(case.application_id, desk=corporation)


def test_another_iin_entered_by_hand_is_another_person(corporation):
    first = accepted(corporation, OTHER)
    queue.finish_visit(first.visit_id, desk=corporation)
    case = filled(corporation, IIN, labour_contract=CheckValue.YES)

    entered = intake.enter_applicant(case.application_id, by_hand(OTHER), desk=corporation)

    assert entered.applicant.iin == OTHER
    assert (entered.applicant.is_confirmed, entered.stamps.t2_identified) == (False, None)
    assert entered.check("labour_contract").value is CheckValue.UNKNOWN
    assert entered.check("active_application").value is CheckValue.YES
    assert entered.document("identity").status is DocumentStatus.UNSETTLED
    without = intake.enter_applicant(case.application_id, by_hand(None), desk=corporation)
    assert without.check("active_application").value is CheckValue.UNKNOWN


def test_a_reason_for_a_difference_is_of_the_pack(corporation):
    application_id = begun(corporation)
    wrong_reason = by_hand(IIN, mismatch_reason="because")

    with pytest.raises(InputError) as wrong:
        intake.enter_applicant(application_id, wrong_reason, desk=corporation)

    assert (wrong.value.code, wrong.value.field) == ("identity.unknown_reason", "mismatch_reason")
    known = by_hand(IIN, mismatch_reason="unusual_digit")
    entered = intake.enter_applicant(application_id, known, desk=corporation)
    assert entered.applicant.mismatch_reason == "unusual_digit"


def test_what_the_clerk_entered_stands_in_the_journal_by_codes(corporation):
    application_id = begun(corporation)
    intake.enter_applicant(application_id, by_hand(IIN), desk=corporation)
    intake.choose_languages(application_id, desk=corporation, application=Language.RU)
    intake.ask_for(application_id, RequestedStatus.UNEMPLOYED, desk=corporation)

    with corporation.store.reading() as unit:
        events = [e.event for e in unit.audit.entries()][-3:]

    assert [(e.kind, dict(e.details)) for e in events] == [
        ("applicant.entered", {}),
        ("application.languages", {"application": "ru"}),
        ("application.status_asked", {"status": "unemployed"}),
    ]

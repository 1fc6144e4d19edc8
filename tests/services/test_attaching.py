"""The package of documents at a desk: scanned, seen, absent; the signed application is stamped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk_app.domain.applicants import PersonName
from desk_app.domain.cases import Step
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.languages import Language
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.steps import blockers
from desk_app.domain.vocabulary import RequestedStatus
from desk_app.errors import RuleError
from desk_app.services import decisions, intake, issuing
from desk_app.services.desk import files_of
from tests.builders import PAGE, draft, filled, iins, journal, stored

IIN = iins()[0]

EMPLOYMENT, APPLICATION = "employment", "application"


def shown(case, code=EMPLOYMENT):
    return [page.page_id for page in case.document(code).visible_pages]


def test_a_page_is_stored_before_the_case_names_it(corporation):
    case = draft(corporation)

    page = intake.keep_page(case.application_id, EMPLOYMENT, PAGE, desk=corporation)

    kept = stored(corporation, case.application_id)
    assert shown(kept) == [page.page_id]
    assert corporation.scans.get(page.sha256) == PAGE.data
    assert files_of(kept) == (page.sha256,)
    assert journal(corporation, case.application_id)[-1] == "page.added"


def test_every_deed_on_a_page_is_kept_and_undone(corporation):
    application_id = draft(corporation).application_id
    first = intake.keep_page(application_id, EMPLOYMENT, PAGE, desk=corporation)
    second = intake.keep_page(
        application_id, EMPLOYMENT, replace(PAGE, data=b"another page"), desk=corporation
    )
    deeds = {"desk": corporation}

    moved = intake.move_page(application_id, EMPLOYMENT, second.page_id, places=-1, **deeds)
    assert shown(moved) == [second.page_id, first.page_id]
    intake.move_page(application_id, EMPLOYMENT, second.page_id, places=1, **deeds)
    turned = intake.turn_page(application_id, EMPLOYMENT, first.page_id, degrees=90, **deeds)
    assert turned.document(EMPLOYMENT).pages[0].turn_degrees == 90
    removed = intake.remove_page(application_id, EMPLOYMENT, first.page_id, **deeds)
    assert shown(removed) == [second.page_id]
    restored = intake.restore_page(application_id, EMPLOYMENT, first.page_id, **deeds)
    assert shown(restored) == [first.page_id, second.page_id]
    third = intake.replace_page(application_id, EMPLOYMENT, first.page_id, PAGE, **deeds)
    assert shown(stored(corporation, application_id)) == [third.page_id, second.page_id]


def test_pages_under_a_document_marked_absent_stay_at_the_desk(corporation):
    application_id = draft(corporation).application_id
    page = intake.keep_page(application_id, EMPLOYMENT, PAGE, desk=corporation)

    absent = intake.mark_document(
        application_id, EMPLOYMENT, DocumentStatus.ABSENT, desk=corporation
    )
    assert files_of(absent) == ()

    back = intake.mark_document(
        application_id, EMPLOYMENT, DocumentStatus.UNSETTLED, desk=corporation
    )
    assert files_of(back) == (page.sha256,)


def test_seeing_is_enough_only_where_the_pack_asks_for_no_copy(corporation, centre):
    here, there = draft(corporation).application_id, draft(centre).application_id

    with pytest.raises(RuleError, match=r"document\.scan_needed \(document=employment\)"):
        intake.mark_document(here, EMPLOYMENT, DocumentStatus.SEEN, desk=corporation)
    for code in (EMPLOYMENT, APPLICATION, "identity"):
        seen = intake.mark_document(there, code, DocumentStatus.SEEN, desk=centre)
        assert seen.document(code).status is DocumentStatus.SEEN
    intake.mark_document(here, "identity", DocumentStatus.SEEN, desk=corporation)


def test_nothing_is_scanned_without_a_page_and_only_listed_documents_are_marked(corporation):
    application_id = draft(corporation).application_id

    with pytest.raises(RuleError, match=r"document\.no_pages"):
        intake.mark_document(application_id, EMPLOYMENT, DocumentStatus.SCANNED, desk=corporation)
    with pytest.raises(RuleError, match=r"document\.unknown \(document=diary\)"):
        intake.mark_document(application_id, "diary", DocumentStatus.ABSENT, desk=corporation)


def test_the_signature_is_stamped_once_and_goes_with_its_page(corporation):
    application_id = draft(corporation).application_id
    page = intake.keep_page(application_id, APPLICATION, PAGE, desk=corporation)
    signed_at = corporation.clock.now()
    corporation.clock.pass_time(minutes=1)
    intake.keep_page(application_id, APPLICATION, PAGE, desk=corporation)
    assert stored(corporation, application_id).stamps.t3_signed == signed_at

    for each in stored(corporation, application_id).document(APPLICATION).visible_pages:
        intake.remove_page(application_id, APPLICATION, each.page_id, desk=corporation)
    assert stored(corporation, application_id).stamps.t3_signed is None

    again = intake.restore_page(application_id, APPLICATION, page.page_id, desk=corporation)
    assert again.stamps.t3_signed == corporation.clock.now()


# --- the signed application and the data -------------------------------------------------------


def signing_blockers(desk, case):
    found = blockers(
        case, Step.RESULT, pack=desk.pack_of(case), desk=desk.office.kind, today=desk.today()
    )
    return [blocker.code for blocker in found]


OLDER = ["document.signed_text_older"]
CHANGES = {
    "field": lambda i, d: intake.answer_field(i, "job", "аспаз", desk=d),
    "rows": lambda i, d: intake.answer_rows(i, "work_history", [{"position": "аспаз"}], desk=d),
    "consent": lambda i, d: intake.record_consent(i, "publication", given=False, desk=d),
    "language": lambda i, d: intake.choose_languages(i, desk=d, application=Language.RU),
    "result": lambda i, d: intake.choose_languages(i, desk=d, result=PaperLanguage.RU),
    "status": lambda i, d: intake.ask_for(i, RequestedStatus.UNEMPLOYED, desk=d),
    "applicant": lambda i, d: intake.enter_applicant(
        i, replace(stored(d, i).applicant, name=PersonName("Сынақов", "Үлгі")), desk=d
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_data_changed_after_the_signature_ask_for_another_signature(corporation, change):
    case = filled(corporation, IIN)
    assert signing_blockers(corporation, case) == []

    CHANGES[change](case.application_id, corporation)

    changed = stored(corporation, case.application_id)
    assert signing_blockers(corporation, changed) == OLDER
    assert changed.document("application").visible_pages
    with pytest.raises(RuleError, match=r"outcome\.obstacle"):
        decisions.accept(case.application_id, desk=corporation, link_is_up=True)


def test_a_sheet_printed_before_the_data_changed_is_older_whenever_it_was_signed(corporation):
    case = filled(corporation, IIN)
    issuing.make_application(case.application_id, desk=corporation)
    intake.answer_field(case.application_id, "job", "аспаз", desk=corporation)
    corporation.clock.pass_time(minutes=2)

    intake.keep_page(case.application_id, "application", PAGE, desk=corporation)
    assert signing_blockers(corporation, stored(corporation, case.application_id)) == OLDER

    issuing.make_application(case.application_id, desk=corporation)
    assert signing_blockers(corporation, stored(corporation, case.application_id)) == OLDER
    intake.keep_page(case.application_id, "application", PAGE, desk=corporation)
    signed = stored(corporation, case.application_id)
    assert signing_blockers(corporation, signed) == []
    assert signed.stamps.t3_signed == corporation.clock.now()


def test_what_was_put_back_as_it_was_signed_needs_no_other_signature(corporation):
    case = filled(corporation, IIN)

    intake.answer_field(case.application_id, "job", "аспаз", desk=corporation)
    intake.answer_field(case.application_id, "job", case.form.answers["job"], desk=corporation)
    assert signing_blockers(corporation, stored(corporation, case.application_id)) == []


def test_a_signed_sheet_seen_again_at_the_providers_desk_settles_it(centre):
    case = filled(centre, IIN)
    intake.answer_field(case.application_id, "job", "аспаз", desk=centre)

    seen = intake.mark_document(
        case.application_id, "application", DocumentStatus.SEEN, desk=centre
    )

    assert signing_blockers(centre, seen) == []


def test_a_page_put_back_is_no_new_signature(corporation):
    case = filled(corporation, IIN)
    (page,) = case.document("application").visible_pages
    intake.answer_field(case.application_id, "job", "аспаз", desk=corporation)

    intake.remove_page(case.application_id, "application", page.page_id, desk=corporation)
    back = intake.restore_page(case.application_id, "application", page.page_id, desk=corporation)

    assert signing_blockers(corporation, back) == OLDER

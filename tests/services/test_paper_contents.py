"""What papers say: pack, office and case resolved; unknown things are a dash, never a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from desk_app.domain.applicants import (
    IdentityDocument,
    PersonName,
    Representative,
    RepresentativeBasis,
)
from desk_app.domain.cases import Decision
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.languages import Bilingual
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import CheckValue, Outcome, RequestedStatus
from desk_app.errors import RuleError
from desk_app.services import decisions, intake
from desk_app.services import paper_contents as contents
from tests.builders import (
    APPROVER,
    CENTRE,
    OPERATOR,
    PACK,
    accepted,
    draft,
    filled,
    iins,
    packs,
)

IIN = iins()[0]
RULES = packs()[PACK]
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)


def rows_of(paper) -> dict[str, object]:
    return {row.label.ru: row.value for section in paper.sections for row in section.rows}


def answered(desk, answers, rows=None):
    return with_answers(filled(desk, IIN), answers, desk, rows)


def with_answers(case, answers, desk, rows=None):
    form = replace(case.form, answers={**case.form.answers, **answers}, rows=rows or {})
    return contents.application_paper(replace(case, form=form), desk=desk)


def test_the_application_says_what_was_answered_in_words_of_both_languages(corporation):
    paper = answered(
        corporation,
        {"reason": "own_wish", "pay_min": "250000", "non_employed_on": "2026-11-01"},
    )

    rows = rows_of(paper)

    assert Bilingual("Жоғары", "Высшее") in rows.values()
    assert Bilingual("Өз қалауы бойынша", "По собственному желанию") in rows.values()
    assert "+7 701 234 56 78" in rows.values()
    assert IIN.grouped() in rows.values()
    assert "17.04.1991" in rows.values()
    assert paper.addressee == CENTRE.name
    assert paper.requested_status is RequestedStatus.JOB_SEEKER


def test_money_and_dates_are_written_as_people_read_them(corporation):
    kinds = {spec.kind.value: spec.code for spec in RULES.form.fields}

    case = filled(corporation, IIN)

    paper = with_answers(case, {kinds["money"]: "250000", kinds["date"]: "2026-11-01"}, corporation)
    odd = with_answers(case, {kinds["money"]: "көп", kinds["date"]: "кеше"}, corporation)

    assert {"250\N{NO-BREAK SPACE}000", "01.11.2026"} <= set(map(str, rows_of(paper).values()))
    assert {"көп", "кеше"} <= set(map(str, rows_of(odd).values()))


def test_a_row_of_a_table_is_one_line_and_an_empty_one_is_none(corporation):
    rows = {
        "work_history": (
            {"organisation": "«Үлгі» ЖШС", "position": "аспаз", "from": "2020-01-31", "to": ""},
            {},
        )
    }

    paper = answered(corporation, {}, rows)

    (label,) = [r.label.ru for r in RULES.form.rows if r.code == "work_history"]
    assert rows_of(paper)[label] == contents.same("«Үлгі» ЖШС; аспаз; 31.01.2020")


def test_a_code_no_list_knows_is_shown_as_it_is(corporation):
    assert "жоқ" in rows_of(answered(corporation, {"education": "жоқ"})).values()


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (IdentityDocument(), None),
        (IdentityDocument(number="123"), "№ 123"),
        (
            IdentityDocument("passport"),
            Bilingual(
                "Қазақстан Республикасы азаматының паспорты",
                "Паспорт гражданина Республики Казахстан",
            ),
        ),
        (
            IdentityDocument("passport", "N1234567"),
            Bilingual(
                "Қазақстан Республикасы азаматының паспорты № N1234567",
                "Паспорт гражданина Республики Казахстан № N1234567",
            ),
        ),
    ],
)
def test_the_identity_document_is_named_as_far_as_it_is_known(corporation, document, expected):
    case = draft(corporation)
    applicant = replace(case.applicant, document=document)

    paper = contents.application_paper(replace(case, applicant=applicant), desk=corporation)

    label = RULES.papers.applicant_labels["document"].ru
    assert rows_of(paper).get(label) == expected


def test_who_issued_the_document_and_until_when(corporation):
    case = draft(corporation)
    document = IdentityDocument(
        "id_card", "012345678", "ҚР ІІМ", date(2020, 1, 1), date(2030, 1, 1)
    )
    applicant = replace(case.applicant, document=document)

    paper = contents.application_paper(replace(case, applicant=applicant), desk=corporation)

    label = RULES.papers.applicant_labels["issued"].ru
    assert rows_of(paper)[label] == "ҚР ІІМ, 01.01.2020 – 01.01.2030"


def test_the_application_lists_what_is_attached_and_not_itself(corporation):
    case = filled(corporation, IIN)

    application = contents.application_paper(case, desk=corporation)
    receipt = contents.receipt_paper(
        decisions.accept(case.application_id, desk=corporation, link_is_up=True),
        desk=corporation,
    )

    titles = {rule.code: rule.title for rule in RULES.documents}
    assert [d.title for d in application.documents] == [titles["identity"]]
    assert [(d.title, d.sheets) for d in receipt.documents] == [
        (titles["application"], 1),
        (titles["identity"], 0),
    ]


def test_consents_stand_in_the_order_of_the_pack_whatever_was_asked_first(corporation):
    case = draft(corporation)
    for code, given in (("publication", False), ("secrets", True)):
        case = intake.record_consent(case.application_id, code, given=given, desk=corporation)

    paper = contents.application_paper(case, desk=corporation)

    assert [c.given for c in paper.consents] == [True, False]


@pytest.mark.parametrize(
    ("basis", "document", "expected"),
    [
        (RepresentativeBasis.LEGAL_REPRESENTATIVE, "", "законный представитель"),
        (
            RepresentativeBasis.POWER_OF_ATTORNEY,
            "№ 5",
            "представитель по доверенности, № 5",
        ),
    ],
)
def test_who_signs_for_another_is_named_with_the_basis(corporation, basis, document, expected):
    case = draft(corporation)
    mother = Representative(PersonName("Сынақова", "Ана"), basis, document)
    applicant = replace(case.applicant, representative=mother)

    paper = contents.application_paper(replace(case, applicant=applicant), desk=corporation)

    assert paper.signed_for.signer == "Сынақова Ана"
    assert paper.signed_for.basis.ru == expected


def test_the_receipt_names_where_and_until_when_the_result_is_to_be_had(corporation):
    case = accepted(corporation, IIN)

    paper = contents.receipt_paper(case, desk=corporation, ticket="А-048")

    assert (paper.result_on, paper.result_time) == (case.due_on, CENTRE.closes_at)
    assert (paper.ticket, paper.applicant_contact) == ("А-048", "+7 701 234 56 78")
    assert paper.employee.name == OPERATOR.name
    assert paper.employee.position == RULES.terms.operator
    assert paper.result_place == contents.same("Үлгі бөлімі, Үлгі көшесі, 2")


def test_the_employee_of_the_career_centre_is_its_specialist(centre):
    case = draft(centre)
    decision = Decision(Outcome.RETURN_OR_REDIRECT, return_reason="wrong_ticket", decided_at=NOW)

    paper = contents.memo_paper(replace(case, decision=decision), desk=centre)

    assert paper.employee.position == RULES.terms.specialist


def test_an_operators_own_position_goes_before_the_packs_word(corporation):
    named = replace(OPERATOR, position_kk="аға маман", position_ru="старший специалист")
    case = accepted(corporation, IIN)

    paper = contents.receipt_paper(case, desk=corporation.as_operator(named))

    assert paper.employee.position == Bilingual("аға маман", "старший специалист")


@pytest.mark.parametrize(
    ("answers", "contact"),
    [
        ({"email": "ulgi@example.kz"}, "ulgi@example.kz"),
        ({"contact_phone": "+77212000000"}, "+7 721 200 00 00"),
        (
            {
                "phone": "+77012345678",
                "contact_phone": "+77212000000",
                "email": "ulgi@example.kz",
            },
            "+7 701 234 56 78, +7 721 200 00 00, ulgi@example.kz",
        ),
        ({"phone": "+77012345678", "contact_phone": "+77012345678"}, "+7 701 234 56 78"),
        ({}, "—"),
    ],
)
def test_contact_and_address_are_never_an_empty_place(corporation, answers, contact):
    case = accepted(corporation, IIN)
    bare = replace(case, form=replace(case.form, answers=answers))

    assert contents.receipt_paper(bare, desk=corporation).applicant_contact == contact
    refused = replace(
        bare,
        decision=Decision(Outcome.REFUSE_ACCEPTANCE, missing=("application",), decided_at=NOW),
    )
    paper = contents.acceptance_refusal_paper(refused, desk=corporation)
    assert paper.applicant_address == "—"
    assert corporation.render(paper, PaperLanguage.BOTH).startswith(b"%PDF")


@pytest.mark.parametrize(("phone", "contact"), [("+77010000001", "+7 701 000 00 01"), ("", None)])
def test_the_receipt_says_how_to_reach_who_signs_for_another(corporation, phone, contact):
    case = accepted(corporation, IIN)
    mother = Representative(
        PersonName("Сынақова", "Ана"), RepresentativeBasis.LEGAL_REPRESENTATIVE, phone=phone
    )
    case = replace(case, applicant=replace(case.applicant, representative=mother))

    paper = contents.receipt_paper(case, desk=corporation)

    assert paper.represented_by.contact == contact


def test_norms_on_papers_are_those_of_the_pack(corporation, centre):
    refused = replace(
        draft(corporation),
        decision=Decision(Outcome.REFUSE_ACCEPTANCE, missing=("identity",), decided_at=NOW),
    )
    decision = Decision(
        Outcome.REFUSE, ground="G1", fact="мөр сәйкес емес", source="document", decided_at=NOW
    )
    reasoned = replace(draft(centre), decision=decision, number="1")
    titles = {reference.code: reference.title for reference in RULES.references}

    acceptance = contents.acceptance_refusal_paper(refused, desk=corporation)
    answer = contents.refusal_paper(reasoned, desk=centre)

    assert acceptance.basis == RULES.papers.acceptance_refusal_basis
    assert answer.appeal_reference == titles["appk_91"]


def test_an_expired_document_says_since_when(corporation):
    case = draft(corporation)
    document = IdentityDocument("id_card", "012345678", valid_until=date(2026, 11, 1))
    decision = Decision(
        Outcome.REFUSE_ACCEPTANCE, expired=("identity", "application"), decided_at=NOW
    )
    case = replace(case, applicant=replace(case.applicant, document=document), decision=decision)

    paper = contents.acceptance_refusal_paper(case, desk=corporation)

    assert [e.expired_on for e in paper.expired] == [date(2026, 11, 1), None]


def test_an_application_that_is_not_there_lacks_more_than_a_consent(corporation):
    case = draft(corporation)
    intake.record_consent(case.application_id, "secrets", given=False, desk=corporation)
    decision = Decision(
        Outcome.REFUSE_ACCEPTANCE, missing=("application", "identity"), decided_at=NOW
    )
    titles = {rule.code: rule.title for rule in RULES.documents}

    def missing_on(status: DocumentStatus):
        marked = intake.mark_document(case.application_id, "application", status, desk=corporation)
        paper = contents.acceptance_refusal_paper(
            replace(marked, decision=decision), desk=corporation
        )
        return paper.missing

    assert missing_on(DocumentStatus.ABSENT) == (titles["application"], titles["identity"])
    without_consent, identity = missing_on(DocumentStatus.UNSETTLED)
    assert without_consent.ru.startswith(titles["application"].ru)
    assert "согласия" in without_consent.ru
    assert identity == titles["identity"]


def test_the_certificate_says_since_when_and_who_signs_on_the_day_it_is_made(centre):
    case = filled(centre, IIN)
    done = decisions.register(case.application_id, desk=centre)
    centre.clock.pass_time(minutes=60 * 24 * 9)

    late = contents.certificate_paper(done, desk=centre)

    assert late.registered_on == date(2026, 11, 23)
    assert late.issued_at == centre.clock.now()
    assert (late.signatory.name, late.signatory.acting) == ("Ойдан Орынбасар", True)
    assert late.executor.phone == CENTRE.phone
    assert late.legal_basis == RULES.papers.basis


@pytest.mark.parametrize(
    ("pack_id", "position"),
    [("KZ-LIR-2020", "Директор центра занятости"), ("KZ-LIR-2023", "Директор карьерного центра")],
)
def test_the_signatorys_position_is_named_by_the_cases_pack(centre, pack_id, position):
    terms = tuple(replace(term, position_code="head") for term in centre.office.signatories)
    desk = replace(centre, pack_id=pack_id, office=replace(centre.office, signatories=terms))
    done = decisions.register(filled(desk, IIN).application_id, desk=desk)

    assert contents.certificate_paper(done, desk=desk).signatory.position.ru == position


@pytest.mark.parametrize(
    ("language", "words"),
    [(PaperLanguage.RU, "на русском языке"), (PaperLanguage.BOTH, "на казахском и русском языках")],
)
def test_the_application_says_in_which_language_the_result_is_wanted(corporation, language, words):
    case = replace(draft(corporation), result_language=language)

    rows = contents.application_paper(case, desk=corporation).sections[0].rows

    assert rows[-1].label.ru == "Язык результата"
    assert rows[-1].value.ru == words


def test_a_refusal_states_ground_fact_source_time_and_remedy(centre):
    case = filled(centre, IIN, status=RequestedStatus.UNEMPLOYED, labour_contract=CheckValue.YES)
    request = decisions.RefusalRequest(RequestedStatus.UNEMPLOYED, "G2", "еңбек шарты бар", "U2")
    decisions.refuse(case.application_id, request, desk=centre)
    done = decisions.approve(case.application_id, desk=centre.as_operator(APPROVER))

    paper = contents.refusal_paper(done, desk=centre)

    (ground,) = paper.grounds
    (rule,) = [c for c in RULES.checks if c.code == "labour_contract"]
    assert paper.title == RULES.papers.refusal_titles[RequestedStatus.UNEMPLOYED]
    assert ground.source == rule.source
    assert ground.queried_at == done.decision.queried_at
    assert ": " in ground.text.kk
    (reason,) = [r for r in RULES.sub_reasons if r.code == "U2"]
    assert ground.remedy == reason.remedy
    assert (paper.application_number, paper.addressee_address) == (done.number, "Үлгі көшесі, 1")


def test_a_ground_without_sub_reason_takes_the_clerks_words(centre):
    case = filled(centre, IIN)
    decision = Decision(
        Outcome.REFUSE,
        ground="G1",
        refused_status=RequestedStatus.JOB_SEEKER,
        fact="мөр сәйкес емес",
        source="еңбек кітапшасы",
        remedy="дұрыс құжат ұсыну",
        decided_at=NOW,
    )
    case = replace(case, decision=decision, number="1", accepted_at=None)

    paper = contents.refusal_paper(case, desk=centre)

    (ground,) = paper.grounds
    (rule,) = [g for g in RULES.grounds if g.code == "G1"]
    assert (ground.text, ground.code) == (rule.text, "G1")
    assert ground.source == contents.same("еңбек кітапшасы")
    assert ground.remedy == contents.same("дұрыс құжат ұсыну")
    assert ground.queried_at == NOW
    without_remedy = replace(case, decision=replace(decision, remedy=""))
    assert contents.refusal_paper(without_remedy, desk=centre).grounds[0].remedy == rule.remedy


def test_a_memo_says_where_to_go(corporation):
    case = draft(corporation)
    decision = Decision(Outcome.RETURN_OR_REDIRECT, return_reason="wrong_ticket", decided_at=NOW)

    here = contents.memo_paper(replace(case, decision=decision), desk=corporation)
    there = contents.memo_paper(
        replace(case, decision=replace(decision, return_place="Үлгі ауданы")), desk=corporation
    )

    assert here.place == corporation.office.address
    assert there.place == contents.same("Үлгі ауданы")
    assert here.applicant_name is None
    assert here.ticket is None


def test_no_paper_is_made_of_a_case_that_is_not_so_far(corporation, centre):
    case = draft(corporation)
    decided = replace(case, decision=Decision(decided_at=NOW))

    for make, code in (
        (contents.receipt_paper, "case.not_accepted"),
        (contents.acceptance_refusal_paper, "case.not_decided"),
        (contents.certificate_paper, "case.birth_date_missing"),
        (contents.refusal_paper, "case.not_decided"),
        (contents.memo_paper, "return.unknown_reason"),
    ):
        with pytest.raises(RuleError) as refusal:
            make(case, desk=centre)
        assert refusal.value.code == code
    with pytest.raises(RuleError, match=r"refusal\.unknown_ground"):
        contents.refusal_paper(decided, desk=centre)

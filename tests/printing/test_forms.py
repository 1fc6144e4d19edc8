"""What each form says and refuses to say."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

import pytest

from desk_app.domain.languages import Bilingual
from desk_app.domain.papers import (
    PaperLanguage,
    Signatory,
    SignedFor,
    StatedConsent,
    barcode_number,
    kind_of,
)
from desk_app.domain.vocabulary import PaperKind, RequestedStatus
from desk_app.errors import InputError
from desk_app.printing.checks import LONGEST_LIST, LONGEST_TEXT, find_problems
from desk_app.printing.render import render
from tests.printing.papers import (
    all_text,
    barcodes,
    page_texts,
    paper,
    printed,
    same,
    squeezed,
    templates,
)

KK, RU, BOTH = PaperLanguage.KK, PaperLanguage.RU, PaperLanguage.BOTH


def problems(made):
    return [(problem.code, problem.field) for problem in find_problems(made, templates().fonts)]


@pytest.mark.parametrize("kind", list(PaperKind))
def test_an_example_is_a_paper_of_its_form_without_problems(kind):
    made = paper(kind)

    assert kind_of(made) is kind
    assert problems(made) == []


@pytest.mark.parametrize("number", ["", "   "])
def test_a_certificate_is_never_printed_without_its_number(number):
    made = paper(PaperKind.CERTIFICATE, number=number)

    with pytest.raises(InputError) as refused:
        render(made, BOTH, templates())

    assert (refused.value.code, refused.value.field) == ("paper.number_missing", "number")


def test_a_certificate_says_who_is_registered_since_when_and_on_what_basis():
    text = all_text(printed(paper(PaperKind.CERTIFICATE), KK))

    for said in (
        "№KRG02-07-2026-000147-87", "Берілгенкүніменуақыты:05.03.2026,10:42",
        "2026жылғы5наурыз", "14.03.1991", "910314499141", "Талапетілгенжергеұсынуүшінберілді.",
        "Орындаушы:ОспановаМ.К.,тел.+772120000", "№259бұйрық",
    ):  # fmt: skip
        assert said in text


def test_a_person_without_an_iin_gets_a_certificate_that_says_so():
    made = paper(PaperKind.CERTIFICATE, iin=None)

    assert "берілмеген" in all_text(printed(made, KK))
    assert "неприсвоен" in all_text(printed(made, RU))


def test_an_instant_is_printed_in_the_local_time_of_kazakhstan():
    made = paper(PaperKind.CERTIFICATE, issued_at=datetime(2026, 3, 5, 20, 30, tzinfo=UTC))

    assert "06.03.2026,01:30" in all_text(printed(made, RU))


def test_an_acting_signatory_is_named_as_acting():
    acting = Signatory(Bilingual("Директор", "Директор"), "Жұмабеков Е. Т.", acting=True)
    regular = dataclasses.replace(acting, acting=False)

    assert "(м.а.—міндетінатқарушы)" in all_text(
        printed(paper(PaperKind.CERTIFICATE, signatory=acting), KK)
    )
    assert "исполняющий" not in all_text(
        printed(paper(PaperKind.CERTIFICATE, signatory=regular), RU)
    )


def test_a_temporary_number_says_so_and_is_the_bar_code():
    number = "T-KRG02-07-000012"
    made = paper(PaperKind.RECEIPT, number=number, number_is_temporary=True)

    content = printed(made)

    assert barcodes(content) == [number]
    assert "Нөміруақытша;" in all_text(content)
    assert "Номервременный;" in all_text(content)
    assert "уақытша" not in all_text(printed(paper(PaperKind.RECEIPT), KK))


def test_a_receipt_lists_documents_sheets_ticket_contact_and_place():
    text = all_text(printed(paper(PaperKind.RECEIPT), RU))

    for said in (
        "1)заявление2", "Всеголистов:6", "06.03.2026,18:00", "A-047", "+77010000000",
        "г.Караганда,улицаЕрмекова,58", "1414,8-800-080-7777", "АхметоваД.С.",
    ):  # fmt: skip
        assert said in text


def test_a_receipt_names_who_stands_for_the_applicant():
    person = SignedFor("Серікбаев Нұрлан", Bilingual("сенімхат № 15", "доверенность № 15"))

    text = all_text(printed(paper(PaperKind.RECEIPT, represented_by=person), RU))

    assert "ПредставительСерікбаевНұрлан,основание:доверенность№15" in text


def test_a_receipt_says_what_its_wording_says():
    text = all_text(printed(paper(PaperKind.RECEIPT), RU))

    for said in (
        "Принятозаявление№KRG02-07-2026-000147-87,05.03.2026,10:42", "Документы",
        "Датаиместовыдачирезультата06.03.2026,18:00городКараганда,отдел№2,100012",
        "Заявитель", "Контакт+77010000000", "Принял(а)РаботникГосударственной",
    ):  # fmt: skip
        assert said in text
    assert "Қабылданғанөтініш№KRG02-07" in all_text(printed(paper(PaperKind.RECEIPT), KK))


def test_a_document_that_was_only_shown_has_no_number_of_sheets():
    documents = paper(PaperKind.RECEIPT).documents
    shown = dataclasses.replace(documents[0], title=same("құжат"), sheets=0)

    made = paper(PaperKind.RECEIPT, documents=(*documents, shown))

    assert "4)құжаткөрсетілдіБарлығы6парақ" in all_text(printed(made, KK))
    assert "4)құжатпредъявленВсеголистов:6" in all_text(printed(made, RU))


def test_a_position_begins_its_line_with_a_capital():
    lower = Signatory(Bilingual("маман", "работник корпорации"), "Ахметова Д. С.")
    acting = dataclasses.replace(lower, acting=True)

    assert "Работниккорпорации" in all_text(printed(paper(PaperKind.MEMO, employee=lower), RU))
    both = all_text(printed(paper(PaperKind.MEMO, employee=lower), BOTH))
    assert {"Маман", "Работник"} <= {word for word in ("Маман", "Работник") if word in both}
    assert "Работниккорпорации(и.о." in all_text(
        printed(paper(PaperKind.MEMO, employee=acting), RU)
    )


def test_a_receipt_says_how_to_reach_who_stands_for_the_applicant():
    person = SignedFor("Сынақова Ана", same("сенімхат"), "+7 701 000 00 01")

    text = all_text(printed(paper(PaperKind.RECEIPT, represented_by=person), RU))

    assert "контакт:+77010000001" in text


def test_a_refusal_to_accept_names_norm_department_corporation_and_address():
    made = paper(PaperKind.ACCEPTANCE_REFUSAL, expired=())

    assert squeezed(
        "Руководствуясь пунктом 2 статьи 20 Закона Республики Казахстан от 15 апреля 2013 года "
        "«О государственных услугах», город Караганда, отдел № 2 филиала НАО «Государственная "
        "корпорация «Правительство для граждан» (100012, г. Караганда, улица Ермекова, 58) "
        "отказывает в приеме документов на оказание государственной услуги «Содействие лицам, "
        "ищущим работу, и безработным» ввиду представления Вами неполного пакета документов "
        "согласно перечню, предусмотренному стандартом государственной услуги, а именно: "
        "Наименование отсутствующих документов: 1)"
    ) in all_text(printed(made, RU))
    assert squeezed(
        'Заңының 20-бабының 2-тармағын басшылыққа ала отырып, «"Азаматтарға арналған үкімет" '
        "мемлекеттік корпорациясы» КЕАҚ филиалының Қарағанды қаласының № 2 бөлімі (100012, "
        "Қарағанды қаласы, Ермеков көшесі, 58) Сіздің мемлекеттік көрсетілетін қызмет "
        "стандартында көзделген тізбеге сәйкес құжаттардың толық топтамасын ұсынбауыңызға"
    ) in all_text(printed(made, KK))


def test_a_refusal_to_accept_of_before_its_norm_was_kept_begins_with_the_office():
    head = paper(PaperKind.ACCEPTANCE_REFUSAL).letterhead
    bare = dataclasses.replace(head, address=None)

    made = paper(PaperKind.ACCEPTANCE_REFUSAL, basis=None, letterhead=bare)

    assert "ГородКараганда,отдел№2филиалаНАО" in all_text(printed(made, RU))


@pytest.mark.parametrize(("language", "said"), [(KK, "дана"), (RU, "Экземпляр")])
def test_a_refusal_to_accept_has_a_copy_for_each_side(language, said):
    first, second = page_texts(printed(paper(PaperKind.ACCEPTANCE_REFUSAL), language))

    assert said in first
    assert said in second
    assert "1 / 1" in first
    assert "1 / 1" in second
    assert first != second


def test_both_languages_of_a_refusal_to_accept_share_the_sheet_of_each_side():
    pages = page_texts(printed(paper(PaperKind.ACCEPTANCE_REFUSAL), BOTH))

    assert len(pages) == 2
    for page in pages:
        assert "отказывает в приеме документов" in " ".join(page.split())
        assert "қабылдаудан бас тартады" in " ".join(page.split())


def test_missing_and_expired_documents_are_two_lists():
    made = paper(PaperKind.ACCEPTANCE_REFUSAL)
    missing, expired = "отсутствующихдокументов:1)", "действия:1)"

    text = all_text(printed(made, RU))
    only_missing = all_text(printed(dataclasses.replace(made, expired=()), RU))
    only_expired = all_text(printed(dataclasses.replace(made, missing=()), RU))

    assert text.index(missing) < text.index(expired)
    assert "(срокдействияистёк:14.02.2026)" in text
    assert missing in only_missing
    assert "истекшимсроком" not in only_missing
    assert expired in only_expired
    assert "неполногопакета" not in only_expired


def test_an_expired_document_without_a_known_date_is_named_alone():
    made = paper(PaperKind.ACCEPTANCE_REFUSAL)
    undated = (dataclasses.replace(made.expired[0], expired_on=None),)

    text = all_text(printed(dataclasses.replace(made, expired=undated), RU))

    assert squeezed(undated[0].title.ru) in text
    assert "(срок" not in text


def test_the_receiver_of_a_refusal_to_accept_may_be_a_representative():
    person = SignedFor("Серікбаев Нұрлан", same("сенімхат № 15"))
    made = paper(PaperKind.ACCEPTANCE_REFUSAL, represented_by=person)

    assert "ӨкіліСерікбаевНұрлан,негізі:сенімхат№15" in all_text(printed(made, KK))


def test_a_refusal_to_accept_must_name_a_document():
    made = paper(PaperKind.ACCEPTANCE_REFUSAL, missing=(), expired=())

    assert problems(made) == [("paper.nothing_missing", "missing")]


def test_a_refusal_states_ground_fact_source_remedy_and_appeal():
    text = all_text(printed(paper(PaperKind.REFUSAL), RU))

    for said in (
        "РассмотреноВашезаявлениеот05.03.2026№KRG02-07-2026-000147-87.", "Кодоснования:G2.",
        "(подпункт2)пункта9стандарта)", "Единаясистемаучётатрудовыхдоговоров,05.03.2026,11:08",
        "подайтезаявлениеповторно", "бесплатно,безограничениячисла", "Отказможетбытьобжалован",
        "ИИН910314499141",
    ):  # fmt: skip
        assert said in text


def test_several_grounds_are_numbered():
    made = paper(PaperKind.REFUSAL)
    first = made.grounds[0]
    second = dataclasses.replace(first, code="G1")

    text = all_text(printed(dataclasses.replace(made, grounds=(first, second)), RU))

    assert text.index("Основаниеотказа№1") < text.index("Основаниеотказа№2")
    assert "№1" not in all_text(printed(made, RU))


def test_an_addressee_without_an_iin_is_still_addressed():
    text = all_text(printed(paper(PaperKind.REFUSAL, addressee_iin=None), RU))

    assert "ИИН" not in text


def test_a_refusal_in_both_languages_is_whole_in_each():
    kazakh, russian = page_texts(printed(paper(PaperKind.REFUSAL), BOTH))

    assert "Анықталған факт" in kazakh
    assert "Установленный факт" not in kazakh
    assert "Установленный факт" in russian


def test_a_memo_says_first_that_it_is_no_refusal():
    text = all_text(printed(paper(PaperKind.MEMO), KK))

    assert text.index("бастартуболыпсаналмайды") < text.index("Себебі")
    assert barcode_number(paper(PaperKind.MEMO)) is None


def test_a_memo_leaves_out_what_is_not_known():
    made = paper(PaperKind.MEMO, applicant_name=None, service=None, ticket=None)

    text = all_text(printed(made, RU))

    assert "Посетитель" not in text
    assert "Талоночереди" not in text


def test_an_application_asks_for_the_status_it_is_about():
    seeker = paper(PaperKind.APPLICATION)
    unemployed = paper(PaperKind.APPLICATION, requested_status=RequestedStatus.UNEMPLOYED)

    assert "жұмысіздепжүргенадамретіндетіркеуіңіздісұраймын" in all_text(printed(seeker, KK))
    assert "вкачествебезработного" in all_text(printed(unemployed, RU))


def test_each_consent_carries_its_answer():
    consents = (StatedConsent(same("Бірінші"), given=True), StatedConsent(same("Екі"), given=False))

    text = all_text(printed(paper(PaperKind.APPLICATION, consents=consents), KK))

    assert "БіріншіКелісемін" in text
    assert "ЕкіКеліспеймін" in text


def test_an_application_without_documents_says_so():
    made = paper(PaperKind.APPLICATION, documents=())

    assert "Документынеприлагаются." in all_text(printed(made, RU))


def test_who_signs_for_the_applicant_is_named_with_the_basis():
    person = SignedFor("Серікбаев Нұрлан", Bilingual("заңды өкіл", "законный представитель"))
    made = paper(PaperKind.APPLICATION, signed_for=person)

    text = all_text(printed(made, RU))

    assert "Зазаявителяподписал(а):СерікбаевНұрлан,основание:законныйпредставитель." in text


def test_an_undated_application_leaves_a_line_for_the_date():
    dated = paper(PaperKind.APPLICATION, signed_on=date(2026, 3, 5))
    undated = paper(PaperKind.APPLICATION, signed_on=None, number=None)

    assert "5марта2026года" in all_text(printed(dated, RU))
    assert "5марта" not in all_text(printed(undated, RU))
    assert "дата" in all_text(printed(undated, RU))
    assert barcodes(printed(undated)) == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"applicant_name": ""}, "paper.empty", "applicant_name"),
        ({"applicant_name": "Ян \u2605"}, "paper.unknown_character", "applicant_name"),
        ({"applicant_name": "Ян\tЯн"}, "paper.unknown_character", "applicant_name"),
        ({"title": Bilingual("Қ", " ")}, "paper.empty", "title.ru"),
        ({"legal_basis": Bilingual("Қ" * (LONGEST_TEXT + 1), "Қ")}, "paper.too_long",
         "legal_basis.kk"),
        ({"number": "№ 5"}, "paper.number_unprintable", "number"),
        ({"number": "A-" * 30}, "paper.number_unprintable", "number"),
        ({"issued_at": datetime(2026, 3, 5, 10, 42)}, "paper.time_without_zone", "issued_at"),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_printed_is_refused_by_its_field(changes, code, field):
    assert problems(paper(PaperKind.CERTIFICATE, **changes)) == [(code, field)]


def test_lists_and_sheets_have_bounds():
    made = paper(PaperKind.RECEIPT)
    document = made.documents[0]
    negative = dataclasses.replace(document, sheets=-1)

    assert problems(dataclasses.replace(made, documents=(negative,))) == [
        ("paper.not_positive", "documents[0].sheets")
    ]
    assert problems(dataclasses.replace(made, documents=(document,) * (LONGEST_LIST + 1))) == [
        ("paper.too_many", "documents")
    ]


def test_all_problems_are_found_at_once():
    made = paper(PaperKind.CERTIFICATE, applicant_name="", number="", title=Bilingual("", "ғ"))

    assert problems(made) == [
        ("paper.number_missing", "number"),
        ("paper.empty", "title.kk"),
        ("paper.empty", "applicant_name"),
    ]

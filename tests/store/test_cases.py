"""Cases come back as they went in, and are found by person, number and words."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.domain.cases import Case, CaseState, IssuedPaper, PrintState
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import PaperKind
from desk_app.errors import StoreError
from desk_app.store.opening import OpenStore
from tests.store.builders import IINS, NOON, any_value, invented_case, minutes

NUMBER = "0101-03-2026-000042-17"


def save(opened: OpenStore, *cases: Case) -> None:
    with opened.store.unit() as unit:
        for case in cases:
            unit.cases.save(case)


def found(opened: OpenStore, words: str, limit: int = 20) -> list[str]:
    with opened.store.reading() as unit:
        return [summary.full_name for summary in unit.cases.search(words, limit=limit)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=any_value(Case), later=any_value(Case))
def test_any_case_comes_back_as_it_was_saved(opened: OpenStore, case: Case, later: Case) -> None:
    changed = replace(later, application_id=case.application_id)

    for saved in (case, changed):
        save(opened, saved)
        with opened.store.reading() as unit:
            assert unit.cases.get(case.application_id) == saved


def test_a_list_shows_the_case_without_its_whole_value(opened: OpenStore) -> None:
    case = invented_case(
        iin=IINS[0], patronymic="Мысалқызы", held_reason="applicant_absent", held_at=NOON
    )
    save(opened, case)

    with opened.store.reading() as unit:
        (summary,) = unit.cases.by_iin(IINS[0])

    assert summary.application_id == case.application_id
    assert summary.full_name == "Сынақова Үлгі Мысалқызы"
    assert (summary.state, summary.iin) == (CaseState.DRAFT, IINS[0])
    assert (summary.opened_at, summary.held_at) == (NOON, NOON)
    assert summary.held_reason == "applicant_absent"


def test_a_case_the_store_does_not_have_is_named_as_missing(opened: OpenStore) -> None:
    with opened.store.reading() as unit:
        assert not unit.cases.exists(uuid4())
        with pytest.raises(StoreError, match=r"case\.not_found"):
            unit.cases.get(uuid4())


def test_a_case_is_found_by_each_of_its_numbers(opened: OpenStore) -> None:
    case = invented_case(
        number=NUMBER, temporary_number="T-0101-03-000007-55", certificate_number="0101-03-X"
    )
    save(opened, case, invented_case())

    with opened.store.reading() as unit:
        for number in (case.number, case.temporary_number, case.certificate_number):
            summary = unit.cases.by_number(number)
            assert summary is not None
            assert summary.application_id == case.application_id
        assert unit.cases.by_number("0101-03-2026-000043-14") is None
        assert unit.cases.by_number("") is None


def test_a_person_has_their_cases_newest_first(opened: OpenStore) -> None:
    older = invented_case(iin=IINS[0], opened_at=NOON)
    newer = invented_case(iin=IINS[0], opened_at=NOON + minutes(1))
    save(opened, newer, older, invented_case(iin=IINS[1]))

    with opened.store.reading() as unit:
        ids = [summary.application_id for summary in unit.cases.by_iin(IINS[0])]

    assert ids == [newer.application_id, older.application_id]


def test_states_are_listed_oldest_first_up_to_the_limit(opened: OpenStore) -> None:
    cases = [invented_case(opened_at=NOON + minutes(n), state=CaseState.HELD) for n in range(4)]
    save(opened, *reversed(cases), invented_case(state=CaseState.READY), invented_case())

    with opened.store.reading() as unit:
        held = unit.cases.in_states(CaseState.HELD, limit=3)
        either = unit.cases.in_states(CaseState.HELD, CaseState.READY)

    assert [s.application_id for s in held] == [case.application_id for case in cases[:3]]
    assert len(either) == 5


def test_cases_opened_in_the_same_microsecond_are_all_kept(opened: OpenStore) -> None:
    save(opened, *(invented_case() for _ in range(3)))

    assert len(found(opened, "сынақова")) == 3


@pytest.mark.parametrize(
    "words",
    [
        "сын",
        "СЫНАКОВА",
        "улги сын",
        "  Үлгі   С ",
        "мысалкызы",
        "қыз-ай",
        "кызай",
        "сын үл мыс қыз",
    ],
)
def test_words_are_found_by_their_starts_whatever_the_layout(opened: OpenStore, words: str) -> None:
    save(opened, invented_case(patronymic="Мысалқызы Қыз-Ай Қызай"), invented_case(surname="Басқа"))

    assert found(opened, words) == ["Сынақова Үлгі Мысалқызы Қыз-Ай Қызай"]


@pytest.mark.parametrize(
    "words", ["", " ", "ынақова", "сын басқа", "* ", '"', "сын AND", "-(сын)x"]
)
def test_other_words_find_nothing(opened: OpenStore, words: str) -> None:
    save(opened, invented_case())

    assert found(opened, words) == []


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        "0101-03-2026",
        "0101032026",
        "42",
        IINS[0].digits,
        IINS[0].digits[:6],
        IINS[0].grouped(),
    ],
)
def test_a_case_is_found_by_the_start_of_number_serial_or_iin(
    opened: OpenStore, typed: str
) -> None:
    save(opened, invented_case(iin=IINS[0], number=NUMBER), invented_case(surname="Басқа"))

    assert found(opened, typed) == ["Сынақова Үлгі"]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=30))
def test_no_typed_text_breaks_the_search(opened: OpenStore, words: str) -> None:
    assert found(opened, words) == []


def test_the_newest_matches_come_first(opened: OpenStore) -> None:
    cases = [
        invented_case(given_name=name, opened_at=NOON + minutes(n))
        for n, name in enumerate(["Бір", "Екі", "Үш"])
    ]
    save(opened, cases[2], cases[0], cases[1])

    assert found(opened, "сынақова", limit=2) == ["Сынақова Үш", "Сынақова Екі"]


def test_a_corrected_name_is_found_and_the_old_one_is_not(opened: OpenStore) -> None:
    case = invented_case(surname="Қатева")
    save(opened, case)

    save(opened, replace(case, applicant=invented_case(surname="Дұрысова").applicant))

    assert found(opened, "дұрыс") == ["Дұрысова Үлгі"]
    assert found(opened, "қатева") == []


def paper_of(kind: PaperKind, print_state: PrintState) -> IssuedPaper:
    return IssuedPaper(
        uuid4(), kind, PaperLanguage.KK, NUMBER, "00" * 32, NOON, print_state=print_state
    )


def test_papers_that_wait_for_a_printer_are_listed_until_they_are_printed(
    opened: OpenStore,
) -> None:
    waiting = invented_case(papers=(paper_of(PaperKind.RECEIPT, PrintState.WAITING),))
    failed = invented_case(
        papers=(paper_of(PaperKind.RECEIPT, PrintState.FAILED),), opened_at=NOON - minutes(1)
    )
    printed = invented_case(papers=(paper_of(PaperKind.RECEIPT, PrintState.SPOOLED),))
    save(opened, waiting, failed, printed, invented_case())

    with opened.store.reading() as unit:
        assert unit.cases.with_unprinted_papers() == [failed, waiting]
        assert unit.cases.with_unprinted_papers(limit=1) == [failed]

    save(opened, replace(waiting, papers=printed.papers))
    with opened.store.reading() as unit:
        assert unit.cases.with_unprinted_papers() == [failed]


def test_a_result_waits_at_the_counter_of_its_own_office(opened: OpenStore) -> None:
    result = {
        "state": CaseState.READY,
        "papers": (paper_of(PaperKind.CERTIFICATE, PrintState.WAITING),),
    }
    here = invented_case(intake_office="0101", **result)
    elsewhere = invented_case(intake_office="0202", **result)
    save(opened, here, elsewhere, invented_case(intake_office="0101"))

    with opened.store.reading() as unit:
        ids = [summary.application_id for summary in unit.cases.to_hand_over("0101")]
        assert unit.cases.to_hand_over("") == []

    assert ids == [here.application_id]
    save(opened, replace(here, state=CaseState.HANDED_OVER))
    with opened.store.reading() as unit:
        assert unit.cases.to_hand_over("0101") == []

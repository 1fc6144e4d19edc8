"""The states of a case: every deed is legal in a state or refused by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from desk_app.domain.applicants import Applicant, PersonName
from desk_app.domain.cases import (
    ENDED_STATES,
    OPEN_STATES,
    TRANSITIONS,
    ApplicationForm,
    Case,
    CaseState,
    CheckResult,
    ConsentRecord,
    Deed,
    IssuedPaper,
    PrintState,
    Stamps,
    Unfinished,
    do,
    is_active,
    is_untouched,
    with_answer,
    with_check,
    with_consent,
    with_document,
    with_paper,
    with_place,
    with_text,
)
from desk_app.domain.documents import AttachedDocument, Page
from desk_app.domain.handing_over import (
    hand_over_office,
    is_given_out_at,
    result_paper,
    unprinted_papers,
)
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import Channel, CheckValue, PaperKind
from desk_app.errors import RuleError

NOON = datetime(2026, 11, 23, 7, tzinfo=UTC)


def a_case(**fields) -> Case:
    return Case(
        application_id=UUID(int=1),
        pack_id="KZ-LIR-2020",
        channel=Channel.STATE_CORPORATION,
        office_code="0101",
        workplace="03",
        operator="operator",
        opened_at=NOON,
        intake_office="0101",
        **fields,
    )


def a_paper(kind: PaperKind, state: PrintState = PrintState.WAITING, number: int = 1):
    return IssuedPaper(UUID(int=number), kind, PaperLanguage.KK, "1", "ab", NOON, print_state=state)


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("deed", Deed)
def test_a_deed_is_legal_in_a_state_or_refused_by_name(state, deed):
    case = a_case(state=state)

    if (state, deed) in TRANSITIONS:
        assert do(case, deed).state is TRANSITIONS[state, deed]
    else:
        with pytest.raises(RuleError, match=r"case\.deed_not_allowed") as refusal:
            do(case, deed)
        assert refusal.value.params == {"state": state.value, "deed": deed.value}


def test_nothing_follows_an_end_but_annulment_of_what_was_issued():
    after = {deed for (state, deed) in TRANSITIONS if state in ENDED_STATES}

    assert after == {Deed.ANNUL, Deed.HAND_OVER}
    assert (CaseState.REFUSED, Deed.HAND_OVER) in TRANSITIONS


def test_an_outcome_of_the_intake_is_reached_from_a_draft_alone():
    for deed in (Deed.ACCEPT, Deed.REFUSE_ACCEPTANCE, Deed.HOLD):
        assert [state for (state, d) in TRANSITIONS if d is deed] == [CaseState.DRAFT]


@pytest.mark.parametrize("state", CaseState)
def test_only_what_is_not_decided_yet_makes_a_second_application_a_double(state):
    undecided = {"draft", "held", "accepted", "awaiting_approval"}

    assert is_active(a_case(state=state)) is (state.value in undecided)
    assert not (OPEN_STATES & ENDED_STATES)


A_PAGE = Page(UUID(int=5), "ab", "image/png", 1, 1, 300, 1)


@pytest.mark.parametrize(
    "entered",
    [
        {"applicant": Applicant(name=PersonName("Сынақова"))},
        {"form": ApplicationForm({"phone": "8"})},
        {"form": ApplicationForm(rows={"work_history": ({"position": "аспаз"},)})},
        {"documents": (AttachedDocument("employment", pages=(A_PAGE,)),)},
        {"consents": (ConsentRecord("secrets", "1", given=True),)},
        {"state": CaseState.HELD},
    ],
)
def test_a_draft_with_anything_in_it_is_not_untouched(entered):
    assert not is_untouched(a_case(**entered))


def test_a_draft_is_untouched_while_answers_are_empty():
    assert is_untouched(a_case(form=ApplicationForm({"phone": ""}, {"work_history": ()})))


def test_what_is_unfinished_waits_with_the_draft_and_ends_with_it():
    begun = with_text(with_place(a_case(), "iin"), "identity.iin", "9101")

    held, accepted = do(begun, Deed.HOLD), do(begun, Deed.ACCEPT)

    assert do(held, Deed.RESUME).unfinished == begun.unfinished
    assert begun.unfinished == Unfinished("iin", {"identity.iin": "9101"})
    assert with_text(begun, "identity.iin", "").unfinished == Unfinished("iin")
    assert accepted.unfinished == Unfinished()


def test_a_field_changed_by_the_clerk_is_no_longer_the_registrys():
    form = ApplicationForm({"address": "бір", "job": "аспаз"}, from_registry=("address", "job"))
    case = a_case(form=form)

    assert with_answer(case, "address", "бір").form.from_registry == ("address", "job")
    assert with_answer(case, "address", "екі").form.from_registry == ("job",)


def test_a_later_answer_takes_the_place_of_the_earlier_one():
    case = with_check(a_case(), CheckResult("sixteen", CheckValue.NO))
    case = with_check(case, CheckResult("sixteen", CheckValue.YES))
    case = with_consent(case, ConsentRecord("secrets", "1", given=False))
    case = with_consent(case, ConsentRecord("secrets", "1", given=True))

    assert case.check("sixteen").value is CheckValue.YES
    assert case.check("never_made").value is CheckValue.UNKNOWN
    assert [record.given for record in case.consents] == [True]
    assert case.consent("secrets") is not None
    assert case.consent("publication") is None


def test_a_document_or_paper_is_replaced_in_its_place_or_added_at_the_end():
    case = with_document(a_case(), AttachedDocument("first"))
    case = with_document(case, AttachedDocument("second"))
    case = with_document(case, AttachedDocument("first", expired=True))
    assert [(d.code, d.expired) for d in case.documents] == [("first", True), ("second", False)]
    assert case.document("third") == AttachedDocument("third")

    case = with_paper(case, a_paper(PaperKind.RECEIPT))
    case = with_paper(case, a_paper(PaperKind.MEMO, number=2))
    case = with_paper(case, a_paper(PaperKind.RECEIPT, PrintState.SPOOLED))
    assert [p.kind for p in case.papers] == [PaperKind.RECEIPT, PaperKind.MEMO]
    assert case.papers[0].print_state is PrintState.SPOOLED


def test_papers_wait_for_a_printer_until_they_are_out_the_application_has_its_own_key():
    papers = (
        a_paper(PaperKind.APPLICATION),
        a_paper(PaperKind.RECEIPT, PrintState.FAILED, 2),
        a_paper(PaperKind.MEMO, PrintState.SPOOLED, 3),
    )

    assert unprinted_papers(a_case(papers=papers)) == (papers[1],)


def test_a_result_waits_at_the_counter_that_took_the_case_in():
    certificate = a_paper(PaperKind.CERTIFICATE)
    case = a_case(state=CaseState.READY, papers=(a_paper(PaperKind.RECEIPT, number=2), certificate))

    assert result_paper(case) == certificate
    assert hand_over_office(case) == "0101"
    assert hand_over_office(replace(case, papers=())) == ""
    assert hand_over_office(replace(case, channel=Channel.PORTAL)) == ""
    assert hand_over_office(replace(case, state=CaseState.HANDED_OVER)) == ""


def test_the_memo_of_a_returned_application_is_given_where_it_was_accepted():
    memo = a_paper(PaperKind.MEMO, number=2)
    case = a_case(
        state=CaseState.RETURNED,
        accepted_at=NOON,
        decision_office="0201",
        papers=(a_paper(PaperKind.RECEIPT), memo),
    )

    assert (result_paper(case), hand_over_office(case)) == (memo, "0101")
    given = replace(case, stamps=Stamps(t6_handed_over=NOON))
    assert hand_over_office(given) == ""
    assert hand_over_office(replace(case, accepted_at=None)) == ""
    assert hand_over_office(replace(case, decision_office="0101")) == ""


def test_a_paper_given_out_elsewhere_is_not_printed_here():
    paper = a_paper(PaperKind.CERTIFICATE, PrintState.ELSEWHERE)

    assert unprinted_papers(a_case(papers=(paper,))) == ()
    assert is_given_out_at(a_case(), "0101")
    assert not is_given_out_at(a_case(), "0201")
    assert not is_given_out_at(replace(a_case(), channel=Channel.PORTAL), "0101")

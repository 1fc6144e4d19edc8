"""Previews: the paper of a deed by its own code, with no trace left."""

from __future__ import annotations

import pytest

from desk_app.domain.documents import DocumentStatus
from desk_app.domain.refusals import RefusalRequest
from desk_app.domain.vocabulary import CheckValue, Outcome, RequestedStatus
from desk_app.errors import InputError, RuleError
from desk_app.services import decisions, intake, issuing, previews
from tests.builders import (
    APPROVER,
    CENTRE,
    PAGE,
    filled,
    iins,
    journal,
    stored,
    take_numbers_away,
)

IIN = iins()[0]
UNEMPLOYED, SEEKER = RequestedStatus.UNEMPLOYED, RequestedStatus.JOB_SEEKER
ON_CONTRACT = RefusalRequest(UNEMPLOYED, "G2", "еңбек шарты бар", "U2")


def refused(code: str):
    return pytest.raises(RuleError, match=code.replace(".", r"\."))


def working(centre, **checks):
    return filled(centre, IIN, status=UNEMPLOYED, labour_contract=CheckValue.YES, **checks)


def test_a_preview_shows_the_paper_and_leaves_no_trace(corporation):
    case = filled(corporation, IIN)
    before = journal(corporation)

    receipt = previews.preview_receipt(case.application_id, desk=corporation, link_is_up=True)
    temporary = previews.preview_receipt(case.application_id, desk=corporation, link_is_up=False)

    assert stored(corporation, case.application_id) == case
    assert journal(corporation) == before
    assert temporary.number_is_temporary
    done = decisions.accept(case.application_id, desk=corporation, link_is_up=True)
    pdf = issuing.preview(receipt, done.result_language, desk=corporation)
    assert pdf == issuing.paper_bytes(done.papers[-1], desk=corporation)


def test_each_outcome_has_its_preview(corporation, centre):
    here, there = filled(corporation, IIN), working(centre)
    intake.mark_document(
        here.application_id, "application", DocumentStatus.ABSENT, desk=corporation
    )

    refusal = previews.preview_acceptance_refusal(here.application_id, desk=corporation)
    memo = previews.preview_memo(here.application_id, "wrong_ticket", desk=corporation)
    answer = previews.preview_refusal(there.application_id, ON_CONTRACT, desk=centre)
    intake.ask_for(there.application_id, SEEKER, desk=centre)
    intake.keep_page(there.application_id, "application", PAGE, desk=centre)
    certificate = previews.preview_certificate(there.application_id, desk=centre)

    assert len(refusal.missing) == 1
    assert memo.reason == corporation.pack.return_reasons[1].text
    assert answer.grounds[0].fact.kk == "еңбек шарты бар"
    assert certificate.number
    assert certificate.registered_at == CENTRE.name


def test_a_preview_fails_as_the_deed_would(centre):
    case = filled(centre, IIN)
    take_numbers_away(centre)

    with refused("numbers.exhausted"):
        previews.preview_certificate(case.application_id, desk=centre)
    with refused("outcome.obstacle"):
        intake.mark_document(case.application_id, "identity", DocumentStatus.ABSENT, desk=centre)
        previews.preview_certificate(case.application_id, desk=centre)


def test_one_preview_serves_every_outcome_as_its_deed_would(corporation, centre):
    here, there = filled(corporation, IIN), working(centre)

    def shown(case, desk, **wish):
        wanted = previews.Wish(**wish)
        return previews.preview_outcome(case.application_id, wanted, desk=desk, link_is_up=True)

    memo = shown(
        here, corporation, outcome=Outcome.RETURN_OR_REDIRECT, return_reason="wrong_ticket"
    )
    receipt = shown(here, corporation, outcome=Outcome.ACCEPT)
    answer = shown(there, centre, outcome=Outcome.REFUSE, request=ON_CONTRACT)
    with refused("acceptance.nothing_missing"):
        shown(here, corporation, outcome=Outcome.REFUSE_ACCEPTANCE)
    with refused("outcome.obstacle"):
        shown(there, centre, outcome=Outcome.REGISTER)
    with pytest.raises(InputError, match=r"refusal\.ground"):
        shown(there, centre, outcome=Outcome.REFUSE)

    assert memo.reason == corporation.pack.return_reasons[1].text
    done = decisions.accept(here.application_id, desk=corporation, link_is_up=True)
    assert receipt.number == done.number
    assert answer.grounds[0].fact.kk == "еңбек шарты бар"


def test_the_approvers_preview_is_the_paper_the_approval_prints_a_day_later(centre):
    case = working(centre)
    decisions.refuse(case.application_id, ON_CONTRACT, desk=centre)
    centre.clock.pass_time(minutes=25 * 60)
    approver = centre.as_operator(APPROVER)

    before = previews.preview_approval(case.application_id, desk=approver)

    done = decisions.approve(case.application_id, desk=approver)
    pdf = issuing.preview(before, done.result_language, desk=approver)
    assert pdf == issuing.paper_bytes(done.papers[-1], desk=approver)


def test_the_approvers_preview_fails_as_the_approval_would(centre):
    case = working(centre)
    with refused("case.deed_not_allowed"):
        previews.preview_approval(case.application_id, desk=centre.as_operator(APPROVER))

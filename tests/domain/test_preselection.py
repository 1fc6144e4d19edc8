"""Which outcome stands chosen: the positive one, or where a known fact of the case leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desk_app.domain.applicants import IdentityDocument
from desk_app.domain.cases import ApplicationForm, Case, CaseState
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.preselection import Lead, leads, preselected
from desk_app.domain.rules import return_reasons_for
from desk_app.domain.steps import offered_outcomes
from desk_app.domain.vocabulary import (
    Channel,
    CheckValue,
    DeskKind,
    Outcome,
    RequestedStatus,
)
from tests.builders import by_hand, iins, packs
from tests.domain.test_steps import (
    BEFORE_G3,
    CENTRE,
    CORPORATION,
    PACKS,
    TODAY,
    UNEMPLOYED,
    a_case,
    checked,
    with_status,
    without_consent,
)

EACH_PACK = pytest.mark.parametrize("pack_id", PACKS)
POSITIVE = {CORPORATION: Outcome.ACCEPT, CENTRE: Outcome.REGISTER}


def chosen(case: Case, desk: DeskKind, today: date = TODAY) -> Outcome:
    pack = packs()[case.pack_id]
    offers = offered_outcomes(case, pack=pack, desk=desk, today=today)
    return preselected(case, offers, pack=pack, desk=desk, today=today).rule.code


def first_lead(case: Case, desk: DeskKind, today: date = TODAY) -> Lead:
    return leads(case, pack=packs()[case.pack_id], desk=desk, today=today)[0]


def with_expired_document(case: Case) -> Case:
    document = IdentityDocument("id_card", "012345678", valid_until=date(2025, 1, 1))
    return replace(case, applicant=by_hand(iins()[0], is_confirmed=True, document=document))


def barring_checks() -> list[tuple[str, RequestedStatus, CheckValue]]:
    """Return every check's value that bars a status, by the packs themselves."""
    return sorted(
        {
            (rule.code, status, value)
            for pack in packs().values()
            for rule in pack.checks
            for status in RequestedStatus
            for value in CheckValue
            if rule.standing[status].of(value).value == "bar"
        }
    )


@EACH_PACK
@pytest.mark.parametrize("desk", DeskKind)
def test_a_whole_case_has_its_desks_positive_outcome_chosen(pack_id, desk):
    case = with_status(a_case(pack_id), "application", DocumentStatus.UNSETTLED)

    assert chosen(a_case(pack_id), desk) is POSITIVE[desk]
    assert chosen(case, desk) is POSITIVE[desk]


@EACH_PACK
@pytest.mark.parametrize("state", [CaseState.DRAFT, CaseState.ACCEPTED])
@pytest.mark.parametrize(("code", "status", "value"), barring_checks())
def test_what_bars_registration_chooses_its_own_way_out(pack_id, state, code, status, value):
    case = checked(a_case(pack_id, state=state, requested_status=status), **{code: value})
    (rule,) = [rule for rule in packs()[pack_id].checks if rule.code == code]

    lead = first_lead(case, CENTRE)

    assert chosen(case, CENTRE) is lead.outcome
    if rule.return_reason is not None:
        assert lead == Lead(Outcome.RETURN_OR_REDIRECT, return_reason=rule.return_reason)
    else:
        assert lead == Lead(Outcome.REFUSE, ground="G2", sub_reason=rule.sub_reason or "")


@EACH_PACK
@pytest.mark.parametrize(("code", "status", "value"), barring_checks())
def test_the_state_corporation_accepts_or_sends_elsewhere_whatever_a_check_says(
    pack_id, code, status, value
):
    case = checked(a_case(pack_id, requested_status=status), **{code: value})
    (rule,) = [rule for rule in packs()[pack_id].checks if rule.code == code]

    is_sent_away = Outcome.ACCEPT in rule.bars
    assert chosen(case, CORPORATION) is (
        Outcome.RETURN_OR_REDIRECT if is_sent_away else Outcome.ACCEPT
    )


@EACH_PACK
@pytest.mark.parametrize("desk", DeskKind)
def test_an_unfinished_case_keeps_the_positive_outcome_with_its_obstacles(pack_id, desk):
    case = a_case(pack_id, form=ApplicationForm({}))

    assert chosen(case, desk) is POSITIVE[desk]
    assert leads(case, pack=packs()[pack_id], desk=desk, today=TODAY) == ()


@EACH_PACK
def test_an_expired_identity_document_is_no_ground_at_the_career_centre(pack_id):
    case = with_expired_document(a_case(pack_id))

    expected = Lead(Outcome.RETURN_OR_REDIRECT, return_reason="identity_expired")
    assert first_lead(case, CENTRE) == expected
    assert chosen(case, CENTRE) is Outcome.RETURN_OR_REDIRECT
    assert chosen(case, CORPORATION) is Outcome.REFUSE_ACCEPTANCE


@EACH_PACK
@pytest.mark.parametrize(
    ("document", "reason"),
    [("identity", "identity_missing"), ("application", "application_missing")],
)
def test_a_missing_document_sends_the_case_back_at_the_career_centre(pack_id, document, reason):
    case = with_status(a_case(pack_id), document, DocumentStatus.ABSENT)

    assert first_lead(case, CENTRE) == Lead(Outcome.RETURN_OR_REDIRECT, return_reason=reason)
    assert chosen(case, CENTRE) is Outcome.RETURN_OR_REDIRECT
    assert chosen(case, CORPORATION) is Outcome.REFUSE_ACCEPTANCE


@EACH_PACK
def test_what_was_accepted_is_not_sent_back_for_a_card_that_expired_since(pack_id):
    case = with_expired_document(a_case(pack_id, channel=Channel.STATE_CORPORATION))
    case = replace(case, state=CaseState.ACCEPTED)

    assert chosen(case, CENTRE) is Outcome.REGISTER
    assert leads(case, pack=packs()[pack_id], desk=CENTRE, today=TODAY) == ()


@EACH_PACK
def test_a_consent_that_changes_nothing_leads_nowhere(pack_id):
    case = without_consent(a_case(pack_id), "publication")

    assert leads(case, pack=packs()[pack_id], desk=CENTRE, today=TODAY) == ()


@EACH_PACK
def test_a_refused_consent_chooses_the_outcome_the_pack_names(pack_id):
    case = without_consent(a_case(pack_id), "secrets")

    assert first_lead(case, CENTRE) == Lead(Outcome.REFUSE, ground="G3")
    assert chosen(case, CENTRE) is Outcome.REFUSE
    assert chosen(case, CORPORATION) is Outcome.REFUSE_ACCEPTANCE
    assert chosen(without_consent(a_case(pack_id), "publication"), CENTRE) is Outcome.REGISTER


def test_a_refused_consent_sends_the_case_back_while_its_ground_is_not_in_force():
    case = without_consent(a_case(), "secrets")

    assert first_lead(case, CENTRE, BEFORE_G3) == Lead(
        Outcome.RETURN_OR_REDIRECT, return_reason="no_consent"
    )


@EACH_PACK
def test_who_belongs_elsewhere_is_sent_there_before_anything_is_judged(pack_id):
    facts = {"labour_contract": CheckValue.YES, "resident_here": CheckValue.NO}
    case = checked(a_case(pack_id, requested_status=UNEMPLOYED), **facts)

    assert first_lead(case, CENTRE).return_reason == "other_district"


@EACH_PACK
def test_a_lead_whose_outcome_is_not_open_chooses_nothing(pack_id):
    case = checked(a_case(pack_id, requested_status=UNEMPLOYED), labour_contract=CheckValue.YES)
    nobody = replace(case, applicant=replace(case.applicant, is_confirmed=False))

    assert chosen(nobody, CENTRE) is Outcome.REGISTER


def test_with_everything_barred_the_first_outcome_is_shown_with_its_reasons():
    assert chosen(a_case(state=CaseState.HELD), CENTRE) is Outcome.REGISTER


@EACH_PACK
def test_a_fault_of_the_package_is_a_return_only_where_acceptance_cannot_be_refused(pack_id):
    pack = packs()[pack_id]
    faults = {"application_missing", "identity_missing", "identity_expired"}

    assert faults <= {reason.code for reason in return_reasons_for(pack, CENTRE)}
    assert not faults & {reason.code for reason in return_reasons_for(pack, CORPORATION)}

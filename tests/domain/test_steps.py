"""What keeps a step from being left, and which outcomes a desk offers on which evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.applicants import Applicant, IinSource, PersonName, Representative
from desk_app.domain.applicants import RepresentativeBasis as Basis
from desk_app.domain.cases import (
    ApplicationForm,
    Case,
    CaseState,
    CheckResult,
    ConsentRecord,
    Step,
)
from desk_app.domain.documents import AttachedDocument, DocumentStatus
from desk_app.domain.refusals import RefusalRequest, refusal_decision
from desk_app.domain.rule_packs import EvidenceKind, ReasonClass
from desk_app.domain.steps import (
    acceptance_faults,
    blockers,
    consent_consequences,
    needs_scan,
    offered_outcomes,
    package_faults,
    usable_grounds,
)
from desk_app.domain.vocabulary import (
    Bearing,
    Channel,
    CheckValue,
    DeskKind,
    Outcome,
    RequestedStatus,
)
from desk_app.errors import InputError, RuleError
from tests.builders import ANSWERS, by_hand, iins, packs

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
TODAY = date(2026, 11, 23)
# The first edition's G3 is not yet in force on this day.
BEFORE_G3 = date(2020, 6, 1)
PACKS = sorted(packs())
STATUSES = {"application": DocumentStatus.SCANNED, "identity": DocumentStatus.SEEN}
SEEKER, UNEMPLOYED = RequestedStatus.JOB_SEEKER, RequestedStatus.UNEMPLOYED
CORPORATION, CENTRE = DeskKind.STATE_CORPORATION, DeskKind.PROVIDER


def a_case(pack_id: str = "KZ-LIR-2020", channel: Channel = Channel.PROVIDER, **fields) -> Case:
    pack = packs()[pack_id]
    whole = Case(
        application_id=UUID(int=1),
        pack_id=pack_id,
        channel=channel,
        office_code="0201",
        workplace="03",
        operator="operator",
        opened_at=NOW,
        applicant=by_hand(iins()[0], is_confirmed=True),
        documents=tuple(
            AttachedDocument(rule.code, STATUSES.get(rule.code, DocumentStatus.ABSENT))
            for rule in pack.documents
        ),
        form=ApplicationForm(ANSWERS),
        consents=tuple(ConsentRecord(c.code, c.version, True, NOW) for c in pack.consents),
    )
    return replace(whole, **fields)


def checked(case: Case, **values: CheckValue) -> Case:
    checks = tuple(CheckResult(code, value, "registry", NOW) for code, value in values.items())
    return replace(case, checks=checks)


def with_status(case: Case, code: str, status: DocumentStatus) -> Case:
    documents = (replace(d, status=status) if d.code == code else d for d in case.documents)
    return replace(case, documents=tuple(documents))


def without_consent(case: Case, code: str) -> Case:
    consents = (replace(c, given=False) if c.code == code else c for c in case.consents)
    return replace(case, consents=tuple(consents))


def found(case: Case, step: Step, desk: DeskKind = CENTRE) -> list[tuple[str, str]]:
    pack = packs()[case.pack_id]
    return [(b.place, b.code) for b in blockers(case, step, pack=pack, desk=desk, today=TODAY)]


def offers(case: Case, desk: DeskKind, today: date = TODAY) -> dict[Outcome, tuple[str, ...]]:
    pack = packs()[case.pack_id]
    offered = offered_outcomes(case, pack=pack, desk=desk, today=today)
    return {o.rule.code: tuple(b.code for b in o.obstacles) for o in offered}


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("desk", DeskKind)
@pytest.mark.parametrize("pack_id", PACKS)
def test_nothing_keeps_a_whole_case(step, desk, pack_id):
    assert found(a_case(pack_id), step, desk) == []


def test_the_identity_step_lists_everything_that_is_missing_in_the_order_of_the_screen():
    case = a_case(applicant=Applicant())

    assert found(case, Step.IDENTITY) == [
        ("iin", "required"),
        ("surname", "required"),
        ("given_name", "required"),
        ("birth_date", "required"),
        ("document_kind", "required"),
        ("document_number", "required"),
        ("confirm", "identity.confirm"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"iin_source": IinSource.TYPED}, ("document_digits", "identity.second_datum")),
        ({"birth_date": date(1991, 4, 18)}, ("mismatch_reason", "identity.difference")),
        ({"is_confirmed": False}, ("confirm", "identity.confirm")),
    ],
)
def test_each_doubt_about_the_person_is_named(changes, expected):
    case = a_case()
    doubtful = replace(case, applicant=replace(case.applicant, **changes))

    assert found(doubtful, Step.IDENTITY) == [expected]


def test_a_difference_is_passed_over_with_a_reason():
    applicant = replace(
        a_case().applicant, birth_date=date(1991, 4, 18), mismatch_reason="document_is_right"
    )

    assert found(a_case(applicant=applicant), Step.IDENTITY) == []


def test_a_number_of_another_form_than_its_document_is_named():
    case = a_case()
    document = replace(case.applicant.document, number="12")
    doubtful = replace(case, applicant=replace(case.applicant, document=document))

    assert found(doubtful, Step.IDENTITY) == [("document_number", "identity.number_form")]


def test_a_person_without_iin_or_patronymic_is_served_on_a_document_that_has_none():
    case = a_case(applicant=by_hand(None, is_confirmed=True))
    assert found(case, Step.IDENTITY) == [("iin", "required")]

    document = replace(case.applicant.document, kind="refugee", number="АБ-12345")
    refugee = replace(case.applicant, document=document)
    assert refugee.name.patronymic == ""
    assert found(a_case(applicant=refugee), Step.IDENTITY) == []


def test_a_minor_needs_a_representative_who_is_named():
    applicant = replace(
        a_case().applicant, birth_date=date(2011, 1, 1), mismatch_reason="document_is_right"
    )
    assert found(a_case(applicant=applicant), Step.IDENTITY) == [
        ("representative", "identity.representative")
    ]

    nameless = Representative(PersonName(), Basis.LEGAL_REPRESENTATIVE)
    case = a_case(applicant=replace(applicant, representative=nameless))
    assert found(case, Step.IDENTITY) == [("representative", "required")]


@pytest.mark.parametrize(
    ("code", "step"),
    [
        ("employment", Step.DOCUMENTS),
        ("education", Step.DOCUMENTS),
        ("application", Step.RESULT),
    ],
)
def test_a_document_has_to_be_settled_on_its_step(code, step):
    case = with_status(a_case(), code, DocumentStatus.UNSETTLED)

    assert found(case, step) == [(code, "document.unsettled")]


def test_a_portal_application_has_no_sheet_to_sign():
    unsettled = with_status(a_case(), "application", DocumentStatus.UNSETTLED)

    assert found(replace(unsettled, channel=Channel.PORTAL), Step.RESULT) == []


def test_the_application_step_asks_for_fields_and_for_an_answer_to_each_consent():
    case = a_case(form=ApplicationForm({}), consents=(ConsentRecord("secrets", "1"),))

    codes = found(case, Step.APPLICATION)

    assert ("phone", "field.required") in codes
    assert [place for place, code in codes if code == "consent.unanswered"] == [
        f"consent.{rule.code}" for rule in packs()[case.pack_id].consents
    ]


@pytest.mark.parametrize("pack_id", PACKS)
def test_a_whole_case_has_its_desks_positive_outcome_first_and_open(pack_id):
    for desk, positive in ((CORPORATION, Outcome.ACCEPT), (CENTRE, Outcome.REGISTER)):
        offered = offered_outcomes(a_case(pack_id), pack=packs()[pack_id], desk=desk, today=TODAY)

        assert (offered[0].rule.code, offered[0].is_open) == (positive, True)


@pytest.mark.parametrize("pack_id", PACKS)
def test_the_outcomes_of_the_two_desks_never_mix(pack_id):
    corporation = set(offers(a_case(pack_id), CORPORATION))
    centre = set(offers(a_case(pack_id), CENTRE))

    assert corporation & centre == {Outcome.RETURN_OR_REDIRECT}
    assert Outcome.REFUSE not in corporation
    assert Outcome.REFUSE_ACCEPTANCE not in centre


@pytest.mark.parametrize("pack_id", PACKS)
@pytest.mark.parametrize("code", ["employment", "education"])
@pytest.mark.parametrize("status", DocumentStatus)
def test_a_document_if_any_is_never_missing(pack_id, code, status):
    case = with_status(a_case(pack_id), code, status)
    pack = packs()[pack_id]

    for desk in DeskKind:
        assert not acceptance_faults(case, pack, desk, TODAY).any
    assert not package_faults(case, pack, TODAY).any
    assert offers(case, CORPORATION)[Outcome.REFUSE_ACCEPTANCE] == ("acceptance.nothing_missing",)


@pytest.mark.parametrize("pack_id", PACKS)
def test_only_application_and_identity_document_are_mandatory(pack_id):
    mandatory = [rule.code for rule in packs()[pack_id].documents if rule.mandatory]

    assert mandatory == ["application", "identity"]
    for code in mandatory:
        case = with_status(a_case(pack_id), code, DocumentStatus.ABSENT)
        assert package_faults(case, packs()[pack_id], TODAY).missing == (code,)
        assert "document.missing" in offers(case, CORPORATION)[Outcome.ACCEPT]
        assert offers(case, CORPORATION)[Outcome.REFUSE_ACCEPTANCE] == ()


def test_missing_and_expired_are_two_lists_and_a_document_stands_in_one():
    pack = packs()["KZ-LIR-2020"]
    case = a_case()
    document = replace(case.applicant.document, valid_until=date(2026, 11, 22))
    expired = replace(case, applicant=replace(case.applicant, document=document))

    faults = package_faults(expired, pack, TODAY)
    assert (faults.missing, faults.expired) == ((), ("identity",))
    assert "document.expired" in offers(expired, CORPORATION)[Outcome.ACCEPT]

    both = package_faults(with_status(expired, "identity", DocumentStatus.ABSENT), pack, TODAY)
    assert (both.missing, both.expired) == (("identity",), ())
    marked = replace(case, documents=(AttachedDocument("application", expired=True),))
    assert package_faults(marked, pack, TODAY).expired == ("application",)


@pytest.mark.parametrize("pack_id", PACKS)
@pytest.mark.parametrize("desk", DeskKind)
@pytest.mark.parametrize("today", [TODAY, BEFORE_G3])
@pytest.mark.parametrize("status", RequestedStatus)
def test_no_refused_consent_is_a_dead_end(pack_id, desk, today, status):
    pack = packs()[pack_id]
    positive = Outcome.ACCEPT if desk is CORPORATION else Outcome.REGISTER
    for rule in pack.consents:
        case = without_consent(a_case(pack_id, requested_status=status), rule.code)
        ((code, consequence),) = consent_consequences(case, pack, desk, today)
        offered = offers(case, desk, today)

        assert code == rule.code
        if consequence.outcome is None:
            assert "consent.refused" not in offered[positive]
        else:
            assert "consent.refused" in offered[positive]
            assert offered[consequence.outcome] == ()


def test_an_application_without_a_consent_it_needs_is_an_application_that_is_missing():
    pack = packs()["KZ-LIR-2020"]
    case = without_consent(a_case(), "secrets")

    assert acceptance_faults(case, pack, CORPORATION, TODAY).missing == ("application",)
    assert not acceptance_faults(case, pack, CENTRE, TODAY).any
    assert not acceptance_faults(
        without_consent(a_case(), "publication"), pack, CORPORATION, TODAY
    ).any


@pytest.mark.parametrize("pack_id", PACKS)
@pytest.mark.parametrize("value", CheckValue)
@pytest.mark.parametrize("code", ["sixteen", "pension_age", "labour_contract", "entrepreneur"])
def test_age_pension_and_work_never_bar_a_job_seekers_certificate(pack_id, value, code):
    alone = checked(a_case(pack_id, requested_status=SEEKER), **{code: value})
    mother = Representative(PersonName("Сынақова", "Ана"), Basis.LEGAL_REPRESENTATIVE)
    seeker = replace(alone, applicant=replace(alone.applicant, representative=mother))
    unemployed = replace(seeker, requested_status=UNEMPLOYED)
    barring = CheckValue.NO if code == "sixteen" else CheckValue.YES

    assert offers(seeker, CENTRE)[Outcome.REGISTER] == ()
    expected = ("check.bars",) if value is barring else ()
    assert offers(unemployed, CENTRE)[Outcome.REGISTER] == expected


def test_a_check_asks_for_the_representative_its_value_requires():
    young = checked(a_case(requested_status=SEEKER), sixteen=CheckValue.NO)

    assert offers(young, CENTRE)[Outcome.REGISTER] == ("identity.representative",)


@pytest.mark.parametrize("pack_id", PACKS)
def test_nothing_unknown_bars_or_refuses(pack_id):
    pack = packs()[pack_id]
    for status in RequestedStatus:
        case = a_case(pack_id, requested_status=status)
        unknown = checked(case, **{rule.code: CheckValue.UNKNOWN for rule in pack.checks})

        assert offers(unknown, CENTRE)[Outcome.REGISTER] == ()
        for usable in usable_grounds(unknown, status, pack, CENTRE, TODAY):
            assert all(reason.check is None for reason in usable.sub_reasons)


GRID = list(product(PACKS, RequestedStatus, DeskKind, CheckValue))


@pytest.mark.parametrize(("pack_id", "status", "desk", "value"), GRID)
def test_each_ground_is_usable_exactly_on_its_own_terms(pack_id, status, desk, value):
    pack = packs()[pack_id]
    case = checked(
        a_case(pack_id, requested_status=status), **{rule.code: value for rule in pack.checks}
    )
    usable = {u.ground.code: u for u in usable_grounds(case, status, pack, desk, TODAY)}

    for ground in pack.grounds:
        reasons = [
            reason.code
            for reason in pack.sub_reasons
            if reason.ground == ground.code
            and status in reason.statuses
            and reason.kind is not ReasonClass.WITHDRAWAL
            and (reason.check is None or value is reason.supported_by)
        ]
        stands_on_consent = ground.code == "G3"
        may = (
            not ground.hidden
            and desk in ground.desks
            and status in ground.statuses
            and not stands_on_consent
            and (bool(reasons) or not ground.needs_sub_reason)
        )
        assert (ground.code in usable) is may, ground.code
        if may:
            assert [r.code for r in usable[ground.code].sub_reasons] == reasons


@pytest.mark.parametrize(("pack_id", "status", "desk", "value"), GRID)
def test_no_ground_reaches_beyond_its_evidence(pack_id, status, desk, value):
    """Every ground and sub-reason tried with every check as its source: refused or well founded."""
    pack = packs()[pack_id]
    case = checked(
        a_case(pack_id, requested_status=status), **{rule.code: value for rule in pack.checks}
    )
    usable = {u.ground.code: u for u in usable_grounds(case, status, pack, desk, TODAY)}
    evidence = {rule.code: rule.evidence for rule in pack.checks}
    by_reason = {reason.code: reason for reason in pack.sub_reasons}
    reasons = ["", *by_reason]
    for ground, reason, source in product(
        [g.code for g in pack.grounds], reasons, ["", "document", "statement", "құжат", *evidence]
    ):
        request = RefusalRequest(status, ground, "анықталды", reason, source)
        try:
            decision = decide(case, request, desk)
        except (InputError, RuleError):
            continue
        assert ground in usable
        if decision.source in evidence:
            assert value is not CheckValue.UNKNOWN
            assert evidence[decision.source] in usable[ground].ground.evidence
            rule = next(rule for rule in pack.checks if rule.code == decision.source)
            assert rule.standing[status].of(value) is Bearing.BAR
        else:
            assert decision.source in {"document", "statement"}
            assert decision.queried_at == NOW
        if reason and by_reason[reason].check:
            assert decision.source == by_reason[reason].check
            assert value is by_reason[reason].supported_by


def decide(case: Case, request: RefusalRequest, desk: DeskKind = CENTRE, today: date = TODAY):
    return refusal_decision(
        case,
        request,
        pack=packs()[case.pack_id],
        desk=desk,
        today=today,
        now=NOW,
        login="specialist",
    )


EMPLOYED = checked(
    a_case(requested_status=UNEMPLOYED),
    labour_contract=CheckValue.YES,
    pension_contributions=CheckValue.UNKNOWN,
)
ON_CONTRACT = RefusalRequest(UNEMPLOYED, "G2", " еңбек шарты бар ", "U2", remedy=" шартты жабу ")


def test_a_refusal_takes_source_and_time_from_the_check_it_rests_on():
    decision = decide(EMPLOYED, ON_CONTRACT)

    assert (decision.source, decision.queried_at) == ("labour_contract", NOW)
    assert (decision.fact, decision.remedy) == ("еңбек шарты бар", "шартты жабу")
    assert (decision.outcome, decision.refused_status) == (Outcome.REFUSE, UNEMPLOYED)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ground": ""}, "ground"),
        ({"sub_reason": ""}, "sub_reason"),
        ({"fact": "  "}, "fact"),
        ({"ground": "G1", "sub_reason": "", "source": " "}, "source"),
        (
            {
                "ground": "G1",
                "sub_reason": "",
                "source": "document",
                "queried_at": datetime(2026, 11, 24, tzinfo=UTC),
            },
            "queried_at",
        ),
        (
            {
                "ground": "G1",
                "sub_reason": "",
                "source": "document",
                "queried_at": datetime(2026, 11, 22),  # noqa: DTZ001
            },
            "queried_at",
        ),
    ],
)
def test_what_a_refusal_lacks_is_named_with_its_field(changes, field):
    with pytest.raises(InputError) as refusal:
        decide(EMPLOYED, replace(ON_CONTRACT, **changes))

    assert (refusal.value.code, refusal.value.field) == (f"refusal.{field}", field)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"refused_status": SEEKER}, "refusal.not_the_status_asked"),
        ({"ground": "G4", "sub_reason": ""}, "refusal.ground_not_usable"),
        ({"ground": "G3", "sub_reason": ""}, "refusal.ground_not_usable"),
        ({"sub_reason": "U1"}, "refusal.ground_not_usable"),
        ({"sub_reason": "U10"}, "refusal.ground_not_usable"),
        (
            {"ground": "G1", "sub_reason": "", "source": "pension_contributions"},
            "refusal.check_unknown",
        ),
        ({"ground": "G1", "sub_reason": "", "source": "sixteen"}, "refusal.check_unknown"),
    ],
)
def test_a_refusal_that_does_not_stand_is_not_made(changes, code):
    with pytest.raises(RuleError) as refusal:
        decide(EMPLOYED, replace(ON_CONTRACT, **changes))

    assert refusal.value.code == code


def test_a_ground_that_needs_a_register_is_not_carried_by_arithmetic_or_words():
    young = checked(a_case(requested_status=UNEMPLOYED), sixteen=CheckValue.NO)
    on_age = RefusalRequest(UNEMPLOYED, "G1", "жас", source="sixteen")
    with pytest.raises(RuleError, match=r"refusal\.source_not_for_ground"):
        decide(young, on_age)

    in_words = replace(ON_CONTRACT, sub_reason="U1", source="сөзбен")
    assert decide(young, in_words).source == "sixteen"


def test_what_only_a_register_knows_is_not_taken_in_words():
    pack = packs()["KZ-LIR-2020"]
    grounds = tuple(
        replace(g, evidence=(EvidenceKind.REGISTER,)) if g.code == "G1" else g for g in pack.grounds
    )
    request = RefusalRequest(SEEKER, "G1", "анықталды", source="сөзбен")

    with pytest.raises(InputError) as wrong:
        refusal_decision(
            a_case(),
            request,
            pack=replace(pack, grounds=grounds),
            desk=CENTRE,
            today=TODAY,
            now=NOW,
            login="specialist",
        )

    assert (wrong.value.code, wrong.value.field) == ("refusal.source", "source")


def test_a_refused_consent_is_a_ground_from_the_day_the_law_says_so():
    case = without_consent(a_case(), "personal_data")
    request = RefusalRequest(SEEKER, "G3", "келісім бермеді", source="statement")

    assert decide(case, request).ground == "G3"
    with pytest.raises(RuleError, match=r"refusal\.ground_not_usable"):
        decide(case, request, today=BEFORE_G3)


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("desk", DeskKind)
def test_only_a_draft_and_at_the_career_centre_an_accepted_case_have_open_outcomes(state, desk):
    case = a_case(state=state)
    open_outcomes = {code for code, obstacles in offers(case, desk).items() if not obstacles}

    if state is CaseState.DRAFT or (desk is CENTRE and state is CaseState.ACCEPTED):
        assert open_outcomes
    elif desk is CENTRE and state is CaseState.AWAITING_APPROVAL:
        assert open_outcomes == {Outcome.REFUSE}
    else:
        assert not open_outcomes


def test_what_was_whole_when_it_was_accepted_stays_whole():
    case = with_status(a_case(), "identity", DocumentStatus.ABSENT)
    arrived = replace(
        case,
        channel=Channel.STATE_CORPORATION,
        state=CaseState.ACCEPTED,
        applicant=Applicant(),
    )

    assert offers(arrived, CENTRE)[Outcome.REGISTER] == ()


def test_a_visitors_own_application_must_be_whole_after_its_refusal_was_declined():
    case = with_status(a_case(), "identity", DocumentStatus.ABSENT)

    found = offers(replace(case, state=CaseState.ACCEPTED), CENTRE)[Outcome.REGISTER]
    assert found == ("document.missing",)


def test_nobody_is_refused_unidentified():
    case = a_case(applicant=Applicant())

    assert "identity.confirm" in offers(case, CENTRE)[Outcome.REFUSE]


def test_a_refusal_without_any_ground_is_offered_with_what_it_lacks():
    pack = packs()["KZ-LIR-2020"]
    grounds = tuple(replace(ground, hidden=True) for ground in pack.grounds)
    bare = replace(pack, grounds=grounds)
    offered = offered_outcomes(a_case(), pack=bare, desk=CENTRE, today=TODAY)

    refuse = next(o for o in offered if o.rule.code is Outcome.REFUSE)
    assert [b.code for b in refuse.obstacles] == ["refusal.no_ground"]


@pytest.mark.parametrize("pack_id", PACKS)
def test_the_identity_document_and_everything_at_the_provider_is_seen_and_returned(pack_id):
    rules = {rule.code: rule for rule in packs()[pack_id].documents}

    assert not any(needs_scan(rule, CENTRE) for rule in rules.values())
    scanned = {code for code, rule in rules.items() if needs_scan(rule, CORPORATION)}
    assert scanned == {"application", "employment", "education"}


@given(
    statuses=st.fixed_dictionaries(
        {code: st.sampled_from(DocumentStatus) for code in STATUSES | {"employment": 0}}
    ),
    given_consents=st.lists(st.booleans(), min_size=3, max_size=3),
    desk=st.sampled_from(DeskKind),
    status=st.sampled_from(RequestedStatus),
    value=st.sampled_from(CheckValue),
)
def test_there_is_always_a_way_on(statuses, given_consents, desk, status, value):
    """Whatever the case looks like, some outcome is open or a step says what to put right."""
    pack = packs()["KZ-LIR-2020"]
    case = checked(a_case(requested_status=status), **{r.code: value for r in pack.checks})
    for code, settled in statuses.items():
        case = with_status(case, code, settled)
    for rule, is_given in zip(pack.consents, given_consents, strict=True):
        case = case if is_given else without_consent(case, rule.code)

    assert any(not obstacles for obstacles in offers(case, desk).values())

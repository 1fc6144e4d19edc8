import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.form_fields import Choice
from desk_app.domain.iin import Sex
from desk_app.domain.languages import Bilingual, Language
from desk_app.domain.rule_packs import (
    EvidenceKind,
    MachineReading,
    ReasonClass,
    ScanRule,
    Settling,
)
from desk_app.domain.rules import (
    ValidityState,
    add_months,
    bars,
    bearing,
    computed_checks,
    consent_consequence,
    consents_for,
    find_check,
    find_ground,
    lawyer_list,
    may_rest_on,
    needs_known_check,
    outcomes_for,
    pension_age_reached,
    refusal_grounds,
    validity,
    warnings,
)
from desk_app.domain.vocabulary import (
    Bearing,
    Channel,
    CheckValue,
    DeskKind,
    Outcome,
    PaperKind,
    Provenance,
    RequestedStatus,
)
from desk_app.packs import load_packs
from tests.packs.folders import SHIPPED

PACKS = load_packs(SHIPPED)
EACH_PACK = pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
OLD, NEW = PACKS["KZ-LIR-2020"], PACKS["KZ-LIR-2023"]
TODAY = date(2026, 11, 25)
YES, NO, UNKNOWN = CheckValue.YES, CheckValue.NO, CheckValue.UNKNOWN
JOB_SEEKER, UNEMPLOYED = RequestedStatus.JOB_SEEKER, RequestedStatus.UNEMPLOYED
IDENTITY_TITLE = (
    "көрсетілетін қызметті алушының жеке басын куәландыратын құжат (жеке басын сәйкестендіру үшін)"
)
EDUCATION_TITLE = (
    "білімі, біліктілігі, арнайы білімінің болуы немесе кәсіптік дайындығы туралы құжат (бар болса)"
)
ANY_CHECKS = st.fixed_dictionaries({rule.code: st.sampled_from(CheckValue) for rule in OLD.checks})


def texts_in(value: object, path: str = "") -> Iterator[tuple[str, Bilingual | Choice]]:
    if isinstance(value, Bilingual | Choice):
        yield path, value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_in(item, f"{path}.{getattr(item, 'code', '')}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts_in(item, f"{path}.{key}")
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_in(getattr(value, field.name), f"{path}.{field.name}")


def usable(pack, status, checks, *, on=TODAY, refused=(), desk=DeskKind.PROVIDER):
    found = refusal_grounds(pack, desk, status, checks, on=on, refused_consents=refused)
    return {u.ground.code: {reason.code for reason in u.sub_reasons} for u in found}


# --- the standard card ------------------------------------------------------------------


def test_the_titles_of_the_2020_pack_are_the_standard_cards_word_for_word():
    assert OLD.service.title == Bilingual(
        "Жұмыс іздеп жүрген адамдар мен жұмыссыздарға жәрдемдесу",
        "Содействие лицам, ищущим работу, и безработным",
    )
    assert OLD.service.state_body.kk == "ҚР Еңбек және халықты әлеуметтік қорғау министрлігі"
    assert [rule.title.kk for rule in OLD.documents] == [
        "мемлекеттік көрсетілетін қызмет стандартына 1-қосымшаға сәйкес өтініш",
        IDENTITY_TITLE,
        "еңбек қызметін растайтын құжат (бар болса)",
        EDUCATION_TITLE,
    ]
    assert OLD.service.result.kk == (
        "Жұмыс іздеп жүрген адам ретінде тіркеу туралы анықтама немесе осы стандарттың "
        "9-тармағында көрсетілген негіздер бойынша жұмыссыз ретінде тіркеуден бас тарту туралы "
        "дәлелді жауап."
    )
    assert (OLD.service.term.kk, OLD.service.price.kk) == ("1 (бір) жұмыс күні", "тегін")


def test_the_centre_is_called_by_the_name_of_its_time():
    assert OLD.terms.centre_short == Bilingual("жұмыспен қамту орталығы", "центр занятости")
    assert NEW.terms.centre_short == Bilingual("мансап орталығы", "карьерный центр")


def test_clause_nine_of_the_standard_is_named_by_the_2020_pack_only():
    assert "9-тармағ" in next(r.title.kk for r in OLD.references if r.code == "standard_9")
    assert not [path for path, text in texts_in(NEW) if "9-тармағ" in text.kk]


@EACH_PACK
def test_the_norms_are_those_of_the_standard(pack):
    assert (pack.norms.wait_seconds, pack.norms.serve_seconds) == (1800, 1200)
    assert pack.norms.mark_seconds == (900, 1080)
    assert pack.norms.term_working_days == 1
    assert not pack.norms.after_hours_shift


@EACH_PACK
def test_every_text_is_in_both_languages(pack):
    found = list(texts_in(pack))

    assert len(found) > 300
    for path, text in found:
        for language in Language:
            assert text.text(language).strip(), path


@EACH_PACK
def test_no_text_was_left_in_the_other_language(pack):
    cyrillic = [(path, text) for path, text in texts_in(pack) if re.search("[а-я]", text.kk)]

    assert [path for path, text in cyrillic if text.kk == text.ru] == []


@EACH_PACK
def test_kazakh_words_do_not_stand_in_russian_texts(pack):
    kazakh = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")

    assert [path for path, text in texts_in(pack) if kazakh.search(text.ru)] == []


@EACH_PACK
def test_only_the_application_and_the_identity_document_are_mandatory(pack):
    assert [rule.code for rule in pack.documents if rule.mandatory] == ["application", "identity"]
    assert [rule.code for rule in pack.documents if rule.if_any] == ["employment", "education"]
    assert [rule.settled_by for rule in pack.documents] == [
        Settling.SIGNING,
        Settling.IDENTIFICATION,
        Settling.COUNTER,
        Settling.COUNTER,
    ]


@EACH_PACK
def test_the_providers_desk_and_the_identity_document_need_no_copy(pack):
    scanned = {
        (desk, rule.code)
        for rule in pack.documents
        for desk, scan in rule.scan.items()
        if scan is ScanRule.SCAN
    }

    assert scanned == {
        (DeskKind.STATE_CORPORATION, "application"),
        (DeskKind.STATE_CORPORATION, "employment"),
        (DeskKind.STATE_CORPORATION, "education"),
    }


@EACH_PACK
def test_the_document_in_the_app_is_a_kind_of_its_own(pack):
    shown = [kind for kind in pack.identity_documents if kind.seen_in_app]

    assert [kind.code for kind in shown] == ["digital"]
    assert shown[0].machine_reading is MachineReading.NONE


@EACH_PACK
def test_every_paper_has_its_title(pack):
    assert set(pack.papers.titles) == set(PaperKind)
    assert pack.papers.refusal_titles[UNEMPLOYED].ru.endswith("в качестве безработного")
    assert "безработ" not in pack.papers.refusal_titles[JOB_SEEKER].ru


@EACH_PACK
def test_the_outcomes_stand_in_the_order_of_the_screen(pack):
    assert [rule.code for rule in pack.outcomes[DeskKind.STATE_CORPORATION]] == [
        Outcome.ACCEPT,
        Outcome.REFUSE_ACCEPTANCE,
        Outcome.RETURN_OR_REDIRECT,
    ]
    assert [rule.code for rule in pack.outcomes[DeskKind.PROVIDER]] == [
        Outcome.REGISTER,
        Outcome.REFUSE,
        Outcome.RETURN_OR_REDIRECT,
    ]


@EACH_PACK
def test_the_refusal_to_accept_is_printed_in_two_copies(pack):
    copies = {rule.code: rule.copies for rule in pack.outcomes[DeskKind.STATE_CORPORATION]}

    assert copies[Outcome.REFUSE_ACCEPTANCE] == 2


@EACH_PACK
def test_only_a_legal_refusal_needs_a_second_person(pack):
    asked = {r.code for rules in pack.outcomes.values() for r in rules if r.approval_required}

    assert asked == {Outcome.REFUSE}


@EACH_PACK
def test_only_the_absence_of_the_applicant_stops_the_clock(pack):
    assert [r.code for r in pack.hold_reasons if r.stops_clock] == ["applicant_absent"]


# --- one class for each reason ----------------------------------------------------------

REASONS_OF_THE_FIELD = {
    "U1": ReasonClass.REFUSE,
    "U2": ReasonClass.REFUSE,
    "U3": ReasonClass.REFUSE,
    "U4": ReasonClass.SAME_AS_FALSE_DOCUMENTS,
    "U5": ReasonClass.REFUSE,
    "U6": ReasonClass.SUPERVISOR_DECISION,
    "U7": ReasonClass.PRACTICE,
    "U8": ReasonClass.PRACTICE,
    "U9": ReasonClass.PRACTICE,
    "U10": ReasonClass.WITHDRAWAL,
    "complete_data": ReasonClass.RETURN,
    "wrong_ticket": ReasonClass.REDIRECT,
    "other_service": ReasonClass.REDIRECT,
    "other_district": ReasonClass.REDIRECT,
    "no_identity_document": ReasonClass.REFUSE_ACCEPTANCE,
}


@EACH_PACK
def test_each_reason_of_the_field_has_exactly_one_class(pack):
    listed = [*pack.sub_reasons, *pack.return_reasons, *pack.acceptance_refusal_reasons]
    classes = [(reason.code, reason.kind) for reason in listed]

    assert len({code for code, _ in classes}) == len(classes)
    assert REASONS_OF_THE_FIELD.items() <= dict(classes).items()


@EACH_PACK
def test_what_is_only_practice_needs_a_supervisor(pack):
    assert [r.code for r in pack.sub_reasons if r.needs_supervisor] == [
        "U6",
        "U7",
        "U8",
        "U9",
        "L1",
    ]


# --- the decision table -----------------------------------------------------------------

TABLE = [
    ("sixteen", NO, Bearing.WARN, Bearing.BAR),
    ("pension_age", YES, Bearing.WARN, Bearing.BAR),
    ("labour_contract", YES, Bearing.WARN, Bearing.BAR),
    ("entrepreneur", YES, Bearing.INFO, Bearing.BAR),
    ("single_payment", YES, Bearing.INFO, Bearing.WARN),
    ("pension_contributions", YES, Bearing.INFO, Bearing.WARN),
    ("registered", YES, Bearing.WARN, Bearing.INFO),
    ("active_application", YES, Bearing.BAR, Bearing.BAR),
    ("permanent_residence", NO, Bearing.BAR, Bearing.BAR),
    ("resident_here", NO, Bearing.BAR, Bearing.BAR),
]


@EACH_PACK
@pytest.mark.parametrize(("code", "value", "job_seeker", "unemployed"), TABLE)
def test_the_decision_table(pack, code, value, job_seeker, unemployed):
    rule = find_check(pack, code)

    assert bearing(rule, JOB_SEEKER, value) is job_seeker
    assert bearing(rule, UNEMPLOYED, value) is unemployed


@pytest.mark.parametrize(
    ("code", "value"), [("sixteen", NO), ("pension_age", YES), ("labour_contract", YES)]
)
@EACH_PACK
def test_work_age_and_pension_bar_the_unemployed_and_only_warn_a_job_seeker(pack, code, value):
    barred = bars(pack, UNEMPLOYED, {code: value})

    assert [bar.outcome for bar in barred] == [Outcome.REGISTER]
    assert bars(pack, JOB_SEEKER, {code: value}) == ()
    assert code in {rule.code for rule in warnings(pack, JOB_SEEKER, {code: value})}


@given(ANY_CHECKS)
def test_no_work_no_age_no_pension_ever_bars_a_job_seekers_certificate(checks):
    barring = {bar.check.code for bar in bars(OLD, JOB_SEEKER, checks)}

    assert barring <= {"active_application", "permanent_residence", "resident_here"}


@EACH_PACK
@pytest.mark.parametrize("status", RequestedStatus)
def test_unknown_checks_bar_nothing_and_support_no_refusal(pack, status):
    nothing_known: dict[str, CheckValue] = {}

    assert bars(pack, status, nothing_known) == ()
    for reasons in usable(pack, status, nothing_known).values():
        assert not {r.code for r in pack.sub_reasons if r.code in reasons and needs_known_check(r)}


@given(ANY_CHECKS, st.sampled_from(RequestedStatus))
def test_a_refusal_rests_only_on_values_that_are_known(checks, status):
    for item in refusal_grounds(OLD, DeskKind.PROVIDER, status, checks, on=TODAY):
        assert status in item.ground.statuses
        for reason in item.sub_reasons:
            assert status in reason.statuses
            assert reason.check is None or checks[reason.check] is reason.supported_by
            assert reason.supported_by is not UNKNOWN


def test_a_double_application_leads_back_and_a_foreign_district_elsewhere():
    [double, _] = bars(OLD, JOB_SEEKER, {"active_application": YES})
    [elsewhere, _] = bars(OLD, JOB_SEEKER, {"resident_here": NO})

    assert double.return_reason.kind is ReasonClass.RETURN
    assert elsewhere.return_reason.kind is ReasonClass.REDIRECT
    assert elsewhere.sub_reason is None


def test_a_barred_outcome_is_not_offered():
    offered = outcomes_for(OLD, DeskKind.PROVIDER, UNEMPLOYED, {"labour_contract": YES})
    whole = outcomes_for(OLD, DeskKind.PROVIDER, JOB_SEEKER, {"labour_contract": YES})

    assert [rule.code for rule in offered] == [Outcome.REFUSE, Outcome.RETURN_OR_REDIRECT]
    assert [rule.code for rule in whole] == [
        Outcome.REGISTER,
        Outcome.REFUSE,
        Outcome.RETURN_OR_REDIRECT,
    ]


@EACH_PACK
def test_each_value_of_a_check_has_its_words(pack):
    rule = find_check(pack, "labour_contract")

    assert rule.texts.of(YES) == Bilingual("бар", "есть")
    assert rule.texts.of(NO) == Bilingual("жоқ", "нет")
    assert rule.texts.of(UNKNOWN) == Bilingual("тексерілмеді", "не проверено")


@EACH_PACK
def test_four_checks_stand_on_every_screen(pack):
    assert [rule.code for rule in pack.checks if rule.shown_first] == [
        "registered",
        "sixteen",
        "pension_age",
        "labour_contract",
    ]


# --- grounds ----------------------------------------------------------------------------


@EACH_PACK
def test_a_contract_in_force_is_a_reason_to_refuse_only_the_unemployed(pack):
    checks = {"labour_contract": YES}

    assert "U2" in usable(pack, UNEMPLOYED, checks)["G2"]
    assert "U2" not in usable(pack, JOB_SEEKER, checks).get("G2", set())


@EACH_PACK
def test_a_job_seeker_can_be_refused_on_the_second_ground_only_for_residence(pack):
    assert usable(pack, JOB_SEEKER, {"permanent_residence": NO})["G2"] == {"L1"}
    assert "G2" not in usable(pack, JOB_SEEKER, {"permanent_residence": YES})


@EACH_PACK
def test_a_withdrawal_is_never_a_ground_of_refusal(pack):
    everything = {rule.code: YES for rule in pack.checks}

    assert "U10" not in set().union(*usable(pack, UNEMPLOYED, everything).values())


@EACH_PACK
def test_the_state_corporation_refuses_on_no_legal_ground(pack):
    assert usable(pack, UNEMPLOYED, {"labour_contract": YES}, desk=DeskKind.STATE_CORPORATION) == {}


@EACH_PACK
def test_hidden_grounds_are_in_the_pack_but_not_offered(pack):
    assert find_ground(pack, "G4").hidden
    assert find_ground(pack, "G5").hidden
    assert not {"G4", "G5"} & set(usable(pack, UNEMPLOYED, {}, refused=("secrets",)))


@EACH_PACK
def test_a_ground_stands_on_its_kinds_of_source_only(pack):
    false_documents = find_ground(pack, "G1")

    assert may_rest_on(false_documents, EvidenceKind.REGISTER)
    assert not may_rest_on(false_documents, EvidenceKind.STATEMENT)


@EACH_PACK
def test_every_shown_ground_can_refuse_both_statuses_at_the_providers_desk(pack):
    for code in ("G1", "G2", "G3"):
        ground = find_ground(pack, code)
        assert set(ground.statuses) == set(RequestedStatus)
        assert ground.desks == (DeskKind.PROVIDER,)


def test_the_third_ground_is_switched_by_its_date():
    before, since = date(2020, 7, 7), date(2020, 7, 8)

    assert "G3" not in usable(OLD, JOB_SEEKER, {}, on=before, refused=("personal_data",))
    assert "G3" in usable(OLD, JOB_SEEKER, {}, on=since, refused=("personal_data",))


def test_the_third_ground_needs_a_consent_that_was_refused():
    assert "G3" not in usable(OLD, JOB_SEEKER, {})


# --- consents ---------------------------------------------------------------------------


@EACH_PACK
def test_three_consents_are_asked_in_every_channel(pack):
    for channel in Channel:
        assert consents_for(pack, channel) == ("secrets", "personal_data", "publication")


@EACH_PACK
@pytest.mark.parametrize("desk", DeskKind)
def test_refusing_publication_stops_nothing(pack, desk):
    assert consent_consequence(pack, "publication", desk, JOB_SEEKER, on=TODAY).outcome is None


@EACH_PACK
@pytest.mark.parametrize("code", ["secrets", "personal_data"])
def test_a_refused_consent_leads_to_an_outcome_of_the_desk(pack, code):
    at_counter = consent_consequence(pack, code, DeskKind.STATE_CORPORATION, JOB_SEEKER, on=TODAY)
    at_centre = consent_consequence(pack, code, DeskKind.PROVIDER, JOB_SEEKER, on=TODAY)

    assert at_counter.outcome is Outcome.REFUSE_ACCEPTANCE
    assert at_counter.acceptance_reason == "application_without_consent"
    assert at_centre.outcome is Outcome.REFUSE
    assert at_centre.ground.code == "G3"


def test_before_the_third_ground_a_refused_consent_leads_back_instead_of_nowhere():
    consequence = consent_consequence(
        OLD, "secrets", DeskKind.PROVIDER, JOB_SEEKER, on=date(2020, 6, 1)
    )

    assert consequence.outcome is Outcome.RETURN_OR_REDIRECT
    assert consequence.return_reason.code == "no_consent"


# --- age --------------------------------------------------------------------------------

PENSION_DAYS = [
    (Sex.MALE, date(1963, 11, 25), date(2026, 11, 25)),
    (Sex.FEMALE, date(1965, 11, 25), date(2026, 11, 25)),
    (Sex.FEMALE, date(1966, 12, 31), date(2027, 12, 31)),
    (Sex.FEMALE, date(1967, 1, 1), date(2028, 7, 1)),
    (Sex.FEMALE, date(1967, 7, 1), date(2029, 7, 1)),
    (Sex.FEMALE, date(1968, 2, 29), date(2030, 8, 29)),
    (Sex.FEMALE, date(1970, 1, 1), date(2033, 1, 1)),
]


@pytest.mark.parametrize(("sex", "born", "day"), PENSION_DAYS)
def test_the_pension_age_is_reached_on_its_day(sex, born, day):
    eve = date.fromordinal(day.toordinal() - 1)

    assert pension_age_reached(OLD, birth_date=born, sex=sex, on=day)
    assert not pension_age_reached(OLD, birth_date=born, sex=sex, on=eve)


def test_who_reached_the_lower_age_stays_a_pensioner_when_it_rises():
    assert pension_age_reached(
        OLD, birth_date=date(1966, 12, 31), sex=Sex.FEMALE, on=date(2028, 1, 1)
    )


def test_sixteen_is_reached_on_the_birthday():
    born = date(2010, 11, 25)

    assert computed_checks(OLD, birth_date=born, sex=None, on=TODAY)["sixteen"] is YES
    assert computed_checks(OLD, birth_date=born, sex=None, on=date(2026, 11, 24))["sixteen"] is NO


@pytest.mark.parametrize("born", [None, date(2099, 12, 31)])
def test_without_a_believable_birth_date_age_is_unknown(born):
    checks = computed_checks(OLD, birth_date=born, sex=Sex.MALE, on=TODAY)

    assert set(checks.values()) == {UNKNOWN}


def test_pension_age_is_unknown_without_the_sex_and_known_with_it():
    born = date(1980, 1, 1)

    assert computed_checks(OLD, birth_date=born, sex=None, on=TODAY)["pension_age"] is UNKNOWN
    assert computed_checks(OLD, birth_date=born, sex=Sex.MALE, on=TODAY)["pension_age"] is NO


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(1968, 2, 29), 12, date(1969, 3, 1)),
        (date(1967, 8, 31), 6, date(1968, 3, 1)),
        (date(1967, 12, 15), 1, date(1968, 1, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, later):
    assert add_months(day, months) == later


# --- validity and provenance ------------------------------------------------------------


@pytest.mark.parametrize(
    ("pack", "today", "state"),
    [
        (OLD, date(2020, 5, 27), ValidityState.NOT_YET),
        (OLD, date(2020, 5, 28), ValidityState.IN_FORCE),
        (OLD, date(2023, 6, 30), ValidityState.IN_FORCE),
        (OLD, date(2023, 7, 1), ValidityState.EXPIRED),
        (NEW, date(2023, 7, 1), ValidityState.IN_FORCE),
        (NEW, date(2099, 1, 1), ValidityState.IN_FORCE),
    ],
)
def test_a_pack_is_in_force_between_its_dates(pack, today, state):
    assert validity(pack, today).state is state


def test_an_expired_pack_says_what_replaced_it():
    expired = validity(OLD, TODAY)

    assert expired.replaced_by == "KZ-LIR-2023"
    assert "№ 214" in expired.replaced_note.ru


@EACH_PACK
def test_the_lawyers_list_holds_what_is_inferred_and_nothing_that_is_known(pack):
    items = {item.path: item for item in lawyer_list(pack)}

    assert items["grounds.G3"].provenance is Provenance.BACKGROUND
    assert items["papers"].provenance is Provenance.DRAFT
    assert items["sub_reasons.L1"].words.ru == "не проживает постоянно в Республике Казахстан"
    assert "terms" not in items
    assert not {Provenance.VERBATIM, Provenance.COMPUTED} & {i.provenance for i in items.values()}


def test_the_first_day_of_the_2020_pack_is_on_the_list_too():
    assert "valid_from" in {item.path for item in lawyer_list(OLD)}
    assert "valid_from" not in {item.path for item in lawyer_list(NEW)}

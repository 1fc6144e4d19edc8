from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.form_fields import (
    Choice,
    FieldKind,
    FieldProblem,
    FieldRule,
    FieldSpec,
    validate,
    validate_form,
)
from desk_app.domain.languages import Bilingual
from desk_app.domain.vocabulary import Provenance
from desk_app.errors import InputError
from desk_app.packs import load_packs
from tests.packs.folders import SHIPPED

CATALOGUE = load_packs(SHIPPED)["KZ-LIR-2020"].form
FIELDS = {spec.code: spec for spec in CATALOGUE.fields}
EVERY_FIELD = [*CATALOGUE.fields, *(spec for row in CATALOGUE.rows for spec in row.fields)]
TODAY = date(2026, 11, 25)
STANDARD = {
    "address": "Қарағанды қ., Бұқар жырау даңғ., 44-үй, 12-пәтер",
    "phone": "+7 701 234 56 78",
    "education": "higher",
    "speciality": "Есеп және аудит",
    "job": "Бухгалтер",
    "experience": "8",
    "reason": "redundancy",
    "last_employer": "«Сарыарқа Құрылыс» ЖШС",
}


def refused(spec, text):
    with pytest.raises(InputError) as caught:
        validate(spec, text, TODAY)
    assert caught.value.field == spec.code
    return caught.value.code


def problems(changes, rows=None):
    return validate_form(CATALOGUE, {**STANDARD, **changes}, rows or {}, TODAY)


# --- the catalogue ---------------------------------------------------------------------------


def test_the_standard_case_types_seven_fields_after_the_address():
    main = sorted(
        (s.main_position, s.code) for s in CATALOGUE.fields if s.main_position is not None
    )

    assert [code for _, code in main] == list(STANDARD)
    assert FIELDS["address"].prefilled


def test_the_value_lists_are_whole():
    sizes = {code: len(spec.values) for code, spec in FIELDS.items() if spec.values}

    assert sizes["education"] == 11
    assert sizes["target_group"] == 14
    assert sizes["reason"] == 5
    assert sizes["state_category"] == 8
    assert sizes["purpose"] == 3
    assert sizes["measures"] == 6
    assert sizes["regime"] == 4


def test_the_words_for_target_groups_are_todays():
    words = " ".join(f"{choice.kk} {choice.ru}" for choice in FIELDS["target_group"].values)

    assert "лица с инвалидностью" in words.lower()
    assert "андас" in words
    assert "инвалиды" not in words.lower()
    assert "оралман" not in words.lower()


def test_history_is_kept_in_rows():
    assert {row.code: [f.code for f in row.fields] for row in CATALOGUE.rows} == {
        "work_history": ["organisation", "position", "functions", "from", "to"],
        "education_history": [
            "institution",
            "speciality",
            "qualification",
            "from",
            "to",
            "diploma_number",
        ],
    }


# --- one answer --------------------------------------------------------------------------------


def spec_of(kind, **more):
    return FieldSpec("x", Bilingual("х", "х"), "s", kind, Provenance.INFERRED, **more)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (FieldKind.TEXT, "  Есеп   және аудит ", "Есеп және аудит"),
        (FieldKind.LONG_TEXT, " бір\nекі ", "бір\nекі"),
        (FieldKind.ADDRESS, "Алматы  қ.", "Алматы қ."),
        (FieldKind.NAME, "әлия", "Әлия"),
        (FieldKind.DIGITS, "12-34 56", "123456"),
        (FieldKind.PHONE, "8 (701) 234-56-78", "+77012345678"),
        (FieldKind.EMAIL, " a.b@Mail.KZ ", "a.b@mail.kz"),
        (FieldKind.DATE, "5.3.2026", "2026-03-05"),
        (FieldKind.DATE, "05032026", "2026-03-05"),
        (FieldKind.DATE, "2026-03-05", "2026-03-05"),
        (FieldKind.MONEY, "250 000", "250000"),
        (FieldKind.YEARS, "08", "8"),
    ],
)
def test_an_answer_is_put_right_silently(kind, typed, stored):
    assert validate(spec_of(kind), typed, TODAY) == stored


@pytest.mark.parametrize("kind", FieldKind)
def test_an_empty_answer_is_left_to_the_form(kind):
    assert validate(spec_of(kind), "  ", TODAY) == ""


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        (FieldKind.TEXT, "а\x07б", "field.control_characters"),
        (FieldKind.TEXT, "повар 厨师", "field.unprintable"),
        (FieldKind.ADDRESS, "көше, үй 5 🏠", "field.unprintable"),
        (FieldKind.LONG_TEXT, "иә\nΩ", "field.unprintable"),
        (FieldKind.DIGITS, "12a", "field.not_digits"),
        (FieldKind.DIGITS, "٩", "field.not_digits"),
        (FieldKind.MONEY, "1,5", "field.not_digits"),
        (FieldKind.PHONE, "701", "phone.length"),
        (FieldKind.EMAIL, "a@", "email.form"),
        (FieldKind.NAME, "123", "name.characters"),
        (FieldKind.DATE, "31.02.2026", "field.not_a_date"),
        (FieldKind.DATE, "вчера", "field.not_a_date"),
        (FieldKind.DATE, "01.01.0026", "field.not_a_date"),
        (FieldKind.CHOICE, "z", "field.not_in_list"),
        (FieldKind.MULTI_CHOICE, "a,z", "field.not_in_list"),
    ],
)
def test_a_wrong_answer_is_refused_by_a_code_and_names_the_field(kind, typed, code):
    values = (Choice("a", "а", "а"),) if "choice" in kind.value else ()

    assert refused(spec_of(kind, values=values), typed) == code


def test_an_answer_has_a_greatest_length_and_a_greatest_number():
    assert refused(spec_of(FieldKind.TEXT, max_length=3), "абвг") == "field.too_long"
    assert refused(spec_of(FieldKind.YEARS, maximum=80), "81") == "field.too_much"
    assert validate(spec_of(FieldKind.YEARS, maximum=80), "80", TODAY) == "80"


def test_a_day_that_must_be_past_may_be_today():
    spec = spec_of(FieldKind.DATE, rule=FieldRule.NOT_IN_FUTURE)

    assert validate(spec, TODAY.isoformat(), TODAY) == TODAY.isoformat()
    assert refused(spec, (TODAY + timedelta(days=1)).isoformat()) == "field.in_future"


def test_chosen_values_are_stored_once_in_the_order_of_the_list():
    values = tuple(Choice(code, code, code) for code in "abc")

    assert validate(spec_of(FieldKind.MULTI_CHOICE, values=values), "c, a,c", TODAY) == "a,c"


@given(
    st.sampled_from([*CATALOGUE.fields, *(f for r in CATALOGUE.rows for f in r.fields)]), st.text()
)
def test_whatever_is_typed_is_cleaned_for_good_or_refused(spec, text):
    try:
        cleaned = validate(spec, text, TODAY)
    except InputError as error:
        assert_names(error, spec)
    else:
        assert validate(spec, cleaned, TODAY) == cleaned


def assert_names(error, spec):
    assert error.field == spec.code


# --- the whole form ----------------------------------------------------------------------------


def test_the_standard_case_has_no_problem():
    assert problems({}) == ()


@pytest.mark.parametrize("code", ["address", "phone", "education", "job", "experience"])
def test_a_required_field_is_named(code):
    assert FieldProblem(code, "field.required") in problems({code: " "})


@pytest.mark.parametrize("code", ["speciality", "reason"])
def test_an_optional_field_may_stay_empty(code):
    assert problems({code: ""}) == ()


@pytest.mark.parametrize(
    "other", [{"contact_phone": "+7 727 234 56 78"}, {"email": "synaq@example.kz"}]
)
def test_another_contact_will_do_in_place_of_a_mobile_phone(other):
    assert problems({"phone": "", **other}) == ()


def test_the_least_pay_is_not_above_the_greatest():
    assert problems({"pay_min": "200 000", "pay_max": "150000"}) == (
        FieldProblem("pay_max", "field.below_minimum"),
    )
    assert problems({"pay_min": "150000", "pay_max": "150000"}) == ()
    assert problems({"pay_min": "150000"}) == ()


def test_experience_needs_a_workplace():
    missing = (FieldProblem("last_employer", "field.workplace_required"),)

    assert problems({"last_employer": ""}) == missing
    assert problems({"last_employer": ""}, {"work_history": [{"organisation": "Мектеп"}]}) == ()
    assert problems({"last_employer": "", "experience": "0"}) == ()


def test_experience_in_the_wanted_position_is_not_above_the_whole():
    assert problems({"experience_wanted": "9"}) == (
        FieldProblem("experience_wanted", "field.above_total"),
    )
    assert problems({"experience_wanted": "8"}) == ()


def test_the_day_of_becoming_non_employed_is_not_in_the_future():
    assert problems({"date_nonemployed": "26.11.2026"}) == (
        FieldProblem("date_nonemployed", "field.in_future"),
    )


def test_a_problem_carries_what_its_text_needs():
    assert problems({"phone": "701"}) == (FieldProblem("phone", "phone.length", (("n", 3),)),)


def test_a_row_is_checked_field_by_field():
    rows = {"work_history": [{"organisation": "Мектеп"}, {"position": "Мұғалім", "from": "жаз"}]}

    assert problems({}, rows) == (
        FieldProblem("work_history[1].organisation", "field.required"),
        FieldProblem("work_history[1].from", "field.not_a_date"),
    )


def test_a_row_does_not_end_before_it_begins():
    row = {"organisation": "Мектеп", "from": "01.09.2020", "to": "31.08.2020"}

    assert problems({}, {"work_history": [row]}) == (
        FieldProblem("work_history[0].to", "field.before_its_start"),
    )
    assert problems({}, {"work_history": [{**row, "to": "01.09.2020"}]}) == ()


def test_rows_have_a_greatest_number():
    rows = {"education_history": [{"institution": "Мектеп"}] * 16}

    assert problems({}, rows) == (
        FieldProblem("education_history", "rows.too_many", (("limit", 15),)),
    )

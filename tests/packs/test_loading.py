import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.rule_pack_checks import contradictions
from desk_app.errors import KnownError
from desk_app.packs import load_calendar, load_pack, load_packs
from tests.packs.folders import CALENDAR, SHIPPED, altered, copied_packs


def refusal(file: Path) -> tuple[str, str, str]:
    with pytest.raises(KnownError) as caught:
        load_pack(file)
    assert caught.value.code == "pack.broken"
    params = caught.value.params
    return str(params["file"]), str(params["path"]), str(params["problem"])


def test_both_shipped_packs_load():
    assert list(load_packs(SHIPPED)) == ["KZ-LIR-2020", "KZ-LIR-2023"]


def test_an_own_word_of_the_pack_wins_over_its_fragment(tmp_path):
    file = copied_packs(tmp_path) / "KZ-LIR-2023.toml"
    with file.open("a", encoding="utf-8") as pack:
        pack.write("\n[norms]\nwait_seconds = 2400\n")

    norms = load_pack(file).norms

    assert (norms.wait_seconds, norms.serve_seconds) == (2400, 1200)


BROKEN = [
    ("KZ-LIR-2020.toml", "valid_to = 2023-06-30", "valid_to = 2019-06-30",
     "KZ-LIR-2020.toml", "valid_to", "before_its_start"),
    ("KZ-LIR-2020.toml", 'pack_id = "KZ-LIR-2020"', 'pack_id = "KZ-LIR-2019"',
     "KZ-LIR-2020.toml", "pack_id", "not_the_file_name"),
    ("KZ-LIR-2020.toml", 'pack_id = "KZ-LIR-2020"', "pack_id = ",
     "KZ-LIR-2020.toml", "", "not_toml"),
    ("KZ-LIR-2020.toml", "valid_from = 2020-05-28", 'valid_from = "soon"',
     "KZ-LIR-2020.toml", "valid_from", "wrong_type"),
    ("KZ-LIR-2020.toml", "valid_from = 2020-05-28", "valid_since = 2020-05-28",
     "KZ-LIR-2020.toml", "valid_since", "unknown_key"),
    ("KZ-LIR-2020.toml", "fragments/form.toml", "fragments/forms.toml",
     "KZ-LIR-2020.toml", "include", "no_such_fragment"),
    ("KZ-LIR-2020.toml", "fragments/form.toml", "../../calendar.toml",
     "KZ-LIR-2020.toml", "include", "no_such_fragment"),
    ("KZ-LIR-2020.toml", '["fragments/common.toml", "fragments/form.toml"]', '"common"',
     "KZ-LIR-2020.toml", "include", "wrong_type"),
    ("KZ-LIR-2020.toml", '"fragments/form.toml"]', "7]",
     "KZ-LIR-2020.toml", "include", "wrong_type"),
    ("KZ-LIR-2020.toml", '[grounds.G2]\nreference = "standard_9"',
     '[grounds.G2]\nreference = "clause_9"',
     "KZ-LIR-2020.toml", "grounds.G2.reference", "names_nothing_known"),
    ("fragments/common.toml", "wait_seconds = 1800", "wait_seconds = true",
     "fragments/common.toml", "norms.wait_seconds", "wrong_type"),
    ("fragments/common.toml", "mark_seconds = [900, 1080]", "mark_seconds = 900",
     "fragments/common.toml", "norms.mark_seconds", "wrong_type"),
    ("fragments/common.toml", 'provider = "next_working_day"', "",
     "fragments/common.toml", "norms.term_starts.provider", "missing"),
    ("fragments/common.toml", 'provider = "next_working_day"', 'provider = "later"',
     "fragments/common.toml", "norms.term_starts.provider", "not_one_of"),
    ("fragments/common.toml", 'ru = "не достиг шестнадцатилетнего возраста"', 'ru = " "',
     "fragments/common.toml", "sub_reasons.U1.text.ru", "empty_text"),
    ("fragments/common.toml", ', ru = "не достиг шестнадцатилетнего возраста"', "",
     "fragments/common.toml", "sub_reasons.U1.text.ru", "missing"),
    ("fragments/common.toml", "[sub_reasons.U1]", '[sub_reasons.U1]\ncode = "U1"',
     "fragments/common.toml", "sub_reasons.U1.code", "unknown_key"),
    ("fragments/form.toml", 'none = { kk = "Білімі жоқ", ru = "Нет образования" }', "none = 3",
     "fragments/form.toml", "form.fields.education.values.none", "wrong_type"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "file", "path", "problem"), BROKEN)
def test_a_broken_pack_says_where_and_what(tmp_path, name, old, new, file, path, problem):
    folder = copied_packs(tmp_path)
    altered(folder / name, old, new)

    assert refusal(folder / "KZ-LIR-2020.toml") == (file, path, problem)


CONTRADICTING = [
    ("serve_seconds = 1200", "serve_seconds = 0", "norms.serve_seconds", "not_positive"),
    ("waiting_amber_seconds = 1200", "waiting_amber_seconds = 1800",
     "norms.waiting_amber_seconds", "not_below_the_norm"),
    ("mark_seconds = [900, 1080]", "mark_seconds = [1080, 900]",
     "norms.mark_seconds", "not_ascending_below_the_norm"),
    ("working_age_years = 16", "working_age_years = 0",
     "procedure.working_age_years", "not_an_age"),
    ('statuses = ["job_seeker", "unemployed"]\napproval', "statuses = []\napproval",
     "procedure.statuses", "empty_list"),
    ("mandatory = true\nif_any = false", "mandatory = true\nif_any = true",
     "documents.application.if_any", "mandatory_and_if_any"),
    ('"[0-9]{9}"', '"[0-9"', "identity_documents.id_card.number_pattern", "not_a_pattern"),
    ('unemployed = { yes = "bar", no = "clear", unknown = "info" }',
     'unemployed = { yes = "bar", no = "clear", unknown = "bar" }',
     "checks.pension_age.standing.unemployed.unknown", "unknown_cannot_bar"),
    ('job_seeker = { yes = "warn", no = "clear", unknown = "info" }\nunemployed = { yes = "bar"',
     'job_seeker = { yes = "bar", no = "clear", unknown = "info" }\nunemployed = { yes = "bar"',
     "checks.pension_age.standing.job_seeker.yes", "never_bars_a_job_seeker"),
    ('job_seeker = { yes = "info", no = "clear", unknown = "info" }\nunemployed = { yes = "bar"',
     'job_seeker = { yes = "bar", no = "clear", unknown = "info" }\nunemployed = { yes = "bar"',
     "checks.entrepreneur.standing.job_seeker.yes", "bars_beyond_its_reason"),
    ('bars = ["register"]\nsub_reason = "U2"', 'bars = []\nsub_reason = "U2"',
     "checks.labour_contract.bars", "bars_nothing"),
    ('desks = ["provider"]\nevidence = ["register", "document"]',
     'desks = ["state_corporation"]\nevidence = ["register", "document"]',
     "grounds.G1.desks", "desk_cannot_refuse"),
    ('evidence = ["court_act"]', "evidence = []", "grounds.G4.evidence", "empty_list"),
    ("needs_sub_reason = false\nhidden = true\n", "needs_sub_reason = true\nhidden = true\n",
     "grounds.G4.needs_sub_reason", "has_no_sub_reason"),
    ('kind = "withdrawal"', 'kind = "return"', "sub_reasons.U10.kind", "class_of_another_list"),
    ('kind = "withdrawal"', 'kind = "withdrawal"\nground = "G2"',
     "sub_reasons.U10.ground", "refusal_needs_ground_withdrawal_none"),
    ('check = "sixteen"\nsupported_by = "no"', 'check = "sixteen"',
     "sub_reasons.U1.supported_by", "check_and_value_go_together"),
    ('check = "sixteen"\nsupported_by = "no"', 'check = "sixteen"\nsupported_by = "unknown"',
     "sub_reasons.U1.supported_by", "unknown_supports_nothing"),
    ('statuses = ["job_seeker", "unemployed"]\ndesks', 'statuses = ["job_seeker"]\ndesks',
     "sub_reasons.U4.statuses", "wider_than_its_ground"),
    ('kind = "redirect"', 'kind = "refuse"',
     "return_reasons.wrong_ticket.kind", "class_of_another_list"),
    ('state_corporation = { outcome = "refuse_acceptance", reason',
     'state_corporation = { outcome = "refuse", reason',
     "consents.secrets.on_refusal.state_corporation.outcome", "outcome_of_another_desk"),
    ('paper = "memo"\ncopies = 1\napproval_required = false',
     'paper = "memo"\ncopies = 1\napproval_required = true',
     "outcomes.state_corporation.return_or_redirect.approval_required",
     "only_refusals_are_approved"),
    ("[evidence_kinds.court_act]", "[evidence_kinds.court_acts]",
     "evidence_kinds.court_act", "missing"),
    ("[evidence_kinds.court_act]",
     ('[evidence_kinds.rumour]\ntext = { kk = "қауесет", ru = "слух" }\nprovenance = "draft"\n\n'
     "[evidence_kinds.court_act]"),
     "evidence_kinds.rumour", "names_nothing_known"),
    ('ground = "G3", otherwise = "no_consent"', 'ground = "G3"',
     "consents.secrets.on_refusal.provider.otherwise", "missing"),
    ('appeal_reference = "appk_91"', "appeal_reference = 7",
     "papers.appeal_reference", "wrong_type"),
    ('appeal_reference = "appk_91"', 'appeal_reference = "appk"',
     "papers.appeal_reference", "names_nothing_known"),
    ('paper = "memo"\ncopies = 1', 'paper = "refusal"\ncopies = 1',
     "outcomes.state_corporation.return_or_redirect.paper", "paper_of_another_outcome"),
    ('statuses = ["unemployed"]\nevidence = ["computed"]\ncheck = "sixteen"',
     'statuses = ["job_seeker", "unemployed"]\nevidence = ["computed"]\ncheck = "sixteen"',
     "sub_reasons.U1.statuses", "never_bars_a_job_seeker"),
    ('acceptance_refusal_reference = "public_services_20_2"',
     'acceptance_refusal_reference = "public_services_20"',
     "papers.acceptance_refusal_reference", "names_nothing_known"),
    ('birth_date = { kk = "Туған күні", ru = "Дата рождения" }', "",
     "papers.applicant_labels.birth_date", "missing"),
    ("copies = 2", "copies = 0",
     "outcomes.state_corporation.refuse_acceptance.copies", "not_positive"),
    ("[outcomes.state_corporation.accept]", "[outcomes.state_corporation.register]",
     "outcomes.state_corporation.accept", "missing"),
    ("[result_languages.both]", "[result_languages.kaz]", "result_languages.both", "missing"),
    ('sex = "male"', 'sex = "female"', "pension_ages", "missing"),
    ("age_months = 738", "age_months = 700", "pension_ages", "not_ascending"),
    ('document = "application"\nfault = "missing"\nkind',
     'document = "photo"\nfault = "missing"\nkind',
     "acceptance_refusal_reasons.no_application.document", "names_nothing_known"),
    ('needs_place = false\ndocument = "application"', 'needs_place = false\ndocument = "photo"',
     "return_reasons.application_missing.document", "names_nothing_known"),
    ('needs_place = false\ndocument = "application"\n', "needs_place = false\n",
     "return_reasons.application_missing.document", "missing"),
    ('fault = "missing"\nprovenance', "provenance",
     "return_reasons.application_missing.fault", "missing"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "problem"), CONTRADICTING)
def test_a_pack_that_contradicts_itself_says_where_and_what(tmp_path, old, new, path, problem):
    folder = copied_packs(tmp_path)
    altered(folder / "fragments/common.toml", old, new)

    assert refusal(folder / "KZ-LIR-2020.toml")[1:] == (path, problem)


FORM_CONTRADICTING = [
    ("main_position = 7", "main_position = 9",
     "form.fields", "main_positions_not_counted_from_zero"),
    ("columns = 12\nmain_position = 7", "columns = 13\nmain_position = 7",
     "form.fields.last_employer.columns", "not_on_a_grid_of_twelve"),
    ("max_length = 300", "max_length = 0", "form.fields.address.max_length", "not_positive"),
    ('kind = "text"', 'kind = "choice"',
     "form.fields.speciality.values", "list_and_kind_disagree"),
    ('section = "residence"', 'section = "home"',
     "form.fields.address.section", "names_nothing_known"),
    ('required = true\ninstead = ["contact_phone", "email"]',
     'required = true\ninstead = ["pager"]',
     "form.fields.phone.instead", "names_nothing_known"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "problem"), FORM_CONTRADICTING)
def test_a_form_that_contradicts_itself_says_where_and_what(tmp_path, old, new, path, problem):
    folder = copied_packs(tmp_path)
    altered(folder / "fragments/form.toml", old, new)

    assert refusal(folder / "KZ-LIR-2020.toml")[1:] == (path, problem)


def test_an_expired_pack_must_say_what_replaced_it(tmp_path):
    file = copied_packs(tmp_path) / "KZ-LIR-2020.toml"
    altered(file, "replaced_note = ", "replaced_by_note = ")
    altered(file, "replaced_by_note", "#")

    assert refusal(file)[1:] == ("replaced_note", "missing")


@pytest.mark.parametrize("name", ["KZ-LIR-2024", "KZ-LIR-2020"])
def test_a_pack_that_nothing_replaces_is_not_said_to_be_replaced(tmp_path, name):
    file = copied_packs(tmp_path) / "KZ-LIR-2020.toml"
    altered(file, 'replaced_by = "KZ-LIR-2023"', f'replaced_by = "{name}"')

    assert refusal(file)[1:] == ("replaced_by", "names_nothing_known")


@pytest.mark.parametrize("reason", ["U1", "U2", "U3"])
def test_no_pack_can_bar_a_job_seeker_by_age_or_employment(tmp_path, reason):
    folder = copied_packs(tmp_path)
    common = folder / "fragments/common.toml"
    head, found, tail = common.read_text(encoding="utf-8").partition(f"[sub_reasons.{reason}]")
    widened = tail.replace('["unemployed"]', '["job_seeker", "unemployed"]', 1)
    unbound = re.sub(r'\ncheck = "\w+"\nsupported_by = "\w+"', "", widened, count=1)
    for text in (widened, unbound):
        common.write_text(head + found + text, encoding="utf-8")

        path, problem = refusal(folder / "KZ-LIR-2020.toml")[1:]

        assert (path, problem) == (f"sub_reasons.{reason}.statuses", "never_bars_a_job_seeker")


def test_an_outcome_of_another_desk_is_refused(tmp_path):
    folder = copied_packs(tmp_path)
    common = folder / "fragments/common.toml"
    text = common.read_text(encoding="utf-8")
    accept = text[text.index("[outcomes.state_corporation.accept]") :].split("\n\n")[0]
    own = accept.split("[outcomes.state_corporation.refuse_acceptance]")[0]
    added = own.replace("state_corporation", "provider")
    common.write_text(f"{text}\n{added}", encoding="utf-8")

    assert refusal(folder / "KZ-LIR-2020.toml") == (
        "fragments/common.toml",
        "outcomes.provider.accept",
        "outcome_of_another_desk",
    )


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert refusal(tmp_path / "KZ-LIR-1999.toml") == ("KZ-LIR-1999.toml", "", "unreadable")


def test_a_file_in_another_encoding_is_named(tmp_path):
    file = tmp_path / "KZ-LIR-2020.toml"
    file.write_bytes('title = "Карта"'.encode("cp1251"))

    assert refusal(file) == ("KZ-LIR-2020.toml", "", "unreadable")


FILES = ("KZ-LIR-2020.toml", "fragments/common.toml", "fragments/form.toml")
LINES = [
    (name, number)
    for name in FILES
    for number, line in enumerate((SHIPPED / name).read_text(encoding="utf-8").splitlines())
    if line and not line.startswith("#")
]
VALUES = (
    '""',
    '"х"',
    "0",
    "-1",
    "true",
    "1.5",
    "2026-11-25",
    "[]",
    '["х"]',
    "{}",
    "{ kk = 1 }",
    "?",
)


def gone(_line: str, _value: str) -> str:
    return ""


def another_value(line: str, value: str) -> str:
    return f"{line.partition(' = ')[0]} = {value}"


def another_name(line: str, _value: str) -> str:
    return line.replace("[", "[strange.", 1) if line.startswith("[") else f"strange_{line}"


def twice(line: str, _value: str) -> str:
    return f"{line}\n{line}"


@given(
    st.sampled_from(LINES),
    st.sampled_from([gone, another_value, another_name, twice]),
    st.sampled_from(VALUES),
)
def test_whatever_line_is_wrong_is_refused_by_its_place_or_does_no_harm(place, harm, value):
    name, number = place
    with TemporaryDirectory() as directory:
        folder = copied_packs(Path(directory))
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        lines[number] = harm(lines[number], value)
        (folder / name).write_text("\n".join(lines), encoding="utf-8")

        error = refused_with(folder / "KZ-LIR-2020.toml")

    if error is not None:
        assert error.code == "pack.broken"
        assert error.params["file"] in FILES
        assert error.params["problem"]
        assert error.params["path"] or error.params["problem"] == "not_toml"


def refused_with(file: Path) -> KnownError | None:
    try:
        pack = load_pack(file)
    except KnownError as error:
        return error
    assert list(contradictions(pack)) == []
    return None


CALENDARS = [
    ("covers_to = 2027-12-31", "covers_to = 2020-12-31", "covers_to", "before_its_start"),
    ("2027-12-16", "2031-12-16", "days_off", "outside_the_calendar"),
    ("2024-05-04", "2024-05-06", "worked_weekends", "not_a_worked_weekend"),
    ("2024-05-04", '"2024-05-04"', "worked_weekends.0", "wrong_type"),
]


@pytest.mark.parametrize(("old", "new", "path", "problem"), CALENDARS)
def test_a_broken_calendar_says_where_and_what(tmp_path, old, new, path, problem):
    file = tmp_path / "calendar.toml"
    file.write_text(CALENDAR.read_text(encoding="utf-8"), encoding="utf-8")
    altered(file, old, new)

    with pytest.raises(KnownError) as caught:
        load_calendar(file)
    assert caught.value.params["path"] == path
    assert caught.value.params["problem"] == problem

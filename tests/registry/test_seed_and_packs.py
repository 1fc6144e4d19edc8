"""The invented people speak the language of the shipped rule packs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest

from desk_app.domain.cases import Case
from desk_app.domain.form_fields import validate
from desk_app.domain.rule_packs import EvidenceKind, RulePack
from desk_app.domain.vocabulary import Channel
from desk_app.domain.working_days import due_on
from desk_app.packs import load_calendar, load_packs
from desk_app.resource_paths import shipped_folder
from desk_app.wire import decode_event
from registry.seeding import seed
from registry.seeding.law import law_at
from registry.seeding.people import InventedPerson, invented_people
from registry.settings import read_settings
from tests.registry.builders import DECISION_DESK, DECISION_OFFICE, INTAKE_OFFICE, NOW
from tests.registry.conftest import Api

PEOPLE = tuple(islice(invented_people(), 200))
PACKS = load_packs(shipped_folder("resources") / "rule_packs")
# What the registry answers from the cases it knows, not from what was seeded.
FROM_CASES = {"active_application"}


@pytest.fixture(params=sorted(PACKS))
def pack(request: pytest.FixtureRequest) -> RulePack:
    return PACKS[request.param]


def test_every_register_check_is_answered_and_no_other(pack: RulePack) -> None:
    asked = {rule.code for rule in pack.checks if rule.evidence is EvidenceKind.REGISTER}

    for person in PEOPLE:
        assert {check.code for check in person.checks} == asked - FROM_CASES


def test_every_prefilled_answer_passes_its_field(pack: RulePack) -> None:
    fields = {field.code: field for field in pack.form.fields}

    for person in PEOPLE:
        for code, text in person.prefill.items():
            assert validate(fields[code], text, NOW.date()) == text


def documents_of(pack: RulePack) -> Iterator[tuple[InventedPerson, str]]:
    patterns = {kind.code: kind.number_pattern for kind in pack.identity_documents}
    for person in PEOPLE:
        if person.document_kind:
            yield person, patterns[person.document_kind]


def test_every_document_is_of_a_kind_the_pack_knows(pack: RulePack) -> None:
    known = list(documents_of(pack))

    assert len(known) > 150
    for person, pattern in known:
        assert re.fullmatch(pattern, person.document_number)


def portal_cases(
    api: Api, *, count: int = 40, now: datetime = NOW, pack_id: str = ""
) -> list[Case]:
    seed(
        api.registry.database,
        count=count,
        now=NOW,
        intake_office=INTAKE_OFFICE,
        decision_office=DECISION_OFFICE,
        pack_id=pack_id,
    )
    return [decode_event(change.body).case for change in api.changes(DECISION_DESK).changes]


def test_the_portals_requests_stand_under_the_newest_pack_in_force(api: Api) -> None:
    before = datetime(2023, 6, 30, 18, 59, tzinfo=UTC)

    assert {case.pack_id for case in portal_cases(api)} == {"KZ-LIR-2023"}
    assert law_at(before).pack_id == "KZ-LIR-2020"
    assert law_at(before + timedelta(minutes=1)).pack_id == "KZ-LIR-2023"
    with pytest.raises(ValueError, match="no rule pack"):
        law_at(datetime(2019, 1, 1, tzinfo=UTC))


def test_another_pack_can_be_named(api: Api) -> None:
    assert {c.pack_id for c in portal_cases(api, pack_id="KZ-LIR-2020")} == {"KZ-LIR-2020"}
    assert read_settings(["seed", "--people", "1", "--pack", "KZ-LIR-2020"], {}).seed_pack
    with pytest.raises(SystemExit):
        read_settings(["seed", "--people", "1", "--pack", "KZ-LIR-1991"], {})


@pytest.mark.parametrize("pack_id", sorted(PACKS))
def test_their_deadline_is_what_the_pack_and_the_calendar_say(pack_id: str) -> None:
    calendar = load_calendar(shipped_folder("resources") / "calendar.toml")
    norms = PACKS[pack_id].norms
    # A Friday, the eve of a holiday, a Saturday; and where the calendar ends.
    for month, day in ((3, 6), (3, 19), (12, 5)):
        accepted_at = datetime(2026, month, day, 7, tzinfo=UTC)
        by_the_desk = due_on(
            accepted_at, norms.term_working_days, norms.term_starts[Channel.PORTAL], calendar
        )
        assert law_at(accepted_at, pack_id=pack_id).due_on(accepted_at) == by_the_desk
    last = datetime(2027, 12, 31, 7, tzinfo=UTC)
    assert law_at(last, pack_id=pack_id).due_on(last) is None


def test_an_expired_document_and_a_child_ask_on_the_portal_too(api: Api) -> None:
    cases = portal_cases(api)

    expired = [c for c in cases if (c.applicant.document.valid_until or NOW.date()) < NOW.date()]
    born = [c.applicant.birth_date for c in cases if c.applicant.birth_date]
    children = [day for day in born if day > date(NOW.year - 16, NOW.month, NOW.day)]
    assert (len(cases), len(expired), len(children)) == (3, 1, 1)
    assert portal_cases(api, count=200) == cases


def test_the_portal_request_answers_the_packs_fields_documents_and_consents(
    api: Api, pack: RulePack
) -> None:
    for case in portal_cases(api, pack_id=pack.pack_id):
        assert_answered(case, pack)


def assert_answered(case: Case, pack: RulePack) -> None:
    fields = {field.code: field for field in pack.form.fields}
    assert all(
        fields[c].code and validate(fields[c], t, NOW.date()) == t
        for c, t in case.form.answers.items()
    )
    required = {field.code for field in pack.form.fields if field.required}
    assert required <= set(case.form.answers)
    assert [document.code for document in case.documents] == [d.code for d in pack.documents]
    assert [consent.code for consent in case.consents] == [c.code for c in pack.consents]

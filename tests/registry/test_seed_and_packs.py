"""The invented people speak the language of the shipped rule packs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import pytest

from desk_app.domain.form_fields import validate
from desk_app.domain.rule_packs import EvidenceKind, RulePack
from desk_app.packs import load_packs
from desk_app.resource_paths import shipped_folder
from desk_app.wire import decode_event
from registry.seeding import seed
from registry.seeding.people import InventedPerson, invented_people
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


def test_the_portal_request_answers_the_packs_fields_documents_and_consents(api: Api) -> None:
    seed(
        api.registry.database,
        count=20,
        now=NOW,
        intake_office=INTAKE_OFFICE,
        decision_office=DECISION_OFFICE,
    )
    case = decode_event(api.changes(DECISION_DESK).changes[0].body).case
    pack = PACKS[case.pack_id]

    fields = {field.code: field for field in pack.form.fields}
    assert all(
        fields[c].code and validate(fields[c], t, NOW.date()) == t
        for c, t in case.form.answers.items()
    )
    required = {field.code for field in pack.form.fields if field.required}
    assert required <= set(case.form.answers)
    assert [document.code for document in case.documents] == [d.code for d in pack.documents]
    assert [consent.code for consent in case.consents] == [c.code for c in pack.consents]

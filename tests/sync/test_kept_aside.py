"""A change that cannot be used never stops the others: it is kept aside and tried again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from desk_app.domain.applicants import Lookup
from desk_app.domain.cases import Case, CaseState, CheckResult, Decision, Deed, do
from desk_app.domain.outbox import MessageKind
from desk_app.domain.service_time import Moment, Ticket, TicketSource, Visit
from desk_app.domain.vocabulary import Channel, CheckValue, DeskKind, Outcome
from desk_app.services import lists
from desk_app.services.exchange import exchange_now, exchange_once
from desk_app.services.incoming import Applied, apply_change, read_change
from desk_app.services.kept_aside import KeptAside, Reason, kept
from desk_app.wire import CaseEvent, Change, ChangesPage, decode_event, encode_event
from tests.builders import desk_of
from tests.registry.builders import DECISION_OFFICE, INTAKE_OFFICE, NOW, accepted_case
from tests.sync.desks import NOWHERE, PAGES, CounterDesk, digest_of

PACKS = frozenset({"KZ-LIR-2020", "KZ-LIR-2023"})
NUMBER = "SC01-R0-2026-000001-89"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CounterDesk]:
    with CounterDesk(tmp_path / "centre", NOWHERE, DECISION_OFFICE) as desk:
        yield desk


def full_event() -> CaseEvent:
    """An event with an instant in every place that has one."""
    moment = Moment(NOW, 1.0, "boot")
    case = accepted_case(
        held_at=NOW,
        delivered_at=NOW,
        checks=(CheckResult("registered", CheckValue.NO, "x", NOW),),
        decision=Decision(Outcome.ACCEPT, decided_at=NOW, approved_at=NOW, queried_at=NOW),
    )
    lookup = Lookup(CheckValue.YES, "registry", NOW)
    case = replace(case, applicant=replace(case.applicant, registry_lookup=lookup))
    ticket = Ticket("t", "А-001", NOW, TicketSource.REGISTRY)
    visit = Visit(uuid4(), INTAKE_OFFICE, "01", "operator", moment, ticket, finished=moment)
    return CaseEvent(kind=MessageKind.CASE_ACCEPTED, case=case, visit=visit)


def instants(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from instants(inner, (*path, key))
    elif isinstance(value, str) and value.startswith("2026-03-02T"):
        yield path


def with_value(body: bytes, path: tuple[Any, ...], value: object) -> bytes:
    told = json.loads(body)
    place = told
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return json.dumps(told).encode()


PLACES = tuple(instants(json.loads(encode_event(full_event()))))


def change_of(
    case: Case, kind: MessageKind = MessageKind.CASE_ACCEPTED, *, revision: int = 1, **fields: Any
) -> Change:
    body = encode_event(CaseEvent(kind=kind, case=case))
    change = Change(
        sequence=1,
        application_id=case.application_id,
        revision=revision,
        kind=kind.value,
        body=msgspec.Raw(body),
        intake_office=INTAKE_OFFICE,
        decision_office=DECISION_OFFICE,
    )
    return msgspec.structs.replace(change, **fields)


def applied(desk: CounterDesk, change: Change, *, packs: frozenset[str] | None = PACKS) -> Applied:
    with desk.opened.store.unit() as unit:
        return apply_change(
            unit, read_change(change), office_code=desk.office_code, now=NOW, packs=packs
        )


def waiting(desk: CounterDesk) -> list[Reason]:
    with desk.opened.store.reading() as unit:
        return [item.reason for item in kept(unit)]


# --- what cannot be read ---------------------------------------------------------------------


def test_every_kind_of_instant_stands_in_the_event() -> None:
    names = {path[-1] for path in PLACES}

    assert {"accepted_at", "opened_at", "held_at", "delivered_at", "decided_at", "wall_at"} <= names
    assert {"approved_at", "queried_at", "issued_at", "asked_at", "t0_ticket"} <= names


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
@pytest.mark.parametrize("text", ["2026-03-02T12:00:00", "0001-01-01T00:00:00+05:00"])
def test_an_instant_no_store_takes_is_refused_wherever_it_stands(
    path: tuple[Any, ...], text: str
) -> None:
    body = with_value(encode_event(full_event()), path, text)

    with pytest.raises(msgspec.ValidationError):
        decode_event(body)


def test_what_is_nested_without_end_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_event(b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}")


def test_a_malformed_change_is_kept_aside_and_the_next_one_is_applied(centre: CounterDesk) -> None:
    bad, good = accepted_case(), accepted_case()
    naive = with_value(
        encode_event(CaseEvent(kind=MessageKind.CASE_ACCEPTED, case=bad)),
        ("case", "accepted_at"),
        "2026-03-02T12:00:00",
    )

    assert applied(centre, change_of(bad, body=msgspec.Raw(naive))) is Applied.UNREADABLE
    assert applied(centre, change_of(good)) is Applied.NEW

    assert not centre.has(bad.application_id)
    assert waiting(centre) == [Reason.UNREADABLE]


def test_an_event_of_an_unknown_kind_is_kept_aside(centre: CounterDesk) -> None:
    page = ChangesPage(epoch="0", cursor="0.1", changes=(change_of(accepted_case()),))
    told = msgspec.json.encode(page).replace(b"case_accepted", b"case_of_the_future")

    (change,) = msgspec.json.decode(told, type=ChangesPage).changes

    assert applied(centre, change) is Applied.UNREADABLE


@pytest.mark.parametrize("state", [CaseState.DRAFT, CaseState.HELD, CaseState.REGISTERED])
def test_a_case_in_a_state_its_event_does_not_lead_to_is_not_taken_in(
    centre: CounterDesk, state: CaseState
) -> None:
    case = accepted_case(state=state)

    assert applied(centre, change_of(case)) is Applied.UNREADABLE

    assert not centre.has(case.application_id)
    assert waiting(centre) == [Reason.STATE]
    assert centre.journal() == ["exchange.unreadable"]


def test_a_case_of_an_unknown_rule_pack_waits_for_the_update(centre: CounterDesk) -> None:
    case = accepted_case(pack_id="KZ-LIR-2031")

    assert applied(centre, change_of(case)) is Applied.UNREADABLE
    assert waiting(centre) == [Reason.PACK]
    assert not centre.has(case.application_id)


def test_a_number_that_is_none_is_not_taken(centre: CounterDesk) -> None:
    case = accepted_case()

    assert applied(centre, change_of(case, number="SC01-R0-2026-000001-00")) is Applied.UNREADABLE
    assert waiting(centre) == [Reason.NUMBER]


def test_a_printed_number_is_not_replaced_by_another(centre: CounterDesk) -> None:
    case = accepted_case()
    applied(centre, change_of(case, number=NUMBER))
    other = change_of(case, revision=2, number="SC01-R0-2026-000002-86")

    assert applied(centre, other) is Applied.CONFLICT
    assert centre.case(case.application_id).number == NUMBER


def test_the_same_change_is_kept_once(centre: CounterDesk) -> None:
    change = change_of(accepted_case(pack_id="KZ-LIR-2031"))

    applied(centre, change)
    applied(centre, change)

    assert waiting(centre) == [Reason.PACK]


# --- trying again ----------------------------------------------------------------------------


class QuietRegistry:
    """A registry with nothing new to tell."""

    def changes(self, cursor: str) -> ChangesPage:
        return ChangesPage(epoch="0", cursor=cursor, changes=())

    def file(self, sha256: str) -> bytes:
        assert sha256 == digest_of(PAGES[0])
        return PAGES[0]


def exchanged(desk: CounterDesk, packs: frozenset[str], *, exchange: Any = exchange_once) -> Any:
    ports = {**desk._ports(), "registry": QuietRegistry()}
    return exchange(**ports, packs=packs)


def test_a_kept_change_is_applied_once_the_program_has_its_rule_pack(centre: CounterDesk) -> None:
    case = accepted_case(pack_id="KZ-LIR-2031")
    applied(centre, change_of(case))
    assert exchanged(centre, PACKS).received == 0

    report = exchanged(centre, PACKS | {"KZ-LIR-2031"})

    assert report.received == 1
    assert centre.case(case.application_id).state is CaseState.ACCEPTED
    assert waiting(centre) == []
    assert "exchange.reread" in centre.journal()
    assert lists.conflicts(desk=desk_of(centre.opened, DeskKind.PROVIDER)) == ()


def test_the_pages_of_a_kept_change_come_with_it(centre: CounterDesk) -> None:
    case = accepted_case(pack_id="KZ-LIR-2031")
    applied(centre, change_of(case, files=(digest_of(PAGES[0]),)))

    exchanged(centre, PACKS | {"KZ-LIR-2031"})

    assert centre.opened.scans.get(digest_of(PAGES[0])) == PAGES[0]


def test_the_clerk_is_told_why_a_change_waits(centre: CounterDesk) -> None:
    applied(centre, change_of(accepted_case(pack_id="KZ-LIR-2031")))
    applied(centre, change_of(accepted_case(state=CaseState.DRAFT)))

    told = lists.conflicts(desk=desk_of(centre.opened, DeskKind.PROVIDER))

    assert [(c.reason, c.is_readable) for c in told] == [("pack", False), ("state", False)]


def test_what_is_still_unreadable_is_told_once(centre: CounterDesk) -> None:
    applied(centre, change_of(accepted_case(state=CaseState.HELD)))

    exchanged(centre, PACKS)
    exchanged(centre, PACKS, exchange=exchange_now)

    assert waiting(centre) == [Reason.STATE]
    assert centre.journal() == ["exchange.unreadable"]


def test_somebody_can_ask_to_read_again_what_waits(centre: CounterDesk) -> None:
    case = accepted_case(state=CaseState.HELD)
    applied(centre, change_of(case))
    exchanged(centre, PACKS)
    put_right(centre, case, replace(case, state=CaseState.ACCEPTED))
    assert exchanged(centre, PACKS).received == 0

    assert exchanged(centre, PACKS, exchange=exchange_now).received == 1
    assert centre.has(case.application_id)


def put_right(desk: CounterDesk, wrong: Case, right: Case) -> None:
    """Do to the kept change what a program that reads it otherwise would do."""
    with desk.opened.store.unit() as unit:
        (item,) = kept(unit)
        assert isinstance(item, KeptAside)
        assert item.application_id == wrong.application_id
        unit.notes.put(item.note, msgspec.json.encode(change_of(right)).decode())


# --- approval --------------------------------------------------------------------------------


def prepared_refusal(case: Case) -> Case:
    decision = Decision(Outcome.REFUSE, ground="G1", decided_by="specialist", decided_at=NOW)
    return replace(do(case, Deed.SEND_FOR_APPROVAL), decision=decision)


def test_a_refusal_prepared_by_a_colleague_is_not_decided_here(centre: CounterDesk) -> None:
    case = accepted_case()
    applied(centre, change_of(case))
    prepared = prepared_refusal(case)

    assert (
        applied(centre, change_of(prepared, MessageKind.REFUSAL_PREPARED, revision=2))
        is Applied.NEW
    )

    known = centre.case(case.application_id)
    assert (known.state, known.decision) == (CaseState.AWAITING_APPROVAL, prepared.decision)


def test_a_declined_refusal_can_be_decided_anew(centre: CounterDesk) -> None:
    case = accepted_case()
    prepared = prepared_refusal(case)
    declined = replace(do(prepared, Deed.DECLINE_APPROVAL), decision=Decision())
    told = [
        change_of(case),
        change_of(prepared, MessageKind.REFUSAL_PREPARED, revision=2),
        change_of(declined, MessageKind.REFUSAL_DECLINED, revision=3),
    ]

    for change in told:
        applied(centre, change)

    assert centre.case(case.application_id).state is CaseState.ACCEPTED
    assert waiting(centre) == []


def test_what_was_proposed_goes_with_a_case_that_was_closed_elsewhere(
    centre: CounterDesk,
) -> None:
    case = accepted_case()
    prepared = prepared_refusal(case)
    closed = replace(do(prepared, Deed.WITHDRAW), decision=Decision())
    told = [
        change_of(case),
        change_of(prepared, MessageKind.REFUSAL_PREPARED, revision=2),
        change_of(closed, MessageKind.CASE_WITHDRAWN, revision=3),
    ]

    for change in told:
        applied(centre, change)

    known = centre.case(case.application_id)
    assert (known.state, known.decision) == (CaseState.WITHDRAWN, Decision())
    assert waiting(centre) == []


def test_a_proposed_registration_that_was_approved_elsewhere_is_registered_here(
    centre: CounterDesk,
) -> None:
    case = accepted_case()
    decision = Decision(Outcome.REGISTER, fact="reason", decided_by="specialist", decided_at=NOW)
    proposed = replace(do(case, Deed.SEND_FOR_APPROVAL), decision=decision)
    approved = replace(
        do(proposed, Deed.APPROVE_REGISTRATION),
        decision=replace(decision, approved_by="approver", approved_at=NOW),
    )
    told = [
        change_of(case),
        change_of(proposed, MessageKind.REFUSAL_PREPARED, revision=2),
        change_of(approved, MessageKind.CASE_REGISTERED, revision=3),
    ]

    assert [applied(centre, change) for change in told] == [Applied.NEW] * 3

    known = centre.case(case.application_id)
    assert (known.state, known.decision) == (CaseState.REGISTERED, approved.decision)
    assert [applied(centre, change) for change in told] == [Applied.KNOWN] * 3
    assert waiting(centre) == []


def test_a_visitors_refusal_that_was_declined_elsewhere_is_put_aside_where_it_began(
    centre: CounterDesk,
) -> None:
    case = replace(accepted_case(), channel=Channel.PROVIDER)
    prepared = prepared_refusal(case)
    centre.save(prepared)
    declined = replace(do(prepared, Deed.DECLINE_APPROVAL), decision=Decision())
    change = change_of(declined, MessageKind.REFUSAL_DECLINED, revision=3)

    assert applied(centre, change) is Applied.NEW
    back = centre.case(case.application_id)
    assert (back.state, back.held_at) == (CaseState.HELD, NOW)
    assert applied(centre, change) is Applied.KNOWN


def test_an_approval_told_again_after_the_decision_changes_nothing(centre: CounterDesk) -> None:
    case = accepted_case()
    prepared = prepared_refusal(case)
    refused = do(prepared, Deed.REFUSE)
    told = [
        change_of(case),
        change_of(prepared, MessageKind.REFUSAL_PREPARED, revision=2),
        change_of(refused, MessageKind.CASE_REFUSED, revision=3),
    ]
    for change in told:
        applied(centre, change)
    known = centre.case(case.application_id)

    assert [applied(centre, change) for change in told] == [Applied.KNOWN] * 3
    assert centre.case(case.application_id) == known


def test_a_refusal_prepared_elsewhere_meets_a_decision_made_here(centre: CounterDesk) -> None:
    case = accepted_case()
    applied(centre, change_of(case))
    centre.register(case.application_id, "")
    change = change_of(prepared_refusal(case), MessageKind.REFUSAL_PREPARED, revision=2)

    assert applied(centre, change) is Applied.CONFLICT
    assert centre.case(case.application_id).state is CaseState.REGISTERED


def test_where_the_case_was_taken_in_it_only_waits_on(tmp_path: Path) -> None:
    case = accepted_case()
    change = change_of(prepared_refusal(case), MessageKind.REFUSAL_PREPARED, revision=2)
    with CounterDesk(tmp_path / "intake", NOWHERE, INTAKE_OFFICE) as intake:
        intake.save(case)

        assert applied(intake, change) is Applied.NEW

        known = intake.case(case.application_id)
    assert (known.state, known.revision, known.decision) == (CaseState.ACCEPTED, 2, case.decision)

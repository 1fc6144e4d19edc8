"""Only what the pack asks registers is taken from them, and colleagues hear of approvals."""

from __future__ import annotations

from datetime import date

import pytest

from desk_app.domain.applicants import IinSource
from desk_app.domain.cases import CaseState
from desk_app.domain.outbox import MessageKind
from desk_app.domain.refusals import RefusalRequest
from desk_app.domain.vocabulary import CheckValue, RequestedStatus
from desk_app.services import decisions, intake
from desk_app.services.answers import RegistryAnswer
from desk_app.wire import CheckAnswer, decode_event
from tests.builders import APPROVER, accepted, checks_of, draft, iins, person, saved, stored

IIN = iins()[0]
ON_PAPERS = RefusalRequest(
    RequestedStatus.JOB_SEEKER,
    "G1",
    "мөр сәйкес емес",
    source="document",
    source_detail="еңбек кітапшасы",
)


def test_checks_that_the_desk_reckons_or_does_not_know_are_not_taken(corporation):
    case = draft(corporation)
    intake.give_iin(case.application_id, IIN, IinSource.BARCODE, desk=corporation)
    reckoned = {c.code: c for c in stored(corporation, case.application_id).checks}
    assert {"sixteen", "pension_age"} <= set(reckoned)
    strange = tuple(
        CheckAnswer(code=code, value=CheckValue.YES, source="x", queried_at=corporation.clock.now())
        for code in ("sixteen", "pension_age", "active_application", "of_the_future")
    )
    answer = RegistryAnswer(True, person(IIN), (*checks_of(corporation), *strange), iin=IIN)

    taken = intake.take_answer(case.application_id, answer, desk=corporation)

    assert taken.check("pension_age") == reckoned["pension_age"]
    assert taken.check("sixteen") == reckoned["sixteen"]
    assert taken.check("active_application").value is CheckValue.NO
    assert "of_the_future" not in {check.code for check in taken.checks}
    assert taken.check("labour_contract").source == "registry"


@pytest.mark.parametrize("since_on", [date(2025, 2, 5), None])
def test_the_day_from_which_an_answer_holds_is_kept_where_the_registry_tells_it(
    corporation, since_on
):
    case = draft(corporation)
    intake.give_iin(case.application_id, IIN, IinSource.BARCODE, desk=corporation)
    now = corporation.clock.now()
    registered = CheckAnswer(
        code="registered", value=CheckValue.YES, source="x", queried_at=now, since_on=since_on
    )
    answer = RegistryAnswer(True, person(IIN), (registered,), iin=IIN)

    intake.take_answer(case.application_id, answer, desk=corporation)

    assert stored(corporation, case.application_id).check("registered").since_on == since_on


def events(desk):
    with desk.store.reading() as unit:
        return [decode_event(message.payload) for message in unit.outbox.unsent()]


def test_a_refusal_sent_for_approval_and_declined_is_told_to_the_registry(corporation, centre):
    case = accepted(corporation, IIN)
    arrived = saved(centre, case)

    decisions.refuse(arrived.application_id, ON_PAPERS, desk=centre)
    decisions.decline(arrived.application_id, desk=centre.as_operator(APPROVER))

    told = [(event.kind, event.case.state) for event in events(centre)]
    assert told == [
        (MessageKind.REFUSAL_PREPARED, CaseState.AWAITING_APPROVAL),
        (MessageKind.REFUSAL_DECLINED, CaseState.ACCEPTED),
    ]
    assert stored(centre, case.application_id).revision == case.revision + 2

"""What a role may not do it cannot do through any door of the services."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import replace
from datetime import date
from types import ModuleType
from uuid import UUID, uuid4

import pytest

from desk_app import services
from desk_app.domain.applicants import Applicant, IinSource
from desk_app.domain.cases import CaseState, Step
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.operators import Operator, Permission
from desk_app.domain.refusals import RefusalRequest
from desk_app.domain.service_time import IntervalKind
from desk_app.domain.vocabulary import Outcome, RequestedStatus, Role
from desk_app.errors import AccessError
from desk_app.services import (
    answers,
    attaching,
    decisions,
    exchange,
    export,
    holding,
    intake,
    issuing,
    lists,
    lookup,
    passwords,
    previews,
    queue,
    registry_queue,
    rules_report,
    sessions,
    withdrawing,
)
from desk_app.services.answers import RegistryAnswer
from desk_app.sync.no_registry import NoRegistry
from tests.builders import PAGE, accepted, desk_of, iins, journal, opened_store, saved, stored

NOWHERE = UUID(int=999)
IIN = iins()[0]
ASKED = RefusalRequest(RequestedStatus.JOB_SEEKER, "G1", "анықталды", source="document")
FIGURES = {Permission.SERVE, Permission.SEE_FIGURES}
SERVE, DECIDE, APPROVE = Permission.SERVE, Permission.DECIDE, Permission.APPROVE
CODE, STATUS = "employment", DocumentStatus.ABSENT

# Every door: who may go through it, and how it is knocked on. Cases and visits are those of the
# test; a door that lets somebody in may still find nothing behind it.
DOORS = {
    queue.waiting: ({SERVE, Permission.SEE_FIGURES}, lambda f, d, c: f(desk=d)),
    queue.day: ({SERVE, Permission.SEE_FIGURES}, lambda f, d, c: f(desk=d)),
    queue.open_visit: ({SERVE}, lambda f, d, c: f(desk=d)),
    queue.call_next: ({SERVE}, lambda f, d, c: f(desk=d)),
    queue.call_ticket: ({SERVE}, lambda f, d, c: f("id", desk=d)),
    queue.take_without_ticket: ({SERVE}, lambda f, d, c: f(desk=d)),
    queue.take_typed_ticket: ({SERVE}, lambda f, d, c: f("А-1", "09:00", desk=d)),
    queue.add_local_ticket: ({SERVE}, lambda f, d, c: f("А-2", "09:00", desk=d)),
    queue.take_for_hand_over: ({SERVE}, lambda f, d, c: f(c.application_id, desk=d)),
    queue.not_come: ({SERVE}, lambda f, d, c: f(c.visit_id, desk=d)),
    queue.put_back: ({SERVE}, lambda f, d, c: f(c.visit_id, desk=d)),
    queue.finish_visit: ({SERVE}, lambda f, d, c: f(c.visit_id, desk=d)),
    queue.interrupt: ({SERVE}, lambda f, d, c: f(c.visit_id, IntervalKind.LINK, desk=d)),
    queue.end_interruption: ({SERVE}, lambda f, d, c: f(c.visit_id, IntervalKind.LINK, desk=d)),
    queue.explain_overrun: ({SERVE}, lambda f, d, c: f(c.visit_id, "group", desk=d)),
    queue.rate: ({SERVE}, lambda f, d, c: f(c.visit_id, 5, desk=d)),
    intake.open_case: ({SERVE}, lambda f, d, c: f(c.visit_id, desk=d)),
    intake.find_here: ({SERVE}, lambda f, d, c: f(c.application_id, desk=d)),
    intake.give_iin: ({SERVE}, lambda f, d, c: f(c.application_id, IIN, IinSource.MRZ, desk=d)),
    intake.confirm_digits: ({SERVE}, lambda f, d, c: f(c.application_id, "5678", desk=d)),
    intake.confirm_person: ({SERVE}, lambda f, d, c: f(c.application_id, desk=d)),
    intake.enter_applicant: ({SERVE}, lambda f, d, c: f(c.application_id, Applicant(), desk=d)),
    intake.answer_field: ({SERVE}, lambda f, d, c: f(c.application_id, "phone", "8", desk=d)),
    intake.answer_rows: ({SERVE}, lambda f, d, c: f(c.application_id, "work_history", [], desk=d)),
    intake.record_consent: (
        {SERVE},
        lambda f, d, c: f(c.application_id, "secrets", given=True, desk=d),
    ),
    intake.choose_languages: ({SERVE}, lambda f, d, c: f(c.application_id, desk=d)),
    intake.ask_for: (
        {SERVE},
        lambda f, d, c: f(c.application_id, RequestedStatus.UNEMPLOYED, desk=d),
    ),
    intake.go_to: ({SERVE}, lambda f, d, c: f(c.application_id, Step.RESULT, desk=d)),
    intake.keep_place: ({SERVE}, lambda f, d, c: f(c.application_id, "phone", desk=d)),
    intake.keep_text: ({SERVE}, lambda f, d, c: f(c.application_id, "phone", "8", desk=d)),
    answers.take_answer: (
        {SERVE},
        lambda f, d, c: f(c.application_id, RegistryAnswer(asked=False), desk=d),
    ),
    holding.hold: ({SERVE}, lambda f, d, c: f(c.application_id, "system", desk=d)),
    holding.resume: ({SERVE}, lambda f, d, c: f(c.application_id, desk=d)),
    attaching.mark_document: ({SERVE}, lambda f, d, c: f(c.application_id, CODE, STATUS, desk=d)),
    attaching.keep_page: ({SERVE}, lambda f, d, c: f(c.application_id, CODE, PAGE, desk=d)),
    attaching.replace_page: (
        {SERVE},
        lambda f, d, c: f(c.application_id, CODE, NOWHERE, PAGE, desk=d),
    ),
    attaching.turn_page: (
        {SERVE},
        lambda f, d, c: f(c.application_id, CODE, NOWHERE, degrees=90, desk=d),
    ),
    attaching.move_page: (
        {SERVE},
        lambda f, d, c: f(c.application_id, CODE, NOWHERE, places=1, desk=d),
    ),
    attaching.remove_page: ({SERVE}, lambda f, d, c: f(c.application_id, CODE, NOWHERE, desk=d)),
    attaching.restore_page: ({SERVE}, lambda f, d, c: f(c.application_id, CODE, NOWHERE, desk=d)),
    decisions.offers: ({SERVE}, lambda f, d, c: f(c, desk=d)),
    decisions.accept: ({SERVE}, lambda f, d, c: f(c.application_id, desk=d, link_is_up=True)),
    decisions.refuse_acceptance: ({SERVE}, lambda f, d, c: f(c.application_id, desk=d)),
    decisions.return_case: (
        {SERVE},
        lambda f, d, c: f(NOWHERE, "wrong_ticket", desk=d),
    ),
    withdrawing.withdraw: ({SERVE}, lambda f, d, c: f(NOWHERE, desk=d)),
    withdrawing.offered: ({SERVE}, lambda f, d, c: f(NOWHERE, desk=d)),
    decisions.hand_over: ({SERVE}, lambda f, d, c: f(c.application_id, "1", desk=d)),
    decisions.register: ({DECIDE}, lambda f, d, c: f(c.application_id, desk=d)),
    decisions.refuse: ({DECIDE}, lambda f, d, c: f(c.application_id, ASKED, desk=d)),
    decisions.issue_waiting: ({DECIDE}, lambda f, d, c: f(desk=d)),
    decisions.approve: ({APPROVE}, lambda f, d, c: f(c.application_id, desk=d)),
    decisions.decline: ({APPROVE}, lambda f, d, c: f(c.application_id, desk=d)),
    previews.preview_receipt: (
        {SERVE},
        lambda f, d, c: f(c.application_id, desk=d, link_is_up=True),
    ),
    previews.preview_acceptance_refusal: ({SERVE}, lambda f, d, c: f(c.application_id, desk=d)),
    previews.preview_memo: (
        {SERVE},
        lambda f, d, c: f(c.application_id, "wrong_ticket", desk=d),
    ),
    previews.preview_certificate: ({DECIDE}, lambda f, d, c: f(c.application_id, desk=d)),
    previews.preview_refusal: ({DECIDE}, lambda f, d, c: f(c.application_id, ASKED, desk=d)),
    previews.preview_outcome: (
        {SERVE},
        lambda f, d, c: f(c.application_id, previews.Wish(Outcome.ACCEPT), desk=d, link_is_up=True),
    ),
    previews.preview_approval: ({APPROVE}, lambda f, d, c: f(c.application_id, desk=d)),
    issuing.preview: ({SERVE}, lambda f, d, c: f(None, c.result_language, desk=d)),
    issuing.make_application: ({SERVE}, lambda f, d, c: f(c.application_id, desk=d)),
    issuing.paper_bytes: ({SERVE}, lambda f, d, c: f(c.papers[0], desk=d)),
    issuing.print_paper: (
        {SERVE},
        lambda f, d, c: f(c.application_id, NOWHERE, desk=d, printer=None),
    ),
    issuing.copy_paper: ({SERVE}, lambda f, d, c: f(c.application_id, NOWHERE, desk=d)),
    issuing.print_list: ({SERVE}, lambda f, d, c: f(desk=d)),
    lists.counts: (FIGURES, lambda f, d, c: f(desk=d)),
    lists.outbox_state: (FIGURES, lambda f, d, c: f(desk=d)),
    lists.unsent: (FIGURES, lambda f, d, c: f(desk=d)),
    lists.conflicts: (FIGURES, lambda f, d, c: f(desk=d)),
    lookup.ask_registry: ({SERVE}, lambda f, d, c: f(IIN, registry=NoRegistry(), desk=d)),
    exchange.try_again: ({SERVE}, lambda f, d, c: f(NOWHERE, desk=d)),
    registry_queue.called_elsewhere: ({SERVE}, lambda f, d, c: f(desk=d)),
    passwords.reset_password: (
        {Permission.MANAGE_OPERATORS},
        lambda f, d, c: f("somebody", "new", "own", desk=d, passwords=None),
    ),
    passwords.renew_recovery: (
        {Permission.MANAGE_OPERATORS},
        lambda f, d, c: f(b"", "own", desk=d, passwords=None),
    ),
    passwords.take_back: (
        {Permission.MANAGE_OPERATORS},
        lambda f, d, c: f("somebody", "new", desk=d, passwords=None, store_key=b""),
    ),
    rules_report.rules_report: ({Permission.SEE_RULES}, lambda f, d, c: f(desk=d)),
    rules_report.calendar_warning: ({Permission.SEE_RULES}, lambda f, d, c: f(desk=d)),
    lists.incoming: ({SERVE}, lambda f, d, c: f(desk=d)),
    lists.ready: ({SERVE}, lambda f, d, c: f(desk=d)),
    lists.held: ({SERVE}, lambda f, d, c: f(desk=d)),
    lists.undelivered: ({SERVE}, lambda f, d, c: f(desk=d)),
    lists.search: ({SERVE}, lambda f, d, c: f("сынақова", desk=d)),
    lists.case: ({SERVE}, lambda f, d, c: f(c.application_id, desk=d)),
    export.export_visits: (
        {Permission.EXPORT},
        lambda f, d, c: f(date(2026, 11, 23), date(2026, 11, 23), desk=d),
    ),
}
# These take values and give values; everybody signs in, locks the desk and changes their own
# password, whatever their role.
NO_DOORS = {
    decisions.due_date,
    issuing.make_paper,
    lists.time_left,
    passwords.change_password,
    sessions.note_lock,
    sessions.note_sign_in,
}
# Values for printing are made from a case that was let through already.
VALUES = {"desk_app.services.paper_contents"}
MODULES = [
    importlib.import_module(f"desk_app.services.{found.name}")
    for found in pkgutil.iter_modules(services.__path__)
]


def visit_of(desk, case):
    with desk.store.reading() as unit:
        return unit.visits.get(case.visit_id)


def public_functions(module: ModuleType):
    for name, function in inspect.getmembers(module, inspect.isfunction):
        is_own = function.__module__.startswith("desk_app.services.")
        is_own &= function.__module__ not in VALUES
        parameters = inspect.signature(function).parameters
        is_deed = "desk" in parameters and "unit" not in parameters
        if is_own and is_deed and not name.startswith("_"):
            yield function


def door_names(function) -> str:
    return f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}"


def test_every_door_is_known():
    # Functions that take a `Desk` by position are parts of a deed inside its transaction.
    helpers = {"allow", "allow_any", "edit", "note_deed", "enqueue"}
    keyword = inspect.Parameter.KEYWORD_ONLY
    found = {
        function
        for module in MODULES
        for function in public_functions(module)
        if inspect.signature(function).parameters["desk"].kind is keyword
        and function.__name__ not in helpers
    }

    assert found - NO_DOORS == set(DOORS)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    opened = opened_store(tmp_path_factory.mktemp("roles") / "home")
    yield desk_of(opened)
    opened.close()


@pytest.fixture(scope="module")
def case(shared):
    done = accepted(shared, IIN)
    queue.finish_visit(done.visit_id, desk=shared)
    return done


@pytest.mark.parametrize("door", DOORS, ids=door_names)
@pytest.mark.parametrize("role", Role)
def test_a_role_goes_through_its_doors_and_no_other(shared, case, door, role):
    allowed, knock = DOORS[door]
    operator = Operator("somebody", "Ойдан Біреу", frozenset({role}))
    desk = shared.as_operator(operator)
    before = journal(shared)

    may_enter = any(operator.may(permission) for permission in allowed)

    assert is_kept_out(knock, door, desk, case) is not may_enter
    if not may_enter:
        assert journal(shared) == before
    departed = shared.as_operator(replace(operator, roles=frozenset(Role), is_active=False))
    assert is_kept_out(knock, door, departed, case)


@pytest.mark.parametrize("state", [CaseState.ACCEPTED, CaseState.AWAITING_APPROVAL])
@pytest.mark.parametrize("role", Role)
def test_what_was_accepted_is_closed_by_the_roles_that_decide(shared, case, role, state):
    operator = Operator("somebody", "Ойдан Біреу", frozenset({role}))
    taken_in = saved(shared, replace(case, application_id=uuid4(), visit_id=None, state=state))
    may_close = operator.may(SERVE) and operator.may(DECIDE)

    if may_close:
        withdrawing.withdraw(
            taken_in.application_id, desk=shared.as_operator(operator), reason="own_wish"
        )
    else:
        with pytest.raises(AccessError):
            withdrawing.withdraw(taken_in.application_id, desk=shared.as_operator(operator))

    expected = CaseState.WITHDRAWN if may_close else state
    assert stored(shared, taken_in.application_id).state is expected


def is_kept_out(knock, door, desk, case) -> bool:
    try:
        knock(door, desk, case)
    except AccessError as refusal:
        return refusal.code == "access.not_allowed"
    except Exception:  # noqa: BLE001 - what is behind the door is not the question
        return False
    return False

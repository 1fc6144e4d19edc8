"""What is said of an applicant, by whom and when: arithmetic, this PC's cases, the registry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from desk_app.domain import identity
from desk_app.domain.applicants import IdentityDocument, Lookup, PersonName, RegistryPerson
from desk_app.domain.cases import ACTIVE_STATES, Case, CaseState, CheckResult, with_check
from desk_app.domain.iin import Iin
from desk_app.domain.operators import Permission
from desk_app.domain.rule_packs import EvidenceKind
from desk_app.domain.rules import computed_checks
from desk_app.domain.vocabulary import CheckValue
from desk_app.ports.store import CaseSummary, UnitOfWork
from desk_app.services.desk import Desk, allow, note_deed
from desk_app.wire import CheckAnswer, KnownCase, PersonRecord

_ACTIVE_APPLICATION = "active_application"
_HERE = "desk"
_EVERYWHERE = "desk, registry"


def active_cases(here: Iterable[CaseSummary], application_id: UUID) -> tuple[CaseSummary, ...]:
    """Return a person's other cases on this PC that are still going on."""
    others = (s for s in here if s.application_id != application_id)
    return tuple(s for s in others if s.state in ACTIVE_STATES)


def active_known(known: Iterable[KnownCase], application_id: UUID) -> tuple[KnownCase, ...]:
    """Return a person's other cases the registry knows that are still going on."""
    active = {state.value for state in ACTIVE_STATES}
    others = (k for k in known if k.application_id != application_id)
    return tuple(k for k in others if k.state in active)


def with_computed_checks(case: Case, desk: Desk) -> Case:
    """Answer the checks that are arithmetic; they need no registry and carry their own time."""
    pack, now, applicant = desk.pack_of(case), desk.clock.now(), case.applicant
    values = computed_checks(
        pack, birth_date=applicant.birth_date, sex=applicant.sex, on=desk.today()
    )
    for code, value in values.items():
        if case.check(code).value is not value or case.check(code).queried_at is None:
            case = with_check(case, CheckResult(code, value, _HERE, now))
    return case


def with_duplicate_check(
    case: Case, here: tuple[CaseSummary, ...], desk: Desk, *, registry: bool | None
) -> Case:
    """Say whether another application is under way, and where that was looked for.

    Args:
        case: The case at hand.
        here: The person's active cases on this PC.
        desk: This desk.
        registry: Whether the registry knows an active one; None where it was not asked.
    """
    if here or registry:
        value = CheckValue.YES
    else:
        value = CheckValue.UNKNOWN if registry is None else CheckValue.NO
    source = _HERE if registry is None else _EVERYWHERE
    return with_check(case, CheckResult(_ACTIVE_APPLICATION, value, source, desk.clock.now()))


def with_local_duplicates(unit: UnitOfWork, case: Case, desk: Desk) -> Case:
    """Return the case with this PC's cases looked through again: one may have come since.

    What the registry said of other desks' cases stays as it was said.
    """
    iin = case.applicant.iin
    here = active_cases(unit.cases.by_iin(iin), case.application_id) if iin is not None else ()
    if here and case.check(_ACTIVE_APPLICATION).value is not CheckValue.YES:
        return with_duplicate_check(case, here, desk, registry=None)
    check = case.check(_ACTIVE_APPLICATION)
    was_here = check.value is CheckValue.YES and check.source == _HERE
    return case if here or not was_here else with_duplicate_check(case, (), desk, registry=None)


@dataclass(frozen=True, slots=True)
class RegistryAnswer:
    """What the registry said of a person, asked without holding the case up.

    Attributes:
        asked: False where it could not be asked; then everything stays unknown.
        iin: Of whom it was asked; an answer about somebody else is not taken.
    """

    asked: bool
    person: PersonRecord | None = None
    checks: tuple[CheckAnswer, ...] = ()
    cases: tuple[KnownCase, ...] = ()
    iin: Iin | None = None


_CHECKED_AGAIN = frozenset({CaseState.DRAFT, CaseState.ACCEPTED})


def take_answer(application_id: UUID, answer: RegistryAnswer, *, desk: Desk) -> Case:
    """Put the registry's answer into the case: names, prefilled fields, checks with their times.

    In an accepted case only the checks are taken: the person and the form are as accepted. An
    answer that comes too late, about another IIN or to a decided case, changes nothing.

    Raises:
        AccessError: The operator may not serve.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        is_other = answer.iin is not None and answer.iin != case.applicant.iin
        if is_other or case.state not in _CHECKED_AGAIN:
            return case
        taken = _with_answer(unit, case, answer, desk)
        unit.cases.save(taken)
        note_deed(unit, desk, "applicant.registry_asked", application_id)
    return taken


def _with_answer(unit: UnitOfWork, case: Case, answer: RegistryAnswer, desk: Desk) -> Case:
    now = desk.clock.now()
    if not answer.asked:
        # What was heard before a link broke is still true.
        known = case.applicant.registry_lookup
        lookup = known if known.asked_at else Lookup(CheckValue.UNKNOWN, "registry", now)
        return replace(case, applicant=replace(case.applicant, registry_lookup=lookup))
    asked = {r.code for r in desk.pack_of(case).checks if r.evidence is EvidenceKind.REGISTER}
    # What the desk reckons itself, or has no rule for, is not taken from a register.
    for check in (c for c in answer.checks if c.code in asked - {_ACTIVE_APPLICATION}):
        case = with_check(case, _result(check))
    case = _with_duplicates_everywhere(unit, case, answer, desk)
    found = CheckValue.NO if answer.person is None else CheckValue.YES
    lookup = Lookup(found, "registry", now)
    if answer.person is None or case.state is not CaseState.DRAFT:
        return replace(case, applicant=replace(case.applicant, registry_lookup=lookup))
    return with_computed_checks(_with_person(case, answer.person, lookup), desk)


def _result(check: CheckAnswer) -> CheckResult:
    return CheckResult(
        code=check.code,
        value=check.value,
        source=check.source,
        queried_at=check.queried_at,
        detail=check.detail,
        since_on=check.since_on,
    )


def _with_duplicates_everywhere(
    unit: UnitOfWork, case: Case, answer: RegistryAnswer, desk: Desk
) -> Case:
    iin = case.applicant.iin
    here = active_cases(unit.cases.by_iin(iin), case.application_id) if iin is not None else ()
    there = active_known(answer.cases, case.application_id)
    return with_duplicate_check(case, here, desk, registry=bool(there))


def _with_person(case: Case, person: PersonRecord, lookup: Lookup) -> Case:
    heard = identity.heard(case.applicant, _registry_person(person))
    applicant = replace(heard, registry_lookup=lookup)
    form = case.form
    fresh = {code: text for code, text in person.prefill.items() if not form.answers.get(code)}
    form = replace(
        form,
        answers={**form.answers, **fresh},
        from_registry=tuple(dict.fromkeys((*form.from_registry, *fresh))),
    )
    return replace(case, applicant=applicant, form=form)


def _registry_person(person: PersonRecord) -> RegistryPerson:
    return RegistryPerson(
        name=PersonName(person.surname, person.given_name, person.patronymic),
        birth_date=person.birth_date,
        sex=person.sex,
        citizenship=person.citizenship,
        document=IdentityDocument(
            kind=person.document_kind,
            number=person.document_number,
            issued_by=person.document_issued_by,
            issued_on=person.document_issued_on,
            valid_until=person.document_valid_until,
        ),
    )

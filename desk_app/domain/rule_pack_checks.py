"""What makes a rule pack contradict itself or the rules no pack may break."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, pairwise

from desk_app.domain.form_fields import FieldKind, FieldSpec
from desk_app.domain.iin import Sex
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.rule_packs import (
    CheckRule,
    ConsentRefusal,
    ReasonClass,
    RulePack,
    SubReason,
)
from desk_app.domain.rules import OWN_EVIDENCE
from desk_app.domain.vocabulary import (
    Bearing,
    CheckValue,
    DeskKind,
    Outcome,
    PaperKind,
    RequestedStatus,
)

DESK_OUTCOMES = {
    DeskKind.STATE_CORPORATION: frozenset(
        {Outcome.ACCEPT, Outcome.REFUSE_ACCEPTANCE, Outcome.RETURN_OR_REDIRECT}
    ),
    DeskKind.PROVIDER: frozenset({Outcome.REGISTER, Outcome.REFUSE, Outcome.RETURN_OR_REDIRECT}),
}
APPLICANT_LABELS = frozenset(
    {"section", "name", "iin", "birth_date", "document", "issued", "result_language"}
)
# Each outcome has the form that the law gives it; no other would be it.
PAPER_OF = {
    Outcome.ACCEPT: PaperKind.RECEIPT,
    Outcome.REFUSE_ACCEPTANCE: PaperKind.ACCEPTANCE_REFUSAL,
    Outcome.RETURN_OR_REDIRECT: PaperKind.MEMO,
    Outcome.REGISTER: PaperKind.CERTIFICATE,
    Outcome.REFUSE: PaperKind.REFUSAL,
}
# Age and employment keep nobody from being registered as a job seeker, whatever a pack says.
FOR_THE_UNEMPLOYED_ALONE = frozenset({"sixteen", "pension_age", "labour_contract"})
_RETURNS = frozenset({ReasonClass.RETURN, ReasonClass.REDIRECT})
_ACCEPTANCE = frozenset({ReasonClass.REFUSE_ACCEPTANCE})
_LEGAL = frozenset(ReasonClass) - _RETURNS - _ACCEPTANCE
_LISTS = frozenset({FieldKind.CHOICE, FieldKind.MULTI_CHOICE})


class Problem(StrEnum):
    """What can be wrong with a rule pack or a calendar; each has its words in both languages."""

    UNREADABLE = "unreadable"
    NOT_TOML = "not_toml"
    NO_SUCH_FRAGMENT = "no_such_fragment"
    WRONG_TYPE = "wrong_type"
    UNKNOWN_KEY = "unknown_key"
    MISSING = "missing"
    EMPTY_TEXT = "empty_text"
    NOT_ONE_OF = "not_one_of"
    NOT_THE_FILE_NAME = "not_the_file_name"
    BEFORE_ITS_START = "before_its_start"
    OUTSIDE_THE_CALENDAR = "outside_the_calendar"
    NOT_A_WORKED_WEEKEND = "not_a_worked_weekend"
    NOT_POSITIVE = "not_positive"
    NOT_BELOW_THE_NORM = "not_below_the_norm"
    NOT_ASCENDING_BELOW_THE_NORM = "not_ascending_below_the_norm"
    NOT_AN_AGE = "not_an_age"
    EMPTY_LIST = "empty_list"
    MANDATORY_AND_IF_ANY = "mandatory_and_if_any"
    NOT_A_PATTERN = "not_a_pattern"
    UNKNOWN_CANNOT_BAR = "unknown_cannot_bar"
    BARS_NOTHING = "bars_nothing"
    BARS_BEYOND_ITS_REASON = "bars_beyond_its_reason"
    DESK_CANNOT_REFUSE = "desk_cannot_refuse"
    HAS_NO_SUB_REASON = "has_no_sub_reason"
    REFUSAL_NEEDS_GROUND_WITHDRAWAL_NONE = "refusal_needs_ground_withdrawal_none"
    CHECK_AND_VALUE_GO_TOGETHER = "check_and_value_go_together"
    UNKNOWN_SUPPORTS_NOTHING = "unknown_supports_nothing"
    WIDER_THAN_ITS_GROUND = "wider_than_its_ground"
    OUTCOME_OF_ANOTHER_DESK = "outcome_of_another_desk"
    NOT_ASCENDING = "not_ascending"
    MAIN_POSITIONS_NOT_COUNTED_FROM_ZERO = "main_positions_not_counted_from_zero"
    LIST_AND_KIND_DISAGREE = "list_and_kind_disagree"
    NOT_ON_A_GRID_OF_TWELVE = "not_on_a_grid_of_twelve"
    NAMES_NOTHING_KNOWN = "names_nothing_known"
    CLASS_OF_ANOTHER_LIST = "class_of_another_list"
    ONLY_REFUSALS_ARE_APPROVED = "only_refusals_are_approved"
    PAPER_OF_ANOTHER_OUTCOME = "paper_of_another_outcome"
    NEVER_BARS_A_JOB_SEEKER = "never_bars_a_job_seeker"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A place in the pack, what is wrong there and what was found."""

    path: tuple[str, ...]
    problem: Problem
    found: str = ""


def contradictions(pack: RulePack) -> Iterator[Contradiction]:
    """Yield everything that makes the pack unfit to load, in the order of its tables."""
    return chain.from_iterable(look(pack) for look in _LOOKS)


def _validity(pack: RulePack) -> Iterator[Contradiction]:
    if pack.valid_to is not None and pack.valid_to < pack.valid_from:
        yield Contradiction(("valid_to",), Problem.BEFORE_ITS_START, pack.valid_to.isoformat())
    if pack.valid_to is not None and pack.replaced_note is None:
        yield Contradiction(("replaced_note",), Problem.MISSING)


def _norms(pack: RulePack) -> Iterator[Contradiction]:
    norms = pack.norms
    for name in ("wait_seconds", "serve_seconds", "term_working_days"):
        if (value := getattr(norms, name)) <= 0:
            yield Contradiction(("norms", name), Problem.NOT_POSITIVE, str(value))
    if not 0 < norms.waiting_amber_seconds < norms.wait_seconds:
        found = str(norms.waiting_amber_seconds)
        yield Contradiction(("norms", "waiting_amber_seconds"), Problem.NOT_BELOW_THE_NORM, found)
    marks = (0, *norms.mark_seconds, norms.serve_seconds)
    if any(later <= earlier for earlier, later in pairwise(marks)):
        yield Contradiction(("norms", "mark_seconds"), Problem.NOT_ASCENDING_BELOW_THE_NORM)
    if not 0 < pack.procedure.working_age_years < 100:
        found = str(pack.procedure.working_age_years)
        yield Contradiction(("procedure", "working_age_years"), Problem.NOT_AN_AGE, found)
    if not pack.procedure.statuses:
        yield Contradiction(("procedure", "statuses"), Problem.EMPTY_LIST)


def _references(pack: RulePack) -> Iterator[Contradiction]:
    known = {reference.code for reference in pack.references}
    named = [
        (("service", "reference"), pack.service.reference),
        *(
            (("papers", name), getattr(pack.papers, name))
            for name in ("reference", "acceptance_refusal_reference", "appeal_reference")
        ),
        *((("grounds", ground.code, "reference"), ground.reference) for ground in pack.grounds),
    ]
    for path, code in named:
        yield from _dangling(path, code, known)


def _documents(pack: RulePack) -> Iterator[Contradiction]:
    for rule in pack.documents:
        if rule.mandatory == rule.if_any:
            yield Contradiction(("documents", rule.code, "if_any"), Problem.MANDATORY_AND_IF_ANY)
    for kind in pack.identity_documents:
        try:
            re.compile(kind.number_pattern)
        except re.error:
            path = ("identity_documents", kind.code, "number_pattern")
            yield Contradiction(path, Problem.NOT_A_PATTERN, kind.number_pattern)
    documents = {rule.code for rule in pack.documents}
    for reason in pack.acceptance_refusal_reasons:
        below = ("acceptance_refusal_reasons", reason.code)
        yield from _dangling((*below, "document"), reason.document, documents)
        yield from _wrong_class((*below, "kind"), reason.kind, _ACCEPTANCE)


def _checks(pack: RulePack) -> Iterator[Contradiction]:
    sub_reasons = {reason.code: reason for reason in pack.sub_reasons}
    returns = {reason.code for reason in pack.return_reasons}
    for rule in pack.checks:
        path = ("checks", rule.code)
        yield from _dangling((*path, "sub_reason"), rule.sub_reason, sub_reasons)
        yield from _dangling((*path, "return_reason"), rule.return_reason, returns)
        for status in RequestedStatus:
            yield from _check_standing(rule, status, sub_reasons)


def _check_standing(
    rule: CheckRule, status: RequestedStatus, sub_reasons: dict[str, SubReason]
) -> Iterator[Contradiction]:
    standing, path = rule.standing[status], ("checks", rule.code, "standing", status.value)
    if standing.unknown is Bearing.BAR:
        yield Contradiction((*path, "unknown"), Problem.UNKNOWN_CANNOT_BAR)
    barring = [v for v in CheckValue if standing.of(v) is Bearing.BAR]
    is_pinned = rule.code in FOR_THE_UNEMPLOYED_ALONE and status is RequestedStatus.JOB_SEEKER
    if barring and is_pinned:
        yield Contradiction((*path, barring[0].value), Problem.NEVER_BARS_A_JOB_SEEKER)
    if barring and not rule.bars:
        yield Contradiction(("checks", rule.code, "bars"), Problem.BARS_NOTHING)
    supported = sub_reasons.get(rule.sub_reason or "")
    if barring and supported is not None and status not in supported.statuses:
        yield Contradiction((*path, barring[0].value), Problem.BARS_BEYOND_ITS_REASON)


def _grounds(pack: RulePack) -> Iterator[Contradiction]:
    for ground in pack.grounds:
        path = ("grounds", ground.code)
        for name in ("statuses", "desks", "evidence"):
            if not getattr(ground, name):
                yield Contradiction((*path, name), Problem.EMPTY_LIST)
        for desk in ground.desks:
            if Outcome.REFUSE not in DESK_OUTCOMES[desk]:
                yield Contradiction((*path, "desks"), Problem.DESK_CANNOT_REFUSE, desk.value)
        if ground.needs_sub_reason and not any(r.ground == ground.code for r in pack.sub_reasons):
            yield Contradiction((*path, "needs_sub_reason"), Problem.HAS_NO_SUB_REASON)


def _evidence_kinds(pack: RulePack) -> Iterator[Contradiction]:
    worded = {kind.code for kind in pack.evidence_kinds}
    for missing in sorted(OWN_EVIDENCE - worded):
        yield Contradiction(("evidence_kinds", missing), Problem.MISSING)
    for code in sorted(worded - OWN_EVIDENCE):
        yield Contradiction(("evidence_kinds", code), Problem.NAMES_NOTHING_KNOWN, code)


def _sub_reasons(pack: RulePack) -> Iterator[Contradiction]:
    grounds = {ground.code: ground for ground in pack.grounds}
    checks = {rule.code for rule in pack.checks}
    pinned = {r.sub_reason for r in pack.checks if r.code in FOR_THE_UNEMPLOYED_ALONE}
    for reason in pack.sub_reasons:
        path = ("sub_reasons", reason.code)
        is_pinned = reason.code in pinned or reason.check in FOR_THE_UNEMPLOYED_ALONE
        if is_pinned and RequestedStatus.JOB_SEEKER in reason.statuses:
            yield Contradiction((*path, "statuses"), Problem.NEVER_BARS_A_JOB_SEEKER)
        yield from _wrong_class((*path, "kind"), reason.kind, _LEGAL)
        yield from _dangling((*path, "ground"), reason.ground, grounds)
        yield from _dangling((*path, "check"), reason.check, checks)
        if reason.can_refuse == (reason.ground is None):
            yield Contradiction((*path, "ground"), Problem.REFUSAL_NEEDS_GROUND_WITHDRAWAL_NONE)
        if (reason.check is None) != (reason.supported_by is None):
            yield Contradiction((*path, "supported_by"), Problem.CHECK_AND_VALUE_GO_TOGETHER)
        if reason.supported_by is CheckValue.UNKNOWN:
            yield Contradiction((*path, "supported_by"), Problem.UNKNOWN_SUPPORTS_NOTHING)
        ground = grounds.get(reason.ground or "")
        if ground is not None and not set(reason.statuses) <= set(ground.statuses):
            yield Contradiction((*path, "statuses"), Problem.WIDER_THAN_ITS_GROUND)


def _returns(pack: RulePack) -> Iterator[Contradiction]:
    documents = {rule.code for rule in pack.documents}
    for reason in pack.return_reasons:
        path = ("return_reasons", reason.code)
        yield from _wrong_class((*path, "kind"), reason.kind, _RETURNS)
        yield from _dangling((*path, "document"), reason.document, documents)
        if (reason.document is None) != (reason.fault is None):
            half = "fault" if reason.fault is None else "document"
            yield Contradiction((*path, half), Problem.MISSING)


def _consents(pack: RulePack) -> Iterator[Contradiction]:
    for consent in pack.consents:
        for desk, refusal in consent.on_refusal.items():
            path = ("consents", consent.code, "on_refusal", desk.value)
            yield from _consent_refusal(pack, desk, refusal, path)


def _consent_refusal(
    pack: RulePack, desk: DeskKind, refusal: ConsentRefusal, path: tuple[str, ...]
) -> Iterator[Contradiction]:
    grounds = {ground.code for ground in pack.grounds}
    returns = {reason.code for reason in pack.return_reasons}
    faults = {reason.code for reason in pack.acceptance_refusal_reasons}
    yield from _dangling((*path, "ground"), refusal.ground, grounds)
    yield from _dangling((*path, "otherwise"), refusal.otherwise, returns)
    yield from _dangling((*path, "reason"), refusal.reason, faults)
    if refusal.outcome is not None and refusal.outcome not in DESK_OUTCOMES[desk]:
        yield Contradiction(
            (*path, "outcome"), Problem.OUTCOME_OF_ANOTHER_DESK, refusal.outcome.value
        )
    needed = {Outcome.REFUSE: ("ground", "otherwise"), Outcome.REFUSE_ACCEPTANCE: ("reason",)}
    for name in needed.get(refusal.outcome, ()) if refusal.outcome else ():
        if getattr(refusal, name) is None:
            yield Contradiction((*path, name), Problem.MISSING)


def _outcomes(pack: RulePack) -> Iterator[Contradiction]:
    for desk, rules in pack.outcomes.items():
        path = ("outcomes", desk.value)
        for missing in sorted(DESK_OUTCOMES[desk] - {rule.code for rule in rules}):
            yield Contradiction((*path, missing.value), Problem.MISSING)
        for rule in rules:
            if rule.code not in DESK_OUTCOMES[desk]:
                yield Contradiction((*path, rule.code.value), Problem.OUTCOME_OF_ANOTHER_DESK)
            if rule.approval_required and rule.code is not Outcome.REFUSE:
                found_at = (*path, rule.code.value, "approval_required")
                yield Contradiction(found_at, Problem.ONLY_REFUSALS_ARE_APPROVED)
            if rule.paper is not PAPER_OF[rule.code]:
                found = rule.paper.value
                place = (*path, rule.code.value, "paper")
                yield Contradiction(place, Problem.PAPER_OF_ANOTHER_OUTCOME, found)
            if rule.copies < 1:
                found = str(rule.copies)
                yield Contradiction((*path, rule.code.value, "copies"), Problem.NOT_POSITIVE, found)


def _papers(pack: RulePack) -> Iterator[Contradiction]:
    for missing in sorted(APPLICANT_LABELS - set(pack.papers.applicant_labels)):
        yield Contradiction(("papers", "applicant_labels", missing), Problem.MISSING)
    worded = {language.code for language in pack.result_languages}
    for missing in sorted({language.value for language in PaperLanguage} - worded):
        yield Contradiction(("result_languages", missing), Problem.MISSING)


def _pension_ages(pack: RulePack) -> Iterator[Contradiction]:
    for sex in Sex:
        steps = [step for step in pack.pension_ages if step.sex is sex]
        if not steps:
            yield Contradiction(("pension_ages",), Problem.MISSING, sex.value)
        for earlier, later in pairwise(steps):
            if later.valid_from <= earlier.valid_from or later.age_months < earlier.age_months:
                yield Contradiction(("pension_ages",), Problem.NOT_ASCENDING, sex.value)


def _form(pack: RulePack) -> Iterator[Contradiction]:
    sections = {section.code for section in pack.form.sections}
    codes = {spec.code for spec in pack.form.fields}
    for spec in pack.form.fields:
        yield from _field(spec, ("form", "fields", spec.code))
        yield from _dangling(("form", "fields", spec.code, "section"), spec.section, sections)
        for other in spec.instead:
            yield from _dangling(("form", "fields", spec.code, "instead"), other, codes)
    for row in pack.form.rows:
        path = ("form", "rows", row.code)
        yield from _dangling((*path, "section"), row.section, sections)
        for spec in row.fields:
            yield from _field(spec, (*path, "fields", spec.code))
    places = sorted(s.main_position for s in pack.form.fields if s.main_position is not None)
    if places != list(range(len(places))):
        yield Contradiction(("form", "fields"), Problem.MAIN_POSITIONS_NOT_COUNTED_FROM_ZERO)


def _field(spec: FieldSpec, path: tuple[str, ...]) -> Iterator[Contradiction]:
    if (spec.kind in _LISTS) != bool(spec.values):
        yield Contradiction((*path, "values"), Problem.LIST_AND_KIND_DISAGREE)
    if not 1 <= spec.columns <= 12:
        yield Contradiction((*path, "columns"), Problem.NOT_ON_A_GRID_OF_TWELVE, str(spec.columns))
    if spec.max_length < 1:
        yield Contradiction((*path, "max_length"), Problem.NOT_POSITIVE, str(spec.max_length))


def _dangling(
    path: tuple[str, ...], code: str | None, known: Collection[str]
) -> Iterator[Contradiction]:
    if code is not None and code not in known:
        yield Contradiction(path, Problem.NAMES_NOTHING_KNOWN, code)


def _wrong_class(
    path: tuple[str, ...], kind: ReasonClass, allowed: frozenset[ReasonClass]
) -> Iterator[Contradiction]:
    if kind not in allowed:
        yield Contradiction(path, Problem.CLASS_OF_ANOTHER_LIST, kind.value)


_LOOKS: tuple[Callable[[RulePack], Iterator[Contradiction]], ...] = (
    _validity,
    _norms,
    _references,
    _documents,
    _checks,
    _grounds,
    _evidence_kinds,
    _sub_reasons,
    _returns,
    _consents,
    _outcomes,
    _papers,
    _pension_ages,
    _form,
)

"""A case in a few lines, read before the last key."""

from __future__ import annotations

from desk_app.domain.documents import DocumentStatus
from desk_app.domain.form_fields import FieldSpec
from desk_app.domain.rules import find_check, find_evidence_words, find_ground, find_sub_reason
from desk_app.domain.vocabulary import Outcome, RequestedStatus
from desk_app.domain.working_days import CalendarEndsError
from desk_app.services import decisions
from ui.presenters.case_file import CaseFile
from ui.presenters.words import DASH, day, day_and_time

_OF_AN_ACCEPTANCE = ("education", "job")
_OF_A_DECISION = ("education", "job", "experience")
Lines = tuple[tuple[str, str], ...]


def case_summary(file: CaseFile, *, is_acceptance: bool) -> Lines:
    """Return what the case comes to; an acceptance says when the result is due."""
    say = file.bench.say
    codes = _OF_AN_ACCEPTANCE if is_acceptance else _OF_A_DECISION
    specs = {spec.code: spec for spec in file.pack.form.fields}
    answered = [specs[c] for c in codes if c in specs and file.case.form.answers.get(c)]
    last = (
        (say("summary.due"), _due(file))
        if is_acceptance
        else (say("summary.language"), say(f"in_language.is_{file.case.result_language}"))
    )
    return (
        (say("summary.documents"), _documents(file)),
        *((file.words(spec.label), _answer(file, spec)) for spec in answered),
        last,
    )


def _answer(file: CaseFile, spec: FieldSpec) -> str:
    text = file.case.form.answers[spec.code]
    chosen = (value.text(file.bench.language) for value in spec.values if value.code == text)
    return next(chosen, text)


def _documents(file: CaseFile) -> str:
    settled = {DocumentStatus.SCANNED, DocumentStatus.SEEN}
    handed_in = [d for d in file.case.documents if d.status in settled]
    pages = sum(len(document.visible_pages) for document in handed_in)
    documents = file.bench.say("summary.documents_count", n=len(handed_in))
    return f"{documents}, {file.bench.say('document.pages', n=pages)}"


def _due(file: CaseFile) -> str:
    desk = file.bench.desk
    try:
        due = decisions.due_date(file.case, desk.clock.now(), desk=desk)
    except CalendarEndsError:
        return DASH
    return f"{day(due)}, {desk.office.closes_at:%H:%M}"


def prepared_refusal(file: CaseFile) -> Lines:
    """Return what waits for a second person: a refusal, or a registration with its reason."""
    say, decision = file.bench.say, file.case.decision
    prepared_by = (say("refusal.prepared_by"), decision.executor_name or decision.decided_by)
    if decision.outcome is Outcome.REGISTER:
        return (
            *case_summary(file, is_acceptance=False),
            (say("proposal.why"), decision.fact),
            prepared_by,
        )
    ground = find_ground(file.pack, decision.ground)
    reason = find_sub_reason(file.pack, decision.sub_reason)
    status = decision.refused_status or RequestedStatus.JOB_SEEKER
    return (
        (say("refusal.status"), say(f"status.{status}")),
        (say("refusal.ground"), file.words(ground.text) if ground else DASH),
        (say("refusal.sub_reason"), file.words(reason.text) if reason else DASH),
        (say("refusal.fact"), decision.fact),
        (
            say("refusal.source"),
            f"{_source(file, decision.source)}, {day_and_time(decision.queried_at)}",
        ),
        prepared_by,
    )


def _source(file: CaseFile, source: str) -> str:
    check = find_check(file.pack, source)
    words = check.source if check else find_evidence_words(file.pack, source)
    return file.words(words) if words else source

"""The page of a case: who is at the counter, the four steps, and the way through them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from desk_app.domain.cases import Case, Step
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.rule_packs import CheckRule, DocumentRule
from desk_app.domain.rules import bearing
from desk_app.domain.service_time import Moment
from desk_app.domain.steps import STEPS, Blocker
from desk_app.domain.vocabulary import Bearing, CheckValue
from desk_app.errors import KnownError
from desk_app.services import intake, lists
from desk_app.services.desk import Desk, local_time
from desk_app.services.reopening import DECLINED
from ui.presenters.case_file import CaseFile
from ui.presenters.timer import TimerWords, WaitWords, read_timer, read_wait
from ui.presenters.words import DASH, clock_time, day, length

# A second press of the last key must not issue a paper on a step that has only just opened.
ISSUE_PAUSE_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class HeaderWords:
    """Who is at the counter."""

    name: str
    initials: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DueWords:
    """The deadline of a case that came in: there is no visitor and no service timer."""

    caption: str
    value: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step as the bar shows it."""

    step: Step
    text: str
    is_done: bool
    is_current: bool
    error_count: int
    spoken: str


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """A listed document in a few words."""

    code: str
    title: str
    subtitle: str
    status: DocumentStatus
    words: str


@dataclass(frozen=True, slots=True)
class CheckWords:
    """A check: `is_good` is None where nobody knows."""

    code: str
    text: str
    is_good: bool | None
    details: str


class CaseView(Protocol):
    """The page as the presenter sees it."""

    def show_case(self) -> None:
        """Show everything that depends on the case."""

    def show_step(self, step: Step) -> None:
        """Show a step with everything that depends on the case, and the focus where work starts."""

    def show_problems(self, step: Step, problems: tuple[Blocker, ...]) -> None:
        """Say what keeps the step from being left, and go to the first place."""

    def flush(self) -> None:
        """Save at once what is still only typed."""

    def has_unsaved(self) -> bool:
        """Whether something typed did not come to the disk; it is told aloud."""

    def case_held(self, case: Case) -> None:
        """The case was put aside."""


class CasePresenter:
    """Words of the page around the steps, and the moves between them."""

    def __init__(self, file: CaseFile, view: CaseView) -> None:
        self.file = file
        self._view = view
        self.step = Step.IDENTITY
        self._opened_seconds = 0.0
        self._tried: set[Step] = set()
        self._is_moving = False
        file.follow(view.show_case)

    # --- moves ---

    def open(self) -> None:
        """Show the case of the file at the step it was left on."""
        case = self.file.case
        self._tried = set()
        self._is_moving = False
        self._go(Step.RESULT if self.file.is_incoming else case.step)

    def next_step(self) -> None:
        """Leave the step if nothing keeps it; otherwise say what does."""
        if self._is_moving or self.step is Step.RESULT:
            return
        self._when_saved(self._leave_if_whole)

    def _when_saved(self, move: Callable[[], None]) -> None:
        """Leave a step only once all of it is on the disk."""
        if not self.file.is_draft:
            move()
            return

        def settled() -> None:
            self._is_moving = False
            if not self._is_stuck():
                move()

        def failed(error: KnownError) -> None:
            self._is_moving = False
            self.file.fail(error)

        self._is_moving = True
        self._view.flush()
        self.file.settle(settled, failed)

    @property
    def is_moving(self) -> bool:
        """Whether a step is being left: what was typed on it is being saved."""
        return self._is_moving

    def _is_stuck(self) -> bool:
        return self.file.failure is not None and self._view.has_unsaved()

    def recover(self) -> None:
        """A bug broke off a job: let the next key act."""
        self._is_moving = False

    def _leave_if_whole(self) -> None:
        step = self.step
        self._tried.add(step)
        problems = self.file.blockers(step)
        if problems:
            self._view.show_case()
            self._view.show_problems(step, problems)
        elif step is not Step.RESULT:
            self._show(STEPS[STEPS.index(step) + 1])

    def back(self) -> bool:
        """Go to the step before."""
        index = STEPS.index(self.step)
        if index == 0 or self._is_moving:
            return False
        self._when_saved(lambda: self._show(STEPS[index - 1]))
        return True

    def forward(self) -> bool:
        """Go to the next step, if all before it is finished."""
        index = STEPS.index(self.step)
        if index + 1 == len(STEPS) or self._is_moving or self.file.blockers(self.step):
            return False
        self._when_saved(lambda: self._show(STEPS[index + 1]))
        return True

    def ask_for(self, step: Step) -> None:
        """Go to a step that was clicked, if everything before it is finished."""
        before = STEPS[: STEPS.index(step)]
        if self._is_moving:
            return
        if self.file.is_incoming or not any(self.file.blockers(earlier) for earlier in before):
            self._when_saved(lambda: self._show(step))

    def go_to(self, step: Step) -> bool:
        """Show a step at once; False where the one before cannot be saved."""
        if self._is_stuck():
            return False
        self._view.flush()
        self._show(step)
        return True

    def _show(self, step: Step) -> None:
        """Show a step; it is kept for a restart."""
        self._go(step)
        if self.file.is_draft:
            self.file.change(
                lambda application_id, desk: intake.go_to(application_id, step, desk=desk)
            )

    def _go(self, step: Step) -> None:
        self.step = step
        self._opened_seconds = self.file.bench.desk.clock.moment().counter_seconds
        self._view.show_step(step)

    def takes_last_key(self) -> bool:
        """Whether the last step has been open long enough for its key to be meant."""
        now = self.file.bench.desk.clock.moment().counter_seconds
        return now - self._opened_seconds >= ISSUE_PAUSE_SECONDS

    def hold(self, reason: str) -> None:
        """Put the case aside."""
        self._view.flush()

        def held(application_id: object, desk: Desk) -> Case:
            return intake.hold(self.file.case.application_id, reason, desk=desk)

        self.file.change(held, done=self._view.case_held)

    # --- words ---

    def header(self) -> HeaderWords:
        """Return who is at the counter."""
        say, applicant = self.file.bench.say, self.file.case.applicant
        name = applicant.name
        facts = []
        if applicant.iin is not None:
            facts.append((say("case.iin"), applicant.iin.grouped()))
        if applicant.birth_date is not None:
            facts.append((say("case.birth_date"), day(applicant.birth_date)))
        letters = "".join(part[0] for part in (name.given_name, name.surname) if part)
        return HeaderWords(name.full or say("case.new"), letters or DASH, tuple(facts))

    def wait(self) -> WaitWords | None:
        """Return how long the visitor waited, None without a visit."""
        visit = self.file.visit
        return read_wait(visit, self.file.pack, self.file.bench.say) if visit else None

    def timer(self, now: Moment) -> TimerWords | None:
        """Return the service timer at a moment, None without a visit."""
        visit, bench = self.file.visit, self.file.bench
        if visit is None:
            return None
        return read_timer(visit, now, self.file.pack, bench.say, bench.language)

    def due(self) -> DueWords | None:
        """Return the deadline of a case without a visit."""
        case, say = self.file.case, self.file.bench.say
        if self.file.visit is not None or case.due_on is None:
            return None
        left = lists.time_left(case, desk=self.file.bench.desk)
        if left is None:
            return DueWords(say("case.due"), day(case.due_on), is_over=False)
        seconds = left.total_seconds()
        is_over = seconds <= 0
        rest = say("case.due_over") if is_over else say("case.due_left", time=length(seconds, say))
        return DueWords(say("case.due"), f"{day(case.due_on)} · {rest}", is_over)

    def steps(self) -> tuple[StepWords, ...]:
        """Return the four steps as the bar shows them."""
        current = STEPS.index(self.step)
        return tuple(self._step_words(step, index, current) for index, step in enumerate(STEPS))

    def _step_words(self, step: Step, index: int, current: int) -> StepWords:
        say = self.file.bench.say
        problems = () if self.file.is_incoming else self.file.blockers(step)
        is_done = index < current and (self.file.is_incoming or not problems)
        counts = step in self._tried and index < len(STEPS) - 1
        errors = len(problems) if counts else 0
        state = "current" if index == current else "done" if is_done else "ahead"
        spoken = say("case.step_errors", n=errors) if errors else say(f"case.step_{state}")
        return StepWords(step, say(f"step.{step}"), is_done, index == current, errors, spoken)

    def saved(self, *, is_short: bool) -> tuple[str, bool]:
        """Return the save stamp, and whether saving failed; short words for a narrow window."""
        file = self.file
        if file.failure is not None:
            return file.bench.say("case.not_saved", why=self._why_not_saved(file.failure)), True
        if file.saved_at is None:
            return "", False
        time = f"{local_time(file.saved_at):%H:%M:%S}"
        return time if is_short else file.bench.say("case.saved", time=time), False

    def _why_not_saved(self, failure: KnownError) -> str:
        short = f"not_saved.{failure.code}"
        is_short = short in self.file.bench.texts
        return self.file.bench.say(short) if is_short else self.file.error_words(failure)

    def documents(self) -> tuple[DocumentWords, ...]:
        """Return the listed documents in a few words."""
        return tuple(document_words(self.file, rule) for rule in self.file.pack.documents)

    def checks(self) -> tuple[CheckWords, ...]:
        """Return the checks that are always shown, and the others that say something."""
        rules = (rule for rule in self.file.pack.checks if self._is_shown(rule))
        return tuple(check_words(self.file, rule) for rule in rules)

    def _is_shown(self, rule: CheckRule) -> bool:
        return rule.shown_first or _bearing(self.file, rule) in {Bearing.BAR, Bearing.WARN}

    def hold_reasons(self) -> tuple[tuple[str, str], ...]:
        """Return why a case may be put aside by the clerk."""
        own = (r for r in self.file.pack.hold_reasons if r.code not in _REASONS_OF_THE_PROGRAM)
        return tuple((reason.code, self.file.words(reason.text)) for reason in own)


# These are given by the program itself.
_REASONS_OF_THE_PROGRAM = frozenset({"other_operator", "window_closed", DECLINED})


def document_words(file: CaseFile, rule: DocumentRule) -> DocumentWords:
    """Return a listed document with its state in words."""
    document = file.case.document(rule.code)
    title, _, subtitle = file.words(rule.short_title).partition(_TITLE_BREAK[file.bench.language])
    pages = len(document.visible_pages)
    if document.status is DocumentStatus.SCANNED:
        words = file.bench.say("document.pages", n=pages)
    else:
        words = file.bench.say(f"document.{document.status}")
    return DocumentWords(rule.code, title, subtitle, document.status, words)


_TITLE_BREAK = {"kk": " – ", "ru": " — "}


def check_words(file: CaseFile, rule: CheckRule) -> CheckWords:
    """Return a check with its value, system and time in words."""
    result = file.case.check(rule.code)
    text = f"{file.words(rule.title)}: {file.words(rule.texts.of(result.value))}"
    is_bad = _bearing(file, rule) in {Bearing.BAR, Bearing.WARN}
    is_good = None if result.value is CheckValue.UNKNOWN else not is_bad
    at = clock_time(result.queried_at) if result.queried_at else DASH
    details = file.bench.say("check.details", source=file.words(rule.source), time=at)
    return CheckWords(rule.code, text, is_good, details)


def _bearing(file: CaseFile, rule: CheckRule) -> Bearing:
    return bearing(rule, file.case.requested_status, file.case.check(rule.code).value)


def problem_words(file: CaseFile, problem: Blocker) -> str:
    """Return what is wrong and what to do, in the screen's language."""
    return file.code_words(problem.code, dict(problem.params))

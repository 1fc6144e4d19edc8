"""Step 4: the outcomes allowed here, what each needs, its paper beforehand, and the deed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from desk_app.domain.cases import Case, CaseState, Step
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.operators import Permission
from desk_app.domain.rule_packs import EvidenceKind, OutcomeRule, Settling, SubReason
from desk_app.domain.rules import (
    UsableGround,
    find_check,
    find_evidence_words,
    find_ground,
    find_return_reason,
    find_sub_reason,
)
from desk_app.domain.steps import (
    STEPS,
    Blocker,
    OfferedOutcome,
    acceptance_faults,
    preselected,
    usable_grounds,
)
from desk_app.domain.vocabulary import CheckValue, DeskKind, Outcome, RequestedStatus
from desk_app.errors import InputError, KnownError
from desk_app.services import decisions, issuing
from desk_app.services.decisions import RefusalRequest
from desk_app.services.desk import Desk, local_time
from ui.presenters.case import problem_words
from ui.presenters.case_file import CaseFile
from ui.presenters.paper_drafts import PAPERS, Choice, tentative, with_next_number
from ui.presenters.words import DASH, day
from ui.presenters.workbench import Lane, PaperPicture

PREVIEW_DPI = 110
REFUSALS: Mapping[DeskKind, Outcome] = {
    DeskKind.STATE_CORPORATION: Outcome.REFUSE_ACCEPTANCE,
    DeskKind.PROVIDER: Outcome.REFUSE,
}
_SUMMED = ("education", "job", "experience")
APPROVE = "approve"
DECLINE = "decline"
_BY_THE_PROGRAM = frozenset({EvidenceKind.REGISTER, EvidenceKind.COMPUTED})


@dataclass(frozen=True, slots=True)
class OfferWords:
    """An outcome as a card: its subtitle explains what stands against it."""

    code: str
    title: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class ActionWords:
    """The last button: its words, and whether it refuses."""

    text: str
    is_refusal: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A choice of a list: code and words."""

    code: str
    text: str


class ResultView(Protocol):
    """The fourth step as its presenter sees it."""

    def show_result(self) -> None:
        """Show the step as it stands."""

    def show_paper(self, picture: object | None) -> None:
        """Show the paper as it would be printed now; None where it cannot be made yet."""

    def show_problems(self, problems: tuple[Blocker, ...]) -> None:
        """Say what keeps the outcome from being issued."""

    def show_busy(self, *, busy: bool) -> None:
        """Show that the deed is being done."""

    def decided(self, case: Case) -> None:
        """The outcome stands and its paper is made."""


class Result:
    """The last step of one case.

    Args:
        file: The case.
        view: The step.
        decode: Turns a raster into a picture; called in a lane.
    """

    def __init__(
        self, file: CaseFile, view: ResultView, *, decode: Callable[[PaperPicture], object]
    ) -> None:
        self.file = file
        self._view = view
        self._decode = decode
        self._drafts = 0
        self.begin()

    def begin(self) -> None:
        """Forget the case before."""
        self.choice = Choice()
        self.has_number = True
        self.failure: KnownError | None = None
        self._is_deciding = False
        self._wanted = ""
        self._is_own_choice = False
        self._drafts += 1

    def opened(self) -> None:
        """The step was opened: choose what nothing speaks against, unless F7 chose already."""
        self._read_numbers()
        if self.is_approval:
            self.choose(APPROVE)
            return
        self.choose(self._wanted or self._kept_or_first())
        self._wanted = ""

    def _kept_or_first(self) -> str:
        codes = {offer.rule.code.value for offer in self.offers()}
        if self.choice.outcome in codes and self._is_own_choice:
            return self.choice.outcome
        return self._first().rule.code.value

    def _first(self) -> OfferedOutcome:
        """Return the first outcome that nothing but the sheet to be signed here stands against."""
        offers = self.offers()
        signing = {r.code for r in self.file.pack.documents if r.settled_by is Settling.SIGNING}
        return next(
            (offer for offer in offers if {o.place for o in offer.obstacles} <= signing),
            preselected(offers),
        )

    def want(self, outcome: Outcome) -> None:
        """Have an outcome chosen when the step opens."""
        self._wanted = outcome.value
        self._is_own_choice = True

    def _read_numbers(self) -> None:
        desk = self.file.bench.desk

        def read() -> bool:
            with desk.store.reading() as unit:
                block = unit.numbers.block()
            return block is not None and bool(block.left)

        self.file.work(Lane.DB, read, done=self._on_numbers)

    def _on_numbers(self, has_number: bool) -> None:
        self.has_number = has_number
        self._view.show_result()

    # --- what is offered ---

    @property
    def is_approval(self) -> bool:
        """Whether a prepared refusal waits for a second person."""
        return self.file.case.state is CaseState.AWAITING_APPROVAL

    @property
    def may_approve(self) -> bool:
        """Whether the operator may be that second person."""
        operator = self.file.bench.desk.operator
        own = self.file.case.decision.decided_by == operator.login
        return operator.may(Permission.APPROVE) and not own

    def offers(self) -> tuple[OfferedOutcome, ...]:
        """Return this desk's outcomes with what stands against each."""
        return decisions.offers(self.file.case, desk=self.file.bench.desk)

    def cards(self) -> tuple[OfferWords, ...]:
        """Return the outcomes as cards."""
        if self.is_approval:
            return self._approval_cards()
        return tuple(self._card(offer) for offer in self.offers())

    def _approval_cards(self) -> tuple[OfferWords, ...]:
        say = self.file.bench.say
        if not self.may_approve:
            return ()
        return tuple(
            OfferWords(code, say(f"result.{code}"), say(f"result.{code}_sub"))
            for code in (APPROVE, DECLINE)
        )

    def _card(self, offer: OfferedOutcome) -> OfferWords:
        rule = offer.rule
        subtitle = self.file.words(rule.subtitle)
        if self._obstacles(offer):
            subtitle = self._against(offer)
        return OfferWords(rule.code.value, self.file.words(rule.title), subtitle)

    def _obstacles(self, offer: OfferedOutcome) -> tuple[Blocker, ...]:
        # What the clerk enters on this step stands against nothing.
        entered_here = {Outcome.REFUSE_ACCEPTANCE: "acceptance.nothing_missing"}
        own = entered_here.get(offer.rule.code)
        return tuple(o for o in offer.obstacles if o.code != own)

    def _against(self, offer: OfferedOutcome) -> str:
        obstacles = self._obstacles(offer)
        first = self.place_and_words(obstacles[0])
        more = len(obstacles) - 1
        return self.file.bench.say("result.and_more", first=first, n=more) if more else first

    def place_and_words(self, problem: Blocker) -> str:
        """Return a problem with the field or document it is about."""
        words, name = problem_words(self.file, problem), self.place_name(problem.place)
        return f"{name}: {words}" if name else words

    def place_name(self, place: str) -> str:
        """Return a field, document, consent or check in words; empty where the words say it."""
        pack, words = self.file.pack, self.file.words
        kind, _, code = place.partition(".")
        fields = {spec.code: spec.label for spec in pack.form.fields}
        documents = {rule.code: rule.short_title for rule in pack.documents}
        if kind == "consent":
            return next((words(c.title) for c in pack.consents if c.code == code), "")
        if kind == "check":
            rule = find_check(pack, code)
            return words(rule.title) if rule else ""
        named = fields.get(place) or documents.get(place)
        own = f"place.{place}"
        if named is None and own in self.file.bench.texts:
            return self.file.bench.say(own)
        return words(named) if named else ""

    def step_of(self, problem: Blocker) -> Step:
        """Return the step where a problem is put right."""
        for step in STEPS:
            if problem in self.file.blockers(step):
                return step
        return Step.APPLICATION if problem.place.startswith("consent.") else Step.RESULT

    # --- choosing ---

    @property
    def outcome(self) -> Outcome | None:
        """The outcome chosen, None for an approval."""
        codes = {outcome.value for outcome in Outcome}
        return Outcome(self.choice.outcome) if self.choice.outcome in codes else None

    def choose_by_hand(self, code: str) -> None:
        """Choose an outcome because the clerk did; it stays chosen."""
        self._is_own_choice = True
        self.choose(code)

    def signed(self) -> None:
        """The sheet was signed and scanned: offer what can be done now."""
        self.choose(self._kept_or_first())

    def choose(self, code: str) -> None:
        """Choose an outcome."""
        self.failure = None
        fresh = replace(self.choice, outcome=code)
        if self.outcome is not Outcome.REFUSE and code == Outcome.REFUSE.value:
            fresh = replace(fresh, status=self._first_refusable())
        if code == Outcome.REFUSE_ACCEPTANCE.value:
            faults = acceptance_faults(
                self.file.case, self.file.pack, self.file.kind, self.file.today
            )
            fresh = replace(
                fresh,
                missing=tuple(dict.fromkeys((*faults.missing, *fresh.missing))),
                expired=tuple(dict.fromkeys((*faults.expired, *fresh.expired))),
            )
        self.enter(self._completed(fresh))

    def enter(self, choice: Choice) -> None:
        """Take what the clerk has entered; the paper follows."""
        self.choice = choice
        self._view.show_result()
        self.draw_paper()

    def _first_refusable(self) -> RequestedStatus:
        asked = self.file.case.requested_status
        return asked if self.grounds(asked) else self.choice.status

    def _completed(self, choice: Choice) -> Choice:
        """Return a choice with what can be meant only one way filled in."""
        if choice.outcome != Outcome.REFUSE.value:
            return choice
        usable = self.grounds(choice.status)
        codes = [item.ground.code for item in usable]
        ground = choice.ground if choice.ground in codes else (codes[0] if codes else "")
        reasons = [
            r.code for item in usable if item.ground.code == ground for r in item.sub_reasons
        ]
        sub_reason = choice.sub_reason if choice.sub_reason in reasons else ""
        if len(reasons) == 1:
            sub_reason = reasons[0]
        evidence = [listed.code for listed in self._evidence(ground, sub_reason)]
        kept = choice.evidence if choice.evidence in evidence else (evidence or [""])[0]
        return replace(choice, ground=ground, sub_reason=sub_reason, evidence=kept)

    def choose_status(self, status: RequestedStatus) -> None:
        """Choose which status is refused."""
        self.enter(self._completed(replace(self.choice, status=status)))

    def choose_ground(self, code: str) -> None:
        """Choose the ground of a refusal."""
        self.enter(self._completed(replace(self.choice, ground=code, sub_reason="")))

    def choose_sub_reason(self, code: str) -> None:
        """Choose the reason below the ground."""
        self.enter(self._completed(replace(self.choice, sub_reason=code)))

    def toggle_fault(self, code: str, *, expired: bool) -> None:
        """Put a mandatory document on the list of missing or of expired ones, or take it off."""
        choice = self.choice
        missing, expired_ones = set(choice.missing) - {code}, set(choice.expired) - {code}
        here = choice.expired if expired else choice.missing
        if code not in here:
            (expired_ones if expired else missing).add(code)
        order = [rule.code for rule in self.file.pack.documents]
        self.enter(
            replace(
                choice,
                missing=tuple(sorted(missing, key=order.index)),
                expired=tuple(sorted(expired_ones, key=order.index)),
            )
        )

    # --- what a refusal needs ---

    def statuses(self) -> tuple[RequestedStatus, ...]:
        """Return the statuses a refusal may name."""
        return self.file.pack.procedure.statuses

    def grounds(self, status: RequestedStatus) -> tuple[UsableGround, ...]:
        """Return the grounds that may be used for a status on today's evidence."""
        file = self.file
        return usable_grounds(file.case, status, file.pack, file.kind, file.today)

    def ground_words(self) -> tuple[Listed, ...]:
        """Return the usable grounds, word for word."""
        return tuple(
            Listed(item.ground.code, self.file.words(item.ground.text))
            for item in self.grounds(self.choice.status)
        )

    def sub_reasons(self) -> tuple[Listed, ...]:
        """Return the usable reasons below the chosen ground."""
        found = (i for i in self.grounds(self.choice.status) if i.ground.code == self.choice.ground)
        return tuple(
            Listed(reason.code, self.file.words(reason.text))
            for item in found
            for reason in item.sub_reasons
        )

    def unknown_reasons(self) -> str:
        """Return in words which reasons cannot be used because nobody knows."""
        choice, case = self.choice, self.file.case
        unknown = dict.fromkeys(
            reason.check
            for reason in self.file.pack.sub_reasons
            if choice.status in reason.statuses
            and reason.check
            and case.check(reason.check).value is CheckValue.UNKNOWN
        )
        rules = [find_check(self.file.pack, code) for code in unknown if code]
        titles = ", ".join(self.file.words(rule.title) for rule in rules if rule)
        return self.file.bench.say("result.unknown_checks", checks=titles) if titles else ""

    def evidence(self) -> tuple[Listed, ...]:
        """Return the kinds of sources the clerk may name; none where a check is the source."""
        return self._evidence(self.choice.ground, self.choice.sub_reason)

    def _evidence(self, ground: str, sub_reason: str) -> tuple[Listed, ...]:
        reason, rule = find_sub_reason(self.file.pack, sub_reason), None
        if reason is not None and reason.check:
            return ()
        rule = find_ground(self.file.pack, ground)
        kinds = reason.evidence if reason else rule.evidence if rule else ()
        say = self.file.bench.say
        return tuple(
            Listed(k.value, say(f"evidence.{k}")) for k in kinds if k not in _BY_THE_PROGRAM
        )

    def source_words(self) -> str:
        """Return the check a reason rests on, with its time; empty for the clerk's own source."""
        reason = find_sub_reason(self.file.pack, self.choice.sub_reason)
        rule = find_check(self.file.pack, reason.check or "") if reason else None
        if rule is None:
            return ""
        queried_at = self.file.case.check(rule.code).queried_at
        at = f"{local_time(queried_at):%d.%m.%Y %H:%M}" if queried_at else DASH
        source = self.file.words(rule.source)
        return self.file.bench.say("result.source_of_check", source=source, time=at)

    def remedy_hint(self) -> str:
        """Return the remedy of the pack, printed where the clerk writes none."""
        reason = find_sub_reason(self.file.pack, self.choice.sub_reason)
        ground = find_ground(self.file.pack, self.choice.ground)
        words = reason.remedy if reason else ground.remedy if ground else None
        return self.file.words(words) if words else ""

    def return_reasons(self) -> tuple[Listed, ...]:
        """Return why a case can go back; none of them is a refusal."""
        return tuple(Listed(r.code, self.file.words(r.text)) for r in self.file.pack.return_reasons)

    def needs_place(self) -> bool:
        """Whether the chosen reason says where to go instead."""
        reason = find_return_reason(self.file.pack, self.choice.return_reason)
        return reason is not None and reason.needs_place

    def mandatory_documents(self) -> tuple[Listed, ...]:
        """Return the documents without which an application is not accepted."""
        rules = (rule for rule in self.file.pack.documents if rule.mandatory)
        return tuple(Listed(rule.code, self.file.words(rule.short_title)) for rule in rules)

    # --- words ---

    def action(self) -> ActionWords:
        """Return the words of the last button."""
        say = self.file.bench.say
        if self.is_approval:
            declines = self.choice.outcome == DECLINE
            key = "result.decline_action" if declines else "result.approve_action"
            return ActionWords(say(key), is_refusal=not declines)
        rule = self._rule()
        if rule is None:
            return ActionWords("", is_refusal=False)
        refuses = rule.code in {Outcome.REFUSE, Outcome.REFUSE_ACCEPTANCE}
        text = rule.action
        if rule.code is Outcome.REFUSE and self._needs_approval(rule):
            text = self.file.pack.procedure.approval_action
        return ActionWords(self.file.words(text), is_refusal=refuses)

    def _rule(self) -> OutcomeRule | None:
        rules = self.file.pack.outcomes[self.file.kind]
        return next((rule for rule in rules if rule.code is self.outcome), None)

    def _needs_approval(self, rule: OutcomeRule) -> bool:
        reason: SubReason | None = find_sub_reason(self.file.pack, self.choice.sub_reason)
        return rule.approval_required or (reason is not None and reason.needs_supervisor)

    def banner(self) -> str:
        """Return what is to be known of the number before the deed."""
        say, outcome = self.file.bench.say, self.outcome
        if outcome is Outcome.REGISTER and not self.has_number:
            return say("result.certificate_waits")
        no_number = not (self.file.bench.link_is_up and self.has_number)
        return say("result.temporary_number") if outcome is Outcome.ACCEPT and no_number else ""

    def paper_title(self) -> str:
        """Return the title of the preview."""
        rule = self._rule()
        kind = rule.paper.value if rule else "refusal"
        return self.file.bench.say(f"result.preview_{kind}")

    def summary(self) -> tuple[tuple[str, str], ...]:
        """Return the case in a few lines before the deed."""
        file, say = self.file, self.file.bench.say
        case = file.case
        if self.is_approval:
            return self._prepared()
        labels = {spec.code: spec for spec in file.pack.form.fields}
        lines = [(say("summary.documents"), self._documents_words())]
        short = ("education", "job") if self.outcome is Outcome.ACCEPT else _SUMMED
        for code in short:
            if code in labels and case.form.answers.get(code):
                spec, text = labels[code], case.form.answers[code]
                chosen = next(
                    (v.text(file.bench.language) for v in spec.values if v.code == text), text
                )
                lines.append((file.words(spec.label), chosen))
        if self.outcome is Outcome.ACCEPT:
            lines.append((say("summary.due"), self._due_words()))
        else:
            language = say(f"in_language.is_{case.result_language}")
            lines.append((say("summary.language"), language))
        return tuple(lines)

    def _documents_words(self) -> str:
        settled = {DocumentStatus.SCANNED, DocumentStatus.SEEN}
        handed_in = [d for d in self.file.case.documents if d.status in settled]
        pages = sum(len(document.visible_pages) for document in handed_in)
        say = self.file.bench.say
        documents = say("summary.documents_count", n=len(handed_in))
        return f"{documents}, {say('document.pages', n=pages)}"

    def _due_words(self) -> str:
        desk = self.file.bench.desk
        due = decisions.due_date(self.file.case, desk.clock.now(), desk=desk)
        return f"{day(due)}, {desk.office.closes_at:%H:%M}"

    def _prepared(self) -> tuple[tuple[str, str], ...]:
        file, say, decision = self.file, self.file.bench.say, self.file.case.decision
        ground = find_ground(file.pack, decision.ground)
        reason = find_sub_reason(file.pack, decision.sub_reason)
        check = find_check(file.pack, decision.source)
        at = f"{local_time(decision.queried_at):%d.%m.%Y %H:%M}" if decision.queried_at else DASH
        own = find_evidence_words(file.pack, decision.source)
        words = check.source if check else own
        source = file.words(words) if words else decision.source
        status = decision.refused_status or RequestedStatus.JOB_SEEKER
        return (
            (say("refusal.status"), say(f"status.{status}")),
            (say("refusal.ground"), file.words(ground.text) if ground else DASH),
            (say("refusal.sub_reason"), file.words(reason.text) if reason else DASH),
            (say("refusal.fact"), decision.fact),
            (say("refusal.source"), f"{source}, {at}"),
            (say("refusal.prepared_by"), decision.decided_by),
        )

    # --- the paper beforehand ---

    def draw_paper(self) -> None:
        """Draw the paper as it would be printed now; a later choice overtakes an earlier one."""
        self._drafts += 1
        order, bench, case, choice = self._drafts, self.file.bench, self.file.case, self.choice
        outcome, decode = self.outcome, self._decode
        if self.is_approval:
            outcome = Outcome.REFUSE
        source, link_is_up = self._own_source(choice), bench.link_is_up

        def draw() -> object | None:
            if outcome is None:
                return None
            try:
                drafted = tentative(case, outcome, choice, source, desk=bench.desk)
                numbered = with_next_number(
                    drafted, outcome, desk=bench.desk, link_is_up=link_is_up
                )
                paper = PAPERS[outcome](numbered, bench.desk)
                content = issuing.preview(paper, case.result_language, desk=bench.desk)
            except KnownError:
                # Something is still to be entered; the step says what.
                return None
            return decode(bench.preview_paper(content, 0, PREVIEW_DPI))

        def show(picture: object | None) -> None:
            if order == self._drafts:
                self._view.show_paper(picture)

        self.file.work(Lane.PRINT, draw, done=show)

    def _own_source(self, choice: Choice) -> str:
        return choice.evidence

    # --- the deed ---

    def problems(self) -> tuple[Blocker, ...]:
        """Return what keeps the chosen outcome from being issued now."""
        if self.is_approval or self.outcome is None:
            return ()
        offer = next((o for o in self.offers() if o.rule.code is self.outcome), None)
        obstacles = self._obstacles(offer) if offer else ()
        return (*obstacles, *self._missing_entries())

    def _missing_entries(self) -> tuple[Blocker, ...]:
        choice = self.choice
        match self.outcome:
            case Outcome.REFUSE_ACCEPTANCE:
                named = choice.missing or choice.expired
                return () if named else (Blocker("faults", "acceptance.nothing_missing"),)
            case Outcome.RETURN_OR_REDIRECT:
                if not choice.return_reason:
                    return (Blocker("return_reason", "return.reason"),)
                lacks_place = self.needs_place() and not choice.return_place.strip()
                return (Blocker("return_place", "return.place"),) if lacks_place else ()
            case Outcome.REFUSE:
                return self._missing_in_refusal()
            case _:
                return ()

    def _missing_in_refusal(self) -> tuple[Blocker, ...]:
        choice = self.choice
        if not choice.ground:
            return (Blocker("ground", "refusal.ground"),)
        found = []
        ground = find_ground(self.file.pack, choice.ground)
        if ground is not None and ground.needs_sub_reason and not choice.sub_reason:
            found.append(Blocker("sub_reason", "refusal.sub_reason"))
        if not choice.fact.strip():
            found.append(Blocker("fact", "refusal.fact"))
        return tuple(found)

    def issue(self) -> None:
        """Do the deed, or say what keeps it from being done."""
        if self._is_deciding or (self.is_approval and not self.may_approve):
            return
        self._is_deciding = True
        self.file.settle(self._issue_if_whole)

    def _issue_if_whole(self) -> None:
        problems = self.problems()
        self._view.show_problems(problems)
        if problems or (self.outcome is None and not self.is_approval):
            self._is_deciding = False
            return
        self._view.show_busy(busy=True)
        self._drafts += 1
        self.file.change(self._deed(), done=self._on_decided, failed=self._on_refused)

    def _deed(self) -> Callable[[UUID, Desk], Case]:
        choice, link_is_up = self.choice, self.file.bench.link_is_up
        source = self._own_source(choice)

        def do_it(application_id: UUID, desk: Desk) -> Case:
            match choice.outcome:
                case Outcome.ACCEPT:
                    return decisions.accept(application_id, desk=desk, link_is_up=link_is_up)
                case Outcome.REFUSE_ACCEPTANCE:
                    missing, expired = choice.missing, choice.expired
                    return decisions.refuse_acceptance(
                        application_id, desk=desk, missing=missing, expired=expired
                    )
                case Outcome.RETURN_OR_REDIRECT:
                    reason, place = choice.return_reason, choice.return_place
                    return decisions.return_case(application_id, reason, desk=desk, place=place)
                case Outcome.REGISTER:
                    return decisions.register(application_id, desk=desk)
                case Outcome.REFUSE:
                    return decisions.refuse(application_id, _request(choice, source), desk=desk)
                case "decline":
                    return decisions.decline(application_id, desk=desk)
                case _:
                    return decisions.approve(application_id, desk=desk)

        return do_it

    def _on_decided(self, case: Case) -> None:
        self._is_deciding = False
        self._view.show_busy(busy=False)
        self._view.decided(case)

    def _on_refused(self, error: KnownError) -> None:
        self._is_deciding = False
        self._view.show_busy(busy=False)
        place = error.field if isinstance(error, InputError) else "outcome"
        self.failure = error
        self._view.show_problems((Blocker(place, error.code, tuple(error.params.items())),))


def _request(choice: Choice, source: str) -> RefusalRequest:
    return RefusalRequest(
        refused_status=choice.status,
        ground=choice.ground,
        sub_reason=choice.sub_reason,
        fact=choice.fact,
        source=source,
        remedy=choice.remedy,
    )

"""Step 4: the outcomes allowed here, what each needs, its paper beforehand, and the deed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from desk_app.domain.cases import Case, Step, keeps_unfinished
from desk_app.domain.paper_alphabet import require_printable
from desk_app.domain.preselection import preselected
from desk_app.domain.refusals import needs_approval
from desk_app.domain.rule_packs import OutcomeRule
from desk_app.domain.steps import (
    STEPS,
    Blocker,
    OfferedOutcome,
    acceptance_faults,
    needs_supervisor,
)
from desk_app.domain.vocabulary import DeskKind, Outcome, RequestedStatus
from desk_app.errors import InputError, KnownError
from desk_app.services import decisions, intake
from ui.presenters.approval import Approval
from ui.presenters.case_file import CaseFile, Settled
from ui.presenters.case_summary import case_summary, prepared_refusal
from ui.presenters.obstacle_words import place_and_words
from ui.presenters.outcome_lists import OutcomeLists
from ui.presenters.paper_beforehand import PaperBeforehand
from ui.presenters.paper_drafts import APPROVE, DECLINE, Choice, as_text, decide, from_text
from ui.presenters.result_seen import ActionWords, OfferWords, ResultView
from ui.presenters.workbench import Lane, PaperPicture

REFUSALS: Mapping[DeskKind, Outcome] = {
    DeskKind.STATE_CORPORATION: Outcome.REFUSE_ACCEPTANCE,
    DeskKind.PROVIDER: Outcome.REFUSE,
}
DECLINE_REASON = "decline_reason"
KEPT = "result.choice"


class Result(OutcomeLists, Approval):
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
        self._paper = PaperBeforehand(
            file, view.show_paper, decode=decode, why_not=self._why_no_paper
        )
        self.begin()

    def begin(self) -> None:
        """Forget the case before."""
        self._choice = Choice()
        self.has_number = True
        self.failure: KnownError | None = None
        self._is_deciding = False
        self._wanted = ""
        self._is_own_choice = False
        self._paper.forget()

    def opened(self) -> None:
        """The step was opened: choose what nothing speaks against, unless F7 chose already."""
        self._read_numbers()
        self._restore()
        if self.is_approval:
            self.choose(APPROVE)
            return
        self.choose(self._wanted or self._kept_or_first())
        self._wanted = ""

    @property
    def choice(self) -> Choice:
        """What the clerk has entered."""
        return self._choice

    @choice.setter
    def choice(self, choice: Choice) -> None:
        is_new, self._choice = choice != self._choice, choice
        if is_new:
            self.stop_waiting()
        by_hand = self._is_own_choice or choice.fact or choice.return_place or choice.proposal
        if is_new and by_hand and keeps_unfinished(self.file.case):
            self._view.choice_changed()

    def keep_choice(self, settled: Settled) -> None:
        """Keep what was entered, so that a stopped desk comes back to it."""
        self.file.keep_text(KEPT, as_text(self._choice), settled)

    def _restore(self) -> None:
        if self._choice == Choice():
            self._choice = from_text(self.file.unfinished(KEPT))
            self._is_own_choice = bool(self._choice.outcome)

    def _kept_or_first(self) -> str:
        codes = {offer.rule.code.value for offer in self.offers()}
        if self.choice.outcome in codes and self._is_own_choice:
            return self.choice.outcome
        if not (self.choice.fact or self.choice.return_place or self.choice.proposal):
            # What an earlier fact of the case had filled in need not hold any more.
            self._choice = Choice()
        return self._first().rule.code.value

    def _first(self) -> OfferedOutcome:
        """Return the outcome that the facts of the case choose."""
        file = self.file
        return preselected(
            file.case, self.offers(), pack=file.pack, desk=file.kind, today=file.today
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
    def needs_proposal(self) -> bool:
        """Whether registering here asks a second person, with a reason."""
        registers = self.outcome is Outcome.REGISTER
        return registers and needs_supervisor(self.file.case, self.file.pack)

    def offers(self) -> tuple[OfferedOutcome, ...]:
        """Return this desk's outcomes with what stands against each."""
        return decisions.offers(self.file.case, desk=self.file.bench.desk)

    def cards(self) -> tuple[OfferWords, ...]:
        """Return the outcomes as cards."""
        if self.is_approval:
            return self.approval_cards()
        return tuple(self._card(offer) for offer in self.offers())

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
        return place_and_words(self.file, problem)

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
        if code == Outcome.REFUSE_ACCEPTANCE.value:
            faults = acceptance_faults(
                self.file.case, self.file.pack, self.file.kind, self.file.today
            )
            fresh = replace(
                fresh,
                missing=tuple(dict.fromkeys((*faults.missing, *fresh.missing))),
                expired=tuple(dict.fromkeys((*faults.expired, *fresh.expired))),
            )
        self.enter(self.completed(fresh))

    def enter(self, choice: Choice) -> None:
        """Take what the clerk has entered; the paper follows."""
        self.choice = choice
        self._view.show_result()
        self.draw_paper()

    def choose_status(self, status: RequestedStatus) -> None:
        """Keep which status the applicant asks for: no other can be refused."""
        if status is self.status or not self.file.is_draft:
            return
        self.file.change(
            lambda application_id, desk: intake.ask_for(application_id, status, desk=desk),
            done=lambda _: self.enter(
                # What a check shows of the other status comes before the old ground.
                self.completed(replace(self.choice, ground="", sub_reason=""))
            ),
        )

    def choose_ground(self, code: str) -> None:
        """Choose the ground of a refusal."""
        self._is_own_choice = True
        self.enter(self.completed(replace(self.choice, ground=code, sub_reason="")))

    def choose_sub_reason(self, code: str) -> None:
        """Choose the reason below the ground."""
        self._is_own_choice = True
        self.enter(self.completed(replace(self.choice, sub_reason=code)))

    def choose_return_reason(self, code: str) -> None:
        """Choose why the case goes back; the outcome is the clerk's own from then."""
        self._is_own_choice = True
        self.enter(replace(self.choice, return_reason=code))

    def toggle_fault(self, code: str, *, expired: bool) -> None:
        """Put a mandatory document on the list of missing or of expired ones, or take it off."""
        self._is_own_choice = True
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

    # --- words ---

    def action(self) -> ActionWords:
        """Return the words of the last button."""
        say = self.file.bench.say
        if self.is_approval:
            declines = self.choice.outcome == DECLINE
            key = "result.decline_action" if declines else "result.approve_action"
            return ActionWords(say(key), is_refusal=not (declines or self.is_proposed))
        rule = self._rule()
        if rule is None:
            return ActionWords("", is_refusal=False)
        refuses = rule.code in {Outcome.REFUSE, Outcome.REFUSE_ACCEPTANCE}
        text = rule.action
        if rule.code is Outcome.REFUSE and needs_approval(
            self.file.pack, self.file.kind, self.choice.sub_reason, self.choice.evidence
        ):
            text = self.file.pack.procedure.approval_action
        if self.needs_proposal:
            text = self.file.pack.procedure.approval_action
        return ActionWords(self.file.words(text), is_refusal=refuses)

    def _rule(self) -> OutcomeRule | None:
        rules = self.file.pack.outcomes[self.file.kind]
        return next((rule for rule in rules if rule.code is self.outcome), None)

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
        kind = rule.paper.value if rule else "certificate" if self.is_proposed else "refusal"
        return self.file.bench.say(f"result.preview_{kind}")

    def summary(self) -> tuple[tuple[str, str], ...]:
        """Return the case in a few lines before the deed."""
        if self.is_approval:
            return prepared_refusal(self.file)
        return case_summary(self.file, is_acceptance=self.outcome is Outcome.ACCEPT)

    # --- the paper beforehand ---

    def draw_paper(self) -> None:
        """Draw the paper as it would be printed now."""
        if self._is_deciding and not self._paper.is_awaited:
            return
        if self.is_approval and not self.may_approve:
            self._view.show_paper((), self.awaits())
        else:
            self._paper.draw(self.choice, self.status)

    def _why_no_paper(self, error: KnownError) -> str:
        if error.code == "outcome.obstacle":
            place, code = (str(error.params[name]) for name in ("place", "obstacle"))
            return self.place_and_words(Blocker(place, code))
        return self.file.error_words(error)

    # --- the deed ---

    def problems(self) -> tuple[Blocker, ...]:
        """Return what keeps the chosen outcome from being issued now."""
        if self.choice.outcome == DECLINE and not self.choice.decline_reason.strip():
            return (Blocker(DECLINE_REASON, "approval.reason"),)
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
                if self.needs_place() and not choice.return_place.strip():
                    return (Blocker("return_place", "return.place"),)
                return _unprintable("return_place", choice.return_place)
            case Outcome.REFUSE:
                return self._missing_in_refusal()
            case Outcome.REGISTER if self.needs_proposal:
                if not choice.proposal.strip():
                    return (Blocker("proposal", "registration.reason"),)
                return _unprintable("proposal", choice.proposal)
            case _:
                return ()

    def _missing_in_refusal(self) -> tuple[Blocker, ...]:
        choice = self.choice
        if not choice.ground:
            return (Blocker("ground", "refusal.ground"),)
        found = []
        if self.needs_sub_reason():
            found.append(Blocker("sub_reason", "refusal.sub_reason"))
        if not choice.fact.strip():
            found.append(Blocker("fact", "refusal.fact"))
        found.extend(_unprintable("fact", choice.fact))
        found.extend(_unprintable("source_detail", choice.detail))
        found.extend(_unprintable("remedy", choice.remedy))
        return tuple(found)

    def issue(self) -> None:
        """Do the deed, or say what keeps it from being done."""
        if self._is_deciding or (self.is_approval and not self.may_approve):
            return
        self._is_deciding = True
        self.file.settle(self._issue_if_whole, self._on_refused)

    def _issue_if_whole(self) -> None:
        problems = self.problems()
        self._view.show_problems(problems)
        if problems or (self.outcome is None and not self.is_approval):
            self._is_deciding = False
            return
        self._view.show_busy(busy=True)
        if self.choice.outcome == DECLINE:
            self._decide()
        else:
            self._paper.when_drawn(self.choice, self.status, self._decide, self._without_paper)

    def _without_paper(self, error: KnownError) -> None:
        # With no number left a certificate waits for one; a refusal is approved before it has one.
        if error.code == "numbers.exhausted":
            self._decide()
        else:
            self._on_refused(error)

    def _decide(self) -> None:
        choice, status, link_is_up = self.choice, self.status, self.file.bench.link_is_up
        self.file.change(
            lambda application_id, desk: decide(
                application_id, choice, status, desk=desk, link_is_up=link_is_up
            ),
            done=self._on_decided,
            failed=self._on_refused,
        )

    @property
    def is_drawing(self) -> bool:
        """Whether the paper of the choice is not shown yet, nor why there is none."""
        return self._paper.is_drawing

    @property
    def is_deciding(self) -> bool:
        """Whether the deed was asked for and is not done yet."""
        return self._is_deciding

    def stop_waiting(self) -> None:
        """The deed is not wanted as it was asked for: it waits for its paper no more."""
        if self._paper.is_awaited:
            self._paper.stop_waiting()
            self._end_deed()

    def recover(self) -> None:
        """A bug broke off a job: let the next key act."""
        self._paper.forget()
        self._end_deed()

    def _end_deed(self) -> None:
        self._is_deciding = False
        self._view.show_busy(busy=False)

    def _on_decided(self, case: Case) -> None:
        self._end_deed()
        self._view.decided(case)

    def _on_refused(self, error: KnownError) -> None:
        self._end_deed()
        place = error.field if isinstance(error, InputError) else "outcome"
        self.failure = error
        self._view.show_problems((Blocker(place, error.code, tuple(error.params.items())),))


def _unprintable(field: str, text: str) -> tuple[Blocker, ...]:
    """Return that a text holds a character no paper can show, or nothing."""
    try:
        require_printable(text, field=field)
    except InputError as error:
        return (Blocker(field, error.code, tuple(error.params.items())),)
    return ()

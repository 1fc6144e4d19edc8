"""A decision that waits for a second person: who may be that person, and what they may do."""

from __future__ import annotations

from desk_app.domain.cases import CaseState
from desk_app.domain.operators import Permission
from desk_app.domain.vocabulary import Outcome
from ui.presenters.case_file import CaseFile
from ui.presenters.paper_drafts import APPROVE, DECLINE
from ui.presenters.result_seen import OfferWords


class Approval:
    """The approval of what a specialist prepared in the case: a refusal or a registration."""

    file: CaseFile

    @property
    def is_approval(self) -> bool:
        """Whether a prepared decision waits for a second person."""
        return self.file.case.state is CaseState.AWAITING_APPROVAL

    @property
    def may_approve(self) -> bool:
        """Whether the operator may be that second person."""
        operator = self.file.bench.desk.operator
        own = self.file.case.decision.decided_by == operator.login
        return operator.may(Permission.APPROVE) and not own

    @property
    def was_declined(self) -> bool:
        """Whether a prepared decision came back to the specialist."""
        return bool(self.file.case.decision.declined_reason)

    @property
    def is_proposed(self) -> bool:
        """Whether what waits for a second person is a registration."""
        return self.is_approval and self.file.case.decision.outcome is Outcome.REGISTER

    def notice(self) -> str:
        """Return what is to be known of the approval of a decision, or nothing."""
        say = self.file.bench.say
        if self.is_approval and not self.may_approve:
            return self.awaits()
        reason = self.file.case.decision.declined_reason
        return say("result.declined", reason=reason) if reason else ""

    def approval_cards(self) -> tuple[OfferWords, ...]:
        """Return what a second person may do with it, none for everybody else."""
        say = self.file.bench.say
        if not self.may_approve:
            return ()
        approves = "proposal_approve" if self.is_proposed else APPROVE
        return tuple(
            OfferWords(code, say(f"result.{key}"), say(f"result.{key}_sub"))
            for code, key in ((APPROVE, approves), (DECLINE, DECLINE))
        )

    def awaits(self) -> str:
        """Return that somebody else decides."""
        key = "result.proposal_awaits" if self.is_proposed else "result.awaits"
        return self.file.bench.say(key)

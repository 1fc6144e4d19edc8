"""What the rules let an outcome be built from: grounds, reasons, sources, documents."""

from __future__ import annotations

from dataclasses import dataclass, replace

from desk_app.domain.preselection import Lead, leads
from desk_app.domain.rules import (
    OWN_EVIDENCE,
    UsableGround,
    bars,
    find_check,
    find_evidence_words,
    find_ground,
    find_return_reason,
    find_sub_reason,
    return_reasons_for,
)
from desk_app.domain.steps import check_values, is_for_supervisor, usable_grounds
from desk_app.domain.vocabulary import CheckValue, Outcome, RequestedStatus
from ui.presenters.case_file import CaseFile
from ui.presenters.paper_drafts import Choice
from ui.presenters.words import day_and_time


@dataclass(frozen=True, slots=True)
class Listed:
    """A choice of a list: code and words."""

    code: str
    text: str


class OutcomeLists:
    """The lists of the last step, for the case and for what was chosen so far."""

    file: CaseFile
    choice: Choice

    def completed(self, choice: Choice) -> Choice:
        """Return a choice with what the case's own facts give it filled in, and nothing else."""
        led = [lead for lead in self.leads() if lead.outcome.value == choice.outcome]
        if choice.outcome == Outcome.RETURN_OR_REDIRECT.value:
            reasons = [lead.return_reason for lead in led]
            return replace(choice, return_reason=choice.return_reason or next(iter(reasons), ""))
        return self._with_ground(choice, led) if choice.outcome == Outcome.REFUSE.value else choice

    def leads(self) -> tuple[Lead, ...]:
        """Return where the known facts of the case lead at this desk."""
        file = self.file
        return leads(file.case, pack=file.pack, desk=file.kind, today=file.today)

    def _with_ground(self, choice: Choice, led: list[Lead]) -> Choice:
        usable = {item.ground.code: item for item in self.grounds(self.status)}
        ground = _kept_or_first(choice.ground, list(usable), [lead.ground for lead in led])
        item = usable.get(ground)
        reasons = [reason.code for reason in item.sub_reasons] if item is not None else []
        meant = [lead.sub_reason for lead in led if lead.ground == ground]
        sub_reason = _kept_or_first(choice.sub_reason, reasons, meant)
        evidence = [listed.code for listed in self._evidence(ground, sub_reason)]
        kept = choice.evidence if choice.evidence in evidence else (evidence or [""])[0]
        return replace(choice, ground=ground, sub_reason=sub_reason, evidence=kept)

    @property
    def status(self) -> RequestedStatus:
        """The status the applicant asks for: no other can be refused."""
        return self.file.case.requested_status

    def statuses(self) -> tuple[RequestedStatus, ...]:
        """Return the statuses that can be asked for; one asked for elsewhere stays."""
        return self.file.pack.procedure.statuses if self.file.is_draft else (self.status,)

    def grounds(self, status: RequestedStatus) -> tuple[UsableGround, ...]:
        """Return the grounds that may be used for a status on today's evidence."""
        file = self.file
        return usable_grounds(file.case, status, file.pack, file.kind, file.today)

    def ground_words(self) -> tuple[Listed, ...]:
        """Return the usable grounds, word for word."""
        return tuple(
            Listed(item.ground.code, self.file.words(item.ground.text))
            for item in self.grounds(self.status)
        )

    def sub_reasons(self) -> tuple[Listed, ...]:
        """Return the usable reasons below the chosen ground."""
        found = (i for i in self.grounds(self.status) if i.ground.code == self.choice.ground)
        return tuple(
            Listed(reason.code, self.file.words(reason.text))
            for item in found
            for reason in item.sub_reasons
        )

    def needs_sub_reason(self) -> bool:
        """Whether the chosen ground stands on a reason below it, and none is chosen."""
        ground = find_ground(self.file.pack, self.choice.ground)
        return ground is not None and ground.needs_sub_reason and not self.choice.sub_reason

    def supervised(self) -> str:
        """Return in words which checks leave the registration to a supervisor's decision."""
        case = self.file.case
        known = bars(self.file.pack, case.requested_status, check_values(case))
        checks = [bar.check for bar in known if is_for_supervisor(bar)]
        return "; ".join(
            f"{self.file.words(c.title)}: {self.file.words(c.texts.of(case.check(c.code).value))}"
            for c in checks
        )

    def unknown_reasons(self) -> str:
        """Return in words which reasons cannot be used because nobody knows."""
        case = self.file.case
        unknown = dict.fromkeys(
            reason.check
            for reason in self.file.pack.sub_reasons
            if self.status in reason.statuses
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
        named = ((kind, find_evidence_words(self.file.pack, kind)) for kind in kinds)
        return tuple(
            Listed(kind.value, self.file.words(words))
            for kind, words in named
            if kind in OWN_EVIDENCE and words is not None
        )

    def source_words(self) -> str:
        """Return the check a reason rests on, with its time; empty for the clerk's own source."""
        reason = find_sub_reason(self.file.pack, self.choice.sub_reason)
        rule = find_check(self.file.pack, reason.check or "") if reason else None
        if rule is None:
            return ""
        at = day_and_time(self.file.case.check(rule.code).queried_at)
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
        reasons = return_reasons_for(self.file.pack, self.file.kind)
        return tuple(Listed(reason.code, self.file.words(reason.text)) for reason in reasons)

    def needs_place(self) -> bool:
        """Whether the chosen reason says where to go instead."""
        reason = find_return_reason(self.file.pack, self.choice.return_reason)
        return reason is not None and reason.needs_place

    def mandatory_documents(self) -> tuple[Listed, ...]:
        """Return the documents without which an application is not accepted."""
        rules = (rule for rule in self.file.pack.documents if rule.mandatory)
        return tuple(Listed(rule.code, self.file.words(rule.short_title)) for rule in rules)


def _kept_or_first(code: str, usable: list[str], preferred: list[str]) -> str:
    return code if code in usable else next(iter(preferred), "")

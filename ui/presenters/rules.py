"""The rules as administrators and supervisors see them, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from desk_app.domain.languages import Bilingual
from desk_app.domain.operators import Permission
from desk_app.domain.rules import LawyerItem, ValidityState
from desk_app.domain.standard_card import CardLine
from desk_app.errors import KnownError
from desk_app.services.desk import Desk
from desk_app.services.rules_report import PackReport, calendar_warning, rules_report
from ui.presenters.lists import ListContent, ListRow
from ui.presenters.words import DASH, day
from ui.presenters.workbench import Lane, Workbench


@dataclass(frozen=True, slots=True)
class RulesWords:
    """The packs; `warning` says that the office's own is out of its time, or is empty."""

    warning: str
    packs: ListContent


@dataclass(frozen=True, slots=True)
class CheckWords:
    """What a lawyer has to check in a pack, and what it says of the service; `caption` names it."""

    caption: str
    items: ListContent
    card: ListContent


class RulesView(Protocol):
    """The page of the rules."""

    def show_rules(self, words: RulesWords) -> None:
        """Show the packs."""

    def show_to_check(self, words: CheckWords) -> None:
        """Show what a lawyer has to check in the chosen pack."""

    def show_failure(self, text: str) -> None:
        """Say what kept the rules from being read."""


def may_see_rules(desk: Desk) -> bool:
    """Whether the operator is told of the rules at sign-in."""
    return desk.operator.may(Permission.SEE_RULES)


class Rules:
    """What the page asks for; the rules are read in the store's lane."""

    def __init__(self, bench: Workbench, view: RulesView) -> None:
        self._bench = bench
        self._view = view
        self._reports: tuple[PackReport, ...] = ()
        self._chosen = ""
        self._calendar_ends_on: date | None = None

    def read(self) -> None:
        """Read how the rules stand today."""
        desk = self._bench.desk
        self._calendar_ends_on = calendar_warning(desk=desk) if may_see_rules(desk) else None
        self._bench.run.submit(
            Lane.DB,
            lambda: rules_report(desk=desk),
            on_done=self._on_read,
            on_failed=self._on_failed,
        )

    def choose(self, pack_id: str) -> None:
        """List what is to be checked in a pack."""
        if pack_id != self._chosen:
            self._chosen = pack_id
            self._view.show_to_check(self._check_words())

    def forget(self) -> None:
        """Somebody else signs in."""
        self._reports, self._chosen = (), ""

    def reword(self) -> None:
        """Show the same in the language in force."""
        if self._reports:
            self._view.show_rules(self._words())
            self._view.show_to_check(self._check_words())

    def _on_read(self, reports: tuple[PackReport, ...]) -> None:
        self._reports = reports
        self._chosen = self._chosen or reports[0].pack_id
        self.reword()

    def _on_failed(self, error: KnownError) -> None:
        self._view.show_failure(self._bench.say_error(error))

    def _words(self) -> RulesWords:
        warnings = [self._warning(r) for r in self._reports if r.is_chosen]
        if self._calendar_ends_on:
            warnings.append(self._bench.say("rules.calendar", date=day(self._calendar_ends_on)))
        return RulesWords(" ".join(filter(None, warnings)), self._packs())

    def _check_words(self) -> CheckWords:
        chosen = next(r for r in self._reports if r.pack_id == self._chosen)
        n = len(chosen.to_check)
        caption = self._bench.say("rules.of_pack", pack=chosen.pack_id, n=n)
        return CheckWords(caption, self._to_check(chosen.to_check), self._card(chosen.card))

    def _warning(self, report: PackReport) -> str:
        say, standing = self._bench.say, report.standing
        if standing.state is ValidityState.NOT_YET:
            return say("rules.not_yet", pack=report.pack_id, date=day(standing.valid_from))
        if standing.state is not ValidityState.EXPIRED or standing.valid_to is None:
            return ""
        told = say("rules.expired", pack=report.pack_id, date=day(standing.valid_to))
        replaced = say("rules.replaced", pack=standing.replaced_by) if standing.replaced_by else ""
        return " ".join(filter(None, (told, replaced, self._text(standing.replaced_note))))

    def _packs(self) -> ListContent:
        say = self._bench.say
        rows = [
            ListRow(
                report.pack_id,
                (
                    report.pack_id,
                    self._text(report.title),
                    say("rules.own") if report.is_chosen else DASH,
                    say(f"rules.state.{report.standing.state}"),
                    self._period(report),
                    report.standing.replaced_by or DASH,
                    str(len(report.to_check)),
                ),
            )
            for report in self._reports
        ]
        names = ("pack", "title", "office", "state", "period", "replaced_by", "to_check")
        return ListContent(self._headings(names), tuple(rows))

    def _period(self, report: PackReport) -> str:
        standing = report.standing
        end = day(standing.valid_to) if standing.valid_to else self._bench.say("rules.open_end")
        return f"{day(standing.valid_from)} – {end}"

    def _to_check(self, items: tuple[LawyerItem, ...]) -> ListContent:
        say: Callable[..., str] = self._bench.say
        rows = [
            ListRow(
                item.path,
                (item.path, self._text(item.words) or DASH, say(f"rules.known.{item.provenance}")),
            )
            for item in items
        ]
        return ListContent(self._headings(("path", "words", "known")), tuple(rows))

    def _card(self, lines: tuple[CardLine, ...]) -> ListContent:
        say: Callable[..., str] = self._bench.say
        rows = [
            ListRow(line.code, (say(f"rules.card.{line.code}"), self._text(line.words)))
            for line in lines
        ]
        return ListContent(self._headings(("line", "words")), tuple(rows))

    def _headings(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._bench.say(f"rules.column.{name}") for name in names)

    def _text(self, words: Bilingual | None) -> str:
        return words.text(self._bench.language) if words else ""

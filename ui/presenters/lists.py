"""The lists beside the case as rows of words: incoming, ready, held, unsent, found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from desk_app.domain.cases import Case, CaseOrigin, CaseState, IssuedPaper
from desk_app.domain.names import surname_and_initials
from desk_app.domain.vocabulary import Channel
from desk_app.errors import KnownError
from desk_app.ports.store import CaseSummary
from desk_app.services import lists
from desk_app.services.desk import Desk
from ui.presenters.words import DASH, Say, clock_time, day, length, local_day
from ui.presenters.workbench import Workbench


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list: its case, its cells, and the row as one sentence."""

    key: str
    cells: tuple[str, ...]

    @property
    def spoken(self) -> str:
        """The row as one sentence, without empty cells."""
        return ", ".join(cell for cell in self.cells if cell and cell != DASH)


@dataclass(frozen=True, slots=True)
class ListContent:
    """What a list page shows."""

    headings: tuple[str, ...]
    rows: tuple[ListRow, ...]


def incoming_content(bench: Workbench, cases: tuple[Case, ...]) -> ListContent:
    """Return the incoming list: number, person, where from, due date, working time left."""
    say = bench.say
    names = ("number", "person", "origin", "due", "left")
    rows = [
        ListRow(
            str(case.application_id),
            (
                case.number or case.temporary_number or DASH,
                person_of(case),
                say(f"origin.{_origin(case)}"),
                day(case.due_on) if case.due_on else DASH,
                _left(case, bench.desk, say),
            ),
        )
        for case in cases
    ]
    return ListContent(_headings(names, say), tuple(rows))


def person_of(case: Case) -> str:
    """Return surname and initials of the applicant, or a dash while nobody knows."""
    name = case.applicant.name
    return surname_and_initials(name.surname, name.given_name, name.patronymic) or DASH


def _origin(case: Case) -> str:
    if case.state is CaseState.AWAITING_APPROVAL:
        return "approval"
    if case.channel is Channel.PORTAL:
        return "portal"
    return "state_corporation" if case.origin is CaseOrigin.REGISTRY else "here"


def _left(case: Case, desk: Desk, say: Say) -> str:
    left = lists.time_left(case, desk=desk)
    if left is None:
        return DASH
    return length(left.total_seconds(), say) if left else say("list.overdue")


def ready_content(bench: Workbench, summaries: tuple[CaseSummary, ...]) -> ListContent:
    """Return the results to hand over: number, person, IIN masked, what it is, accepted on."""
    say = bench.say
    rows = [
        ListRow(
            str(s.application_id),
            (
                s.number or s.temporary_number or DASH,
                initials_of(s.full_name),
                s.iin.masked() if s.iin else DASH,
                say(f"list.{_result_kind(s)}"),
                local_day(s.accepted_at) if s.accepted_at else DASH,
            ),
        )
        for s in summaries
    ]
    return ListContent(_headings(("number", "person", "iin", "what", "accepted"), say), tuple(rows))


def _result_kind(summary: CaseSummary) -> str:
    if summary.state is CaseState.RETURNED:
        return "memo"
    return "certificate" if summary.certificate_number else "result"


def held_content(bench: Workbench, summaries: tuple[CaseSummary, ...]) -> ListContent:
    """Return the held cases: person, IIN masked, reason, how long, by whom."""
    say, desk = bench.say, bench.desk
    reasons = {
        reason.code: reason.text for pack in desk.packs.values() for reason in pack.hold_reasons
    }
    now = desk.clock.now()
    rows = []
    for s in summaries:
        reason = reasons.get(s.held_reason)
        rows.append(
            ListRow(
                str(s.application_id),
                (
                    initials_of(s.full_name) or DASH,
                    s.iin.masked() if s.iin else DASH,
                    reason.text(bench.language) if reason else DASH,
                    _age(s.held_at, now, say),
                    s.operator,
                ),
            )
        )
    return ListContent(_headings(("person", "iin", "reason", "age", "operator"), say), tuple(rows))


def outbox_content(bench: Workbench, unsent: tuple[lists.Unsent, ...]) -> ListContent:
    """Return what waits to be sent: number, event, age, attempts, what stands in the way."""
    say, now = bench.say, bench.desk.clock.now()
    rows = [
        ListRow(
            str(item.message.message_id),
            (
                item.number or DASH,
                say(f"message.{item.message.kind}"),
                _age(item.message.created_at, now, say),
                str(item.message.attempts),
                _obstacle(item, bench),
            ),
        )
        for item in unsent
    ]
    return ListContent(_headings(("number", "event", "age", "attempts", "state"), say), tuple(rows))


@dataclass(frozen=True, slots=True)
class OutboxContent:
    """What the outbox page shows; `note` says how old the oldest undelivered case is."""

    unsent: ListContent
    papers: ListContent
    conflicts: ListContent
    note: str


def print_content(bench: Workbench, waiting: tuple[tuple[UUID, IssuedPaper], ...]) -> ListContent:
    """Return the papers that wait for a printer: number, paper, age, what stands in the way."""
    say, now = bench.say, bench.desk.clock.now()
    rows = [
        ListRow(
            str(application_id),
            (
                paper.number or DASH,
                say(f"done.{paper.kind}"),
                _age(paper.made_at, now, say),
                bench.say_error(KnownError(paper.failure)) if paper.failure else DASH,
            ),
        )
        for application_id, paper in waiting
    ]
    return ListContent(_headings(("number", "what", "age", "state"), say), tuple(rows))


def _obstacle(item: lists.Unsent, bench: Workbench) -> str:
    message = item.message
    if message.parked_reason:
        return bench.say("outbox.parked", reason=_reason(message.parked_reason, bench))
    if message.last_error:
        return bench.say(f"outbox.{message.last_error.removeprefix('registry.')}")
    return bench.say("outbox.waits")


def _reason(code: str, bench: Workbench) -> str:
    key = f"refused.{code}"
    return bench.say(key) if key in bench.texts else code


def _kept_words(conflict: lists.Conflict, bench: Workbench) -> str:
    key = f"conflict.{conflict.reason}"
    if key in bench.texts:
        return bench.say(key)
    return bench.say("conflict.change" if conflict.is_readable else "conflict.unreadable")


def conflict_content(bench: Workbench, conflicts: tuple[lists.Conflict, ...]) -> ListContent:
    """Return the changes kept aside: number, what it is, when it came."""
    say = bench.say
    rows = [
        ListRow(
            f"{conflict.application_id}.{number}",
            (
                conflict.number or DASH,
                _kept_words(conflict, bench),
                f"{local_day(conflict.at)} {clock_time(conflict.at)}",
            ),
        )
        for number, conflict in enumerate(conflicts)
    ]
    return ListContent(_headings(("number", "event", "received"), say), tuple(rows))


def found_content(bench: Workbench, found: tuple[CaseSummary, ...]) -> ListContent:
    """Return what a search found: person, IIN masked, number, state, day."""
    say = bench.say
    rows = [
        ListRow(
            str(s.application_id),
            (
                s.full_name or DASH,
                s.iin.masked() if s.iin else DASH,
                s.certificate_number or s.number or s.temporary_number or DASH,
                say(f"state.{s.state}"),
                local_day(s.opened_at),
            ),
        )
        for s in found
    ]
    return ListContent(_headings(("person", "iin", "number", "state", "opened"), say), tuple(rows))


def undelivered_words(oldest: datetime | None, now: datetime, say: Say) -> str:
    """Return how long the oldest accepted case has waited for the registry, or nothing."""
    return say("list.undelivered", age=_age(oldest, now, say)) if oldest else ""


def initials_of(full_name: str) -> str:
    """Return surname and initials of a full name as the store keeps it."""
    surname, *others = full_name.split()[:3] or ("",)
    given, patronymic = (*others, "", "")[:2]
    return surname_and_initials(surname, given, patronymic) or DASH


def _age(since: datetime | None, now: datetime, say: Say) -> str:
    return DASH if since is None else length(max(timedelta(), now - since).total_seconds(), say)


def _headings(names: tuple[str, ...], say: Say) -> tuple[str, ...]:
    return tuple(say(f"column.{name}") for name in names)

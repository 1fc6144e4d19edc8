"""This desk: the ports and settled facts every use case works with, and the one way to save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from desk_app.domain.audit import AuditEvent
from desk_app.domain.cases import Case, CaseState, Unfinished
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.offices import Office
from desk_app.domain.operators import Operator, Permission, require
from desk_app.domain.outbox import MessageKind
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.service_time import Visit
from desk_app.domain.working_days import KZ_ZONE, Calendar
from desk_app.errors import AccessError, RuleError
from desk_app.ports.clock import Clock, Ids
from desk_app.ports.printing import Renderer
from desk_app.ports.store import Scans, Store, UnitOfWork
from desk_app.wire import CaseEvent, encode_event


@dataclass(frozen=True, slots=True)
class Desk:
    """A workplace with a signed-in operator.

    Attributes:
        packs: Every loaded rule pack; a case is served by its own for life.
        pack_id: The pack the office's configuration names for new cases.
        is_training: Papers carry the training mark.
    """

    store: Store
    scans: Scans
    clock: Clock
    ids: Ids
    render: Renderer
    packs: Mapping[str, RulePack]
    pack_id: str
    calendar: Calendar
    office: Office
    workplace: str
    operator: Operator
    is_training: bool = False

    @property
    def pack(self) -> RulePack:
        """The pack of new cases."""
        return self.packs[self.pack_id]

    def pack_of(self, case: Case) -> RulePack:
        """Return the pack a case keeps for life.

        Raises:
            RuleError: `pack.unknown` where this desk has no such pack.
        """
        try:
            return self.packs[case.pack_id]
        except KeyError:
            raise RuleError("pack.unknown", pack=case.pack_id) from None

    def today(self) -> date:
        """Return the local date."""
        return self.clock.now().astimezone(KZ_ZONE).date()

    def as_operator(self, operator: Operator) -> Desk:
        """Return the same desk with another operator signed in."""
        return replace(self, operator=operator)


def allow(desk: Desk, permission: Permission) -> None:
    """Let the signed-in operator through, or raise AccessError; the one door of every deed."""
    require(desk.operator, permission)


def allow_any(desk: Desk, *permissions: Permission) -> None:
    """Let an operator through who has one of the permissions, or raise AccessError."""
    if not any(desk.operator.may(permission) for permission in permissions):
        raise AccessError("access.not_allowed", permission=permissions[0].value)


def note_deed(
    unit: UnitOfWork,
    desk: Desk,
    kind: str,
    application_id: UUID | None = None,
    details: Mapping[str, str] | None = None,
) -> None:
    """Append what the operator did to the journal."""
    event = AuditEvent(desk.clock.now(), desk.operator.login, kind, application_id, details or {})
    unit.audit.append(event)


def enqueue(
    unit: UnitOfWork, desk: Desk, case: Case, kind: MessageKind, *, visit: Visit | None = None
) -> Case:
    """Append the event to the outbox and return the case at its new revision, saved."""
    sent = replace(case, revision=case.revision + 1)
    unit.cases.save(sent)
    # What only stands in a field is this desk's own matter.
    told = replace(sent, unfinished=Unfinished())
    unit.outbox.add(
        message_id=desk.ids.new(),
        application_id=sent.application_id,
        sequence=sent.revision,
        kind=kind,
        payload=encode_event(CaseEvent(kind=kind, case=told, visit=visit)),
        files=files_of(sent),
        created_at=desk.clock.now(),
    )
    return sent


def files_of(case: Case) -> tuple[str, ...]:
    """Return the digests of every scan and paper the case names, each once, in order.

    Pages under a document that was marked absent stay at this desk.
    """
    handed_in = [d for d in case.documents if d.status is not DocumentStatus.ABSENT]
    pages = [page.sha256 for document in handed_in for page in document.visible_pages]
    papers = [digest for paper in case.papers for digest in (paper.sha256, paper.content_sha256)]
    return tuple(dict.fromkeys(digest for digest in (*pages, *papers) if digest))


def edit(
    application_id: UUID,
    change: Callable[[Case], Case],
    *,
    desk: Desk,
    deed: str = "",
    details: Mapping[str, str] | None = None,
) -> Case:
    """Change a draft in one transaction and return it; a named deed goes to the journal.

    Raises:
        AccessError: The operator may not serve.
        RuleError: `case.not_editable` once the case has left the draft.
    """
    allow(desk, Permission.SERVE)
    with desk.store.unit() as unit:
        case = unit.cases.get(application_id)
        require_draft(case)
        changed = change(case)
        if changed != case:
            unit.cases.save(changed)
            if deed:
                note_deed(unit, desk, deed, application_id, details)
    return changed


def require_draft(case: Case) -> None:
    """Raise RuleError `case.not_editable` unless the case is still being filled."""
    if case.state is not CaseState.DRAFT:
        raise RuleError("case.not_editable", state=case.state.value)


def local_time(instant: datetime) -> datetime:
    """Return an aware instant in the local time of Kazakhstan."""
    return instant.astimezone(KZ_ZONE)

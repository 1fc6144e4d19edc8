"""The commands `outbox` and `sync`: what waits to be sent, and one exchange now."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Any

from desk_app import bootstrap
from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.commands.signed_in import signed_in
from desk_app.domain.operators import Permission
from desk_app.domain.outbox import OutboxMessage
from desk_app.errors import ExchangeError
from desk_app.services.desk import allow_any
from desk_app.services.exchange import ExchangeReport, exchange_now


def answer_outbox(call: Invocation) -> Answer:
    """Answer `outbox`: counts, the oldest one's age, and every unsent message."""
    with signed_in(call) as here:
        # An administrator looks after the way out; nobody is named on it.
        allow_any(here.desk, Permission.SERVE, Permission.SEE_FIGURES, Permission.MANAGE_OPERATORS)
        with here.opened.store.reading() as unit:
            state, unsent = unit.outbox.state(), unit.outbox.unsent()
        now = here.desk.clock.now()
    oldest = (now - state.oldest_at).total_seconds() if state.oldest_at else None
    values = {
        "pending": state.pending,
        "oldest_seconds": oldest,
        "parked": state.parked,
        "messages": [_listed(message) for message in unsent],
    }
    return Answer(values=values)


def _listed(message: OutboxMessage) -> dict[str, Any]:
    due = message.next_attempt_at
    return {
        "id": str(message.message_id),
        "application_id": str(message.application_id),
        "kind": message.kind.value,
        "attempts": message.attempts,
        "next_attempt_at": due.isoformat() if due else None,
        "last_error": message.last_error,
        "parked_reason": message.parked_reason,
    }


def answer_sync(call: Invocation) -> Answer:
    """Answer `sync`; status 3 where the exchange ended early."""
    with signed_in(call) as here, closing(bootstrap.registry_of(here.settings)) as registry:
        allow_any(here.desk, Permission.SERVE, Permission.MANAGE_OPERATORS)
        here.require_writable()
        report = exchange_now(
            store=here.desk.store,
            scans=here.desk.scans,
            registry=registry,
            clock=here.desk.clock,
            ids=here.desk.ids,
            packs=here.desk.packs.keys(),
        )
    if not here.settings.registry_url:
        # The link is not down: there is none to wait for.
        report = replace(report, failure="registry.none")
    return report_answer(report, call)


def report_answer(report: ExchangeReport, call: Invocation) -> Answer:
    """Return what an exchange did, and in words why it ended early if it did."""
    values: dict[str, Any] = {
        "sent": report.sent,
        "received": report.received,
        "pending": report.pending,
        "parked": report.parked,
    }
    if not report.failure:
        return Answer(values=values)
    message = call.texts.of_error(ExchangeError(report.failure), call.language)
    ended = {"error": report.failure, "message": message}
    return Answer(Status.OUTSIDE_FAILED, {**values, **ended})

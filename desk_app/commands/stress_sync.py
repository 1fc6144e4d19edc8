"""The command `stress sync`: what a fault campaign's store has goes to a registry, no window."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from desk_app.clocks import SystemIds, system_clock
from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.commands.stress import OFFICE, WORKPLACE, open_stress_store
from desk_app.services.exchange import exchange_now
from desk_app.sync.registry_client import RegistryClient


def answer_stress_sync(call: Invocation) -> Answer:
    """Answer `stress sync`; status 3 where the run could not go to its end."""
    registry = RegistryClient(call.options.url, office_code=OFFICE, workplace=WORKPLACE)
    with closing(registry), closing(open_stress_store(Path(call.options.folder))) as opened:
        report = exchange_now(
            store=opened.store,
            scans=opened.scans,
            registry=registry,
            clock=system_clock(),
            ids=SystemIds(),
        )
    values = {"sent": report.sent, "pending": report.pending, "parked": report.parked}
    return Answer(Status.OUTSIDE_FAILED if report.failure else Status.DONE, values)

"""The command `stress sync`: what a fault campaign's store has goes to a registry, no window."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from desk_app.clocks import SystemIds, system_clock
from desk_app.commands.answer import Answer
from desk_app.commands.exchange import report_answer
from desk_app.commands.invocation import Invocation
from desk_app.commands.stress import OFFICE, WORKPLACE, open_stress_store
from desk_app.errors import StoreError
from desk_app.services.exchange import exchange_now
from desk_app.store.logins import has_store
from desk_app.sync.registry_client import RegistryClient

_TOKEN_VARIABLE = "REGISTRY_TOKEN"  # noqa: S105 - the name of a variable


def answer_stress_sync(call: Invocation) -> Answer:
    """Answer `stress sync DIR URL`; status 3 where the run could not go to its end.

    The registry's token comes from the environment, as the registry itself takes it.
    """
    folder = Path(call.options.folder)
    if not has_store(folder):
        raise StoreError("store.missing")
    token = os.environ.get(_TOKEN_VARIABLE, "")
    registry = RegistryClient(
        call.options.url, office_code=OFFICE, workplace=WORKPLACE, token=token
    )
    with closing(registry), closing(open_stress_store(folder)) as opened:
        report = exchange_now(
            store=opened.store,
            scans=opened.scans,
            registry=registry,
            clock=system_clock(),
            ids=SystemIds(),
        )
    return report_answer(report, call)

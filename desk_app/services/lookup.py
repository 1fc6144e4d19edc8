"""Questions to the registry about a person; the case goes on whatever the answer."""

from __future__ import annotations

from desk_app.domain.iin import Iin
from desk_app.domain.operators import Permission
from desk_app.errors import ExchangeError
from desk_app.ports.registry import RegistryGateway
from desk_app.services.answers import RegistryAnswer
from desk_app.services.desk import Desk, allow


def ask_registry(iin: Iin, *, registry: RegistryGateway, desk: Desk) -> RegistryAnswer:
    """Return what the registry knows of a person; blocks, so call it in the lookup lane.

    A registry that cannot be asked leaves everything unknown: that is an answer, no error.

    Raises:
        AccessError: The operator may not serve.
    """
    allow(desk, Permission.SERVE)
    try:
        person = registry.person(iin)
        checks = tuple(registry.checks(iin))
        cases = tuple(registry.known_cases(iin))
    except ExchangeError:
        return RegistryAnswer(asked=False, iin=iin)
    return RegistryAnswer(asked=True, person=person, checks=checks, cases=cases, iin=iin)

"""Time, identity and chance, as arguments."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from desk_app.domain.service_time import Moment


class Clock(Protocol):
    """Reads all clocks of the machine."""

    def now(self) -> datetime:
        """Return aware UTC wall time."""

    def moment(self) -> Moment:
        """Return wall time, suspend-proof counter and boot id, read together."""


class Ids(Protocol):
    """Makes identities and chance."""

    def new(self) -> UUID:
        """Return a new UUIDv7."""

    def chance(self) -> float:
        """Return a number in [0, 1)."""

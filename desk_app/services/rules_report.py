"""What administrators and supervisors are told of the rules: standing, and what to check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from desk_app.domain.languages import Bilingual
from desk_app.domain.operators import Permission
from desk_app.domain.rules import LawyerItem, Validity, lawyer_list, validity
from desk_app.domain.standard_card import CardLine, standard_card
from desk_app.services.desk import Desk, allow

# Time enough to have the next year's calendar made and brought to every workplace.
_NEAR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class PackReport:
    """One rule pack of this desk.

    Attributes:
        is_chosen: New cases of this office are served by it.
        standing: Whether it is in force today; an expired one names what replaced it.
        to_check: What it infers rather than knows, for a lawyer.
        card: What this edition says of the service.
    """

    pack_id: str
    title: Bilingual
    is_chosen: bool
    standing: Validity
    to_check: tuple[LawyerItem, ...]
    card: tuple[CardLine, ...]


def rules_report(*, desk: Desk) -> tuple[PackReport, ...]:
    """Return every rule pack as it stands today, the office's own first.

    Raises:
        AccessError: `access.not_allowed`.
    """
    allow(desk, Permission.SEE_RULES)
    today = desk.today()
    own_first = sorted(desk.packs.values(), key=lambda p: (p.pack_id != desk.pack_id, p.pack_id))
    return tuple(
        PackReport(
            pack_id=pack.pack_id,
            title=pack.title,
            is_chosen=pack.pack_id == desk.pack_id,
            standing=validity(pack, today),
            to_check=lawyer_list(pack),
            card=standard_card(pack),
        )
        for pack in own_first
    )


def calendar_warning(*, desk: Desk) -> date | None:
    """Return the calendar's last day where it is near or today is not covered, else None.

    Raises:
        AccessError: `access.not_allowed`.
    """
    allow(desk, Permission.SEE_RULES)
    calendar, today = desk.calendar, desk.today()
    is_far = today + _NEAR < calendar.covers_to
    return None if calendar.covers_from <= today and is_far else calendar.covers_to

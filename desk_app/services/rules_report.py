"""What administrators and supervisors are told of the rules: standing, and what to check."""

from __future__ import annotations

from dataclasses import dataclass

from desk_app.domain.languages import Bilingual
from desk_app.domain.operators import Permission
from desk_app.domain.rules import LawyerItem, Validity, lawyer_list, validity
from desk_app.services.desk import Desk, allow


@dataclass(frozen=True, slots=True)
class PackReport:
    """One rule pack of this desk.

    Attributes:
        is_chosen: New cases of this office are served by it.
        standing: Whether it is in force today; an expired one names what replaced it.
        to_check: What it infers rather than knows, for a lawyer.
    """

    pack_id: str
    title: Bilingual
    is_chosen: bool
    standing: Validity
    to_check: tuple[LawyerItem, ...]


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
        )
        for pack in own_first
    )

"""The office a desk belongs to, and who signs its papers on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from desk_app.domain.languages import Bilingual
from desk_app.domain.vocabulary import DeskKind
from desk_app.domain.working_days import OpeningHours, OpenSpan
from desk_app.errors import RuleError


@dataclass(frozen=True, slots=True)
class SignatoryTerm:
    """One official's time as signatory; an acting one is named as acting on paper.

    Attributes:
        valid_from / valid_to: Both days included; None is open.
        position_code: The rule pack's name of the position, where the office says which; papers
            of another edition of the law then name it as that edition does.
    """

    name: str
    position: Bilingual
    valid_from: date
    valid_to: date | None = None
    acting: bool = False
    position_code: str = ""

    def covers(self, day: date) -> bool:
        """Whether the official signs on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Office:
    """A public office with counters.

    Attributes:
        decision_office: Code of the career centre that decides what is accepted here; its own
            code at a career centre.
        closes_at: Local time until which results are handed out.
        opening_hours: When a working day counts towards the time left of a term.
    """

    code: str
    kind: DeskKind
    name: Bilingual
    agency: Bilingual
    address: Bilingual
    phone: str
    decision_office: str
    decision_office_name: Bilingual
    signatories: tuple[SignatoryTerm, ...] = ()
    closes_at: time = time(18, 0)
    opening_hours: OpeningHours = (OpenSpan(time(9, 0), time(18, 0)),)


def signatory_on(office: Office, day: date) -> SignatoryTerm:
    """Return who signs on a day; an acting official goes before the absent head.

    Raises:
        RuleError: `office.no_signatory` where nobody is named for the day.
    """
    terms = [term for term in office.signatories if term.covers(day)]
    if not terms:
        raise RuleError("office.no_signatory", day=day.isoformat())
    return max(terms, key=lambda term: (term.acting, term.valid_from))

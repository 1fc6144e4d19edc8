"""Adds the invented people, the demo offices, their queues and requests from the portal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from desk_app.domain.vocabulary import DeskKind
from registry.database import Database
from registry.rows import CheckRow, OfficeRow, PersonRow
from registry.seeding.law import law_at
from registry.seeding.people import InventedPerson, Story, invented_people
from registry.seeding.portal import portal_request
from registry.seeding.queue import fill_queue

_BATCH = 500
_KNOWN_BY_FACE = 10
_LONGEST_QUEUE = 7
# Who else asks on the portal: each leads a decision another way.
_PORTAL_STORIES = (Story.EXPIRED_DOCUMENT, Story.CHILD)


def seed(
    database: Database,
    *,
    count: int,
    now: datetime,
    intake_office: str,
    decision_office: str,
    pack_id: str = "",
) -> int:
    """Return how many people the registry has once the first `count` invented ones are in it.

    Seeding again adds nobody twice; the queues are those of the day of `now`.

    Args:
        database: Where they go.
        count: How many people there are to be.
        now: Aware instant.
        intake_office: Code of the State Corporation's office.
        decision_office: Code of the career centre.
        pack_id: Rule pack of the portal's requests; empty takes the newest one in force.
    """
    law = law_at(now, pack_id=pack_id)
    people = invented_people()
    first = tuple(islice(people, min(count, _KNOWN_BY_FACE)))
    on_portal = _portal_applicant(first)
    queue = [person for person in first if person is not on_portal][:_LONGEST_QUEUE]

    def prepare(session: Session) -> None:
        for office in _office_rows(intake_office, decision_office):
            session.merge(office)
        _add(session, first)
        fill_queue(session, intake_office, queue, now)
        fill_queue(session, decision_office, queue[::2], now)

    database.write(prepare)
    for batch in _batches(islice(people, count - len(first)), _BATCH):
        database.write(partial(_add, people=batch))
    for person in (on_portal, *_others_on_portal(count)):
        if person is not None:
            portal_request(database, person, decision_office=decision_office, law=law, now=now)
    return _people_known(database)


def _portal_applicant(people: Sequence[InventedPerson]) -> InventedPerson | None:
    # Nobody who waits in the queue: an active request would bar the visit there.
    jobless = [person for person in people[1:] if person.story is Story.JOBLESS]
    return jobless[-1] if jobless else None


def _others_on_portal(count: int) -> Iterator[InventedPerson]:
    """Yield the first person of each particular story among those who do not wait in a queue."""
    others = tuple(islice(invented_people(), _KNOWN_BY_FACE, max(count, _KNOWN_BY_FACE)))
    for story in _PORTAL_STORIES:
        yield from islice((person for person in others if person.story is story), 1)


def _people_known(database: Database) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(PersonRow)).scalar_one()


def _office_rows(intake_office: str, decision_office: str) -> tuple[OfficeRow, OfficeRow]:
    return (
        OfficeRow(
            office_code=intake_office,
            kind=DeskKind.STATE_CORPORATION.value,
            name_kk="«Азаматтарға арналған үкімет» мемлекеттік корпорациясының Үлгі қаласы бөлімі",
            name_ru="Отдел города Үлгі Государственной корпорации «Правительство для граждан»",
            decision_office=decision_office,
        ),
        OfficeRow(
            office_code=decision_office,
            kind=DeskKind.PROVIDER.value,
            name_kk="Үлгі қаласының мансап орталығы",
            name_ru="Карьерный центр города Үлгі",
            decision_office=decision_office,
        ),
    )


def _batches(people: Iterable[InventedPerson], length: int) -> Iterator[Sequence[InventedPerson]]:
    remaining = iter(people)
    while batch := tuple(islice(remaining, length)):
        yield batch


def _add(session: Session, people: Sequence[InventedPerson]) -> None:
    iins = [person.iin.digits for person in people]
    known = set(session.scalars(select(PersonRow.iin).where(PersonRow.iin.in_(iins))))
    added = [person for person in people if person.iin.digits not in known]
    if added:
        session.execute(insert(PersonRow), [_person_values(person) for person in added])
        session.execute(insert(CheckRow), [v for person in added for v in _check_values(person)])


def _person_values(person: InventedPerson) -> dict[str, object]:
    return {
        "iin": person.iin.digits,
        "surname": person.surname,
        "given_name": person.given_name,
        "patronymic": person.patronymic,
        "birth_date": person.birth_date,
        "sex": person.sex.value,
        "citizenship": person.citizenship,
        "document_kind": person.document_kind,
        "document_number": person.document_number,
        "document_issued_by": person.document_issued_by,
        "document_issued_on": person.document_issued_on,
        "document_valid_until": person.document_valid_until,
        "prefill": dict(person.prefill),
    }


def _check_values(person: InventedPerson) -> list[dict[str, object]]:
    return [
        {
            "iin": person.iin.digits,
            "code": check.code,
            "value": check.value.value,
            "source": check.source,
            "detail": check.detail,
            "since_on": check.since_on,
        }
        for check in person.checks
    ]

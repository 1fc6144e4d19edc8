"""Questions about a person: who they are, what other systems say, which cases they have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.domain.cases import CaseState
from desk_app.domain.iin import Iin, Sex
from desk_app.domain.vocabulary import CheckValue, Outcome
from desk_app.domain.working_days import KZ_ZONE
from desk_app.errors import InputError
from desk_app.wire import CheckAnswer, KnownCase, PersonRecord
from registry.database import Database
from registry.problems import RequestRefusedError
from registry.rows import CaseRow, CheckRow, PersonRow

REGISTERED_CHECK = "registered"
LABOUR_MARKET = "АИС «Рынок труда»"


def iin_of(text: str) -> Iin:
    """Return the IIN in a path, or refuse it with 422 and the reason."""
    try:
        return Iin.parse(text)
    except InputError as error:
        raise RequestRefusedError(422, error.code) from None


def person(iin: Iin, *, database: Database) -> PersonRecord:
    """Return a person's record.

    Raises:
        RequestRefusedError: 404 `person_unknown`.
    """
    with database.reading() as session:
        row = session.get(PersonRow, iin.digits)
    if row is None:
        raise RequestRefusedError(404, "person_unknown")
    return PersonRecord(
        iin=row.iin,
        surname=row.surname,
        given_name=row.given_name,
        patronymic=row.patronymic,
        birth_date=row.birth_date,
        sex=Sex(row.sex),
        citizenship=row.citizenship,
        document_kind=row.document_kind,
        document_number=row.document_number,
        document_issued_by=row.document_issued_by,
        document_issued_on=row.document_issued_on,
        document_valid_until=row.document_valid_until,
        prefill=row.prefill,
    )


def checks(iin: Iin, *, database: Database, now: datetime) -> Sequence[CheckAnswer]:
    """Return what other systems say; a system that knows nobody under the IIN says nothing.

    Whether the person is registered already follows from the cases decided here as well.
    """
    with database.reading() as session:
        rows = session.scalars(select(CheckRow).where(CheckRow.iin == iin.digits)).all()
        registration = _registration(session, iin, now)
    answers = [
        CheckAnswer(
            code=row.code,
            value=CheckValue(row.value),
            source=row.source,
            queried_at=now,
            detail=row.detail,
            since_on=row.since_on,
        )
        for row in rows
    ]
    return tuple(_with_registration(answers, registration))


def _with_registration(
    answers: Sequence[CheckAnswer], registration: CheckAnswer | None
) -> Iterator[CheckAnswer]:
    if registration is None:
        yield from answers
        return
    yield from (answer for answer in answers if answer.code != REGISTERED_CHECK)
    yield registration


def _registration(session: Session, iin: Iin, now: datetime) -> CheckAnswer | None:
    """Return that the person was registered by the newest decision here, and on which day."""
    query = (
        select(CaseRow.certificate_number, CaseRow.t4_decided)
        .where(CaseRow.iin == iin.digits)
        .where(CaseRow.outcome == Outcome.REGISTER.value)
        .where(CaseRow.certificate_number.is_not(None))
        .where(CaseRow.state != CaseState.ANNULLED.value)
        .order_by(CaseRow.opened_at.desc())
    )
    found = session.execute(query.limit(1)).first()
    if found is None:
        return None
    certificate, decided_at = found
    return CheckAnswer(
        code=REGISTERED_CHECK,
        value=CheckValue.YES,
        source=LABOUR_MARKET,
        queried_at=now,
        detail=certificate or "",
        since_on=decided_at.astimezone(KZ_ZONE).date() if decided_at else None,
    )


def cases(iin: Iin, *, database: Database) -> Sequence[KnownCase]:
    """Return the person's cases at any desk or portal, newest first."""
    query = (
        select(CaseRow)
        .where(CaseRow.iin == iin.digits)
        .order_by(CaseRow.opened_at.desc(), CaseRow.application_id)
    )
    with database.reading() as session:
        rows = session.scalars(query).all()
    return tuple(
        KnownCase(
            application_id=row.application_id,
            number=row.number,
            state=row.state,
            channel=row.channel,
            office_code=row.intake_office,
            accepted_at=row.accepted_at,
        )
        for row in rows
    )

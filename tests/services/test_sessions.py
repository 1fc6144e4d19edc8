"""Who sat at the desk stands in the journal; what was typed at the door does not."""

from __future__ import annotations

from datetime import UTC, datetime

from desk_app.services import sessions
from tests.builders import journal


def test_sign_in_and_lock_are_written_down(corporation):
    sessions.note_sign_in(desk=corporation)
    sessions.note_lock(desk=corporation)

    assert journal(corporation) == ["operator.signed_in", "desk.locked"]


def test_wrong_passwords_keep_their_times(corporation):
    at = datetime(2026, 11, 23, 4, tzinfo=UTC)

    sessions.note_wrong_passwords([sessions.WrongPassword("operator", at)], store=corporation.store)

    with corporation.store.reading() as unit:
        (event,) = [entry.event for entry in unit.audit.entries()]
    assert (event.kind, event.operator, event.at) == ("operator.wrong_password", "operator", at)

"""What an operator is told at sign-in: the counter is not theirs, the rules are out of date."""

from __future__ import annotations

from desk_app.domain.languages import Language
from desk_app.domain.operators import Permission
from desk_app.domain.rules import ValidityState, validity
from desk_app.services.desk import Desk
from ui.presenters.words import Say, day


def may_serve(desk: Desk) -> bool:
    """Whether the operator's roles let them call visitors."""
    return desk.operator.may(Permission.SERVE)


def standing_words(desk: Desk, language: Language, say: Say) -> str:
    """Return what has to be told, or nothing; out-of-date rules never bar the work."""
    told = [] if may_serve(desk) else [say("standing.no_counter")]
    if desk.operator.may(Permission.SEE_RULES):
        told.append(_pack_words(desk, language, say))
    return " ".join(words for words in told if words)


def _pack_words(desk: Desk, language: Language, say: Say) -> str:
    pack = desk.pack
    standing = validity(pack, desk.today())
    if standing.state is not ValidityState.EXPIRED or pack.valid_to is None:
        return ""
    expired = say("standing.pack_expired", pack=pack.pack_id, date=day(pack.valid_to))
    note = standing.replaced_note.text(language) if standing.replaced_note else ""
    return f"{expired} {note}".strip()

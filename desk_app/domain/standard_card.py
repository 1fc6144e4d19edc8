"""What an edition of the service says of it: the lines of its standard card and its terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desk_app.domain.languages import Bilingual
from desk_app.domain.rule_packs import RulePack
from desk_app.domain.vocabulary import Channel

_CHANNELS = (Channel.STATE_CORPORATION, Channel.PORTAL, Channel.PROVIDER)


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of the card by its code, in the words of the edition."""

    code: str
    words: Bilingual


def standard_card(pack: RulePack) -> tuple[CardLine, ...]:
    """Return the card of a rule pack in the order it is published, then the names it uses."""
    service, terms = pack.service, pack.terms
    heading, documents = service.documents_heading, _numbered([r.title for r in pack.documents])
    lines = {
        "title": service.title,
        "state_body": service.state_body,
        "recipients": service.recipients,
        "channels": _numbered([service.channels[channel] for channel in _CHANNELS]),
        "term": service.term,
        "wait_norm": service.wait_norm,
        "serve_norm": service.serve_norm,
        "price": service.price,
        "documents": Bilingual(f"{heading.kk} {documents.kk}", f"{heading.ru} {documents.ru}"),
        "portal_documents": service.portal_documents,
        "result": service.result,
        "result_form": service.result_form,
        "egov_code": Bilingual(service.egov_code, service.egov_code),
        "centre": terms.centre,
        "centre_short": terms.centre_short,
        "specialist": terms.specialist,
        "operator": terms.operator,
        "state_corporation": terms.state_corporation,
    }
    return tuple(CardLine(code, words) for code, words in lines.items())


def _numbered(entries: Sequence[Bilingual]) -> Bilingual:
    numbered = list(enumerate(entries, start=1))
    return Bilingual(
        "; ".join(f"{ordinal}) {entry.kk}" for ordinal, entry in numbered),
        "; ".join(f"{ordinal}) {entry.ru}" for ordinal, entry in numbered),
    )

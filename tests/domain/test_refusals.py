"""Whether a second person agrees to a refusal."""

from dataclasses import replace

import pytest

from desk_app.domain.refusals import needs_approval
from desk_app.domain.vocabulary import DeskKind, Outcome
from tests.builders import packs

CENTRE = DeskKind.PROVIDER
WHERE_NOT_ALWAYS = [
    ("", "document", False),
    ("U2", "", False),
    ("U7", "document", True),
    ("L1", "", True),
    ("", "permanent_residence", True),
]


def pack_asking(pack_id: str, *, always: bool):
    pack = packs()[pack_id]
    rules = tuple(
        replace(rule, approval_required=always) if rule.code is Outcome.REFUSE else rule
        for rule in pack.outcomes[CENTRE]
    )
    return replace(pack, outcomes={**pack.outcomes, CENTRE: rules})


@pytest.mark.parametrize("pack_id", sorted(packs()))
@pytest.mark.parametrize(("sub_reason", "source", "asked"), WHERE_NOT_ALWAYS)
def test_a_refusal_is_approved_for_its_reason_its_source_or_always(
    pack_id, sub_reason, source, asked
):
    pack = pack_asking(pack_id, always=False)
    assert needs_approval(pack, CENTRE, sub_reason, source) is asked
    assert needs_approval(pack_asking(pack_id, always=True), CENTRE, sub_reason, source)

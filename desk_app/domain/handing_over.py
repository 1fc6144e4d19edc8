"""Which papers of a case are to be printed and to be given out, and at whose counter."""

from __future__ import annotations

from desk_app.domain.cases import Case, CaseState, IssuedPaper, PrintState
from desk_app.domain.vocabulary import Channel, PaperKind

_NOT_TO_PRINT = frozenset({PrintState.SPOOLED, PrintState.ELSEWHERE})
_RESULT_STATES = frozenset({CaseState.REGISTERED, CaseState.REFUSED, CaseState.READY})
_RESULT_PAPERS = frozenset({PaperKind.CERTIFICATE, PaperKind.REFUSAL})
_RETURN_PAPERS = frozenset({PaperKind.MEMO})


def result_paper(case: Case) -> IssuedPaper | None:
    """Return what the applicant comes back for, as last made, or None while there is none.

    It is the certificate or the refusal; where an accepted application was returned, the memo.
    """
    kinds = _RETURN_PAPERS if _was_returned_after_acceptance(case) else _RESULT_PAPERS
    made = [paper for paper in case.papers if paper.kind in kinds]
    return made[-1] if made else None


def _was_returned_after_acceptance(case: Case) -> bool:
    is_elsewhere = case.intake_office != case.decision_office
    return case.state is CaseState.RETURNED and case.accepted_at is not None and is_elsewhere


def is_to_hand_over(case: Case) -> bool:
    """Whether a paper of the case is still to be given to the applicant at a counter."""
    is_returned = _was_returned_after_acceptance(case) and case.stamps.t6_handed_over is None
    return (case.state in _RESULT_STATES or is_returned) and result_paper(case) is not None


def unprinted_papers(case: Case) -> tuple[IssuedPaper, ...]:
    """Return the papers that still wait for a printer; the application has a key of its own."""
    return tuple(
        paper
        for paper in case.papers
        if paper.kind is not PaperKind.APPLICATION and paper.print_state not in _NOT_TO_PRINT
    )


def hand_over_office(case: Case) -> str:
    """Return the office whose counter has a result to hand over, or "" where none has.

    A portal applicant has the result in the cabinet; a certificate that waits for its number is
    no result yet.
    """
    waits = is_to_hand_over(case) and case.channel is not Channel.PORTAL
    return case.intake_office if waits else ""


def is_given_out_at(case: Case, office_code: str) -> bool:
    """Whether this office's counter gives out the papers of the case."""
    return case.channel is not Channel.PORTAL and case.intake_office in {"", office_code}

"""The papers that read like letters: application, refusal to accept, reasoned refusal."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm

from desk_app.domain.papers import (
    AcceptanceRefusalPaper,
    ApplicationPaper,
    ExpiredDocument,
    Letterhead,
    RefusalPaper,
    Section,
    SignedFor,
    StatedConsent,
    StatedGround,
)
from desk_app.domain.vocabulary import RequestedStatus
from desk_app.printing.blocks import Align, Block, Columns, Space, Style, Text, TickBox, together
from desk_app.printing.pages import COLUMN_PT
from desk_app.printing.pieces import (
    BODY,
    GAP,
    LABEL,
    VALUE,
    WIDE_GAP,
    addressee,
    barcode,
    closing,
    documents_table,
    executor,
    headed,
    letterhead,
    number_line,
    numbered_list,
    representative_row,
    row,
    signature,
    signing_line,
    title,
)
from desk_app.printing.voices import Voice

_REQUESTS = {
    RequestedStatus.JOB_SEEKER: "request_job_seeker",
    RequestedStatus.UNEMPLOYED: "request_unemployed",
}


def application(paper: ApplicationPaper, voice: Voice) -> list[Block]:
    """Return the application as the applicant signs it."""
    return [
        *addressee(
            [
                (voice.say("addressee"), LABEL),
                (voice.value(paper.addressee), VALUE.bold()),
                (voice.say("applicant"), LABEL),
                (voice.value(paper.applicant_name), VALUE.bold()),
            ]
        ),
        *title(paper.title, voice),
        Text(voice.say(_REQUESTS[paper.requested_status]), BODY),
        GAP,
        *(block for section in paper.sections for block in _section(section, voice)),
        *headed(voice.say("documents"), _attached(paper, voice)),
        *headed(voice.say("consents"), [_consent(each, voice) for each in paper.consents]),
        *closing(*_application_end(paper, voice)),
    ]


def _section(section: Section, voice: Voice) -> list[Block]:
    rows = [row(voice.value(line.label), voice.value(line.value)) for line in section.rows]
    return headed(voice.value(section.title), rows)


def _attached(paper: ApplicationPaper, voice: Voice) -> list[Block]:
    if not paper.documents:
        return [Text(voice.say("no_documents"), BODY)]
    return documents_table(paper.documents, voice)


def _consent(consent: StatedConsent, voice: Voice) -> Block:
    box, answer, gap = 4 * mm, 36 * mm, 3 * mm
    key = "consent_given" if consent.given else "consent_refused"
    cells = (
        TickBox(consent.given),
        Text(voice.value(consent.text), VALUE),
        Text(voice.say(key), Style(10, 13.5, align=Align.RIGHT).bold()),
    )
    widths = (box, COLUMN_PT - box - answer - 2 * gap, answer)
    return Columns(cells, widths, gap=gap, padding=1 * mm, hairline=True)


def _application_end(paper: ApplicationPaper, voice: Voice) -> list[Block]:
    blocks: list[Block] = [Text(voice.say("truth"), BODY), GAP]
    if paper.signed_for:
        person = paper.signed_for
        said = voice.say("signed_for", signer=person.signer, basis=person.basis)
        blocks += [Text(said, BODY), GAP]
    signer = paper.signed_for.signer if paper.signed_for else paper.applicant_name
    blocks.append(_dated_signature(paper, signer, voice))
    if paper.number:
        blocks += [WIDE_GAP, barcode(paper.number)]
    return blocks


def _dated_signature(paper: ApplicationPaper, signer: str, voice: Voice) -> Block:
    caption = voice.say("signature")
    if paper.signed_on:
        return signing_line(voice.long_date(paper.signed_on), signer, caption)
    date_line = signing_line("", "", voice.say("date"))
    return together([date_line, GAP, signing_line("", signer, caption)])


def acceptance_refusal(paper: AcceptanceRefusalPaper, voice: Voice) -> list[list[Block]]:
    """Return the two copies of the receipt of a refusal to accept, one for each side."""
    copies = ("copy_for_applicant", "copy_for_office")
    return [_refusal_copy(paper, voice, voice.say(copy)) for copy in copies]


def _refusal_copy(paper: AcceptanceRefusalPaper, voice: Voice, copy: str) -> list[Block]:
    small_right = Style(9, 12, align=Align.RIGHT, grey=0.2)
    return [
        Text(copy.replace("\n", " / "), small_right),
        Space(2 * mm),
        *letterhead(paper.letterhead, voice),
        *addressee(
            [
                (voice.value(paper.applicant_name), VALUE.bold()),
                (voice.value(paper.applicant_address), VALUE),
            ]
        ),
        *title(paper.title, voice),
        GAP,
        *(block for each in voice.one_by_one() for block in _refusal_text(paper, each)),
        *closing(*_refusal_copy_end(paper, voice)),
    ]


def _refusal_text(paper: AcceptanceRefusalPaper, voice: Voice) -> list[Block]:
    statement = voice.say(
        _opening_key(paper), office=_refusing_office(paper.letterhead, voice), service=paper.service
    )
    if paper.basis:
        statement = voice.say("guided", basis=paper.basis, statement=statement)
    blocks: list[Block] = [Text(_begun(statement), BODY), GAP]
    if paper.missing:
        missing = numbered_list([voice.value(document) for document in paper.missing])
        blocks += headed(voice.say("missing_documents"), missing)
    if paper.expired:
        expired = numbered_list([_expired(document, voice) for document in paper.expired])
        blocks += headed(voice.say("expired_documents"), expired)
    return [*blocks, Text(voice.say("two_copies"), BODY), WIDE_GAP]


def _refusing_office(head: Letterhead, voice: Voice) -> str:
    if head.address is None:
        return voice.say("office", office=head.office, agency=head.agency)
    return voice.say(
        "office_with_address", office=head.office, agency=head.agency, address=head.address
    )


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _opening_key(paper: AcceptanceRefusalPaper) -> str:
    if paper.missing and paper.expired:
        return "incomplete_and_expired"
    return "incomplete" if paper.missing else "expired"


def _expired(document: ExpiredDocument, voice: Voice) -> str:
    if document.expired_on is None:
        return voice.value(document.title)
    return voice.say("expired_on", document=document.title, expired_on=document.expired_on)


def _refusal_copy_end(paper: AcceptanceRefusalPaper, voice: Voice) -> list[Block]:
    return [
        signature(paper.employee, voice),
        GAP,
        executor(paper.executor, voice),
        WIDE_GAP,
        signing_line(voice.say("received"), _receiver(paper), voice.say("signature")),
        *_on_behalf(paper.represented_by, voice),
        GAP,
        Text(voice.long_date(paper.composed_on), VALUE),
    ]


def _receiver(paper: AcceptanceRefusalPaper) -> str:
    return paper.represented_by.signer if paper.represented_by else paper.applicant_name


def _on_behalf(person: SignedFor | None, voice: Voice) -> list[Block]:
    return [] if person is None else [GAP, representative_row(person, voice)]


def refusal(paper: RefusalPaper, voice: Voice) -> list[list[Block]]:
    """Return the reasoned refusal, whole in each language: long texts read worse in turns."""
    return [_refusal_letter(paper, each) for each in voice.one_by_one()]


def _refusal_letter(paper: RefusalPaper, voice: Voice) -> list[Block]:
    return [
        *letterhead(paper.letterhead, voice),
        *number_line(paper.number, voice.say("issued_at", issued_at=paper.issued_at), voice),
        *addressee(_addressee_lines(paper, voice)),
        *title(paper.title, voice),
        GAP,
        Text(_refusal_opening(paper, voice), BODY),
        GAP,
        *headed(voice.say("service"), [Text(voice.value(paper.service), BODY)]),
        *(
            block
            for heading, ground in _named(paper.grounds, voice)
            for block in _ground(heading, ground, voice)
        ),
        Text(voice.say("again"), BODY),
        GAP,
        *headed(voice.say("appeal"), _appeal(paper, voice)),
        *closing(
            signature(paper.signatory, voice),
            WIDE_GAP,
            executor(paper.executor, voice),
            GAP,
            barcode(paper.number),
        ),
    ]


def _appeal(paper: RefusalPaper, voice: Voice) -> list[Block]:
    blocks: list[Block] = [Text(voice.value(paper.appeal), BODY)]
    if paper.appeal_reference:
        blocks.append(Text(voice.say("appeal_reference", reference=paper.appeal_reference), BODY))
    return blocks


def _refusal_opening(paper: RefusalPaper, voice: Voice) -> str:
    return voice.say(
        "opening",
        application_date=paper.application_date,
        application_number=paper.application_number,
    )


def _addressee_lines(paper: RefusalPaper, voice: Voice) -> list[tuple[str, Style]]:
    lines = [
        (voice.say("addressee"), LABEL),
        (voice.value(paper.addressee_name), VALUE.bold()),
        (voice.value(paper.addressee_address), VALUE),
    ]
    if paper.addressee_iin:
        lines.insert(2, (voice.say("iin", iin=paper.addressee_iin), VALUE))
    return lines


def _named(grounds: Sequence[StatedGround], voice: Voice) -> list[tuple[str, StatedGround]]:
    if len(grounds) == 1:
        return [(voice.say("ground"), grounds[0])]
    return [
        (voice.say("numbered_ground", ordinal=ordinal), ground)
        for ordinal, ground in enumerate(grounds, start=1)
    ]


def _ground(heading: str, ground: StatedGround, voice: Voice) -> list[Block]:
    stated = voice.say(
        "ground_text", code=ground.code, text=ground.text, reference=ground.reference
    )
    source = voice.say("source_text", source=ground.source, queried_at=ground.queried_at)
    parts = (
        (heading, stated),
        (voice.say("fact"), voice.value(ground.fact)),
        (voice.say("source"), source),
        (voice.say("remedy"), voice.value(ground.remedy)),
    )
    return [block for head, text in parts for block in headed(head, [Text(text, BODY)])]

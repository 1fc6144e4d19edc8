"""What stands where on each paper; the words come from the templates and the paper's values."""

from __future__ import annotations

from collections.abc import Sequence

from desk_app.domain.papers import (
    AcceptanceRefusalPaper,
    ApplicationPaper,
    CertificatePaper,
    MemoPaper,
    Paper,
    ReceiptPaper,
    RefusalPaper,
    barcode_number,
)
from desk_app.printing import layouts_letters
from desk_app.printing.blocks import Block, Framed, Style, Text
from desk_app.printing.pages import Dress
from desk_app.printing.pieces import (
    BODY,
    GAP,
    SMALL,
    VALUE,
    WIDE_GAP,
    barcode,
    closing,
    documents_table,
    executor,
    headed,
    letterhead,
    number_line,
    representative_row,
    row,
    signature,
    signed_deed,
    title,
)
from desk_app.printing.voices import Voice, day_and_time

Parts = Sequence[Sequence[Block]]


def lay_out(paper: Paper, voice: Voice) -> Parts:
    """Return the parts of a paper; each begins on a page of its own."""
    match paper:
        case ApplicationPaper():
            return [layouts_letters.application(paper, voice)]
        case ReceiptPaper():
            return [receipt(paper, voice)]
        case AcceptanceRefusalPaper():
            return layouts_letters.acceptance_refusal(paper, voice)
        case CertificatePaper():
            return [certificate(paper, voice)]
        case RefusalPaper():
            return layouts_letters.refusal(paper, voice)
        case MemoPaper():
            return [memo(paper, voice)]


def dress(paper: Paper, voice: Voice) -> Dress:
    """Return what every page of a paper carries: number, page of pages, marks; no person's name."""
    number, marks = barcode_number(paper), paper.marks
    copy = voice.say("copy_mark", copy_number=marks.copy_number) if marks.copy_number else None
    return Dress(
        title=_on_one_line(voice.value(paper.title)),
        language=voice.languages[0].value,
        page_words=lambda page, pages: voice.say("page", page=page, pages=pages),
        footer=voice.say("number_sign", number=number) if number else None,
        copy_mark=_on_one_line(copy) if copy else None,
        training_mark=voice.say("training_mark") if marks.training else None,
    )


def _on_one_line(lines: str) -> str:
    return lines.replace("\n", " / ")


def certificate(paper: CertificatePaper, voice: Voice) -> list[Block]:
    """Return the certificate; its letterhead is in both languages, as on state letterheads."""
    return [
        *letterhead(paper.letterhead, voice.both()),
        *title(paper.title, voice),
        *number_line(paper.number, voice.say("issued_at", issued_at=paper.issued_at), voice),
        Text(voice.say("statement"), BODY),
        GAP,
        row(voice.say("name"), voice.value(paper.applicant_name), Style(11.5, 15).bold()),
        row(voice.say("iin"), paper.iin or voice.say("no_iin")),
        row(voice.say("birth_date"), voice.value(paper.birth_date)),
        row(voice.say("registered_on"), voice.long_date(paper.registered_on)),
        row(voice.say("registered_at"), voice.value(paper.registered_at)),
        row(voice.say("legal_basis"), voice.value(paper.legal_basis)),
        row(voice.say("purpose"), voice.say("purpose_text")),
        *closing(
            signature(paper.signatory, voice),
            WIDE_GAP,
            executor(paper.executor, voice),
            WIDE_GAP,
            barcode(paper.number),
        ),
    ]


def receipt(paper: ReceiptPaper, voice: Voice) -> list[Block]:
    """Return the receipt of acceptance; a temporary number says so in a frame."""
    return [
        *letterhead(paper.letterhead, voice),
        *title(paper.title, voice),
        GAP,
        *_receipt_rows(paper, voice),
        GAP,
        *headed(voice.say("documents"), documents_table(paper.documents, voice)),
        *closing(
            signed_deed(voice.say("accepted_by"), paper.employee, voice),
            GAP,
            Text(voice.value(paper.contact_centre), SMALL),
            GAP,
            *_temporary_note(paper, voice),
            barcode(paper.number),
        ),
    ]


def _receipt_rows(paper: ReceiptPaper, voice: Voice) -> list[Block]:
    accepted_key = "accepted_temporary" if paper.number_is_temporary else "accepted"
    accepted = voice.say("accepted_number", number=paper.number, accepted_at=paper.accepted_at)
    result_at = day_and_time(paper.result_on, paper.result_time)
    rows: list[Block] = [
        row(voice.say(accepted_key), accepted, VALUE.bold()),
        row(voice.say("service"), voice.value(paper.service)),
        row(voice.say("applicant"), voice.value(paper.applicant_name), VALUE.bold()),
    ]
    if paper.represented_by:
        rows.append(representative_row(paper.represented_by, voice))
    rows += [
        row(voice.say("contact"), voice.value(paper.applicant_contact)),
        row(voice.say("result"), result_at, VALUE.bold(), more=voice.value(paper.result_place)),
    ]
    if paper.ticket:
        rows.append(row(voice.say("ticket"), voice.value(paper.ticket)))
    return rows


def _temporary_note(paper: ReceiptPaper, voice: Voice) -> list[Block]:
    if not paper.number_is_temporary:
        return []
    return [Framed(Text(voice.say("temporary_note"), VALUE)), GAP]


def memo(paper: MemoPaper, voice: Voice) -> list[Block]:
    """Return the memo; that it is no refusal stands first, in a frame."""
    return [
        *letterhead(paper.letterhead, voice),
        *title(paper.title, voice),
        GAP,
        Framed(Text(voice.say("statement"), BODY.bold())),
        WIDE_GAP,
        *_memo_rows(paper, voice),
        *closing(
            signed_deed(voice.say("given_by"), paper.employee, voice),
            GAP,
            Text(voice.value(paper.contact_centre), SMALL),
        ),
    ]


def _memo_rows(paper: MemoPaper, voice: Voice) -> list[Block]:
    known = (
        ("applicant", paper.applicant_name),
        ("service", paper.service),
        ("reason", paper.reason),
        ("advice", paper.advice),
        ("place", paper.place),
        ("given_at", paper.given_at),
        ("ticket", paper.ticket),
    )
    return [row(voice.say(key), voice.value(value)) for key, value in known if value is not None]

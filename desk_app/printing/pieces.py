"""The pieces that papers share: letterhead, title, rows, lists, signatures, bar code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reportlab.lib.units import mm

from desk_app.domain.papers import (
    Executor,
    Letterhead,
    ListedDocument,
    Signatory,
    SignedFor,
)
from desk_app.printing.blocks import (
    Align,
    BarCode,
    Block,
    Columns,
    Indented,
    Rule,
    SigningLine,
    Space,
    Stack,
    Style,
    Text,
    together,
)
from desk_app.printing.marks import MODULE_MM, QUIET_MODULES, code128_modules
from desk_app.printing.pages import COLUMN_PT
from desk_app.printing.voices import Value, Voice

BODY = Style(10.5, 14)
LABEL = Style(9, 12, grey=0.3)
VALUE = Style(10, 13)
SMALL = Style(8.5, 11.5, grey=0.2)
CAPTION = Style(7.5, 9.5, grey=0.3, align=Align.CENTRE)
TITLE = Style(14, 18.5, align=Align.CENTRE).bold()
HEADING = Style(10, 13.5).bold()
AGENCY = Style(9.5, 12.5).bold()

GAP = Space(3 * mm)
WIDE_GAP = Space(5.5 * mm)
LABEL_PT = 60 * mm
COLUMN_GAP_PT = 5 * mm
_SHORT_LINE = 55
WIDEST_CODE_MODULES = int(COLUMN_PT / (MODULE_MM * mm)) - 2 * QUIET_MODULES


def letterhead(head: Letterhead, voice: Voice) -> list[Block]:
    """Return who issues the paper, above a double rule; two languages stand side by side."""
    voices = voice.one_by_one()
    if len(voices) == 1:
        block: Block = _issuer(head, voices[0], Align.CENTRE)
    else:
        half = (COLUMN_PT - COLUMN_GAP_PT) / 2
        left, right = voices
        cells = (_issuer(head, left, Align.LEFT), _issuer(head, right, Align.RIGHT))
        block = Columns(cells, (half, half), gap=COLUMN_GAP_PT)
    return [block, Space(3 * mm), Rule(1.4), Space(1.2), Rule(0.4), WIDE_GAP]


def _issuer(head: Letterhead, voice: Voice, align: Align) -> Stack:
    lines = [(head.agency, AGENCY), (head.office, VALUE), (head.address, SMALL)]
    return Stack(
        tuple(
            Text(voice.value(text), replace(style, align=align))
            for text, style in lines
            if text is not None
        )
    )


def title(text: Value, voice: Voice) -> list[Block]:
    """Return the title of the paper, a line of its own for each language."""
    lines: list[Block] = []
    for each in voice.one_by_one():
        lines += [Text(each.value(text), TITLE), Space(1.5 * mm)]
    return [*lines[:-1], GAP]


def number_line(number: str, dated: str, voice: Voice) -> list[Block]:
    """Return the number of the paper at the left and its date at the right."""
    left = Text(voice.say("number_sign", number=number).split("\n")[0], HEADING)
    right = Text(dated, Style(9.5, 13.5, align=Align.RIGHT))
    width = 85 * mm
    return [Columns((left, right), (COLUMN_PT - width, width), gap=0), WIDE_GAP]


def row(label: str, value: str, style: Style = VALUE, *, more: str = "") -> Columns:
    """Return a label and its value on a hairline; `more` stands below the value in plain type."""
    widths = (LABEL_PT, COLUMN_PT - LABEL_PT - COLUMN_GAP_PT)
    said = _paragraphs(value, style)
    below = Stack((said, Space(0.6 * mm), _paragraphs(more, VALUE))) if more else said
    cells = (Text(label, LABEL), below)
    return Columns(cells, widths, gap=COLUMN_GAP_PT, padding=1.1 * mm, hairline=True)


def _paragraphs(value: str, style: Style) -> Block:
    """Return a value, its lines set apart where they are long enough to wrap."""
    lines = value.split("\n")
    if len(lines) == 1 or max(map(len, lines)) <= _SHORT_LINE:
        return Text(value, style)
    blocks: list[Block] = []
    for line in lines:
        blocks += [Text(line, style), Space(1 * mm)]
    return Stack(tuple(blocks[:-1]))


def headed(heading: str, blocks: Sequence[Block]) -> list[Block]:
    """Return blocks under a heading that never stays behind alone at the foot of a page."""
    first = together([Text(heading, HEADING), Space(0.8 * mm), *blocks[:1]])
    return [first, *blocks[1:], GAP]


def addressee(lines: Iterable[tuple[str, Style]]) -> list[Block]:
    """Return the addressee in the right half of the sheet."""
    texts = tuple(Text(text, style) for text, style in lines)
    return [Indented(Stack(texts), COLUMN_PT * 0.45), WIDE_GAP]


def documents_table(documents: Sequence[ListedDocument], voice: Voice) -> list[Block]:
    """Return the documents with their sheets, numbered, and the sum of sheets."""
    heads = (Text("№", LABEL), Text(voice.say("document"), LABEL), _right(voice.say("sheets")))
    total = sum(document.sheets for document in documents)
    lines = [
        _table_line(
            (
                Text(f"{ordinal})", VALUE),
                Text(voice.value(document.title), VALUE),
                Text(_sheets(document, voice), replace(VALUE, align=Align.RIGHT)),
            )
        )
        for ordinal, document in enumerate(documents, start=1)
    ]
    summed = Text(voice.say("sheets_total", sheets=total), Style(9.5, 13, align=Align.RIGHT).bold())
    head = together([_table_line(heads), *lines[:1]])
    return [head, *lines[1:], Space(1.2 * mm), summed]


def _sheets(document: ListedDocument, voice: Voice) -> str:
    return str(document.sheets) if document.sheets else voice.say("shown")


def _right(text: str) -> Text:
    return Text(text, replace(LABEL, align=Align.RIGHT))


def _table_line(cells: Sequence[Block]) -> Columns:
    narrow, wide = 8 * mm, 26 * mm
    widths = (narrow, COLUMN_PT - narrow - wide - 2 * 2 * mm, wide)
    return Columns(cells, widths, gap=2 * mm, padding=1 * mm, hairline=True)


def numbered_list(entries: Sequence[str]) -> list[Block]:
    """Return entries numbered `1)`, `2)`, each free to break over pages."""
    number, gap = 7 * mm, 1.5 * mm
    widths = (number, COLUMN_PT - number - gap)
    return [
        Columns((Text(f"{ordinal})", BODY), Text(entry, BODY)), widths, gap=gap, padding=0.5 * mm)
        for ordinal, entry in enumerate(entries, start=1)
    ]


def signature(official: Signatory, voice: Voice) -> Columns:
    """Return the signing line of an official, named as acting where that is so."""
    if official.acting:
        position = voice.say("acting", position=official.position)
    else:
        position = voice.value(official.position)
    # It begins a line of its own, whatever case the list of terms has it in.
    begun = "\n".join(line[:1].upper() + line[1:] for line in position.split("\n"))
    return signing_line(begun, official.name, voice.say("signature"))


def signed_deed(deed: str, official: Signatory, voice: Voice) -> Block:
    """Return what an official did, above the line where it is signed."""
    return together([Text(deed, HEADING), Space(1 * mm), signature(official, voice)])


def signing_line(who: str, name: str, caption: str) -> Columns:
    """Return who signs, the line to sign on, and the name spelled out."""
    left, line, gap = 56 * mm, 40 * mm, 4 * mm
    right = COLUMN_PT - left - line - 2 * gap
    cells = (Text(who, VALUE), SigningLine(_caption(caption)), Text(name, VALUE.bold()))
    return Columns(cells, (left, line, right), gap=gap)


def _caption(text: str) -> Text:
    return Text(text.replace("\n", " / "), CAPTION)


def executor(person: Executor, voice: Voice) -> Text:
    """Return who prepared the paper and can be called about it."""
    return Text(voice.say("executor", name=person.name, phone=person.phone), SMALL)


def representative_row(person: SignedFor, voice: Voice) -> Columns:
    """Return who stands in the applicant's place and on what basis."""
    if person.contact:
        said = voice.say(
            "represented_by_with_contact",
            signer=person.signer,
            basis=person.basis,
            contact=person.contact,
        )
    else:
        said = voice.say("represented_by", signer=person.signer, basis=person.basis)
    return row(voice.say("representative"), said)


def barcode(number: str) -> BarCode:
    """Return a number as Code 128.

    Raises:
        InputError: The number cannot be a bar code of this width.
    """
    modules = code128_modules(number, field="number", widest=WIDEST_CODE_MODULES)
    return BarCode(modules, Text(number, Style(9, 12)))


def closing(*blocks: Block) -> list[Block]:
    """Return the end of a paper, kept together so that no signature stands on a page alone."""
    return [WIDE_GAP, together(blocks)]

"""From blocks to the bytes of an archival PDF: page breaks, page numbers, marks, PDF/A-2b."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from desk_app.printing.archive import ArchiveCanvas
from desk_app.printing.blocks import Align, Block, Space, Style, Text, Together, scaled
from desk_app.printing.marks import BOLD, REGULAR

LEFT_PT = 25 * mm
RIGHT_PT = 15 * mm
TOP_PT = 13 * mm
FOOT_PT = 17 * mm
PAGE_WIDTH_PT, PAGE_HEIGHT_PT = A4
COLUMN_PT = PAGE_WIDTH_PT - LEFT_PT - RIGHT_PT
ROOM_PT = PAGE_HEIGHT_PT - TOP_PT - FOOT_PT

# The body text stays above nine points.
_SMALLER = (0.93, 0.87)

_SMALL = Style(8, 10, grey=0.25)
_MARK = Style(11, 14, font=BOLD, align=Align.RIGHT)


@dataclass(frozen=True, slots=True)
class Dress:
    """What every page of a paper carries around its text."""

    title: str
    language: str
    page_words: Callable[[int, int], str]
    footer: str | None = None
    copy_mark: str | None = None
    training_mark: str | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    block: Block
    top: float


def compose(parts: Sequence[Sequence[Block]], dress: Dress) -> tuple[bytes, int]:
    """Return the PDF/A-2b bytes of a paper and its number of pages.

    Each part (a copy, a language) begins on a page of its own and counts its own pages.
    The same blocks give the same bytes.
    """
    canvas = ArchiveCanvas(page_size=A4, font=REGULAR, language=dress.language)
    pages = 0
    for part in parts:
        placed = _fewest_pages(part)
        for number, blocks in enumerate(placed, start=1):
            _draw_page(canvas, blocks, dress, number, len(placed))
        pages += len(placed)
    return canvas.archived(dress.title), pages


def _fewest_pages(blocks: Sequence[Block]) -> list[list[_Placed]]:
    """Return the pages of a part, set a little smaller where that saves a page."""
    best = _paginate(blocks)
    for factor in _SMALLER:
        if len(best) == 1:
            break
        smaller = _paginate([scaled(block, factor) for block in blocks])
        best = min(best, smaller, key=len)
    return best


def _paginate(blocks: Sequence[Block]) -> list[list[_Placed]]:
    pages: list[list[_Placed]] = [[]]
    top = _head()
    waiting = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        if isinstance(block, Space) and not pages[-1]:
            continue
        height, room = block.height(COLUMN_PT), top - FOOT_PT
        if height <= room:
            pages[-1].append(_Placed(block, top))
            top -= height
        elif (halves := block.split(COLUMN_PT, room)) is not None:
            pages[-1].append(_Placed(halves[0], top))
            waiting.append(halves[1])
            pages.append([])
            top = _head()
        elif isinstance(block, Together) and height > ROOM_PT:
            waiting.extend(reversed(block.blocks))
        elif pages[-1]:
            pages.append([])
            top = _head()
            waiting.append(block)
        else:
            raise AssertionError("a block that cannot break is taller than a page")
    return pages


def _head() -> float:
    return PAGE_HEIGHT_PT - TOP_PT


def _draw_page(
    canvas: Canvas, blocks: Sequence[_Placed], dress: Dress, number: int, count: int
) -> None:
    if dress.training_mark:
        _draw_training_mark(canvas, dress.training_mark)
    if dress.copy_mark:
        Text(dress.copy_mark, _MARK).draw(canvas, LEFT_PT, PAGE_HEIGHT_PT - 6 * mm, COLUMN_PT)
    for placed in blocks:
        placed.block.draw(canvas, LEFT_PT, placed.top, COLUMN_PT)
    _draw_footer(canvas, dress, number, count)
    canvas.showPage()


def _draw_training_mark(canvas: Canvas, mark: str) -> None:
    canvas.saveState()
    canvas.setFont(BOLD, 30)
    canvas.setFillGray(0.86)
    canvas.translate(PAGE_WIDTH_PT / 2, PAGE_HEIGHT_PT / 2)
    canvas.rotate(52)
    for step, line in enumerate(mark.split("\n")):
        canvas.drawCentredString(0, -step * 40, line)
    canvas.restoreState()


def _draw_footer(canvas: Canvas, dress: Dress, number: int, count: int) -> None:
    top = 13 * mm
    canvas.setStrokeGray(0.62)
    canvas.setLineWidth(0.4)
    canvas.line(LEFT_PT, top, LEFT_PT + COLUMN_PT, top)
    page = dress.page_words(number, count)
    if dress.footer:
        Text(dress.footer, _SMALL).draw(canvas, LEFT_PT, top - 3, COLUMN_PT * 0.8)
    canvas.setFont(REGULAR, 8)
    canvas.setFillGray(0.25)
    canvas.drawRightString(LEFT_PT + COLUMN_PT, top - 11, page)

"""The building blocks of a page: each knows its height, where it may break, and how to draw itself.

Plain text goes straight to glyphs: there is no markup in between that a name could break. Lengths
are points; `top` counts upwards from the foot of the sheet, as PDF does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from typing import Protocol

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import getAscent, stringWidth
from reportlab.pdfgen.canvas import Canvas

from desk_app.printing.marks import BOLD, MODULE_MM, QUIET_MODULES, REGULAR, bars

HAIRLINE_PT = 0.4
HAIRLINE_GREY = 0.62


class Align(Enum):
    """Where the lines of a text stand within its width."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks; `grey` runs from 0 (black) to 1 (white)."""

    size: float
    leading: float
    font: str = REGULAR
    align: Align = Align.LEFT
    grey: float = 0.0

    def scaled(self, factor: float) -> Style:
        """Return the same style in another size."""
        return replace(self, size=self.size * factor, leading=self.leading * factor)

    def bold(self) -> Style:
        """Return the same style in the heavier weight."""
        return replace(self, font=BOLD)


class Block(Protocol):
    """A part of the page between two gaps."""

    def height(self, width: float) -> float:
        """Return the height it takes at this width."""
        ...

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Return what fits into `room` and the rest, or None where it may not break there."""
        ...

    def draw(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        """Draw it hanging from `top`."""
        ...


@dataclass(slots=True)
class Text:
    """Lines of text wrapped at spaces, and inside a word only where the word alone is too long."""

    text: str
    style: Style
    _lines: dict[float, list[str]] = field(default_factory=dict, repr=False)

    def height(self, width: float) -> float:
        return len(self.lines(width)) * self.style.leading

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        lines = self.lines(width)
        count = int(room // self.style.leading)
        # A single line at the foot or at the head of a page reads like a mistake.
        count = min(count, len(lines) - 2)
        if count < 2:
            return None
        return self._part(lines[:count], width), self._part(lines[count:], width)

    def draw(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        style = self.style
        canvas.setFont(style.font, style.size)
        canvas.setFillGray(style.grey)
        baseline = top - (style.leading - style.size) / 2 - getAscent(style.font, style.size) * 0.86
        for line in self.lines(width):
            indent = _INDENTS[style.align] * (width - stringWidth(line, style.font, style.size))
            canvas.drawString(left + indent, baseline, line)
            baseline -= style.leading

    def lines(self, width: float) -> list[str]:
        """Return the text as lines no wider than `width`."""
        if width not in self._lines:
            self._lines[width] = [
                line for part in self.text.split("\n") for line in _wrap(part, self.style, width)
            ]
        return self._lines[width]

    def _part(self, lines: list[str], width: float) -> Text:
        return Text("\n".join(lines), self.style, {width: lines})


_INDENTS = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}


def _wrap(text: str, style: Style, width: float) -> list[str]:
    measure = partial(stringWidth, fontName=style.font, fontSize=style.size)
    space = measure(" ")
    lines: list[str] = []
    line, used = "", 0.0
    for word in text.split(" "):
        if (length := measure(word)) > width:
            *whole, line = _chop(f"{line} {word}".lstrip(), style, width)
            lines += whole
            used = measure(line)
        elif line and used + space + length > width:
            lines.append(line)
            line, used = word, length
        else:
            line, used = (f"{line} {word}", used + space + length) if line else (word, length)
    return [*lines, line]


def _chop(text: str, style: Style, width: float) -> list[str]:
    def fits(piece: str) -> bool:
        return stringWidth(piece, style.font, style.size) <= width

    pieces = [""]
    for character in text:
        piece = pieces[-1]
        if not piece or fits(piece + character):
            pieces[-1] += character
            continue
        # Double names break after their hyphen before they break inside.
        cut = max(piece.rfind(" "), piece.rfind("-")) + 1
        if not cut or not fits(piece[cut:] + character):
            cut = len(piece)
        pieces[-1:] = [piece[:cut].rstrip(" "), piece[cut:] + character]
    return pieces


@dataclass(slots=True)
class Columns:
    """Blocks side by side at given widths, with a hairline below where wanted."""

    cells: Sequence[Block]
    widths: Sequence[float]
    gap: float = 5 * mm
    padding: float = 0.0
    hairline: bool = False

    def height(self, width: float) -> float:
        heights = (cell.height(w) for cell, w in zip(self.cells, self.widths, strict=True))
        return max(heights) + 2 * self.padding

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        inner = room - 2 * self.padding
        first: list[Block] = []
        rest: list[Block] = []
        for cell, cell_width in zip(self.cells, self.widths, strict=True):
            parts = _split_cell(cell, cell_width, inner)
            if parts is None:
                return None
            first.append(parts[0])
            rest.append(parts[1])
        return replace(self, cells=first, hairline=False), replace(self, cells=rest)

    def draw(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        x = left
        for cell, cell_width in zip(self.cells, self.widths, strict=True):
            cell.draw(canvas, x, top - self.padding, cell_width)
            x += cell_width + self.gap
        if self.hairline:
            _rule(canvas, left, top - self.height(width), width, HAIRLINE_PT, HAIRLINE_GREY)


def _split_cell(cell: Block, width: float, room: float) -> tuple[Block, Block] | None:
    if cell.height(width) <= room:
        return cell, Space(0)
    return cell.split(width, room)


@dataclass(frozen=True, slots=True)
class Space:
    """Empty height; forgotten at the head of a page."""

    points: float

    def height(self, width: float) -> float:
        return self.points

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        return None

    def draw(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        """Nothing to draw."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the column."""

    thickness: float = HAIRLINE_PT
    grey: float = 0.0

    def height(self, width: float) -> float:
        return self.thickness

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        return None

    def draw(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        _rule(canvas, left, top - self.thickness / 2, width, self.thickness, self.grey)


@dataclass(frozen=True, slots=True)
class SigningLine:
    """A line to sign or write on, with what belongs there in small print below."""

    caption: Text

    def height(self, width: float) -> float:
        return 5.4 * mm + self.caption.height(width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        return None

    def draw(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        _rule(canvas, left, top - 4.6 * mm, width, 0.6, 0.0)
        self.caption.draw(canvas, left, top - 5 * mm, width)


@dataclass(frozen=True, slots=True)
class TickBox:
    """A square, ticked or empty; the fonts have no such sign."""

    ticked: bool
    side: float = 3.4 * mm

    def height(self, width: float) -> float:
        return self.side + 1

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        return None

    def draw(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        side, bottom = self.side, top - self.side - 1
        canvas.setStrokeGray(0)
        canvas.setLineWidth(0.7)
        canvas.rect(left, bottom, side, side)
        if self.ticked:
            canvas.setLineWidth(1.3)
            corners = ((0.2, 0.55), (0.42, 0.25), (0.82, 0.8))
            (ax, ay), (bx, by), (cx, cy) = [
                (left + x * side, bottom + y * side) for x, y in corners
            ]
            canvas.line(ax, ay, bx, by)
            canvas.line(bx, by, cx, cy)


@dataclass(frozen=True, slots=True)
class BarCode:
    """Code 128 bars with the number in plain digits below."""

    modules: str
    caption: Text
    bar_height: float = 11 * mm

    def height(self, width: float) -> float:
        return self.bar_height + 1.2 * mm + self.caption.height(width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        return None

    def draw(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        module = MODULE_MM * mm
        start = left + QUIET_MODULES * module
        path = canvas.beginPath()
        for first, count in bars(self.modules):
            path.rect(
                start + first * module, top - self.bar_height, count * module, self.bar_height
            )
        canvas.setFillGray(0)
        canvas.drawPath(path, stroke=0, fill=1)
        self.caption.draw(canvas, start, top - self.bar_height - 1.2 * mm, width)


@dataclass(frozen=True, slots=True)
class Framed:
    """A block in a thin frame, for a note nobody may overlook."""

    block: Block
    inset: float = 2.6 * mm

    def height(self, width: float) -> float:
        return self.block.height(width - 2 * self.inset) + 2 * self.inset

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        return None

    def draw(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        height = self.height(width)
        canvas.setStrokeGray(0)
        canvas.setLineWidth(0.8)
        canvas.rect(left, top - height, width, height)
        self.block.draw(canvas, left + self.inset, top - self.inset, width - 2 * self.inset)


@dataclass(frozen=True, slots=True)
class Indented:
    """A block that begins further right, such as an addressee."""

    block: Block
    indent: float

    def height(self, width: float) -> float:
        return self.block.height(width - self.indent)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        parts = self.block.split(width - self.indent, room)
        return parts and (Indented(parts[0], self.indent), Indented(parts[1], self.indent))

    def draw(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        self.block.draw(canvas, left + self.indent, top, width - self.indent)


@dataclass(frozen=True, slots=True)
class Stack:
    """Blocks one below the other, free to break anywhere."""

    blocks: tuple[Block, ...]

    def height(self, width: float) -> float:
        return sum(block.height(width) for block in self.blocks)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        for count, block in enumerate(self.blocks):
            height = block.height(width)
            if height <= room:
                room -= height
                continue
            before, after = self.blocks[:count], self.blocks[count + 1 :]
            parts = block.split(width, room)
            if parts is not None:
                return Stack((*before, parts[0])), Stack((parts[1], *after))
            return (Stack(before), Stack((block, *after))) if before else None
        return None

    def draw(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        for block in self.blocks:
            block.draw(canvas, left, top, width)
            top -= block.height(width)


@dataclass(frozen=True, slots=True)
class Together(Stack):
    """Blocks that stay on one page; only the last of them may break."""

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        *head, last = self.blocks
        left = room - sum(block.height(width) for block in head)
        parts = last.split(width, left)
        return parts and (Together((*head, parts[0])), parts[1])


def printable(text: str) -> str:
    """Return a value with letters composed, as the fonts hold them, and line ends unified."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


def together(blocks: Iterable[Block]) -> Together:
    """Return blocks that stay on one page."""
    return Together(tuple(blocks))


def scaled(block: Block, factor: float) -> Block:
    """Return a block with smaller or larger type and gaps; bars, boxes and signing lines keep."""

    def inner(part: Block) -> Block:
        return scaled(part, factor)

    match block:
        case Text():
            return Text(block.text, block.style.scaled(factor))
        case Space():
            return Space(block.points * factor)
        case Columns():
            cells = [inner(cell) for cell in block.cells]
            return replace(block, cells=cells, padding=block.padding * factor)
        case Stack():
            return replace(block, blocks=tuple(inner(part) for part in block.blocks))
        case Indented() | Framed():
            return replace(block, block=inner(block.block))
        case _:
            return block


def _rule(
    canvas: Canvas, left: float, y: float, width: float, thickness: float, grey: float
) -> None:
    canvas.setStrokeGray(grey)
    canvas.setLineWidth(thickness)
    canvas.line(left, y, left + width, y)

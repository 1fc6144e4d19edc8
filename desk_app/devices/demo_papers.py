"""The demo office's invented papers, drawn as a scanner would see them.

The wording is data in `resources/demo/papers.toml`; every paper carries a watermark that says it
is a sample.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import msgspec
from PIL import Image, ImageChops, ImageDraw, ImageFont

MM_PER_INCH = 25.4
A4_WIDTH_MM, A4_HEIGHT_MM = 210, 297
_MARGIN_MM = 22.0
_INK = (32, 44, 128)
_STAMP = (52, 84, 190)
_PRINT = (28, 28, 32)
_RULE = (150, 150, 156)
_WATERMARK = (226, 226, 222)
_PAPER = (250, 249, 245)
_SKEW_DEGREES = 0.35


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing on a page; exactly one of the texts is given, `rows` goes with `table`."""

    heading: str = ""
    text: str = ""
    field: str = ""
    signature: str = ""
    stamp: str = ""
    table: tuple[str, ...] = ()
    rows: int = 0


class PaperPage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One side of a sheet."""

    blocks: tuple[Block, ...]


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One document; `id` is the code rule packs use for it."""

    id: str
    pages: tuple[PaperPage, ...]


class DemoPapers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every paper of the demo office, in the order they lie in the feeder."""

    watermark: str
    papers: tuple[Paper, ...]


def load_papers(file: Path) -> DemoPapers:
    """Return the papers of a TOML file.

    Raises:
        msgspec.ValidationError: The file does not say what a paper needs.
    """
    return msgspec.toml.decode(file.read_bytes(), type=DemoPapers)


def draw_page(page: PaperPage, *, watermark: str, fonts: Path, dpi: int, seed: int) -> Image.Image:
    """Return a page as it comes off the glass: a little skewed, a little noisy.

    Args:
        page: What is on it.
        watermark: Written across, so that nobody takes it for a real document.
        fonts: The folder of `NotoSans-Regular.ttf` and `NotoSans-Bold.ttf`.
        dpi: Resolution.
        seed: The same seed writes the same handwriting.
    """
    sheet = _Sheet(dpi, fonts, random.Random(seed))  # noqa: S311 - handwriting, not a secret
    sheet.watermark(watermark)
    for block in page.blocks:
        sheet.put(block)
    return _scanned(sheet.picture)


@dataclass(slots=True)
class _Sheet:
    """A sheet being filled from top to bottom; lengths are millimetres."""

    dpi: int
    fonts: Path
    chance: random.Random
    picture: Image.Image = field(init=False)
    pen: ImageDraw.ImageDraw = field(init=False)
    y_mm: float = field(init=False, default=_MARGIN_MM)

    def __post_init__(self) -> None:
        self.picture = Image.new("RGB", (self.px(A4_WIDTH_MM), self.px(A4_HEIGHT_MM)), _PAPER)
        self.pen = ImageDraw.Draw(self.picture)

    def px(self, mm: float) -> int:
        return round(mm * self.dpi / MM_PER_INCH)

    def font(self, size_mm: float, *, weight: str = "Regular") -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(self.fonts / f"NotoSans-{weight}.ttf", self.px(size_mm))

    def put(self, block: Block) -> None:
        if block.heading:
            self._heading(block.heading)
        elif block.text:
            self._text(block.text)
        elif block.field:
            self._field(block.field)
        elif block.signature:
            self._signature(block.signature)
        elif block.stamp:
            self._stamp(block.stamp)
        elif block.table:
            self._table(block.table, block.rows)

    def watermark(self, text: str) -> None:
        across = Image.new("L", self.picture.size, 0)
        middle = (across.width // 2, across.height // 2)
        font = self.font(20, weight="Bold")
        ImageDraw.Draw(across).text(middle, text, fill=255, font=font, anchor="mm")
        self.picture.paste(_WATERMARK, mask=across.rotate(50))

    def _heading(self, text: str) -> None:
        at = (self.px(A4_WIDTH_MM / 2), self.px(self.y_mm))
        self.pen.text(at, text, fill=_PRINT, font=self.font(6, weight="Bold"), anchor="mt")
        self.y_mm += 10

    def _text(self, text: str) -> None:
        font = self.font(3.6)
        self.y_mm += 3
        for line in _wrapped(text, font, self.px(A4_WIDTH_MM - 2 * _MARGIN_MM)):
            self._label(line, font)
            self.y_mm += 5.4

    def _label(self, text: str, font: ImageFont.FreeTypeFont) -> None:
        self.pen.text((self.px(_MARGIN_MM), self.px(self.y_mm)), text, fill=_PRINT, font=font)

    def _field(self, label: str) -> None:
        self.y_mm += 4
        self._label(label, self.font(3.4))
        self.y_mm += 12
        self._rule(_MARGIN_MM, A4_WIDTH_MM - _MARGIN_MM)
        self._handwriting(_MARGIN_MM + 4, self.y_mm - 2, length_mm=self.chance.uniform(45, 110))
        self.y_mm += 2

    def _signature(self, label: str) -> None:
        self.y_mm += 12
        self._label(label, self.font(3.4))
        self.y_mm += 5
        self._rule(120, A4_WIDTH_MM - _MARGIN_MM)
        self._handwriting(130, self.y_mm - 1, length_mm=34, height_mm=9, letter_mm=7)
        self.y_mm += 3

    def _stamp(self, text: str) -> None:
        x, y, radius = self.px(72), self.px(min(self.y_mm, 262)), self.px(18)
        for inset, width_mm in ((0.0, 0.7), (1.6, 0.3)):
            self.pen.circle(
                (x, y), radius - self.px(inset), outline=_STAMP, width=max(1, self.px(width_mm))
            )
        font = self.font(3.6, weight="Bold")
        words = "\n".join(text.split())
        self.pen.multiline_text((x, y), words, fill=_STAMP, font=font, anchor="mm", align="center")

    def _table(self, columns: tuple[str, ...], rows: int) -> None:
        self.y_mm += 4
        edges = [_MARGIN_MM, *_column_edges(len(columns))]
        top_mm, row_mm = self.y_mm, 16
        for column, left_mm in zip(columns, edges, strict=False):
            at = (self.px(left_mm + 1.5), self.px(top_mm + 5))
            self.pen.text(at, column, fill=_PRINT, font=self.font(3), anchor="ls")
        for row in range(rows + 1):
            self.y_mm = top_mm + 8 + row * row_mm
            self._rule(edges[0], edges[-1])
            for left_mm, right_mm in pairwise(edges):
                if row:
                    self._handwriting(left_mm + 2, self.y_mm - 5, length_mm=right_mm - left_mm - 5)
        for edge_mm in edges:
            ends = (self.px(edge_mm), self.px(top_mm), self.px(edge_mm), self.px(self.y_mm))
            self.pen.line(ends, fill=_RULE)

    def _rule(self, left_mm: float, right_mm: float) -> None:
        y = self.px(self.y_mm)
        self.pen.line((self.px(left_mm), y, self.px(right_mm), y), fill=_RULE)

    def _handwriting(
        self,
        left_mm: float,
        base_mm: float,
        *,
        length_mm: float,
        height_mm: float = 3.4,
        letter_mm: float = 2.6,
    ) -> None:
        """Write loops that look like a hurried hand and can be read by nobody."""
        x_mm = left_mm
        while x_mm < left_mm + length_mm:
            word_mm = min(self.chance.uniform(12, 30), left_mm + length_mm - x_mm)
            points = _loops(word_mm, height_mm, letter_mm, self.chance)
            line = [(self.px(x_mm + x), self.px(base_mm - y)) for x, y in points]
            self.pen.line(line, fill=_INK, width=max(1, self.px(0.4)), joint="curve")
            x_mm += word_mm + 4


def _loops(
    word_mm: float, height_mm: float, letter_mm: float, chance: random.Random
) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    x_mm = 0.0
    while x_mm < word_mm:
        tall = height_mm * chance.choice((0.45, 0.5, 0.55, 1.0))
        wide = letter_mm * chance.uniform(0.6, 1.1)
        for step in range(12):
            angle = step / 12 * 2 * math.pi
            forward = wide * step / 12 + 0.35 * wide * math.sin(angle)
            points.append((x_mm + forward, tall * (1 - math.cos(angle)) / 2))
        x_mm += wide
    return points


def _column_edges(count: int) -> list[float]:
    """Return the right edges of a narrow number, a date and columns of equal width."""
    narrow = [_MARGIN_MM + 10, _MARGIN_MM + 42][: count - 1]
    left = narrow[-1] if narrow else _MARGIN_MM
    wide = count - len(narrow)
    step = (A4_WIDTH_MM - _MARGIN_MM - left) / wide
    return [*narrow, *(left + step * (index + 1) for index in range(wide))]


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width_px: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width_px:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _scanned(picture: Image.Image) -> Image.Image:
    skewed = picture.rotate(_SKEW_DEGREES, Image.Resampling.BILINEAR, fillcolor=_PAPER)
    grain = Image.effect_noise(_half(skewed.size), 4).resize(skewed.size).convert("RGB")
    return ImageChops.add(skewed, grain, offset=-128)


def _half(size: tuple[int, int]) -> tuple[int, int]:
    return size[0] // 2, size[1] // 2

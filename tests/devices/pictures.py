"""Pictures and files as counters meet them, drawn on the spot."""

from __future__ import annotations

import io
import random

import pypdfium2
from PIL import Image, ImageDraw

A4_AT_100_DPI = (827, 1169)


def sheet(size: tuple[int, int] = A4_AT_100_DPI, *, mark: str = "black", seed: int = 1):
    """A white sheet with marks all over, different for each seed."""
    chance = random.Random(seed)
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    for _ in range(200):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        pen.rectangle((x, y, x + chance.randrange(4, 40), y + 8), fill=mark)
    return picture


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def pdf_of(*pictures: Image.Image, dpi: float = 100) -> bytes:
    return saved(
        pictures[0], "PDF", save_all=True, append_images=list(pictures[1:]), resolution=dpi
    )


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def blank_pdf(page_count: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(page_count):
        document.new_page(595, 842).close()
    target = io.BytesIO()
    document.save(target)
    document.close()
    return target.getvalue()

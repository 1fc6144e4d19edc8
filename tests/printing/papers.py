"""Papers to test with, and what can be read off their bytes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

from desk_app.commands.render import example, shipped_templates
from desk_app.domain.languages import Bilingual, Language
from desk_app.domain.papers import Paper, PaperLanguage
from desk_app.domain.vocabulary import PaperKind
from desk_app.printing.inputs import read_paper
from desk_app.printing.render import preview_page, render
from desk_app.printing.texts import Templates

KAZAKH_LETTERS = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
ALL_PAPERS = [(kind, language) for kind in PaperKind for language in PaperLanguage]


@cache
def templates() -> Templates:
    return shipped_templates()


def paper(kind: PaperKind, **changes: object) -> Any:
    """Return the example of a form with some values changed."""
    read: Any = read_paper(kind, json.dumps(example(kind)).encode())
    return dataclasses.replace(read, **changes)


def same(text: str) -> Bilingual:
    return Bilingual(text, text)


def printed(made: Paper, language: PaperLanguage = PaperLanguage.BOTH) -> bytes:
    return render(made, language, templates()).content


def page_texts(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Return a text without the breaks that lines and pages put into it."""
    return "".join(text.split())


def all_text(content: bytes) -> str:
    """Return the text of all pages without breaks, and without the foot of each page."""
    return squeezed("".join(page_texts(content)))


def text_boxes(content: bytes) -> Iterator[tuple[float, float, float, float]]:
    """Return the box of every printed character: left, bottom, right, top in points."""
    document = pypdfium2.PdfDocument(content)
    try:
        for page in document:
            texts = page.get_textpage()
            for index in range(texts.count_chars()):
                if not texts.get_text_range(index, 1).isspace():
                    yield texts.get_charbox(index)
    finally:
        document.close()


def codes(content: bytes) -> list[zxingcpp.Barcode]:
    """Return what a reader finds on the pages at an office printer's resolution."""
    pages = range(len(page_texts(content)))
    return [
        code for index in pages for code in zxingcpp.read_barcodes(picture(content, index, 200))
    ]


def barcodes(content: bytes) -> list[str]:
    """Return the texts of the codes on the pages."""
    return [code.text for code in codes(content)]


def picture(content: bytes, index: int, dpi: int) -> Image.Image:
    page = preview_page(content, index, dpi)
    return Image.frombytes("RGB", (page.width_px, page.height_px), page.rgb)


def texts_of(value: object, language: Language) -> Iterator[str]:
    """Return every text a paper holds in one language."""
    if isinstance(value, Bilingual):
        yield value.text(language)
    elif isinstance(value, str) and not isinstance(value, PaperKind):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name not in {"requested_status", "address"}:
                yield from texts_of(getattr(value, field.name), language)
    elif isinstance(value, tuple):
        for entry in value:
            yield from texts_of(entry, language)

"""The bytes of a certificate, warm, against the same page as plain platypus."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from desk_app.commands.render import example, shipped_templates
from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import PaperKind
from desk_app.printing.inputs import read_paper
from desk_app.printing.render import render
from desk_app.resource_paths import shipped_folder
from tests.benchmarks.measures import Row, compared, seconds_of, take_turns

_REGULAR, _BOLD = "PlainNoto", "PlainNotoBold"


def measure(_: Path, *, quick: bool) -> Iterator[Row]:
    """Measure the certificate in one language and in both."""
    rounds = 10 if quick else 40
    for language in (PaperLanguage.KK, PaperLanguage.BOTH):
        templates = shipped_templates()
        values = read_paper(PaperKind.CERTIFICATE, example_bytes())
        content = render(values, language, templates).content
        pages, number = _lines(content), str(example(PaperKind.CERTIFICATE)["number"])
        _register_fonts()
        ours, theirs = take_turns(
            lambda v=values, w=language, t=templates: seconds_of(lambda: render(v, w, t)),
            lambda p=pages, n=number: seconds_of(lambda: _plain(p, n)),
            rounds=rounds,
        )
        yield compared(f"certificate ({language}), warm", ours, theirs, most=1)


def example_bytes() -> bytes:
    """Return the shipped example as a clerk's system would give it."""
    import json

    return json.dumps(example(PaperKind.CERTIFICATE)).encode()


def _lines(content: bytes) -> list[str]:
    """Return what the paper says, line by line."""
    with pypdfium2.PdfDocument(content) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def _register_fonts() -> None:
    fonts = shipped_folder("resources") / "fonts"
    for name, file in ((_REGULAR, "NotoSans-Regular.ttf"), (_BOLD, "NotoSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(fonts / file)))


def _plain(lines: list[str], number: str) -> bytes:
    output = io.BytesIO()
    body = ParagraphStyle("body", fontName=_REGULAR, fontSize=10, leading=13.5)
    head = ParagraphStyle("head", parent=body, fontName=_BOLD)
    story: list[Any] = [Paragraph(line, head if at < 4 else body) for at, line in enumerate(lines)]
    story += [Spacer(1, 12), Code128(number, barHeight=30, humanReadable=True)]
    SimpleDocTemplate(output, pagesize=A4).build(story)
    return output.getvalue()

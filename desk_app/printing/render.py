"""From a paper's values to its stored bytes, and from those bytes to the picture of a page."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from desk_app.domain.papers import Paper, PaperLanguage, kind_of
from desk_app.printing.texts import Templates

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_POINTS_PER_INCH = 72

# The library reads glyphs through one shared position in the font file: two papers drawn at the
# same time get each other's letters, see `test_papers_drawn_at_the_same_time_keep_their_letters`.
_drawing = Lock()
# PDFium must not be called from two threads at once.
_picturing = Lock()


@dataclass(frozen=True, slots=True)
class RenderedPaper:
    """The bytes that are stored, previewed and printed; their SHA-256 in hexadecimal."""

    content: bytes
    pages: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page as a raster; `rgb` is three bytes a pixel, rows from the top without padding."""

    width_px: int
    height_px: int
    rgb: bytes


def render(paper: Paper, language: PaperLanguage, templates: Templates) -> RenderedPaper:
    """Return a paper as PDF/A-2b; the same values give the same bytes in every process and thread.

    Raises:
        InputError: A value cannot be printed; the first of what `find_problems` finds.
    """
    # The PDF library is loaded with the first paper, not with the desk.
    from desk_app.printing.checks import find_problems
    from desk_app.printing.layouts import dress, lay_out
    from desk_app.printing.pages import compose
    from desk_app.printing.voices import Voice

    for problem in find_problems(paper, templates.fonts):
        raise problem
    voice = Voice(templates, kind_of(paper), language.languages)
    with _drawing:
        content, pages = compose(lay_out(paper, voice), dress(paper, voice))
    return RenderedPaper(content, pages, sha256(content).hexdigest())


def preview_page(content: bytes, page_index: int, dpi: int) -> PagePicture:
    """Return one page of a stored paper as a picture; the first page has index 0."""
    import pypdfium2

    with _picturing, pypdfium2.PdfDocument(content) as document:
        return _picture(document[page_index], dpi)


def preview_pages(content: bytes, dpi: int) -> tuple[PagePicture, ...]:
    """Return every page of a paper as a picture, in order."""
    import pypdfium2

    with _picturing, pypdfium2.PdfDocument(content) as document:
        return tuple(_picture(page, dpi) for page in document)


def _picture(page: PdfPage, dpi: int) -> PagePicture:
    bitmap = page.render(scale=dpi / _POINTS_PER_INCH, rev_byteorder=True)
    row_bytes = bitmap.width * bitmap.n_channels
    rows = bytes(bitmap.buffer)
    packed = b"".join(
        rows[start : start + row_bytes] for start in range(0, len(rows), bitmap.stride)
    )
    return PagePicture(bitmap.width, bitmap.height, packed)

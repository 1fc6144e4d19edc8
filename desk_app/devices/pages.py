"""Files become page images; page images become previews.

Everything here is a top-level function of values, so that another process can run it: PDFium
must not be entered by two threads of one process, and a hostile file must not stop the window.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import pypdfium2
from PIL import Image, ImageChops, ImageOps, ImageSequence

from desk_app.domain.devices import MediaType, PageImage
from desk_app.errors import InputError

FULL_DPI = 300
# A4 at 300 dpi is 2480 x 3508; a scanner that overshoots by a few rows is not resampled.
LONGEST_SIDE_PX = 3600
JPEG_QUALITY = 80
A4_LONG_SIDE_INCH = 297 / 25.4
# A blue stamp is the least colourful thing that must stay in colour.
COLOUR_DIFFERENCE = 40
_PDF_TAIL_BYTES = 1024
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}


class FileKind(StrEnum):
    """The kinds of file a document may arrive in."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"


@dataclass(frozen=True, slots=True)
class ImportLimits:
    """What one file may ask of this PC; `pixels` counts one page before it is reduced."""

    size_bytes: int = 25 * 1024 * 1024
    pages: int = 100
    pixels: int = 50_000_000


LIMITS = ImportLimits()


def import_pages(content: bytes, limits: ImportLimits = LIMITS) -> tuple[PageImage, ...]:
    """Return every page of a PDF, JPEG, PNG or TIFF as a normalised image.

    Raises:
        InputError: `file.too_large`, `file.unknown_kind`, `file.heic`, `file.encrypted`,
            `file.incomplete`, `file.unreadable`, `file.too_many_pages`, `file.too_many_pixels`,
            all on the field `file`.
    """
    if len(content) > limits.size_bytes:
        raise _refused("too_large", limit_mb=limits.size_bytes // (1024 * 1024))
    kind = file_kind(content)
    if kind is FileKind.PDF:
        return _pdf_pages(content, limits)
    return _picture_pages(content, kind, limits)


def file_kind(content: bytes) -> FileKind:
    """Return the kind by the first bytes; the file's name is not believed."""
    if b"%PDF-" in content[:1024]:
        return FileKind.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith((b"II*\x00", b"MM\x00*")):
        return FileKind.TIFF
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        raise _refused("heic")
    raise _refused("unknown_kind" if content else "empty")


def encode_page(picture: Image.Image, *, dpi: int) -> PageImage:
    """Return the picture as a page: black and white as PNG, everything else as JPEG.

    Nothing but the pixels survives: no EXIF, no place, no name of a camera's owner.
    """
    shown = _fitted(picture, LONGEST_SIDE_PX)
    dpi = max(1, round(dpi * max(shown.size) / max(picture.size)))
    media_type = MediaType.PNG if shown.mode == "1" else MediaType.JPEG
    if media_type is MediaType.JPEG:
        shown = _gray_or_colour(shown)
    return PageImage(media_type, _encoded(shown, media_type, dpi), shown.width, shown.height, dpi)


def preview(data: bytes, *, box_px: tuple[int, int], turn_degrees: int = 0) -> PageImage:
    """Return a stored page turned clockwise and reduced to fit a box, never enlarged.

    Args:
        data: The bytes of a stored page.
        box_px: Width and height of the place on the screen.
        turn_degrees: 0, 90, 180 or 270.

    Raises:
        InputError: `file.unreadable`: these are not the bytes of a stored page.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as stored:
            full_width = stored.width
            upright_box = box_px[::-1] if turn_degrees % 180 else box_px
            stored.draft(None, upright_box)  # a JPEG decodes straight to about the wanted size
            reduced = stored.convert("L" if stored.mode == "1" else stored.mode)
            dpi = _stated_dpi(stored.info) or FULL_DPI
    except (OSError, ValueError, SyntaxError) as error:
        raise _refused("unreadable") from error
    reduced.thumbnail(upright_box, Image.Resampling.BOX, reducing_gap=2.0)
    shown_dpi = max(1, round(dpi * reduced.width / full_width))
    shown = reduced.rotate(-turn_degrees, expand=True)
    encoded = _encoded(shown, MediaType.JPEG, shown_dpi)
    return PageImage(MediaType.JPEG, encoded, shown.width, shown.height, shown_dpi)


def _picture_pages(content: bytes, kind: FileKind, limits: ImportLimits) -> tuple[PageImage, ...]:
    try:
        with _strict(), Image.open(io.BytesIO(content), formats=(kind.name,)) as file:
            frames = getattr(file, "n_frames", 1) if kind is FileKind.TIFF else 1
            if frames > limits.pages:
                raise _refused("too_many_pages", limit=limits.pages)
            if frames == 1:
                return (_frame_page(file, limits),)
            return tuple(_frame_page(frame, limits) for frame in ImageSequence.Iterator(file))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(limits) from error
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, UserWarning) as error:
        raise _refused("unreadable") from error


@contextmanager
def _strict() -> Iterator[None]:
    """Make Pillow refuse a directory of pages that was cut; odd metadata alone is no fault."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module="PIL")
        warnings.filterwarnings("error", message="Corrupt EXIF data|Truncated File Read")
        yield


def _frame_page(frame: Image.Image, limits: ImportLimits) -> PageImage:
    if frame.width * frame.height > limits.pixels:
        raise _too_many_pixels(limits)
    dpi = _stated_dpi(frame.info)
    frame.load()  # strict: Pillow raises where libjpeg alone would hand out half a page
    upright = ImageOps.exif_transpose(frame)
    return encode_page(_flattened(upright), dpi=dpi or _assumed_dpi(upright))


def _pdf_pages(content: bytes, limits: ImportLimits) -> tuple[PageImage, ...]:
    # PDFium repairs a file that was cut and would show the pages that happened to arrive.
    if b"%%EOF" not in content[-_PDF_TAIL_BYTES:]:
        raise _refused("incomplete")
    try:
        with pypdfium2.PdfDocument(content) as document:
            if len(document) > limits.pages:
                raise _refused("too_many_pages", limit=limits.pages)
            if not len(document):
                raise _refused("unreadable")
            document.init_forms()  # what was typed into a form is part of the page
            return tuple(_pdf_page(document, index) for index in range(len(document)))
    except pypdfium2.PdfiumError as error:
        raise _refused("encrypted" if "password" in str(error) else "unreadable") from error


def _pdf_page(document: pypdfium2.PdfDocument, index: int) -> PageImage:
    page = document[index]
    long_side_inch = max(page.get_size()) / 72
    dpi = max(1, min(FULL_DPI, int(LONGEST_SIDE_PX / max(long_side_inch, 0.1))))
    bitmap = page.render(scale=dpi / 72)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    page.close()
    return encode_page(picture, dpi=dpi)


def _flattened(picture: Image.Image) -> Image.Image:
    """Return the picture in a mode a page can have, on white where it was transparent."""
    if picture.mode in {"1", "L", "RGB"}:
        return picture
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        opaque = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(paper, opaque).convert("RGB")
    return picture.convert("RGB")


def _fitted(picture: Image.Image, longest_side_px: int) -> Image.Image:
    if max(picture.size) <= longest_side_px:
        return picture
    smooth = picture.convert("L") if picture.mode == "1" else picture
    return ImageOps.contain(smooth, (longest_side_px, longest_side_px), Image.Resampling.BOX)


def _gray_or_colour(picture: Image.Image) -> Image.Image:
    if picture.mode == "L" or not _is_coloured(picture):
        return picture.convert("L")
    return picture.convert("RGB")


def _is_coloured(picture: Image.Image) -> bool:
    """Whether any mark is coloured; averaging over 4 x 4 removes the sensor's colour noise."""
    red, green, blue = picture.convert("RGB").reduce(4).split()
    pairs = ((red, green), (green, blue), (red, blue))
    highest = (ImageChops.difference(*pair).getextrema()[1] for pair in pairs)
    return any(isinstance(value, int | float) and value > COLOUR_DIFFERENCE for value in highest)


def _encoded(picture: Image.Image, media_type: MediaType, dpi: int) -> bytes:
    target = io.BytesIO()
    if media_type is MediaType.PNG:
        picture.save(target, "PNG", dpi=(dpi, dpi))
    else:
        picture.save(target, "JPEG", quality=JPEG_QUALITY, dpi=(dpi, dpi))
    return target.getvalue()


def _stated_dpi(info: dict[str | tuple[int, int], object]) -> int | None:
    """Return the resolution a file states, if a scanner could have meant it."""
    stated = info.get("dpi")
    if not isinstance(stated, tuple) or not stated:
        return None
    dpi = float(stated[0])
    return round(dpi) if 50 <= dpi <= 1200 else None


def _assumed_dpi(picture: Image.Image) -> int:
    """Return the resolution under which the picture would be one A4 sheet."""
    return max(1, round(max(picture.size) / A4_LONG_SIDE_INCH))


def _too_many_pixels(limits: ImportLimits) -> InputError:
    return _refused("too_many_pixels", limit_megapixels=limits.pixels // 1_000_000)


def _refused(reason: str, **params: int) -> InputError:
    return InputError(f"file.{reason}", field="file", **params)

"""Files of every kind become whole pages or a named refusal."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pytest
from PIL import Image, ImageChops

from desk_app.devices.pages import (
    LONGEST_SIDE_PX,
    ImportLimits,
    encode_page,
    import_pages,
    preview,
)
from desk_app.domain.devices import MediaType
from desk_app.errors import InputError
from tests.devices.pictures import A4_AT_100_DPI, blank_pdf, opened, pdf_of, saved, sheet


def refusal(content: bytes, **limits: int) -> str:
    with pytest.raises(InputError) as refused:
        import_pages(content, ImportLimits(**limits))
    assert refused.value.field == "file"
    return refused.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_picture_becomes_one_page_with_its_own_resolution(kind):
    (page,) = import_pages(saved(sheet(), kind, dpi=(100, 100)))

    assert (page.width_px, page.height_px, page.dpi) == (*A4_AT_100_DPI, 100)
    assert page.media_type is MediaType.JPEG
    assert opened(page.data).size == A4_AT_100_DPI


def test_a_picture_without_resolution_is_taken_for_an_a4_sheet():
    (page,) = import_pages(saved(sheet(), "PNG"))

    assert page.dpi == 100


def test_a_tiff_gives_all_its_pages_in_order():
    first, second, third = (sheet((200, 300 + 10 * n), seed=n) for n in range(3))

    pages = import_pages(saved(first, "TIFF", save_all=True, append_images=[second, third]))

    assert [page.height_px for page in pages] == [300, 310, 320]


def test_a_pdf_is_drawn_at_300_dpi_and_its_pages_keep_their_order():
    pages = import_pages(pdf_of(sheet(seed=1), sheet((1169, 827), seed=2)))

    assert [page.dpi for page in pages] == [300, 300]
    assert pages[0].height_px == pytest.approx(3508, abs=3)
    assert pages[1].width_px == pytest.approx(3508, abs=3)


def test_what_was_typed_into_a_pdf_form_is_on_the_page():
    document = pikepdf.open(io.BytesIO(blank_pdf(1)))
    appearance = document.make_stream(b"0 g 0 0 200 50 re f")
    appearance.Type, appearance.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    appearance.BBox = pikepdf.Array([0, 0, 200, 50])
    field = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, F=4,
            T=pikepdf.String("number"), V=pikepdf.String("1"), Rect=[100, 500, 300, 550],
            AP=pikepdf.Dictionary(N=appearance),
        )
    )  # fmt: skip
    document.pages[0].Annots = pikepdf.Array([field])
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[field], DA=pikepdf.String("/F 0 Tf"))
    target = io.BytesIO()
    document.save(target)

    (page,) = import_pages(target.getvalue())

    assert opened(page.data).getextrema()[0] < 10


def test_black_on_white_is_gray_and_a_blue_stamp_keeps_its_colour():
    stamped = sheet()
    stamped.paste((40, 60, 200), (400, 900, 440, 940))

    (plain,) = import_pages(saved(sheet(), "PNG"))
    (coloured,) = import_pages(saved(stamped, "PNG"))

    assert opened(plain.data).mode == "L"
    assert opened(coloured.data).mode == "RGB"


def test_a_black_and_white_page_stays_a_small_exact_png():
    bitonal = sheet().convert("1")

    (page,) = import_pages(saved(bitonal, "TIFF", compression="group4", dpi=(100, 100)))

    assert page.media_type is MediaType.PNG
    assert (
        ImageChops.difference(opened(page.data).convert("L"), bitonal.convert("L")).getbbox()
        is None
    )


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "CMYK", "I;16"])
def test_unusual_pixels_end_as_dark_marks_on_white(mode):
    drawn = sheet()
    if mode == "RGBA":
        drawn.putalpha(drawn.convert("L").point(lambda value: 255 - value))
    elif mode == "I;16":
        drawn = drawn.convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
    else:
        drawn = drawn.convert(mode)

    (page,) = import_pages(saved(drawn, "TIFF" if mode == "CMYK" else "PNG"))

    shown = opened(page.data).convert("L")
    assert shown.getextrema() == (pytest.approx(0, abs=12), pytest.approx(255, abs=12))
    assert shown.resize((1, 1)).getpixel((0, 0)) > 128


def test_a_photo_is_turned_as_its_camera_says_and_tells_nothing_else():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "owner of the phone"

    (page,) = import_pages(saved(sheet((300, 200)), "JPEG", exif=exif))

    assert (page.width_px, page.height_px) == (200, 300)
    assert b"owner" not in page.data


def test_a_page_larger_than_a4_at_300_dpi_is_reduced_with_its_resolution():
    page = encode_page(Image.new("L", (4960, 7016), 255), dpi=600)

    assert page.height_px == LONGEST_SIDE_PX
    assert page.dpi == pytest.approx(308, abs=1)


def small_file(kind: str) -> bytes:
    first, second = sheet((200, 300), seed=1), sheet((200, 300), seed=2)
    if kind == "JPEG progressive":
        return saved(first, "JPEG", progressive=True)
    if kind in {"JPEG", "PNG"}:
        return saved(first, kind)
    return saved(first, kind, save_all=True, append_images=[second])


@pytest.mark.parametrize("kind", ["JPEG", "JPEG progressive", "PNG", "TIFF", "PDF"])
def test_a_file_cut_anywhere_is_refused_or_complete(kind):
    whole = small_file(kind)
    expected = import_pages(whole)
    outcomes = set()

    for cut in range(16, len(whole), max(1, len(whole) // 60)):
        try:
            outcomes.add("whole" if import_pages(whole[:cut]) == expected else f"damaged at {cut}")
        except InputError as refused:
            outcomes.add(refused.code)

    assert outcomes <= {"whole", "file.unreadable", "file.incomplete", "file.unknown_kind"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "PDF"])
def test_half_a_file_is_refused(kind):
    whole = pdf_of(sheet()) if kind == "PDF" else saved(sheet(), kind)

    assert refusal(whole[: len(whole) // 2]) in {"file.unreadable", "file.incomplete"}


def test_files_that_are_no_pages_are_refused_by_name():
    assert refusal(b"") == "file.empty"
    assert refusal(b"MZ\x90\x00" * 100) == "file.unknown_kind"
    assert refusal(b"\x00\x00\x00\x18ftypheic" + bytes(100)) == "file.heic"
    assert refusal(b"%PDF-1.7\n" + bytes(200) + b"%%EOF") == "file.unreadable"
    assert refusal(b"\xff\xd8\xff\xe0" + bytes(500)) == "file.unreadable"


def test_an_encrypted_pdf_is_named_as_such():
    target = io.BytesIO()
    pikepdf.open(io.BytesIO(blank_pdf(1))).save(
        target, encryption=pikepdf.Encryption(owner="o", user="u")
    )

    assert refusal(target.getvalue()) == "file.encrypted"


def test_limits_of_size_pages_and_pixels_are_kept():
    assert refusal(saved(sheet(), "PNG"), size_bytes=1000) == "file.too_large"
    assert refusal(blank_pdf(4), pages=3) == "file.too_many_pages"
    frames = saved(sheet((9, 9)), "TIFF", save_all=True, append_images=[sheet((9, 9))] * 3)
    assert refusal(frames, pages=3) == "file.too_many_pages"
    assert refusal(saved(sheet((100, 100)), "PNG"), pixels=9_999) == "file.too_many_pixels"


@pytest.mark.parametrize("side", [12_000, 60_000])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(side):
    def chunk(name: bytes, body: bytes) -> bytes:
        checked = name + body
        return len(body).to_bytes(4, "big") + checked + zlib.crc32(checked).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0"))

    assert refusal(bomb + chunk(b"IEND", b"")) == "file.too_many_pixels"


def test_a_huge_pdf_page_is_drawn_smaller_instead_of_filling_memory():
    document = pikepdf.open(io.BytesIO(blank_pdf(1)))
    document.pages[0].MediaBox = pikepdf.Array([0, 0, 14_000, 14_000])
    target = io.BytesIO()
    document.save(target)

    (page,) = import_pages(target.getvalue())

    assert page.width_px <= LONGEST_SIDE_PX


def test_a_preview_fits_its_box_turned_and_is_never_enlarged():
    (page,) = import_pages(saved(sheet(), "PNG", dpi=(100, 100)))

    upright = preview(page.data, box_px=(200, 200))
    lying = preview(page.data, box_px=(400, 200), turn_degrees=90)
    small = preview(page.data, box_px=(5000, 5000))

    assert (upright.width_px, upright.height_px) == (pytest.approx(141, abs=1), 200)
    assert lying.height_px <= 200 < lying.width_px <= 400
    assert (small.width_px, small.height_px, small.dpi) == (*A4_AT_100_DPI, 100)


def test_turning_right_brings_the_left_edge_to_the_top():
    picture = Image.new("L", (100, 100), 255)
    picture.paste(0, (0, 0, 10, 100))

    turned = opened(preview(saved(picture, "PNG"), box_px=(100, 100), turn_degrees=90).data)

    assert turned.getpixel((50, 3)) < 40
    assert turned.getpixel((3, 50)) > 215


def test_a_preview_of_something_else_is_refused():
    with pytest.raises(InputError, match=r"file\.unreadable"):
        preview(b"not a page", box_px=(10, 10))


def test_a_page_never_shows_its_bytes_in_a_log():
    (page,) = import_pages(saved(sheet(), "PNG"))

    assert "data" not in repr(page)
    assert page.size_bytes == len(page.data)
    assert len(page.sha256) == 64

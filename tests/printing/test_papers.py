"""What every paper promises, whatever its form and language."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pikepdf
import pikepdf.pdfa
import pytest
import zxingcpp

from desk_app.domain.languages import Bilingual
from desk_app.domain.papers import LabelledValue, ListedDocument, Marks, PaperLanguage, Section
from desk_app.domain.vocabulary import PaperKind
from desk_app.printing.checks import LONGEST_TEXT
from desk_app.printing.pages import FOOT_PT, LEFT_PT, PAGE_HEIGHT_PT, PAGE_WIDTH_PT, RIGHT_PT
from desk_app.printing.render import preview_page, render
from tests.printing.papers import (
    ALL_PAPERS,
    KAZAKH_LETTERS,
    all_text,
    barcodes,
    codes,
    page_texts,
    paper,
    picture,
    printed,
    same,
    squeezed,
    templates,
    text_boxes,
    texts_of,
)

LONG_NAME = "Әбдіғаппаров-Құлмұхамбетұлы " * 12
LONG_GROUND = (
    "көрсетілетін қызметті алушының және (немесе) ұсынылған материалдардың, деректер мен "
    "мәліметтердің нормативтік құқықтық актілерде белгіленген талаптарға сәйкес келмеуі; "
) * 6


@pytest.mark.parametrize(("kind", "language"), ALL_PAPERS)
def test_every_paper_is_an_archival_file(kind, language):
    content = printed(paper(kind), language)

    report = pikepdf.pdfa.validate_written(BytesIO(content), "2b")

    assert (report.verdict, report.findings) == ("pass", [])


@pytest.mark.parametrize(("kind", "language"), ALL_PAPERS)
def test_every_value_is_on_the_paper_in_its_languages(kind, language):
    made = paper(kind)

    text = all_text(printed(made, language))

    for each in language.languages:
        for value in texts_of(made, each):
            assert squeezed(value) in text


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_paper_in_one_language_is_silent_in_the_other(kind):
    made = paper(kind)
    kazakh, russian = (
        "".join(page_texts(printed(made, language)))
        for language in (PaperLanguage.KK, PaperLanguage.RU)
    )

    assert squeezed(made.title.ru) not in squeezed(kazakh)
    assert squeezed(made.title.kk) not in squeezed(russian)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_every_kazakh_letter_is_printed(kind):
    made = paper(kind, title=Bilingual(KAZAKH_LETTERS, KAZAKH_LETTERS))

    assert KAZAKH_LETTERS in all_text(printed(made, PaperLanguage.KK))


@pytest.mark.parametrize(("kind", "language"), ALL_PAPERS)
def test_every_page_is_exactly_a4(kind, language):
    document = pikepdf.open(BytesIO(printed(paper(kind), language)))

    for page in document.pages:
        sides_mm = [float(side) / 72 * 25.4 for side in page.mediabox]
        assert sides_mm == pytest.approx([0, 0, 210, 297], abs=0.01)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_only_embedded_fonts_are_named(kind):
    document = pikepdf.open(BytesIO(printed(paper(kind))))

    fonts = [font for page in document.pages for font in page.Resources.Font.values()]

    assert fonts
    assert all("NotoSans" in str(font.BaseFont) for font in fonts)
    assert all("/FontFile2" in font.FontDescriptor for font in fonts)


@pytest.mark.parametrize(("kind", "language"), ALL_PAPERS)
def test_the_same_values_give_the_same_bytes(kind, language):
    assert printed(paper(kind), language) == printed(paper(kind), language)


def test_another_process_gives_the_same_bytes():
    program = (
        "from desk_app.printing.render import render\n"
        "from tests.printing.papers import ALL_PAPERS, paper, templates\n"
        "for kind, language in ALL_PAPERS:\n"
        "    print(render(paper(kind), language, templates()).sha256)\n"
    )
    environment = {"PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LANG": "C"}

    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, check=True, env=environment, cwd=sys.path[0] or None,
    )  # fmt: skip

    here = [render(paper(kind), language, templates()).sha256 for kind, language in ALL_PAPERS]
    assert run.stdout.split() == here
    assert len(set(here)) == len(ALL_PAPERS)


def test_papers_drawn_at_the_same_time_keep_their_letters():
    papers = [paper(kind) for kind in PaperKind] * 8
    alone = [printed(made) for made in papers]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(max_workers=4) as pool:
            together = list(pool.map(printed, papers))
    finally:
        sys.setswitchinterval(interval)

    assert together == alone


@pytest.mark.parametrize("kind", list(PaperKind))
def test_the_description_of_the_file_holds_no_person(kind):
    made = paper(kind)
    document = pikepdf.open(BytesIO(printed(made, PaperLanguage.KK)))

    described = f"{dict(document.docinfo)} {document.Root.Metadata.read_bytes().decode()}"

    assert made.title.kk in described
    assert "Серікбаева" not in described
    assert "910314" not in described


@pytest.mark.parametrize(("kind", "language"), ALL_PAPERS)
def test_an_unsigned_paper_does_not_claim_a_signature(kind, language):
    content = printed(paper(kind), language)

    text = all_text(content)

    assert not any(claim in text for claim in ("370-II", "ЭЦҚ", "ЭЦП"))
    assert {code.format for code in codes(content)} <= {zxingcpp.BarcodeFormat.Code128}


@pytest.mark.parametrize(
    ("kind", "language"),
    [pair for pair in ALL_PAPERS if pair[0] not in {PaperKind.MEMO, PaperKind.ACCEPTANCE_REFUSAL}],
)
def test_the_bar_code_is_read_at_office_resolution(kind, language):
    made = paper(kind)

    read = barcodes(printed(made, language))

    assert set(read) == {made.number}


def test_the_longest_number_a_bar_code_holds_is_still_read():
    made = paper(PaperKind.CERTIFICATE, number="AB-" * 11 + "C")

    assert barcodes(printed(made)) == [made.number]


@pytest.mark.parametrize(("kind", "language"), ALL_PAPERS)
def test_long_values_wrap_and_never_leave_the_sheet(kind, language):
    made = longest(kind)

    content = printed(made, language)

    printed_words = words("\n".join(page_texts(content)))
    for each in language.languages:
        assert words("\n".join(texts_of(made, each))) <= printed_words
    for left, bottom, right, top in text_boxes(content):
        assert left >= LEFT_PT - 1
        assert right <= PAGE_WIDTH_PT - RIGHT_PT + 1
        assert bottom >= 5 * 72 / 25.4
        assert top <= PAGE_HEIGHT_PT - 5 * 72 / 25.4


@pytest.mark.parametrize(("kind", "language"), ALL_PAPERS)
def test_text_and_the_foot_of_the_page_never_meet(kind, language):
    content = printed(longest(kind), language)

    between = [
        box for box in text_boxes(content) if box[1] < FOOT_PT - 2 and box[3] > 13 * 72 / 25.4
    ]

    assert between == []


def test_a_word_without_spaces_is_broken_rather_than_cut():
    made = paper(PaperKind.CERTIFICATE, applicant_name="Ұ" * 900)

    content = printed(made)

    assert all_text(content).count("Ұ") == 900
    assert max(right for _, _, right, _ in text_boxes(content)) <= PAGE_WIDTH_PT - RIGHT_PT + 1


def test_a_value_longer_than_a_page_goes_on_overleaf():
    made = paper(PaperKind.MEMO, reason=same("себеп " * 660))

    content = printed(made)

    assert all_text(content).count("себеп") == 660
    assert len(page_texts(content)) > 1


@pytest.mark.parametrize(("kind", "language"), ALL_PAPERS)
def test_a_paper_whose_every_text_is_as_long_as_allowed_is_still_whole(kind, language):
    made = filled(paper(kind), "негіз " * (LONGEST_TEXT // 6))

    content = printed(made, language)

    stated = sum(words(text)["негіз"] for text in texts_of(made, language.languages[0]))
    assert words("\n".join(page_texts(content)))["негіз"] >= stated
    assert min(left for left, _, _, _ in text_boxes(content)) >= LEFT_PT - 1


def test_pages_are_numbered_of_how_many():
    pages = page_texts(printed(longest(PaperKind.APPLICATION), PaperLanguage.KK))

    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page


def test_markup_in_a_value_is_printed_as_it_is():
    name = "<b>Ғали</b> & «Ұлы» <font size=90> {name} %s \\n"

    text = all_text(printed(paper(PaperKind.CERTIFICATE, applicant_name=name)))

    assert squeezed(name) in text


def test_a_decomposed_letter_is_printed_composed():
    made = paper(PaperKind.CERTIFICATE, applicant_name="Андрей".replace("й", "и\u0306"))

    assert "Андрей" in all_text(printed(made))


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_copy_says_so_and_is_another_file(kind):
    copy = paper(kind, marks=Marks(copy_number=2))

    assert "КӨШІРМЕ2/КОПИЯ2" in all_text(printed(copy))
    assert "КӨШІРМЕ2" in all_text(printed(copy, PaperLanguage.KK))
    assert printed(copy) != printed(paper(kind))
    assert "КӨШІРМЕ" not in all_text(printed(paper(kind)))


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_training_paper_says_so_on_every_page(kind):
    pages = page_texts(printed(paper(kind, marks=Marks(training=True))))

    for page in pages:
        assert "ОҚУРЕЖИМІ—жарамсыз" in squeezed(page)
        assert "УЧЕБНЫЙРЕЖИМ—недействительно" in squeezed(page)


def test_the_preview_is_the_raster_of_the_stored_bytes():
    content = printed(paper(PaperKind.CERTIFICATE))

    page = preview_page(content, 0, 96)

    assert (page.width_px, page.height_px) == (794, 1123)
    assert len(page.rgb) == 794 * 1123 * 3
    assert picture(content, 0, 96).getpixel((5, 5)) == (255, 255, 255)
    assert picture(content, 0, 96).convert("L").getextrema() == (0, 255)


@pytest.mark.parametrize(("kind", "language"), ALL_PAPERS)
def test_the_margins_stay_white(kind, language):
    content = printed(longest(kind), language)

    for index in range(len(page_texts(content))):
        page = picture(content, index, 50).convert("L")
        edge = round(50 / 25.4 * 10)
        strips = (
            page.crop((0, 0, edge, page.height)),
            page.crop((page.width - edge, 0, page.width, page.height)),
            page.crop((0, page.height - edge // 2, page.width, page.height)),
        )
        assert {strip.getextrema() for strip in strips} == {(255, 255)}


def words(text: str) -> Counter[str]:
    """Return how often each word stands in a text, without the punctuation around it."""
    return Counter(re.findall(r"[\w-]+", text))


def longest(kind: PaperKind):
    """Return a paper with names beyond 300 letters, long grounds and twelve documents."""
    made = paper(kind)
    changes: dict[str, object] = {}
    names = {field.name for field in dataclasses.fields(made)}
    for name in names & {"applicant_name", "addressee_name"}:
        changes[name] = LONG_NAME.strip()
    for name in names & {"service", "reason", "advice", "place", "legal_basis", "appeal"}:
        changes[name] = same(LONG_GROUND.strip())
    if kind in {PaperKind.APPLICATION, PaperKind.RECEIPT}:
        document = ListedDocument(same(LONG_GROUND[:320].strip()), 3)
        changes["documents"] = (document,) * 12
    if kind is PaperKind.APPLICATION:
        row = LabelledValue(same(LONG_GROUND[:200].strip()), LONG_NAME.strip())
        changes["sections"] = (Section(same("Бөлім"), (row,) * 12),)
    if kind is PaperKind.ACCEPTANCE_REFUSAL:
        changes["missing"] = (same(LONG_GROUND[:320].strip()),) * 12
    if kind is PaperKind.REFUSAL:
        text = same(LONG_GROUND.strip())
        ground = dataclasses.replace(made.grounds[0], text=text, fact=text, remedy=text)
        changes["grounds"] = (ground, ground)
    return dataclasses.replace(made, **changes)


def filled(value, text: str):
    """Return a paper with every text but its number replaced."""
    if isinstance(value, Bilingual):
        return same(text)
    if isinstance(value, tuple):
        return tuple(filled(entry, text) for entry in value)
    if dataclasses.is_dataclass(value):
        return dataclasses.replace(
            value,
            **{
                field.name: filled(getattr(value, field.name), text)
                for field in dataclasses.fields(value)
                if field.name != "number"
            },
        )
    return text if type(value) is str else value

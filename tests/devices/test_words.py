"""Every failure of a device has words in both languages, filled from what it carries."""

from __future__ import annotations

import pytest

from desk_app.devices.ipp import IppAddress
from desk_app.devices.pages import ImportLimits, import_pages
from desk_app.devices.printers import IppPrinters
from desk_app.devices.watched_folder import WatchedFolder
from desk_app.domain.devices import (
    PrintFault,
    ScanFault,
    ScanRequest,
    print_failed,
    scan_failed,
)
from desk_app.domain.languages import Language
from desk_app.errors import InputError, KnownError
from desk_app.resource_paths import shipped_folder
from desk_app.texts import load_texts
from tests.devices.pictures import blank_pdf, saved, sheet

TEXTS = load_texts(shipped_folder("resources") / "texts")


def raised(deed, *args, **options) -> KnownError:
    with pytest.raises(KnownError) as error:
        deed(*args, **options)
    return error.value


FAILURES = [
    *(scan_failed(fault, pages_kept=2, detail="sane_read: x") for fault in ScanFault),
    *(print_failed(fault, detail="ipp 0x0500") for fault in PrintFault),
    *(InputError(f"file.{reason}", field="file") for reason in ("too_slow", "incomplete")),
]


def test_what_is_raised_by_hand_has_words():
    for error in FAILURES:
        for language in Language:
            assert TEXTS.of_error(error, language)


@pytest.mark.parametrize(
    "deed",
    [
        lambda: ScanRequest(dpi=1),
        lambda: ScanRequest(page_limit=0),
        lambda: IppAddress.parse("x"),
        lambda: IppPrinters().submit(b"", title="", copies=0),
        lambda: import_pages(b""),
        lambda: import_pages(b"text"),
        lambda: import_pages(b"\0\0\0\x18ftypheic"),
        lambda: import_pages(b"%PDF-1.7"),
        lambda: import_pages(b"\xff\xd8\xff" + bytes(99)),
        lambda: import_pages(bytes(9), ImportLimits(size_bytes=8)),
        lambda: import_pages(blank_pdf(2), ImportLimits(pages=1)),
        lambda: import_pages(saved(sheet(), "PNG"), ImportLimits(pixels=9)),
    ],
)
def test_what_input_raises_has_words(deed):
    error = raised(deed)

    for language in Language:
        assert TEXTS.of_error(error, language)


def test_a_folder_that_is_gone_has_words(tmp_path):
    error = raised(lambda: list(WatchedFolder(tmp_path / "gone").poll(0)))

    assert TEXTS.of_error(error, Language.KK) != TEXTS.of_error(error, Language.RU)

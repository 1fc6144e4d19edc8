"""Scans are whole, secret, and stored once."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.errors import StoreError
from desk_app.store.attachments import ScanFiles, make_scan_folder

PAGE = b"%PDF a page with a name on it " * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_scan_folder(tmp_path / "scans")
    return tmp_path / "scans"


@pytest.fixture
def scans(folder: Path, key: bytes) -> ScanFiles:
    return ScanFiles(folder, key)


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_any_content_comes_back(scans: ScanFiles, content: bytes) -> None:
    sha256 = scans.put(content)

    assert sha256 == hashlib.sha256(content).hexdigest()
    assert scans.has(sha256)
    assert scans.get(sha256) == content


def test_the_same_page_is_stored_once(scans: ScanFiles, folder: Path) -> None:
    assert scans.put(PAGE) == scans.put(PAGE)

    assert len(stored(folder)) == 1


def test_neither_name_nor_content_tells_what_was_scanned(scans: ScanFiles, folder: Path) -> None:
    sha256 = scans.put(PAGE)

    (file,) = stored(folder)
    assert sha256 not in str(file)
    assert b"name on it" not in file.read_bytes()
    assert sha256.encode() not in file.read_bytes()
    assert bytes.fromhex(sha256) not in file.read_bytes()


def test_the_same_page_in_two_stores_has_two_names(folder: Path, tmp_path: Path) -> None:
    make_scan_folder(tmp_path / "other")
    ScanFiles(folder, b"a" * 32).put(PAGE)
    ScanFiles(tmp_path / "other", b"b" * 32).put(PAGE)

    assert stored(folder)[0].name != stored(tmp_path / "other")[0].name


@pytest.mark.parametrize("sha256", [hashlib.sha256(b"never scanned").hexdigest(), "", "../x", "я"])
def test_a_scan_the_store_does_not_have_is_named_as_missing(scans: ScanFiles, sha256: str) -> None:
    assert not scans.has(sha256)
    with pytest.raises(StoreError, match=r"scan\.not_found"):
        scans.get(sha256)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_bit_or_cut_is_noticed(scans: ScanFiles, folder: Path, data) -> None:
    sha256 = scans.put(PAGE)
    (file,) = stored(folder)
    whole = file.read_bytes()
    if data.draw(st.booleans()):
        damaged = whole[: data.draw(st.integers(0, len(whole) - 1))]
    else:
        bit = data.draw(st.integers(0, len(whole) * 8 - 1))
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
    file.write_bytes(damaged)

    with pytest.raises(StoreError, match=r"scan\.damaged"):
        scans.get(sha256)

    file.write_bytes(whole)


def test_a_file_under_another_pages_name_is_damaged(scans: ScanFiles, folder: Path) -> None:
    sha256 = scans.put(PAGE)
    (file,) = stored(folder)
    scans.put(b"another page")
    (other,) = (path for path in stored(folder) if path != file)

    other.replace(file)

    with pytest.raises(StoreError, match=r"scan\.damaged"):
        scans.get(sha256)


def test_scanning_a_damaged_page_again_puts_it_right(scans: ScanFiles, folder: Path) -> None:
    sha256 = scans.put(PAGE)
    stored(folder)[0].write_bytes(b"torn")

    assert scans.put(PAGE) == sha256

    assert scans.get(sha256) == PAGE


def test_what_a_crash_left_half_written_is_cleared_away(scans: ScanFiles, folder: Path) -> None:
    sha256 = scans.put(PAGE)
    (folder / "incoming" / "torn").write_bytes(b"half")

    assert scans.remove_torn() == 1

    assert len(stored(folder)) == 1
    assert scans.get(sha256) == PAGE


def test_several_lanes_store_pages_at_once(scans: ScanFiles) -> None:
    pages = [f"page {number % 8}".encode() * 1000 for number in range(64)]
    with ThreadPoolExecutor(8) as lanes:
        names = list(lanes.map(scans.put, pages))

    assert [scans.get(name) for name in names] == pages


def test_a_scan_folder_that_is_gone_is_a_failure_of_the_disk(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(StoreError, match=r"store\.io"):
        ScanFiles(tmp_path / "gone", key).put(PAGE)


def test_a_name_that_cannot_be_read_is_a_failure_of_the_disk(scans, folder: Path) -> None:
    sha256 = scans.put(PAGE)
    (file,) = stored(folder)
    file.unlink()
    file.mkdir()

    for deed in (lambda: scans.get(sha256), lambda: scans.put(PAGE)):
        with pytest.raises(StoreError, match=r"store\.io"):
            deed()

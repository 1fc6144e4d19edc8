"""What a scanner puts into the watched folder is offered, taken by one key, and never lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desk_app.devices.watched_folder import WatchedFolder
from desk_app.domain.cases import Step
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.languages import Language
from desk_app.store.logins import STORE_FOLDER
from tests.builders import ticket, wait_in_queue
from tests.devices.pictures import pdf_of, sheet
from tests.sql_guard import no_sql_on_this_thread
from tests.ui.case.counter import ENTER, person


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "arrivals"
    path.mkdir()
    return path


def at_documents(at_counter, folder, **choices):
    """Open a desk with a watched folder, with a visitor's documents on the screen."""
    clerk = at_counter(watched=WatchedFolder(folder), **choices)
    wait_in_queue(clerk.desk.desk, ticket())
    clerk.call()
    somebody = person()
    clerk.data(somebody.iin.digits)
    clerk.data(somebody.document_number[-4:])
    clerk.press(ENTER)
    assert clerk.page.presenter.step is Step.DOCUMENTS
    return clerk


def arrive(clerk, folder, name="scan.pdf", *, pages=2, content=None):
    file = folder / name
    file.write_bytes(content or pdf_of(*(sheet((200, 280), seed=n) for n in range(pages))))
    for _ in range(4):
        clerk.seconds(2)
    return file


def offer(clerk):
    banner = clerk.page.documents.rows.arrived
    return banner.text() if banner.isVisible() else ""


@pytest.mark.parametrize(
    ("language", "words"), [(Language.KK, "2 бет"), (Language.RU, "2 страницы")], ids=str
)
def test_what_arrives_is_offered_and_taken_by_one_key(at_counter, folder, language, words):
    clerk = at_documents(at_counter, folder, language=language)
    with no_sql_on_this_thread():
        file = arrive(clerk, folder)
        offered, was_there = offer(clerk), file.exists()
        clerk.press(Qt.Key.Key_Insert)

    document = clerk.stored().document("employment")
    assert words in offered
    assert "scan.pdf" in offered
    assert was_there
    assert document.status is DocumentStatus.SCANNED
    assert len(document.visible_pages) == 2
    assert all(clerk.desk.desk.scans.has(page.sha256) for page in document.pages)
    assert not file.exists()
    assert offer(clerk) == ""
    assert clerk.focus == "document.education"


def test_nothing_is_taken_without_the_key(at_counter, folder):
    clerk = at_documents(at_counter, folder)

    file = arrive(clerk, folder)

    assert file.exists()
    assert clerk.stored().document("employment").pages == ()


def test_a_file_that_grew_brings_only_its_new_pages(at_counter, folder):
    clerk = at_documents(at_counter, folder)
    arrive(clerk, folder, pages=1)
    clerk.press(Qt.Key.Key_Insert)

    arrive(clerk, folder, pages=3)
    clerk.press(Qt.Key.Key_Up)
    clerk.press(Qt.Key.Key_Insert)

    assert clerk.focus == "document.education"
    document = clerk.stored().document("employment")
    assert len({page.sha256 for page in document.visible_pages}) == 3
    assert len(document.pages) == 3
    assert list(folder.iterdir()) == []


def test_a_file_that_somebody_takes_out_is_offered_no_more(at_counter, folder):
    clerk = at_documents(at_counter, folder)
    arrive(clerk, folder).unlink()

    clerk.seconds(2)
    clerk.seconds(2)

    assert offer(clerk) == ""


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_a_file_that_cannot_be_read_is_told_in_words_and_stays(at_counter, folder, language):
    clerk = at_documents(at_counter, folder, language=language)

    file = arrive(clerk, folder, "photo.heic", content=b"\0\0\0\x18ftypheic" + bytes(400))

    told = clerk.page.documents.rows.unread
    assert told.isVisible()
    assert "photo.heic" in told.text()
    assert "HEIC" in told.text()
    assert file.exists()
    clerk.press(Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    assert "HEIC" in told.text()


def test_a_folder_out_of_reach_is_told_and_its_return_too(at_counter, folder):
    clerk = at_documents(at_counter, folder)
    told = clerk.page.documents.rows.unread
    folder.rmdir()
    clerk.seconds(2)
    clerk.seconds(2)
    away = told.text() if told.isVisible() else ""

    folder.mkdir()
    clerk.seconds(2)
    clerk.seconds(2)

    assert away
    assert not told.isVisible()


def test_the_signed_application_is_taken_from_the_folder_too(at_counter, folder):
    clerk = at_documents(at_counter, folder)
    clerk.page.presenter.go_to(Step.RESULT)
    clerk.settle()
    rows = clerk.page.result.signed
    assert clerk.focus == "document.application"

    file = arrive(clerk, folder, pages=1)
    offered = rows.arrived.isVisible()
    clerk.press(Qt.Key.Key_Insert)

    assert offered
    assert len(clerk.stored().document("application").visible_pages) == 1
    assert not file.exists()


def test_a_case_that_does_not_show_documents_looks_into_no_folder(at_counter, folder):
    clerk = at_documents(at_counter, folder)
    clerk.page.presenter.go_to(Step.APPLICATION)
    clerk.settle()

    arrive(clerk, folder)

    assert clerk.page.watching.offered is None


def test_a_page_that_the_store_does_not_take_leaves_the_file_where_it_is(
    at_counter, folder, tmp_path
):
    clerk = at_documents(at_counter, folder)
    file = arrive(clerk, folder, pages=1)
    scans = tmp_path / "home" / STORE_FOLDER / "scans"
    assert scans.is_dir()
    away = scans.rename(scans.with_name("away"))
    clerk.press(Qt.Key.Key_Insert)
    was_kept, offered = file.exists(), offer(clerk)
    away.rename(scans)
    clerk.page.documents.rows.choose("employment")
    clerk.press(Qt.Key.Key_Insert)

    assert was_kept
    assert "scan.pdf" in offered
    assert len(clerk.stored().document("employment").visible_pages) == 1
    assert not file.exists()


def test_the_help_names_the_key_that_takes_what_arrived_while_there_is_something(
    at_counter, folder
):
    clerk = at_documents(at_counter, folder)

    def keys():
        clerk.press(Qt.Key.Key_F1)
        listed = {key.keys for key in clerk.desk.window.panels.help.explained()}
        clerk.press(Qt.Key.Key_Escape)
        return listed

    assert "Insert" not in keys()
    arrive(clerk, folder)
    assert "Insert" in keys()

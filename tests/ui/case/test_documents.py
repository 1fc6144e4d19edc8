"""Step 2: pages come one by one, are taken out and back, moved, turned, and read from files."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

from desk_app.domain.cases import Step
from desk_app.domain.devices import DeviceInfo, ScanFault, ScanSource, scan_failed
from desk_app.domain.documents import DocumentStatus
from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import DeskKind
from tests.sql_guard import no_sql_on_this_thread
from tests.ui.case.counter import CTRL, ENTER, SHIFT, person
from tests.ui.case.test_other_ends import called, identify

ALT = Qt.KeyboardModifier.AltModifier


def at_documents(at_counter, **choices):
    clerk = called(at_counter, **choices)
    identify(clerk, person())
    assert clerk.page.presenter.step is Step.DOCUMENTS
    return clerk


def pages(clerk, code="employment"):
    return [page.page_id for page in clerk.stored().document(code).visible_pages]


def scanned(clerk):
    """Scan the employment document and come back to it."""
    clerk.press(Qt.Key.Key_F3)
    clerk.press(Qt.Key.Key_Up)
    assert clerk.focus == "document.employment"


def test_every_page_is_stored_and_shown(at_counter, language):
    clerk = at_documents(at_counter, language=language)

    with no_sql_on_this_thread():
        clerk.press(Qt.Key.Key_F3)

    assert len(pages(clerk)) == clerk.page.documents.preview.page_count() >= 1
    assert clerk.stored().document("employment").status is DocumentStatus.SCANNED


def test_the_identity_document_is_listed_as_seen_and_the_keys_pass_it_by(at_counter, language):
    clerk = at_documents(at_counter, language=language)
    row = clerk.page.documents.rows.rows.row("document.identity")
    kept = clerk.stored().document("identity")

    assert row.isVisible()
    assert row.accessibleDescription() == clerk.page.bench.say("document.seen")
    clerk.press(Qt.Key.Key_Up)
    clerk.press(Qt.Key.Key_Up)
    assert clerk.focus == "document.employment"
    clerk.press(Qt.Key.Key_F4)
    clerk.press(Qt.Key.Key_F4)
    clerk.press(Qt.Key.Key_F4)
    assert clerk.stored().document("identity") == kept


def test_a_page_taken_out_comes_back(at_counter, language):
    clerk = at_documents(at_counter, language=language)
    scanned(clerk)
    before = pages(clerk)

    clerk.press(Qt.Key.Key_Delete)
    assert len(pages(clerk)) == len(before) - 1
    assert clerk.page.toast.isVisible()
    clerk.press(Qt.Key.Key_Backspace, ALT)

    assert pages(clerk) == before


def test_pages_change_places(at_counter):
    clerk = at_documents(at_counter)
    scanned(clerk)
    while len(pages(clerk)) < 2:
        clerk.press(Qt.Key.Key_F3)
        clerk.press(Qt.Key.Key_Up)
    before = pages(clerk)
    clerk.page.documents.preview.show_page(0)

    clerk.press(Qt.Key.Key_Down, CTRL)

    assert pages(clerk)[:2] == before[1::-1]


def test_a_page_is_turned_and_stays_turned(at_counter):
    clerk = at_documents(at_counter)
    scanned(clerk)
    shown = clerk.page.documents.preview.page()

    clerk.press(Qt.Key.Key_Asterisk)

    page = clerk.stored().document("employment").visible_pages[shown]
    assert page.turn_degrees == 90


def test_a_page_is_scanned_again_in_its_place(at_counter):
    clerk = at_documents(at_counter)
    scanned(clerk)
    before = pages(clerk)
    clerk.page.documents.preview.show_page(0)

    clerk.press(Qt.Key.Key_F3, SHIFT)

    after = pages(clerk)
    assert len(after) == len(before)
    assert after[0] != before[0]
    assert after[1:] == before[1:]


def test_absent_is_marked_and_taken_back_by_the_same_key(at_counter):
    clerk = at_documents(at_counter)

    clerk.press(Qt.Key.Key_F4)
    assert clerk.stored().document("employment").status is DocumentStatus.ABSENT
    assert clerk.focus == "document.education"
    clerk.press(Qt.Key.Key_Up)
    clerk.press(Qt.Key.Key_F4)

    assert clerk.stored().document("employment").status is DocumentStatus.UNSETTLED


def test_at_the_career_centre_seeing_the_original_is_enough(at_counter, language):
    clerk = at_documents(at_counter, language=language, kind=DeskKind.PROVIDER)

    clerk.press(Qt.Key.Key_Space)

    assert clerk.stored().document("employment").status is DocumentStatus.SEEN
    assert clerk.focus == "document.education"


def test_where_a_copy_is_kept_seeing_is_not_enough(at_counter, language):
    clerk = at_documents(at_counter, language=language)

    clerk.press(Qt.Key.Key_Space)

    assert clerk.stored().document("employment").status is DocumentStatus.UNSETTLED
    assert clerk.page.documents.rows.presenter.rows()[0].failure


def test_the_step_is_not_left_with_a_document_open(at_counter, language):
    clerk = at_documents(at_counter, language=language)
    clerk.press(Qt.Key.Key_F4)

    clerk.press(ENTER, CTRL)

    assert clerk.page.presenter.step is Step.DOCUMENTS
    assert len(clerk.page.documents.summary.lines()) == 1
    assert clerk.focus == "document.education"


class JammingScanner:
    """Gives a page and jams on the next one."""

    info = DeviceInfo("jam", "Jam", "tests", (ScanSource.FEEDER,))

    def __init__(self, image):
        self._image = image

    def scanners(self):
        return (self,)

    def scan(self, request, cancel):
        yield self._image
        raise scan_failed(ScanFault.JAM, pages_kept=1)


def test_a_jam_keeps_the_pages_already_taken(at_counter, language, tmp_path):
    clerk = at_documents(at_counter, language=language)
    (image,) = clerk.page.bench.files.pages(picture(tmp_path).read_bytes())
    clerk.page.bench.scanners = JammingScanner(image)

    clerk.press(Qt.Key.Key_F3)

    assert len(pages(clerk)) == 1
    row = clerk.page.documents.rows.presenter.rows()[0]
    why = clerk.page.bench.texts.get("error.scan.jam", language)
    assert row.failure == why
    begins = {Language.KK: "сканерленбеді. ", Language.RU: "не удалось отсканировать. "}
    assert row.state == begins[language] + why


class EndlessScanner(JammingScanner):
    """Gives one page and then waits until it is cancelled."""

    def scan(self, request, cancel):
        yield self._image
        assert cancel.wait(60)
        raise scan_failed(ScanFault.CANCELLED, pages_kept=1)


def test_esc_stops_the_scanner(at_counter, tmp_path, qtbot):
    clerk = at_documents(at_counter)
    (image,) = clerk.page.bench.files.pages(picture(tmp_path).read_bytes())
    clerk.page.bench.scanners = EndlessScanner(image)
    clerk.desk.key(Qt.Key.Key_F3)
    rows = clerk.page.documents.rows.presenter
    qtbot.waitUntil(lambda: rows.is_scanning and len(rows.pages("employment")) == 1)
    assert "2" in rows.rows()[0].document.words

    clerk.press(Qt.Key.Key_Escape)

    assert not rows.is_scanning
    assert len(pages(clerk)) == 1
    assert threading.active_count() < 30


def picture(folder, *, name="paper.png", side=620):
    file = folder / name
    image = QImage(side, 877, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    image.save(str(file))
    return file


def test_a_file_becomes_pages(at_counter, language, tmp_path):
    clerk = at_documents(at_counter, language=language)

    clerk.page.documents.rows.add_files([picture(tmp_path)])
    clerk.settle()

    assert len(pages(clerk)) == 1


def test_a_file_that_is_no_document_says_why(at_counter, language, tmp_path):
    clerk = at_documents(at_counter, language=language)
    file = tmp_path / "letter.docx"
    file.write_bytes(b"no picture at all")

    clerk.page.documents.rows.add_files([file])
    clerk.settle()

    assert pages(clerk) == []
    row = clerk.page.documents.rows.presenter.rows()[0]
    why = clerk.page.bench.texts.get("error.file.unknown_kind", language)
    assert (row.failure, row.state) == (why, why)

"""What comes in without typing: document lines into the form by hand, files dropped or chosen."""

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from desk_app.domain.applicants import IinSource
from desk_app.domain.keyboard_wedge import extract_identity
from desk_app.domain.mrz import mrz_check_digit
from tests.builders import iins
from tests.ui.case.counter import ENTER
from tests.ui.case.test_documents import at_documents, pages, picture
from tests.ui.case.test_other_ends import called

TODAY = date(2026, 11, 23)
COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def card_lines(iin):
    """Return the three lines of an invented identity card."""

    def checked(field):
        return field + mrz_check_digit(field)

    first = f"I<KAZ{checked('012345678')}{iin.digits}<<<"
    born, expires = checked(f"{iin.birth_date:%y%m%d}"), checked("311231")
    whole = mrz_check_digit(first[5:] + born + expires + "<" * 11)
    return (first, f"{born}F{expires}KAZ{'<' * 11}{whole}", "ULGI<<OIDAN".ljust(30, "<"))


@pytest.mark.parametrize("offline", [False, True], ids=["not known", "offline"])
def test_the_lines_of_a_document_fill_the_form_by_hand(at_counter, language, offline):
    clerk = called(at_counter, language=language, offline=offline)

    assert clerk.page.take_scan(extract_identity("\n".join(card_lines(iins()[7])), TODAY))
    clerk.settle()

    applicant = clerk.stored().applicant
    assert (applicant.iin.digits, applicant.iin_source) == (iins()[7].digits, IinSource.MRZ)
    # The lines are Latin: the name as it is written in Kazakh or Russian stays to be entered.
    assert applicant.latin_name == "ULGI OIDAN"
    assert applicant.document.number == "012345678"
    assert applicant.document.valid_until == date(2031, 12, 31)
    form = clerk.page.identity.presenter.words().form
    assert form["document_number"] == "012345678"
    assert form["birth_date"] == "17.04.1991"


def dropped(rows, files):
    """Drop files on the documents; return whether they would be taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    place = rows.rect().center()
    enter = QDragEnterEvent(place, COPY, data, LEFT, NONE)
    enter.ignore()
    QApplication.sendEvent(rows, enter)
    if enter.isAccepted():
        QApplication.sendEvent(rows, QDropEvent(QPointF(place), COPY, data, LEFT, NONE))
    return enter.isAccepted()


def test_files_dropped_on_the_documents_become_pages_in_order(at_counter, language, tmp_path):
    clerk = at_documents(at_counter, language=language)
    files = [picture(tmp_path, name=f"{n}.png", side=40 + n) for n in range(2)]

    assert dropped(clerk.page.documents.rows, files)
    clerk.settle()

    shown = clerk.case.document("employment").visible_pages
    assert [page.width_px for page in shown] == [40, 41]


def test_what_is_no_file_is_not_taken(at_counter):
    clerk = at_documents(at_counter)
    data = QMimeData()
    data.setText("only words")
    enter = QDragEnterEvent(clerk.page.documents.rows.rect().center(), COPY, data, LEFT, NONE)
    enter.ignore()

    QApplication.sendEvent(clerk.page.documents.rows, enter)

    assert not enter.isAccepted()


def test_a_file_chosen_in_the_dialog_becomes_pages(at_counter, language, tmp_path):
    clerk = at_documents(at_counter, language=language)
    file = picture(tmp_path)
    clerk.page.documents.add_file.setFocus()
    clerk.desk.key(ENTER)
    dialog = clerk.page.documents.findChild(QFileDialog)
    assert dialog.isVisible()

    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(file))
    dialog.accept()
    clerk.settle()

    assert len(pages(clerk)) == 1

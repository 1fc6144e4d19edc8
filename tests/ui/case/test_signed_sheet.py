"""Data changed after the signature: the screen says so, and a new print and scan lead out."""

from PySide6.QtCore import Qt

from desk_app.domain.cases import CaseState, Step
from desk_app.domain.languages import Language
from desk_app.domain.vocabulary import DeskKind, PaperKind
from tests.ui.case.counter import ALT, CTRL, ENTER
from tests.ui.case.test_other_ends import called, ended
from tests.ui.case.test_result import at_result
from tests.ui.shell.test_sign_in import words_on


def changed_after_signing(at_counter, language, sign=Qt.Key.Key_F3, **choices):
    clerk = called(at_counter, language=language, **choices)
    at_result(clerk, language)
    clerk.press(sign)
    clerk.press(Qt.Key.Key_Left, ALT)
    assert clerk.page.presenter.step is Step.APPLICATION
    clerk.page.application.grid.focus_field("job")
    clerk.press(Qt.Key.Key_A, CTRL)
    clerk.data("Жүргізуші")
    clerk.press(ENTER, CTRL)
    assert clerk.page.presenter.step is Step.RESULT
    return clerk


def sheet(clerk):
    return next(row for row in clerk.page.result.signed.presenter.rows())


def test_the_row_and_a_banner_say_that_the_signed_text_is_older(at_counter, language):
    clerk = changed_after_signing(at_counter, language)

    say = clerk.page.bench.texts.get
    banner = clerk.page.result.older_note
    assert banner.isVisible()
    assert banner.text() == say("error.document.signed_text_older", language)
    assert sheet(clerk).state == say("document.signed_older", language)
    assert say("document.signed_older", language) in words_on(clerk.page)
    assert clerk.focus == "document.application"
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)
    assert clerk.stored().state is CaseState.DRAFT


def test_the_new_sheet_takes_the_place_of_the_old_one(at_counter, language):
    clerk = changed_after_signing(at_counter, language)
    before = [page.page_id for page in clerk.case.document("application").visible_pages]

    clerk.press(Qt.Key.Key_F8, CTRL)
    clerk.press(Qt.Key.Key_F3)

    after = [page.page_id for page in clerk.case.document("application").visible_pages]
    assert after
    assert not set(after) & set(before)
    assert not clerk.page.result.older_note.isVisible()
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)
    case = ended(clerk)
    assert case.state is CaseState.ACCEPTED
    assert PaperKind.RECEIPT in {paper.kind for paper in case.papers}


def test_a_sheet_that_was_only_seen_is_seen_again_by_one_key(at_counter):
    clerk = changed_after_signing(
        at_counter, Language.KK, sign=Qt.Key.Key_Space, kind=DeskKind.PROVIDER
    )
    assert clerk.page.result.older_note.isVisible()

    clerk.press(Qt.Key.Key_Space)

    assert not clerk.page.result.older_note.isVisible()
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)
    assert ended(clerk).certificate_number

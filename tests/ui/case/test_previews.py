"""The paper beside the outcomes: what the deed would print, page by page, and why there is none."""

from PySide6.QtCore import Qt

from desk_app.domain.papers import PaperLanguage
from desk_app.domain.vocabulary import DeskKind, Outcome
from desk_app.printing.render import preview_pages
from desk_app.services import intake
from tests.ui.case.counter import CTRL, ENTER, person
from tests.ui.case.test_other_ends import called, ended, identify
from tests.ui.case.test_result import at_result
from ui.presenters.paper_beforehand import PREVIEW_DPI
from ui.views.pictures import paper_picture


def shown(clerk):
    """Return the pages beside the outcomes as they are seen when leafed through."""
    preview = clerk.page.result.preview
    return list(preview.images())


def pages_of(clerk, case):
    content = clerk.desk.desk.scans.get(case.papers[-1].sha256)
    return [paper_picture(page) for page in preview_pages(content, PREVIEW_DPI)]


def test_the_receipt_shown_is_the_receipt_given(at_counter, language):
    clerk = called(at_counter, language=language)
    at_result(clerk, language)
    clerk.press(Qt.Key.Key_F3)
    clerk.seconds(1)
    beforehand = shown(clerk)

    clerk.press(ENTER, CTRL)

    assert beforehand == pages_of(clerk, ended(clerk))


def test_the_sheet_just_scanned_is_never_taken_for_the_paper(at_counter, language):
    clerk = called(at_counter, language=language)
    at_result(clerk, language)
    clerk.press(Qt.Key.Key_F3)
    paper = shown(clerk)

    clerk.page.result.signed.focus_chosen()
    clerk.settle()

    assert len(paper) == 1
    assert shown(clerk) == paper


def test_the_signed_sheet_is_looked_at_from_its_row_and_left_again(at_counter):
    clerk = called(at_counter)
    at_result(clerk, clerk.language)
    clerk.press(Qt.Key.Key_F3)
    clerk.page.result.signed.focus_chosen()

    clerk.press(Qt.Key.Key_F8)
    assert clerk.page.result.sheet.isVisible()
    assert not clerk.page.result.preview.isVisible()
    clerk.press(Qt.Key.Key_F8)

    assert clerk.page.result.preview.isVisible()
    assert not clerk.page.result.sheet.isVisible()
    assert clerk.focus == "document.application"


def test_without_a_paper_the_screen_says_what_is_in_the_way(at_counter, language):
    clerk = called(at_counter, language=language)
    at_result(clerk, language)

    assert shown(clerk) == []
    obstacle = clerk.page.file.code_words("document.unsettled", {})
    assert obstacle in clerk.page.result.preview.empty_text()


def test_a_paper_of_several_pages_is_leafed_through(at_counter, language):
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    identify(clerk, person())
    intake.choose_languages(
        clerk.case.application_id, desk=clerk.desk.desk, result=PaperLanguage.BOTH
    )
    clerk.press(Qt.Key.Key_F7)
    clerk.press(ENTER)
    clerk.data("Құжаттағы күн түзетілген")
    clerk.press(ENTER)
    preview = clerk.page.result.preview
    assert preview.page_count() == 2

    clerk.press(Qt.Key.Key_F8)
    clerk.press(Qt.Key.Key_PageDown)
    assert preview.page() == 1
    clerk.press(Qt.Key.Key_PageUp)

    assert preview.page() == 0
    assert clerk.page.result.presenter.outcome is Outcome.REFUSE

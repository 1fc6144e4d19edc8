"""The reasoned refusal: its status is the one asked for, its source is named in words."""

from PySide6.QtCore import Qt

from desk_app.domain.rules import find_evidence_words
from desk_app.domain.vocabulary import DeskKind, RequestedStatus
from registry.seeding.people import Story
from tests.ui.case.counter import CTRL, ENTER, SHIFT, person
from tests.ui.case.test_other_ends import called, ended, identify


def refusing(at_counter, language):
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    identify(clerk, person())
    clerk.press(Qt.Key.Key_F7)
    return clerk


def test_another_status_to_refuse_is_another_status_asked_for(at_counter, language):
    clerk = refusing(at_counter, language)
    clerk.press(Qt.Key.Key_Backtab, SHIFT)
    assert clerk.focus == "refused_status.job_seeker", clerk.focus

    clerk.press(Qt.Key.Key_Right)

    assert clerk.stored().requested_status is RequestedStatus.UNEMPLOYED
    assert clerk.page.result.presenter.status is RequestedStatus.UNEMPLOYED
    clerk.press(Qt.Key.Key_Tab)
    clerk.press(ENTER)
    assert clerk.focus == "fact"
    clerk.data("Құжаттағы күн түзетілген")
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)
    assert ended(clerk).decision.refused_status is RequestedStatus.UNEMPLOYED


def test_what_a_check_shows_is_the_ground_and_the_source(at_counter, language):
    clerk = called(at_counter, language=language, kind=DeskKind.PROVIDER)
    identify(clerk, person(Story.EMPLOYED))
    clerk.press(Qt.Key.Key_F7)
    clerk.press(Qt.Key.Key_Backtab, SHIFT)
    clerk.press(Qt.Key.Key_Right)
    presenter = clerk.page.result.presenter
    assert (presenter.choice.ground, presenter.choice.sub_reason) == ("G2", "U2")
    clerk.press(Qt.Key.Key_Tab)
    clerk.press(ENTER)
    assert clerk.focus == "fact"
    clerk.data("Еңбек шарты қолданыста")
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)

    case = ended(clerk)
    decision = case.decision
    assert (decision.ground, decision.sub_reason) == ("G2", "U2")
    assert decision.source == "labour_contract"
    assert decision.queried_at == case.check("labour_contract").queried_at


def test_the_source_is_chosen_in_words_with_its_name(at_counter, language):
    clerk = refusing(at_counter, language)
    clerk.press(ENTER)
    clerk.data("Құжаттағы күн түзетілген")
    clerk.press(Qt.Key.Key_Tab)
    assert clerk.focus == "source"
    pack = clerk.page.file.pack
    presenter = clerk.page.result.presenter
    words = {listed.code: listed.text for listed in presenter.evidence()}
    assert words
    for code, text in words.items():
        assert text == find_evidence_words(pack, code).text(language)

    clerk.press(Qt.Key.Key_Down)
    clerk.press(Qt.Key.Key_End)
    clerk.press(ENTER)
    assert clerk.focus == "source_detail"
    clerk.data("№ 12")
    clerk.press(ENTER)
    clerk.seconds(1)
    clerk.press(ENTER, CTRL)

    decision = ended(clerk).decision
    assert decision.source == list(words)[-1]
    assert decision.source_detail == "№ 12"

"""Who does not serve has a page of their own; who does sees nothing of the rules."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt

from desk_app.domain.languages import Language
from desk_app.domain.operators import Operator
from desk_app.domain.rules import lawyer_list
from desk_app.domain.standard_card import standard_card
from desk_app.domain.vocabulary import Role
from tests.builders import ADMINISTRATOR, OPERATOR, SUPERVISOR, packs, ticket, wait_in_queue
from tests.sql_guard import no_sql_on_this_thread
from tests.ui.shell.desk_window import SECOND, texts
from tests.ui.shell.test_sign_in import words_on

BOTH = Operator("both", "Ойдан Екі Рөл", frozenset({Role.ADMINISTRATOR, Role.SPECIALIST}))
OTHER_PACK = "KZ-LIR-2023"
CTRL = Qt.KeyboardModifier.ControlModifier


def sign_in_as(open_desk, operator, language, **choices):
    shown = open_desk(
        language=language, unlock=lambda *_: shown.desk.as_operator(operator), **choices
    )
    with no_sql_on_this_thread():
        shown.sign_in()
    return shown


def unlock(desk):
    """Sign in on the lock; the door of these tests knows whose turn it is."""
    desk.part("lock.operator").set_value(SECOND.login)
    desk.part("lock.password").setFocus()
    desk.type("anything")
    desk.key(Qt.Key.Key_Return)


def listed(desk, name):
    table = desk.part(name)
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


@pytest.mark.parametrize("operator", [ADMINISTRATOR, SUPERVISOR], ids=lambda o: o.login)
def test_who_answers_for_the_rules_lands_on_them(open_desk, language, operator):
    desk = sign_in_as(open_desk, operator, language)

    own = desk.desk.pack
    words = words_on(desk.window)
    expired = texts().get("rules.expired", language, pack=own.pack_id, date="30.06.2023")
    assert desk.page_name == "rules"
    assert expired in words
    assert own.replaced_note.text(language) in words
    assert [row[0] for row in listed(desk, "rules.packs")] == [own.pack_id, OTHER_PACK]
    paths = [row[0] for row in listed(desk, "rules.to_check")]
    assert paths == [item.path for item in lawyer_list(own)]


def test_a_calendar_about_to_end_is_told_to_who_answers_for_it(open_desk, language):
    def unlock_with_the_calendar_near_its_end(*_):
        calendar = replace(shown.desk.calendar, covers_to=date(2026, 12, 31))
        return replace(shown.desk.as_operator(ADMINISTRATOR), calendar=calendar)

    shown = open_desk(language=language, unlock=unlock_with_the_calendar_near_its_end)
    shown.sign_in()

    assert texts().get("rules.calendar", language, date="31.12.2026") in words_on(shown.window)


def test_the_list_of_the_other_pack_is_reached_by_keys(open_desk, language):
    desk = sign_in_as(open_desk, ADMINISTRATOR, language)
    assert desk.focus().objectName() == "rules.packs"

    desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Tab)
    desk.key(Qt.Key.Key_Tab)
    desk.key(Qt.Key.Key_Down)

    assert desk.focus().objectName() == "rules.to_check"
    paths = [row[0] for row in listed(desk, "rules.to_check")]
    assert paths == [item.path for item in lawyer_list(packs()[OTHER_PACK])]
    assert desk.part("rules.to_check").chosen_key() == paths[1]


def test_what_the_pack_says_of_the_service_is_reached_by_keys(open_desk, language):
    desk = sign_in_as(open_desk, ADMINISTRATOR, language)

    desk.key(Qt.Key.Key_Tab)
    desk.key(Qt.Key.Key_Right)

    lines = standard_card(desk.desk.pack)
    assert [row[1] for row in listed(desk, "rules.card")] == [
        line.words.text(language) for line in lines
    ]
    assert desk.part("rules.card").isVisible()
    assert not desk.part("rules.to_check").isVisible()
    assert texts().get("rules.card_title", language) in words_on(desk.window)


def test_the_page_of_the_rules_changes_its_language_with_everything_on_it(open_desk):
    desk = sign_in_as(open_desk, ADMINISTRATOR, Language.KK)

    desk.key(Qt.Key.Key_F12, CTRL)

    words = words_on(desk.window)
    assert texts().get("rules.title", Language.RU) in words
    assert texts().get("rules.state.expired", Language.RU) in listed(desk, "rules.packs")[0]


def test_no_counter_and_no_queue_for_who_does_not_serve(open_desk, language):
    desk = sign_in_as(open_desk, SUPERVISOR, language)
    wait_in_queue(desk.desk, ticket())

    assert texts().get("standing.no_counter", language) in words_on(desk.window)
    assert not desk.window.frame.rail.isVisible()
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F10):
        desk.key(key)
        desk.settle()
    desk.key(Qt.Key.Key_Space, CTRL)

    assert desk.page_name == "rules"
    assert desk.window.workspace.home.counter is None
    assert texts().get("error.access.not_allowed", language) in words_on(desk.window)


def test_who_does_not_serve_locks_and_comes_back_to_their_page(open_desk, language):
    desk = sign_in_as(open_desk, ADMINISTRATOR, language)

    desk.key(Qt.Key.Key_F12)
    locked = desk.page_name
    unlock(desk)
    desk.until(lambda: desk.page_name == "rules")
    desk.settle()

    assert locked == "lock"
    assert not desk.window.frame.rail.isVisible()


def test_an_operator_takes_the_desk_over_from_an_administrator(open_desk, language):
    operators = {o.login: o for o in (ADMINISTRATOR, OPERATOR)}
    signing_in = [ADMINISTRATOR.login]
    shown = open_desk(
        language=language,
        unlock=lambda *_: shown.desk.as_operator(operators[signing_in[-1]]),
    )
    shown.sign_in()
    shown.key(Qt.Key.Key_F12)
    signing_in.append(OPERATOR.login)

    unlock(shown)
    shown.until(lambda: shown.page_name == "idle")
    shown.settle()

    assert shown.window.frame.rail.isVisible()
    assert not shown.window.frame.has_banner()


def test_who_serves_too_goes_on_to_work_by_one_key(open_desk, language):
    desk = sign_in_as(open_desk, BOTH, language)
    first = desk.page_name

    desk.key(Qt.Key.Key_Escape)

    assert (first, desk.page_name) == ("rules", "idle")
    assert desk.window.frame.rail.isVisible()
    assert not desk.window.frame.has_banner()


def test_an_operator_is_told_nothing(open_desk, language):
    desk = sign_in_as(open_desk, OPERATOR, language)

    assert desk.page_name == "idle"
    assert not desk.window.frame.has_banner()
    assert texts().get("rules.title", language) not in words_on(desk.window)

"""One's own password changed by keys, at sign-in, on the lock and at work, on real keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desk_app.bootstrap import prepare, set_up
from desk_app.domain.vocabulary import DeskKind
from desk_app.store.keys import Cost
from tests.builders import CORPORATION, OPERATOR, journal
from tests.sql_guard import no_sql_on_this_thread
from tests.ui.shell.desk_window import PASSWORD, settings_of, texts
from tests.ui.shell.test_sign_in import words_on

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
NEW = "another horse 7"
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Office:
    """What the settings of a window are made from."""

    office = CORPORATION
    pack_id = "KZ-LIR-2020"


@pytest.fixture
def premises(tmp_path):
    home = tmp_path / "real"
    settings = settings_of(home, Office, "ru")
    set_up(settings, {OPERATOR: PASSWORD}, cost=CHEAP)
    made = prepare(settings, texts(), cost=CHEAP)
    yield made
    made.close()


@pytest.fixture
def shown(open_desk, premises, language):
    return open_desk(
        kind=DeskKind.STATE_CORPORATION,
        language=language,
        unlock=premises.unlock,
        change_password=premises.change_password,
    )


def change(desk, old, new, again=None):
    desk.key(Qt.Key.Key_F12, SHIFT)
    for text in (old, new, again or new):
        desk.type(text)
        desk.key(Qt.Key.Key_Return)
    desk.settle()


def error_of(desk, field):
    return desk.part(f"password.{field}_field").error()


def test_the_password_is_changed_before_sign_in(shown, language):
    with no_sql_on_this_thread():
        change(shown, PASSWORD, NEW)

    assert not shown.window.panels.password.isVisible()
    assert texts().get("password.changed", language) in words_on(shown.window)
    assert shown.focus().objectName() == "sign_in.password"
    shown.sign_in(NEW)
    assert shown.page_name == "idle"
    assert "operator.password_changed" in journal(shown.window.bench.desk)


def test_the_old_password_opens_nothing_after_the_change(shown, language):
    change(shown, PASSWORD, NEW)

    shown.type(PASSWORD)
    shown.key(Qt.Key.Key_Return)
    shown.settle()

    assert shown.page_name == "sign_in"
    assert texts().get("sign_in.wrong", language, n=4) in words_on(shown.window)


def test_the_password_is_changed_on_the_lock_and_at_work(shown):
    shown.sign_in()
    change(shown, PASSWORD, NEW)
    shown.key(Qt.Key.Key_F12)
    change(shown, NEW, PASSWORD)

    assert shown.page_name == "lock"
    shown.type(PASSWORD)
    shown.key(Qt.Key.Key_Return)
    shown.until(lambda: shown.page_name == "idle")


@pytest.mark.parametrize(
    ("typed", "field", "key", "params"),
    [
        (("wrong one", NEW, NEW), "old", "error.access.wrong_password", {"n": 4}),
        ((PASSWORD, "short", "short"), "new", "error.password.too_short", {"n": 8}),
        ((PASSWORD, NEW, "not the same"), "again", "error.password.differ", {}),
    ],
    ids=["wrong", "short", "differ"],
)
def test_what_is_wrong_stands_under_its_field(shown, language, typed, field, key, params):
    change(shown, *typed)

    assert error_of(shown, field) == texts().get(key, language, **params)
    assert shown.focus().objectName() == f"password.{field}"
    shown.key(Qt.Key.Key_Escape)
    shown.sign_in()
    assert shown.page_name == "idle"


def test_no_password_stays_in_a_panel_that_was_left(shown):
    shown.key(Qt.Key.Key_F12, SHIFT)
    shown.type(PASSWORD)
    shown.key(Qt.Key.Key_Escape)

    assert shown.part("password.old").value() == ""
    assert not shown.window.panels.password.isVisible()


def test_the_panel_changes_its_language_and_keeps_what_is_typed(shown, language):
    shown.key(Qt.Key.Key_F12, SHIFT)
    shown.type(PASSWORD)
    before = words_on(shown.window)

    shown.key(Qt.Key.Key_F12, CTRL)

    assert shown.part("password.old").value() == PASSWORD
    assert shown.focus().objectName() == "password.old"
    assert texts().get("password.again", language) in before
    assert texts().get("password.again", language) not in words_on(shown.window)

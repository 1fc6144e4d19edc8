"""The keyboard map of ui.md §6: every action has a key, and no key depends on a layout."""

import re
from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence

from desk_app.domain.languages import Language
from tests.ui.shell.desk_window import texts
from ui.keys import BINDINGS, BY_ACTION, Action
from ui.presenters.help import EVERYWHERE
from ui.views.case_page import CasePage
from ui.views.done_page import DonePage
from ui.views.hand_over_page import HandOverPage
from ui.views.idle_page import IdlePage
from ui.views.list_page import ListPage
from ui.views.lock_page import LockPage
from ui.views.outbox_page import OutboxPage
from ui.views.rules_page import RulesPage
from ui.views.sign_in_page import SignInPage

PAGES = (
    SignInPage,
    IdlePage,
    CasePage,
    DonePage,
    HandOverPage,
    ListPage,
    OutboxPage,
    RulesPage,
    LockPage,
)
KEYS = [key for binding in BINDINGS for key in binding.keys]


def test_every_action_has_a_key():
    assert set(BY_ACTION) == set(Action)
    assert all(binding.keys for binding in BINDINGS)


def test_every_key_is_one_the_toolkit_knows_and_belongs_to_one_action():
    read = [QKeySequence(key).toString() for key in KEYS]

    assert all(read)
    assert [key for key, times in Counter(read).items() if times > 1] == []


def test_the_key_shown_is_never_a_letter_or_a_digit():
    shown = [binding.keys[0].rpartition("+")[2] for binding in BINDINGS]

    assert [key for key in shown if re.fullmatch(r".", key)] == []


@pytest.mark.parametrize("key", KEYS)
def test_no_key_switches_the_layout_or_needs_one(key):
    *first, last = key.split("+")
    held = set(first)

    assert not last.isdigit()
    assert not {"Ctrl", "Shift"} <= held
    assert not {"Alt", "Shift"} <= held
    assert not {"Ctrl", "Alt"} <= held
    assert held or len(last) > 1


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_the_help_of_a_page_names_each_key_once_in_both_languages(page):
    actions = dict.fromkeys((*page.answers_to, *EVERYWHERE))
    listed = [BY_ACTION[action].shown for action in actions] + [key for key, _ in page.more_keys]

    assert [key for key, times in Counter(listed).items() if times > 1] == []
    for _, words in page.more_keys:
        assert texts().get(words, Language.KK) != texts().get(words, Language.RU)


def test_the_help_lists_every_action_somewhere():
    told = {action for page in PAGES for action in page.answers_to} | set(EVERYWHERE)

    assert set(Action) - told == set()

"""The keys of a screen in words, and the search among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desk_app.domain.names import search_key
from ui.keys import BY_ACTION, Action
from ui.presenters.words import Say

# On every screen of a desk that serves.
EVERYWHERE = (
    Action.HELP,
    Action.CALL_NEXT,
    Action.TAKE_WITHOUT_TICKET,
    Action.SEARCH,
    Action.OUTBOX,
    Action.EXCHANGE,
    Action.NEXT_TAB,
    Action.PREVIOUS_TAB,
    Action.NEXT_PANE,
    Action.PREVIOUS_PANE,
    Action.FULL_SCREEN,
    Action.LOCK,
    Action.CHANGE_PASSWORD,
    Action.SWITCH_LANGUAGE,
)
# For who has signed in and does not serve.
WITHOUT_COUNTER = (
    Action.HELP,
    Action.EXCHANGE,
    Action.NEXT_PANE,
    Action.PREVIOUS_PANE,
    Action.FULL_SCREEN,
    Action.LOCK,
    Action.CHANGE_PASSWORD,
    Action.SWITCH_LANGUAGE,
)
WITHOUT_DESK = (
    Action.HELP,
    Action.FULL_SCREEN,
    Action.CHANGE_PASSWORD,
    Action.SWITCH_LANGUAGE,
)
OVER_A_PANEL = (Action.HELP, Action.FULL_SCREEN, Action.LOCK, Action.SWITCH_LANGUAGE)


@dataclass(frozen=True, slots=True)
class HelpKey:
    """A key as printed on it, and what it does."""

    keys: str
    words: str


def keys_of(
    actions: Iterable[Action],
    more: Iterable[tuple[str, str]],
    say: Say,
    *,
    everywhere: Iterable[Action] = EVERYWHERE,
) -> tuple[HelpKey, ...]:
    """Return the keys of a screen, its own first, each action once."""
    every = dict.fromkeys((*actions, *everywhere))
    own = [HelpKey(BY_ACTION[action].shown, say(f"action.{action}")) for action in every]
    return (*own, *(HelpKey(keys, say(words)) for keys, words in more))


def panel_keys_of(more: Iterable[tuple[str, str]], say: Say) -> tuple[HelpKey, ...]:
    """Return the keys of an open panel: the screen below hears none but these."""
    own = tuple(HelpKey(keys, say(words)) for keys, words in more)
    return (*own, *keys_of((), (), say, everywhere=OVER_A_PANEL))


def matching(keys: Iterable[HelpKey], typed: str) -> tuple[HelpKey, ...]:
    """Return the keys whose words or key hold everything typed, whatever its letters' case."""
    wanted = search_key(typed).split()
    return tuple(
        key for key in keys if all(word in search_key(f"{key.keys} {key.words}") for word in wanted)
    )

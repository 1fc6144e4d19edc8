"""The keyboard map: every action has a key that no layout changes (ui.md §6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a key or a button of the window asks for; pages answer those they know."""

    HELP = "help"
    CALL_NEXT = "call_next"
    NOT_COME = "not_come"
    TAKE_WITHOUT_TICKET = "take_without_ticket"
    CALL_AGAIN = "call_again"
    SCAN = "scan"
    RESCAN_PAGE = "rescan_page"
    ABSENT = "absent"
    EXCHANGE = "exchange"
    NEXT_PANE = "next_pane"
    PREVIOUS_PANE = "previous_pane"
    REFUSE = "refuse"
    OTHER_STATUS = "other_status"
    PREVIEW = "preview"
    PRINT_APPLICATION = "print_application"
    PRINT_AGAIN = "print_again"
    HOLD = "hold"
    WITHDRAW = "withdraw"
    OUTBOX = "outbox"
    FULL_SCREEN = "full_screen"
    LOCK = "lock"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - what a key asks for
    SWITCH_LANGUAGE = "switch_language"
    SEARCH = "search"
    NEXT_STEP = "next_step"
    STEP_BACK = "step_back"
    STEP_FORWARD = "step_forward"
    UNDO = "undo"
    NEXT_TAB = "next_tab"
    PREVIOUS_TAB = "previous_tab"
    ESCAPE = "escape"


@dataclass(frozen=True, slots=True)
class Binding:
    """The keys of an action in Qt notation; the first is shown, the others are second names."""

    action: Action
    keys: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The key as a key cap shows it."""
        return self.keys[0].replace("Return", "Enter").replace("Left", "←").replace("Right", "→")


BINDINGS: tuple[Binding, ...] = (
    Binding(Action.HELP, ("F1",)),
    Binding(Action.CALL_NEXT, ("F2",)),
    Binding(Action.TAKE_WITHOUT_TICKET, ("Shift+F2",)),
    Binding(Action.CALL_AGAIN, ("Ctrl+F2",)),
    Binding(Action.SCAN, ("F3",)),
    Binding(Action.RESCAN_PAGE, ("Shift+F3",)),
    Binding(Action.ABSENT, ("F4",)),
    Binding(Action.EXCHANGE, ("F5",)),
    Binding(Action.NEXT_PANE, ("F6",)),
    Binding(Action.PREVIOUS_PANE, ("Shift+F6",)),
    Binding(Action.REFUSE, ("F7",)),
    Binding(Action.OTHER_STATUS, ("Shift+F7",)),
    Binding(Action.PREVIEW, ("F8",)),
    Binding(Action.PRINT_APPLICATION, ("Ctrl+F8",)),
    Binding(Action.PRINT_AGAIN, ("Shift+F8",)),
    Binding(Action.HOLD, ("F9",)),
    Binding(Action.NOT_COME, ("Shift+F9",)),
    Binding(Action.WITHDRAW, ("Ctrl+F9",)),
    Binding(Action.OUTBOX, ("F10",)),
    Binding(Action.FULL_SCREEN, ("F11",)),
    Binding(Action.LOCK, ("F12",)),
    Binding(Action.CHANGE_PASSWORD, ("Shift+F12",)),
    Binding(Action.SWITCH_LANGUAGE, ("Ctrl+F12",)),
    Binding(Action.SEARCH, ("Ctrl+Space", "Ctrl+K")),
    Binding(Action.NEXT_STEP, ("Ctrl+Return", "Ctrl+Enter")),
    Binding(Action.STEP_BACK, ("Alt+Left",)),
    Binding(Action.STEP_FORWARD, ("Alt+Right",)),
    Binding(Action.UNDO, ("Alt+Backspace", "Ctrl+Z")),
    Binding(Action.NEXT_TAB, ("Ctrl+PgDown",)),
    Binding(Action.PREVIOUS_TAB, ("Ctrl+PgUp",)),
    Binding(Action.ESCAPE, ("Esc",)),
)

BY_ACTION: dict[Action, Binding] = {binding.action: binding for binding in BINDINGS}

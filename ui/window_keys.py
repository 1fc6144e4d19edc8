"""The keys of the window as its events carry them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from ui.keys import BINDINGS, Action

# Any of these puts the lock off.
INPUT_EVENTS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
# Held down, these act once: a deed is never done again because a finger lay on its key.
PRESSED_ONCE = frozenset(
    {Qt.Key.Key_Return, Qt.Key.Key_Enter, *range(Qt.Key.Key_F1, Qt.Key.Key_F35 + 1)}
)


def actions_by_key() -> dict[str, Action]:
    """Return what each key asks for, by the key as `key_of` writes it."""
    pairs = ((key, binding.action) for binding in BINDINGS for key in binding.keys)
    return {QKeySequence(key).toString(): action for key, action in pairs}


def key_of(event: QKeyEvent) -> str:
    """Return the key of an event with its modifiers; the number pad's keys are like the others."""
    combination = event.keyCombination()
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(int(plain.value) | int(combination.key())).toString()

"""Whether what a part paints is said as well: the words painted against those of the tree."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage, QRegion
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QWidget

from tests.ui.window.audit import called, visible
from ui.presenters.words import DASH
from ui.widgets import painting
from ui.widgets.cards import Avatar
from ui.widgets.choice_input import ChoiceInput

_SAYS = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
)


# Initials stand beside the name; an invitation to choose is no value.
_WITHOUT_WORDS = (Avatar, ChoiceInput)


def unsaid(window: QWidget) -> Iterator[str]:
    """Yield what is painted and not told to a screen reader by the part or by one around it."""
    with _listening() as painted:
        for part in visible(window, QWidget):
            if _paints(part) and not isinstance(part, _WITHOUT_WORDS):
                painted.clear()
                _paint(part)
                said = " ".join(_said(part))
                unheard = (text for text in painted if not _is_in(text, said))
                yield from (f"{called(part)}: {text}" for text in unheard)


def _paint(part: QWidget) -> None:
    """Let a part paint itself, and no other part inside it; the rows of a list are its own."""
    if isinstance(part, QAbstractScrollArea):
        part.grab()
        return
    picture = QImage(part.size(), QImage.Format.Format_RGB32)
    flags = QWidget.RenderFlag.DrawWindowBackground
    part.render(picture, QPoint(), QRegion(), flags)


def _paints(part: QWidget) -> bool:
    return type(part).__module__.startswith("ui.") and "paintEvent" in vars(type(part))


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Note every text that is drawn, wherever the drawing is imported."""
    painted: list[str] = []
    draw_text = painting.draw_text

    def heard(painter, box, text, *rest):
        painted.append(text)
        draw_text(painter, box, text, *rest)

    with ExitStack() as stack:
        stack.enter_context(_instead("draw_text", heard))
        # A key is told by the help and is no part of a name (ui.md, accessibility).
        stack.enter_context(_instead("draw_key_cap", lambda *_: None))
        yield painted


@contextmanager
def _instead(name: str, drawing) -> Iterator[None]:
    own = getattr(painting, name)
    modules = [m for n, m in sys.modules.items() if n.startswith("ui.")]
    having = [module for module in modules if vars(module).get(name) is own]
    for module in having:
        setattr(module, name, drawing)
    try:
        yield
    finally:
        for module in having:
            setattr(module, name, own)


def _said(part: QWidget) -> Iterator[str]:
    for widget in (part, *part.findChildren(QWidget)):
        told = QAccessible.queryAccessibleInterface(widget)
        if told is not None:
            yield from (told.text(kind) for kind in _SAYS)
            yield from _children(told)
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from _rows(widget)
    above = part.parentWidget()
    for _ in range(3):
        told = QAccessible.queryAccessibleInterface(above) if above is not None else None
        if told is not None:
            yield from (told.text(kind) for kind in _SAYS)
        above = above.parentWidget() if above is not None else None


def _rows(view: QAbstractItemView) -> Iterator[str]:
    model, says = view.model(), Qt.ItemDataRole.AccessibleTextRole
    yield from (str(model.data(model.index(row, 0), says)) for row in range(model.rowCount()))


def _children(told) -> Iterator[str]:
    for number in range(told.childCount()):
        child = told.child(number)
        if child is not None and child.isValid():
            yield from (child.text(kind) for kind in _SAYS)


def _is_in(text: str, said: str) -> bool:
    if re.fullmatch(r"\d+:\d\d", text):
        # A length of time is said in words.
        return all(re.search(rf"\b{int(part)}\b", said) for part in text.split(":"))
    return text == DASH or text.rstrip("…").strip() in said

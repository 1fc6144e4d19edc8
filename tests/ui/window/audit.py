"""What is wrong with a window as it stands: names, fit, order of the keys, words, persons."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from desk_app.domain.languages import Bilingual, Language
from tests.builders import packs
from tests.ui.kit.keys import press
from tests.ui.shell.desk_window import texts
from ui.tokens import MIN_TARGET_PX
from ui.widgets.messages import Toast
from ui.widgets.overlay import Overlay

LONGEST_CYCLE = 120
# The switch offers each language by its own name, whatever the language in force.
_NAMES_LANGUAGES = "top.language."
_TAB = Qt.FocusPolicy.TabFocus
_UNPAINTED = (QLabel, QAbstractButton, QLineEdit, QAbstractScrollArea)


def settle_layout() -> None:
    """Let every pending layout have its turn, as before the next picture of the screen."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()
    # What a timer changed in the last of these turns wants its place too.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def visible(window, kind):
    return [part for part in window.findChildren(kind) if part.isVisible()]


def called(part: QWidget) -> str:
    return part.objectName() or f"{type(part).__name__} in {_place(part)}"


def _place(part: QWidget) -> str:
    above = part.parentWidget()
    while above is not None and not above.objectName():
        above = above.parentWidget()
    return above.objectName() if above is not None else "?"


# --- names ---


def nameless(window: QWidget) -> Iterator[str]:
    """Yield what a screen reader could not name, and twins among the children of one part."""
    for parts in _families(window):
        focusable = [part for part in parts if part.state().focusable]
        names = [part.text(QAccessible.Text.Name) for part in focusable]
        yield from (f"no name: {_spoken(part)}" for part in focusable if not _name(part).strip())
        yield from (f"twins: {name}" for name in set(names) if names.count(name) > 1 and name)


def mute(window: QWidget) -> Iterator[str]:
    """Yield what paints itself and tells a screen reader neither role nor value."""
    for part in visible(window, QWidget):
        paints = type(part).__module__.startswith("ui.") and "paintEvent" in vars(type(part))
        if not paints or isinstance(part, _UNPAINTED) or not part.accessibleName():
            continue
        told = QAccessible.queryAccessibleInterface(part)
        if told is not None and told.role() is QAccessible.Role.NoRole:
            yield called(part)


def spoken_names(window: QWidget) -> dict[str, str]:
    """Return the names of what takes the focus, by object name; a group of choices is one."""
    return {
        part.objectName(): part.accessibleName()
        for part in reachable(window)
        if not isinstance(part, QRadioButton) and not _is_in_toast(part)
    }


def _is_in_toast(part: QWidget) -> bool:
    # A passing message goes with the language it was worded in; its key works on.
    return isinstance(part.parentWidget(), Toast)


def _families(window: QWidget) -> Iterator[list[QAccessibleInterface]]:
    root = QAccessible.queryAccessibleInterface(window)
    assert root is not None
    heap = [root]
    while heap:
        children = [child for child in _children(heap.pop()) if not child.state().invisible]
        yield children
        heap += [c for c in children if not isinstance(c.object(), QAbstractItemView)]


def _children(part: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for number in range(part.childCount()):
        child = part.child(number)
        if child is not None and child.isValid():
            yield child


def _name(part: QAccessibleInterface) -> str:
    return part.text(QAccessible.Text.Name)


def _spoken(part: QAccessibleInterface) -> str:
    widget = part.object()
    return called(widget) if isinstance(widget, QWidget) else str(part.role())


# --- fit ---


def misfits(window: QWidget, size: tuple[int, int]) -> Iterator[str]:
    """Yield what is cut, overlapped, too small or wider than its place."""
    if (window.width(), window.height()) != size:
        yield f"outgrew: {window.width()}x{window.height()}"
    yield from (f"cut label: {label.text()}" for label in visible(window, QLabel) if _is_cut(label))
    for button in visible(window, QAbstractButton):
        if _is_button_cut(button):
            yield f"cut button: {called(button)} {button.accessibleName()}"
        if min(button.width(), button.height()) < MIN_TARGET_PX:
            yield f"small: {called(button)}"
    for area in visible(window, QScrollArea):
        if area.horizontalScrollBar().maximum() > 0:
            yield f"sideways: {called(area)}"
    yield from _overlaps(window)
    yield from _out_of_sight(window)


def _is_cut(label: QLabel) -> bool:
    if not label.text():
        return False
    room = label.contentsRect()
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        return needed > label.height() + 1
    return (
        label.sizeHint().width() > label.width() + 1
        or label.fontMetrics().height() > room.height() + 2
    )


def _is_button_cut(button: QAbstractButton) -> bool:
    if button.hasHeightForWidth():
        return button.heightForWidth(button.width()) > button.height() + 1
    return button.sizeHint().width() > button.width() + 1


def _overlaps(window: QWidget) -> Iterator[str]:
    """Yield words that lie over each other within one parent."""
    for parent in visible(window, QWidget):
        words = [
            child
            for child in parent.children()
            if isinstance(child, QLabel | QAbstractButton | QLineEdit)
            and child.isVisible()
            and not isinstance(parent, QLineEdit)
        ]
        for number, first in enumerate(words):
            for second in words[number + 1 :]:
                shared = first.geometry() & second.geometry()
                if shared.width() > 1 and shared.height() > 1:
                    yield f"overlap: {called(first)} and {called(second)}"


def _out_of_sight(window: QWidget) -> Iterator[str]:
    """Yield labels and buttons that their parent cuts off, unless one can scroll to them."""
    for part in (*visible(window, QLabel), *visible(window, QAbstractButton)):
        parent = part.parentWidget()
        if parent is None or not isinstance(part, QWidget) or _scrolls(part):
            continue
        if not QRect(QPoint(), parent.size()).adjusted(-1, -1, 1, 1).contains(part.geometry()):
            yield f"out of its place: {called(part)}"


def _scrolls(part: QWidget) -> bool:
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QAbstractScrollArea):
            return True
        above = above.parentWidget()
    return False


# --- persons ---


def named_in_toasts(window: QWidget, people: Iterable[str]) -> Iterator[str]:
    """Yield passing messages that name somebody: they show over any screen."""
    told = [toast.text() for toast in visible(window, Toast)]
    return (text for text in told if any(person in text for person in people))


# --- keys ---


def reachable(window: QWidget) -> list[QWidget]:
    return [
        part
        for part in visible(window, QWidget)
        if part.isEnabled()
        and part.focusPolicy() & _TAB
        and part.focusProxy() is None
        and not isinstance(part, QScrollArea)
    ]


def lost_by_tab(window: QWidget) -> Iterator[str]:
    """Press Tab until it comes round; yield what it never reached and what it hid.

    The focus comes back to where it was.
    """
    started = QApplication.focusWidget()
    if started is None:
        yield "nothing has the focus"
        return
    met = [started]
    for _ in range(LONGEST_CYCLE):
        press(met[-1], Qt.Key.Key_Tab, "\t")
        now = QApplication.focusWidget()
        if now is None or now in met:
            break
        met.append(now)
        if not _is_in_sight(now, window):
            yield f"out of sight: {called(now)}"
    yield from (f"not reached: {called(part)}" for part in _left_out(window, met))
    started.setFocus(Qt.FocusReason.TabFocusReason)


def _left_out(window: QWidget, met: list[QWidget]) -> Iterator[QWidget]:
    panels = visible(window, Overlay)
    groups = {part.parentWidget() for part in met if isinstance(part, QRadioButton)}
    for part in reachable(panels[-1] if panels else window):
        if part not in met and part.parentWidget() not in groups:
            yield part


def _is_in_sight(part: QWidget, window: QWidget) -> bool:
    seen = part.visibleRegion().boundingRect()
    wanted = min(part.height(), MIN_TARGET_PX)
    return part.window() is not window or (seen.height() >= wanted and seen.width() > 0)


# --- words ---


def words(window: QWidget) -> Iterator[tuple[str, str]]:
    """Yield every word shown or spoken, with the part that has it; typed text is not of these."""
    for part in (window, *visible(window, QWidget)):
        for text in (part.accessibleName(), part.accessibleDescription(), _text_of(part)):
            if text.strip():
                yield called(part), text


def _text_of(part: QWidget) -> str:
    if isinstance(part, QLabel | QAbstractButton):
        return part.text()
    return part.placeholderText() if isinstance(part, QLineEdit) else ""


def left_behind(window: QWidget, language: Language) -> Iterator[str]:
    """Yield what is still worded in the other language."""
    own, other = _sayings(language), _sayings(_other(language))
    told = ((name, text) for name, text in words(window) if not name.startswith(_NAMES_LANGUAGES))
    for name, text in told:
        for line in filter(None, map(str.strip, text.split("\n"))):
            if _says(line, other) and not _says(line, own):
                yield f"{name}: {line}"


def _other(language: Language) -> Language:
    return Language.RU if language is Language.KK else Language.KK


def _says(line: str, sayings: tuple[frozenset[str], re.Pattern[str]]) -> bool:
    return line in sayings[0] or sayings[1].fullmatch(line) is not None


@cache
def _sayings(language: Language) -> tuple[frozenset[str], re.Pattern[str]]:
    """Return what may be said in a language: the sentences as they are, and those with gaps."""
    whole, gapped = set[str](), list[str]()
    catalogue = texts()
    for key in catalogue.keys():  # noqa: SIM118 - a catalogue is no mapping
        for n in (1, 2, 5):
            form = catalogue._entries[key].form(language, n)
            if "{" in form:
                gapped.append(_pattern(form))
            else:
                whole.add(form)
    whole |= {text.text(language) for text in _bilinguals(packs().values())}
    return frozenset(whole), re.compile("|".join(sorted(set(filter(None, gapped)))))


def _pattern(form: str) -> str:
    pieces = [
        (re.escape(literal), ".+?" if name is not None else "")
        for literal, name, _, _ in string.Formatter().parse(form)
    ]
    letters = sum(c.isalpha() for c in re.sub(r"\{.*?\}", "", form))
    return "".join(a + b for a, b in pieces) if letters >= 4 else ""


def _bilinguals(value: object) -> Iterator[Bilingual]:
    if isinstance(value, Bilingual):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _bilinguals(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from _bilinguals(list(value.values()))
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes):
        for item in value:
            yield from _bilinguals(item)

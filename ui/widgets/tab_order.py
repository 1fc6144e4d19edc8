"""Tab goes through a screen as it is read, whenever its parts were made."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLayout,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)


def step_focus(screen: QWidget, *, forward: bool) -> bool:
    """Move the focus to the next or previous stop of a screen; False where there is none."""
    parts = _reading_order(screen)
    focused = QApplication.focusWidget()
    # What has the focus may just have been hidden: the next stop is looked for from there.
    here = parts.index(focused) if focused in parts else 0
    in_turn = [*parts[here + 1 :], *parts[:here]]
    stops = (part for part in (in_turn if forward else reversed(in_turn)) if _is_stop(part))
    stop = next(stops, None)
    if stop is not None:
        tab, backtab = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason
        stop.setFocus(tab if forward else backtab)
    return stop is not None


def _reading_order(screen: QWidget) -> list[QWidget]:
    """Return all parts by the layouts: left to right, top to bottom.

    What no layout holds, like a message over the screen, comes last.
    """
    return list(dict.fromkeys((*_parts(screen), *screen.findChildren(QWidget))))


def _is_stop(part: QWidget) -> bool:
    if not (part.isVisible() and part.isEnabled()) or part.focusProxy() is not None:
        return False
    if isinstance(part, QRadioButton) and (group := part.group()) is not None:
        # Tab comes to a group at its choice; the toolkit sees to that only after a first visit.
        return part is (group.checkedButton() or group.buttons()[0])
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _parts(part: QWidget) -> Iterator[QWidget]:
    yield part
    if isinstance(part, QStackedWidget):
        yield from _inside(part.currentWidget())
    elif isinstance(part, QScrollArea):
        yield from _inside(part.widget())
    elif (layout := part.layout()) is not None:
        yield from _of_layout(layout)


def _inside(part: QWidget | None) -> Iterator[QWidget]:
    if part is not None:
        yield from _parts(part)


def _of_layout(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        if item is None:
            continue
        if (inner := item.layout()) is not None:
            yield from _of_layout(inner)
        else:
            yield from _inside(item.widget())

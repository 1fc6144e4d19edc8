"""Rows of documents and of checks."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import follow_theme, look
from ui.tokens import COMFORTABLE, Role
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.labels import IconLabel, KeyCap, Label
from ui.widgets.painting import (
    draw_box,
    draw_focus_ring,
    is_plain_enter,
    smooth_painter,
    text_width,
)


class DocumentState(StrEnum):
    """How far a listed document has come."""

    NOT_SCANNED = "not_scanned"
    SCANNING = "scanning"
    SCANNED = "scanned"
    SEEN = "seen"
    ABSENT = "absent"
    FAILED = "failed"


_STATE_LOOKS = {
    DocumentState.NOT_SCANNED: ("circle", "text_2"),
    DocumentState.SCANNING: ("refresh-cw", "info"),
    DocumentState.SCANNED: ("circle-check", "ok"),
    DocumentState.SEEN: ("circle-check", "ok"),
    DocumentState.ABSENT: ("ban", "text_2"),
    DocumentState.FAILED: ("circle-alert", "bad"),
}

_SETTLED = frozenset({DocumentState.SCANNED, DocumentState.SEEN, DocumentState.ABSENT})


class DocumentRow(QFrame):
    """A listed document with its state; the chosen one shows what can be done with it.

    Signals: `chosen()` when it takes the focus, `action_requested(str)` with a button's object
    name, `move_requested(int)` for the arrows, `next_requested()` on Enter,
    `menu_requested(QPoint)`.
    """

    chosen = Signal()
    action_requested = Signal(str)
    move_requested = Signal(int)
    menu_requested = Signal(QPoint)
    next_requested = Signal()

    def __init__(
        self, name: str, icon: str = "file-text", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._chosen = False
        self._is_sentence = self._is_settled = False
        self._icon = IconLabel(icon, "text_2", 22)
        self._icon_name = icon
        self._title = Label(Role.VALUE, "text", wraps=True)
        self._subtitle = Label(Role.HINT, "muted", wraps=True)
        self._state_icon = IconLabel("circle", "text_2", 16)
        self._state = Label(Role.BODY_MEDIUM, "text_2")
        self._state_part = QWidget()
        self._key = KeyCap()
        self._words, self._below = QVBoxLayout(), QHBoxLayout()
        self._actions: list[Button] = []
        self._lay_out()
        follow_theme(self._restyle)

    def set_texts(self, title: str, subtitle: str = "") -> None:
        """Set the document's name and the words under it."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        self._name_row()

    def set_icon(self, icon: str) -> None:
        """Change the document's icon by name."""
        self._icon_name = icon
        self._icon.set_icon(icon, "accent" if self._chosen else "text_2")

    def set_rest_key(self, key: str) -> None:
        """Show a key beside the state while the row rests and its buttons are not there."""
        self._key.set_key(key)
        self._key.setVisible(bool(key) and not self._chosen)

    def set_state(self, state: DocumentState, words: str) -> None:
        """Show the state in words, with its icon."""
        icon, token = _STATE_LOOKS[state]
        self._state_icon.set_icon(icon, token)
        self._state.setText(words)
        self._state.set_tone(token)
        # What went wrong is a sentence; the other states are a word or two.
        self._is_sentence = state is DocumentState.FAILED
        self._state.setWordWrap(self._is_sentence)
        top, middle = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter
        self._state_row.setAlignment(self._state_icon, top if self._is_sentence else middle)
        self._is_settled = state in _SETTLED
        self._place_state()
        self._name_row()
        self._restyle()

    def add_action(
        self, name: str, kind: ButtonKind = ButtonKind.DEFAULT, *, key: str = "", icon: str = ""
    ) -> Button:
        """Add a button that is there while the row is chosen; its words are set by the caller."""
        button = Button(name, kind, key=key, icon=icon, parent=self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.action_requested.emit(name))
        button.setVisible(self._chosen)
        self._row.addWidget(button)
        self._actions.append(button)
        return button

    def set_still(self) -> None:
        """Let the row only be read: neither keys nor the pointer choose it."""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def is_still(self) -> bool:
        """Return whether the row can only be read."""
        return self.focusPolicy() is Qt.FocusPolicy.NoFocus

    def set_chosen(self, chosen: bool) -> None:
        """Show the row as the one that the keys act on."""
        self._chosen = chosen
        for button in self._actions:
            button.setVisible(chosen)
        self._key.setVisible(not chosen and self._key.width() > 0)
        self._icon.set_icon(self._icon_name, "accent" if chosen else "text_2")
        self._place_state()
        self._restyle()

    def is_chosen(self) -> bool:
        """Return whether the keys act on this row."""
        return self._chosen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers():
            self.move_requested.emit(step)
        elif is_plain_enter(event):
            if not event.isAutoRepeat():
                self.next_requested.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.is_still():
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_state()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(self.mapToGlobal(self.rect().center()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        fill = look().colour("accent_sub" if self._chosen else "surface")
        draw_box(painter, box, fill=fill, border=look().colour("line"))
        if self.hasFocus():
            draw_focus_ring(painter, box)
        elif self._chosen:
            draw_box(painter, box, border=look().colour("accent_line"))
        painter.end()

    def _lay_out(self) -> None:
        self._words.setSpacing(1)
        self._words.addStretch(1)
        self._words.addWidget(self._title)
        self._below.setSpacing(14)
        self._below.addWidget(self._subtitle)
        self._words.addLayout(self._below)
        self._words.addStretch(1)
        self._state_row = state = QHBoxLayout(self._state_part)
        state.setContentsMargins(0, 0, 0, 0)
        state.setSpacing(6)
        state.addWidget(self._state_icon)
        state.addWidget(self._state, 1)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addLayout(self._words, 1)
        self._row.addWidget(self._state_part)
        self._row.addWidget(self._key)
        self._key.hide()

    def _place_state(self) -> None:
        place = self._place_wanted()
        if place.indexOf(self._state_part) >= 0:
            return
        for old in (self._row, self._words, self._below):
            old.removeWidget(self._state_part)
        if place is self._below:
            self._below.addWidget(self._state_part, 1)
        else:
            place.insertWidget(2 if place is self._row else 3, self._state_part)

    def _place_wanted(self) -> QBoxLayout:
        """Return where the state has room: beside the buttons, the subtitle, or under both."""
        if self._is_sentence:
            return self._words
        title = round(text_width(self._title.text(), Role.VALUE))
        state, gap = self._state_part.sizeHint().width(), self._row.spacing()
        if not self._chosen or title + gap + state <= self._room_for_words():
            return self._row
        subtitle = round(text_width(self._subtitle.text(), Role.HINT)) + 2
        is_beside = subtitle + self._below.spacing() + state <= self._room_for_words()
        return self._below if is_beside else self._words

    def _room_for_words(self) -> int:
        """Return the width between the icon and the buttons."""
        around, gap = self._row.contentsMargins(), self._row.spacing()
        buttons = sum(button.sizeHint().width() + gap for button in self._actions)
        return self.width() - around.left() - around.right() - self._icon.width() - gap - buttons

    def _name_row(self) -> None:
        parts = (self._title.text(), self._subtitle.text())
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.setAccessibleDescription(self._state.text())

    def _restyle(self) -> None:
        measure = look().px
        tall = look().density.field >= 40
        self._row.setContentsMargins(measure(16), measure(9), measure(13), measure(9))
        self._row.setSpacing(measure(14))
        # What is settled and at rest says all in one line.
        is_low = self._is_settled and not self._chosen and self._subtitle.isHidden()
        self.setMinimumHeight(measure(44 if is_low else 59 if tall else 50))
        self.update()


class DocumentList(QWidget):
    """Document rows under each other: arrows move, one of them is chosen.

    Signals: `row_chosen(str)` with the row's object name, `action_requested(str, str)` with the row
    and the button, `next_requested()` on Enter.
    """

    row_chosen = Signal(str)
    action_requested = Signal(str, str)
    next_requested = Signal()

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._rows: list[DocumentRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        follow_theme(self._restyle)

    def set_rows(self, rows: list[DocumentRow]) -> None:
        """Show these rows in this order; rows shown before are given up."""
        for old in self._rows:
            self._column.removeWidget(old)
            old.deleteLater()
        self._rows = list(rows)
        for row in rows:
            self._column.addWidget(row)
            row.chosen.connect(lambda row=row: self._on_chosen(row))
            row.move_requested.connect(lambda step, row=row: self._move(row, step))
            row.action_requested.connect(
                lambda action, row=row: self.action_requested.emit(row.objectName(), action)
            )
            row.next_requested.connect(self.next_requested)

    def row(self, name: str) -> DocumentRow:
        """Return a row by its object name."""
        return next(row for row in self._rows if row.objectName() == name)

    def choose(self, name: str) -> None:
        """Choose a row and put the focus on it."""
        self.row(name).setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_chosen(self.row(name))

    def _on_chosen(self, chosen: DocumentRow) -> None:
        was_chosen = chosen.is_chosen()
        for row in self._rows:
            row.set_chosen(row is chosen)
        if not was_chosen:
            self.row_chosen.emit(chosen.objectName())

    def _move(self, row: DocumentRow, step: int) -> None:
        rows = [each for each in self._rows if not each.is_still()]
        target = rows.index(row) + step
        if 0 <= target < len(rows):
            rows[target].setFocus(Qt.FocusReason.TabFocusReason)

    def _restyle(self) -> None:
        self._column.setSpacing(look().px(look().density.gap))


class DocumentSummary(QWidget):
    """A document in a side card: its name, and its state under it."""

    def __init__(
        self, name: str, icon: str = "file-text", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._title = Label(Role.BODY_MEDIUM, wraps=True)
        self._state_icon = IconLabel("circle", "text_2", 14)
        self._state = Label(Role.HINT, "text_2")
        below = QHBoxLayout()
        below.setSpacing(5)
        below.addWidget(self._state_icon)
        below.addWidget(self._state, 1)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addLayout(below)
        row = QHBoxLayout(self)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon, "text_2", 20))
        row.addLayout(words, 1)
        self._row = row
        follow_theme(self._restyle)

    def _restyle(self) -> None:
        is_low = look().density.field < COMFORTABLE.field
        self._title.set_role(Role.LABEL if is_low else Role.BODY_MEDIUM)
        around = look().px(2 if is_low else 7)
        self._row.setContentsMargins(0, around, 0, around)

    def set_state(self, title: str, state: DocumentState, words: str) -> None:
        """Show the document and its state in words."""
        icon, token = _STATE_LOOKS[state]
        self._title.setText(title)
        self._state.setText(words)
        self._state_icon.set_icon(icon, token)
        self.setAccessibleName(f"{title}: {words}")

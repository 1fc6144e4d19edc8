"""Quiet texts: what was saved, what is empty, what a case comes to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.labels import IconLabel, Label


class SavedNote(QWidget):
    """Beside the main action: saved, and when; or not saved, and why."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon = IconLabel("", "muted", 16)
        self._text = Label(Role.HINT_TABULAR, "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def set_saved(self, text: str) -> None:
        """Say that everything is saved; an empty text says nothing yet."""
        self._wrap(wraps=False)
        self._show(text, "check" if text else "", "muted")

    def set_failed(self, text: str) -> None:
        """Say that saving failed, and why; a long reason takes more than one line."""
        self._wrap(wraps=True)
        self._show(text, "circle-alert", "bad")

    def text(self) -> str:
        """Return the words shown."""
        return self._text.text()

    def _wrap(self, *, wraps: bool) -> None:
        self._text.setWordWrap(wraps)
        across = QSizePolicy.Policy.Expanding if wraps else QSizePolicy.Policy.Maximum
        self.setSizePolicy(across, QSizePolicy.Policy.Preferred)

    def _show(self, text: str, icon: str, tone: str) -> None:
        self._text.setText(text)
        self._text.set_tone(tone)
        self._icon.set_icon(icon, tone)
        self.setAccessibleName(text)


class EmptyState(QWidget):
    """An icon, a title and a line, in the middle of the room they are given."""

    def __init__(self, name: str, icon: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._title = Label(Role.TITLE, wraps=True)
        self._line = Label(Role.BODY, "text_2", wraps=True)
        for label in (self._title, self._line):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(IconLabel(icon, "muted", 40), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._title)
        column.addWidget(self._line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def set_texts(self, title: str, line: str = "") -> None:
        """Set both texts; together they are the accessible name."""
        self._title.setText(title)
        self._line.setText(line)
        self._line.setVisible(bool(line))
        self.setAccessibleName(f"{title}. {line}" if line else title)


class SummaryGrid(QWidget):
    """Pairs of caption and value under each other."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._pairs: list[tuple[Label, Label]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        follow_theme(self._restyle)

    def set_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show other pairs."""
        while len(self._pairs) < len(pairs):
            self._add_pair()
        for number, (caption, value) in enumerate(self._pairs):
            shown = number < len(pairs)
            caption.setVisible(shown)
            value.setVisible(shown)
            caption.setText(pairs[number][0] if shown else "")
            value.setText(pairs[number][1] if shown else "")

    def _add_pair(self) -> None:
        caption, value = Label(Role.BODY, "text_2", wraps=True), Label(Role.VALUE, wraps=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = len(self._pairs)
        self._grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)
        self._pairs.append((caption, value))
        self._restyle()

    def _restyle(self) -> None:
        self._grid.setHorizontalSpacing(look().px(20))
        self._grid.setVerticalSpacing(look().px(6 if look().density.field >= 40 else 4))
        self._grid.setColumnMinimumWidth(0, look().px(186))
        for caption, _ in self._pairs:
            caption.setMaximumWidth(look().px(220))

"""A field: its label, marks, input, and the hint or error under it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import follow_theme, look
from ui.tokens import COMFORTABLE, Role
from ui.widgets.choice_input import ChoiceInput
from ui.widgets.labels import IconLabel, Label
from ui.widgets.line_inputs import TextInput
from ui.widgets.text_area import TextArea

Editor = TextInput | TextArea | ChoiceInput


class Field(QWidget):
    """An input with everything that explains it; nothing moves when it takes the focus.

    Args:
        name: Object name; the input keeps its own.
        editor: The input, whose accessible name becomes the label.
        parent: The owner.
    """

    def __init__(self, name: str, editor: Editor, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.editor = editor
        self._hint = ""
        self._error = ""
        self._label = Label(Role.LABEL, "text_2")
        self._label.setBuddy(editor)
        self._optional = Label(Role.CAPTION, "muted")
        self._mark_icon = IconLabel("database", "muted", 14)
        self._mark = Label(Role.CAPTION, "muted")
        self._message_icon = IconLabel("circle-alert", "bad", 16)
        self._message = Label(Role.LABEL, "bad", wraps=True)
        self._message_row = QWidget(self)
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setFocusProxy(editor)
        self._show_message()
        self._show_mark("", "")
        self.set_optional("")
        follow_theme(self._restyle)

    def set_label(self, text: str) -> None:
        """Set the label, which is the accessible name of the input."""
        self._label.setText(text)
        self.editor.setAccessibleName(text)

    def set_hint(self, text: str) -> None:
        """Set the hint shown under the input while nothing is wrong."""
        self._hint = text
        self._show_message()

    def set_error(self, text: str) -> None:
        """Say what is wrong and what to do; an empty text takes it away."""
        self._error = text
        self.editor.set_invalid(bool(text))
        self._show_message()

    def error(self) -> str:
        """Return what is wrong, or an empty text."""
        return self._error

    def label(self) -> str:
        """Return the label."""
        return self._label.text()

    def set_optional(self, text: str) -> None:
        """Mark the field as optional with these words; an empty text takes the mark away."""
        self._optional.setText(text)
        self._optional.setVisible(bool(text))

    def set_from_registry(self, text: str) -> None:
        """Mark the value as filled from the registry; an empty text takes the mark away."""
        self.editor.set_filled(bool(text))
        self._show_mark("database", text)

    def set_checked_later(self, text: str) -> None:
        """Mark the value as one that will be checked when the link is back."""
        self._show_mark("clock", text)

    def set_read_only(self, read_only: bool) -> None:
        """Let the value be read and copied but not changed."""
        self.editor.set_read_only(read_only)

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(7)
        heading.addWidget(self._label)
        heading.addWidget(self._optional)
        heading.addStretch(1)
        heading.addWidget(self._mark_icon)
        heading.addWidget(self._mark)
        message = QHBoxLayout(self._message_row)
        message.setContentsMargins(0, 0, 0, 0)
        message.setSpacing(6)
        message.addWidget(self._message_icon, alignment=Qt.AlignmentFlag.AlignTop)
        message.addWidget(self._message, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(heading)
        self._column.addWidget(self.editor)
        self._column.addWidget(self._message_row)
        self._column.addStretch(1)

    def _show_message(self) -> None:
        text = self._error or self._hint
        self._message.setText(text)
        self._message.set_tone("bad" if self._error else "muted")
        self._message.set_role(Role.LABEL if self._error else Role.CAPTION)
        self._message_icon.setVisible(bool(self._error))
        self._message_row.setVisible(bool(text))
        self.editor.setAccessibleDescription(text)

    def _show_mark(self, icon: str, text: str) -> None:
        self._mark_icon.set_icon(icon, "muted")
        self._mark.setText(text)
        self._mark_icon.setVisible(bool(text))
        self._mark.setVisible(bool(text))

    def _restyle(self) -> None:
        self._column.setSpacing(look().px(3 if look().density.field < COMFORTABLE.field else 6))


class StaticField(QWidget):
    """A caption and a value that is only read: part of a summary or of a person found."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._caption = Label(Role.HINT, "muted", wraps=True)
        self._value = Label(Role.VALUE, "text", wraps=True)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._caption)
        column.addWidget(self._value)

    def set_texts(self, caption: str, value: str) -> None:
        """Set both texts; together they are the accessible name."""
        self._caption.setText(caption)
        self._value.setText(value)
        self.setAccessibleName(f"{caption}: {value}")

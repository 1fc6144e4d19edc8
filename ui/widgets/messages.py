"""Messages where they belong: banner in a card, toast with undo, summary of errors."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import follow_theme, look
from ui.tokens import Role
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.chips import Tone
from ui.widgets.labels import IconLabel, Label
from ui.widgets.painting import (
    WRAPPED,
    draw_box,
    draw_focus_ring,
    draw_text,
    smooth_painter,
    text_width,
    wrapped_size,
)
from ui.widgets.pressed import PressedByEnter

TOAST_MS = 8000


class Banner(QFrame):
    """A message inside the card it concerns; it stays until the cause is gone."""

    action_requested = Signal()

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._tone = Tone.INFO
        self._icon = IconLabel("info", "info", 20)
        self._text = Label(Role.BODY_MEDIUM, "info", wraps=True)
        self.action = Button(f"{name}.action")
        self.action.clicked.connect(self.action_requested)
        self.action.hide()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self.action)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()
        follow_theme(self._restyle)

    def show_message(self, text: str, tone: Tone, icon: str = "") -> None:
        """Show a message; an empty text hides the banner."""
        self._tone = tone
        self._text.setText(text)
        self._text.set_tone(tone.ink)
        self._icon.set_icon(icon or _BANNER_ICONS[tone], tone.ink)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.update()

    def set_action(self, text: str, key: str = "") -> None:
        """Offer a deed beside the message; an empty text takes it away."""
        self.action.set_text(text)
        self.action.set_key(key)
        self.action.setVisible(bool(text))

    def text(self) -> str:
        """Return the message shown."""
        return self._text.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        draw_box(
            painter,
            QRectF(self.rect()),
            fill=look().colour(self._tone.ground),
            border=look().colour(self._tone.edge),
        )
        painter.end()

    def _restyle(self) -> None:
        measure = look().px
        vertical = measure(12 if look().density.field >= 40 else 7)
        self._row.setContentsMargins(measure(16), vertical, measure(13), vertical)
        self._row.setSpacing(measure(11))
        self.update()


_BANNER_ICONS = {
    Tone.PLAIN: "info",
    Tone.OK: "circle-check",
    Tone.INFO: "info",
    Tone.WARN: "triangle-alert",
    Tone.BAD: "circle-alert",
}


class Toast(QFrame):
    """One short message with undo at the foot of its host; never for errors.

    It goes after eight seconds, but stays while the pointer or the focus is on it.
    """

    undo_requested = Signal()

    def __init__(self, name: str, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName(name)
        self._host = host
        self._text = Label(Role.BODY_MEDIUM, "surface")
        self._undo = Button(f"{name}.undo", ButtonKind.DEFAULT, icon="undo-2")
        self._undo.clicked.connect(self._on_undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(16)
        row.addWidget(self._text)
        row.addWidget(self._undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self._on_time_over)
        host.installEventFilter(self)
        self.hide()

    def show_message(self, text: str, undo: str = "", key: str = "") -> None:
        """Show a message instead of the one before; undo is offered where it has words."""
        self._text.setText(text)
        self._undo.set_text(undo)
        self._undo.set_key(key)
        self._undo.setVisible(bool(undo))
        self.setAccessibleName(text)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self.hide()

    def text(self) -> str:
        """Return the message shown last."""
        return self._text.text()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        draw_box(
            painter,
            QRectF(self.rect()),
            fill=look().colour("text"),
            border=look().colour("input_line"),
            radius=look().px(8),
        )
        painter.end()

    def _place(self) -> None:
        left = (self._host.width() - self.width()) // 2
        self.move(max(0, left), self._host.height() - self.height() - look().px(72))

    def _on_time_over(self) -> None:
        if self._undo.hasFocus():
            self._timer.start()
        else:
            self.dismiss()

    def _on_undo(self) -> None:
        self.dismiss()
        self.undo_requested.emit()


class ErrorSummary(QFrame):
    """All that is wrong in a step, at the top of its card; a line leads to its field.

    `field_requested(str)` carries the key of the line taken by Enter or a click.
    """

    field_requested = Signal(str)

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._title = Label(Role.BODY_STRONG, "bad", wraps=True)
        self._lines: list[_ErrorLine] = []
        heading = QHBoxLayout()
        heading.setSpacing(9)
        heading.addWidget(IconLabel("circle-alert", "bad", 18))
        heading.addWidget(self._title, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 10, 16, 10)
        self._column.setSpacing(2)
        self._column.addLayout(heading)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()
        follow_theme(self.update)

    def show_errors(self, title: str, errors: Sequence[tuple[str, str]]) -> None:
        """Show errors as pairs of field key and message; none hides the summary."""
        self._title.setText(title)
        self.setAccessibleName(title)
        while len(self._lines) < len(errors):
            self._add_line()
        for line in self._lines[len(errors) :]:
            line.hide()
        for line, (key, message) in zip(self._lines, errors, strict=False):
            line.show_error(key, message)
        self.setVisible(bool(errors))

    def lines(self) -> list[str]:
        """Return the messages shown."""
        return [line.words() for line in self._lines if not line.isHidden()]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        draw_box(
            painter,
            QRectF(self.rect()),
            fill=look().colour("bad_sub"),
            border=look().colour("bad_line"),
        )
        painter.end()

    def _add_line(self) -> None:
        line = _ErrorLine(f"{self.objectName()}.{len(self._lines) + 1}", self)
        line.clicked.connect(lambda: self.field_requested.emit(line.key))
        self._column.addWidget(line)
        self._lines.append(line)


class _ErrorLine(PressedByEnter):
    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.key = ""
        self._words = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFlat(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        follow_theme(self._restyle)

    def show_error(self, key: str, message: str) -> None:
        self.key = key
        self._words = message
        self.setText(message.replace("&", "&&"))
        self.setAccessibleName(message)
        self.show()
        self._restyle()

    def words(self) -> str:
        return self._words

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words = wrapped_size(self._words, Role.BODY, width - look().px(31)).height()
        return max(look().px(26), round(words) + look().px(8))

    def sizeHint(self) -> QSize:
        width = round(text_width(self._words, Role.BODY)) + look().px(34)
        return QSize(width, look().px(26))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(160), look().px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter: QPainter = smooth_painter(self)
        box = QRectF(self.rect())
        inner = box.adjusted(look().px(27), look().px(4), -look().px(4), 0)
        draw_text(painter, inner, self._words, Role.BODY, "text", WRAPPED)
        if self.underMouse() or self.hasFocus():
            line = round(box.bottom() - look().px(3))
            painter.fillRect(QRectF(inner.left(), line, inner.width(), 1), look().colour("bad"))
        if self.hasFocus():
            draw_focus_ring(painter, box, 4)
        painter.end()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

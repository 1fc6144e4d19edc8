"""A panel over the shaded window: search, help, a question with few answers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from ui.theme import follow_theme, look
from ui.tokens import PALETTE_RADIUS_PX
from ui.widgets.painting import draw_surface, smooth_painter

SHADE = 0.35


class Overlay(QWidget):
    """Shades its host and shows a panel on it; Esc leaves, the focus goes back where it was.

    Content goes into `body`. `closed()` tells that it is gone, by whatever way.
    """

    closed = Signal()
    # Keys of the panel as pairs of key cap and text key, for the help.
    more_keys: tuple[tuple[str, str], ...] = (
        ("Tab", "key.next_field"),
        ("↑ ↓", "key.rows"),
        ("Enter", "key.choose"),
        ("Esc", "key.close"),
    )

    def __init__(self, name: str, host: QWidget, *, width_px: int = 600) -> None:
        super().__init__(host)
        self.setObjectName(name)
        self._host = host
        self._width_px = width_px
        self._focus_before: QWidget | None = None
        self.panel = _Panel(f"{name}.panel", self)
        self.body = QVBoxLayout(self.panel)
        host.installEventFilter(self)
        self.hide()
        follow_theme(self._restyle)

    def set_name(self, text: str) -> None:
        """Set the accessible name of the panel."""
        self.setAccessibleName(text)
        self.panel.setAccessibleName(text)

    def open_on(self, focus: QWidget) -> None:
        """Show the panel with the focus on one of its parts."""
        self._focus_before = QApplication.focusWidget()
        self.place()
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_overlay(self) -> None:
        """Take the panel away and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        if self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._focus_before = None
        self.closed.emit()

    def focusNextPrevChild(self, next: bool) -> bool:
        # Tab stays among the parts of the panel while it is open.
        stops = [
            part
            for part in self.panel.findChildren(QWidget)
            if part.isVisible() and part.isEnabled() and part.focusPolicy() & _TAB
        ]
        focused = QApplication.focusWidget()
        if not stops:
            return False
        position = stops.index(focused) if focused in stops else -1
        step = 1 if next else -1
        stops[(position + step) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_overlay()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_overlay()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        shade = QColor("#0C1116")
        shade.setAlphaF(SHADE)
        painter.fillRect(self.rect(), shade)
        painter.end()

    def place(self) -> None:
        """Give the panel the room its content asks for."""
        self.setGeometry(self._host.rect())
        wanted = max(look().px(self._width_px), self.body.totalMinimumSize().width())
        width = min(wanted, self.width() - look().px(32))
        height = min(self._height_for(width), self.height() - look().px(64))
        top = max(look().px(32), min(look().px(120), (self.height() - height) // 3))
        self.panel.setGeometry((self.width() - width) // 2, top, width, height)

    def _height_for(self, width: int) -> int:
        if self.body.hasHeightForWidth():
            return self.body.totalHeightForWidth(width)
        return self.panel.sizeHint().height()

    def _restyle(self) -> None:
        side = look().px(24)
        self.body.setContentsMargins(side, look().px(20), side, look().px(20))
        self.body.setSpacing(look().px(look().density.row_gap))
        self.place()


class _Panel(QFrame):
    def __init__(self, name: str, overlay: Overlay) -> None:
        super().__init__(overlay)
        self.setObjectName(name)
        self._overlay = overlay

    def event(self, event: QEvent) -> bool:
        taken = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            # A message that appears, other words or another look: the panel grows with them.
            self._overlay.place()
        return taken

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_surface(self, radius_px=PALETTE_RADIUS_PX)


_TAB = Qt.FocusPolicy.TabFocus

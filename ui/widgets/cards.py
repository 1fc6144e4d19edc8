"""Cards: the plain one, a figure of the day, and the header of a case."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import follow_theme, look
from ui.tokens import CARD_RADIUS_PX, Role
from ui.widgets.chips import Tone, WaitBadge
from ui.widgets.fields import Field
from ui.widgets.labels import Divider, ElidedLabel, Label
from ui.widgets.painting import CENTRE, draw_box, draw_surface, draw_text, smooth_painter
from ui.widgets.service_timer import ServiceTimer


class Card(QFrame):
    """A white box with an optional title and a line under it; content goes into `body`.

    Args:
        name: Object name.
        small: A side card: smaller title, smaller padding.
        scrolls: Whether the body scrolls where the window is too low for it.
        parent: The owner.
    """

    def __init__(
        self,
        name: str,
        *,
        small: bool = False,
        scrolls: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._small = small
        self._scrolls = scrolls
        self.title = Label(Role.BODY_STRONG if small else Role.CARD_TITLE)
        self.subtitle = Label(Role.HINT, "muted", wraps=True)
        self.title_row = QHBoxLayout()
        self.title_row.addWidget(self.title, 1)
        self.body = QVBoxLayout()
        self.column = QVBoxLayout(self)
        self.column.setSpacing(0)
        self.column.addLayout(self.title_row)
        self.column.addWidget(self.subtitle)
        if scrolls:
            self.column.addWidget(_ScrollingBody(f"{name}.body", self.body), 1)
        else:
            self.column.addLayout(self.body, 1)
        self.set_texts("")
        follow_theme(self._restyle)

    def set_texts(self, title: str, subtitle: str = "") -> None:
        """Set the title, which is the accessible name, and the line under it."""
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self.setAccessibleName(title)
        self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_surface(self, radius_px=CARD_RADIUS_PX)

    def _restyle(self) -> None:
        density, measure = look().density, look().px
        side = measure(20 if self._small else 24)
        # A scroll bar stands in the padding, so the body keeps its width beside it.
        spare = side - measure(6) if self._scrolls else 0
        closer = 8 if self._small else 4 if self._scrolls else 0
        top = measure(density.card_padding - closer)
        self.column.setContentsMargins(side, top, side - spare, top)
        has_title = bool(self.title.text())
        lead = density.row_gap - (4 if self._small else 0) if has_title else 0
        self.body.setContentsMargins(0, measure(lead), spare, 0)
        self.body.setSpacing(measure(density.row_gap))
        self.subtitle.setContentsMargins(0, measure(3), spare, 0)
        self.title_row.setContentsMargins(0, 0, spare, 0)
        self.update()


class _ScrollingBody(QScrollArea):
    """The body of a card that scrolls.

    What takes the focus is brought into sight with what is said under it, and stays there when
    something above it grows.
    """

    def __init__(self, name: str, body: QVBoxLayout) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self._content = QWidget()
        self._content.setObjectName("scrolled")
        self._content.setLayout(body)
        self.setWidget(self._content)
        # Only after the layout has placed everything is it known what is in sight.
        self._placed = QTimer(self)
        self._placed.setSingleShot(True)
        self._placed.setInterval(0)
        self._placed.timeout.connect(self._show_focused)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def minimumSizeHint(self) -> QSize:
        width = self._content.minimumSizeHint().width()
        return QSize(width, look().px(120))

    def sizeHint(self) -> QSize:
        return self._content.sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() == QEvent.Type.Resize:
            self._placed.start()
        return super().eventFilter(watched, event)

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._content.isAncestorOf(now):
            self._bring_into_sight(now)

    def _show_focused(self) -> None:
        self._on_focus_changed(None, QApplication.focusWidget())

    def _bring_into_sight(self, focused: QWidget) -> None:
        around = focused.parentWidget()
        whole = around if isinstance(around, Field) else focused
        self.ensureWidgetVisible(whole, 0, look().px(28))


class FigureCard(Card):
    """A figure and what it counts."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(name, small=True, parent=parent)
        self._figure = Label(Role.FIGURE)
        self._words = Label(Role.HINT, "muted", wraps=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._figure)
        self.body.addWidget(self._words, 1)
        follow_theme(self._tighten)

    def set_figure(self, figure: str, words: str) -> None:
        """Set the figure and its words; together they are the accessible name."""
        self._figure.setText(figure)
        self._words.setText(words)
        self.setAccessibleName(f"{figure} {words}")

    def _tighten(self) -> None:
        self.body.setSpacing(look().px(4))
        self.column.setContentsMargins(*(look().px(n) for n in (20, 15, 20, 12)))
        self.setFixedSize(look().px(220), look().px(96))


class Avatar(QWidget):
    """The applicant's initials in a circle; words beside it say the name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._initials = ""
        follow_theme(self._restyle)

    def set_initials(self, initials: str) -> None:
        """Set the letters."""
        self._initials = initials
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        box = QRectF(self.rect())
        draw_box(painter, box, fill=look().colour("accent_sub"), radius=box.width() / 2)
        draw_text(painter, box, self._initials, Role.CARD_TITLE, "accent", CENTRE)
        painter.end()

    def _restyle(self) -> None:
        side = look().px(56)
        self.setFixedSize(side, side)


class HeaderCard(QFrame):
    """Who is at the counter, how long they waited, and the service timer."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.timer = ServiceTimer(f"{name}.timer")
        self.wait = WaitBadge(f"{name}.wait")
        self.deadline = WaitBadge(f"{name}.deadline")
        self._avatar = Avatar()
        self._name = ElidedLabel(Role.TITLE)
        self._facts = QHBoxLayout()
        self._fact_labels: list[tuple[Label, Label]] = []
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(self._restyle)

    def set_person(self, name: str, initials: str, facts: tuple[tuple[str, str], ...] = ()) -> None:
        """Show the applicant's name, initials and pairs of caption and value."""
        self._name.setText(name)
        self._avatar.set_initials(initials)
        while len(self._fact_labels) < len(facts):
            self._add_fact()
        for index, (caption, value) in enumerate(self._fact_labels):
            caption.setVisible(index < len(facts))
            value.setVisible(index < len(facts))
        for labels, texts in zip(self._fact_labels, facts, strict=False):
            labels[0].setText(texts[0])
            labels[1].setText(texts[1])

    def set_wait(self, caption: str, value: str, tone: Tone = Tone.OK) -> None:
        """Show how long the applicant waited."""
        self.wait.set_state(caption, value, tone)

    def set_deadline(self, caption: str, value: str, tone: Tone = Tone.OK) -> None:
        """Show a due date in place of the timer; an empty value brings the timer back."""
        self.deadline.set_state(caption, value, tone)
        self.deadline.setVisible(bool(value))
        self.timer.setVisible(not value)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_surface(self, radius_px=CARD_RADIUS_PX)

    def _lay_out(self) -> None:
        self._facts.setSpacing(7)
        self._facts.addStretch(1)
        person = QVBoxLayout()
        person.setSpacing(3)
        person.addStretch(1)
        person.addWidget(self._name)
        person.addLayout(self._facts)
        person.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._avatar)
        self._row.addLayout(person, 1)
        self._row.addWidget(self.wait)
        self._row.addWidget(Divider(upright=True))
        self._row.addWidget(self.timer)
        self._row.addWidget(self.deadline)
        self.deadline.hide()

    def _add_fact(self) -> None:
        caption, value = Label(Role.BODY, "muted"), Label(Role.VALUE)
        position = len(self._fact_labels) * 3
        if self._fact_labels:
            self._facts.insertSpacing(position - 1, look().px(14))
        self._facts.insertWidget(position, caption)
        self._facts.insertWidget(position + 1, value)
        self._fact_labels.append((caption, value))

    def _restyle(self) -> None:
        measure, density = look().px, look().density
        self.setFixedHeight(measure(density.header))
        self._name.set_role(density.name_role)
        self._avatar.setVisible(density.shows_avatar)
        self._row.setContentsMargins(measure(24), measure(14), measure(24), measure(14))
        self._row.setSpacing(measure(20))
        self.update()

"""A visitor the queue does not know: without a ticket, or with number and time read from paper."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.errors import InputError, KnownError
from ui.presenters.words import Say
from ui.tokens import Role
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.digits import DigitFormat
from ui.widgets.fields import Field
from ui.widgets.labels import Label
from ui.widgets.line_inputs import DigitInput, TextInput
from ui.widgets.overlay import Overlay

TIME_FORMAT = DigitFormat((2, 2), ":")


class TicketPanel(Overlay):
    """Number and time of a ticket; an empty number takes a visitor without one.

    With somebody at the counter a ticket can only be put on this desk's own list.

    Signals: `walk_in()`, `ticket_typed(number, "HH:mm")`, `ticket_listed(number, "HH:mm")`.
    """

    walk_in = Signal()
    ticket_typed = Signal(str, str)
    ticket_listed = Signal(str, str)

    def __init__(self, say: Say, say_error: Callable[[KnownError], str], host: QWidget) -> None:
        super().__init__("ticket", host, width_px=520)
        self._say = say
        self._say_error = say_error
        self._refusal: KnownError | None = None
        self._title = Label(Role.CARD_TITLE)
        self._line = Label(Role.BODY, "text_2", wraps=True)
        self._number = TextInput("ticket.number")
        self._time = DigitInput("ticket.time", TIME_FORMAT)
        self._number_field = Field("ticket.number_field", self._number)
        self._time_field = Field("ticket.time_field", self._time)
        self._is_counter_free = True
        self._take = Button("ticket.take", ButtonKind.PRIMARY, icon="log-in", key="Enter")
        self._list = Button("ticket.list", icon="inbox")
        self._list.clicked.connect(self._submit_to_list)
        self._cancel = Button("ticket.cancel", ButtonKind.QUIET, key="Esc")
        self._number.next_requested.connect(self._on_number)
        self._time.next_requested.connect(self._submit)
        self._take.clicked.connect(self._submit)
        self._cancel.clicked.connect(self.close_overlay)
        self._lay_out()

    def ask(self, *, is_counter_free: bool) -> None:
        """Open empty; with somebody at the counter nobody else can be taken."""
        self._is_counter_free = is_counter_free
        self._take.setVisible(is_counter_free)
        self._list.set_kind(ButtonKind.DEFAULT if is_counter_free else ButtonKind.PRIMARY)
        self._list.set_key("" if is_counter_free else "Enter")
        self._number.set_value("")
        self._time.set_value("")
        self.show_refusal(None)
        self.retranslate()
        self.open_on(self._number)

    def show_refusal(self, error: KnownError | None) -> None:
        """Say under the field what is wrong with it."""
        self._refusal = error
        self._word_refusal()
        if error is not None:
            (self._time if _is_of_time(error) else self._number).setFocus()

    def _word_refusal(self) -> None:
        error = self._refusal
        words = self._say_error(error) if error is not None else ""
        self._number_field.set_error("" if _is_of_time(error) else words)
        self._time_field.set_error(words if _is_of_time(error) else "")

    def retranslate(self) -> None:
        """Show every word in the language in force."""
        say = self._say
        self.set_name(say("ticket.title"))
        self._title.setText(say("ticket.title"))
        self._line.setText(say("ticket.line" if self._is_counter_free else "ticket.list_line"))
        self._list.set_text(say("ticket.list"))
        self._number_field.set_label(say("ticket.number"))
        self._number_field.set_optional(say("ticket.if_any") if self._is_counter_free else "")
        self._time_field.set_label(say("ticket.time"))
        self._take.set_text(say("ticket.take"))
        self._cancel.set_text(say("action.cancel"))
        self._word_refusal()

    def _on_number(self) -> None:
        if self._number.value().strip():
            self._time.setFocus()
        else:
            self._submit()

    def _submit(self) -> None:
        if not self._is_counter_free:
            self._submit_to_list()
        elif not self._number.value().strip():
            self.walk_in.emit()
        else:
            self.ticket_typed.emit(*self._typed())

    def _submit_to_list(self) -> None:
        self.ticket_listed.emit(*self._typed())

    def _typed(self) -> tuple[str, str]:
        digits = self._time.value()
        return self._number.value().strip(), f"{digits[:2]}:{digits[2:]}"

    def _lay_out(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(16)
        fields.addWidget(self._number_field, 2)
        fields.addWidget(self._time_field, 1)
        actions = QHBoxLayout()
        actions.addWidget(self._cancel)
        actions.addStretch(1)
        actions.addWidget(self._list)
        actions.addWidget(self._take)
        self.body.addWidget(self._title)
        self.body.addWidget(self._line)
        self.body.addLayout(fields)
        self.body.addLayout(actions)


def _is_of_time(error: KnownError | None) -> bool:
    return isinstance(error, InputError) and error.field == "ticket_time"

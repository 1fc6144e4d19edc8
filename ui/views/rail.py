"""The rail: call the next visitor, tabs, the case at the counter, the list of the tab."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal

from desk_app.domain.vocabulary import DeskKind
from ui.keys import BY_ACTION, Action
from ui.presenters.counter_words import Waiting, WaitingLine, WaitZone
from ui.presenters.words import Say
from ui.widgets.buttons import Button, ButtonKind
from ui.widgets.chips import Tone
from ui.widgets.queue_list import QueueEntry, QueueHeading, QueueList, QueueRow
from ui.widgets.rail import NowServing, Rail, RailTabs
from ui.widgets.row_menu import show_row_menu

QUEUE, READY, INCOMING, HELD = "queue", "ready", "incoming", "held"
_TONES = {WaitZone.SHORT: Tone.PLAIN, WaitZone.LONG: Tone.WARN, WaitZone.LATE: Tone.BAD}


class DeskRail(Rail):
    """The rail of this desk.

    Signals: `call_requested()`, `ticket_chosen(str)` on Enter on a waiting ticket,
    `tab_chosen(str)` with the key of the tab.
    """

    call_requested = Signal()
    ticket_chosen = Signal(str)
    tab_chosen = Signal(str)

    def __init__(self, say: Say, kind: DeskKind) -> None:
        super().__init__("rail")
        self._say = say
        self._tab_keys = (QUEUE, READY if kind is DeskKind.STATE_CORPORATION else INCOMING, HELD)
        self._counts = dict.fromkeys(self._tab_keys, 0)
        self._waiting = Waiting((), ())
        self._norm_minutes = 30
        self._serving = ("", "")
        key = BY_ACTION[Action.CALL_NEXT].shown
        self._call = Button("rail.call", ButtonKind.PRIMARY, icon="megaphone", key=key)
        self._call.clicked.connect(self.call_requested)
        self._tabs = RailTabs("rail.tabs")
        self._tabs.chosen.connect(self.tab_chosen)
        self._now = NowServing("rail.now")
        self._list = QueueList("rail.list")
        self._list.row_activated.connect(self.ticket_chosen)
        self._list.menu_requested.connect(self._open_menu)
        self.set_call_button(self._call)
        self.add_part(self._tabs)
        self.add_part(self._now)
        self.add_part(self._list, 1)

    def show_waiting(self, waiting: Waiting, count: int, norm_minutes: int) -> None:
        """Show who waits, those over the norm on top."""
        self._waiting, self._norm_minutes = waiting, norm_minutes
        self._counts[QUEUE] = count
        self._show_tabs()
        self._list.set_entries(self._entries())

    def show_counts(self, *, ready: int, incoming: int, held: int) -> None:
        """Show how many cases the other tabs hold."""
        counts = {READY: ready, INCOMING: incoming, HELD: held}
        self._counts.update({key: counts[key] for key in self._tab_keys if key in counts})
        self._show_tabs()

    def show_serving(self, ticket: str, person: str) -> None:
        """Show the case at the counter; both empty for a free counter."""
        self._serving = (ticket, person)
        self._now.set_texts(self._say("rail.now"), ticket, person)

    def step_tab(self, by: int) -> None:
        """Choose the next or the previous tab."""
        self._tabs.step(by)

    def show_tab(self, key: str) -> None:
        """Mark a tab as chosen."""
        self._tabs.set_value(key)

    def tab(self) -> str:
        """Return the key of the tab chosen."""
        return self._tabs.value()

    def focus_list(self) -> None:
        """Put the focus on the waiting list, or on the button where nobody waits."""
        (self._list if self._counts[QUEUE] else self._call).setFocus()

    def retranslate(self) -> None:
        """Show every word in the language in force."""
        self._call.set_text(self._say("action.call_next"))
        self._tabs.set_name(self._say("rail.tabs"))
        self._list.set_name(self._say("rail.waiting"))
        self._show_tabs()
        self.show_serving(*self._serving)
        self._list.set_entries(self._entries())

    def _open_menu(self, ticket_id: str, spot: QPoint) -> None:
        call = (self._say("rail.call_this"), lambda: self.ticket_chosen.emit(ticket_id))
        show_row_menu(self._list, spot, [call])

    def _show_tabs(self) -> None:
        self._tabs.set_tabs(
            [(key, self._say(f"rail.{key}"), self._counts[key]) for key in self._tab_keys]
        )

    def _entries(self) -> list[QueueEntry]:
        norm = self._say("rail.norm", minutes=self._norm_minutes)
        entries: list[QueueEntry] = []
        if self._waiting.late:
            late = self._say("rail.late", minutes=self._norm_minutes)
            entries.append(QueueHeading(late))
            entries.extend(map(_row, self._waiting.late))
        if self._waiting.others or not self._waiting.late:
            waiting = "rail.waiting" if self._waiting.others else "rail.empty"
            entries.append(QueueHeading(self._say(waiting), norm))
            entries.extend(map(_row, self._waiting.others))
        return entries


def _row(line: WaitingLine) -> QueueRow:
    return QueueRow(
        key=line.ticket_id,
        title=line.number,
        subtitle=line.person,
        mark=line.mark,
        time=line.time,
        share=line.share,
        tone=_TONES[line.zone],
        spoken=line.spoken,
    )

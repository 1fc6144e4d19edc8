"""The bar at the foot: link, outbox, scanner, printer, desk, clock, help."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal

from ui.keys import BY_ACTION, Action
from ui.presenters.link_state import Link, LinkState, link_words
from ui.presenters.words import Say, clock_time
from ui.tokens import Role
from ui.widgets.chips import StatusBar, StatusItem, Tone
from ui.widgets.labels import Label

_DEVICE_ICONS = {"scanner": "scan-line", "printer": "printer"}
_CHIPS = {
    LinkState.EXCHANGING: ("refresh-cw", Tone.INFO),
    LinkState.SILENT: ("server-off", Tone.WARN),
    LinkState.OFFLINE: ("cloud-off", Tone.WARN),
    LinkState.REJECTED: ("circle-alert", Tone.BAD),
    LinkState.CONFLICT: ("triangle-alert", Tone.BAD),
}


class DeskStatusBar(StatusBar):
    """The status bar of this desk; always visible.

    Signals: `outbox_requested()`, `exchange_requested()`, `help_requested()`.
    """

    outbox_requested = Signal()
    exchange_requested = Signal()
    help_requested = Signal()

    def __init__(self, say: Say, workplace: str) -> None:
        super().__init__("status")
        self._say = say
        self._workplace = workplace
        self._link = Link()
        self._ready: dict[str, bool | None] = dict.fromkeys(_DEVICE_ICONS)
        self._items = {name: StatusItem(f"status.{name}") for name in _ITEMS}
        self._clock = Label(Role.SMALL_STRONG)
        self._lay_out()
        self._items["link"].clicked.connect(self._on_link)
        self._items["outbox"].clicked.connect(self.outbox_requested)
        self._items["help"].clicked.connect(self.help_requested)
        self.set_signed_in(signed_in=False)

    def set_signed_in(self, *, signed_in: bool) -> None:
        """Show what only a signed-in desk has."""
        for name in ("link", "outbox", "scanner", "printer"):
            self._items[name].setVisible(signed_in)

    def set_reachable(self, *, reachable: bool) -> None:
        """Let F6 reach the bar, or not."""
        for item in self._items.values():
            item.set_reachable(reachable=reachable)

    def focus_first(self) -> None:
        """Put the focus on the link."""
        self._items["link"].setFocus()

    def show_link(self, link: Link) -> None:
        """Show the state of the link and the outbox count."""
        self._link = link
        words = link_words(link, self._say)
        item = self._items["link"]
        if words.state in _CHIPS:
            icon, tone = _CHIPS[words.state]
            item.set_chip(words.strong, words.calm, icon=icon, tone=tone)
        else:
            tone = Tone.OK if words.state is LinkState.ONLINE else Tone.PLAIN
            item.set_plain(words.strong, words.calm, icon="wifi", tone=tone)
        count = link.pending + link.parked
        self._items["outbox"].set_plain(self._say("status.outbox", count=count), icon="send")

    def show_device(self, name: str, *, ready: bool | None) -> None:
        """Show whether the `scanner` or the `printer` answers; None while nobody knows."""
        self._ready[name] = ready
        item, icon = self._items[name], _DEVICE_ICONS[name]
        if ready is False:
            item.set_chip(self._say(f"status.{name}_away"), "", icon=icon, tone=Tone.WARN)
        else:
            words = f"status.{name}_ready" if ready else f"status.{name}"
            item.set_plain(self._say(words), icon=icon)

    def show_time(self, now: datetime) -> None:
        """Show the local time."""
        self._clock.setText(clock_time(now))

    def retranslate(self) -> None:
        """Show every word in the language in force."""
        self.show_link(self._link)
        for name, ready in self._ready.items():
            self.show_device(name, ready=ready)
        self._items["desk"].set_plain(
            self._say("status.desk", workplace=self._workplace), icon="monitor"
        )
        self._items["help"].set_plain(self._say("action.help"), key=BY_ACTION[Action.HELP].shown)

    def _on_link(self) -> None:
        if self._link.state in (LinkState.CONFLICT, LinkState.REJECTED):
            self.outbox_requested.emit()
        else:
            self.exchange_requested.emit()

    def _lay_out(self) -> None:
        for name in ("link", "outbox"):
            self.add_left(self._items[name])
        for name in ("scanner", "printer", "desk"):
            self.add_right(self._items[name])
        self.add_right(self._clock)
        self.add_right(self._items["help"])


_ITEMS = ("link", "outbox", "scanner", "printer", "desk", "help")

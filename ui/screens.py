"""The pages and panels of a signed-in desk, built one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ui.frame import Frame
from ui.presenters.words import Say
from ui.presenters.workbench import Workbench
from ui.sweeps import keep_what_lives
from ui.views import rail
from ui.views.done_page import DonePage
from ui.views.hand_over_page import HandOverPage
from ui.views.idle_page import IdlePage
from ui.views.list_page import ListPage
from ui.views.not_come_panel import NotComePanel
from ui.views.outbox_page import OutboxPage
from ui.views.page import CounterPage, Page
from ui.views.search_panel import SearchPanel
from ui.views.ticket_panel import TicketPanel
from ui.views.withdraw_panel import WithdrawPanel

MakeCounterPage = Callable[[Workbench], CounterPage]
PageKind = TypeVar("PageKind", bound=Page)
# Tab, icon of the empty list, and the column that takes the room left.
_LISTS = (
    (rail.INCOMING, "inbox", 1),
    (rail.READY, "package-check", 1),
    (rail.HELD, "circle-pause", 2),
)


@dataclass(frozen=True, slots=True)
class Screens:
    """The pages and panels of a signed-in desk."""

    idle: IdlePage
    case_page: CounterPage
    done: DonePage
    hand_over: HandOverPage
    outbox: OutboxPage
    lists: Mapping[str, ListPage]
    ticket: TicketPanel
    absent: NotComePanel
    leaving: WithdrawPanel
    search: SearchPanel


def build_screens(
    bench: Workbench,
    say: Say,
    frame: Frame,
    make_counter_page: MakeCounterPage,
) -> Iterator[Screens | None]:
    """Yield None after each screen or step built, and all screens at last.

    All of them at once would hold the interface up for longer than a key may wait.
    """

    def shown(page: PageKind) -> PageKind:
        frame.add_page(page)
        page.retranslate()
        return page

    keep_what_lives()
    idle = shown(IdlePage())
    yield None
    case_page = shown(make_counter_page(bench))
    yield None
    for _ in case_page.build():
        yield None
    done = shown(DonePage(bench, say))
    yield None
    hand_over = shown(HandOverPage(bench, say))
    yield None
    outbox = shown(OutboxPage(say))
    yield None
    lists: dict[str, ListPage] = {}
    for key, icon, stretched in _LISTS:
        lists[key] = shown(ListPage(key, icon, say, stretched_column=stretched))
        yield None
    ticket = TicketPanel(say, bench.say_error, frame)
    yield None
    absent = NotComePanel(say, frame)
    yield None
    leaving = WithdrawPanel(bench, frame)
    yield None
    search = SearchPanel(bench, say, frame)
    yield None
    keep_what_lives()
    yield Screens(idle, case_page, done, hand_over, outbox, lists, ticket, absent, leaving, search)

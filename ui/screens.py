"""The pages and panels of a signed-in desk, built one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ui.frame import Frame
from ui.presenters.words import Say
from ui.presenters.workbench import Workbench
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

MakeCounterPage = Callable[[Workbench], CounterPage]
PageKind = TypeVar("PageKind", bound=Page)


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
    search: SearchPanel


def build_screens(
    bench: Workbench,
    say: Say,
    frame: Frame,
    make_counter_page: MakeCounterPage,
) -> Iterator[Screens | None]:
    """Yield None after each screen built, and all of them at last.

    All screens at once would hold the interface up for longer than a key may wait.
    """

    def shown(page: PageKind) -> PageKind:
        frame.add_page(page)
        page.retranslate()
        return page

    idle = shown(IdlePage())
    case_page = make_counter_page(bench)
    yield None
    shown(case_page)
    yield None
    done, hand_over = shown(DonePage(bench, say)), shown(HandOverPage(bench, say))
    yield None
    outbox = shown(OutboxPage(say))
    pages = {
        rail.INCOMING: shown(ListPage(rail.INCOMING, "inbox", say)),
        rail.READY: shown(ListPage(rail.READY, "package-check", say)),
        rail.HELD: shown(ListPage(rail.HELD, "circle-pause", say, stretched_column=2)),
    }
    yield None
    ticket, absent = TicketPanel(say, bench.say_error, frame), NotComePanel(say, frame)
    search = SearchPanel(bench, say, frame)
    yield None
    yield Screens(idle, case_page, done, hand_over, outbox, pages, ticket, absent, search)

"""Files that arrive in the watched folder, offered to the document at work.

An offer is never taken by itself: what lies in the folder may be the paper of the visitor before.
"""

from __future__ import annotations

from collections.abc import Callable

from desk_app.domain.devices import Arrival, BadFile
from desk_app.errors import InputError, KnownError
from desk_app.ports.devices import ArrivalFolder
from ui.presenters.workbench import Lane, Workbench

POLL_EVERY_SECONDS = 2
# Their pages are held in memory; what lies behind them waits on the disk.
MOST_OFFERS = 5


class Watching:
    """What waits in the folder; made once for the window, since files outlive a case.

    Args:
        bench: The desk.
        changed: Called when there is something else to show, with what a screen reader says.
    """

    def __init__(self, bench: Workbench, changed: Callable[[str], None]) -> None:
        self._bench = bench
        self._changed = changed
        self._offers: tuple[Arrival, ...] = ()
        self._bad: BadFile | None = None
        self._failure: KnownError | None = None
        self._is_looking = False
        self._seconds = 0

    @property
    def offered(self) -> Arrival | None:
        """The file that came first."""
        return next(iter(self._offers), None)

    def offer_words(self) -> str:
        """Return what can be taken, or nothing."""
        if self.offered is None:
            return ""
        n, more = len(self.offered.pages), len(self._offers) - 1
        words = self._bench.say("watch.offer", name=self.offered.name, n=n)
        return f"{words} {self._bench.say('watch.more', n=more)}" if more else words

    def failure_words(self) -> str:
        """Return what came and cannot be read, or why nothing can come, or nothing."""
        if self._failure is not None:
            return self._bench.say_error(self._failure)
        if self._bad is None:
            return ""
        why = self._bench.say_error(InputError(self._bad.code, field="file", **self._bad.params))
        return self._bench.say("watch.bad", name=self._bad.name, why=why)

    def forget_failure(self) -> None:
        """Another case is served: what was wrong with a file has been read."""
        self._bad = None

    def tick(self) -> None:
        """Look into the folder when it is time, as long as somebody looks at documents."""
        self._seconds += 1
        if self._seconds % POLL_EVERY_SECONDS == 0:
            self.look()

    def look(self) -> None:
        """Look into the folder now; one file is read at a time."""
        folder = self._bench.watched
        if folder is None or self._is_looking:
            return
        self._is_looking = True
        now_seconds = self._bench.desk.clock.moment().counter_seconds
        offers = self._offers
        self._bench.run.submit(
            Lane.SCAN,
            lambda: _look(folder, offers, now_seconds),
            on_done=self._looked,
            on_failed=self._failed,
        )

    def taken(self, arrival: Arrival) -> None:
        """The store has every page of a file: it goes from the folder."""
        folder = self._bench.watched
        if folder is None:
            return
        self._offers = tuple(offer for offer in self._offers if offer is not arrival)
        self._changed("")
        self._bench.run.submit(
            Lane.SCAN,
            lambda: folder.acknowledge(arrival),
            on_done=lambda _: None,
            on_failed=self._failed,
        )

    def _looked(self, seen: tuple[tuple[Arrival, ...], Arrival | BadFile | None]) -> None:
        self._is_looking = False
        still, found = seen
        before = (self._offers, self._failure)
        self._failure = None
        self._offers = tuple(offer for offer in self._offers if offer in still)
        if isinstance(found, BadFile):
            self._bad = found
        elif found is not None:
            others = tuple(offer for offer in self._offers if offer.name != found.name)
            self._offers, self._bad = (*others, found), None
        if found is not None or before != (self._offers, self._failure):
            self._tell(found)
        if found is not None:
            self.look()

    def _tell(self, found: Arrival | BadFile | None) -> None:
        spoken = self.failure_words() if isinstance(found, BadFile) else self.offer_words()
        self._changed(spoken if found is not None else "")

    def _failed(self, error: KnownError) -> None:
        self._is_looking = False
        is_news = self._failure is None or self._failure.code != error.code
        self._failure = error
        if is_news:
            self._changed(self.failure_words())


def _look(
    folder: ArrivalFolder, offers: tuple[Arrival, ...], now_seconds: float
) -> tuple[tuple[Arrival, ...], Arrival | BadFile | None]:
    still = tuple(offer for offer in offers if folder.holds(offer))
    if len(still) >= MOST_OFFERS:
        return still, None
    return still, next(iter(folder.poll(now_seconds)), None)

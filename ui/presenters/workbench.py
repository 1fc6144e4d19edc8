"""What every presenter works with: the signed-in desk, the devices and the way off the thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from desk_app.domain.languages import Language
from desk_app.errors import KnownError
from desk_app.ports.devices import PageSource
from desk_app.texts import Texts

# The sign-in page has lanes, too, and waits for nothing that only a signed-in desk needs.
if TYPE_CHECKING:
    from desk_app.domain.devices import PageImage
    from desk_app.ports.devices import ArrivalFolder, Printer, Scanners
    from desk_app.ports.registry import RegistryGateway
    from desk_app.services.desk import Desk
    from desk_app.services.exchange import Exchange, ExchangeReport

Result = TypeVar("Result")


class Lane(StrEnum):
    """The kinds of work off the interface thread; each lane does one job at a time, in order."""

    DB = "db"
    LOOKUP = "lookup"
    EXCHANGE = "exchange"
    SCAN = "scan"
    PRINT = "print"


class Runner(Protocol):
    """Runs jobs on lanes and calls back on the interface thread."""

    def submit(
        self,
        lane: Lane,
        job: Callable[[], Result],
        *,
        on_done: Callable[[Result], None],
        on_failed: Callable[[KnownError], None],
        cancel: threading.Event | None = None,
    ) -> None:
        """Queue a job; exactly one callback follows unless it is cancelled or a bug."""

    def report(self, callback: Callable[[], None]) -> None:
        """Call something on the interface thread from within a job."""


class PageFiles(PageSource, Protocol):
    """Chosen files as pages, and stored pages at the size of the screen; blocks, for lanes only."""

    def preview(self, data: bytes, *, box_px: tuple[int, int], turn_degrees: int = 0) -> PageImage:
        """Return a stored page as large as the box allows.

        Raises:
            InputError: `file.<reason>` on the field `file`.
        """
        ...


class PaperPicture(Protocol):
    """One page of a paper as a raster; `rgb` is three bytes a pixel, rows without padding."""

    @property
    def width_px(self) -> int: ...
    @property
    def height_px(self) -> int: ...
    @property
    def rgb(self) -> bytes: ...


class PaperPreview(Protocol):
    """Makes pictures of a paper's bytes; blocks, for lanes only."""

    def __call__(self, content: bytes, dpi: int) -> Sequence[PaperPicture]:
        """Return every page, in order."""
        ...


@dataclass(slots=True)
class Workbench:
    """The desk as the window uses it; made at the first sign-in, kept until the window closes.

    Attributes:
        desk: Of the operator signed in now; another operator's sign-in replaces it.
        link_is_up: What the last exchange found.
        exchange: One exchange with the registry of the kind given; blocks, for the exchange lane.
        language: Of the screen; presenters read it when they word something.
        watched: The folder whose files are offered to a case, if one is watched.
        preview_paper: The raster of the same bytes that are stored and printed.
    """

    run: Runner
    texts: Texts
    desk: Desk
    registry: RegistryGateway
    scanners: Scanners
    files: PageFiles
    printer: Printer
    exchange: Callable[[Exchange], ExchangeReport]
    language: Language
    preview_paper: PaperPreview
    link_is_up: bool = False
    watched: ArrivalFolder | None = None

    def say(self, key: str, **params: str | int) -> str:
        """Return a text of the catalogue in the screen's language."""
        return self.texts.get(key, self.language, **params)

    def say_error(self, error: KnownError) -> str:
        """Return what happened and what to do, in the screen's language."""
        return self.texts.of_error(error, self.language)

"""What the window is given before anybody has signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

# Names of types only: the sign-in page waits for nothing that works after it.
if TYPE_CHECKING:
    from desk_app.ports.devices import ArrivalFolder, Printer, Scanners
    from desk_app.ports.registry import RegistryGateway
    from desk_app.services.desk import Desk
    from desk_app.services.exchange import Exchange, ExchangeReport
    from desk_app.settings import Settings
    from desk_app.texts import Texts
    from ui.presenters.workbench import PageFiles, PaperPreview


@dataclass(frozen=True, slots=True)
class WindowStart:
    """A workplace as its window meets it.

    Attributes:
        operators: Login and name of those known on this PC; where names cannot be read before
            sign-in, the login twice.
        unlock: The door: login and password to a desk; blocks, called in the lane of the store.
        change_password: Login, old and new password; blocks like `unlock`.
        exchange: One exchange with the registry of the kind given, queue and number block with
            it; blocks.
        preview_paper: The raster of a paper's bytes; blocks.
        watched: The folder whose files are offered to a case, if one is watched.
        load_rest: Loads what unlocking and the first exchange need; blocks, called in a lane while
            the password is typed.
        demo_hint: Login and password of the demo office, shown before sign-in.
        is_demo: Whether the window carries the demo mark.
    """

    settings: Settings
    texts: Texts
    operators: tuple[tuple[str, str], ...]
    unlock: Callable[[str, str], Desk]
    change_password: Callable[[str, str, str], None]
    registry: RegistryGateway
    scanners: Scanners
    printer: Printer
    files: PageFiles
    exchange: Callable[[Desk, Exchange], ExchangeReport]
    preview_paper: PaperPreview
    watched: ArrivalFolder | None = None
    load_rest: Callable[[], object] = lambda: None
    demo_hint: tuple[str, str] | None = None
    is_demo: bool = False

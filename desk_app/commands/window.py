"""The desk itself, and the demo office: what `desk-app` without a command opens."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from desk_app import bootstrap
from desk_app.commands.answer import Answer, Status
from desk_app.commands.invocation import Invocation
from desk_app.commands.signed_in import settings_for
from desk_app.domain.vocabulary import DeskKind
from desk_app.errors import DeviceError, StoreError
from desk_app.logs import log_folder, start_logging
from desk_app.settings import user_folder
from desk_app.store.durable import disk_errors, make_folder
from desk_app.store.lock import try_lock

_DEMO = "desk-app-demo"
_LOCK = "window.lock"
_INVISIBLE = frozenset({"offscreen", "minimal"})


def answer_window(call: Invocation) -> Answer:
    """Open the desk, or a desk of the demo office; the status is the window's.

    Raises:
        DeviceError: `window.no_display`.
        StoreError: `window.already_open`.
        KnownError: As for settings, packs and store.
    """
    if not has_display(sys.platform, os.environ):
        raise DeviceError("window.no_display")
    return _demo(call) if call.options.demo else _own(call)


def has_display(platform: str, environ: Mapping[str, str]) -> bool:
    """Tell whether a window would be seen by anybody."""
    if environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in _INVISIBLE:
        return False
    if platform != "linux":
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def demo_folder(home: str | None) -> Path:
    """Return where the demo office keeps everything."""
    return Path(home) if home else user_folder(_DEMO)


@contextmanager
def only_window(home: Path) -> Iterator[None]:
    """Let one window at a time work in a home folder.

    Raises:
        StoreError: `window.already_open`.
    """
    with disk_errors():
        make_folder(home)
    held = try_lock(home / _LOCK)
    if held is None:
        raise StoreError("window.already_open")
    try:
        yield
    finally:
        held.release()


def _own(call: Invocation) -> Answer:
    settings = settings_for(call)
    with only_window(settings.home):
        start_logging(log_folder(settings.home))
        return _opened(bootstrap.prepare(settings, call.texts))


def _demo(call: Invocation) -> Answer:
    from desk_app.commands.demo_day import result_on_its_way
    from desk_app.commands.demo_office import demo_office

    folder, kind = demo_folder(call.options.home), DeskKind(call.options.demo_desk)
    home = folder / kind.value
    with only_window(home):
        start_logging(log_folder(home))
        with demo_office(folder, call.texts) as office, result_on_its_way(office) as bring_result:
            desk = office.desk(kind)
            return _opened(desk.premises, (desk.login, desk.password), bring_result)


def _opened(
    premises: bootstrap.Premises,
    demo_hint: tuple[str, str] | None = None,
    after_start: Callable[[], None] = lambda: None,
) -> Answer:
    from ui.start import run_window

    with bootstrap.window_start(premises, demo_hint=demo_hint) as start:

        def load_rest() -> None:
            start.load_rest()
            after_start()

        status = run_window(replace(start, load_rest=load_rest))
    return Answer(Status.OUTSIDE_FAILED if status else Status.DONE)

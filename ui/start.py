"""Opening the window: application, fonts, theme, lanes, and the window itself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui.error_dialogs import ErrorReporter
from ui.executor import Executor
from ui.main_window import MainWindow
from ui.presenters.workbench import Lane
from ui.sweeps import keep_what_lives
from ui.theme import apply_theme, system_theme
from ui.views.page import CounterPage
from ui.window_start import WindowStart
from ui.window_state import WindowState, load_window_state

if TYPE_CHECKING:
    from ui.presenters.workbench import Workbench
    from ui.screens import MakeCounterPage

# After the first picture; loading shares the processor with it.
_LOAD_AFTER_MS = 50

__all__ = ["WindowStart", "close_window", "open_window", "run_window"]


def run_window(start: WindowStart) -> int:
    """Show the window until it is closed; returns the exit status."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    apply_theme(app, system_theme())
    window = open_window(start, app, state=load_window_state(start.settings.home))
    reporter = ErrorReporter(
        home=start.settings.home, say=window.say, window=window, recover=window.recover
    )
    reporter.install()
    try:
        return app.exec()
    finally:
        reporter.remove()
        close_window(window)


def case_page(bench: Workbench) -> CounterPage:
    """Make the page that serves cases; it is loaded after the sign-in page stands."""
    from ui.views.case_page import CasePage

    return CasePage(bench)


def open_window(
    start: WindowStart,
    app: QApplication,
    *,
    state: WindowState | None = None,
    make_counter_page: MakeCounterPage = case_page,
) -> MainWindow:
    """Make the window, show it at its sign-in page and return it.

    The look must be in force already (`ui.theme.apply_theme`); `close_window` ends the lanes.
    """
    run = Executor()
    window = MainWindow(
        app, start, run, make_counter_page, state or WindowState(is_maximized=False)
    )
    window.show()
    window.activateWindow()
    QTimer.singleShot(_LOAD_AFTER_MS, window, lambda: _load_the_rest(start, run))
    return window


def _load_the_rest(start: WindowStart, run: Executor) -> None:
    """Load what the signed-in desk is made of while somebody types a password."""

    def load() -> None:
        keep_what_lives()
        start.texts.load()
        start.load_rest()
        import ui.screens
        import ui.views.case_page
        import ui.views.lock_page
        import ui.views.rail
        import ui.workspace  # noqa: F401 - to be there, not to be used

    run.submit(Lane.LOOKUP, load, on_done=_ignore, on_failed=_ignore)


def _ignore(_: object) -> None:
    """Whoever needs a part imports it anyway."""


def close_window(window: MainWindow) -> None:
    """Close the window; what is typed is stored before the lanes end."""
    window.close()
    window.run.shutdown()

"""Opening the window: application, fonts, theme, lanes, and the window itself."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from ui.error_dialogs import ErrorReporter
from ui.executor import Executor
from ui.main_window import MainWindow
from ui.screens import MakeCounterPage
from ui.theme import apply_theme, system_theme
from ui.views.case_page import CasePage
from ui.window_start import WindowStart
from ui.window_state import WindowState, load_window_state

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


def open_window(
    start: WindowStart,
    app: QApplication,
    *,
    state: WindowState | None = None,
    make_counter_page: MakeCounterPage = CasePage,
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
    return window


def close_window(window: MainWindow) -> None:
    """Close the window; what is typed is stored before the lanes end."""
    window.close()
    window.run.shutdown()

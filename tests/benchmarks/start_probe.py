"""One start in a process of its own: says when the first picture stands, then ends.

`python -m tests.benchmarks.start_probe empty` or `… desk HOME`.
"""

from __future__ import annotations

import sys
from pathlib import Path


def tell_of_first_picture() -> None:
    """Say when the first window is painted, then end; ask before the event loop begins.

    A filter of the application's events would do, too, and slow down what is measured: every
    event of every part would pass through Python.
    """
    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, _tell)


def _tell() -> None:
    from PySide6.QtWidgets import QApplication, QMainWindow

    windows = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    [window] = [widget for widget in windows if isinstance(widget, QMainWindow)]
    window.repaint()
    sys.stdout.write(f"ready {resident_kib()}\n")
    sys.stdout.flush()
    QApplication.closeAllWindows()
    QApplication.quit()


def resident_kib() -> int:
    """Return the memory of this process that lies in RAM, in KiB; 0 where nobody tells."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def empty() -> None:
    """Show a main window with nothing in it."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1440, 900)
    window.show()
    tell_of_first_picture()
    app.exec()


def desk(home: Path) -> None:
    """Start the desk as its command does, up to the sign-in page."""
    from desk_app import bootstrap
    from desk_app.commands.window import only_window
    from desk_app.logs import log_folder, start_logging
    from desk_app.resource_paths import shipped_folder
    from desk_app.settings import load_settings
    from desk_app.texts import FIRST_FILE, load_texts

    texts = load_texts(shipped_folder("resources") / "texts", first=FIRST_FILE)
    settings = load_settings(home)
    with only_window(home):
        start_logging(log_folder(home))
        premises = bootstrap.prepare(settings, texts)
        from PySide6.QtWidgets import QApplication

        from ui.start import run_window

        app = QApplication([])
        tell_of_first_picture()
        with bootstrap.window_start(premises) as start:
            run_window(start)
        del app


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        empty()
    else:
        desk(Path(sys.argv[2]))

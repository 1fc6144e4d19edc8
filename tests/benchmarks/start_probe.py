"""One start in a process of its own: says when the first picture stands, then ends.

`python -m tests.benchmarks.start_probe empty` or `… desk HOME`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow


class FirstPicture(QObject):
    """Ends the program once the first window has been drawn and nothing else waits."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._is_due = False
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if not self._is_due and event.type() == QEvent.Type.Paint:
            self._is_due = True
            QTimer.singleShot(0, self._tell)
        return False

    def _tell(self) -> None:
        sys.stdout.write(f"ready {resident_kib()}\n")
        sys.stdout.flush()
        self._app.removeEventFilter(self)
        self._app.closeAllWindows()
        self._app.quit()


def resident_kib() -> int:
    """Return the memory of this process that lies in RAM, in KiB; 0 where nobody tells."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def empty() -> None:
    """Show a main window with nothing in it."""
    app = QApplication([])
    picture = FirstPicture(app)
    window = QMainWindow()
    window.resize(1440, 900)
    window.show()
    app.exec()
    del picture


def desk(home: Path) -> None:
    """Start the desk as its command does, up to the sign-in page."""
    from desk_app import bootstrap
    from desk_app.commands.window import only_window
    from desk_app.logs import log_folder, start_logging
    from desk_app.resource_paths import shipped_folder
    from desk_app.settings import load_settings
    from desk_app.texts import load_texts

    texts = load_texts(shipped_folder("resources") / "texts")
    settings = load_settings(home)
    with only_window(home):
        start_logging(log_folder(home))
        premises = bootstrap.prepare(settings, texts)
        from ui.start import run_window

        app = QApplication([])
        picture = FirstPicture(app)
        with bootstrap.window_start(premises) as start:
            run_window(start)
        del picture


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        empty()
    else:
        desk(Path(sys.argv[2]))

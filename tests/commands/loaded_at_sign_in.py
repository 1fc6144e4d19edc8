"""Prints the modules that are loaded when the sign-in page stands, in a process of its own.

`python -m tests.commands.loaded_at_sign_in HOME`; the workplace names a registry.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main(home: Path) -> None:
    """Open the desk as its command does, and tell before the first turn of the event loop."""
    from desk_app import bootstrap
    from desk_app.resource_paths import shipped_folder
    from desk_app.settings import load_settings
    from desk_app.texts import load_texts

    texts = load_texts(shipped_folder("resources") / "texts")
    premises = bootstrap.prepare(load_settings(home), texts)
    from PySide6.QtWidgets import QApplication

    from ui.start import close_window, open_window
    from ui.theme import apply_theme

    app = QApplication([])
    apply_theme(app)
    with bootstrap.window_start(premises) as start:
        window = open_window(start, app)
        sys.stdout.write("\n".join(sys.modules))
        close_window(window)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Where the files that are not code lie, in a checkout and in a bundle alike."""

from __future__ import annotations

import sys
from pathlib import Path


def shipped_folder(name: str) -> Path:
    """Return a folder shipped with the program, such as `resources` or `print_templates`.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    folder = _root() / name
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    return folder


def _root() -> Path:
    # PyInstaller unpacks data beside the code and says where; a checkout has it above the package.
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) if isinstance(bundle, str) else Path(__file__).resolve().parent.parent

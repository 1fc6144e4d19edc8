"""How the window stood when it was last closed: a small file in the desk's home."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from desk_app.domain.languages import Language
from ui.tokens import MIN_WINDOW_PX

FILE_NAME = "window.json"
_FIRST_SIZE_PX = (1440, 900)


@dataclass(frozen=True, slots=True)
class WindowState:
    """Language, and size in logical pixels; no language means the office's own."""

    language: Language | None = None
    is_maximized: bool = True
    size_px: tuple[int, int] = _FIRST_SIZE_PX


def load_window_state(home: Path) -> WindowState:
    """Return the state last saved; one that cannot be read is as good as none."""
    try:
        raw = json.loads((home / FILE_NAME).read_text(encoding="utf-8"))
        width, height = (int(raw[name]) for name in ("width", "height"))
        size = (max(MIN_WINDOW_PX[0], width), max(MIN_WINDOW_PX[1], height))
        return WindowState(Language(raw["language"]), bool(raw["maximized"]), size)
    except (OSError, ValueError, KeyError, TypeError):
        return WindowState()


def save_window_state(home: Path, state: WindowState) -> None:
    """Write the state; where the disk does not take it, the next start is as the first."""
    width, height = state.size_px
    values = {
        "language": state.language or Language.KK,
        "maximized": state.is_maximized,
        "width": width,
        "height": height,
    }
    fresh = home / f"{FILE_NAME}.new"
    try:
        fresh.write_text(json.dumps(values), encoding="utf-8")
        fresh.replace(home / FILE_NAME)
    except OSError:
        return

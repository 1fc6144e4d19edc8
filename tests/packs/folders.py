"""Copies of the shipped packs that a test may break."""

import shutil
from pathlib import Path

from desk_app.resource_paths import shipped_folder

SHIPPED = shipped_folder("resources") / "rule_packs"
CALENDAR = shipped_folder("resources") / "calendar.toml"


def copied_packs(folder: Path) -> Path:
    """Return a folder with the shipped packs in it."""
    return Path(shutil.copytree(SHIPPED, folder / "rule_packs"))


def altered(file: Path, old: str, new: str) -> Path:
    """Return the file with one piece of its text changed."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file

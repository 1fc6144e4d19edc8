"""The rotating log: ids and codes only; whatever looks like personal data is masked."""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

_MAX_BYTES = 2 * 1024 * 1024
_FILES = 5
# Twelve digits, grouped or not, are an IIN (a date with its hour has ten); Cyrillic words are names
# or what a clerk typed.
_MASKS = (
    (re.compile(r"\d(?:[ \u00a0-]?\d){11,}"), "<number>"),
    (re.compile(r"[\u0400-\u04ff]+(?:[ -][\u0400-\u04ff]+)*"), "<text>"),
)


def log_folder(home: Path) -> Path:
    """Return where the logs of a home folder lie."""
    return home / "logs"


def masked(text: str) -> str:
    """Return a text without long numbers and without Cyrillic words."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text


class MaskingFormatter(logging.Formatter):
    """Masks the finished line, traceback included: the last door before the disk."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line as it may be written."""
        return masked(super().format(record))


def start_logging(folder: Path) -> Path:
    """Write the program's log into a folder of the desk's home; returns the file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "desk.log"
    handler = RotatingFileHandler(file, maxBytes=_MAX_BYTES, backupCount=_FILES, encoding="utf-8")
    handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for chatty in ("httpx2", "httpcore", "httpcore2", "fontTools", "PIL"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return file

"""Which databases the registry takes: a file of SQLite, or a PostgreSQL by its URL."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

FORMS = "sqlite:///FILE, FILE.db (.sqlite, .sqlite3) or postgresql://USER@HOST/NAME"
_FILE_ENDINGS = frozenset({".db", ".sqlite", ".sqlite3"})
_POSTGRESQL = frozenset({"postgres", "postgresql", "postgresql+psycopg"})
# One letter before the colon is a drive.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_MEMORY = ":memory:"


class DatabaseUrlError(Exception):
    """What was given names no database; the text never repeats it, for it may hold a password."""


def database_url(text: str) -> str:
    """Return the URL of what was given: a URL, or the path of a file.

    A mistyped URL is refused; it must not become a new, empty registry in a file of that name.

    Raises:
        DatabaseUrlError: It is neither.
    """
    url = text if _SCHEME.match(text) else f"sqlite:///{_file(text)}"
    _require_usable(_parsed(url))
    return url


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite URL, None for another database."""
    parsed = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database
    return Path(str(parsed.database)) if is_file else None


def _file(text: str) -> str:
    is_mistyped_url = text.lower().startswith("postgre") or "://" in text
    if is_mistyped_url or Path(text).suffix.lower() not in _FILE_ENDINGS:
        raise DatabaseUrlError(f"not a database; give {FORMS}")
    return text


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseUrlError(f"not the address of a database; give {FORMS}") from None


def _require_usable(url: URL) -> None:
    if url.drivername in _POSTGRESQL:
        if not url.database:
            raise DatabaseUrlError(f"the address names no database; give {FORMS}")
    elif url.drivername != "sqlite":
        raise DatabaseUrlError(f"a database of another kind; give {FORMS}")
    elif url.host or not url.database or url.database == _MEMORY:
        raise DatabaseUrlError(f"the address names no file; give {FORMS}")
    elif Path(url.database).is_dir():
        raise DatabaseUrlError(f"what the address names is a folder; give {FORMS}")

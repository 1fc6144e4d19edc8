"""Why the registry cannot work, in one line for who started it; no secrets, no personal data."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

from alembic.util.exc import CommandError
from sqlalchemy import make_url
from sqlalchemy.exc import DatabaseError, DataError, DBAPIError, IntegrityError

_HIDDEN = "***"
# Their texts quote the row that was refused.
_QUOTES_ROWS = (IntegrityError, DataError)


def cause_of(error: Exception, database_url: str) -> str:
    """Return the cause of a failure; no password of the URL is in it."""
    text = _said(error).partition("\n")[0].strip()
    for secret in _secrets(database_url):
        text = text.replace(secret, _HIDDEN)
    return text or type(error).__name__


def _said(error: Exception) -> str:
    if isinstance(error, CommandError):
        return "the database was made by a newer registry, or is none of a registry"
    if isinstance(error, OSError):
        return ": ".join(str(part) for part in (error.strerror, error.filename) if part)
    is_safe = isinstance(error, DatabaseError) and not isinstance(error, _QUOTES_ROWS)
    if is_safe and isinstance(error, DBAPIError):
        return str(error.orig)
    return ""


def _secrets(database_url: str) -> list[str]:
    """Return the password, and every value behind the question mark but a host, as it may look."""
    url = make_url(database_url)
    values = [url.password, *(url.query[name] for name in url.query if name != "host")]
    plain = [str(value) for value in values if value]
    forms = {form(value) for value in plain for form in (str, quote, quote_plus, _fully_quoted)}
    return sorted(forms, key=len, reverse=True)


def _fully_quoted(value: str) -> str:
    return quote(value, safe="")

"""The address of the registry, checked without anything that is only needed to talk to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desk_app.errors import InputError

if TYPE_CHECKING:
    import ssl
    from pathlib import Path


def checked_url(url: str) -> str:
    """Return an http or https address without its last slash.

    Raises:
        InputError: `registry.url`, field `registry`.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise InputError("registry.url", field="registry")
    return url.rstrip("/")


def trust_only(ca_file: Path) -> ssl.SSLContext:
    """Return what trusts the one authority whose certificates (PEM) lie in a file.

    Raises:
        InputError: `registry.ca_file`, field `registry`.
    """
    import ssl

    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError:
        # An SSLError is one too: the file is there, and no certificate in it.
        raise InputError("registry.ca_file", field="registry", file=ca_file.name) from None

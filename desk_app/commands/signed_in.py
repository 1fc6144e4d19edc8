"""Commands that need the store: who signs in, with the password from a file or the terminal."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desk_app import bootstrap
from desk_app.commands.invocation import Invocation
from desk_app.errors import InputError
from desk_app.services.desk import Desk
from desk_app.settings import Settings, load_settings
from desk_app.store.opening import OpenStore


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A desk opened for one command."""

    desk: Desk
    opened: OpenStore
    settings: Settings


def settings_for(call: Invocation) -> Settings:
    """Return the settings of the home folder, with the registry named on the command line."""
    return load_settings(call.home, registry_url=call.options.registry)


@contextmanager
def signed_in(call: Invocation) -> Iterator[SignedIn]:
    """Sign in for one command and close the store after it.

    While the window holds the store it is opened for reading; what writes ends with
    `store.in_use`.

    Raises:
        InputError: `operator.missing` or `password.missing`.
        KnownError: As for settings, keys and store.
    """
    settings = settings_for(call)
    if not call.options.operator:
        raise InputError("operator.missing", field="operator")
    premises = bootstrap.prepare(settings, call.texts)
    try:
        desk, opened = premises.unlock_for_command(call.options.operator, password_of(call))
        yield SignedIn(desk, opened, settings)
    finally:
        premises.close()


def password_of(call: Invocation) -> str:
    """Return the password from the named file, or asked at the terminal; never an argument.

    Raises:
        InputError: `password.missing` where there is neither.
    """
    if call.options.password_file:
        try:
            text = Path(call.options.password_file).read_text(encoding="utf-8")
        except OSError:
            raise InputError("password.file", field="password_file") from None
        return text.rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InputError("password.missing", field="password_file")
    return getpass.getpass("")

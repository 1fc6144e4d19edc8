"""Commands that need the store: who signs in, with the password from a file or the terminal."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desk_app import bootstrap
from desk_app.commands.invocation import Invocation
from desk_app.errors import InputError, StoreError
from desk_app.settings import Settings, load_settings

if TYPE_CHECKING:
    from desk_app.services.desk import Desk
    from desk_app.store.opening import OpenStore
    from desk_app.store.operator_keys import OperatorKeys


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A desk opened for one command."""

    desk: Desk
    opened: OpenStore
    settings: Settings
    keys: OperatorKeys

    def require_writable(self) -> None:
        """Raise StoreError `store.in_use` while the window holds the store."""
        if self.opened.lock is None:
            raise StoreError("store.in_use")


def settings_for(call: Invocation) -> Settings:
    """Return the settings of the home folder, with the registry named on the command line."""
    return load_settings(call.home, registry_url=call.options.registry)


@contextmanager
def signed_in(call: Invocation, password: str | None = None) -> Iterator[SignedIn]:
    """Sign in for one command and close the store after it.

    While the window holds the store it is opened for reading; what writes ends with
    `store.in_use`.

    Args:
        call: Names the home folder, the operator and the file of the password.
        password: Where the command has asked for it already.

    Raises:
        InputError: `operator.missing` or `password.missing`.
        KnownError: As for settings, keys and store.
    """
    settings = settings_for(call)
    if not call.options.operator:
        raise InputError("operator.missing", field="operator")
    premises = bootstrap.prepare(settings, call.texts)
    try:
        known = password_of(call) if password is None else password
        desk, opened = premises.unlock_for_command(call.options.operator, known)
        yield SignedIn(desk, opened, settings, premises.keys)
    finally:
        premises.close()


def password_of(call: Invocation) -> str:
    """Return the password from the named file, or asked at the terminal; never an argument.

    Raises:
        InputError: `password.missing` where there is neither, `password.file`.
    """
    if call.options.password_file:
        return read_password(call.options.password_file, field="password_file")
    require_terminal(field="password_file")
    return getpass.getpass(call.texts.get("command.password", call.language))


def new_password_of(call: Invocation, login: str, file: str | None, *, field: str) -> str:
    """Return a password to be set: from a file, or typed twice at the terminal.

    Raises:
        InputError: `password.missing`, `password.file` or `password.differ`.
    """
    if file:
        return read_password(file, field=field)
    require_terminal(field=field)
    texts, language = call.texts, call.language
    first = getpass.getpass(texts.get("command.new_password", language, login=login))
    if getpass.getpass(texts.get("command.new_password_again", language)) != first:
        raise InputError("password.differ", field="password")
    return first


def read_password(file: str, *, field: str) -> str:
    """Return a password from a file; a line's end is no part of it.

    Raises:
        InputError: `password.file`.
    """
    try:
        return Path(file).read_text(encoding="utf-8-sig").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise InputError("password.file", field=field) from None


def require_terminal(*, field: str) -> None:
    """Raise InputError `password.missing` where nobody can be asked."""
    if not sys.stdin.isatty():
        raise InputError("password.missing", field=field)

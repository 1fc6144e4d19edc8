"""The secret of this PC, without which no password opens the store.

It lives in the keystore of the platform (DPAPI, Keychain, Secret Service); where there is none, in
a file that only this user reads, and the desk says so.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from desk_app.errors import StoreError
from desk_app.store.durable import disk_errors, make_folder, replace_file

_SECRET_BYTES = 32
_SERVICE = "desk-app device secret"
_FILE = "device-secret"


@dataclass(frozen=True, slots=True)
class DeviceSecret:
    """The secret, and the name of the place that keeps it."""

    value: bytes = field(repr=False)
    kept_in: str


class Keystore(Protocol):
    """A place that keeps one secret."""

    @property
    def name(self) -> str:
        """Name for the settings and the check of readiness."""

    def get(self) -> bytes | None:
        """Return the secret, or None where there is none or the place does not answer."""

    def put(self, value: bytes) -> None:
        """Keep the secret, if the place can."""


class PlatformKeystore:
    """The keystore of the operating system, reached through `keyring`."""

    def __init__(self, home: Path, backend: KeyringBackend | None = None) -> None:
        self._backend = backend or keyring.get_keyring()
        # Two homes on one PC are two desks.
        self._account = str(home.resolve())

    @property
    def name(self) -> str:
        return f"keystore: {self._backend.name}"

    def get(self) -> bytes | None:
        try:
            text = self._backend.get_password(_SERVICE, self._account)
            return base64.b64decode(text, validate=True) if text else None
        except (KeyringError, binascii.Error):
            return None

    def put(self, value: bytes) -> None:
        try:
            self._backend.set_password(_SERVICE, self._account, base64.b64encode(value).decode())
        except KeyringError:
            # The caller reads back and goes on to the next place.
            return


class FileKeystore:
    """The named fallback: a file of mode 0600 in the home folder."""

    name = f"file: {_FILE}"

    def __init__(self, home: Path) -> None:
        self._path = home / _FILE

    def get(self) -> bytes | None:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError("keys.no_device_secret") from error

    def put(self, value: bytes) -> None:
        with disk_errors():
            make_folder(self._path.parent)
            replace_file(self._path, value)


def keystores(home: Path) -> tuple[Keystore, ...]:
    """Return the places to keep the secret of a desk, the best first."""
    return (PlatformKeystore(home), FileKeystore(home))


def make_device_secret(places: Sequence[Keystore]) -> DeviceSecret:
    """Return a new secret, kept in the first place that gives it back.

    Raises:
        StoreError: `keys.no_device_secret` where no place keeps it.
    """
    value = secrets.token_bytes(_SECRET_BYTES)
    for place in places:
        place.put(value)
        kept = place.get()
        if kept is not None and hmac.compare_digest(kept, value):
            return DeviceSecret(value, place.name)
    raise StoreError("keys.no_device_secret")


def find_device_secret(
    places: Sequence[Keystore], *, fits: Callable[[bytes], bool]
) -> DeviceSecret:
    """Return the secret that belongs to a key file.

    Raises:
        StoreError: `keys.no_device_secret` where no place has one, `keys.other_device` where the
            one found belongs to another key file: the folder came from another PC.
    """
    found = [(place, value) for place in places if (value := place.get()) is not None]
    for place, value in found:
        if fits(value):
            return DeviceSecret(value, place.name)
    raise StoreError("keys.other_device" if found else "keys.no_device_secret")

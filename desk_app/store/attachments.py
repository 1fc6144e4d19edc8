"""Scans as encrypted files: whole under their name, or not there at all.

The name is a keyed digest of the content. The plain SHA-256, which the cases use, would tell a
thief of the disk whether a known document is among the scans.

Layout of a file: mark, salt of its key, nonce, then AES-256-GCM of the content with its tag; mark
and digest are authenticated with it, so a file put under another's name does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desk_app.errors import StoreError
from desk_app.store.durable import disk_errors, make_folder, move_into, sync_folder, write_file

_MARK = b"DESKSCAN1"
_SALT_BYTES = 16
_NONCE_BYTES = 12
_HEADER_BYTES = len(_MARK) + _SALT_BYTES + _NONCE_BYTES
_INCOMING = "incoming"


class ScanFiles:
    """The `Scans` port over a folder; safe to use from several threads."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key
        self._name_key = _derive(key, salt=None, purpose=b"desk-app scan names")

    def put(self, content: bytes) -> str:
        digest = hashlib.sha256(content)
        sha256 = digest.hexdigest()
        path = self._path(sha256)
        with disk_errors():
            if self._holds(sha256):
                # The name may be from a moment ago and not yet on the disk.
                sync_folder(path.parent)
            else:
                self._write(path, self._seal(content, digest.digest()))
        return sha256

    def get(self, sha256: str) -> bytes:
        try:
            with disk_errors():
                sealed = self._path(sha256).read_bytes()
        except StoreError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise StoreError("scan.not_found") from error
            raise
        return self._unseal(sealed, _digest(sha256))

    def has(self, sha256: str) -> bool:
        try:
            return self._path(sha256).is_file()
        except StoreError:
            return False

    def remove_torn(self) -> int:
        """Delete what a crash left half-written, and return how many files it was."""
        incoming = self._folder / _INCOMING
        with disk_errors():
            # A copied store may have lost its empty folders.
            make_folder(incoming)
            torn = list(incoming.iterdir())
            for path in torn:
                path.unlink()
        return len(torn)

    def _holds(self, sha256: str) -> bool:
        try:
            self.get(sha256)
        except StoreError as error:
            if error.code in {"scan.not_found", "scan.damaged"}:
                return False
            raise
        return True

    def _write(self, path: Path, sealed: bytes) -> None:
        temporary = self._folder / _INCOMING / secrets.token_hex(16)
        try:
            write_file(temporary, sealed)
            move_into(temporary, path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise

    def _path(self, sha256: str) -> Path:
        return self._folder / hmac.digest(self._name_key, _digest(sha256), "sha256").hex()

    def _seal(self, content: bytes, digest: bytes) -> bytes:
        salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._file_key(salt)).encrypt(nonce, content, _MARK + digest)
        return b"".join((_MARK, salt, nonce, sealed))

    def _unseal(self, sealed: bytes, digest: bytes) -> bytes:
        salt = sealed[len(_MARK) : len(_MARK) + _SALT_BYTES]
        nonce = sealed[len(_MARK) + _SALT_BYTES : _HEADER_BYTES]
        # A file cut inside its header has no nonce to try.
        if not sealed.startswith(_MARK) or len(nonce) != _NONCE_BYTES:
            raise StoreError("scan.damaged")
        cipher = AESGCM(self._file_key(salt))
        try:
            return cipher.decrypt(nonce, sealed[_HEADER_BYTES:], _MARK + digest)
        except InvalidTag:
            raise StoreError("scan.damaged") from None

    def _file_key(self, salt: bytes) -> bytes:
        return _derive(self._key, salt=salt, purpose=b"desk-app scan content")


def make_scan_folder(folder: Path) -> None:
    """Make an empty folder of scans."""
    make_folder(folder / _INCOMING)


def _digest(sha256: str) -> bytes:
    try:
        return bytes.fromhex(sha256)
    except ValueError:
        # Digests come from other desks too, and not every text is one.
        raise StoreError("scan.not_found") from None


def _derive(key: bytes, *, salt: bytes | None, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=purpose).derive(key)

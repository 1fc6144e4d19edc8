"""Keys: the random store key, wrapped once for each operator and once for recovery.

    wrap of an operator = AES-KW( HKDF( Argon2id(password, salt) || device secret ), store key )
    recovery wrap       = AES-KW( HKDF( X25519(ephemeral, recovery public key) ), store key )

The disk alone opens nothing: a password lacks the device secret, and the other way round. The
recovery key's private half never comes to a desk; an administrator unwraps elsewhere.
"""

from __future__ import annotations

import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from desk_app.errors import AccessError, InputError, StoreError

SHORTEST_PASSWORD = 8
_KEY_BYTES = 32
_SALT_BYTES = 16
_OPERATOR_WRAP = b"desk-app operator wrap"
_RECOVERY_WRAP = b"desk-app recovery wrap"
_LEAST_MEMORY_KIB = 8
_MOST_MEMORY_KIB = 4 * 1024 * 1024
_MOST_PASSES = 64
_MOST_LANES = 16
_CALM_SECONDS = (0.5, 1.0)
_LEAST_CALIBRATED_KIB = 64 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """The price of one password guess (Argon2id); the default is the counter's."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 2

    def __post_init__(self) -> None:
        fits = (
            _LEAST_MEMORY_KIB * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
            and 1 <= self.passes <= _MOST_PASSES
            and 1 <= self.lanes <= _MOST_LANES
        )
        if not fits:
            raise ValueError(f"no cost of a password: {self}")


@dataclass(frozen=True, slots=True)
class OperatorWrap:
    """The store key under one operator's password; readable before sign-in."""

    login: str
    salt: bytes
    cost: Cost
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class RecoveryWrap:
    """The store key under the recovery public key."""

    public_key: bytes
    ephemeral_key: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class RecoveryKeys:
    """A new pair: the public half goes into the desks' settings, the private one into a safe."""

    public_key: bytes
    private_key: bytes = field(repr=False)


def wrap_for_operator(
    store_key: bytes, login: str, password: str, *, device_secret: bytes, cost: Cost
) -> OperatorWrap:
    """Return a wrap that opens with the password on this PC.

    Raises:
        InputError: `password.too_short` (`n`), field `password`.
        StoreError: `keys.no_memory`.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise InputError("password.too_short", field="password", n=SHORTEST_PASSWORD)
    salt = secrets.token_bytes(_SALT_BYTES)
    key = _operator_key(login, password, salt, cost, device_secret)
    return OperatorWrap(login, salt, cost, aes_key_wrap(key, store_key))


def unwrap_for_operator(wrap: OperatorWrap, password: str, *, device_secret: bytes) -> bytes | None:
    """Return the store key, or None where the password is not the one.

    Raises:
        StoreError: `keys.no_memory`.
    """
    key = _operator_key(wrap.login, password, wrap.salt, wrap.cost, device_secret)
    try:
        return aes_key_unwrap(key, wrap.wrapped)
    except InvalidUnwrap:
        return None


def new_recovery_keys() -> RecoveryKeys:
    """Return a new pair of recovery keys, made by an administrator away from the desks."""
    private = X25519PrivateKey.generate()
    return RecoveryKeys(private.public_key().public_bytes_raw(), private.private_bytes_raw())


def wrap_for_recovery(store_key: bytes, public_key: bytes) -> RecoveryWrap:
    """Return a wrap that only the private recovery key opens.

    Raises:
        InputError: `keys.recovery_key`, field `recovery_public_key`, for bytes that are no key.
    """
    try:
        recipient = X25519PublicKey.from_public_bytes(public_key)
        ephemeral = X25519PrivateKey.generate()
        shared = ephemeral.exchange(recipient)
    except ValueError:
        raise InputError("keys.recovery_key", field="recovery_public_key") from None
    ephemeral_key = ephemeral.public_key().public_bytes_raw()
    key = _recovery_key(shared, ephemeral_key, public_key)
    return RecoveryWrap(public_key, ephemeral_key, aes_key_wrap(key, store_key))


def recover_store_key(wrap: RecoveryWrap, private_key: bytes) -> bytes:
    """Return the store key for an administrator who holds the private recovery key.

    Raises:
        AccessError: `access.wrong_recovery_key`.
    """
    try:
        private = X25519PrivateKey.from_private_bytes(private_key)
        shared = private.exchange(X25519PublicKey.from_public_bytes(wrap.ephemeral_key))
        key = _recovery_key(shared, wrap.ephemeral_key, private.public_key().public_bytes_raw())
        return aes_key_unwrap(key, wrap.wrapped)
    except (InvalidUnwrap, ValueError):
        raise AccessError("access.wrong_recovery_key") from None


def calibrate(measure_seconds: Callable[[Cost], float]) -> Cost:
    """Return the cost that takes half a second to a second on this PC.

    A slow PC gives up memory down to 64 MiB and never passes; a fast one adds passes.
    """
    cost, seconds = Cost(), measure_seconds(Cost())
    least, most = _CALM_SECONDS
    while seconds > most and cost.memory_kib > _LEAST_CALIBRATED_KIB:
        cost = replace(cost, memory_kib=cost.memory_kib // 2)
        seconds = measure_seconds(cost)
    while seconds < least and cost.passes < _MOST_PASSES:
        cost = replace(cost, passes=cost.passes + 1)
        seconds = measure_seconds(cost)
    return cost


def measure_seconds(cost: Cost) -> float:
    """Return how long one guess takes on this PC."""
    started = time.perf_counter()
    _stretched("measured password", bytes(_SALT_BYTES), cost)
    return time.perf_counter() - started


def derive(secret: bytes, purpose: bytes) -> bytes:
    """Return a key for one purpose from a random secret."""
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose).derive(secret)


def _operator_key(
    login: str, password: str, salt: bytes, cost: Cost, device_secret: bytes
) -> bytes:
    # The login is part of the key: a wrap moved under another's name opens nothing.
    purpose = b"\x00".join((_OPERATOR_WRAP, login.encode()))
    return derive(_stretched(password, salt, cost) + device_secret, purpose)


def _recovery_key(shared: bytes, ephemeral_key: bytes, public_key: bytes) -> bytes:
    return derive(shared, _RECOVERY_WRAP + ephemeral_key + public_key)


def _stretched(password: str, salt: bytes, cost: Cost) -> bytes:
    # The same letters may be typed composed or not, by another keyboard.
    typed = unicodedata.normalize("NFC", password).encode()
    try:
        return hash_secret_raw(
            typed,
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=_KEY_BYTES,
            type=Type.ID,
        )
    except HashingError as error:
        raise StoreError("keys.no_memory", mebibytes=cost.memory_kib // 1024) from error

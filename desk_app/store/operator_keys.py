"""Who opens the store: the key file, sign-in with its growing delays, and changes of passwords.

The key file is readable before sign-in and holds opaque identities, logins and wraps.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from desk_app.domain.operators import attempts_left, delay_seconds
from desk_app.domain.service_time import Moment
from desk_app.errors import AccessError, InputError, StoreError
from desk_app.store.attempts import AttemptsFile
from desk_app.store.device_secret import (
    DeviceSecret,
    Keystore,
    find_device_secret,
    make_device_secret,
)
from desk_app.store.durable import disk_errors, make_folder
from desk_app.store.engine import store_id
from desk_app.store.key_copies import FORMAT, are_alike, read_newest, write_both
from desk_app.store.keys import (
    Cost,
    OperatorWrap,
    RecoveryWrap,
    derive,
    unwrap_for_operator,
    wrap_for_operator,
    wrap_for_recovery,
)
from desk_app.store.lock import waited_lock

_ATTEMPTS = "attempts.json"
_LOCK = "keys.lock"
_DEVICE_CHECK = b"desk-app device check"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The content of the key file.

    Attributes:
        store_id: Public identity of the store the key belongs to.
        device_check: Tells the device secret of this file from any other; reveals nothing of it.
        generation: Grows with every change, so that of two copies the newer one is known.
    """

    format: int
    store_id: str
    device_check: bytes
    wraps: tuple[OperatorWrap, ...] = ()
    recovery: RecoveryWrap | None = None
    generation: int = 0

    def wrap_of(self, login: str) -> OperatorWrap:
        """Return an operator's wrap, or raise AccessError `access.unknown_operator`."""
        for wrap in self.wraps:
            if wrap.login == login:
                return wrap
        raise AccessError("access.unknown_operator")

    def with_wrap(self, wrap: OperatorWrap) -> KeyFile:
        """Return the file with an operator's wrap in place of the older one."""
        return replace(self.without(wrap.login), wraps=(*self.without(wrap.login).wraps, wrap))

    def without(self, login: str) -> KeyFile:
        """Return the file without an operator's wrap."""
        return replace(self, wraps=tuple(w for w in self.wraps if w.login != login))


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(KeyFile)


class OperatorKeys:
    """The keys of one home folder; every method that takes a password costs up to a second."""

    def __init__(self, home: Path, device: DeviceSecret, cost: Cost) -> None:
        self._home = home
        self._device = device
        self._cost = cost

    @property
    def kept_in(self) -> str:
        """Return the name of the place that keeps the device secret."""
        return self._device.kept_in

    def logins(self) -> tuple[str, ...]:
        """Return who can sign in, in the order of their names."""
        return tuple(sorted(wrap.login for wrap in read_key_file(self._home).wraps))

    def wait_seconds(self, login: str, *, now: Moment) -> int:
        """Return how long a login has to wait before its next try; 0 lets it try."""
        return self._attempts().of(login, now=now).wait_seconds(now)

    def unlock(self, login: str, password: str, *, now: Moment) -> bytes:
        """Return the store key for the right password; renew the wrap where the cost changed.

        Raises:
            AccessError: `access.unknown_operator`, `access.wait` (`seconds`),
                `access.wrong_password` (`attempts_left` before the first wait), or
                `access.wrong_password_wait` (`seconds`).
            StoreError: The key file or the disk failed, `keys.no_memory`.
        """
        with self._alone():
            store_key = self._unlock(login, password, now)
            self._renew_wrap(login, password, store_key)
        return store_key

    def add(self, login: str, password: str, *, store_key: bytes) -> None:
        """Let an operator in; a signed-in administrator gives the store key.

        Raises:
            InputError: `operator.exists` (field `login`) or `password.too_short`.
        """
        with self._alone():
            file = read_key_file(self._home)
            if any(wrap.login == login for wrap in file.wraps):
                raise InputError("operator.exists", field="login")
            self._write(file.with_wrap(self._wrap(login, password, store_key)))

    def remove(self, login: str) -> None:
        """Shut an operator out: their wrap is gone from both copies of the key file.

        A copy that could not be written now is older than the other, opens nothing beside it, and
        is put right at the next sign-in.

        The store key stays, for the other wraps cannot be made again without their passwords. So
        this takes away the door, and not what somebody carried off before: a copy of the folder
        with the secret of this PC still opens for the password they had.

        Raises:
            AccessError: `access.unknown_operator`.
            InputError: `operator.last`, field `login`: somebody has to be able to open the store.
        """
        with self._alone():
            file = read_key_file(self._home)
            file.wrap_of(login)
            if len(file.wraps) == 1:
                raise InputError("operator.last", field="login")
            self._write(file.without(login))

    def change_password(self, login: str, old: str, new: str, *, now: Moment) -> None:
        """Give an operator another password.

        Raises:
            AccessError: As for `unlock`.
            InputError: `password.too_short`.
        """
        with self._alone():
            store_key = self._unlock(login, old, now)
            self._write(read_key_file(self._home).with_wrap(self._wrap(login, new, store_key)))

    def renew_recovery(self, public_key: bytes, *, store_key: bytes) -> None:
        """Let the holder of a recovery key in, and the holder of the one before no longer.

        Raises:
            InputError: `keys.recovery_key`, field `recovery_public_key`, for bytes that are no key.
        """
        recovery = wrap_for_recovery(store_key, public_key)
        with self._alone():
            self._write(replace(read_key_file(self._home), recovery=recovery))

    def reset_password(self, login: str, new: str, *, store_key: bytes, now: Moment) -> None:
        """Give a login a password by one who has the key (administrator, recovery).

        It may have had none; its waits after wrong passwords end. Whether anybody is known under
        it is for the store to say.

        Raises:
            InputError: `password.too_short`.
        """
        with self._alone():
            file = read_key_file(self._home)
            self._write(file.with_wrap(self._wrap(login, new, store_key)))
            self._attempts().forget(login, now=now)

    def start_counting(self, store_id: str) -> None:
        """Begin the counters of wrong passwords at none, under the secret of this PC."""
        AttemptsFile(self._home / _ATTEMPTS, self._device.value, store_id).start()

    def _unlock(self, login: str, password: str, now: Moment) -> bytes:
        file, attempts = read_key_file(self._home), self._attempts()
        wrap = file.wrap_of(login)
        attempts.hold_at_limit(tuple(w.login for w in file.wraps), now=now)
        if wait := attempts.of(login, now=now).wait_seconds(now):
            raise AccessError("access.wait", seconds=wait, n=wait)
        # Counted before the check, so that ending the program meanwhile gives no free tries.
        wrong = attempts.count_wrong(login, now=now).wrong
        store_key = unwrap_for_operator(wrap, password, device_secret=self._device.value)
        if store_key is None:
            raise _wrong_password(wrong)
        attempts.forget(login, now=now)
        return store_key

    def _renew_wrap(self, login: str, password: str, store_key: bytes) -> None:
        file = read_key_file(self._home)
        if file.wrap_of(login).cost != self._cost:
            self._write(file.with_wrap(self._wrap(login, password, store_key)))
        elif not are_alike(self._home):
            # One copy opened the store; that the other cannot be put right locks nobody out.
            with suppress(StoreError):
                self._write(file)

    def _wrap(self, login: str, password: str, store_key: bytes) -> OperatorWrap:
        return wrap_for_operator(
            store_key, login, password, device_secret=self._device.value, cost=self._cost
        )

    def _attempts(self) -> AttemptsFile:
        file = read_key_file(self._home)
        return AttemptsFile(self._home / _ATTEMPTS, self._device.value, file.store_id)

    def _write(self, file: KeyFile) -> None:
        write_key_file(self._home, file)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # Two programs guessing at once would each see the other's count too late.
        held = waited_lock(self._home / _LOCK)
        try:
            yield
        finally:
            held.release()


def _wrong_password(wrong: int) -> AccessError:
    # `n` chooses the plural of the text.
    if seconds := delay_seconds(wrong):
        return AccessError("access.wrong_password_wait", seconds=seconds, n=seconds)
    left = attempts_left(wrong)
    return AccessError("access.wrong_password", attempts_left=left, n=left)


def make_operator_keys(
    home: Path,
    store_key: bytes,
    *,
    login: str,
    password: str,
    places: Sequence[Keystore],
    cost: Cost,
    recovery_public_key: bytes | None = None,
) -> OperatorKeys:
    """Make the keys of a new store with its first operator; they come before the store itself.

    Raises:
        InputError: `password.too_short` or `keys.recovery_key`.
        StoreError: `keys.no_device_secret`, or the disk failed.
    """
    with disk_errors():
        make_folder(home)
    device = make_device_secret(places)
    keys = OperatorKeys(home, device, cost)
    wrap = wrap_for_operator(store_key, login, password, device_secret=device.value, cost=cost)
    recovery = wrap_for_recovery(store_key, recovery_public_key) if recovery_public_key else None
    identity = store_id(store_key)
    keys.start_counting(identity)
    write_key_file(home, KeyFile(FORMAT, identity, device_check(device), (wrap,), recovery))
    return keys


def load_operator_keys(home: Path, *, places: Sequence[Keystore], cost: Cost) -> OperatorKeys:
    """Return the keys of a home folder.

    Raises:
        StoreError: `keys.missing`, `keys.damaged`, `keys.newer`, `keys.no_device_secret` or
            `keys.other_device`.
    """
    check = read_key_file(home).device_check
    device = find_device_secret(
        places, fits=lambda value: hmac.compare_digest(derive(value, _DEVICE_CHECK), check)
    )
    return OperatorKeys(home, device, cost)


def device_check(device: DeviceSecret) -> bytes:
    """Return what tells a device secret from any other without revealing it."""
    return derive(device.value, _DEVICE_CHECK)


def read_key_file(home: Path) -> KeyFile:
    """Return the content of the key file; needs no password.

    Raises:
        StoreError: `keys.missing`, `keys.damaged`, `keys.newer` or `store.io`.
    """
    try:
        return _decoder.decode(read_newest(home))
    except msgspec.MsgspecError:
        raise StoreError("keys.damaged") from None


def write_key_file(home: Path, file: KeyFile) -> None:
    """Put the key file in place of the one it was made from, durably and whole, both copies."""
    newer = replace(file, format=FORMAT, generation=file.generation + 1)
    write_both(home, _encoder.encode(newer))

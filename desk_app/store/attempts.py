"""Wrong passwords, counted in a small file under a MAC of the device secret.

Waiting is measured by the counter that nobody can set. Across a restart only the time since the
restart counts, so neither a clock set forward nor one set back shortens the wait. A file that is
missing or forged counts as the longest wait, not as none.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desk_app.domain.operators import LONGEST_DELAY_SECONDS, delay_seconds
from desk_app.domain.service_time import Moment
from desk_app.store.durable import disk_errors, replace_file
from desk_app.store.keys import derive

_PURPOSE = b"desk-app wrong passwords"


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong passwords in a row of one login, and when the last one was typed."""

    wrong: int
    last: Moment

    def wait_seconds(self, now: Moment) -> int:
        """Return how long the next try has to wait."""
        return max(0, math.ceil(delay_seconds(self.wrong) - _certain_seconds(self.last, now)))


class _File(msgspec.Struct, frozen=True):
    body: msgspec.Raw
    mac: bytes


_encoder = msgspec.json.Encoder(order="deterministic")
_file = msgspec.json.Decoder(_File)
_body = msgspec.json.Decoder(dict[str, Attempts])


class AttemptsFile:
    """The counters of one home folder."""

    def __init__(self, path: Path, device_secret: bytes, store_id: str) -> None:
        self._path = path
        # The identity of the store keeps a file of another one out.
        self._key = derive(device_secret, _PURPOSE + store_id.encode())

    def of(self, login: str, *, now: Moment) -> Attempts:
        """Return the counter of a login; it is at the limit where the file is not ours."""
        return self._read(login, now).get(login, Attempts(0, now))

    def count_wrong(self, login: str, *, now: Moment) -> Attempts:
        """Count one more wrong password durably and return the counter."""
        counters = self._read(login, now)
        before = counters.get(login)
        counted = Attempts(before.wrong + 1 if before else 1, now)
        self._write({**counters, login: counted})
        return counted

    def forget(self, login: str, *, now: Moment) -> None:
        """Begin again at none after the right password."""
        counters = self._read(login, now)
        self._write({name: counter for name, counter in counters.items() if name != login})

    def start(self) -> None:
        """Write the first file of a new store."""
        self._write({})

    def hold_at_limit(self, logins: tuple[str, ...], *, now: Moment) -> None:
        """Write counters at the limit unless the file is whole and ours."""
        if self._whole() is None:
            self._write({login: Attempts(_limit(), now) for login in logins})

    def _read(self, login: str, now: Moment) -> Mapping[str, Attempts]:
        counters = self._whole()
        return {login: Attempts(_limit(), now)} if counters is None else counters

    def _whole(self) -> Mapping[str, Attempts] | None:
        try:
            file = _file.decode(self._path.read_bytes())
            if not hmac.compare_digest(file.mac, self._mac(bytes(file.body))):
                return None
            return _body.decode(file.body)
        except (OSError, msgspec.MsgspecError):
            return None

    def _write(self, counters: Mapping[str, Attempts]) -> None:
        body = _encoder.encode(counters)
        with disk_errors():
            replace_file(self._path, _encoder.encode(_File(msgspec.Raw(body), self._mac(body))))

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")


def _certain_seconds(last: Moment, now: Moment) -> float:
    if last.boot_id != now.boot_id:
        return now.counter_seconds
    return max(0.0, now.counter_seconds - last.counter_seconds)


def _limit() -> int:
    return next(wrong for wrong in range(100) if delay_seconds(wrong) == LONGEST_DELAY_SECONDS)

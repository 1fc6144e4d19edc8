"""The way back in with the private recovery key, on this PC or on one the folder was moved to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from desk_app.errors import StoreError
from desk_app.store.device_secret import Keystore, make_device_secret
from desk_app.store.keys import Cost, recover_store_key
from desk_app.store.operator_keys import (
    OperatorKeys,
    device_check,
    load_operator_keys,
    read_key_file,
    write_key_file,
)

_LOST_DEVICE = frozenset({"keys.no_device_secret", "keys.other_device"})


def recovered_key(home: Path, private_key: bytes) -> bytes:
    """Return the store key of a home folder.

    Raises:
        AccessError: `access.wrong_recovery_key`.
        StoreError: `keys.no_recovery` where the desk was set up without a recovery key, or as
            for `read_key_file`.
    """
    wrap = read_key_file(home).recovery
    if wrap is None:
        raise StoreError("keys.no_recovery")
    return recover_store_key(wrap, private_key)


def recovered_keys(home: Path, *, places: Sequence[Keystore], cost: Cost) -> OperatorKeys:
    """Return the keys of a home folder; a PC without their device secret gets one of its own.

    Every password is worth nothing without the lost secret, so all of them are taken out: the
    administrator who came back sets them anew.

    Raises:
        StoreError: `keys.no_device_secret` where no place keeps a secret, or the disk failed.
    """
    try:
        return load_operator_keys(home, places=places, cost=cost)
    except StoreError as error:
        if error.code not in _LOST_DEVICE:
            raise
    device = make_device_secret(places)
    file = replace(read_key_file(home), device_check=device_check(device), wraps=())
    keys = OperatorKeys(home, device, cost)
    keys.start_counting(file.store_id)
    write_key_file(home, file)
    return keys

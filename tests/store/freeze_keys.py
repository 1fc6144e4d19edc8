"""Freezes the keys of a small desk of the present form for the tests of later ones.

python -m tests.store.freeze_keys tests/data/keys-vN
"""

from __future__ import annotations

import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desk_app.store.device_secret import FileKeystore
from desk_app.store.keys import Cost
from desk_app.store.operator_keys import make_operator_keys

FROZEN_KEY = bytes.fromhex("5a" * 32)
PASSWORD = "ескі сөз 1"
RECOVERY_PRIVATE_KEY = bytes.fromhex("a5" * 32)
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)


def freeze(home: Path) -> None:
    """Make keys for two operators and a recovery key, with the secret of the PC in a file."""
    recovery = X25519PrivateKey.from_private_bytes(RECOVERY_PRIVATE_KEY).public_key()
    keys = make_operator_keys(
        home,
        FROZEN_KEY,
        login="aigul",
        password=PASSWORD,
        places=[FileKeystore(home)],
        cost=CHEAP,
        recovery_public_key=recovery.public_bytes_raw(),
    )
    keys.add("zere", PASSWORD, store_key=FROZEN_KEY)


if __name__ == "__main__":
    freeze(Path(sys.argv[1]))

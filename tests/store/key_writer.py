"""Makes keys and changes who can sign in, saying each step once it is durable.

python -m tests.store.key_writer FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from desk_app.store.device_secret import FileKeystore
from desk_app.store.keys import Cost
from desk_app.store.operator_keys import make_operator_keys

KEY = bytes(range(32))
PASSWORD = "жарық таң 7"
STEPS = (("aigul",), ("aigul", "zere"), ("aigul",), ("aigul", "nur"))


def main(home: Path) -> None:
    """Let operators in and out, one after another."""
    cost = Cost(memory_kib=8, passes=1, lanes=1)
    keys = make_operator_keys(
        home, KEY, login="aigul", password=PASSWORD, places=[FileKeystore(home)], cost=cost
    )
    say("made")
    keys.add("zere", PASSWORD, store_key=KEY)
    say("in")
    keys.remove("zere")
    say("out")
    keys.add("nur", PASSWORD, store_key=KEY)
    say("in")


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

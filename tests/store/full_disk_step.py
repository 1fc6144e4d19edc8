"""Takes an old store to today's schema on a disk with ever more room. Prints what it saw.

python -m tests.store.full_disk_step FOLDER
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from desk_app.commands import stress
from desk_app.errors import StoreError
from tests.store.old_stores import make_old_store, move, version_of

_CASES = 50
_STEP_BYTES = 200_000


def main(folder: Path) -> dict[str, object]:
    """Try again with a little more room until the step goes through."""
    home, ballast = folder / "home", folder / "ballast"
    made = make_old_store(home, _CASES)
    refusals: list[str] = []
    versions: set[int] = set()
    torn: set[str] = set()
    room = 0
    while True:
        _leave(ballast, folder, room)
        try:
            move(home)
        except StoreError as error:
            refusals.append(error.code)
        else:
            break
        ballast.unlink()
        versions.add(version_of(home))
        torn |= {path.name for path in home.rglob("*.new*")}
        room += _STEP_BYTES
    ballast.unlink()
    return {
        "refusals": refusals,
        "versions": sorted(versions),
        "torn": sorted(torn),
        "lost": len(made - set(stress.whole_cases(home))),
        "at_last": version_of(home),
    }


def _leave(ballast: Path, folder: Path, room: int) -> None:
    """Fill the disk up to so many bytes."""
    filling = max(0, shutil.disk_usage(folder).free - room)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, filling))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))

"""Runs on a small disk of its own: fills it, makes room, goes on. Prints what it saw.

python -m tests.store.full_disk FOLDER
"""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

from desk_app.commands import stress
from desk_app.errors import StoreError

_BALLAST_BYTES = 1_500_000


def fill(home: Path, said: io.StringIO, *, scans: int) -> str:
    """Write cases until the disk is full, and return the code of the refusal."""
    try:
        stress.write(home, 1000, scans=scans, out=said)
    except StoreError as error:
        return error.code
    return ""


def main(folder: Path) -> dict[str, object]:
    """Fill the disk by scans and by the database alone, then make room."""
    ballast, said = folder / "ballast", io.StringIO()
    home = folder / "home"
    stress.write(home, 1, scans=0, out=said)
    ballast.write_bytes(os.urandom(_BALLAST_BYTES))
    refusals = [fill(home, said, scans=1), fill(home, said, scans=0)]
    ballast.unlink()
    stress.write(home, 1, scans=1, out=said)
    acknowledged = {line.removeprefix("ACK ") for line in said.getvalue().splitlines()}
    whole = {str(application_id) for application_id in stress.whole_cases(home)}
    return {
        "refusals": refusals,
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - whole),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))

"""What runs in the processes that the fault campaigns end."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from pathlib import Path

from desk_app.commands import stress

ENDLESS = 1_000_000


def seal_cases(folder: Path, acknowledged: Connection) -> None:
    """Write cases until somebody ends the process; what is durable goes down the pipe."""
    with os.fdopen(acknowledged.fileno(), "w", closefd=False) as out:
        stress.write(folder, ENDLESS, scans=1, out=out)

"""Scans as a window does, says when the first page is there, and then waits to be killed.

python -m tests.bootstrap.slow_scan HOME
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from desk_app.counter_devices import late_devices_of
from desk_app.domain.devices import ScanRequest
from desk_app.settings import load_settings


def main(home: Path) -> None:
    """Take one page of a stack and let the scanner go on."""
    (scanner,) = late_devices_of(load_settings(home)).scanners.scanners()
    scan = scanner.scan(ScanRequest(dpi=75), threading.Event())
    next(scan)
    sys.stdout.write("page\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

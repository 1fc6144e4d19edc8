"""Work that harms the process it runs in; found by name from there."""

from __future__ import annotations

import os
import signal
import threading


def hang() -> None:
    threading.Event().wait()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run_out_of_memory() -> None:
    raise MemoryError

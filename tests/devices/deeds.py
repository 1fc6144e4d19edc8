"""Work that harms the process it runs in; found by name from there."""

from __future__ import annotations

import os
import signal
import threading

from desk_app.devices.cups_jobs import CupsSpooler


def hang() -> None:
    threading.Event().wait()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run_out_of_memory() -> None:
    raise MemoryError


def raster_dpi(native_dpi: int) -> int:
    from desk_app.devices import qt_printers

    return qt_printers.raster_dpi(native_dpi)


class Crashing(CupsSpooler):
    """Kills its process where a driver would be loaded: Qt aborts without a platform."""

    @property
    def environment(self):
        return {"QT_QPA_PLATFORM": "none-such"}

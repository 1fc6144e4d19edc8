"""A real IPP printer: `ippeveprinter` with the D-Bus and Avahi it cannot start without.

They run in name spaces of their own, so that nothing of the machine is touched and everything
ends together.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_START = """
set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus /run/avahi-daemon
dbus-daemon --system --fork --nopidfile
avahi-daemon --daemonize --no-drop-root --no-chroot --no-rlimits
exec "$@"
"""
_ENGINE = """#!/bin/sh
env > "{folder}/ticket"
cp "$1" "{folder}/document"
# An engine fails while it feeds, and not before the spooler has looked at the job.
if test -e "{folder}/broken"; then sleep 1; exit 1; fi
"""


@dataclass(frozen=True)
class RealPrinter:
    uri: str
    folder: Path

    @property
    def received(self) -> bytes:
        return (self.folder / "document").read_bytes()

    @property
    def ticket(self) -> dict[str, str]:
        """The job's attributes as the engine got them."""
        lines = (self.folder / "ticket").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def break_engine(self) -> None:
        (self.folder / "broken").touch()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def real_printer(folder: Path, *options: str, formats: str = "application/pdf"):
    folder.mkdir(parents=True, exist_ok=True)
    engine = folder / "engine"
    engine.write_text(_ENGINE.format(folder=folder))
    engine.chmod(0o755)
    port = free_port()
    printer = ("ippeveprinter", "-v", "-d", str(folder), "-p", str(port), "-f", formats)
    with _running(*printer, "-c", str(engine), *options, "desk"):
        yield RealPrinter(f"ipp://127.0.0.1:{port}/ipp/print", folder)


@contextmanager
def _running(*command: str) -> Iterator[None]:
    isolated = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _START, "sh")
    process = subprocess.Popen((*isolated, *command), stderr=subprocess.PIPE, text=True)
    try:
        said = []
        while "printer-uuid" not in (line := process.stderr.readline()):
            said.append(line)
            assert line, f"the printer did not start: {''.join(said)}"
        # Read on, or the printer would block on a full pipe.
        drain = subprocess.Popen(("cat",), stdin=process.stderr, stdout=subprocess.DEVNULL)
        yield
    finally:
        for child in _children(process.pid):
            os.kill(child, signal.SIGKILL)  # the first process of the name space takes all along
        process.wait()
        process.stderr.close()
    drain.wait()


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

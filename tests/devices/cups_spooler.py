"""A private CUPS with one queue that passes papers on to another printer."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from tests.devices.ipp_printer import free_port

_CUPSD = """
LogLevel warn
Listen 127.0.0.1:{port}
Browsing No
DefaultAuthType None
WebInterface No
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
    Allow all
  </Limit>
</Policy>
"""
_FILES = """
ServerRoot {folder}/etc
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/run
TempDir {folder}/spool/tmp
AccessLog {folder}/access_log
ErrorLog {folder}/error_log
PageLog {folder}/page_log
SystemGroup root
"""
_QUEUE = """
<{kind} zal-1>
Info Зал 1
DeviceURI {uri}
State Idle
Accepting Yes
Shared No
ErrorPolicy abort-job
</{kind}>
"""


@contextmanager
def cups_spooler(*, prints_to: str | None, is_default: bool = True, driver: str = ""):
    port = free_port()
    # Its back ends run as another user, who cannot look into pytest's own folders.
    with tempfile.TemporaryDirectory(prefix="cups-") as name:
        folder = Path(name)
        _configure(folder, port)
        if prints_to:
            kind = "DefaultPrinter" if is_default else "Printer"
            queue = _QUEUE.format(kind=kind, uri=prints_to)
            (folder / "etc/printers.conf").write_text(queue)
        if driver:
            (folder / "etc/ppd/zal-1.ppd").write_text(driver)
        config = ("-c", f"{folder}/etc/cupsd.conf", "-s", f"{folder}/etc/cups-files.conf")
        process = subprocess.Popen(("cupsd", "-f", *config))
        try:
            _wait_until_listening(port, process)
            yield f"ipp://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait()


def _configure(folder: Path, port: int) -> None:
    for inside in ("etc/ppd", "spool/tmp", "cache", "run"):
        (folder / inside).mkdir(parents=True)
    folder.chmod(0o755)
    (folder / "etc/cupsd.conf").write_text(_CUPSD.format(port=port))
    (folder / "etc/cups-files.conf").write_text(_FILES.format(folder=folder))


def _wait_until_listening(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "cupsd did not start"
        assert time.monotonic() < deadline, "cupsd does not listen"

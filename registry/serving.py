"""Runs the registry on a socket until it is told to stop or its parent goes away."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from contextlib import suppress
from typing import BinaryIO

import uvicorn
from litestar import Litestar

from registry.settings import Settings

_BACKLOG = 128
_SHUTDOWN_SECONDS = 5


def serve(app: Litestar, settings: Settings) -> None:
    """Serve until a signal, or until standard input closes if the settings say so.

    The first line on standard output says where it listens, as one JSON object.

    Raises:
        OSError: The address cannot be used.
    """
    listener = _listen(settings.host, settings.port)
    config = uvicorn.Config(
        app,
        log_level="warning",
        # Paths carry IINs.
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    server = uvicorn.Server(config)
    if settings.ends_with_parent:
        _watch_parent(server, sys.stdin.buffer)
    _announce(listener)
    # Ctrl-C is an ordinary end; the server raises it again once it has stopped.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small answers at once only where the protocol is named; left out, each answer
    # waits for a delayed acknowledgement of 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # A registry that is started again must not wait for connections of its last life.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _announce(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    line = json.dumps({"url": f"http://{shown}:{port}", "host": host, "port": port})
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _watch_parent(server: uvicorn.Server, pipe: BinaryIO) -> None:
    def wait_for_end() -> None:
        while pipe.read(1024):
            pass
        server.should_exit = True

    threading.Thread(target=wait_for_end, name="parent-pipe", daemon=True).start()

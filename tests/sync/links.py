"""A real registry process, a bad line to it, and a server that talks nonsense."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PIECE_BYTES = 4096


class RegistryProcess:
    """The registry as `python -m registry`; it keeps its port and data when started again."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self._folder = folder
        self._database = database or str(folder / "registry.db")
        self._listen = "127.0.0.1:0"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> None:
        command = [sys.executable, "-m", "registry", "--database", self._database]
        command += ["--files", str(self._folder / "files"), "--listen", self._listen]
        command += ["--parent-pipe"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self._process.stdout is not None
        told = json.loads(self._process.stdout.readline())
        self.url = told["url"]
        self._listen = f"{told['host']}:{told['port']}"

    def kill(self) -> None:
        """Stop it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.communicate()

    def leave(self) -> int:
        """Close its standard input, as a parent that ends does, and return its exit status."""
        assert self._process is not None
        self._process.communicate(timeout=30)
        return self._process.returncode


@contextmanager
def registry_process(folder: Path, database: str = "") -> Iterator[RegistryProcess]:
    process = RegistryProcess(folder, database)
    process.start()
    try:
        yield process
    finally:
        process.kill()


@dataclass
class Line:
    """What a bad line does to the next connections; each plan is used once.

    A plan is how many bytes may go up and how many may come down before the line is cut; None is
    no limit. Without plans the line is good.
    """

    address: tuple[str, int]
    plans: list[tuple[int | None, int | None]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.address[0]}:{self.address[1]}"


@contextmanager
def bad_line(target: tuple[str, int]) -> Iterator[Line]:
    """Relay to a server over a line that can be cut after any byte."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = Line(listener.getsockname()[:2])
        accepting = threading.Thread(target=_accept, args=(listener, target, line), daemon=True)
        accepting.start()
        yield line
        listener.shutdown(socket.SHUT_RDWR)
        accepting.join()


def _accept(listener: socket.socket, target: tuple[str, int], line: Line) -> None:
    carriers: list[threading.Thread] = []
    clients: list[socket.socket] = []
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            break
        plan = line.plans.pop(0) if line.plans else (None, None)
        carrier = threading.Thread(target=_carry, args=(client, target, plan), daemon=True)
        carrier.start()
        carriers.append(carrier)
        clients.append(client)
    for client in clients:
        _cut(client)
    for carrier in carriers:
        carrier.join()


def _carry(
    client: socket.socket, target: tuple[str, int], plan: tuple[int | None, int | None]
) -> None:
    with client, socket.create_connection(target) as server:
        up = threading.Thread(target=_relay, args=(client, server, plan[0]), daemon=True)
        up.start()
        _relay(server, client, plan[1])
        up.join()


def _relay(source: socket.socket, sink: socket.socket, limit: int | None) -> None:
    """Copy until an end or the limit; then both directions are cut."""
    left = limit
    try:
        while left is None or left > 0:
            piece = source.recv(PIECE_BYTES if left is None else min(left, PIECE_BYTES))
            if not piece:
                break
            sink.sendall(piece)
            left = None if left is None else left - len(piece)
    except OSError:
        pass
    for end in (source, sink):
        _cut(end)


def _cut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def scripted_server(
    answer: Callable[[bytes], bytes], *, is_parallel: bool = False
) -> Iterator[str]:
    """Serve bytes that a function makes of the request's head; the URL is handed out."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        ThreadPoolExecutor(16 if is_parallel else 1) as pool,
    ):
        thread = threading.Thread(target=_answer_all, args=(listener, answer, pool), daemon=True)
        thread.start()
        host, port = listener.getsockname()[:2]
        yield f"http://{host}:{port}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def _answer_all(
    listener: socket.socket, answer: Callable[[bytes], bytes], pool: ThreadPoolExecutor
) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        pool.submit(_answer, client, answer)


def _answer(client: socket.socket, answer: Callable[[bytes], bytes]) -> None:
    with client, suppress(OSError):
        client.sendall(answer(_head(client)))


def _head(client: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        piece = client.recv(PIECE_BYTES)
        if not piece:
            break
        received += piece
    return received


def http_answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body

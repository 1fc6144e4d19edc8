"""What a power cut can leave of a recorded run: system calls in, possible disks out.

The writer runs under strace. A cut may come after any call; whatever was not yet synced by then may
be there or not, sector by sector and name by name, each for itself.
"""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_SECTOR_BYTES = 512
_CALLS = (
    "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,lseek,fsync,fdatasync,rename,renameat,"
    "renameat2,ftruncate,truncate,fallocate,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,symlink,"
    "copy_file_range,sendfile"
)
_LINE = re.compile(r"^\d+\s+(\w+)\((.*)\)\s+= (-?\d+)")
_HEX = re.compile(r"(?:\\x[0-9a-f]{2})+")
_FILE = re.compile(r"^(\d+)<([^>]*)>")


@dataclass(frozen=True, slots=True)
class Event:
    """One call of the recorded run that matters to the disk, or an acknowledgement.

    Attributes:
        kind: create, write, truncate, folder, rename, unlink, sync or said.
    """

    kind: str
    path: str = ""
    target: str = ""
    offset: int = 0
    data: bytes = b""


def record(command: Sequence[str], root: Path, log: Path, strace: str) -> list[Event]:
    """Run a command under strace and return what it did below a folder, and what it said."""
    options = ["-f", "-y", "-xx", "-s", "4000000", "-e", f"trace={_CALLS}", "-o", str(log)]
    subprocess.run([strace, *options, "--", *command], check=True, stdout=subprocess.DEVNULL)
    return list(_events(log.read_text().splitlines(), str(root)))


def _events(lines: Iterable[str], root: str) -> Iterator[Event]:
    reader = _Reader(root)
    for line in lines:
        assert "<unfinished" not in line, "calls of several threads overlap"
        if match := _LINE.match(line):
            call, arguments, result = match.groups()
            if int(result) >= 0:
                yield from reader.read(call, arguments, int(result))


class _Reader:
    """Turns lines into events; knows where each open file is written next."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._positions: dict[int, int] = {}

    def read(self, call: str, arguments: str, result: int) -> Iterator[Event]:
        if descriptor := _FILE.match(arguments):
            number, name = int(descriptor[1]), _text(descriptor[2])
            yield from self._on_file(call, number, name, arguments)
        else:
            paths = [_text(part) for part in re.findall(r'"([^"]*)"', arguments)]
            yield from self._on_names(call, paths, arguments, result)

    def _on_names(
        self, call: str, paths: list[str], arguments: str, result: int
    ) -> Iterator[Event]:
        if call == "openat":
            yield from self._opened(paths[0], arguments, result)
        elif not any(self._is_ours(path) for path in paths):
            return
        elif call == "rename":
            yield Event("rename", paths[0], target=paths[1])
        else:
            yield Event({"mkdir": "folder", "unlink": "unlink"}[call], paths[0])

    def _opened(self, path: str, arguments: str, descriptor: int) -> Iterator[Event]:
        self._positions[descriptor] = 0
        if self._is_ours(path) and "O_CREAT" in arguments:
            assert "O_TRUNC" not in arguments
            assert "O_APPEND" not in arguments
            yield Event("create", path)

    def _on_file(self, call: str, number: int, name: str, arguments: str) -> Iterator[Event]:
        if call == "write" and number == 1:
            yield Event("said", data=_bytes(arguments))
        elif not self._is_ours(name) or name.endswith("-shm") or call == "lseek":
            # The shared index of the write-ahead log is rebuilt after a crash.
            return
        elif call == "write":
            data, position = _bytes(arguments), self._positions[number]
            self._positions[number] = position + len(data)
            yield Event("write", name, offset=position, data=data)
        elif call == "pwrite64":
            yield Event("write", name, offset=_last_number(arguments), data=_bytes(arguments))
        elif call == "ftruncate":
            yield Event("truncate", name, offset=_last_number(arguments))
        else:
            assert call in {"fsync", "fdatasync"}, f"{call} is not understood"
            yield Event("sync", name)

    def _is_ours(self, path: str) -> bool:
        # The folder above is synced too, when it gets ours.
        return path.startswith(self._root) or path == str(Path(self._root).parent)


def _text(hexadecimal: str) -> str:
    return _raw(hexadecimal).decode()


def _raw(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal.replace("\\x", ""))


def _bytes(arguments: str) -> bytes:
    content = re.search(r'"([^"]*)"(\.\.\.)?', arguments)
    assert content is not None
    assert content[2] is None, "strace cut the content"
    return _raw(content[1])


def _last_number(arguments: str) -> int:
    return int(arguments.rpartition(",")[2])


@dataclass(slots=True)
class _Node:
    """A file or folder, whatever its names are."""

    is_folder: bool
    synced_at: int = -1
    changes: list[tuple[int, Event]] = field(default_factory=list)
    # Name to what it meant, oldest first; None is "no such name".
    names: dict[str, list[tuple[int, _Node | None]]] = field(default_factory=dict)


class Disk:
    """The state after some calls: what is certain, and what may be."""

    def __init__(self, root: Path, events: Iterable[Event]) -> None:
        self._root = root
        # What was there before the run is certain.
        self._top = _Node(is_folder=True)
        for at, event in enumerate(events):
            self._apply(at, event)

    def leave(self, target: Path, chance: random.Random, share: float) -> None:
        """Write one possible disk; each unsynced change is kept with a likelihood of `share`."""
        self._leave_folder(self._top, target, chance, share)

    def _apply(self, at: int, event: Event) -> None:
        if event.kind in {"create", "folder"}:
            if self._find(event.path) is None:
                self._bind(at, event.path, _Node(is_folder=event.kind == "folder"))
        elif event.kind == "rename":
            moved = self._find(event.path)
            self._bind(at, event.path, None)
            self._bind(at, event.target, moved)
        elif event.kind == "unlink":
            self._bind(at, event.path, None)
        elif event.kind != "said" and (node := self._find(event.path)):
            if event.kind == "sync":
                node.synced_at = at
            else:
                node.changes.append((at, event))

    def _find(self, path: str) -> _Node | None:
        node: _Node | None = self._top
        for name in Path(path).relative_to(self._root).parts:
            history = node.names.get(name) if node else None
            node = history[-1][1] if history else None
        return node

    def _bind(self, at: int, path: str, node: _Node | None) -> None:
        folder = self._find(str(Path(path).parent))
        assert folder is not None
        folder.names.setdefault(Path(path).name, []).append((at, node))

    def _leave_folder(
        self, folder: _Node, target: Path, chance: random.Random, share: float
    ) -> None:
        target.mkdir()
        for name, history in folder.names.items():
            node = _meaning(history, folder.synced_at, chance, share)
            if node is None:
                continue
            if node.is_folder:
                self._leave_folder(node, target / name, chance, share)
            else:
                (target / name).write_bytes(_content(node, chance, share))


def _meaning(
    history: list[tuple[int, _Node | None]], synced_at: int, chance: random.Random, share: float
) -> _Node | None:
    certain = [node for at, node in history if at <= synced_at]
    node = certain[-1] if certain else None
    for _, later in history[len(certain) :]:
        if chance.random() < share:
            node = later
    return node


def _content(node: _Node, chance: random.Random, share: float) -> bytes:
    content = bytearray()
    for at, change in node.changes:
        for piece in _pieces(change):
            if at <= node.synced_at or chance.random() < share:
                _put(content, piece)
    return bytes(content)


def _pieces(change: Event) -> Iterator[Event]:
    if change.kind == "truncate":
        yield change
        return
    position, end = change.offset, change.offset + len(change.data)
    while position < end:
        border = min(end, (position // _SECTOR_BYTES + 1) * _SECTOR_BYTES)
        data = change.data[position - change.offset : border - change.offset]
        yield Event("write", offset=position, data=data)
        position = border


def _put(content: bytearray, change: Event) -> None:
    if change.kind == "truncate":
        del content[change.offset :]
        content.extend(bytes(change.offset - len(content)))
        return
    content.extend(bytes(max(0, change.offset - len(content))))
    content[change.offset : change.offset + len(change.data)] = change.data
